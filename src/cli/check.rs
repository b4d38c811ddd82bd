//! `interdict check`: all problems of a policy.

use super::exit::Exit;
use super::load;
use super::terminal::{self, Color};
use interdict::report::problems::{self, count_line};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

/// Reports all problems of a policy
///
/// Reads every `.policy` file under the folder, and the tables that they name, and reports all errors and warnings of all
/// files. The exit status is 0 when there are no errors, 3 when there are.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the policy
    #[arg(value_name = "POLICIES")]
    policies: PathBuf,
    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A JSON array of problems
    Json,
    /// SARIF 2.1.0, for code-scanning tools
    Sarif,
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let loaded = load::load(&arguments.policies);
    let mut out = BufWriter::new(io::stdout().lock());
    match arguments.format {
        Format::Text => {
            problems::terminal::write(&mut out, &loaded.problems, &loaded.sources, terminal::stdout(color))?;
            writeln!(out, "{}", count_line(&loaded.problems, loaded.files))?;
        }
        Format::Json => problems::json::write(&mut out, &loaded.problems, &loaded.sources)?,
        Format::Sarif => problems::sarif::write(&mut out, &loaded.problems, &loaded.sources)?,
    }
    out.flush()?;
    Ok(if loaded.has_errors() { Exit::PolicyErrors } else { Exit::AllClear })
}
