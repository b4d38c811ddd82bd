//! A page of text: indented, wrapped, with hanging labels.

use crate::report::Look;
use crate::report::paint::DIM;
use std::io::{self, Write};
use textwrap::{Options, WordSeparator, WordSplitter};

/// Where text is written, and how it looks.
pub(super) struct Page<'a, W> {
    pub(super) out: &'a mut W,
    pub(super) look: Look,
}

/// A blank at which no line is broken.
pub(super) const TIE: char = '\u{a0}';

/// Columns of a hanging label.
const LABEL: usize = 11;

impl<W: Write> Page<'_, W> {
    /// A paragraph: the first line begins with `first`, the others are indented by `rest` columns.
    pub(super) fn paragraph(&mut self, first: &str, rest: usize, text: &str) -> io::Result<()> {
        let rest = " ".repeat(rest);
        let options = Options::new(self.look.width.max(40))
            .initial_indent(first)
            .subsequent_indent(&rest)
            .word_separator(WordSeparator::AsciiSpace)
            .word_splitter(WordSplitter::NoHyphenation);
        for line in textwrap::wrap(text, options) {
            writeln!(self.out, "{}", line.replace(TIE, " ").trim_end())?;
        }
        Ok(())
    }

    /// A paragraph with a dimmed label before it.
    pub(super) fn labelled(&mut self, indent: usize, label: &str, text: &str) -> io::Result<()> {
        let rest = self.after_label(indent, label);
        let first = format!("{}{}", " ".repeat(indent), self.look.paint(DIM, format!("{label:0$}", rest - indent)));
        self.paragraph(&first, rest, text)
    }

    /// The column of the text after a label.
    pub(super) fn after_label(&self, indent: usize, label: &str) -> usize {
        indent + LABEL.max(label.chars().count() + 2)
    }

    /// A blank line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}
