//! A page of text: indented, wrapped, with hanging labels.

use crate::report::Look;
use crate::report::paint::DIM;
use std::io::{self, Write};

/// Where text is written, and how it looks.
pub(super) struct Page<'a, W> {
    pub(super) out: &'a mut W,
    pub(super) look: Look,
}

/// Columns of a hanging label.
const LABEL: usize = 11;

impl<W: Write> Page<'_, W> {
    /// A paragraph: the first line begins with `first`, the others are indented by `rest` columns.
    pub(super) fn paragraph(&mut self, first: &str, rest: usize, text: &str) -> io::Result<()> {
        let rest = " ".repeat(rest);
        let options = textwrap::Options::new(self.look.width.max(40)).initial_indent(first).subsequent_indent(&rest);
        for line in textwrap::wrap(text, options) {
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }

    /// A paragraph with a dimmed label before it.
    pub(super) fn labelled(&mut self, indent: usize, label: &str, text: &str) -> io::Result<()> {
        let width = LABEL.max(label.chars().count() + 2);
        let first = format!("{}{}", " ".repeat(indent), self.look.paint(DIM, format!("{label:width$}")));
        self.paragraph(&first, indent + width, text)
    }

    /// A blank line.
    pub(super) fn blank(&mut self) -> io::Result<()> {
        writeln!(self.out)
    }
}
