//! The words of the trade: countries, tariff and control codes, money, dates, and logic with three truth values.
//!
//! **Invariant:** every value that exists is valid; nothing here panics, rounds silently, or reads a clock.

pub mod arithmetic;
mod country;
mod currency;
mod date;
mod duration;
mod eccn;
mod fit;
mod hs_code;
mod money;
mod nearest;
mod number;
mod period;
mod serde_text;
pub mod text;
mod truth;
mod undefined;
mod value;

pub use country::Country;
pub use currency::Currency;
pub use date::{Date, DateError};
pub use duration::{Duration, DurationError, Unit};
pub use eccn::{Eccn, EccnError};
pub use fit::Fit;
pub use hs_code::{HsCode, HsCodeError};
pub use money::{Money, MoneyError};
pub use nearest::nearest;
pub use number::{NumberError, parse_decimal};
pub use period::Period;
pub use rust_decimal::Decimal;
pub use truth::Truth;
pub use undefined::Undefined;
pub use value::Value;
