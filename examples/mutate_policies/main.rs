//! Changes the policies of a folder one place at a time, and counts how many changes the policies' own tests catch.
//!
//! `cargo run --release --example mutate_policies -- policies` reports all changes that no test catches, and the share of those
//! caught by kind; it fails below 95 %. A change that does not compile does not count. `docs/oracles.md` has the last figures.

#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a tool of the project's own: it reads files, prints, and stops at what it does not expect"
)]

mod mutants;
mod numerals;
mod source;

use interdict::{Compiled, Compiler, Evaluator, trial};
use mutants::Mutant;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

/// What share of the changes must be caught, in percent.
const LEAST: usize = 95;

fn main() -> ExitCode {
    let folder = std::env::args().nth(1).map_or_else(|| PathBuf::from("policies"), PathBuf::from);
    let mut bench = Bench::of(&folder);
    let mut counts = BTreeMap::<&str, Count>::new();
    for (path, text) in bench.files.clone() {
        for mutant in mutants::of(&text) {
            let count = counts.entry(mutant.kind).or_default();
            match bench.fate(&path, &mutant.applied(&text)) {
                Fate::Refused => count.refused += 1,
                Fate::Caught => count.caught += 1,
                Fate::Survived => {
                    count.survived += 1;
                    println!("{}/{path}:{}", folder.display(), described(&text, &mutant));
                }
            }
        }
        bench.compiler.set_policy(&path, text);
    }
    report(&counts)
}

/// The policies, and what judges by them.
struct Bench {
    files: BTreeMap<String, String>,
    compiler: Compiler,
    evaluator: Evaluator,
}

enum Fate {
    /// It does not compile.
    Refused,
    /// Some test fails.
    Caught,
    Survived,
}

#[derive(Default)]
struct Count {
    refused: usize,
    caught: usize,
    survived: usize,
}

impl Bench {
    fn of(folder: &Path) -> Self {
        let files = source::policies(folder);
        let mut compiler = Compiler::default();
        compiler.set_policies(files.iter().map(|(path, text)| (path.as_str(), text.clone())));
        for table in compiler.tables_needed() {
            compiler.set_table(&table, std::fs::read(folder.join(&*table)).unwrap());
        }
        let compiled = compiler.compile();
        let Some(program) = &compiled.program else { panic!("the policies have errors: {:?}", compiled.problems) };
        let evaluator = Evaluator::new(Arc::clone(program));
        assert!(all_pass(&evaluator, &compiled), "the policies' tests fail as they are");
        Self { files, compiler, evaluator }
    }

    fn fate(&mut self, path: &str, text: &str) -> Fate {
        self.compiler.set_policy(path, text.to_owned());
        let compiled = self.compiler.compile();
        match &compiled.program {
            None => Fate::Refused,
            Some(program) if all_pass(&self.evaluator.updated(Arc::clone(program)), &compiled) => Fate::Survived,
            Some(_) => Fate::Caught,
        }
    }
}

fn all_pass(evaluator: &Evaluator, compiled: &Compiled) -> bool {
    compiled.tests.iter().all(|test| trial::run(evaluator, &test.case).passed())
}

/// `12: kind: was → is`
fn described(text: &str, mutant: &Mutant) -> String {
    let before = text.get(..mutant.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let shown = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let was = text.get(mutant.start..mutant.end).unwrap_or_default();
    format!("{line}: {}: `{}` → `{}`", mutant.kind, shown(was), shown(&mutant.text))
}

fn report(counts: &BTreeMap<&str, Count>) -> ExitCode {
    let mut total = Count::default();
    println!();
    for (kind, count) in counts {
        line(kind, count);
        total.refused += count.refused;
        total.caught += count.caught;
        total.survived += count.survived;
    }
    line("all", &total);
    let enough = total.caught * 100 >= (total.caught + total.survived) * LEAST;
    if enough { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}

fn line(kind: &str, Count { refused, caught, survived }: &Count) {
    let counted = caught + survived;
    let tenths = (caught * 1000).checked_div(counted).unwrap_or(1000);
    println!(
        "{kind:12}  {caught:5} of {counted:5} caught, {:3}.{} %  ({refused} do not compile)",
        tenths / 10,
        tenths % 10
    );
}
