//! Data problems: why an order could not be screened.

use super::page::Page;
use crate::facts::DataProblem;
use crate::problem::Code;
use crate::report::paint::{BOLD, CYAN, DIM, RED};
use crate::report::{Look, clean, json, shortened};
use serde::Serialize;
use std::io::{self, Write};

/// Writes each problem on a line of its own, with what to do under it:
/// `orders.ndjson:17:42  order 4711  lines[2].hs: found …, expected …  (D006)`.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, input: &str, problems: &[DataProblem], look: Look) -> io::Result<()> {
    let mut page = Page { out, look };
    problems.iter().try_for_each(|problem| write_one(&mut page, input, problem))
}

/// Writes one JSON object for an order that could not be screened, on one line, without a line end.
///
/// # Errors
///
/// Those of `out`.
pub fn write_json(out: &mut impl Write, input: &str, problems: &[DataProblem]) -> io::Result<()> {
    let order = problems.iter().find_map(|problem| problem.order.as_deref());
    let data_problems = problems.iter().map(|problem| Row::new(input, problem)).collect();
    json::compact(out, &Refused { order, data_problems })
}

fn write_one<W: Write>(page: &mut Page<'_, W>, input: &str, problem: &DataProblem) -> io::Result<()> {
    let look = page.look;
    let place = match problem.line {
        0 => clean(input).into_owned(),
        line => format!("{}:{line}:{}", clean(input), problem.column),
    };
    write!(page.out, "{} {}  ", look.paint(RED, "✗"), look.paint(DIM, place))?;
    if let Some(id) = &problem.order {
        write!(page.out, "{}  ", look.paint(BOLD, format!("order {}", shortened(id, 80))))?;
    }
    writeln!(page.out, "{}  {}", sentence(problem), look.paint(DIM, format!("({})", problem.code)))?;
    match &problem.help {
        Some(help) => page.paragraph(&format!("    {} ", look.paint(CYAN, "help:")), 10, &clean(help)),
        None => Ok(()),
    }
}

/// `lines[2].hs: found "85423", expected an HS code of 2, 4, 6, 8 or 10 digits`, or `` `date` is missing; expected a date ``.
fn sentence(problem: &DataProblem) -> String {
    let path = shortened(&problem.path, 120);
    if problem.code == Code::RequiredMissing {
        return format!("`{path}` is missing; expected {}", shortened(&problem.expected, 200));
    }
    let parts = [("found", problem.found.as_str()), ("expected", problem.expected.as_str())];
    let parts = parts.into_iter().filter(|(_, text)| !text.is_empty());
    let said = parts.map(|(word, text)| format!("{word} {}", shortened(text, 200))).collect::<Vec<_>>().join(", ");
    if path.is_empty() { said } else { format!("{path}: {said}") }
}

/// An order that got no verdict.
#[derive(Serialize)]
struct Refused<'a> {
    order: Option<&'a str>,
    data_problems: Vec<Row<'a>>,
}

#[derive(Serialize)]
struct Row<'a> {
    code: &'static str,
    message: String,
    input: &'a str,
    line: u32,
    column: u32,
    path: &'a str,
    found: &'a str,
    expected: &'a str,
    help: Option<&'a str>,
}

impl<'a> Row<'a> {
    fn new(input: &'a str, problem: &'a DataProblem) -> Self {
        Self {
            code: problem.code.as_str(),
            message: sentence(problem),
            input,
            line: problem.line,
            column: problem.column,
            path: &problem.path,
            found: &problem.found,
            expected: &problem.expected,
            help: problem.help.as_deref(),
        }
    }
}
