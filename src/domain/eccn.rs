//! Export Control Classification Numbers of the Commerce Control List (15 CFR part 774).

use super::{Fit, serde_text::serde_by_text};
use std::fmt;

/// The most characters that an ECCN can have.
const LENGTH: usize = 23;

/// The most paragraph levels.
const LEVELS: usize = 8;

/// A control number such as `3A001.a.2`, one of its parents (`3`, `3A`, `3A001`, `3A001.a`), or `EAR99`.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Eccn {
    /// The normal spelling, filled up with zero bytes.
    bytes: [u8; LENGTH],
    length: u8,
}

impl Eccn {
    /// Reads a control number in any letter case: category, product group and paragraphs are brought to the usual one.
    ///
    /// # Errors
    /// When it is not category, product group, three digits, and paragraphs after dots.
    pub fn parse(text: &str) -> Result<Self, EccnError> {
        if text.eq_ignore_ascii_case("EAR99") {
            return Ok(Self::packed(b"EAR99"));
        }
        let (number, paragraphs) = text.split_once('.').map_or((text, None), |(number, rest)| (number, Some(rest)));
        check_number(number.as_bytes())?;
        if let Some(paragraphs) = paragraphs {
            if number.len() < 5 {
                return Err(EccnError::Number);
            }
            check_paragraphs(paragraphs)?;
        }
        if text.len() > LENGTH {
            return Err(EccnError::TooLong);
        }
        let mut eccn = Self::packed(text.as_bytes());
        let (head, tail) = eccn.bytes.split_at_mut(number.len());
        head.make_ascii_uppercase();
        tail.make_ascii_lowercase();
        Ok(eccn)
    }

    /// The normal spelling.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.bytes.get(..usize::from(self.length)).and_then(|bytes| std::str::from_utf8(bytes).ok()).unwrap_or_default()
    }

    /// Whether it has at least category, product group and control number, as an item's classification must; `EAR99` has.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.length >= 5
    }

    /// Whether it lies under the pattern.
    #[must_use]
    pub fn within(&self, pattern: &Self) -> Fit {
        if self.is_under(pattern) {
            Fit::Within
        } else if pattern.is_under(self) {
            Fit::Imprecise
        } else {
            Fit::Outside
        }
    }

    /// Itself and the numbers that it lies under, the longest first. At most eleven.
    pub fn prefixes(&self) -> impl Iterator<Item = Self> {
        let whole = *self;
        (1..=self.length).rev().filter(move |end| whole.is_boundary(*end)).map(move |end| whole.cut(end))
    }

    /// The first characters of a spelling.
    fn packed(spelling: &[u8]) -> Self {
        let length = spelling.len().min(LENGTH);
        let mut bytes = [0; LENGTH];
        for (slot, byte) in bytes.iter_mut().zip(spelling) {
            *slot = *byte;
        }
        Self { bytes, length: length as u8 }
    }

    fn is_under(&self, pattern: &Self) -> bool {
        self.as_str().starts_with(pattern.as_str()) && self.is_boundary(pattern.length)
    }

    /// Whether a level ends after so many characters.
    fn is_boundary(&self, end: u8) -> bool {
        let is_ear99 = self.bytes.first() == Some(&b'E');
        end == self.length
            || end < self.length && !is_ear99 && (end <= 2 || self.bytes.get(usize::from(end)) == Some(&b'.'))
    }

    fn cut(&self, end: u8) -> Self {
        Self::packed(self.bytes.get(..usize::from(end)).unwrap_or(&self.bytes))
    }
}

fn check_number(number: &[u8]) -> Result<(), EccnError> {
    let control = match number {
        [category, ..] if !category.is_ascii_digit() => return Err(EccnError::Category),
        [_] => return Ok(()),
        [_, group, control @ ..] if matches!(group.to_ascii_uppercase(), b'A'..=b'E') => control,
        [_, ..] => return Err(EccnError::Group),
        [] => return Err(EccnError::Category),
    };
    let is_number = control.len() == 3 && control.iter().all(u8::is_ascii_digit);
    if control.is_empty() || is_number { Ok(()) } else { Err(EccnError::Number) }
}

fn check_paragraphs(paragraphs: &str) -> Result<(), EccnError> {
    let fits = |level: &str| (1..=4).contains(&level.len()) && level.bytes().all(|byte| byte.is_ascii_alphanumeric());
    if !paragraphs.split('.').all(fits) {
        return Err(EccnError::Paragraph);
    }
    if paragraphs.split('.').count() > LEVELS { Err(EccnError::TooLong) } else { Ok(()) }
}

impl fmt::Display for Eccn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for Eccn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

serde_by_text!(Eccn, Eccn::parse);

/// Why a text is no ECCN.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EccnError {
    /// It does not start with a category.
    Category,
    /// It has no such product group.
    Group,
    /// Its control number is not three digits.
    Number,
    /// A paragraph is not one to four letters or digits after a dot.
    Paragraph,
    /// It has more than 8 paragraph levels or 23 characters.
    TooLong,
}

impl fmt::Display for EccnError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Category => "an ECCN starts with a category, 0 to 9, such as 3A001, or is EAR99",
            Self::Group => "the second character of an ECCN is its product group, A to E",
            Self::Number => "an ECCN has three digits after its product group, such as 3A001",
            Self::Paragraph => "paragraphs of an ECCN are letters or digits after dots, such as 3A001.a.2",
            Self::TooLong => "an ECCN has at most 8 levels of paragraphs and 23 characters",
        })
    }
}

impl std::error::Error for EccnError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn eccn(text: &str) -> Eccn {
        Eccn::parse(text).unwrap()
    }

    #[test]
    fn letter_case_is_brought_to_the_usual_one() {
        assert_eq!(eccn("3a001.A.2").to_string(), "3A001.a.2");
        assert_eq!(eccn("ear99").to_string(), "EAR99");
    }

    #[test]
    fn what_is_wrong_is_named() {
        let error = |text| Eccn::parse(text).unwrap_err();
        assert_eq!(error(""), EccnError::Category);
        assert_eq!(error("A3001"), EccnError::Category);
        assert_eq!(error("3F001"), EccnError::Group);
        assert_eq!(error("3A01"), EccnError::Number);
        assert_eq!(error("3A.a"), EccnError::Number);
        assert_eq!(error("3A0011"), EccnError::Number);
        assert_eq!(error("3A001."), EccnError::Paragraph);
        assert_eq!(error("3A001..a"), EccnError::Paragraph);
        assert_eq!(error("3A001.ä"), EccnError::Paragraph);
        assert_eq!(error("3A001.a.b.c.d.e.f.g.h.i"), EccnError::TooLong);
        assert_eq!(error("3A001.aaaa.bbbb.cccc.dddd.e"), EccnError::TooLong);
    }

    #[test]
    fn a_paragraph_lies_under_its_parents() {
        for parent in ["3", "3A", "3A001", "3A001.a", "3A001.a.2"] {
            assert_eq!(eccn("3A001.a.2").within(&eccn(parent)), Fit::Within, "{parent}");
        }
        assert_eq!(eccn("3A001.a").within(&eccn("3A001.a.2")), Fit::Imprecise);
        assert_eq!(eccn("3A001.a.20").within(&eccn("3A001.a.2")), Fit::Outside);
        assert_eq!(eccn("EAR99").within(&eccn("3A001")), Fit::Outside);
        assert_eq!(eccn("EAR99").within(&eccn("EAR99")), Fit::Within);
    }

    #[test]
    fn the_longest_prefix_comes_first() {
        let prefixes = |text| eccn(text).prefixes().map(|eccn| eccn.to_string()).collect::<Vec<_>>();
        assert_eq!(prefixes("3A001.a.2"), ["3A001.a.2", "3A001.a", "3A001", "3A", "3"]);
        assert_eq!(prefixes("EAR99"), ["EAR99"]);
    }

    #[test]
    fn a_classification_needs_a_control_number() {
        assert!(eccn("3A001").is_complete());
        assert!(eccn("EAR99").is_complete());
        assert!(!eccn("3A").is_complete());
    }

    proptest! {
        #[test]
        fn a_printed_number_reads_back(text in "[0-9][A-Ea-e][0-9]{3}(\\.[a-zA-Z0-9]{1,2}){0,6}") {
            let eccn = eccn(&text);
            prop_assert_eq!(Eccn::parse(&eccn.to_string()), Ok(eccn));
            prop_assert!(eccn.to_string().eq_ignore_ascii_case(&text));
        }

        #[test]
        fn within_agrees_with_prefixes(a in "3A001(\\.[ab12]{1,2}){0,3}", b in "3A001(\\.[ab12]{1,2}){0,3}") {
            let (a, b) = (eccn(&a), eccn(&b));
            prop_assert_eq!(a.within(&b) == Fit::Within, a.prefixes().any(|prefix| prefix == b));
        }
    }
}
