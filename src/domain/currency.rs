//! Currencies of ISO 4217.

use super::serde_text::serde_by_text;
use iso_currency::IntoEnumIterator;
use std::{cmp::Ordering, fmt, sync::LazyLock};

/// A currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Currency(iso_currency::Currency);

impl Currency {
    /// The currency with this three-letter code, in either case; `None` when there is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let &[a, b, c] = text.as_bytes() else { return None };
        BY_CODE.get(slot([a, b, c])?).copied().flatten()
    }

    /// Its three-letter code, in capitals.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// Its English name.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.name()
    }

    /// How many decimal places its smallest unit takes (2 for USD, 0 for JPY); `None` where ISO 4217 gives none.
    #[must_use]
    pub fn minor_units(self) -> Option<u16> {
        self.0.exponent()
    }

    /// Every currency.
    pub fn all() -> impl Iterator<Item = Self> {
        iso_currency::Currency::iter().map(Self)
    }
}

impl Ord for Currency {
    fn cmp(&self, other: &Self) -> Ordering {
        self.code().cmp(other.code())
    }
}

impl PartialOrd for Currency {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// One slot for each three letters.
static BY_CODE: LazyLock<Vec<Option<Currency>>> = LazyLock::new(|| {
    let mut by_code = vec![None; 26 * 26 * 26];
    for currency in Currency::all() {
        if let &[a, b, c] = currency.code().as_bytes()
            && let Some(slot) = slot([a, b, c]).and_then(|slot| by_code.get_mut(slot))
        {
            *slot = Some(currency);
        }
    }
    by_code
});

fn slot(code: [u8; 3]) -> Option<usize> {
    code.iter().try_fold(0, |slot, byte| {
        let letter = byte.to_ascii_uppercase();
        letter.is_ascii_uppercase().then(|| slot * 26 + usize::from(letter - b'A'))
    })
}

serde_by_text!(Currency, |text| Currency::parse(text).ok_or("no such currency"));

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_currency_is_read_in_either_case() {
        assert_eq!(Currency::parse("usd").map(Currency::code), Some("USD"));
        assert_eq!(Currency::parse("UDS"), None);
        assert_eq!(Currency::parse("€"), None);
    }

    #[test]
    fn yen_have_no_cents() {
        assert_eq!(Currency::parse("JPY").and_then(Currency::minor_units), Some(0));
    }

    #[test]
    fn every_code_reads_back() {
        assert!(Currency::all().count() > 150);
        assert!(Currency::all().all(|currency| Currency::parse(currency.code()) == Some(currency)));
    }
}
