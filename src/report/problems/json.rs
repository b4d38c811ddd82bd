//! Problems for programs: a JSON array.

use super::{extent, severity_word};
use crate::problem::{Label, Problem};
use crate::report::{Position, Sources, json};
use serde::Serialize;
use std::io::{self, Write};

/// Writes an array with an object a problem: `code`, `severity`, `message`, `file`, `line`, `column`, `end`, `labels`, `help`.
/// Lines and columns count from 1, columns in characters; they are `null` where there is no text to point at.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, problems: &[Problem], sources: &Sources) -> io::Result<()> {
    let rows: Vec<_> = problems.iter().map(|problem| Row::new(problem, sources)).collect();
    json::pretty(out, &rows)
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
    labels: Vec<LabelRow<'a>>,
    help: Option<&'a str>,
}

#[derive(Serialize, Default)]
struct Place<'a> {
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
    end: Option<Position>,
}

#[derive(Serialize)]
struct LabelRow<'a> {
    #[serde(flatten)]
    place: Place<'a>,
    text: &'a str,
}

impl<'a> Row<'a> {
    fn new(problem: &'a Problem, sources: &Sources) -> Self {
        Self {
            code: problem.code.as_str(),
            severity: severity_word(problem.severity()),
            message: &problem.message,
            place: problem.labels.first().map(|label| Place::new(label, sources)).unwrap_or_default(),
            labels: problem
                .labels
                .iter()
                .map(|label| LabelRow { place: Place::new(label, sources), text: &label.text })
                .collect(),
            help: problem.help.as_deref(),
        }
    }
}

impl<'a> Place<'a> {
    fn new(label: &'a Label, sources: &Sources) -> Self {
        let extent = extent(label, sources);
        Self {
            file: label.file.as_deref(),
            line: extent.map(|(start, _)| start.line),
            column: extent.map(|(start, _)| start.column),
            end: extent.map(|(_, end)| end),
        }
    }
}
