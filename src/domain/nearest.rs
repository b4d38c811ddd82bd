//! Did you mean …?

use super::text::fold;

/// Longer words are not compared: nobody mistypes them, and the cost grows with the square.
const LONGEST: usize = 64;

/// The candidate that a person most likely meant by `word`: the nearest by mistyped, missing, extra and swapped letters,
/// case and accents ignored; `None` when none is close. Of equally near ones, the first in the alphabet.
#[must_use]
pub fn nearest<'a>(word: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    if word.len() > LONGEST {
        return None;
    }
    let word = fold(word);
    let allowed = allowed_distance(word.chars().count());
    candidates
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (distance(&word, &fold(candidate)), candidate))
        .filter(|(distance, _)| *distance <= allowed)
        .min()
        .map(|(_, candidate)| candidate)
}

/// How many slips a word of this length can have and still be recognised.
fn allowed_distance(length: usize) -> usize {
    match length {
        0 => 0,
        1..=4 => 1,
        5..=7 => 2,
        _ => length / 3,
    }
}

/// A word that only continues another one counts as one slip.
fn distance(word: &str, candidate: &str) -> usize {
    let continues = word.len() >= 4 && candidate.starts_with(word);
    let edits = strsim::damerau_levenshtein(word, candidate);
    if continues { edits.min(1) } else { edits }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn suggestion<'a>(word: &str, candidates: &[&'a str]) -> Option<&'a str> {
        nearest(word, candidates.iter().copied())
    }

    #[test]
    fn a_slip_is_recognised() {
        assert_eq!(suggestion("contry", &["country", "currency"]), Some("country"));
        assert_eq!(suggestion("hs_cdoe", &["hs_code", "eccn"]), Some("hs_code"));
        assert_eq!(suggestion("Residense", &["residence", "business"]), Some("residence"));
        assert_eq!(suggestion("authori", &["authorisation", "agency"]), Some("authorisation"));
    }

    #[test]
    fn nothing_is_suggested_when_nothing_is_near() {
        assert_eq!(suggestion("zebra", &["country", "currency"]), None);
        assert_eq!(suggestion("destination", &["currency", "quantity"]), None);
        assert_eq!(suggestion("", &["a"]), None);
        assert_eq!(suggestion(&"x".repeat(10_000), &["x"]), None);
    }

    #[test]
    fn the_order_of_candidates_makes_no_difference() {
        assert_eq!(suggestion("cat", &["bat", "rat"]), suggestion("cat", &["rat", "bat"]));
    }
}
