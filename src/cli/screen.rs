//! `interdict screen`: verdicts on orders.

use super::exit::Exit;
use super::input::{BeforeRead, Input};
use super::load::{self, Loaded};
use super::orders::{InputFormat, orders};
use super::output::{Format, Output, Stdout};
use super::progress::{Progress, stop_flag};
use super::terminal::{self, Color};
use interdict::domain::Date;
use interdict::eval::Evaluator;
use interdict::facts::{DataProblem, Decoder, Order};
use interdict::problem::Severity;
use interdict::report::clean;
use interdict::report::problems::{self, count_line};
use interdict::report::verdicts::{Summary, Vocabulary};
use std::cell::RefCell;
use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

/// Screens orders and explains each verdict
///
/// Compiles the policy, reads orders (JSON, one or an array; NDJSON; CSV with one row an order line), and says for each what
/// it counts as, why, and what to ask where facts are missing. An order that cannot be read is reported and the next one follows.
///
/// The exit status is 0 when every order is clear, 1 when something is not, 2 when some order could not be screened
/// or there is none, 3 when the policy has errors.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the policy
    #[arg(value_name = "POLICIES")]
    policies: PathBuf,
    /// Files of orders; none, or `-`, is standard input
    #[arg(value_name = "ORDERS")]
    orders: Vec<PathBuf>,
    /// How to write verdicts
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
    /// What the orders are written in; by default as the file is named, else JSON of any kind
    #[arg(long, value_enum, value_name = "FORMAT")]
    input: Option<InputFormat>,
    /// Judge every order as of this date, such as 2023-06-20
    #[arg(long, value_name = "DATE", value_parser = date)]
    as_of: Option<Date>,
    /// Which verdicts to write; the count is of all
    #[arg(long, value_enum, value_name = "WHICH", default_value_t = Only::All)]
    only: Only,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Only {
    /// Every order
    All,
    /// Orders that are not clear, or not clear yet
    NotClear,
}

pub(super) fn date(text: &str) -> Result<Date, String> {
    Date::parse(text).map_err(|error| error.to_string())
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let loaded = load::load(&arguments.policies);
    let Some(program) = &loaded.program else {
        report_problems(&loaded, color)?;
        return Ok(Exit::PolicyErrors);
    };
    mention_warnings(&loaded, &arguments.policies);
    let stdout = Rc::new(RefCell::new(BufWriter::with_capacity(64 << 10, io::stdout().lock())));
    let vocabulary = Vocabulary::of(program);
    let mut screening = Screening {
        arguments,
        decoder: Rc::new(Decoder::new(Arc::clone(program))),
        evaluator: Evaluator::new(Arc::clone(program)),
        summary: Summary::new(&vocabulary),
        output: arguments.format.output(Rc::clone(&stdout), &vocabulary, color),
        stdout,
        stop: stop_flag(),
    };
    screening.inputs()?;
    screening.finish()
}

/// Shows why there is no evaluator.
fn report_problems(loaded: &Loaded, color: Color) -> io::Result<()> {
    let mut out = BufWriter::new(io::stderr().lock());
    problems::terminal::write(&mut out, &loaded.problems, &loaded.sources, terminal::stderr(color))?;
    writeln!(out, "{}; no order was screened", count_line(&loaded.problems, loaded.files))?;
    out.flush()
}

fn mention_warnings(loaded: &Loaded, policies: &Path) {
    let warnings = loaded.problems.iter().filter(|problem| problem.severity() == Severity::Warning).count();
    if warnings > 0 {
        let plural = if warnings == 1 { "" } else { "s" };
        eprintln!(
            "interdict: the policy has {warnings} warning{plural}; `interdict check {}` shows them",
            clean(&policies.to_string_lossy())
        );
    }
}

/// A batch under way.
struct Screening<'a> {
    arguments: &'a Arguments,
    decoder: Rc<Decoder>,
    evaluator: Evaluator,
    summary: Summary,
    output: Box<dyn Output>,
    stdout: Rc<RefCell<Stdout>>,
    stop: Arc<AtomicBool>,
}

impl Screening<'_> {
    fn inputs(&mut self) -> io::Result<()> {
        let standard_input = [PathBuf::from("-")];
        let paths = if self.arguments.orders.is_empty() { &standard_input } else { self.arguments.orders.as_slice() };
        for path in paths {
            match Input::open(path, self.before_read()) {
                Ok(input) => self.input(path, input)?,
                Err(unreadable) => self.refuse(&unreadable.name, &[unreadable.problem])?,
            }
        }
        Ok(())
    }

    /// Verdicts that are ready go out before the input makes us wait.
    fn before_read(&self) -> BeforeRead {
        let stdout = Rc::clone(&self.stdout);
        Box::new(move || stdout.try_borrow_mut().map_or(Ok(()), |mut out| out.flush().or(Ok(()))))
    }

    fn input(&mut self, path: &Path, input: Input) -> io::Result<()> {
        let (name, size, read) = (input.name.clone(), input.size, Rc::clone(&input.read));
        let shares_terminal = self.arguments.format == Format::Ndjson && io::stdout().is_terminal();
        let mut progress = Progress::new(size, !shares_terminal);
        let decoder = Rc::clone(&self.decoder);
        let format = self.arguments.input.unwrap_or_else(|| InputFormat::of(path));
        for order in orders(input, format, &decoder) {
            if self.stop.load(Ordering::Relaxed) {
                self.summary.interrupted = true;
                break;
            }
            match order {
                Ok(order) => self.order(&order)?,
                Err(problems) => self.refuse(&name, &problems)?,
            }
            progress.order(read.get());
        }
        progress.end();
        Ok(())
    }

    fn order(&mut self, order: &Order) -> io::Result<()> {
        let decision = match self.arguments.as_of {
            Some(date) => self.evaluator.screen_as_of(order, date),
            None => self.evaluator.screen(order),
        };
        let verdict = decision.verdict();
        self.summary.add(verdict);
        let clear = verdict.determined && verdict.outcome == 0;
        if (clear && self.arguments.only == Only::NotClear) || self.arguments.format == Format::Summary {
            return Ok(());
        }
        self.output.decision(&self.evaluator.explain(order, &decision))
    }

    fn refuse(&mut self, input: &str, problems: &[DataProblem]) -> io::Result<()> {
        self.summary.refuse(problems.len());
        self.output.refused(input, problems)
    }

    fn finish(self) -> io::Result<Exit> {
        self.output.finish(&self.summary)?;
        Ok(match &self.summary {
            summary if summary.interrupted => Exit::Interrupted,
            summary if summary.screened == 0 && summary.refused == 0 => {
                eprintln!("interdict: no orders: the input is empty, so nothing was screened");
                Exit::DataProblems
            }
            summary if summary.refused > 0 => Exit::DataProblems,
            summary if !summary.all_clear() => Exit::NotClear,
            _ => Exit::AllClear,
        })
    }
}
