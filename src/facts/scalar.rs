//! Reading single values.

use crate::domain::{
    Country, Currency, Date, DateError, Decimal, Duration, DurationError, Eccn, EccnError, HsCode, HsCodeError, Money,
    MoneyError, NumberError, Value, nearest, parse_decimal,
};
use crate::program::{Name, Type};
use std::sync::Arc;

/// What a single value must be.
#[derive(Clone, Debug)]
pub(super) enum Scalar {
    YesNo,
    Text,
    Number,
    Money,
    Percent,
    Date,
    Duration,
    Country,
    HsCode,
    Eccn,
    OneOf(Arc<[Name]>),
    /// The amount of money: a number, quoted or not.
    Amount,
    /// The currency of money; read as no money of it.
    Currency,
}

/// Why a value is refused.
#[derive(Debug, PartialEq)]
pub(super) enum Refusal {
    /// It is of the wrong kind, with advice.
    Shape(Option<&'static str>),
    /// It is of the right kind, but no such value exists, with advice.
    Value(Option<String>),
}

type Reading = Result<Value, Refusal>;

impl Scalar {
    /// The scalar that a type is; `None` for records and lists.
    pub(super) fn of(ty: &Type) -> Option<Self> {
        Some(match ty {
            Type::YesNo => Self::YesNo,
            Type::Text => Self::Text,
            Type::Number => Self::Number,
            Type::Money => Self::Money,
            Type::Percent => Self::Percent,
            Type::Date => Self::Date,
            Type::Duration => Self::Duration,
            Type::Country => Self::Country,
            Type::HsCode => Self::HsCode,
            Type::Eccn => Self::Eccn,
            Type::OneOf(choices) => Self::OneOf(Arc::clone(choices)),
            Type::Record(_) | Type::List(_) => return None,
        })
    }

    /// What is expected, in words.
    pub(super) fn expected(&self) -> String {
        let words = match self {
            Self::YesNo => "yes or no",
            Self::Text => "a text",
            Self::Number => "a number",
            Self::Money => "an amount with its currency",
            Self::Percent => "a percentage",
            Self::Date => "a date",
            Self::Duration => "a duration",
            Self::Country => "a country",
            Self::HsCode => "an HS code",
            Self::Eccn => "an ECCN",
            Self::OneOf(choices) => return one_of(choices),
            Self::Amount => "an amount",
            Self::Currency => "a currency",
        };
        words.to_owned()
    }

    /// The value of a quoted text.
    pub(super) fn read_text(&self, text: &str) -> Reading {
        match self {
            Self::YesNo => yes_no(text),
            Self::Text => Ok(Value::Text(text.into())),
            Self::Number => Err(Refusal::Shape(Some("write the number without quotes"))),
            Self::Money => Ok(Value::Money(Money::parse(text)?)),
            Self::Percent => match text.trim_end().strip_suffix('%') {
                Some(number) => Ok(Value::Percent(parse_decimal(number.trim())?)),
                None => Err(Refusal::Value(Some("write a percentage as a number, or as \"25 %\"".into()))),
            },
            Self::Date => Ok(Value::Date(Date::parse(text)?)),
            Self::Duration => Ok(Value::Duration(Duration::parse(text)?)),
            Self::Country => country(text),
            Self::HsCode => Ok(Value::HsCode(HsCode::parse(text)?)),
            Self::Eccn => eccn(text),
            Self::OneOf(choices) => choice(text, choices),
            Self::Amount => Ok(Value::Number(parse_decimal(text)?)),
            Self::Currency => currency(text),
        }
    }

    /// The value of a number, as it is written.
    pub(super) fn read_number(&self, digits: &str) -> Reading {
        match self {
            Self::Number | Self::Amount => Ok(Value::Number(parse_decimal(digits)?)),
            Self::Percent => Ok(Value::Percent(parse_decimal(digits)?)),
            Self::HsCode if digits.contains(['.', 'e', 'E']) => Err(Refusal::Value(Some(
                "write an HS code with dots in quotes: zeros at the end of a number get lost".into(),
            ))),
            Self::HsCode => Ok(Value::HsCode(HsCode::parse(digits)?)),
            Self::Text => Err(Refusal::Shape(Some("write the text in quotes"))),
            Self::Money => Err(Refusal::Shape(Some("an amount needs its currency, such as \"USD 12.50\""))),
            _ => Err(Refusal::Shape(None)),
        }
    }

    /// The value of `true` or `false`.
    pub(super) fn read_bool(&self, value: bool) -> Reading {
        match self {
            Self::YesNo => Ok(Value::YesNo(value)),
            _ => Err(Refusal::Shape(None)),
        }
    }

    /// The value of a table's cell, where numbers and texts look alike.
    pub(super) fn read_cell(&self, cell: &str) -> Reading {
        match self {
            Self::Number => self.read_number(cell),
            Self::Percent if !cell.ends_with('%') => self.read_number(cell),
            Self::YesNo if cell.eq_ignore_ascii_case("true") => Ok(Value::YesNo(true)),
            Self::YesNo if cell.eq_ignore_ascii_case("false") => Ok(Value::YesNo(false)),
            _ => self.read_text(cell),
        }
    }
}

fn one_of(choices: &[Name]) -> String {
    let mut words = "one of ".to_owned();
    for (index, choice) in choices.iter().enumerate().take(12) {
        words.extend([if index == 0 { "" } else { ", " }, choice]);
    }
    if choices.len() > 12 {
        words.push_str(", …");
    }
    words
}

fn yes_no(text: &str) -> Reading {
    if text.eq_ignore_ascii_case("yes") {
        Ok(Value::YesNo(true))
    } else if text.eq_ignore_ascii_case("no") {
        Ok(Value::YesNo(false))
    } else {
        Err(Refusal::Value(None))
    }
}

fn country(text: &str) -> Reading {
    Country::parse(text).map(Value::Country).ok_or_else(|| {
        Refusal::Value(Some(match Country::named(text) {
            Some(country) => format!("the code of {} is `{country}`", country.name()),
            None => "countries have ISO 3166 codes of two or three letters, such as `IR` or `IRN`".into(),
        }))
    })
}

fn eccn(text: &str) -> Reading {
    let eccn = Eccn::parse(text)?;
    if eccn.is_complete() {
        Ok(Value::Eccn(eccn))
    } else {
        Err(Refusal::Value(Some(
            "the classification of an item has a control number, such as 3A001, or is EAR99".into(),
        )))
    }
}

fn choice(text: &str, choices: &[Name]) -> Reading {
    match choices.iter().position(|choice| **choice == *text).and_then(|index| u16::try_from(index).ok()) {
        Some(index) => Ok(Value::OneOf(index)),
        None => Err(Refusal::Value(did_you_mean(text, choices.iter().map(AsRef::as_ref)))),
    }
}

fn currency(text: &str) -> Reading {
    match Currency::parse(text) {
        Some(currency) => Ok(Value::Money(Money { amount: Decimal::ZERO, currency })),
        None => Err(Refusal::Value(Some(
            did_you_mean(text, Currency::all().map(Currency::code))
                .unwrap_or_else(|| "currencies have ISO 4217 codes, such as `USD`".into()),
        ))),
    }
}

/// The nearest candidate, as a question.
pub(super) fn did_you_mean<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<String> {
    nearest(word, candidates).map(|candidate| format!("did you mean `{candidate}`?"))
}

macro_rules! refusal_from {
    ($($error:ty)*) => {
        $(impl From<$error> for Refusal {
            fn from(error: $error) -> Self {
                Self::Value(Some(error.to_string()))
            }
        })*
    };
}

refusal_from!(NumberError MoneyError DateError DurationError HsCodeError EccnError);

#[cfg(test)]
mod tests {
    use super::*;

    fn help(reading: Reading) -> String {
        match reading {
            Err(Refusal::Value(Some(help))) => help,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn a_country_by_name_is_told_its_code() {
        assert_eq!(help(Scalar::Country.read_text("Iran")), "the code of Iran is `IR`");
        assert_eq!(help(Scalar::Country.read_text("UK")), "the code of United Kingdom is `GB`");
    }

    #[test]
    fn a_percentage_has_two_spellings() {
        let quarter = Value::Percent(25.into());
        for text in ["25 %", "25%", "25.0 %"] {
            assert_eq!(Scalar::Percent.read_text(text), Ok(quarter.clone()), "{text}");
        }
        assert_eq!(Scalar::Percent.read_number("25"), Ok(quarter.clone()));
        assert_eq!(Scalar::Percent.read_cell("25"), Ok(quarter));
        assert!(Scalar::Percent.read_text("25").is_err());
    }

    #[test]
    fn an_hs_code_can_be_a_whole_number_but_no_fraction() {
        assert_eq!(Scalar::HsCode.read_number("854231"), Scalar::HsCode.read_text("8542.31"));
        assert!(help(Scalar::HsCode.read_number("8542.3")).contains("quotes"));
        assert!(help(Scalar::HsCode.read_number("85423")).contains("this one has 5"));
    }

    #[test]
    fn an_item_needs_a_whole_classification() {
        assert!(Scalar::Eccn.read_text("EAR99").is_ok());
        assert!(help(Scalar::Eccn.read_text("3A")).contains("control number"));
    }

    #[test]
    fn a_choice_or_currency_misspelt_is_suggested() {
        let choices = Scalar::OneOf(["business".into(), "residence".into()].into());
        assert_eq!(choices.expected(), "one of business, residence");
        assert_eq!(choices.read_text("residence"), Ok(Value::OneOf(1)));
        assert_eq!(help(choices.read_text("residense")), "did you mean `residence`?");
        assert_eq!(help(Scalar::Currency.read_text("UDS")), "did you mean `USD`?");
    }

    #[test]
    fn cells_need_no_quotes() {
        assert_eq!(Scalar::Number.read_cell("12.50"), Scalar::Number.read_number("12.50"));
        assert_eq!(Scalar::YesNo.read_cell("TRUE"), Ok(Value::YesNo(true)));
        assert_eq!(Scalar::Text.read_cell("12"), Ok(Value::Text("12".into())));
    }
}
