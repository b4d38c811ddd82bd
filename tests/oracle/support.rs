//! Policies compiled, orders decoded and screened, failures told.

use crate::generate::policy::{self, Source};
use crate::generate::{orders, schema, tape::Tape};
use interdict::domain::Date;
use interdict::eval::Decision;
use interdict::eval::observe::Observation;
use interdict::problem::Problem;
use interdict::{Compiler, Decoder, Evaluator, Order, Places, Program};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngAlgorithm, TestError, TestRng, TestRunner};
use std::cell::Cell;
use std::sync::Arc;

/// A compiled policy, and all that judges by it.
pub(crate) struct Compiled {
    pub(crate) source: Source,
    pub(crate) program: Arc<Program>,
    pub(crate) problems: Vec<Problem>,
    decoder: Decoder,
    evaluator: Evaluator,
}

/// An order for a policy.
pub(crate) struct Case<'t> {
    pub(crate) json: String,
    pub(crate) as_of: Option<Date>,
    /// For further choices.
    pub(crate) tape: Tape<'t>,
}

impl Compiled {
    pub(crate) fn new(source: Source) -> Result<Self, TestCaseError> {
        let mut compiler = Compiler::default();
        compiler.set_policies(source.files.iter().map(|(path, items)| (path.as_str(), items.concat())));
        let compiled = compiler.compile();
        let Some(program) = compiled.program else {
            let problems = compiled.problems.iter().filter(|problem| problem.code.to_string().starts_with('E'));
            let lines: Vec<String> = problems.map(|problem| format!("{} {}", problem.code, problem.message)).collect();
            return Err(TestCaseError::fail(format!("{}\n{}", written(&source), lines.join("\n"))));
        };
        let (decoder, evaluator) = (Decoder::new(Arc::clone(&program)), Evaluator::new(Arc::clone(&program)));
        Ok(Self { source, program, problems: compiled.problems, decoder, evaluator })
    }

    pub(crate) fn order(&self, json: &str) -> Result<Order, TestCaseError> {
        self.decoder.decode(json.as_bytes()).map_err(|problems| {
            let problems: Vec<String> = problems.iter().map(ToString::to_string).collect();
            self.failure(json, &problems.join("\n"))
        })
    }

    pub(crate) fn screen(&self, order: &Order, as_of: Option<Date>) -> Decision {
        match as_of {
            Some(date) => self.evaluator.screen_as_of(order, date),
            None => self.evaluator.screen(order),
        }
    }

    /// What it decides by three-valued logic alone, as the reference does.
    pub(crate) fn screen_cautiously(&self, order: &Order, as_of: Option<Date>) -> Decision {
        self.evaluator.screen_cautiously(order, as_of)
    }

    pub(crate) fn observe(&self, order: &Order, as_of: Option<Date>) -> Observation {
        self.evaluator.observe(order, as_of, true)
    }

    pub(crate) fn places(&self) -> Places {
        let mut compiler = Compiler::default();
        compiler.set_policies(self.source.files.iter().map(|(path, items)| (path.as_str(), items.concat())));
        compiler.places(&self.program)
    }

    /// What it decides of an order as JSON.
    pub(crate) fn decide(&self, json: &str, as_of: Option<Date>) -> Result<Decision, TestCaseError> {
        Ok(self.screen(&self.order(json)?, as_of))
    }

    pub(crate) fn failure(&self, json: &str, what: &str) -> TestCaseError {
        TestCaseError::fail(format!("{}\n{json}\n{what}", written(&self.source)))
    }
}

fn written(source: &Source) -> String {
    let heading = format!("# speaks of absence: {}\n", source.absence);
    source.files.iter().fold(heading, |text, (path, items)| format!("{text}# {path}\n{}", items.concat()))
}

fn setting(name: &str) -> Option<u64> {
    std::env::var(name).ok()?.parse().ok()
}

/// Tries a property on random policies with so many orders each, and says how many pairs that were. The seed is fixed, so that a
/// run is like any other.
pub(crate) fn try_all(
    (policies, orders_each): (u32, usize),
    property: impl Fn(&Compiled, &Case) -> Result<(), TestCaseError>,
) {
    let policies = setting("INTERDICT_ORACLE_CASES").map_or(policies, |cases| u32::try_from(cases).unwrap());
    let mut seed = [7; 32];
    seed[..8].copy_from_slice(&setting("INTERDICT_ORACLE_SEED").unwrap_or(1).to_le_bytes());
    let config = Config { cases: policies, max_shrink_iters: 3_000, failure_persistence: None, ..Config::default() };
    let mut runner = TestRunner::new_with_rng(config, TestRng::from_seed(RngAlgorithm::ChaCha, &seed));
    let pairs = Cell::new(0_u64);
    let cases = (policy::seeds(), vec(vec(any::<u8>(), 0..120), orders_each));
    let outcome = runner.run(&cases, |(seeds, tapes)| {
        let compiled = Compiled::new(policy::source(&seeds))?;
        tapes.iter().try_for_each(|bytes| {
            let tape = Tape::new(bytes);
            let json = orders::order(&tape, &compiled.source.schema);
            let as_of = tape.chance(20).then(|| Date::parse(schema::day(&tape)).unwrap());
            pairs.set(pairs.get() + 1);
            property(&compiled, &Case { json, as_of, tape })
        })
    });
    println!("{} pairs of a policy and an order", pairs.get());
    match outcome {
        Ok(()) => (),
        Err(TestError::Fail(reason, _)) => panic!("{}", reason.message()),
        Err(error) => panic!("{error}"),
    }
}
