//! Problems of a policy, rendered.

pub(super) mod drawn;
mod excerpt;
pub mod json;
pub mod sarif;
pub mod terminal;

use crate::problem::{Label, Problem, Severity};
use crate::report::{Position, Source, Sources};
use std::collections::BTreeSet;

/// What a run found, in one line: `2 errors, 1 warning in 3 files`. With no problems, `files` is how many were read.
#[must_use]
pub fn count_line(problems: &[Problem], files: usize) -> String {
    let errors = problems.iter().filter(|problem| problem.severity() == Severity::Error).count();
    let warnings = problems.len() - errors;
    let touched: BTreeSet<_> = problems.iter().filter_map(|problem| problem.labels.first()?.file.as_deref()).collect();
    let found: Vec<_> =
        [(errors, "error"), (warnings, "warning")].into_iter().filter(|(count, _)| *count > 0).map(counted).collect();
    match (found.as_slice(), touched.len()) {
        ([], _) => format!("no problems in {}", counted((files, "file"))),
        (_, 0) => found.join(", "),
        (_, touched) => format!("{} in {}", found.join(", "), counted((touched, "file"))),
    }
}

/// `1 error`, `2 errors`.
pub(super) fn counted((count, noun): (usize, &str)) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// Where a label begins and ends, where its text is known.
fn extent(label: &Label, sources: &Sources) -> Option<(Position, Position)> {
    let source: &Source = sources.get(label.file.as_deref()?)?;
    let range = source.clamp(label.span);
    Some((source.position(range.start), source.position(range.end)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::problem::{Code, Span};

    fn problem(code: Code, file: &str) -> Problem {
        Problem::new(code, "x", Span::default(), "").placed(&file.into(), 0)
    }

    #[test]
    fn the_count_line_counts_errors_warnings_and_the_files_they_are_in() {
        let problems = [
            problem(Code::UnknownName, "a.policy"),
            problem(Code::UnknownName, "b.policy"),
            problem(Code::CitesNothing, "b.policy"),
        ];
        assert_eq!(count_line(&problems, 9), "2 errors, 1 warning in 2 files");
        assert_eq!(count_line(&problems[2..], 9), "1 warning in 1 file");
        assert_eq!(count_line(&[], 9), "no problems in 9 files");
    }
}
