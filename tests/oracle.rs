//! The evaluator against the language reference: random policies and orders, judged by a second evaluator that does nothing but
//! what `docs/language.md` says.
//!
//! `INTERDICT_ORACLE_CASES` sets how many policies are tried (of 54 orders each); `INTERDICT_ORACLE_SEED` which.

#![cfg(all(test, feature = "compiler"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a test: it stops at what it does not expect, reads its settings and prints its count"
)]

#[path = "oracle/generate/mod.rs"]
mod generate;
#[path = "oracle/reference/mod.rs"]
mod reference;

use generate::policy::{self, Source};
use generate::{orders, schema, tape::Tape};
use interdict::domain::Date;
use interdict::{Compiler, Decoder, Evaluator, Program};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::cell::Cell;
use std::fmt::Write;
use std::sync::Arc;

const ORDERS: usize = 54;
const POLICIES: u32 = 2_000;

fn compiled(source: &Source) -> Result<Arc<Program>, String> {
    let mut compiler = Compiler::default();
    compiler.set_policies(source.files.iter().map(|(path, items)| (path.as_str(), items.concat())));
    let compiled = compiler.compile();
    compiled.program.ok_or_else(|| {
        let problems = compiled.problems.iter().filter(|problem| problem.code.to_string().starts_with('E'));
        problems.fold(written(source), |text, problem| {
            let place = problem.labels.first().map(|label| {
                let file = label.file.as_deref().unwrap_or_default();
                let whole = source.files.iter().find(|(path, _)| path == file).map(|(_, items)| items.concat());
                whole
                    .unwrap_or_default()
                    .get(label.span.start as usize..label.span.end as usize)
                    .unwrap_or_default()
                    .to_owned()
            });
            format!("{text}\n{} {} at `{}`", problem.code, problem.message, place.unwrap_or_default())
        })
    })
}

fn written(source: &Source) -> String {
    let heading = format!("# speaks of absence: {}\n", source.absence);
    source.files.iter().fold(heading, |text, (path, items)| format!("{text}# {path}\n{}", items.concat()))
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Runs a property with a fixed seed, so that a run is like any other.
fn runner(policies: u32) -> TestRunner {
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&setting("INTERDICT_ORACLE_SEED").unwrap_or(1).to_le_bytes());
    let config = Config { cases: policies, max_shrink_iters: 4_000, failure_persistence: None, ..Config::default() };
    TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed))
}

/// Stops at a failure, in words.
fn told<T: std::fmt::Debug>(outcome: Result<(), TestError<T>>) {
    match outcome {
        Ok(()) => (),
        Err(TestError::Fail(reason, _)) => panic!("{}", reason.message()),
        Err(error) => panic!("{error}"),
    }
}

fn policies(by_default: u32) -> u32 {
    setting("INTERDICT_ORACLE_CASES").map_or(by_default, |cases| u32::try_from(cases).unwrap())
}

#[test]
fn the_evaluator_decides_as_the_reference_says() {
    let pairs = Cell::new(0_u64);
    let cases = (policy::seeds(), vec(vec(any::<u8>(), 0..120), ORDERS));
    let outcome = runner(policies(POLICIES)).run(&cases, |(seeds, tapes)| {
        let source = policy::source(&seeds);
        let program = compiled(&source).map_err(TestCaseError::fail)?;
        let (decoder, evaluator) = (Decoder::new(Arc::clone(&program)), Evaluator::new(Arc::clone(&program)));
        for bytes in tapes {
            let tape = Tape::new(&bytes);
            let json = orders::order(&tape, &source.schema);
            let order = decoder.decode(json.as_bytes()).map_err(|problems| {
                let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
                TestCaseError::fail(format!("{}\n{json}\n{problems:?}", written(&source)))
            })?;
            let as_of = tape.chance(20).then(|| Date::parse(schema::day(&tape)).unwrap());
            let decision = match as_of {
                Some(date) => evaluator.screen_as_of(&order, date),
                None => evaluator.screen(&order),
            };
            let decided = reference::judgment(&decision);
            let expected = reference::judge(&program, &order, as_of);
            pairs.set(pairs.get() + 1);
            if decided != expected {
                let mut text = written(&source);
                let _ = write!(text, "{json}\nas of {as_of:?}\ndecided  {decided}\nexpected {expected}");
                return Err(TestCaseError::fail(text));
            }
        }
        Ok(())
    });
    println!("{} pairs of a policy and an order", pairs.get());
    told(outcome);
}
