//! What can be wrong with a policy or an order: the shape of a problem, and the register of problem codes.
//!
//! Problems are values. This room holds no rendering and no I/O; [`crate::report`] turns problems into text.

mod code;

pub use code::{Code, Severity};

use std::ops::Range;
use std::sync::Arc;

/// A stretch of text, in bytes. Inside a per-item problem it is relative to the item's start;
/// in a [`Label`] that names a file it is absolute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The span from `start` to `end`.
    #[must_use]
    pub fn new(start: usize, end: usize) -> Self {
        let clamp = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self { start: clamp(start), end: clamp(end) }
    }

    /// The same stretch, `offset` bytes further on.
    #[must_use]
    pub fn shifted(self, offset: u32) -> Self {
        Self { start: self.start.saturating_add(offset), end: self.end.saturating_add(offset) }
    }

    /// The smallest span that covers both.
    #[must_use]
    pub fn to(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }

    /// As a range of byte offsets.
    #[must_use]
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A place that matters to a problem, and what it has to do with it. The first label of a problem is its main place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label {
    /// The file (path relative to the policy folder), or `None` for the item that the problem belongs to.
    pub file: Option<Arc<str>>,
    /// Where.
    pub span: Span,
    /// A few words: "not a country", "first declared here".
    pub text: String,
}

/// Something wrong, or doubtful, in a policy.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// Which kind of problem; each has a page under `docs/problems/`.
    pub code: Code,
    /// One line in the words of policy: lower case, no full stop, the author's own text in backticks.
    pub message: String,
    /// Where, the main place first. Empty only when there is no text to point at.
    pub labels: Vec<Label>,
    /// What to do about it.
    pub help: Option<String>,
}

impl Problem {
    /// A problem at `span` of the current item.
    #[must_use]
    pub fn new(code: Code, message: impl Into<String>, span: Span, label: impl Into<String>) -> Self {
        Self { code, message: message.into(), labels: vec![Label { file: None, span, text: label.into() }], help: None }
    }

    /// With advice on what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// With one more place of the current item.
    #[must_use]
    pub fn also(mut self, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: None, span, text: text.into() });
        self
    }

    /// With one more place, in a named file (absolute span).
    #[must_use]
    pub fn also_in(mut self, file: Arc<str>, span: Span, text: impl Into<String>) -> Self {
        self.labels.push(Label { file: Some(file), span, text: text.into() });
        self
    }

    /// The same problem with every label made absolute: those without a file belong to `file`, `start` bytes in.
    #[must_use]
    pub fn placed(mut self, file: &Arc<str>, start: u32) -> Self {
        for label in &mut self.labels {
            if label.file.is_none() {
                label.file = Some(Arc::clone(file));
                label.span = label.span.shifted(start);
            }
        }
        self
    }

    /// Error or warning.
    #[must_use]
    pub fn severity(&self) -> Severity {
        self.code.severity()
    }
}
