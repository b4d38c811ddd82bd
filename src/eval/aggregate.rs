//! Sums and counts over lists that may be known only in part: intervals.
//!
//! **Invariant:** the interval holds the result of every completion in which the result is defined, and where some completion leaves
//! it undefined it has no ends.

use super::flags::FlagState;
use super::node::{Measure, Node};
use super::read::List;
use super::trace::Mark;
use super::value::{self, Answer, Interval};
use super::walk::{Local, Walk};
use crate::domain::{Decimal, Truth, Undefined, Value, arithmetic};

impl<'a> Walk<'a> {
    /// The sum of a value over the elements of a list that pass the filter.
    pub(super) fn sum(&mut self, list: &'a Node, local: u16, value: &'a Node, filter: Option<&'a Node>) -> Answer<'a> {
        let start = self.trace.mark();
        match self.list(list) {
            List::Items(slot, count) => {
                let mut total = Total::default();
                let mut undefined = None;
                self.each_passing(slot, count, local, filter, |walk, passes| {
                    let part = walk.value(value);
                    undefined = undefined.or(total.add(&part, passes).err());
                });
                match undefined {
                    None => total.answer(),
                    Some(reason) => self.undefined_since(start, reason),
                }
            }
            List::Empty => Answer::Zero,
            List::Missing(slot) => {
                self.trace_generic(slot, local, [filter, Some(value)]);
                Answer::Unknown(None)
            }
            List::Unknown => Answer::Unknown(None),
        }
    }

    /// How many elements of a list pass the filter.
    pub(super) fn count(&mut self, list: &'a Node, local: u16, filter: Option<&'a Node>) -> Answer<'a> {
        let (low, high) = match self.list(list) {
            List::Items(slot, count) => {
                let (mut low, mut high) = (0, 0);
                self.each_passing(slot, count, local, filter, |_, passes| {
                    low += usize::from(passes.is_true());
                    high += 1;
                });
                (low, Some(high))
            }
            List::Empty => (0, Some(0)),
            List::Missing(slot) => {
                self.trace_generic(slot, local, [filter]);
                (0, None)
            }
            List::Unknown => (0, None),
        };
        Answer::between(Some(value::number(low)), high.map(value::number))
    }

    /// Runs `each` on the elements that pass the filter, or may.
    fn each_passing(
        &mut self,
        list: super::place::Slot,
        count: u32,
        local: u16,
        filter: Option<&'a Node>,
        mut each: impl FnMut(&mut Self, Truth),
    ) {
        for index in 0..count {
            let before = self.trace.mark();
            let element = self.slots.element(list, index);
            self.set_local(local, Local::Slot(element));
            let passes = filter.map_or(Truth::True, |filter| self.truth(filter));
            if passes.is_false() {
                self.trace.forget(before);
            } else {
                each(self, passes);
            }
        }
    }

    /// Weight or number of the flags that stand; in between where some may. Unknown while flags themselves are being settled.
    pub(super) fn measured_flags(&mut self, measure: Measure, which: &[u32]) -> Answer<'a> {
        if let Some((least, most)) = self.supposed_flags {
            return Answer::between(Some(Value::Number(least)), Some(Value::Number(most)));
        }
        let Some(states) = self.flags.take() else { return Answer::Unknown(None) };
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
        let mut overflow = false;
        for FlagState { truth, weight, causes } in which.iter().filter_map(|flag| states.get(flag)) {
            let amount = if measure == Measure::Weight { *weight } else { Decimal::ONE };
            let mut add = |end: &mut Decimal| match end.checked_add(amount) {
                Some(sum) => *end = sum,
                None => overflow = true,
            };
            add(&mut high);
            if truth.is_true() {
                add(&mut low);
            }
            self.trace.add(causes);
        }
        self.flags = Some(states);
        if overflow {
            return Answer::Unknown(Some(Undefined::Overflow));
        }
        Answer::between(Some(Value::Number(low)), Some(Value::Number(high)))
    }

    fn undefined_since(&mut self, start: Mark, reason: Undefined) -> Answer<'a> {
        self.undefined(start, reason);
        Answer::Unknown(Some(reason))
    }
}

/// A sum under way. Without ends, nothing has been added.
#[derive(Default)]
struct Total {
    ends: Option<Interval>,
    unbounded: bool,
    undefined: Option<Undefined>,
}

impl Total {
    /// Adds a part that takes part for certain, or perhaps.
    fn add(&mut self, part: &Answer, passes: Truth) -> Result<(), Undefined> {
        match part {
            Answer::Zero | Answer::None => {}
            Answer::Unknown(reason) => {
                self.unbounded = true;
                self.undefined = self.undefined.or(*reason);
            }
            Answer::Known(value) => self.add_ends(Some(value), Some(value), passes)?,
            Answer::Between(interval) => self.add_ends(interval.low.as_ref(), interval.high.as_ref(), passes)?,
        }
        Ok(())
    }

    fn add_ends(&mut self, low: Option<&Value>, high: Option<&Value>, passes: Truth) -> Result<(), Undefined> {
        let (low, high) = if passes.is_unknown() { perhaps(low, high)? } else { (low.cloned(), high.cloned()) };
        let plus = |total: Option<Value>, part: Option<Value>| {
            total.zip(part).map(|(total, part)| arithmetic::add(&total, &part)).transpose()
        };
        self.ends = Some(match self.ends.take() {
            None => Interval { low, high },
            Some(total) => Interval { low: plus(total.low, low)?, high: plus(total.high, high)? },
        });
        Ok(())
    }

    fn answer<'a>(self) -> Answer<'a> {
        match self.ends {
            _ if self.unbounded => Answer::Unknown(self.undefined),
            Some(Interval { low, high }) => Answer::between(low, high),
            None => Answer::Zero,
        }
    }
}

/// The ends of a part that may be left out: one of them is zero, of the part's kind.
fn perhaps(low: Option<&Value>, high: Option<&Value>) -> Result<(Option<Value>, Option<Value>), Undefined> {
    let outwards = |end: &Value, is_low: bool| {
        let is_outside = value::is_negative(end)? == is_low;
        if is_outside { Ok(end.clone()) } else { value::zero_like(end) }
    };
    let low = low.map(|end| outwards(end, true)).transpose()?;
    Ok((low, high.map(|end| outwards(end, false)).transpose()?))
}
