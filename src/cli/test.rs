//! `interdict test`: the tests of a policy.

use super::exit::Exit;
use super::load::{self, Loaded};
use super::terminal::{self, Color};
use interdict::eval::Evaluator;
use interdict::report::shortened;
use interdict::report::trials::{self, Tried};
use interdict::report::verdicts::Vocabulary;
use interdict::{Program, Test, trial};
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;
use std::sync::Arc;

/// Runs the tests of a policy
///
/// Compiles the policy, screens the order of each `test` item, and holds the verdict against what the test expects. A test
/// that fails is shown with its expectation and the verdict.
///
/// The exit status is 0 when all tests pass, 1 when some fail, 3 when the policy has errors.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the policy
    #[arg(value_name = "POLICIES")]
    policies: PathBuf,
    /// Only tests that have this text in their title, their file or the name of their policy
    #[arg(long, value_name = "TEXT")]
    filter: Option<String>,
    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people: the tests that fail, and the count
    Text,
    /// A JSON object with every test
    Json,
    /// JUnit XML, for build servers
    Junit,
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let loaded = load::load(&arguments.policies);
    let Some(program) = &loaded.program else {
        loaded.report_errors(color, "no test was run")?;
        return Ok(Exit::PolicyErrors);
    };
    let chosen: Vec<&Test> = loaded.tests.iter().filter(|test| arguments.wants(test)).collect();
    if let (true, Some(filter)) = (chosen.is_empty(), &arguments.filter) {
        eprintln!("interdict: none of {} tests has `{}` in it", loaded.tests.len(), shortened(filter, 80));
        return Ok(Exit::Usage);
    }
    let evaluator = Evaluator::new(Arc::clone(program));
    let tried: Vec<Tried<'_>> = chosen.into_iter().map(|test| tried(&evaluator, test)).collect();
    report(arguments.format, &tried, program, &loaded, color)?;
    Ok(if tried.iter().all(|tried| tried.trial.passed()) { Exit::AllClear } else { Exit::NotClear })
}

impl Arguments {
    fn wants(&self, test: &Test) -> bool {
        let Some(filter) = &self.filter else { return true };
        let filter = filter.to_lowercase();
        let policy = test.case.policy.as_deref().unwrap_or_default();
        [&*test.case.title, &*test.file, policy].iter().any(|text| text.to_lowercase().contains(&filter))
    }
}

fn tried<'t>(evaluator: &Evaluator, test: &'t Test) -> Tried<'t> {
    Tried {
        case: &test.case,
        file: &test.file,
        title: test.title,
        expectations: &test.expectations,
        trial: trial::run(evaluator, &test.case),
    }
}

fn report(format: Format, tried: &[Tried<'_>], program: &Program, loaded: &Loaded, color: Color) -> io::Result<()> {
    let mut out = BufWriter::new(io::stdout().lock());
    match format {
        Format::Text => {
            let look = terminal::stdout(color);
            trials::terminal::write(&mut out, tried, &Vocabulary::of(program), &loaded.sources, look)?;
        }
        Format::Json => trials::json::write(&mut out, tried, &loaded.sources)?,
        Format::Junit => trials::junit::write(&mut out, tried, &loaded.sources)?,
    }
    out.flush()
}
