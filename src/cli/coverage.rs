//! `interdict coverage`: what the tests of a policy exercise.

use super::exit::Exit;
use super::load::{self, reason, shown};
use super::terminal::{self, Color};
use interdict::eval::Evaluator;
use interdict::report::Look;
use interdict::report::coverage::{Covered, html, json, terminal as text};
use interdict::trial::coverage::cover;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reports what the tests of a policy exercise
///
/// Runs all tests, and says of each rule whether some test shows it found, not found, unknown and lifted; of each condition
/// whether some test shows it true, false and unknown; of each provision whether it has a rule, a test for and a test against.
///
/// The percentage counts each rule, flag and exception found and not found, and each condition true and false.
///
/// The exit status is 0, or 1 when the percentage lies below `--fail-under`; 3 when the policy has errors.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the policy
    #[arg(value_name = "POLICIES")]
    policies: PathBuf,
    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
    /// Write the report into this file
    #[arg(long, value_name = "FILE")]
    output: Option<PathBuf>,
    /// End with status 1 when less than this is covered
    #[arg(long, value_name = "PERCENT", value_parser = percent)]
    fail_under: Option<f64>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: the totals, and what is missing, worst first
    Text,
    /// A JSON object with every rule, condition and provision
    Json,
    /// One HTML page with the policy's text marked
    Html,
}

fn percent(text: &str) -> Result<f64, String> {
    let number = text.trim_end_matches('%').trim_end().parse::<f64>().ok();
    number.filter(|number| (0.0..=100.0).contains(number)).ok_or_else(|| "write a number from 0 to 100".to_owned())
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let loaded = load::load(&arguments.policies);
    let Some(program) = &loaded.program else {
        loaded.report_errors(color, "no test was run")?;
        return Ok(Exit::PolicyErrors);
    };
    let cases: Vec<_> = loaded.tests.iter().map(|test| &*test.case).collect();
    let coverage = cover(&Evaluator::new(Arc::clone(program)), &cases);
    let (places, sources) = (loaded.compiler.places(program), &loaded.sources);
    let covered = Covered { program, coverage: &coverage, places: &places, sources, tests: &loaded.tests };
    if !write(arguments, &covered, color)? {
        return Ok(Exit::Unwritable);
    }
    let short = arguments.fail_under.filter(|least| coverage.percent() < *least);
    if let Some(least) = short {
        eprintln!("interdict: {:.2} % is covered, less than {least} %", coverage.percent());
    }
    Ok(if short.is_some() { Exit::NotClear } else { Exit::AllClear })
}

/// Whether it could be written.
fn write(arguments: &Arguments, covered: &Covered<'_>, color: Color) -> io::Result<bool> {
    let Some(path) = &arguments.output else {
        let mut out = BufWriter::new(io::stdout().lock());
        report(arguments.format, &mut out, covered, terminal::stdout(color))?;
        return out.flush().map(|()| true);
    };
    let written = File::create(path).and_then(|file| {
        let mut out = BufWriter::new(file);
        report(arguments.format, &mut out, covered, Look::PLAIN)?;
        out.flush()
    });
    written.as_ref().err().into_iter().for_each(|error| unwritable(path, error));
    Ok(written.is_ok())
}

fn unwritable(path: &Path, error: &io::Error) {
    eprintln!("interdict: `{}` cannot be written: {}", shown(path), reason(error));
}

fn report(format: Format, out: &mut impl Write, covered: &Covered<'_>, look: Look) -> io::Result<()> {
    match format {
        Format::Text => text::write(out, covered, look),
        Format::Json => json::write(out, covered),
        Format::Html => html::write(out, covered),
    }
}
