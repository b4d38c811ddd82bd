//! Tests for programs: one JSON object.

use super::{Failure, Tried};
use crate::eval::Explanation;
use crate::report::{Position, Sources, json};
use serde::Serialize;
use std::io::{self, Write};

/// Writes `{"passed": …, "failed": …, "tests": […]}`; each test has its `failures` and the `decision` on its order.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, tried: &[Tried<'_>], sources: &Sources) -> io::Result<()> {
    let failed = tried.iter().filter(|tried| !tried.trial.passed()).count();
    let tests = tried.iter().map(|tried| Row::new(tried, sources)).collect();
    json::pretty(out, &Run { passed: tried.len() - failed, failed, tests })
}

#[derive(Serialize)]
struct Run<'a> {
    passed: usize,
    failed: usize,
    tests: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    title: &'a str,
    policy: Option<&'a str>,
    file: &'a str,
    line: Option<usize>,
    passed: bool,
    failures: Vec<FailureRow>,
    decision: &'a Explanation,
}

#[derive(Serialize)]
struct FailureRow {
    message: String,
    line: Option<usize>,
    column: Option<usize>,
}

impl<'a> Row<'a> {
    fn new(tried: &'a Tried<'a>, sources: &Sources) -> Self {
        let place = |failure: &Failure| tried.position(failure.span, sources);
        let failure = |failure: Failure| {
            let (line, column) = place(&failure).map(|Position { line, column }| (line, column)).unzip();
            FailureRow { message: failure.said, line, column }
        };
        Self {
            title: &tried.case.title,
            policy: tried.case.policy.as_deref(),
            file: tried.file,
            line: tried.position(tried.title, sources).map(|position| position.line),
            passed: tried.trial.passed(),
            failures: tried.failures().map(failure).collect(),
            decision: &tried.trial.explanation,
        }
    }
}
