//! Why a value cannot be told.

use super::Currency;
use std::fmt;

/// Why a value or a comparison is unknown although its operands are known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Undefined {
    /// The exact result has more than 28 digits, or a date leaves the years 1800 to 2200.
    Overflow,
    /// A division by zero.
    DivisionByZero,
    /// Two currencies without a rate between them.
    Currencies(Currency, Currency),
    /// Months against days where the calendar decides.
    MonthsAndDays,
    /// A hierarchical code with too few digits or paragraphs to tell.
    Imprecise,
    /// Kinds of values that the operation does not take.
    Kinds,
}

impl fmt::Display for Undefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Overflow => f.write_str("the result is too large or needs more than 28 digits"),
            Self::DivisionByZero => f.write_str("a division by zero"),
            Self::Currencies(a, b) => write!(f, "two currencies without a rate, {a} and {b}"),
            Self::MonthsAndDays => f.write_str("months and days that only a calendar could compare"),
            Self::Imprecise => f.write_str("the code is not precise enough to tell"),
            Self::Kinds => f.write_str("two values of kinds that do not go together"),
        }
    }
}

impl std::error::Error for Undefined {}
