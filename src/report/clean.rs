//! Text that others wrote, made safe to show.

use std::borrow::Cow;
use std::fmt::Write;

/// The text with every control and direction-changing character written as an escape (`\n`, `\u{1b}`), so that it can
/// neither steer a terminal nor pretend to be another line. Linear.
///
/// ```
/// assert_eq!(interdict::report::clean("a\u{1b}[2Jb\n"), "a\\u{1b}[2Jb\\n");
/// ```
#[must_use]
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.contains(is_unsafe) {
        return Cow::Borrowed(text);
    }
    let mut safe = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        push_clean(&mut safe, character);
    }
    Cow::Owned(safe)
}

/// The cleaned text, cut to `limit` characters with a mark where something is left out.
#[must_use]
pub fn shortened(text: &str, limit: usize) -> Cow<'_, str> {
    match text.char_indices().nth(limit) {
        Some((end, _)) => Cow::Owned(format!("{}…", clean(text.get(..end).unwrap_or_default()))),
        None => clean(text),
    }
}

/// Appends one character, escaped where it is unsafe.
pub(super) fn push_clean(out: &mut String, character: char) {
    match character {
        '\n' => out.push_str("\\n"),
        '\r' => out.push_str("\\r"),
        '\t' => out.push_str("\\t"),
        _ if is_unsafe(character) => {
            let _ = write!(out, "\\u{{{:x}}}", u32::from(character));
        }
        _ => out.push(character),
    }
}

/// Controls (C0, delete, C1), line and paragraph separators, direction overrides and isolates, the byte order mark, tags.
pub(super) fn is_unsafe(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{061c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ordinary_text_is_not_copied() {
        assert!(matches!(clean("Łódź, 東京, می\u{200c}خواهم"), Cow::Borrowed(_)));
    }

    #[test]
    fn what_could_steer_a_terminal_is_escaped() {
        for unsafe_text in ["\u{1b}]0;x\u{7}", "\u{9b}2J", "a\rb", "\u{7f}", "\u{202e}txt", "\u{feff}", "x\u{2028}y"] {
            assert!(!clean(unsafe_text).contains(is_unsafe), "{unsafe_text:?}");
        }
    }

    #[test]
    fn a_cut_is_marked_and_counts_characters() {
        assert_eq!(shortened("東京都港区", 2), "東京…");
        assert_eq!(shortened("東京", 2), "東京");
    }
}
