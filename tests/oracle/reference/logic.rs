//! Three-valued logic over readings, and comparisons.

use super::value::{NO_RESULT, Quantity, Reading, bounds, compare, is_unknown, unknown_of};
use interdict::domain::{Fit, Truth, Undefined, Value, text};
use interdict::program::CompareOp;
use std::cmp::Ordering;

pub(crate) fn truth(reading: &Reading) -> Truth {
    match reading {
        Reading::Known(Quantity::Of(Value::YesNo(yes))) => Truth::from(*yes),
        Reading::None => Truth::False,
        Reading::Unknown(_) => Truth::Unknown,
        other => panic!("{other:?} is no condition"),
    }
}

pub(crate) fn all<'o>(parts: &[Reading<'o>]) -> Reading<'o> {
    not(&any(&parts.iter().map(not).collect::<Vec<_>>()))
}

pub(crate) fn any<'o>(parts: &[Reading<'o>]) -> Reading<'o> {
    if parts.iter().any(|part| truth(part).is_true()) {
        return Reading::yes_no(true);
    }
    let unknown: Vec<&Reading> = parts.iter().filter(|part| is_unknown(part)).collect();
    if unknown.is_empty() { Reading::yes_no(false) } else { unknown_of(&unknown) }
}

pub(crate) fn not<'o>(part: &Reading<'o>) -> Reading<'o> {
    match truth(part) {
        Truth::True => Reading::yes_no(false),
        Truth::False => Reading::yes_no(true),
        Truth::Unknown => unknown_of(&[part]),
    }
}

/// A test on two things: false with none, unknown with an unknown.
pub(crate) fn tested<'o>(
    a: &Reading<'o>,
    b: &Reading<'o>,
    test: impl FnOnce(&Reading<'o>, &Reading<'o>) -> Reading<'o>,
) -> Reading<'o> {
    if matches!(a, Reading::None) || matches!(b, Reading::None) {
        Reading::yes_no(false)
    } else if is_unknown(a) || is_unknown(b) {
        unknown_of(&[a, b])
    } else {
        test(a, b)
    }
}

pub(crate) fn compared<'o>(op: CompareOp, a: &Reading<'o>, b: &Reading<'o>, exactly: bool) -> Reading<'o> {
    tested(a, b, |a, b| match (a, b) {
        (Reading::Known(a), Reading::Known(b)) => values(op, a, b, exactly),
        _ => intervals(op, a, b).map_or(NO_RESULT, |truth| match truth {
            Truth::Unknown => unknown_of(&[a, b]),
            known => Reading::yes_no(known.is_true()),
        }),
    })
}

fn values<'o>(op: CompareOp, a: &Quantity, b: &Quantity, exactly: bool) -> Reading<'o> {
    if op == CompareOp::Is
        && let (Quantity::Of(a), Quantity::Of(b)) = (a, b)
    {
        return equal(a, b, exactly);
    }
    let Ok(ordering) = compare(a, b) else { return NO_RESULT };
    Reading::yes_no(match op {
        CompareOp::Is => ordering.is_eq(),
        CompareOp::Less => ordering.is_lt(),
        CompareOp::AtMost => ordering.is_le(),
        CompareOp::More => ordering.is_gt(),
        CompareOp::AtLeast => ordering.is_ge(),
    })
}

/// `X is V`: for codes, X is V or lies under it.
fn equal<'o>(a: &Value, b: &Value, exactly: bool) -> Reading<'o> {
    let fits = |fit: Fit| match fit {
        Fit::Within => Reading::yes_no(true),
        Fit::Outside => Reading::yes_no(false),
        Fit::Imprecise => NO_RESULT,
    };
    match (a, b) {
        (Value::Text(a), Value::Text(b)) => Reading::yes_no(text::equal(a, b, exactly)),
        (Value::HsCode(a), Value::HsCode(b)) => fits(a.within(*b)),
        (Value::Eccn(a), Value::Eccn(b)) => fits(a.within(b)),
        _ => a.compare(b).map_or(NO_RESULT, |ordering| Reading::yes_no(ordering.is_eq())),
    }
}

/// True or false where all values between the bounds agree.
fn intervals(op: CompareOp, a: &Reading, b: &Reading) -> Result<Truth, Undefined> {
    let (a_low, a_high) = bounds(a);
    let (b_low, b_high) = bounds(b);
    // How the ends lie to each other; a bound that is not there lies beyond everything.
    let low_to_high = end(a_low.as_ref(), b_high.as_ref(), Ordering::Less)?;
    let high_to_low = end(a_high.as_ref(), b_low.as_ref(), Ordering::Greater)?;
    let when = |certainly: bool, never: bool| {
        if certainly {
            Truth::True
        } else if never {
            Truth::False
        } else {
            Truth::Unknown
        }
    };
    Ok(match op {
        CompareOp::Less => when(high_to_low.is_lt(), low_to_high.is_ge()),
        CompareOp::AtMost => when(high_to_low.is_le(), low_to_high.is_gt()),
        CompareOp::More => when(low_to_high.is_gt(), high_to_low.is_le()),
        CompareOp::AtLeast => when(low_to_high.is_ge(), high_to_low.is_lt()),
        CompareOp::Is => when(low_to_high.is_eq() && high_to_low.is_eq(), low_to_high.is_gt() || high_to_low.is_lt()),
    })
}

fn end(a: Option<&Quantity>, b: Option<&Quantity>, without: Ordering) -> Result<Ordering, Undefined> {
    match (a, b) {
        (Some(a), Some(b)) => compare(a, b),
        _ => Ok(without),
    }
}
