//! Exact decimal numbers: reading them, and keeping them exact.

use rust_decimal::Decimal;
use std::fmt;

/// How many decimal digits a number can have.
const DIGITS: usize = 28;

/// Why a text is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberError {
    /// It is not written as a number.
    NotANumber,
    /// It is larger than about 7.9 × 10^28.
    TooLarge,
    /// It has more digits than can be kept exactly.
    TooPrecise,
}

impl fmt::Display for NumberError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::NotANumber => "this is not a number",
            Self::TooLarge => "this number is too large; numbers have at most 28 digits",
            Self::TooPrecise => "this number has too many digits to be kept exactly; at most 28 are",
        })
    }
}

impl std::error::Error for NumberError {}

/// Reads a number such as `-12`, `0.50` or `1.5e3`, exactly: digits after the point are kept, nothing is rounded. O(length).
///
/// # Errors
/// When it is not a number, or has more than 28 significant digits or decimal places.
pub fn parse_decimal(text: &str) -> Result<Decimal, NumberError> {
    let (negative, unsigned) = text.strip_prefix('-').map_or((false, text), |rest| (true, rest));
    let (digits, exponent) = match unsigned.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, parse_exponent(exponent)?),
        None => (unsigned, 0),
    };
    let (whole, fraction) = match digits.split_once('.') {
        Some((_, "")) => return Err(NumberError::NotANumber),
        split => split.unwrap_or((digits, "")),
    };
    if whole.is_empty() || !all_digits(whole) || !all_digits(fraction) {
        return Err(NumberError::NotANumber);
    }
    let fraction = if digits.len() > DIGITS { fraction.trim_end_matches('0') } else { fraction };
    let mantissa = mantissa(whole, fraction).ok_or(if whole.trim_start_matches('0').len() > DIGITS {
        NumberError::TooLarge
    } else {
        NumberError::TooPrecise
    })?;
    scaled(if negative { -mantissa } else { mantissa }, fraction.len(), exponent)
}

/// The decimal `mantissa / 10^scale`, without trailing zeros if that is what it takes; `None` when it cannot be kept exactly.
pub(super) fn exact(mut mantissa: i128, mut scale: u32) -> Option<Decimal> {
    loop {
        if let Ok(decimal) = Decimal::try_from_i128_with_scale(mantissa, scale) {
            return Some(decimal);
        }
        if scale == 0 || mantissa % 10 != 0 {
            return None;
        }
        mantissa /= 10;
        scale -= 1;
    }
}

fn all_digits(text: &str) -> bool {
    text.bytes().all(|byte| byte.is_ascii_digit())
}

/// The exponent; one that no number survives is brought back to ±100.
fn parse_exponent(text: &str) -> Result<i64, NumberError> {
    let (negative, digits) = match text.strip_prefix('-') {
        Some(digits) => (true, digits),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if digits.is_empty() || !all_digits(digits) {
        return Err(NumberError::NotANumber);
    }
    let size = digits.parse().unwrap_or(100_i64).min(100);
    Ok(if negative { -size } else { size })
}

fn mantissa(whole: &str, fraction: &str) -> Option<i128> {
    let mut digits = whole.bytes().chain(fraction.bytes()).map(|byte| byte.wrapping_sub(b'0'));
    if whole.len() + fraction.len() <= 18 {
        return Some(i128::from(digits.fold(0_u64, |sum, digit| sum * 10 + u64::from(digit))));
    }
    digits.try_fold(0_i128, |sum, digit| sum.checked_mul(10)?.checked_add(i128::from(digit)))
}

fn scaled(mantissa: i128, decimals: usize, exponent: i64) -> Result<Decimal, NumberError> {
    if mantissa == 0 {
        let scale = u32::try_from(decimals).unwrap_or(0);
        return Ok(exact(0, if exponent == 0 { scale.min(Decimal::MAX_SCALE) } else { 0 }).unwrap_or_default());
    }
    let scale = i64::try_from(decimals).unwrap_or(i64::MAX).saturating_sub(exponent);
    match u32::try_from(scale) {
        Ok(scale) => {
            exact(mantissa, scale).ok_or(if scale == 0 { NumberError::TooLarge } else { NumberError::TooPrecise })
        }
        Err(_) => u32::try_from(-scale)
            .ok()
            .and_then(|power| 10_i128.checked_pow(power))
            .and_then(|factor| mantissa.checked_mul(factor))
            .and_then(|mantissa| exact(mantissa, 0))
            .ok_or(NumberError::TooLarge),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> Result<String, NumberError> {
        parse_decimal(text).map(|number| number.to_string())
    }

    #[test]
    fn a_number_is_read_as_it_stands() {
        assert_eq!(shown("12.50"), Ok("12.50".into()));
        assert_eq!(shown("-0.001"), Ok("-0.001".into()));
        assert_eq!(shown("1.5e3"), Ok("1500".into()));
        assert_eq!(shown("15E-1"), Ok("1.5".into()));
        assert_eq!(shown("-0"), Ok("0".into()));
        assert_eq!(shown("9999999999999999999999999999"), Ok("9999999999999999999999999999".into()));
    }

    #[test]
    fn what_cannot_be_kept_exactly_is_refused() {
        assert_eq!(shown("1e400"), Err(NumberError::TooLarge));
        assert_eq!(shown("1e-400"), Err(NumberError::TooPrecise));
        assert_eq!(shown("99999999999999999999999999999999999999999999"), Err(NumberError::TooLarge));
        assert_eq!(shown("0.12345678901234567890123456789"), Err(NumberError::TooPrecise));
        assert_eq!(shown("1e99999999999999999999"), Err(NumberError::TooLarge));
    }

    #[test]
    fn a_number_too_precise_is_told_from_one_too_large() {
        assert_eq!(shown("9999999999999999999999999999.12345678901234"), Err(NumberError::TooPrecise));
        assert_eq!(shown("99999999999999999999999999999999999999999999.5"), Err(NumberError::TooLarge));
    }

    #[test]
    fn an_exact_number_gives_up_the_zeros_at_its_end_and_nothing_else() {
        let large = 10_i128.pow(30);
        assert_eq!(exact(large, 2), Some(Decimal::from_i128_with_scale(10_i128.pow(28), 0)));
        assert_eq!(exact(large + 1, 2), None);
        assert_eq!(exact(large, 0), None);
    }

    #[test]
    fn trailing_zeros_cost_no_precision() {
        assert_eq!(shown("1.50000000000000000000000000000000000000000000"), Ok("1.5".into()));
    }

    #[test]
    fn other_texts_are_no_numbers() {
        for text in ["", "-", ".5", "5.", "1,000", "0x10", "NaN", "1e", "1e+", "--1", "+1", "1.2.3", " 1", "١"] {
            assert_eq!(parse_decimal(text), Err(NumberError::NotANumber), "{text}");
        }
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(mantissa in -(1_i128 << 95)..(1_i128 << 95), scale in 0_u32..=28) {
            let number = Decimal::from_i128_with_scale(mantissa, scale);
            prop_assert_eq!(parse_decimal(&number.to_string()), Ok(number));
        }

        #[test]
        fn no_text_panics(text in "[-+0-9.eE]{0,40}") {
            let _ = parse_decimal(&text);
        }
    }
}
