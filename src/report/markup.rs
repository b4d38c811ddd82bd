//! Text inside XML and HTML.

use super::clean;

/// Safe in XML and HTML, in texts and in attributes: what could steer a terminal is written as an escape first.
pub(super) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for character in clean(text).chars() {
        match character {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            // No characters of XML.
            '\u{fffe}' | '\u{ffff}' => safe.push('\u{fffd}'),
            _ => safe.push(character),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::escaped;

    #[test]
    fn a_text_cannot_leave_its_place() {
        assert_eq!(escaped("a \"<&>\" '\u{1b}[0m"), "a &quot;&lt;&amp;&gt;&quot; &#39;\\u{1b}[0m");
    }
}
