//! How wide the page is, and whether it has colours.

use anstyle::{AnsiColor, Style};
use std::fmt;

/// How output for people looks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Look {
    /// Whether to use colours.
    pub colour: bool,
    /// Columns to wrap at.
    pub width: usize,
}

impl Look {
    /// No colours, 100 columns: what a file or a pipe gets.
    pub const PLAIN: Self = Self { colour: false, width: 100 };

    /// The text in that style, or as it is where there are no colours.
    pub(super) fn paint<T: AsRef<str>>(self, style: Style, text: T) -> Painted<T> {
        Painted { style: if self.colour { style } else { Style::new() }, text }
    }
}

/// A text in a style.
pub(super) struct Painted<T> {
    style: Style,
    text: T,
}

impl<T: AsRef<str>> fmt::Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.text.as_ref() {
            "" => Ok(()),
            text => write!(f, "{}{text}{:#}", self.style, self.style),
        }
    }
}

pub(super) const BOLD: Style = Style::new().bold();
pub(super) const DIM: Style = Style::new().dimmed();
pub(super) const GREEN: Style = AnsiColor::Green.on_default();
pub(super) const YELLOW: Style = AnsiColor::Yellow.on_default();
pub(super) const RED: Style = AnsiColor::Red.on_default();
pub(super) const CYAN: Style = AnsiColor::Cyan.on_default();
