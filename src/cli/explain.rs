//! `interdict explain`: a rule in plain English, or the full account of one verdict.

use super::exit::Exit;
use super::input::Input;
use super::load::{self, Loaded};
use super::orders::{InputFormat, orders};
use super::screen::date;
use super::terminal::{self, Color};
use interdict::domain::{Date, nearest};
use interdict::eval::Evaluator;
use interdict::facts::{Decoder, Order};
use interdict::report::explain::{OrderAccount, Policy};
use interdict::report::verdicts::{Vocabulary, data};
use interdict::report::{Look, json, shortened};
use interdict::{Places, Program};
use serde::Serialize;
use std::io::{self, BufWriter, StdoutLock, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Explains a rule, or the verdict on one order
///
/// Names a rule, flag or exception: tells it in plain English, with its provisions, dates, exceptions and tests; or a
/// definition or a set: what it means or holds, and what uses it.
///
/// With `--order`: the verdict on one order, then each rule that came near: one that finds, may find, or whose condition is
/// false by one part only; with each part of its condition, and the facts that it was told from. Together with a rule's name:
/// that rule alone, however it came out.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Folder of the policy
    #[arg(value_name = "POLICIES")]
    policies: PathBuf,
    /// Name of a rule, flag, exception, definition or set
    #[arg(value_name = "RULE", required_unless_present = "order")]
    rule: Option<String>,
    /// File of orders; `-` is standard input
    #[arg(long, value_name = "FILE")]
    order: Option<PathBuf>,
    /// Which of the orders; not needed where there is only one
    #[arg(long, value_name = "ID", requires = "order")]
    id: Option<String>,
    /// What the orders are written in; by default as the file is named, else JSON of any kind
    #[arg(long, value_enum, value_name = "FORMAT", requires = "order")]
    input: Option<InputFormat>,
    /// Judge the order as of this date, such as 2023-06-20
    #[arg(long, value_name = "DATE", value_parser = date, requires = "order")]
    as_of: Option<Date>,
    /// How to write
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Text)]
    format: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Text,
    /// A JSON object
    Json,
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let loaded = load::load(&arguments.policies);
    let Some(program) = &loaded.program else {
        loaded.report_errors(color, "nothing was explained")?;
        return Ok(Exit::PolicyErrors);
    };
    let places = loaded.compiler.places(program);
    let explaining = Explaining { arguments, loaded: &loaded, program, places: &places, color };
    match explaining.explain()? {
        Ok(()) => Ok(Exit::AllClear),
        Err(exit) => Ok(exit),
    }
}

struct Explaining<'a> {
    arguments: &'a Arguments,
    loaded: &'a Loaded,
    program: &'a Arc<Program>,
    places: &'a Places,
    color: Color,
}

type Explained = Result<(), Exit>;

impl Explaining<'_> {
    fn policy(&self) -> Policy<'_> {
        Policy { program: self.program, places: self.places, sources: &self.loaded.sources, tests: &self.loaded.tests }
    }

    fn explain(&self) -> io::Result<Explained> {
        let name = self.arguments.rule.as_deref();
        match (&self.arguments.order, name) {
            (Some(path), None) => self.explain_order(path, None),
            (Some(path), Some(name)) => match self.policy().rule(name) {
                Some(rule) => self.explain_order(path, Some(rule)),
                None => Ok(self.refuse(&self.policy().unknown(name))),
            },
            (None, name) => match self.policy().account(name.unwrap_or_default()) {
                Ok(account) => self.write(&account, |out, look| account.write(out, look)).map(Ok),
                Err(said) => Ok(self.refuse(&said)),
            },
        }
    }

    /// Writes an account, for people or as JSON.
    fn write<A: Serialize>(
        &self,
        account: &A,
        for_people: impl FnOnce(&mut BufWriter<StdoutLock<'static>>, Look) -> io::Result<()>,
    ) -> io::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        match self.arguments.format {
            Format::Text => for_people(&mut out, terminal::stdout(self.color))?,
            Format::Json => json::pretty(&mut out, account)?,
        }
        out.flush()
    }

    fn refuse(&self, said: &str) -> Explained {
        eprintln!("interdict: {said}");
        Err(Exit::Usage)
    }

    fn explain_order(&self, path: &Path, rule: Option<u32>) -> io::Result<Explained> {
        let decoder = Decoder::new(Arc::clone(self.program));
        let order = match self.order(path, &decoder)? {
            Ok(order) => order,
            Err(exit) => return Ok(Err(exit)),
        };
        let evaluator = Evaluator::new(Arc::clone(self.program));
        let observation = evaluator.observe(&order, self.arguments.as_of, true);
        let decision = evaluator.explain(&order, &observation.decision);
        let account = OrderAccount::new(&self.policy(), &observation, decision, rule);
        let vocabulary = Vocabulary::of(self.program);
        self.write(&account, |out, look| account.write(out, &vocabulary, look)).map(Ok)
    }

    /// The order that is asked for.
    fn order(&self, path: &Path, decoder: &Decoder) -> io::Result<Result<Order, Exit>> {
        let input = match Input::open(path, Box::new(|| Ok(()))) {
            Ok(input) => input,
            Err(unreadable) => {
                self.refused(&unreadable.name, &[unreadable.problem])?;
                return Ok(Err(Exit::DataProblems));
            }
        };
        let name = input.name.clone();
        let format = self.arguments.input.unwrap_or_else(|| InputFormat::of(path));
        let mut ids: Vec<String> = Vec::new();
        let mut found: Option<Order> = None;
        for read in orders(input, format, decoder) {
            let wanted = |id: Option<&str>| self.arguments.id.as_deref().is_none_or(|wanted| id == Some(wanted));
            match read {
                Ok(order) if wanted(order.id.as_deref()) && found.is_some() => {
                    let said = format!("`{}` holds several orders: choose one with `--id`", shortened(&name, 120));
                    return Ok(self.refuse(&said).and(Err(Exit::Usage)));
                }
                Ok(order) if wanted(order.id.as_deref()) => found = Some(order),
                Ok(order) => ids.extend(order.id),
                Err(problems) if wanted(problems.iter().find_map(|problem| problem.order.as_deref())) => {
                    self.refused(&name, &problems)?;
                    return Ok(Err(Exit::DataProblems));
                }
                Err(problems) => ids.extend(problems.into_iter().find_map(|problem| problem.order)),
            }
        }
        Ok(found.ok_or_else(|| self.not_there(&name, &ids)))
    }

    fn not_there(&self, name: &str, ids: &[String]) -> Exit {
        let name = shortened(name, 120);
        match &self.arguments.id {
            None => eprintln!("interdict: `{name}` holds no order"),
            Some(id) => {
                let near = nearest(id, ids.iter().map(String::as_str));
                let near = near.map(|near| format!("; did you mean `{}`?", shortened(near, 80))).unwrap_or_default();
                eprintln!("interdict: `{name}` holds no order `{}`{near}", shortened(id, 80));
            }
        }
        Exit::Usage
    }

    fn refused(&self, name: &str, problems: &[interdict::DataProblem]) -> io::Result<()> {
        let mut out = BufWriter::new(io::stderr().lock());
        data::write(&mut out, name, problems, terminal::stderr(self.color))?;
        out.flush()
    }
}
