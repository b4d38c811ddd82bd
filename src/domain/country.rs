//! Countries and territories of ISO 3166-1.

use super::{serde_text::serde_by_text, text};
use std::{fmt, sync::LazyLock};

/// A country or territory with an ISO 3166-1 code. Kosovo is one too, as `XK`, the user-assigned code of trade data.
/// Ordered by alpha-2 code.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Country(u8);

impl Country {
    /// The country with this alpha-2 or alpha-3 code, in any letter case; `None` when there is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let mut code = [0; 3];
        let code = code.get_mut(..text.len())?;
        code.copy_from_slice(text.as_bytes());
        code.make_ascii_uppercase();
        let table = &*TABLE;
        match *code {
            [a, b] => table.find2([a, b]),
            [a, b, c] => table
                .by_alpha3
                .binary_search_by_key(&[a, b, c], |entry| entry.0)
                .ok()
                .and_then(|at| table.by_alpha3.get(at).map(|entry| entry.1)),
            _ => None,
        }
    }

    /// Its two-letter code.
    #[must_use]
    pub fn alpha2(self) -> &'static str {
        self.entry().map_or("", |entry| entry.alpha2)
    }

    /// Its three-letter code.
    #[must_use]
    pub fn alpha3(self) -> &'static str {
        self.entry().map_or("", |entry| entry.alpha3)
    }

    /// Its usual English short name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().map_or("", |entry| entry.name)
    }

    /// Every country, by alpha-2 code.
    pub fn all() -> impl Iterator<Item = Self> {
        (0_u8..=u8::MAX).take(TABLE.entries.len()).map(Self)
    }

    /// The country of this English name, or a common other one (`Iran`, `South Korea`, `UK`), whatever case, accents, spaces
    /// and a leading "the". For suggestions only: names are ambiguous, codes are not.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let key = name_key(name);
        let at = TABLE.by_name.binary_search_by(|entry| entry.0.as_str().cmp(&key)).ok()?;
        TABLE.by_name.get(at).map(|entry| entry.1)
    }

    fn entry(self) -> Option<&'static Entry> {
        TABLE.entries.get(usize::from(self.0))
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha2())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.alpha2())
    }
}

serde_by_text!(Country, |text| Country::parse(text).ok_or("no such country"));

struct Entry {
    alpha2: &'static str,
    alpha3: &'static str,
    name: &'static str,
}

/// All countries, sorted by alpha-2 code, and the ways to find one.
struct Table {
    entries: Vec<Entry>,
    /// One slot for each pair of capitals.
    by_alpha2: [Option<Country>; 26 * 26],
    by_alpha3: Vec<([u8; 3], Country)>,
    by_name: Vec<(String, Country)>,
}

static TABLE: LazyLock<Table> = LazyLock::new(Table::new);

impl Table {
    fn new() -> Self {
        let mut countries = celes::Country::get_countries();
        countries.sort_by_key(|country| country.alpha2);
        let numbered = || countries.iter().zip((0..=u8::MAX).map(Country));
        let mut by_alpha2 = [None; 26 * 26];
        let mut by_alpha3 = Vec::new();
        let mut by_name = Vec::new();
        for (source, country) in numbered() {
            if let &[a, b] = source.alpha2.as_bytes()
                && let Some(slot) = slot([a, b]).and_then(|slot| by_alpha2.get_mut(slot))
            {
                *slot = Some(country);
            }
            if let &[a, b, c] = source.alpha3.as_bytes() {
                by_alpha3.push(([a, b, c], country));
            }
            let names = celes::LookupTable::iter(&source.aliases).copied();
            by_name.extend(names.chain([source.long_name, usual_name(source)]).map(|name| (name_key(name), country)));
        }
        for (name, alpha2) in OTHER_NAMES {
            let country = countries.iter().position(|country| country.alpha2 == alpha2);
            by_name.extend(country.and_then(|at| u8::try_from(at).ok()).map(|at| (name_key(name), Country(at))));
        }
        by_alpha3.sort_unstable();
        by_name.sort_unstable();
        by_name.dedup();
        let entry =
            |source: &celes::Country| Entry { alpha2: source.alpha2, alpha3: source.alpha3, name: usual_name(source) };
        Self { entries: countries.iter().map(entry).collect(), by_alpha2, by_alpha3, by_name }
    }

    fn find2(&self, code: [u8; 2]) -> Option<Country> {
        self.by_alpha2.get(slot(code)?).copied().flatten()
    }
}

fn slot([a, b]: [u8; 2]) -> Option<usize> {
    let capital = |byte: u8| byte.is_ascii_uppercase().then(|| usize::from(byte - b'A'));
    Some(capital(a)? * 26 + capital(b)?)
}

/// A name without case, accents, spaces, signs, and "the" in front.
fn name_key(name: &str) -> String {
    let folded = text::fold(name);
    let bare = folded.strip_prefix("the ").unwrap_or(&folded);
    bare.chars().filter(|character| character.is_alphanumeric()).collect()
}

fn usual_name(source: &celes::Country) -> &'static str {
    USUAL_NAMES.iter().find(|(alpha2, _)| *alpha2 == source.alpha2).map_or(source.long_name, |(_, name)| name)
}

/// English short names where the source's is another form.
const USUAL_NAMES: [(&str, &str); 62] = [
    ("AE", "United Arab Emirates"),
    ("AG", "Antigua and Barbuda"),
    ("AX", "Åland Islands"),
    ("BA", "Bosnia and Herzegovina"),
    ("BL", "Saint Barthélemy"),
    ("BQ", "Bonaire, Sint Eustatius and Saba"),
    ("BS", "Bahamas"),
    ("CC", "Cocos (Keeling) Islands"),
    ("CD", "Democratic Republic of the Congo"),
    ("CF", "Central African Republic"),
    ("CG", "Congo"),
    ("CI", "Côte d'Ivoire"),
    ("CK", "Cook Islands"),
    ("CW", "Curaçao"),
    ("DO", "Dominican Republic"),
    ("FK", "Falkland Islands (Malvinas)"),
    ("FM", "Micronesia"),
    ("FO", "Faroe Islands"),
    ("GB", "United Kingdom"),
    ("GM", "Gambia"),
    ("GS", "South Georgia and the South Sandwich Islands"),
    ("GW", "Guinea-Bissau"),
    ("HM", "Heard Island and McDonald Islands"),
    ("IM", "Isle of Man"),
    ("IR", "Iran"),
    ("KM", "Comoros"),
    ("KN", "Saint Kitts and Nevis"),
    ("KP", "North Korea"),
    ("KR", "South Korea"),
    ("KY", "Cayman Islands"),
    ("LA", "Laos"),
    ("MD", "Moldova"),
    ("MF", "Saint Martin"),
    ("MH", "Marshall Islands"),
    ("MK", "North Macedonia"),
    ("MP", "Northern Mariana Islands"),
    ("NE", "Niger"),
    ("NL", "Netherlands"),
    ("PH", "Philippines"),
    ("PM", "Saint Pierre and Miquelon"),
    ("PS", "Palestine"),
    ("RE", "Réunion"),
    ("RU", "Russia"),
    ("SD", "Sudan"),
    ("SH", "Saint Helena, Ascension and Tristan da Cunha"),
    ("SJ", "Svalbard and Jan Mayen"),
    ("ST", "Sao Tome and Principe"),
    ("SX", "Sint Maarten"),
    ("SY", "Syria"),
    ("TC", "Turks and Caicos Islands"),
    ("TF", "French Southern Territories"),
    ("TL", "Timor-Leste"),
    ("TT", "Trinidad and Tobago"),
    ("TW", "Taiwan"),
    ("TZ", "Tanzania"),
    ("UM", "United States Minor Outlying Islands"),
    ("US", "United States"),
    ("VA", "Holy See"),
    ("VC", "Saint Vincent and the Grenadines"),
    ("VE", "Venezuela"),
    ("VN", "Viet Nam"),
    ("WF", "Wallis and Futuna"),
];

/// Names in use that the source lacks.
const OTHER_NAMES: [(&str, &str); 18] = [
    ("UK", "GB"),
    ("Britain", "GB"),
    ("UAE", "AE"),
    ("Emirates", "AE"),
    ("USA", "US"),
    ("Korea", "KR"),
    ("DPRK", "KP"),
    ("PRC", "CN"),
    ("People's Republic of China", "CN"),
    ("DRC", "CD"),
    ("Hong Kong SAR", "HK"),
    ("Brunei Darussalam", "BN"),
    ("Vietnam", "VN"),
    ("Bosnia Herzegovina", "BA"),
    ("Republic of Türkiye", "TR"),
    ("Republic of Belarus", "BY"),
    ("Kyrgyz Republic", "KG"),
    ("Slovak Republic", "SK"),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn code(name: &str) -> Option<&'static str> {
        Country::named(name).map(Country::alpha2)
    }

    #[test]
    fn a_country_is_read_by_either_code_in_any_case() {
        for text in ["IR", "ir", "IRN", "iRn"] {
            assert_eq!(Country::parse(text).map(Country::alpha2), Some("IR"), "{text}");
        }
        for text in ["", "I", "ZZ", "ZZZ", "IRAN", "İR", "É", "1R", "\0\0"] {
            assert_eq!(Country::parse(text), None, "{text}");
        }
    }

    #[test]
    fn kosovo_has_the_code_of_trade_data() {
        assert_eq!(Country::parse("XK").map(Country::name), Some("Kosovo"));
    }

    #[test]
    fn every_code_reads_back() {
        assert_eq!(Country::all().count(), 250);
        for country in Country::all() {
            assert_eq!(Country::parse(country.alpha2()), Some(country));
            assert_eq!(Country::parse(country.alpha3()), Some(country));
            assert_eq!(Country::named(country.name()), Some(country));
        }
    }

    #[test]
    fn common_names_are_known() {
        assert_eq!(code("Iran"), Some("IR"));
        assert_eq!(code("russia"), Some("RU"));
        assert_eq!(code("South Korea"), Some("KR"));
        assert_eq!(code("UK"), Some("GB"));
        assert_eq!(code("Turkey"), Some("TR"));
        assert_eq!(code("TURKIYE"), Some("TR"));
        assert_eq!(code("the Netherlands"), Some("NL"));
        assert_eq!(code("Cote d'Ivoire"), Some("CI"));
        assert_eq!(code("Atlantis"), None);
    }

    #[test]
    fn names_of_the_table_belong_to_countries() {
        for (alpha2, name) in USUAL_NAMES {
            assert_eq!(Country::parse(alpha2).map(Country::name), Some(name));
        }
        for (name, alpha2) in OTHER_NAMES {
            assert_eq!(code(name), Some(alpha2), "{name}");
        }
    }

    #[test]
    fn countries_are_ordered_by_code() {
        assert!(Country::all().is_sorted_by_key(Country::alpha2));
    }
}
