//! What an expression yields, and how results add up, multiply and compare when they are known only in part.
//!
//! **Invariant:** a result never claims more than every completion of the missing facts grants.

use crate::domain::{Decimal, Fit, Truth, Undefined, Value, arithmetic, text};
use crate::program::CompareOp;
use std::borrow::Cow;
use std::cmp::Ordering;

/// The result of an expression.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Answer<'a> {
    /// This value.
    Known(Cow<'a, Value>),
    /// The sum of nothing: zero of any kind and currency.
    Zero,
    /// Some value in the interval.
    Between(Box<Interval>),
    /// Known not to exist.
    None,
    /// Any value, or none: facts are missing, or it is undefined for this reason.
    Unknown(Option<Undefined>),
}

/// An interval, its ends included; without an end where it is `None`.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: Option<Value>,
    pub(super) high: Option<Value>,
}

impl Interval {
    fn of(value: &Value) -> Self {
        Self { low: Some(value.clone()), high: Some(value.clone()) }
    }

    /// The interval with `change` applied to both ends.
    fn map(&self, change: impl Fn(&Value) -> Result<Value, Undefined>) -> Result<Self, Undefined> {
        let end = |end: &Option<Value>| end.as_ref().map(&change).transpose();
        Ok(Self { low: end(&self.low)?, high: end(&self.high)? })
    }

    fn reversed(self) -> Self {
        Self { low: self.high, high: self.low }
    }

    fn any_end(&self) -> Option<&Value> {
        self.low.as_ref().or(self.high.as_ref())
    }
}

impl<'a> Answer<'a> {
    pub(super) fn of(value: Value) -> Self {
        Self::Known(Cow::Owned(value))
    }

    pub(super) fn between(low: Option<Value>, high: Option<Value>) -> Self {
        match (low, high) {
            (Some(low), Some(high)) if low == high => Self::of(low),
            (None, None) => Self::Unknown(None),
            (low, high) => Self::Between(Box::new(Interval { low, high })),
        }
    }

    /// The answer as a condition.
    pub(super) fn truth(&self) -> Truth {
        match self {
            Self::Known(value) => match **value {
                Value::YesNo(yes) => Truth::from(yes),
                _ => Truth::Unknown,
            },
            Self::None => Truth::False,
            Self::Zero | Self::Between(_) | Self::Unknown(_) => Truth::Unknown,
        }
    }

    fn undefined(&self) -> Option<Undefined> {
        match self {
            Self::Unknown(reason) => *reason,
            _ => None,
        }
    }

    fn is_unknown(&self) -> bool {
        matches!(self, Self::Unknown(_))
    }

    /// Whether it is not known, or only between bounds.
    pub(super) fn is_doubtful(&self) -> bool {
        matches!(self, Self::Unknown(_) | Self::Between(_))
    }
}

impl From<Truth> for Answer<'_> {
    fn from(truth: Truth) -> Self {
        match truth {
            Truth::Unknown => Self::Unknown(None),
            _ => Self::of(Value::YesNo(truth.is_true())),
        }
    }
}

/// The sum, or the difference when `subtract`. With something that does not exist: nothing.
pub(super) fn add<'a>(a: Answer<'a>, b: Answer<'a>, subtract: bool) -> Result<Answer<'a>, Undefined> {
    let combine = if subtract { arithmetic::subtract } else { arithmetic::add };
    Ok(match (a, b) {
        (Answer::None, _) | (_, Answer::None) => Answer::None,
        (a, b) if a.is_unknown() || b.is_unknown() => Answer::Unknown(a.undefined().or(b.undefined())),
        (Answer::Zero, b) if !subtract => b,
        (a, Answer::Zero) => a,
        (Answer::Zero, b) => less_from_zero(&b)?,
        (Answer::Known(a), Answer::Known(b)) => Answer::of(combine(&a, &b)?),
        (a, b) => {
            let (a, b) = (ends(&a), ends(&b));
            let b = if subtract { b.reversed() } else { b };
            Answer::between(both(a.low, b.low, combine)?, both(a.high, b.high, combine)?)
        }
    })
}

/// The product, or the quotient when `divide`. With something that does not exist: nothing.
pub(super) fn multiply<'a>(a: Answer<'a>, b: Answer<'a>, divide: bool) -> Result<Answer<'a>, Undefined> {
    let combine = if divide { arithmetic::divide } else { arithmetic::multiply };
    Ok(match (a, b) {
        (Answer::None, _) | (_, Answer::None) => Answer::None,
        (_, Answer::Zero) if divide => return Err(Undefined::DivisionByZero),
        (a, b) if a.is_unknown() || b.is_unknown() => Answer::Unknown(a.undefined().or(b.undefined())),
        (Answer::Known(a), Answer::Known(b)) => Answer::of(combine(&a, &b)?),
        (Answer::Zero, Answer::Known(b)) if divide && is_zero(&b) => return Err(Undefined::DivisionByZero),
        (Answer::Zero, Answer::Between(_)) if divide => Answer::Unknown(None),
        (Answer::Zero, _) | (_, Answer::Zero) => Answer::Zero,
        (Answer::Between(a), Answer::Known(b)) => scaled(&a, &b, |a| combine(a, &b))?,
        (Answer::Known(a), Answer::Between(b)) if !divide => scaled(&b, &a, |b| combine(&a, b))?,
        _ => Answer::Unknown(None),
    })
}

/// How two answers compare. With something that does not exist: false.
///
/// # Errors
/// Why values that are known do not compare.
pub(super) fn compare(op: CompareOp, a: &Answer, b: &Answer, exactly: bool) -> Result<Truth, Undefined> {
    match (a, b) {
        (Answer::None, _) | (_, Answer::None) => Ok(Truth::False),
        (Answer::Unknown(_), _) | (_, Answer::Unknown(_)) => Ok(Truth::Unknown),
        (Answer::Known(a), Answer::Known(b)) => values(op, a, b, exactly),
        (Answer::Zero, Answer::Zero) => Ok(Truth::from(accepts(op, Ordering::Equal))),
        _ => intervals(op, &ends_like(a, b)?, &ends_like(b, a)?),
    }
}

/// A value of the same kind and currency that is zero.
pub(super) fn zero_like(value: &Value) -> Result<Value, Undefined> {
    arithmetic::subtract(value, value)
}

/// Whether the value lies below zero.
pub(super) fn is_negative(value: &Value) -> Result<bool, Undefined> {
    Ok(value.compare(&zero_like(value)?)? == Ordering::Less)
}

fn values(op: CompareOp, a: &Value, b: &Value, exactly: bool) -> Result<Truth, Undefined> {
    match (op, a, b) {
        (CompareOp::Is, Value::Text(a), Value::Text(b)) => Ok(Truth::from(text::equal(a, b, exactly))),
        (CompareOp::Is, Value::HsCode(a), Value::HsCode(b)) => fit(a.within(*b)),
        (CompareOp::Is, Value::Eccn(a), Value::Eccn(b)) => fit(a.within(b)),
        _ => a.compare(b).map(|ordering| Truth::from(accepts(op, ordering))),
    }
}

fn fit(fit: Fit) -> Result<Truth, Undefined> {
    match fit {
        Fit::Imprecise => Err(Undefined::Imprecise),
        fit => Ok(Truth::from(fit)),
    }
}

fn accepts(op: CompareOp, ordering: Ordering) -> bool {
    match op {
        CompareOp::Is => ordering.is_eq(),
        CompareOp::Less => ordering.is_lt(),
        CompareOp::AtMost => ordering.is_le(),
        CompareOp::More => ordering.is_gt(),
        CompareOp::AtLeast => ordering.is_ge(),
    }
}

fn intervals(op: CompareOp, a: &Interval, b: &Interval) -> Result<Truth, Undefined> {
    match op {
        CompareOp::Less => less(a, b),
        CompareOp::More => less(b, a),
        CompareOp::AtMost => less(b, a).map(Truth::negate),
        CompareOp::AtLeast => less(a, b).map(Truth::negate),
        CompareOp::Is => {
            if less(a, b)?.is_true() || less(b, a)?.is_true() {
                return Ok(Truth::False);
            }
            let point = |interval: &Interval| interval.low.is_some() && interval.low == interval.high;
            Ok(if point(a) && point(b) { Truth::True } else { Truth::Unknown })
        }
    }
}

fn less(a: &Interval, b: &Interval) -> Result<Truth, Undefined> {
    let order = |x: &Option<Value>, y: &Option<Value>| match (x, y) {
        (Some(x), Some(y)) => x.compare(y).map(Some),
        _ => Ok(None),
    };
    if order(&a.high, &b.low)?.is_some_and(Ordering::is_lt) {
        Ok(Truth::True)
    } else if order(&a.low, &b.high)?.is_some_and(Ordering::is_ge) {
        Ok(Truth::False)
    } else {
        Ok(Truth::Unknown)
    }
}

/// The interval of an answer that has ends.
fn ends(answer: &Answer) -> Interval {
    match answer {
        Answer::Known(value) => Interval::of(value),
        Answer::Between(interval) => (**interval).clone(),
        Answer::Zero | Answer::None | Answer::Unknown(_) => Interval { low: None, high: None },
    }
}

/// The interval of an answer, where a sum of nothing is zero of what it is compared with.
fn ends_like(answer: &Answer, other: &Answer) -> Result<Interval, Undefined> {
    match answer {
        Answer::Zero => {
            ends(other).any_end().map_or(Ok(ends(answer)), |end| zero_like(end).map(|zero| Interval::of(&zero)))
        }
        _ => Ok(ends(answer)),
    }
}

fn both(
    a: Option<Value>,
    b: Option<Value>,
    combine: impl Fn(&Value, &Value) -> Result<Value, Undefined>,
) -> Result<Option<Value>, Undefined> {
    a.zip(b).map(|(a, b)| combine(&a, &b)).transpose()
}

fn less_from_zero<'a>(answer: &Answer<'a>) -> Result<Answer<'a>, Undefined> {
    let negated = |value: &Value| arithmetic::subtract(&zero_like(value)?, value);
    let ends = ends(answer).map(negated)?.reversed();
    Ok(Answer::between(ends.low, ends.high))
}

/// The interval with both ends multiplied or divided by `factor`, which turns it round when negative. Zero leaves nothing of it.
fn scaled<'a>(
    interval: &Interval,
    factor: &Value,
    change: impl Fn(&Value) -> Result<Value, Undefined>,
) -> Result<Answer<'a>, Undefined> {
    let changed = interval.map(change)?;
    if is_zero(factor)
        && let Some(zero) = changed.any_end()
    {
        return Ok(Answer::of(zero.clone()));
    }
    let changed = if is_negative(factor)? { changed.reversed() } else { changed };
    Ok(Answer::between(changed.low, changed.high))
}

fn is_zero(value: &Value) -> bool {
    match value {
        Value::Number(number) | Value::Percent(number) => number.is_zero(),
        Value::Money(money) => money.amount.is_zero(),
        _ => false,
    }
}

/// A count as an answer.
pub(super) fn number(count: usize) -> Value {
    Value::Number(Decimal::from(count))
}
