//! Finding the end of a JSON value without reading it: quotes, escapes, brackets and lines.

use super::LIMIT_DEPTH;

/// A value being cut out of a stream. Fed its bytes in pieces of any size, from its first byte on.
#[derive(Debug)]
pub(super) struct Cut {
    /// How many leading blanks the line has that the value starts; `None` when something stands before it on the line.
    home: Option<u32>,
    lines: Lines,
    depth: usize,
    /// The brackets that are open, the innermost in the lowest bit; 1 is a list.
    lists: u64,
    in_string: bool,
    escaped: bool,
    /// The last byte that is not blank.
    last: u8,
    /// Blanks since the start of the line; `None` after anything else.
    indent: Option<u32>,
    /// Whether it was ever nested too deep.
    pub(super) too_deep: bool,
}

/// What is known of how values and lines of the input go together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lines {
    /// Nothing.
    Free,
    /// So far, each value had a line of its own.
    OneEach,
    /// A value never goes on in a next line.
    Only,
}

/// What became of a piece.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Progress {
    /// All of it belongs to the value, and more is needed.
    More,
    /// The value ends.
    Complete,
    /// The value cannot go on.
    Broken(Fault),
}

/// Why a value cannot go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// A closing bracket of the other sort.
    Bracket,
    /// A text that is not closed in its line.
    OpenText,
    /// The next order starts.
    NextOrder,
    /// The line ends.
    EndOfLine,
}

impl Cut {
    /// A value that starts after so many blanks (`None`: not at the start of a line).
    pub(super) fn new(home: Option<u32>, lines: Lines) -> Self {
        Self {
            home,
            lines,
            depth: 0,
            lists: 0,
            in_string: false,
            escaped: false,
            last: 0,
            indent: None,
            too_deep: false,
        }
    }

    /// Takes the next piece: how many of its bytes belong to the value, and whether that is all. A byte that breaks the value
    /// does not belong to it. O(length).
    pub(super) fn take(&mut self, piece: &[u8]) -> (usize, Progress) {
        let mut at = 0;
        while let Some(rest) = piece.get(at..).filter(|rest| !rest.is_empty()) {
            let (used, progress) = if self.in_string { self.in_text(rest) } else { self.outside(rest) };
            at += used;
            if progress != Progress::More {
                return (at, progress);
            }
        }
        (at, Progress::More)
    }

    /// Inside a text: up to the next quote, escape or line end.
    fn in_text(&mut self, rest: &[u8]) -> (usize, Progress) {
        let skipped = if std::mem::take(&mut self.escaped) && rest.first() != Some(&b'\n') { 1 } else { 0 };
        let tail = rest.get(skipped..).unwrap_or_default();
        let Some(at) = tail.iter().position(|byte| matches!(byte, b'"' | b'\\' | b'\n')) else {
            return (rest.len(), Progress::More);
        };
        let end = skipped + at;
        match tail.get(at) {
            Some(b'\n') => (end, Progress::Broken(Fault::OpenText)),
            Some(b'\\') => {
                self.escaped = true;
                (end + 1, Progress::More)
            }
            _ => {
                self.in_string = false;
                self.last = b'"';
                (end + 1, if self.depth == 0 { Progress::Complete } else { Progress::More })
            }
        }
    }

    /// Outside of texts: up to and including the next byte that matters.
    fn outside(&mut self, rest: &[u8]) -> (usize, Progress) {
        for (at, byte) in rest.iter().copied().enumerate() {
            match byte {
                b' ' | b'\t' | b'\r' => self.indent = self.indent.map(|indent| indent.saturating_add(1)),
                b'\n' if self.lines == Lines::Only => return (at, Progress::Broken(Fault::EndOfLine)),
                b'\n' => self.indent = Some(0),
                b'"' => {
                    (self.in_string, self.indent) = (true, None);
                    return (at + 1, Progress::More);
                }
                b'{' if self.is_next_order() => return (at, Progress::Broken(Fault::NextOrder)),
                b'{' | b'[' => self.open(byte),
                b'}' | b']' if !self.closes(byte) => return (at, Progress::Broken(Fault::Bracket)),
                b'}' | b']' => {
                    self.close(byte);
                    if self.depth == 0 {
                        return (at + 1, Progress::Complete);
                    }
                }
                _ => (self.last, self.indent) = (byte, None),
            }
        }
        (rest.len(), Progress::More)
    }

    fn open(&mut self, bracket: u8) {
        self.depth += 1;
        self.too_deep |= self.depth > LIMIT_DEPTH;
        self.lists = self.lists << 1 | u64::from(bracket == b'[');
        (self.last, self.indent) = (bracket, None);
    }

    /// Whether the bracket closes the innermost one. Beyond the limit of depth, any does.
    fn closes(&self, bracket: u8) -> bool {
        self.too_deep || (self.lists & 1 == 1) == (bracket == b']')
    }

    fn close(&mut self, bracket: u8) {
        self.depth = self.depth.saturating_sub(1);
        self.lists >>= 1;
        (self.last, self.indent) = (bracket, None);
    }

    /// Whether a brace here must be the start of the next order: it stands where this one started, and either no JSON has a
    /// brace there, or orders have a line each.
    fn is_next_order(&self) -> bool {
        let in_list = self.lists & 1 == 1;
        let fits = if in_list { matches!(self.last, b'[' | b',') } else { self.last == b':' };
        self.depth > 0 && self.indent.is_some() && self.indent == self.home && (!fits || self.lines == Lines::OneEach)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn cut(lines: Lines, text: &str) -> (usize, Progress) {
        Cut::new(Some(0), lines).take(text.as_bytes())
    }

    #[test]
    fn a_value_ends_with_its_own_bracket() {
        assert_eq!(cut(Lines::Free, r#"{"a": {"b": [1, 2]}} rest"#), (20, Progress::Complete));
        assert_eq!(cut(Lines::Free, r#"{"a": "}\"}"}x"#), (13, Progress::Complete));
        assert_eq!(cut(Lines::Free, r#""a\"b" x"#), (6, Progress::Complete));
        assert_eq!(cut(Lines::Free, r#"{"a": "#), (6, Progress::More));
    }

    #[test]
    fn what_cannot_go_on_is_broken_there() {
        assert_eq!(cut(Lines::Free, r#"{"a": [1}"#), (8, Progress::Broken(Fault::Bracket)));
        assert_eq!(cut(Lines::Free, "{\"a\": \"b\n"), (8, Progress::Broken(Fault::OpenText)));
        assert_eq!(cut(Lines::Free, "{\"a\": \"b\\\n"), (9, Progress::Broken(Fault::OpenText)));
        assert_eq!(cut(Lines::Free, "{\"a\": 1,\n{"), (9, Progress::Broken(Fault::NextOrder)));
        assert_eq!(cut(Lines::Only, "{\"a\": 1,\n\"b\": 2}"), (8, Progress::Broken(Fault::EndOfLine)));
    }

    #[test]
    fn a_brace_at_the_start_of_a_line_can_belong_to_the_order() {
        assert_eq!(cut(Lines::Free, "{\"a\": [\n{}\n]}"), (13, Progress::Complete));
        assert_eq!(cut(Lines::OneEach, "{\"a\": [\n{}\n]}"), (8, Progress::Broken(Fault::NextOrder)));
    }

    #[test]
    fn deep_nesting_is_noticed_and_survived() {
        let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
        let mut value = Cut::new(None, Lines::Free);
        assert_eq!(value.take(deep.as_bytes()), (200_000, Progress::Complete));
        assert!(value.too_deep);
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(bytes in proptest::collection::vec(prop::sample::select(b"{}[]\",:\\\n 1a".as_slice()), 1..60), size in 1_usize..8) {
            let whole = Cut::new(Some(0), Lines::Free).take(&bytes);
            let mut value = Cut::new(Some(0), Lines::Free);
            let mut total = (0, Progress::More);
            for piece in bytes.chunks(size) {
                let (used, progress) = value.take(piece);
                total = (total.0 + used, progress);
                if progress != Progress::More {
                    break;
                }
            }
            prop_assert_eq!(total, whole);
        }
    }
}
