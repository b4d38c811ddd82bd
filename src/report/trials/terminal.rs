//! Tests for people: each that fails with its expectations in their source, and the verdict beside them.

use super::{Tried, count_line};
use crate::problem::Severity;
use crate::report::paint::{BOLD, GREEN, RED};
use crate::report::problems::drawn::Drawn;
use crate::report::verdicts::{Vocabulary, terminal::Orders};
use crate::report::{Look, Sources};
use std::io::{self, Write};

/// Writes the tests that fail, then the count.
///
/// # Errors
///
/// Those of `out`.
pub fn write(
    out: &mut impl Write,
    tried: &[Tried<'_>],
    vocabulary: &Vocabulary,
    sources: &Sources,
    look: Look,
) -> io::Result<()> {
    for test in tried.iter().filter(|tried| !tried.trial.passed()) {
        failed(out, test, vocabulary, sources, look)?;
    }
    let style = if tried.iter().all(|tried| tried.trial.passed()) { GREEN } else { RED };
    writeln!(out, "{}", look.paint(style | BOLD.get_effects(), count_line(tried)))
}

fn failed(
    out: &mut impl Write,
    test: &Tried<'_>,
    vocabulary: &Vocabulary,
    sources: &Sources,
    look: Look,
) -> io::Result<()> {
    let message = format!("the test `{}` fails", test.case.title);
    Drawn::new(Severity::Error, &message, &test.labels(), None, sources).write(out, look)?;
    Orders::new(vocabulary.clone(), look).decision(out, &test.trial.explanation)?;
    writeln!(out)
}
