//! Codes of the Harmonized System.

use super::{Fit, serde_text::serde_by_text};
use std::fmt;

/// A tariff code: chapter (2 digits), heading (4), subheading (6), or a national subdivision (8 or 10).
/// Ordered as in the tariff, a heading before what lies under it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct HsCode {
    /// The digits as a number, filled up to ten with zeros, times 16, plus the number of digits.
    packed: u64,
}

impl HsCode {
    /// Reads `8542`, `8542.31`, `854231` or `8542.31.0001`: dots may stand between digits.
    ///
    /// # Errors
    /// When it has other characters, another number of digits, or names chapter 00.
    pub fn parse(text: &str) -> Result<Self, HsCodeError> {
        let (mut number, mut digits, mut dot) = (0_u64, 0_usize, true);
        for byte in text.bytes() {
            match byte {
                b'0'..=b'9' => {
                    digits += 1;
                    if digits <= 10 {
                        number = number * 10 + u64::from(byte - b'0');
                    }
                    dot = false;
                }
                b'.' if !dot => dot = true,
                _ => return Err(HsCodeError::Character),
            }
        }
        if digits > 0 && dot {
            return Err(HsCodeError::Character);
        }
        Self::from_digits(number, digits)
    }

    /// How many digits it has.
    #[must_use]
    pub fn digits(self) -> u8 {
        (self.packed % 16) as u8
    }

    /// Whether it lies under the pattern.
    #[must_use]
    pub fn within(self, pattern: Self) -> Fit {
        if self.digits() >= pattern.digits() {
            if self.cut(pattern.digits()) == pattern { Fit::Within } else { Fit::Outside }
        } else if pattern.cut(self.digits()) == self {
            Fit::Imprecise
        } else {
            Fit::Outside
        }
    }

    /// Itself and the codes that it lies under, the longest first. At most five.
    pub fn prefixes(self) -> impl Iterator<Item = Self> {
        (1..=self.digits() / 2).rev().map(move |pairs| self.cut(pairs * 2))
    }

    fn from_digits(number: u64, digits: usize) -> Result<Self, HsCodeError> {
        if !matches!(digits, 2 | 4 | 6 | 8 | 10) {
            return Err(HsCodeError::Digits(digits));
        }
        let filled = number * power(10 - digits);
        if filled < power(8) {
            return Err(HsCodeError::Chapter);
        }
        Ok(Self { packed: filled * 16 + digits as u64 })
    }

    /// Its first digits.
    fn cut(self, digits: u8) -> Self {
        let unit = power(10_usize.saturating_sub(usize::from(digits)));
        Self { packed: self.packed / 16 / unit * unit * 16 + u64::from(digits) }
    }
}

fn power(exponent: usize) -> u64 {
    (0..exponent).fold(1, |power, _| power * 10)
}

impl fmt::Display for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (number, digits) = (self.packed / 16, self.digits());
        match digits {
            2 => write!(f, "{:02}", number / power(8)),
            4 => write!(f, "{:04}", number / power(6)),
            6 => write!(f, "{:04}.{:02}", number / power(6), number / power(4) % 100),
            8 => write!(f, "{:04}.{:02}.{:02}", number / power(6), number / power(4) % 100, number / power(2) % 100),
            _ => write!(f, "{:04}.{:02}.{:04}", number / power(6), number / power(4) % 100, number % power(4)),
        }
    }
}

impl fmt::Debug for HsCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

serde_by_text!(HsCode, HsCode::parse);

/// Why a text is no HS code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HsCodeError {
    /// It has a character that is neither a digit nor a dot between digits.
    Character,
    /// It has this many digits.
    Digits(usize),
    /// There is no chapter 00.
    Chapter,
}

impl fmt::Display for HsCodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Character => f.write_str("an HS code has only digits, and dots between them"),
            Self::Digits(digits) => write!(f, "an HS code has 2, 4, 6, 8 or 10 digits, this one has {digits}"),
            Self::Chapter => f.write_str("there is no chapter 00 in the Harmonized System"),
        }
    }
}

impl std::error::Error for HsCodeError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn hs(text: &str) -> HsCode {
        HsCode::parse(text).unwrap()
    }

    #[test]
    fn dots_make_no_difference() {
        assert_eq!(hs("8542.31"), hs("854231"));
        assert_eq!(hs("85.42.31"), hs("854231"));
        assert_eq!(hs("8542310001").to_string(), "8542.31.0001");
        assert_eq!(hs("85423100").to_string(), "8542.31.00");
        assert_eq!(hs("0101").to_string(), "0101");
    }

    #[test]
    fn a_wrong_number_of_digits_is_counted() {
        assert_eq!(
            HsCode::parse("85423").unwrap_err().to_string(),
            "an HS code has 2, 4, 6, 8 or 10 digits, this one has 5"
        );
        assert_eq!(HsCode::parse(""), Err(HsCodeError::Digits(0)));
        assert_eq!(HsCode::parse(&"1".repeat(99)), Err(HsCodeError::Digits(99)));
    }

    #[test]
    fn other_characters_are_refused() {
        for text in ["8542.", ".8542", "85..42", "8542 31", "854x", "٨٥٤٢", "8542\0"] {
            assert_eq!(HsCode::parse(text), Err(HsCodeError::Character), "{text}");
        }
        assert_eq!(HsCode::parse("0012"), Err(HsCodeError::Chapter));
    }

    #[test]
    fn a_code_lies_under_its_heading() {
        assert_eq!(hs("8542.31.0001").within(hs("8542.31")), Fit::Within);
        assert_eq!(hs("8542.31").within(hs("8542.31")), Fit::Within);
        assert_eq!(hs("8542.39").within(hs("8542.31")), Fit::Outside);
        assert_eq!(hs("8542").within(hs("8542.31")), Fit::Imprecise);
        assert_eq!(hs("8541").within(hs("8542.31")), Fit::Outside);
        assert_eq!(hs("8542.30").within(hs("8542.30.00")), Fit::Imprecise);
    }

    #[test]
    fn the_longest_prefix_comes_first() {
        let prefixes: Vec<String> = hs("8542.31.0001").prefixes().map(|code| code.to_string()).collect();
        assert_eq!(prefixes, ["8542.31.0001", "8542.31.00", "8542.31", "8542", "85"]);
    }

    proptest! {
        #[test]
        fn a_printed_code_reads_back(text in "[1-9][0-9]([0-9]{2}){0,4}") {
            let code = hs(&text);
            prop_assert_eq!(HsCode::parse(&code.to_string()), Ok(code));
            prop_assert_eq!(code.to_string().replace('.', ""), text);
        }

        #[test]
        fn fit_is_what_the_digits_say(a in "[1-2][0-1]([0-1]{2}){0,2}", b in "[1-2][0-1]([0-1]{2}){0,2}") {
            let expected = if a.starts_with(&b) {
                Fit::Within
            } else if b.starts_with(&a) {
                Fit::Imprecise
            } else {
                Fit::Outside
            };
            prop_assert_eq!(hs(&a).within(hs(&b)), expected);
            prop_assert_eq!(hs(&a).prefixes().any(|prefix| prefix == hs(&b)), expected == Fit::Within);
        }
    }
}
