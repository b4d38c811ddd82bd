//! Membership: what is in a set as of a date.
//!
//! **Invariant:** a code is in a set when it is, or lies under, an entry in force. A code that an entry in force lies under is neither
//! in nor out.

use super::dates::AsOf;
use super::value::{self, Answer};
use crate::domain::{Period, Truth, Undefined, Value, text};
use crate::program::{CompareOp, Linked, Set, SetMember};
use rustc_hash::FxHashMap;
use std::borrow::Cow;
use std::sync::Arc;

/// The members of a set, those of the sets it includes among them.
#[derive(Debug, Default)]
pub(super) struct Members {
    /// Entries; texts are folded.
    entries: FxHashMap<Value, Vec<Period>>,
    /// What entries lie under, with the periods of those entries.
    above: FxHashMap<Value, Vec<Period>>,
    /// Entries that are texts, sorted: as written, folded, and when in force.
    texts: Vec<(Arc<str>, Arc<str>, Period)>,
    /// Entries that have a size, in the order they are listed: an amount may lie between bounds, or in another currency.
    measures: Vec<(Value, Period)>,
    /// Whether some entry is not in force at all times.
    dated: bool,
}

/// What a look-up tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Membership {
    /// Whether the value is in.
    pub(super) truth: Truth,
    /// Whether a more precise value could be in.
    pub(super) imprecise: bool,
}

impl Members {
    /// A set of values in force at all times.
    pub(super) fn of_values(values: &[Value]) -> Self {
        Self::of(values.iter().map(|value| (value.clone(), Period::ALWAYS)))
    }

    /// Every set of a program. Linear in the entries that each set ends up with.
    pub(super) fn of_sets(sets: &[Linked<Set>]) -> Vec<Arc<Self>> {
        let members = flat_entries(sets);
        members.into_iter().map(|entries| Arc::new(Self::of(entries.into_iter()))).collect()
    }

    /// Whether membership can depend on the as-of date.
    pub(super) fn is_dated(&self) -> bool {
        self.dated
    }

    /// The entries, in no order.
    pub(super) fn values(&self) -> impl Iterator<Item = &Value> {
        self.entries.keys()
    }

    /// The entries that are texts, as written.
    pub(super) fn texts(&self) -> impl Iterator<Item = &Arc<str>> {
        self.texts.iter().map(|(written, _, _)| written)
    }

    /// Whether the value is in the set. O(depth of the code).
    pub(super) fn membership(&self, value: &Value, as_of: &AsOf) -> Membership {
        let entered = |value: &Value| in_force(self.entries.get(value), as_of);
        match value {
            Value::Text(text) => Membership { truth: entered(&folded(text)), imprecise: false },
            Value::HsCode(code) => {
                let own = code.prefixes().map(|prefix| entered(&Value::HsCode(prefix)));
                self.code(value, own, as_of)
            }
            Value::Eccn(code) => {
                let own = code.prefixes().map(|prefix| entered(&Value::Eccn(prefix)));
                self.code(value, own, as_of)
            }
            _ => Membership { truth: entered(value), imprecise: false },
        }
    }

    /// Whether an amount is some entry: one between bounds, of nothing, or of a kind whose values do not all compare.
    ///
    /// # Errors
    /// Why it cannot be told, where that is no missing fact.
    pub(super) fn measured(&self, amount: &Answer, as_of: &AsOf) -> Result<Truth, Undefined> {
        let mut undefined = None;
        let truths = self.measures.iter().map(|(entry, period)| {
            let entry = Answer::Known(Cow::Borrowed(entry));
            let in_force = as_of.in_force(*period);
            match value::compare(CompareOp::Is, amount, &entry, false) {
                Ok(is) => is.and(in_force),
                Err(_) if in_force.is_false() => Truth::False,
                Err(reason) => {
                    undefined = undefined.or(Some(reason));
                    Truth::Unknown
                }
            }
        });
        let truth = truths.fold(Truth::False, Truth::or);
        match undefined {
            Some(reason) if truth.is_unknown() => Err(reason),
            _ => Ok(truth),
        }
    }

    /// Whether the text contains some text of the set.
    pub(super) fn any_in(&self, text: &str, exactly: bool, as_of: &AsOf) -> Truth {
        let folded = text::fold(text);
        let contained =
            |written: &str, plain: &str| if exactly { text.contains(written) } else { folded.contains(plain) };
        let hits = self.texts.iter().filter(|(written, plain, _)| contained(written, plain));
        hits.map(|(_, _, period)| as_of.in_force(*period)).fold(Truth::False, Truth::or)
    }

    fn of(entries: impl Iterator<Item = (Value, Period)>) -> Self {
        let mut members = Self::default();
        for (value, period) in entries {
            members.insert(value, period);
        }
        members.texts.sort_unstable();
        members
    }

    fn insert(&mut self, value: Value, period: Period) {
        self.dated |= period != Period::ALWAYS;
        let above: Vec<Value> = match &value {
            Value::HsCode(code) => code.prefixes().skip(1).map(Value::HsCode).collect(),
            Value::Eccn(code) => code.prefixes().skip(1).map(Value::Eccn).collect(),
            _ => Vec::new(),
        };
        for above in above {
            add_period(self.above.entry(above).or_default(), period);
        }
        if is_measure(&value) {
            self.measures.push((value.clone(), period));
        }
        if let Value::Text(written) = &value {
            self.texts.push((Arc::clone(written), text::fold(written).into(), period));
            add_period(self.entries.entry(folded(written)).or_default(), period);
        } else {
            add_period(self.entries.entry(value).or_default(), period);
        }
    }

    fn code(&self, value: &Value, own: impl Iterator<Item = Truth>, as_of: &AsOf) -> Membership {
        let truth = own.fold(Truth::False, Truth::or);
        let below = in_force(self.above.get(value), as_of);
        let imprecise = !truth.is_true() && !below.is_false();
        Membership { truth: if imprecise { Truth::Unknown } else { truth }, imprecise }
    }
}

/// Whether a value has a size, so that it may be known between bounds only.
fn is_measure(value: &Value) -> bool {
    use Value::{Date, Duration, Money, Number, Percent};
    matches!(value, Number(_) | Money(_) | Percent(_) | Date(_) | Duration(_))
}

fn folded(text: &str) -> Value {
    Value::Text(text::fold(text).into())
}

fn in_force(periods: Option<&Vec<Period>>, as_of: &AsOf) -> Truth {
    periods.into_iter().flatten().map(|period| as_of.in_force(*period)).fold(Truth::False, Truth::or)
}

fn add_period(periods: &mut Vec<Period>, period: Period) {
    if !periods.contains(&period) {
        periods.push(period);
    }
}

type Entries = Vec<(Value, Period)>;

/// Each set's own values and those of the sets it includes, restricted to the period of the inclusion.
fn flat_entries(sets: &[Linked<Set>]) -> Vec<Entries> {
    let mut flat: Vec<Option<Entries>> = vec![None; sets.len()];
    let mut pending: Vec<usize> = (0..sets.len()).rev().collect();
    let mut entered = vec![false; sets.len()];
    while let Some(index) = pending.pop() {
        let Some(set) = sets.get(index) else { continue };
        if flat.get(index).is_none_or(Option::is_some) {
            continue;
        }
        let needed: Vec<usize> = included(set).filter(|other| matches!(flat.get(*other), Some(None))).collect();
        let first_visit = entered.get_mut(index).is_some_and(|entered| !std::mem::replace(entered, true));
        if !needed.is_empty() && first_visit {
            pending.push(index);
            pending.extend(needed);
        } else if let Some(entries) = flat.get(index).map(|_| own_and_included(set, &flat))
            && let Some(slot) = flat.get_mut(index)
        {
            *slot = Some(entries);
        }
    }
    flat.into_iter().map(Option::unwrap_or_default).collect()
}

fn included(set: &Linked<Set>) -> impl Iterator<Item = usize> {
    set.code.entries.iter().filter_map(|entry| match entry.member {
        SetMember::Set(link) => set.links.get(usize::from(link)).map(|index| *index as usize),
        SetMember::Value(_) => None,
    })
}

fn own_and_included(set: &Linked<Set>, flat: &[Option<Entries>]) -> Entries {
    let mut entries: Entries = Vec::new();
    for entry in &set.code.entries {
        match &entry.member {
            SetMember::Value(value) => entries.push((value.clone(), entry.period)),
            SetMember::Set(link) => {
                let other = set.links.get(usize::from(*link)).and_then(|index| flat.get(*index as usize));
                let other = other.and_then(Option::as_ref).into_iter().flatten();
                entries.extend(other.map(|(value, period)| (value.clone(), common(*period, entry.period))));
            }
        }
    }
    let mut seen = rustc_hash::FxHashSet::default();
    entries.retain(|entry| !entry.1.is_empty() && seen.insert(entry.clone()));
    entries
}

/// The days that lie in both periods.
fn common(a: Period, b: Period) -> Period {
    let until = match (a.until, b.until) {
        (Some(a), Some(b)) => Some(a.min(b)),
        (a, b) => a.or(b),
    };
    Period { from: a.from.max(b.from), until }
}
