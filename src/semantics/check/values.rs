//! What a condition asks of one value, as the values that pass: enough to tell that two conditions exclude or imply each other.

use crate::domain::{Fit, Value, text};
use crate::program::{CompareOp, Expr, Name, Ref};
use std::cmp::Ordering;

/// The values that pass.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Values<'r> {
    /// These, and what lies under them.
    Within(&'r [Value]),
    /// All but these and what lies under them.
    Outside(&'r [Value]),
    /// The members of a set.
    In(&'r Name),
    /// All but the members of a set.
    NotIn(&'r Name),
    /// Those that compare so with a value.
    Compared(CompareOp, &'r Value),
}

impl<'r> Values<'r> {
    /// The value that a condition is about, and what passes; `None` where that is not as simple. `refs`: what its code refers to.
    pub(super) fn of(condition: &'r Expr, refs: &'r [Ref]) -> Option<(&'r Expr, Self)> {
        match condition {
            Expr::Compare { op, left, right, exactly: false } => match (op, right.as_ref()) {
                (CompareOp::Is, Expr::Literal(value)) => Some((left, Self::Within(std::slice::from_ref(value)))),
                (op, Expr::Literal(value)) => Some((left, Self::Compared(*op, value))),
                _ => None,
            },
            Expr::OneOf { item, values } => Some((item, Self::Within(values))),
            Expr::InSet { item, set } => Some((item, Self::In(&refs.get(usize::from(*set))?.name))),
            Expr::Not(inner) => match Self::of(inner, refs)? {
                (value, Self::Within(values)) => Some((value, Self::Outside(values))),
                (value, Self::In(set)) => Some((value, Self::NotIn(set))),
                _ => None,
            },
            _ => None,
        }
    }

    /// The only value that passes, where there is one.
    pub(super) fn only(&self) -> Option<&'r Value> {
        match self {
            Self::Within([value]) => Some(value),
            _ => None,
        }
    }

    /// Whether certainly nothing passes both.
    pub(super) fn excludes(&self, other: &Self) -> bool {
        let one_way = |one: &Self, other: &Self| match (one, other) {
            (Self::Within(ours), Self::Within(theirs)) => {
                ours.iter().all(|our| theirs.iter().all(|their| !lies_under(our, their) && !lies_under(their, our)))
            }
            (Self::Within(ours), Self::Outside(theirs)) => {
                ours.iter().all(|our| theirs.iter().any(|their| lies_under(our, their)))
            }
            (Self::Within(ours), Self::Compared(op, bound)) => {
                ours.iter().all(|our| compared(our, *op, bound) == Some(false))
            }
            (Self::In(ours), Self::NotIn(theirs)) => ours == theirs,
            (Self::Compared(low, from), Self::Compared(high, until)) if rises(*low) && !rises(*high) => {
                match from.compare(until) {
                    Ok(Ordering::Greater) => true,
                    Ok(Ordering::Equal) => (*low, *high) != (CompareOp::AtLeast, CompareOp::AtMost),
                    _ => false,
                }
            }
            _ => false,
        };
        one_way(self, other) || one_way(other, self)
    }

    /// Whether certainly all that passes this passes the other.
    pub(super) fn lie_within(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Within(ours), Self::Within(theirs)) => {
                ours.iter().all(|our| theirs.iter().any(|their| lies_under(our, their)))
            }
            (Self::Within(ours), Self::Outside(theirs)) => {
                ours.iter().all(|our| theirs.iter().all(|their| !lies_under(our, their) && !lies_under(their, our)))
            }
            (Self::Within(ours), Self::Compared(op, bound)) => {
                ours.iter().all(|our| compared(our, *op, bound) == Some(true))
            }
            (Self::Outside(ours), Self::Outside(theirs)) => {
                theirs.iter().all(|their| ours.iter().any(|our| lies_under(their, our)))
            }
            (Self::Compared(ours, our), Self::Compared(theirs, their)) if rises(*ours) == rises(*theirs) => {
                match our.compare(their) {
                    Ok(Ordering::Greater) => rises(*ours),
                    Ok(Ordering::Less) => !rises(*ours),
                    Ok(Ordering::Equal) => ours == theirs || matches!(theirs, CompareOp::AtLeast | CompareOp::AtMost),
                    Err(_) => false,
                }
            }
            _ => self == other,
        }
    }
}

fn rises(op: CompareOp) -> bool {
    matches!(op, CompareOp::More | CompareOp::AtLeast)
}

fn lies_under(value: &Value, other: &Value) -> bool {
    match (value, other) {
        (Value::HsCode(code), Value::HsCode(other)) => code.within(*other) == Fit::Within,
        (Value::Eccn(code), Value::Eccn(other)) => code.within(other) == Fit::Within,
        (Value::Text(this), Value::Text(other)) => text::equal(this, other, false),
        _ => value == other,
    }
}

fn compared(value: &Value, op: CompareOp, bound: &Value) -> Option<bool> {
    let order = value.compare(bound).ok()?;
    Some(match op {
        CompareOp::Is => order.is_eq(),
        CompareOp::Less => order.is_lt(),
        CompareOp::AtMost => order.is_le(),
        CompareOp::More => order.is_gt(),
        CompareOp::AtLeast => order.is_ge(),
    })
}
