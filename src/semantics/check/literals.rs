//! Literals: what they are follows from where they stand.

use super::checker::{Checker, Typed};
use super::types::a_type;
use crate::domain::{self, Country, Currency, Date, Duration, Eccn, HsCode, Money, Unit, Value, nearest};
use crate::problem::{Code, Span};
use crate::program::{Expr, Name, Type};
use crate::syntax::{Ident, LiteralKind};
use std::sync::Arc;

impl Checker<'_> {
    /// A literal of the expected type, or of the type that its shape tells.
    pub(super) fn literal(&mut self, literal: &LiteralKind, span: Span, expected: Option<&Type>) -> Option<Typed> {
        let value = self.literal_value(literal, span, expected)?;
        let ty = match (&value, expected) {
            (Value::OneOf(_), Some(ty)) => ty.clone(),
            _ => type_of_value(&value)?,
        };
        Some(Typed { expr: Expr::Literal(value), ty })
    }

    /// The value of a literal. The caller checks that its type fits.
    pub(super) fn literal_value(
        &mut self,
        literal: &LiteralKind,
        span: Span,
        expected: Option<&Type>,
    ) -> Option<Value> {
        match literal {
            LiteralKind::Text(text) => self.text_value(text, span, expected),
            LiteralKind::Numeral(text) => self.numeral(text, span, expected),
            LiteralKind::Date(text) => self.date(text, span).map(Value::Date),
            LiteralKind::Percent(text) => self.decimal(text, span).map(Value::Percent),
            LiteralKind::Duration(parts) => self.duration(parts, span).map(Value::Duration),
            LiteralKind::Money { currency, amount } => self.money(currency, amount),
            LiteralKind::YesNo(yes) => Some(Value::YesNo(*yes)),
            LiteralKind::None => {
                self.error(
                    Code::TypeMismatch,
                    "`none` is no value here",
                    span,
                    "only after `is` or `assumed`",
                    "write `X is none` to ask whether a record or list is known not to exist",
                );
                None
            }
            LiteralKind::Path(path) => self.word(path, span, expected),
        }
    }

    /// A text; reported where a code, a country or a choice stands unquoted.
    fn text_value(&mut self, text: &Arc<str>, span: Span, expected: Option<&Type>) -> Option<Value> {
        if matches!(expected, Some(Type::Country | Type::HsCode | Type::Eccn | Type::OneOf(_) | Type::YesNo)) {
            let country = Country::named(text).filter(|_| expected == Some(&Type::Country));
            let unquoted = country.map_or(text.as_ref(), |country| country.alpha2());
            let message =
                format!("`\"{text}\"` is a text, but {} is needed here", expected.map(a_type).unwrap_or_default());
            self.error(
                Code::TypeMismatch,
                message,
                span,
                "a text in quotes",
                format!("write `{unquoted}` without the quotes"),
            );
            return None;
        }
        Some(Value::Text(Arc::clone(text)))
    }

    fn numeral(&mut self, text: &Arc<str>, span: Span, expected: Option<&Type>) -> Option<Value> {
        match expected {
            Some(Type::HsCode) => match HsCode::parse(text) {
                Ok(code) => Some(Value::HsCode(code)),
                Err(reason) => {
                    self.error(
                        Code::BadHsCode,
                        format!("`{text}` is not an HS code"),
                        span,
                        reason.to_string(),
                        "write 2, 4, 6, 8 or 10 digits, such as 8542.31",
                    );
                    None
                }
            },
            Some(Type::Eccn) => match Eccn::parse(text) {
                Ok(code) => Some(Value::Eccn(code)),
                Err(reason) => {
                    let help = "an ECCN is a category, a product group and three digits, such as 3A001 or 3A001.a.2; EAR99 is one too";
                    self.error(Code::BadEccn, format!("`{text}` is not an ECCN"), span, reason.to_string(), help);
                    None
                }
            },
            Some(Type::Money) => {
                let message = format!("`{text}` is a number, but an amount of money is needed here");
                self.error(
                    Code::TypeMismatch,
                    message,
                    span,
                    "no currency",
                    format!("name the currency: `USD {text}`"),
                );
                None
            }
            Some(Type::Percent) => {
                let message = format!("`{text}` is a number, but a percentage is needed here");
                self.error(Code::TypeMismatch, message, span, "no percent sign", format!("write `{text} %`"));
                None
            }
            _ => self.decimal(text, span).map(Value::Number),
        }
    }

    /// An exact number.
    pub(super) fn decimal(&mut self, text: &str, span: Span) -> Option<domain::Decimal> {
        let plain = text.replace('_', "");
        match domain::parse_decimal(&plain) {
            Ok(number) => Some(number),
            Err(reason) => {
                self.error(
                    Code::BadNumber,
                    format!("`{text}` is not a number"),
                    span,
                    reason.to_string(),
                    "numbers are digits with at most one point, such as 5_000 or 0.25",
                );
                None
            }
        }
    }

    /// A date.
    pub(super) fn date(&mut self, text: &str, span: Span) -> Option<Date> {
        match Date::parse(text) {
            Ok(date) => Some(date),
            Err(reason) => {
                self.error(
                    Code::BadDate,
                    format!("`{text}` is not a date"),
                    span,
                    reason.to_string(),
                    "write a day of the calendar as year, month and day, such as 2023-06-09",
                );
                None
            }
        }
    }

    fn duration(&mut self, parts: &[(Ident, Ident)], span: Span) -> Option<Duration> {
        let mut total = Duration::default();
        for (number, unit) in parts {
            let part = self.duration_part(number, unit)?;
            match total.plus(part) {
                Ok(sum) => total = sum,
                Err(_) => {
                    self.error(
                        Code::BadNumber,
                        "this length of time is too long",
                        span,
                        "too long",
                        "write a shorter one",
                    );
                    return None;
                }
            }
        }
        Some(total)
    }

    fn duration_part(&mut self, number: &Ident, unit: &Ident) -> Option<Duration> {
        let Some(known) = Unit::parse(&unit.value) else {
            let units = ["days", "day", "weeks", "week", "months", "month", "years", "year"];
            let help = match nearest(&unit.value, units.into_iter()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => "units are days, weeks, months and years".into(),
            };
            self.error(
                Code::UnknownUnit,
                format!("`{}` is not a unit of time", unit.value),
                unit.span,
                "not a unit",
                help,
            );
            return None;
        };
        let count = number.value.replace('_', "").parse::<i32>().ok().and_then(|count| Duration::of(count, known).ok());
        if count.is_none() {
            self.error(
                Code::BadNumber,
                format!("`{}` is not a whole number of {}", number.value, unit.value),
                number.span,
                "not a whole number",
                "write a whole number such as 30",
            );
        }
        count
    }

    fn money(&mut self, currency: &Ident, amount: &Ident) -> Option<Value> {
        let number = self.decimal(&amount.value, amount.span);
        let Some(known) = Currency::parse(&currency.value).filter(|known| known.code() == currency.value.as_ref())
        else {
            let near = nearest(&currency.value, Currency::all().map(Currency::code));
            let help = near.map_or_else(
                || "currencies are written as ISO 4217 does: USD, EUR, AED".into(),
                |near| format!("did you mean `{near}`?"),
            );
            self.error(
                Code::UnknownCurrency,
                format!("`{}` is not a currency", currency.value),
                currency.span,
                "not a currency",
                help,
            );
            return None;
        };
        Some(Value::Money(Money { amount: number?, currency: known }))
    }

    /// A bare word where a literal of the expected type can stand.
    fn word(&mut self, path: &[Ident], span: Span, expected: Option<&Type>) -> Option<Value> {
        let text: Vec<&str> = path.iter().map(|segment| segment.value.as_ref()).collect();
        let text = text.join(".");
        match expected {
            Some(Type::Country) => self.country(&text, span),
            Some(Type::Eccn) => match Eccn::parse(&text) {
                Ok(code) => Some(Value::Eccn(code)),
                Err(reason) => {
                    self.error(
                        Code::BadEccn,
                        format!("`{text}` is not an ECCN"),
                        span,
                        reason.to_string(),
                        "write it like 3A001, 3A001.a.2 or EAR99",
                    );
                    None
                }
            },
            Some(Type::OneOf(values)) => self.one_of(&text, values, span),
            Some(Type::Text) => {
                self.error(
                    Code::UnknownName,
                    format!("nothing is named `{text}`"),
                    span,
                    "not declared",
                    format!("if it is a text, put it in quotes: `\"{text}\"`"),
                );
                None
            }
            Some(Type::YesNo)
                if nearest(&text.to_lowercase(), ["yes", "no", "true", "false"].into_iter()).is_some() =>
            {
                let help = if text.to_lowercase().starts_with(['t', 'y']) {
                    "did you mean `yes`?"
                } else {
                    "did you mean `no`?"
                };
                self.error(
                    Code::UnknownValue,
                    format!("`{text}` is neither yes nor no"),
                    span,
                    "not a value of this field",
                    help,
                );
                None
            }
            _ => {
                self.error(
                    Code::UnknownName,
                    format!("nothing is named `{text}`"),
                    span,
                    "not declared",
                    "a fact of the order starts with `order.`",
                );
                None
            }
        }
    }

    fn country(&mut self, text: &str, span: Span) -> Option<Value> {
        if let Some(country) = Country::parse(text).filter(|_| text.chars().all(|c| c.is_ascii_uppercase())) {
            return Some(Value::Country(country));
        }
        let meant = Country::parse(text).or_else(|| Country::named(text)).or_else(|| nearest_country(text));
        let help = meant.map_or_else(
            || "countries are written with their ISO 3166 letters, such as IR or TR".into(),
            |country| format!("did you mean `{}` ({})?", country.alpha2(), country.name()),
        );
        self.error(Code::UnknownCountry, format!("`{text}` is not a country"), span, "not a country code", help);
        None
    }

    fn one_of(&mut self, text: &str, values: &[Name], span: Span) -> Option<Value> {
        if let Some(position) = values.iter().position(|value| value.as_ref() == text) {
            return u16::try_from(position).ok().map(Value::OneOf);
        }
        let all = values.iter().map(AsRef::as_ref).collect::<Vec<&str>>();
        let help = match nearest(text, all.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("it can be {}", all.join(", ")),
        };
        self.error(
            Code::UnknownValue,
            format!("`{text}` is not a value that this field can have"),
            span,
            "not one of its values",
            help,
        );
        None
    }
}

/// The country whose code or name is nearest.
fn nearest_country(text: &str) -> Option<Country> {
    let by_name = || nearest(text, Country::all().map(Country::name)).and_then(Country::named);
    if text.len() > 3 {
        by_name()
    } else {
        nearest(text, Country::all().map(Country::alpha2)).and_then(Country::parse).or_else(by_name)
    }
}

fn type_of_value(value: &Value) -> Option<Type> {
    Some(match value {
        Value::YesNo(_) => Type::YesNo,
        Value::Text(_) => Type::Text,
        Value::Number(_) => Type::Number,
        Value::Money(_) => Type::Money,
        Value::Percent(_) => Type::Percent,
        Value::Date(_) => Type::Date,
        Value::Duration(_) => Type::Duration,
        Value::Country(_) => Type::Country,
        Value::HsCode(_) => Type::HsCode,
        Value::Eccn(_) => Type::Eccn,
        Value::OneOf(_) => return None,
    })
}
