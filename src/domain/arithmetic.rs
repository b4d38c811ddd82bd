//! Exact arithmetic on values.
//!
//! Sums, differences and products are exact or undefined. A quotient that never ends (1 / 3) is the one result that is rounded,
//! to 28 digits.

use super::{Date, Decimal, Duration, Money, Undefined, Unit, Value, number::exact, value::same_currency};

type Outcome<T> = Result<T, Undefined>;

/// The sum of two values of one kind, or a date and a duration.
///
/// # Errors
/// When it cannot be told exactly, or the kinds do not go together.
pub fn add(a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => sum(*a, *b).map(Value::Number),
        (Value::Percent(a), Value::Percent(b)) => sum(*a, *b).map(Value::Percent),
        (Value::Money(a), Value::Money(b)) => {
            let currency = same_currency(a.currency, b.currency)?;
            Ok(Value::Money(Money { amount: sum(a.amount, b.amount)?, currency }))
        }
        (Value::Duration(a), Value::Duration(b)) => a.plus(*b).map(Value::Duration),
        (Value::Date(date), Value::Duration(duration)) | (Value::Duration(duration), Value::Date(date)) => {
            date.plus(*duration).map(Value::Date)
        }
        _ => Err(Undefined::Kinds),
    }
}

/// The difference of two values of one kind, or a date less a duration. Of two dates: the days between them.
///
/// # Errors
/// When it cannot be told exactly, or the kinds do not go together.
pub fn subtract(a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Date(a), Value::Date(b)) => between(*b, *a).map(Value::Duration),
        (Value::Duration(_), Value::Date(_)) => Err(Undefined::Kinds),
        _ => add(a, &negate(b)?),
    }
}

/// The product: a number with a number or money, or a percentage of either.
///
/// # Errors
/// When it cannot be told exactly, or the kinds do not go together.
pub fn multiply(a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => product(*a, *b, 0).map(Value::Number),
        (Value::Number(number), Value::Percent(part)) | (Value::Percent(part), Value::Number(number)) => {
            product(*number, *part, 2).map(Value::Number)
        }
        (Value::Money(money), Value::Number(factor)) | (Value::Number(factor), Value::Money(money)) => {
            product(money.amount, *factor, 0).map(|amount| in_currency(amount, *money))
        }
        (Value::Money(money), Value::Percent(part)) | (Value::Percent(part), Value::Money(money)) => {
            product(money.amount, *part, 2).map(|amount| in_currency(amount, *money))
        }
        _ => Err(Undefined::Kinds),
    }
}

/// The quotient: a number or money by a number, or how often money goes into money.
///
/// # Errors
/// When the divisor is zero, the result is too large or vanishes, or the kinds do not go together.
pub fn divide(a: &Value, b: &Value) -> Outcome<Value> {
    match (a, b) {
        (Value::Number(a), Value::Number(b)) => quotient(*a, *b).map(Value::Number),
        (Value::Money(a), Value::Number(b)) => quotient(a.amount, *b).map(|amount| in_currency(amount, *a)),
        (Value::Money(a), Value::Money(b)) => {
            same_currency(a.currency, b.currency)?;
            quotient(a.amount, b.amount).map(Value::Number)
        }
        _ => Err(Undefined::Kinds),
    }
}

fn in_currency(amount: Decimal, like: Money) -> Value {
    Value::Money(Money { amount, currency: like.currency })
}

fn negate(value: &Value) -> Outcome<Value> {
    match value {
        Value::Number(number) => Ok(Value::Number(-*number)),
        Value::Percent(percent) => Ok(Value::Percent(-*percent)),
        Value::Money(money) => Ok(in_currency(-money.amount, *money)),
        Value::Duration(duration) => duration.negated().map(Value::Duration),
        _ => Err(Undefined::Kinds),
    }
}

fn between(earlier: Date, later: Date) -> Outcome<Duration> {
    let days = i32::try_from(earlier.days_until(later)).map_err(|_| Undefined::Overflow)?;
    Duration::of(days, Unit::Day)
}

/// The sum, exactly. Once trailing zeros are gone, a sum that outgrows 128 bits cannot fit 28 digits either.
fn sum(a: Decimal, b: Decimal) -> Outcome<Decimal> {
    let aligned = |a: Decimal, b: Decimal| {
        let scale = a.scale().max(b.scale());
        let raise = |number: Decimal| number.mantissa().checked_mul(10_i128.checked_pow(scale - number.scale())?);
        exact(raise(a)?.checked_add(raise(b)?)?, scale)
    };
    aligned(a, b).or_else(|| aligned(a.normalize(), b.normalize())).ok_or(Undefined::Overflow)
}

/// The product divided by a power of ten, exactly.
fn product(a: Decimal, b: Decimal, shift: u32) -> Outcome<Decimal> {
    let multiplied =
        |a: Decimal, b: Decimal| exact(a.mantissa().checked_mul(b.mantissa())?, a.scale() + b.scale() + shift);
    multiplied(a, b).or_else(|| multiplied(a.normalize(), b.normalize())).ok_or(Undefined::Overflow)
}

fn quotient(a: Decimal, b: Decimal) -> Outcome<Decimal> {
    if b.is_zero() {
        return Err(Undefined::DivisionByZero);
    }
    let quotient = a.checked_div(b).ok_or(Undefined::Overflow)?;
    if quotient.is_zero() && !a.is_zero() { Err(Undefined::Overflow) } else { Ok(quotient) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_decimal;
    use proptest::prelude::*;

    fn number(text: &str) -> Value {
        Value::Number(parse_decimal(text).unwrap())
    }

    fn money(text: &str) -> Value {
        Value::Money(Money::parse(text).unwrap())
    }

    fn percent(text: &str) -> Value {
        Value::Percent(parse_decimal(text).unwrap())
    }

    fn date(text: &str) -> Value {
        Value::Date(Date::parse(text).unwrap())
    }

    fn duration(text: &str) -> Value {
        Value::Duration(Duration::parse(text).unwrap())
    }

    #[test]
    fn numbers_are_exact() {
        assert_eq!(add(&number("0.1"), &number("0.2")), Ok(number("0.3")));
        assert_eq!(multiply(&number("1.5"), &number("4")), Ok(number("6")));
        assert_eq!(divide(&number("10"), &number("4")), Ok(number("2.5")));
    }

    #[test]
    fn what_would_have_to_be_rounded_is_undefined() {
        let tiny = number("0.0000000000000000000000000001");
        assert_eq!(add(&number("9999999999999999999999999999"), &tiny), Err(Undefined::Overflow));
        assert_eq!(multiply(&tiny, &number("0.1")), Err(Undefined::Overflow));
        assert_eq!(multiply(&tiny, &number("10")), Ok(number("0.000000000000000000000000001")));
        assert_eq!(divide(&tiny, &number("100000")), Err(Undefined::Overflow));
    }

    #[test]
    fn a_division_by_zero_is_undefined() {
        assert_eq!(divide(&number("1"), &number("0.00")), Err(Undefined::DivisionByZero));
        assert_eq!(divide(&money("USD 1"), &money("USD 0")), Err(Undefined::DivisionByZero));
    }

    #[test]
    fn money_keeps_its_currency() {
        assert_eq!(add(&money("USD 1.50"), &money("USD 2")), Ok(money("USD 3.50")));
        assert_eq!(subtract(&money("USD 1"), &money("USD 2")), Ok(money("USD -1")));
        assert_eq!(multiply(&number("3"), &money("USD 2")), Ok(money("USD 6")));
        assert_eq!(divide(&money("USD 6"), &money("USD 4")), Ok(number("1.5")));
        assert_eq!(divide(&money("USD 6"), &number("4")), Ok(money("USD 1.50")));
        assert!(matches!(add(&money("USD 1"), &money("EUR 1")), Err(Undefined::Currencies(..))));
        assert!(matches!(divide(&money("USD 1"), &money("EUR 1")), Err(Undefined::Currencies(..))));
    }

    #[test]
    fn a_percentage_is_of_something() {
        assert_eq!(multiply(&number("200"), &percent("25")), Ok(number("50")));
        assert_eq!(multiply(&percent("25"), &money("USD 10")), Ok(money("USD 2.50")));
        assert_eq!(add(&percent("25"), &percent("5")), Ok(percent("30")));
        assert_eq!(subtract(&percent("25"), &percent("5")), Ok(percent("20")));
        assert_eq!(add(&percent("25"), &number("5")), Err(Undefined::Kinds));
    }

    #[test]
    fn dates_and_durations_go_together() {
        assert_eq!(add(&date("2023-01-31"), &duration("1 month")), Ok(date("2023-02-28")));
        assert_eq!(subtract(&date("2023-03-01"), &duration("1 day")), Ok(date("2023-02-28")));
        assert_eq!(subtract(&date("2023-03-01"), &date("2023-02-01")), Ok(duration("28 days")));
        assert_eq!(subtract(&duration("1 day"), &date("2023-03-01")), Err(Undefined::Kinds));
    }

    fn any_decimal() -> impl Strategy<Value = Decimal> {
        (any::<i64>(), any::<u32>(), 0_u32..=28).prop_map(|(high, low, scale)| {
            let mantissa = (i128::from(high) << 32 | i128::from(low)) % (1 << 96);
            Decimal::from_i128_with_scale(mantissa, scale)
        })
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let currency = prop_oneof![Just("USD"), Just("EUR")];
        prop_oneof![
            any_decimal().prop_map(Value::Number),
            any_decimal().prop_map(Value::Percent),
            (any_decimal(), currency).prop_map(|(amount, code)| {
                Value::Money(Money { amount, currency: crate::domain::Currency::parse(code).unwrap() })
            }),
            any::<i32>().prop_map(|days| Value::Duration(Duration::of(days, Unit::Day).unwrap())),
            any::<i32>().prop_map(|months| Value::Duration(Duration::of(months, Unit::Month).unwrap())),
            (0_i32..140_000).prop_map(|days| {
                Value::Date(Date::parse("1800-01-01").unwrap().plus(Duration::of(days, Unit::Day).unwrap()).unwrap())
            }),
            any::<bool>().prop_map(Value::YesNo),
        ]
    }

    proptest! {
        #[test]
        fn arithmetic_never_panics(a in any_value(), b in any_value()) {
            let _ = (add(&a, &b), subtract(&a, &b), multiply(&a, &b), divide(&a, &b), a.compare(&b));
        }

        #[test]
        fn a_sum_less_a_part_is_the_other_part(a in any_decimal(), b in any_decimal()) {
            if let Ok(total) = sum(a, b) {
                prop_assert_eq!(sum(total, -b), Ok(a));
            }
        }

        #[test]
        fn a_product_by_a_factor_is_the_other_factor(a in -1_000_000_i64..1_000_000, b in 1_i64..1_000_000, scale in 0_u32..=6) {
            let (a, b) = (Decimal::new(a, scale), Decimal::new(b, scale));
            prop_assert_eq!(quotient(product(a, b, 0).unwrap(), b), Ok(a));
        }
    }
}
