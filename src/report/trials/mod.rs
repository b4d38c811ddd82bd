//! The tests of a policy, run: for people, and as JSON and JUnit for programs.

pub mod json;
pub mod junit;
pub mod terminal;
mod words;

use crate::problem::{Label, Span};
use crate::program::{Expectation, TestCase};
use crate::report::problems::counted;
use crate::report::{Position, Sources};
use crate::trial::Trial;
use std::sync::Arc;

/// A test that was run, and where it stands.
#[derive(Clone, Debug)]
pub struct Tried<'t> {
    /// The test.
    pub case: &'t TestCase,
    /// Its file.
    pub file: &'t Arc<str>,
    /// Its title in that file.
    pub title: Span,
    /// Its expectations in that file.
    pub expectations: &'t [Span],
    /// What came out.
    pub trial: Trial,
}

/// An expectation that does not hold.
struct Failure {
    span: Span,
    /// `expected prohibited, but the verdict is review`
    said: String,
}

impl Tried<'_> {
    fn failures(&self) -> impl Iterator<Item = Failure> {
        let failure = |index: &usize| {
            let expectation: &Expectation = self.case.expectations.get(*index)?;
            let span = self.expectations.get(*index).copied().unwrap_or(self.title);
            Some(Failure { span, said: words::said(expectation, &self.trial.explanation) })
        };
        self.trial.failed.iter().filter_map(failure)
    }

    fn labels(&self) -> Vec<Label> {
        let label =
            |failure: Failure| Label { file: Some(Arc::clone(self.file)), span: failure.span, text: failure.said };
        self.failures().map(label).collect()
    }

    fn position(&self, span: Span, sources: &Sources) -> Option<Position> {
        let source = sources.get(self.file)?;
        Some(source.position(source.clamp(span).start))
    }
}

/// `12 tests passed, 1 failed`
#[must_use]
pub fn count_line(tried: &[Tried<'_>]) -> String {
    let failed = tried.iter().filter(|tried| !tried.trial.passed()).count();
    match (tried.len() - failed, failed) {
        (0, 0) => "no tests".into(),
        (passed, 0) => format!("{} passed", counted((passed, "test"))),
        (0, failed) => format!("{} failed", counted((failed, "test"))),
        (passed, failed) => format!("{} passed, {failed} failed", counted((passed, "test"))),
    }
}
