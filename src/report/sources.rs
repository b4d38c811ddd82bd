//! The texts that problems point into.

use crate::problem::Span;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The texts of a policy, by path: policy files and reference tables.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    files: BTreeMap<Arc<str>, Source>,
}

impl Sources {
    /// Adds a text, or replaces the one of that path.
    pub fn insert(&mut self, path: impl Into<Arc<str>>, text: impl Into<String>) {
        self.files.insert(path.into(), Source::new(text));
    }

    /// The text of that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.files.get(path)
    }

    /// That path, as long as the texts live.
    pub(super) fn path(&self, path: &str) -> Option<&str> {
        self.files.get_key_value(path).map(|(path, _)| path.as_ref())
    }
}

/// One text, with an index of its lines.
#[derive(Clone, Debug)]
pub struct Source {
    text: String,
    line_starts: Vec<usize>,
}

/// A place in a text, both counted from 1; columns are characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column.
    pub column: usize,
}

impl Source {
    /// Indexes a text. Linear.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Self {
        let text = text.into();
        let ends = text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at + 1);
        let line_starts = std::iter::once(0).chain(ends).collect();
        Self { text, line_starts }
    }

    /// Line and column of a byte offset; offsets past the end count as the end. O(log lines + length of the line).
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let offset = self.floor(offset);
        let line = self.line_at(offset);
        let before = self.text.get(self.start_of(line)..offset).unwrap_or_default();
        Position { line: line + 1, column: before.chars().count() + 1 }
    }

    /// The span as a range that lies within the text, on whole characters, never backwards.
    #[must_use]
    pub fn clamp(&self, span: Span) -> Range<usize> {
        let Range { start, end } = span.range();
        let start = self.floor(start);
        start..self.floor(end).max(start)
    }

    /// The text at a span.
    #[must_use]
    pub fn text(&self, span: Span) -> &str {
        self.text.get(self.clamp(span)).unwrap_or_default()
    }

    /// Index of the line that holds this offset, from 0.
    pub(super) fn line_at(&self, offset: usize) -> usize {
        self.line_starts.partition_point(|&start| start <= offset).saturating_sub(1)
    }

    /// First byte of a line, counted from 0; the end of the text when there is no such line.
    pub(super) fn start_of(&self, line: usize) -> usize {
        self.line_starts.get(line).copied().unwrap_or(self.text.len())
    }

    /// A line without its end, counted from 0.
    pub(super) fn line(&self, line: usize) -> &str {
        let text = self.text.get(self.start_of(line)..self.start_of(line + 1)).unwrap_or_default();
        let text = text.strip_suffix('\n').unwrap_or(text);
        text.strip_suffix('\r').unwrap_or(text)
    }

    /// How many lines can be shown: an empty one after the last line end does not count.
    pub(super) fn lines(&self) -> usize {
        let empty_last = self.text.is_empty() || self.text.ends_with('\n');
        (self.line_starts.len() - usize::from(empty_last)).max(1)
    }

    /// One past the last byte that is not white space: where a problem at the end of the text is shown.
    pub(super) fn last_word_end(&self) -> usize {
        self.text.trim_end().len()
    }

    /// Whether there is nothing but white space from here on.
    pub(super) fn ends_at(&self, offset: usize) -> bool {
        offset >= self.text.len()
    }

    fn floor(&self, offset: usize) -> usize {
        let offset = offset.min(self.text.len());
        (0..=offset).rev().find(|&offset| self.text.is_char_boundary(offset)).unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(line: usize, column: usize) -> Position {
        Position { line, column }
    }

    #[test]
    fn columns_are_characters_and_lines_count_from_one() {
        let source = Source::new("set a\r\n  é東x\n");
        assert_eq!(source.position(0), at(1, 1));
        assert_eq!(source.position(9), at(2, 3));
        assert_eq!(source.position(14), at(2, 5));
    }

    #[test]
    fn offsets_past_the_end_or_inside_a_character_are_harmless() {
        let source = Source::new("é");
        assert_eq!(source.position(1), at(1, 1));
        assert_eq!(source.position(999), at(1, 2));
        assert_eq!(source.clamp(Span::new(7, 3)), 2..2);
        assert_eq!(source.clamp(Span::new(1, 2)), 0..2);
    }

    #[test]
    fn line_ends_are_not_part_of_a_line() {
        let source = Source::new("a\r\nb\n");
        assert_eq!((source.line(0), source.line(1), source.line(2), source.line(9)), ("a", "b", "", ""));
        assert_eq!(source.lines(), 2);
        assert_eq!(Source::new("").lines(), 1);
    }
}
