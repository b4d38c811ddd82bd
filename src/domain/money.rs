//! Money: an amount and its currency.

use super::{Currency, Decimal, NumberError, parse_decimal};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An exact amount of one currency.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// In units of the currency (not cents).
    pub amount: Decimal,
    /// Which currency.
    pub currency: Currency,
}

impl Money {
    /// Reads `USD 12.50`.
    ///
    /// # Errors
    /// When it is not a currency and an amount.
    pub fn parse(text: &str) -> Result<Self, MoneyError> {
        let (code, amount) = text.trim().split_once(' ').ok_or(MoneyError::Shape)?;
        let currency = Currency::parse(code).ok_or(MoneyError::Currency)?;
        let amount = parse_decimal(amount.trim_start()).map_err(MoneyError::Amount)?;
        Ok(Self { amount, currency })
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.currency, self.amount)
    }
}

/// Why a text is no money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyError {
    /// It is not a currency, a space and an amount.
    Shape,
    /// No such currency.
    Currency,
    /// The amount cannot be read.
    Amount(NumberError),
}

impl fmt::Display for MoneyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Shape => f.write_str("money is written as a currency and an amount, such as USD 12.50"),
            Self::Currency => f.write_str("there is no such currency; currencies have ISO 4217 codes such as USD"),
            Self::Amount(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for MoneyError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_a_currency_and_an_amount() {
        let money = Money::parse("USD 5000.00").unwrap();
        assert_eq!(money.currency.code(), "USD");
        assert_eq!(money.to_string(), "USD 5000.00");
    }

    #[test]
    fn half_money_is_none() {
        assert_eq!(Money::parse("5000"), Err(MoneyError::Shape));
        assert_eq!(Money::parse("UDS 1"), Err(MoneyError::Currency));
        assert_eq!(Money::parse("USD x"), Err(MoneyError::Amount(NumberError::NotANumber)));
    }
}
