//! What an answer to a question would make of the verdict.

use crate::domain::Value;
use std::cmp::Ordering;
use std::sync::Arc;

/// Some answers to a question, and the bounds of the order's verdict once one of them is given.
#[derive(Clone, Debug, PartialEq)]
pub struct IfAnswered {
    /// The answers.
    pub cases: Vec<Case>,
    /// The least that the facts still missing then leave.
    pub lower: u32,
    /// The worst that the facts still missing then could bring.
    pub upper: u32,
}

impl IfAnswered {
    /// Whether nothing else that is missing could then change the verdict.
    #[must_use]
    pub fn settles(&self) -> bool {
        self.lower == self.upper
    }
}

/// An answer, or answers that have the same effect.
#[derive(Clone, Debug, PartialEq)]
pub enum Case {
    /// This value; of a code, also what lies under it, save the codes that another case is about.
    Is(Value),
    /// A code under this one that no other case is about.
    Under(Value),
    /// A text that contains this one.
    Contains(Arc<str>),
    /// A value between limits.
    Range {
        /// Where it starts.
        from: Option<Limit>,
        /// Where it ends.
        until: Option<Limit>,
    },
    /// Any value that no other case of the fact is about.
    Other,
}

/// An end of a range.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// The value at the end.
    pub value: Value,
    /// Whether it belongs to the range.
    pub included: bool,
}

impl Limit {
    pub(super) fn beyond(value: Value) -> Self {
        Self { value, included: false }
    }

    fn at(value: Value) -> Self {
        Self { value, included: true }
    }
}

impl Case {
    fn from(&self) -> Option<Option<Limit>> {
        match self {
            Self::Is(value) => Some(Some(Limit::at(value.clone()))),
            Self::Range { from, .. } => Some(from.clone()),
            _ => None,
        }
    }

    fn until(&self) -> Option<Option<Limit>> {
        match self {
            Self::Is(value) => Some(Some(Limit::at(value.clone()))),
            Self::Range { until, .. } => Some(until.clone()),
            _ => None,
        }
    }

    fn is_unlimited_below(&self) -> bool {
        self.from() == Some(None)
    }

    fn is_unlimited_above(&self) -> bool {
        self.until() == Some(None)
    }

    /// Whether the other case is about what lies under this one's code: `is` says both.
    fn is_above(&self, next: &Self) -> bool {
        matches!((self, next), (Self::Is(own), Self::Under(other)) if own == other)
    }

    /// Whether the other case starts just where this one ends.
    fn meets(&self, next: &Self) -> bool {
        match (self.until(), next.from()) {
            (Some(Some(end)), Some(Some(start))) => {
                end.included != start.included && end.value.compare(&start.value) == Ok(Ordering::Equal)
            }
            _ => false,
        }
    }
}

/// Cases in the order of their fact's cases, those that meet as one.
pub(super) fn joined(cases: impl IntoIterator<Item = Case>) -> Vec<Case> {
    let mut joined: Vec<Case> = Vec::new();
    for case in cases {
        match joined.last_mut() {
            // An amount has a currency, which a range without limits would not tell.
            Some(last) if last.meets(&case) && !(last.is_unlimited_below() && case.is_unlimited_above()) => {
                let (from, until) = (last.from().flatten(), case.until().flatten());
                *last = Case::Range { from, until };
            }
            Some(last) if *last == case || last.is_above(&case) => {}
            _ => joined.push(case),
        }
    }
    joined
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is(number: i64) -> Case {
        Case::Is(Value::Number(number.into()))
    }

    fn range(from: Option<(i64, bool)>, until: Option<(i64, bool)>) -> Case {
        let limit = |(number, included): (i64, bool)| Limit { value: Value::Number(number.into()), included };
        Case::Range { from: from.map(limit), until: until.map(limit) }
    }

    #[test]
    fn cases_that_meet_are_one() {
        let cases = [range(None, Some((1, false))), is(1), range(Some((1, false)), Some((5, false)))];
        assert_eq!(joined(cases), [range(None, Some((5, false)))]);
        assert_eq!(joined([is(5), range(Some((5, false)), None)]), [range(Some((5, true)), None)]);
    }

    #[test]
    fn a_range_keeps_a_limit() {
        let below_and_above = [range(None, Some((1, false))), range(Some((1, true)), None)];
        assert_eq!(joined(below_and_above.clone()), below_and_above);
    }

    #[test]
    fn a_code_and_what_lies_under_it_are_one() {
        let own = Value::HsCode(crate::domain::HsCode::parse("8542.31").unwrap());
        assert_eq!(joined([Case::Is(own.clone()), Case::Under(own.clone())]), [Case::Is(own.clone())]);
        assert_eq!(joined([Case::Under(own.clone())]), [Case::Under(own)]);
    }

    #[test]
    fn cases_apart_stay_apart() {
        let cases = [is(1), is(5), range(Some((7, false)), None), Case::Other];
        assert_eq!(joined(cases.clone()), cases);
    }
}
