//! The four kinds of value of `docs/language.md` ("What unknown means"), and calculating with them.

use interdict::domain::{Duration, Undefined, Value, arithmetic};
use interdict::facts::Fact;
use std::cmp::Ordering;

/// A step from the order into it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Step {
    Field(u16),
    Element(u32),
    /// Whatever element a list that is not given has.
    AnyElement,
}

pub(crate) type Path = Vec<Step>;

/// One exact value.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Quantity {
    /// The sum of nothing: zero of any currency (or zero of whatever is summed).
    Nothing,
    Of(Value),
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Reading<'o> {
    Known(Quantity),
    /// No bound: infinite.
    Between(Option<Quantity>, Option<Quantity>, Doubt),
    Unknown(Unknown),
    None,
    Record(&'o [Fact], Path),
    List(&'o [Fact], Path),
}

/// Why something is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(crate) struct Doubt {
    /// Something is given, but has no result.
    pub(crate) no_result: bool,
    /// It is of whatever element a list has that is not given: some element may have it.
    pub(crate) hypothetical: bool,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Unknown {
    pub(crate) doubt: Doubt,
    /// Where it would stand.
    pub(crate) place: Option<Path>,
}

pub(crate) const NO_RESULT: Reading<'static> =
    Reading::Unknown(Unknown { doubt: Doubt { no_result: true, hypothetical: false }, place: None });
pub(crate) const MISSING: Reading<'static> =
    Reading::Unknown(Unknown { doubt: Doubt { no_result: false, hypothetical: false }, place: None });

impl Reading<'_> {
    pub(crate) fn of(value: Value) -> Self {
        Reading::Known(Quantity::Of(value))
    }

    pub(crate) fn yes_no(yes: bool) -> Self {
        Self::of(Value::YesNo(yes))
    }
}

/// Unknown, because one of these is.
pub(crate) fn unknown_of<'o>(all: &[&Reading<'o>]) -> Reading<'o> {
    let doubt = all.iter().map(|reading| doubt(reading)).fold(Doubt::default(), Doubt::or);
    Reading::Unknown(Unknown { doubt, place: None })
}

pub(crate) fn doubt(reading: &Reading) -> Doubt {
    match reading {
        Reading::Unknown(unknown) => unknown.doubt,
        Reading::Between(_, _, doubt) => *doubt,
        _ => Doubt::default(),
    }
}

impl Doubt {
    pub(crate) fn or(self, other: Self) -> Self {
        Self { no_result: self.no_result || other.no_result, hypothetical: self.hypothetical || other.hypothetical }
    }
}

pub(crate) fn is_unknown(reading: &Reading) -> bool {
    matches!(reading, Reading::Unknown(_))
}

/// Between two bounds; known where they are one.
pub(crate) fn between<'o>(low: Option<Quantity>, high: Option<Quantity>, doubt: Doubt) -> Reading<'o> {
    match (low, high) {
        (Some(low), Some(high)) if compare(&low, &high) == Ok(Ordering::Equal) => {
            Reading::Known(if low == Quantity::Nothing { high } else { low })
        }
        (low, high) => Reading::Between(low, high, doubt),
    }
}

type Outcome = Result<Quantity, Undefined>;

pub(crate) fn compare(a: &Quantity, b: &Quantity) -> Result<Ordering, Undefined> {
    match (a, b) {
        (Quantity::Nothing, Quantity::Nothing) => Ok(Ordering::Equal),
        (Quantity::Of(a), Quantity::Of(b)) => a.compare(b),
        (Quantity::Nothing, Quantity::Of(b)) => zero_like(b)?.compare(b),
        (Quantity::Of(a), Quantity::Nothing) => a.compare(&zero_like(a)?),
    }
}

fn zero_like(value: &Value) -> Result<Value, Undefined> {
    match value {
        Value::Duration(_) => Ok(Value::Duration(Duration::default())),
        _ => arithmetic::subtract(value, value),
    }
}

pub(crate) fn add(a: &Quantity, b: &Quantity) -> Outcome {
    match (a, b) {
        (Quantity::Nothing, other) | (other, Quantity::Nothing) => Ok(other.clone()),
        (Quantity::Of(a), Quantity::Of(b)) => arithmetic::add(a, b).map(Quantity::Of),
    }
}

pub(crate) fn subtract(a: &Quantity, b: &Quantity) -> Outcome {
    match (a, b) {
        (a, Quantity::Nothing) => Ok(a.clone()),
        (Quantity::Nothing, Quantity::Of(b)) => arithmetic::subtract(&zero_like(b)?, b).map(Quantity::Of),
        (Quantity::Of(a), Quantity::Of(b)) => arithmetic::subtract(a, b).map(Quantity::Of),
    }
}

pub(crate) fn multiply(a: &Quantity, b: &Quantity) -> Outcome {
    match (a, b) {
        (Quantity::Of(a), Quantity::Of(b)) => arithmetic::multiply(a, b).map(Quantity::Of),
        _ => Ok(Quantity::Nothing),
    }
}

pub(crate) fn divide(a: &Quantity, b: &Quantity) -> Outcome {
    match (a, b) {
        (_, Quantity::Nothing) => Err(Undefined::DivisionByZero),
        (Quantity::Nothing, Quantity::Of(b)) if zero_like(b)?.compare(b) == Ok(Ordering::Equal) => {
            Err(Undefined::DivisionByZero)
        }
        (Quantity::Nothing, Quantity::Of(_)) => Ok(Quantity::Nothing),
        (Quantity::Of(a), Quantity::Of(b)) => arithmetic::divide(a, b).map(Quantity::Of),
    }
}

/// `+` and `-`.
pub(crate) fn plus<'o>(minus: bool, a: &Reading<'o>, b: &Reading<'o>) -> Reading<'o> {
    if let Some(settled) = without_calculating(a, b) {
        return settled;
    }
    let (a_low, a_high) = bounds(a);
    let (b_low, b_high) = bounds(b);
    let (operation, b_low, b_high): (fn(&Quantity, &Quantity) -> Outcome, _, _) =
        if minus { (subtract, b_high, b_low) } else { (add, b_low, b_high) };
    match (bounded(operation, a_low, b_low), bounded(operation, a_high, b_high)) {
        (Ok(low), Ok(high)) => between(low, high, doubt(a).or(doubt(b))),
        _ => NO_RESULT,
    }
}

/// `*` and `/`.
pub(crate) fn times<'o>(divides: bool, a: &Reading<'o>, b: &Reading<'o>) -> Reading<'o> {
    if let Some(settled) = without_calculating(a, b) {
        return settled;
    }
    let operation = if divides { divide } else { multiply };
    match (a, b) {
        (Reading::Known(a), Reading::Known(b)) => operation(a, b).map_or(NO_RESULT, Reading::Known),
        (Reading::Between(..), Reading::Known(by)) => scaled(operation, a, by),
        (Reading::Known(by), Reading::Between(..)) if !divides => scaled(operation, b, by),
        _ => unknown_of(&[a, b]),
    }
}

/// Bounds by what is known: they change places where that is negative, and are one where it is zero.
fn scaled<'o>(operation: fn(&Quantity, &Quantity) -> Outcome, a: &Reading<'o>, by: &Quantity) -> Reading<'o> {
    let (low, high) = bounds(a);
    let sign = compare(by, &Quantity::Nothing);
    if sign == Ok(Ordering::Equal) {
        // The zero is of the currency that either side names.
        let named = [low, high].into_iter().flatten().find(|end| *end != Quantity::Nothing);
        return operation(&named.unwrap_or(Quantity::Nothing), by).map_or(NO_RESULT, Reading::Known);
    }
    let by = Some(by.clone());
    let (low, high) = (bounded(operation, low, by.clone()), bounded(operation, high, by));
    match (low, high) {
        (Ok(low), Ok(high)) if sign == Ok(Ordering::Less) => between(high, low, doubt(a)),
        (Ok(low), Ok(high)) => between(low, high, doubt(a)),
        _ => NO_RESULT,
    }
}

fn without_calculating<'o>(a: &Reading<'o>, b: &Reading<'o>) -> Option<Reading<'o>> {
    if matches!(a, Reading::None) || matches!(b, Reading::None) {
        return Some(Reading::None);
    }
    (is_unknown(a) || is_unknown(b)).then(|| unknown_of(&[a, b]))
}

fn bounded(
    operation: fn(&Quantity, &Quantity) -> Outcome,
    a: Option<Quantity>,
    b: Option<Quantity>,
) -> Result<Option<Quantity>, Undefined> {
    match (a, b) {
        (Some(a), Some(b)) => operation(&a, &b).map(Some),
        _ => Ok(None),
    }
}

pub(crate) fn bounds(reading: &Reading) -> (Option<Quantity>, Option<Quantity>) {
    match reading {
        Reading::Known(known) => (Some(known.clone()), Some(known.clone())),
        Reading::Between(low, high, _) => (low.clone(), high.clone()),
        _ => panic!("no calculating with {reading:?}"),
    }
}
