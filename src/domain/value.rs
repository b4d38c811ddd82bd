//! Values of every kind.

use super::{Country, Currency, Date, Decimal, Duration, Eccn, HsCode, Money, Undefined, text};
use serde::{Deserialize, Serialize};
use std::{cmp::Ordering, fmt, sync::Arc};

/// A value. Equality and hash are of the value, not of its spelling: 1.0 equals 1.00.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Value {
    /// `yes` or `no`.
    YesNo(bool),
    /// A text.
    Text(Arc<str>),
    /// An exact decimal number.
    Number(Decimal),
    /// An amount of a currency.
    Money(Money),
    /// Percent: 25 is 25 %.
    Percent(Decimal),
    /// A day.
    Date(Date),
    /// A duration by the calendar.
    Duration(Duration),
    /// A country.
    Country(Country),
    /// A code of the Harmonized System.
    HsCode(HsCode),
    /// A control number.
    Eccn(Eccn),
    /// A choice: the index among the values that its type declares.
    OneOf(u16),
}

impl Value {
    /// How two values of one kind are ordered: texts without case and accents, codes as in their lists, choices as declared.
    ///
    /// # Errors
    /// When they are of two kinds or two currencies, or only a calendar could tell.
    pub fn compare(&self, other: &Self) -> Result<Ordering, Undefined> {
        match (self, other) {
            (Self::YesNo(a), Self::YesNo(b)) => Ok(a.cmp(b)),
            (Self::Text(a), Self::Text(b)) if a == b => Ok(Ordering::Equal),
            (Self::Text(a), Self::Text(b)) => Ok(text::fold(a).cmp(&text::fold(b))),
            (Self::Number(a), Self::Number(b)) | (Self::Percent(a), Self::Percent(b)) => Ok(a.cmp(b)),
            (Self::Money(a), Self::Money(b)) => same_currency(a.currency, b.currency).map(|_| a.amount.cmp(&b.amount)),
            (Self::Date(a), Self::Date(b)) => Ok(a.cmp(b)),
            (Self::Duration(a), Self::Duration(b)) => a.compare(*b),
            (Self::Country(a), Self::Country(b)) => Ok(a.cmp(b)),
            (Self::HsCode(a), Self::HsCode(b)) => Ok(a.cmp(b)),
            (Self::Eccn(a), Self::Eccn(b)) => Ok(a.cmp(b)),
            (Self::OneOf(a), Self::OneOf(b)) => Ok(a.cmp(b)),
            _ => Err(Undefined::Kinds),
        }
    }

    /// The value as a policy writes it: texts in quotes, choices by name. `choices` are the values that the type of a
    /// [`Value::OneOf`] declares; other kinds do not use them.
    #[must_use]
    pub fn literal(&self, choices: &[Arc<str>]) -> String {
        match self {
            Self::Text(text) => format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")),
            _ => self.plain(choices),
        }
    }

    /// The value as a sentence has it: like [`Value::literal`], but texts without quotes.
    #[must_use]
    pub fn plain(&self, choices: &[Arc<str>]) -> String {
        match self {
            Self::OneOf(choice) => {
                choices.get(usize::from(*choice)).map_or_else(|| self.to_string(), ToString::to_string)
            }
            _ => self.to_string(),
        }
    }
}

/// That currency, if both are the same.
pub(super) fn same_currency(a: Currency, b: Currency) -> Result<Currency, Undefined> {
    if a == b { Ok(a) } else { Err(Undefined::Currencies(a, b)) }
}

impl fmt::Display for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::YesNo(yes) => f.write_str(if *yes { "yes" } else { "no" }),
            Self::Text(text) => f.write_str(text),
            Self::Number(number) => number.fmt(f),
            Self::Money(money) => money.fmt(f),
            Self::Percent(percent) => write!(f, "{percent} %"),
            Self::Date(date) => date.fmt(f),
            Self::Duration(duration) => duration.fmt(f),
            Self::Country(country) => country.fmt(f),
            Self::HsCode(code) => code.fmt(f),
            Self::Eccn(eccn) => eccn.fmt(f),
            Self::OneOf(choice) => write!(f, "choice {}", usize::from(*choice) + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::parse_decimal;
    use std::collections::HashSet;

    fn number(text: &str) -> Value {
        Value::Number(parse_decimal(text).unwrap())
    }

    #[test]
    fn a_number_is_its_value_not_its_spelling() {
        assert_eq!(number("1.0"), number("1.00"));
        assert!(HashSet::from([number("1.0")]).contains(&number("1.00")));
        assert_eq!(number("1.0").to_string(), "1.0");
    }

    #[test]
    fn values_of_one_kind_compare() {
        let date = |text| Value::Date(Date::parse(text).unwrap());
        let code = |text| Value::HsCode(HsCode::parse(text).unwrap());
        let control = |text| Value::Eccn(Eccn::parse(text).unwrap());
        let country = |text| Value::Country(Country::parse(text).unwrap());
        let pairs = [
            (Value::YesNo(false), Value::YesNo(true)),
            (Value::Text("A".into()), Value::Text("b".into())),
            (number("1"), number("2")),
            (date("2023-02-28"), date("2023-03-01")),
            (country("DE"), country("IR")),
            (code("8542.31"), code("8542.39")),
            (control("3A001"), control("3A002")),
            (Value::OneOf(0), Value::OneOf(1)),
        ];
        for (less, more) in &pairs {
            assert_eq!(less.compare(more), Ok(Ordering::Less), "{less} {more}");
            assert_eq!(more.compare(less), Ok(Ordering::Greater), "{less} {more}");
            assert_eq!(less.compare(less), Ok(Ordering::Equal), "{less}");
        }
        assert_eq!(pairs[0].0.compare(&pairs[1].0), Err(Undefined::Kinds));
    }

    #[test]
    fn two_currencies_do_not_compare() {
        let money = |text| Value::Money(Money::parse(text).unwrap());
        assert_eq!(money("USD 1").compare(&money("USD 2.00")), Ok(Ordering::Less));
        assert!(matches!(money("USD 1").compare(&money("EUR 1")), Err(Undefined::Currencies(..))));
        assert_eq!(money("USD 1").compare(&number("1")), Err(Undefined::Kinds));
    }

    #[test]
    fn a_literal_is_what_a_policy_writes() {
        let choices = ["business".into(), "mailbox".into()];
        assert_eq!(Value::OneOf(1).literal(&choices), "mailbox");
        assert_eq!(Value::Text("a \"b\"".into()).literal(&[]), r#""a \"b\"""#);
        assert_eq!(Value::Text("a".into()).plain(&[]), "a");
        assert_eq!(Value::YesNo(true).literal(&[]), "yes");
    }

    #[test]
    fn every_kind_survives_storage() {
        let values = [
            number("1.50"),
            Value::Money(Money::parse("EUR 2.00").unwrap()),
            Value::Percent(parse_decimal("25").unwrap()),
            Value::Date(Date::parse("2023-06-20").unwrap()),
            Value::Duration(Duration::parse("1 year 3 days").unwrap()),
            Value::Country(Country::parse("IR").unwrap()),
            Value::HsCode(HsCode::parse("8542.31").unwrap()),
            Value::Eccn(Eccn::parse("3A001.a").unwrap()),
            Value::Text("naïve".into()),
            Value::YesNo(false),
            Value::OneOf(3),
        ];
        let stored = serde_json::to_string(&values).unwrap();
        assert_eq!(serde_json::from_str::<Vec<Value>>(&stored).unwrap(), values);
    }

    #[test]
    fn a_value_is_small() {
        assert!(size_of::<Value>() <= 32);
    }
}
