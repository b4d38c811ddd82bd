//! Screening, on policies and orders that nobody expects.

use super::generate::{policy, tape::Tape};
use super::shipped::SHIPPED;
use super::{reference, written};
use interdict::domain::Date;
use interdict::eval::{Explanation, Verdict};
use interdict::report::verdicts::{Vocabulary, terminal};
use interdict::report::{Look, json};
use interdict::{Compiler, Decision, Decoder, Evaluator, Order, Program};
use std::sync::{Arc, LazyLock};

/// Longer orders than this are not judged by the reference evaluator as well: it is slow.
const LONGEST_TWICE: usize = 800;

struct Screening {
    program: Arc<Program>,
    decoder: Decoder,
    evaluator: Evaluator,
    vocabulary: Vocabulary,
}

static BY_SHIPPED: LazyLock<Screening> = LazyLock::new(|| Screening::by(Arc::clone(&SHIPPED)));

/// No panic; bounds in their order; the same decision each time, and the one that the reference evaluator gives; nothing that
/// could steer a terminal.
///
/// The first byte says what follows: `t`, an order for the shipped policies, as text; `g`, choices for a generated policy and an
/// order; anything else, choices for an order for the shipped policies.
pub(crate) fn run(input: &[u8]) {
    let Some((kind, rest)) = input.split_first() else { return };
    match kind {
        b't' => BY_SHIPPED.screens(rest, None),
        b'g' => {
            let (choices, policy) = rest.split_at(rest.len() / 3);
            if let Some(program) = generated(policy) {
                Screening::by(program).screens_written(choices);
            }
        }
        _ => BY_SHIPPED.screens_written(rest),
    }
}

fn generated(choices: &[u8]) -> Option<Arc<Program>> {
    let mut compiler = Compiler::default();
    compiler.set_policies(
        policy::source(&seeds(choices)).files.iter().map(|(path, items)| (path.as_str(), items.concat())),
    );
    let compiled = compiler.compile();
    assert!(compiled.program.is_some(), "{:?}", compiled.problems);
    compiled.program
}

fn seeds(mut choices: &[u8]) -> policy::Seeds {
    let mut byte = || choices.split_off_first().copied().unwrap_or(0);
    let absence = byte() % 2 == 1;
    let counts = [2 + byte() % 3, byte() % 6, byte() % 4, byte() % 3, 1 + byte() % 6, byte() % 5].map(usize::from);
    let mut tapes = counts.map(|count| vec![Vec::new(); count]);
    // Each in turn takes a byte, so that a change of one choice leaves the others alone.
    let mut all: Vec<&mut Vec<u8>> = tapes.iter_mut().flatten().collect();
    let count = all.len();
    for (index, choice) in choices.iter().enumerate() {
        all[index % count].push(*choice);
    }
    let [records, sets, definitions, policies, findings, exceptions] = tapes;
    policy::Seeds { absence, records, sets, definitions, policies, findings, exceptions, another: Vec::new() }
}

impl Screening {
    fn by(program: Arc<Program>) -> Self {
        Self {
            decoder: Decoder::new(Arc::clone(&program)),
            evaluator: Evaluator::new(Arc::clone(&program)),
            vocabulary: Vocabulary::of(&program),
            program,
        }
    }

    fn screens_written(&self, choices: &[u8]) {
        let tape = Tape::new(choices);
        let as_of =
            tape.chance(20).then(|| Date::parse(tape.word(&["2023-06-09", "1800-01-01", "2200-12-31"])).unwrap());
        self.screens(written::order(&self.program, &tape).as_bytes(), as_of);
    }

    fn screens(&self, json: &[u8], as_of: Option<Date>) {
        let Ok(order) = self.decoder.decode(json) else { return };
        let decision = self.decide(&order, as_of);
        assert_eq!(decision, self.decide(&order, as_of));
        self.is_in_order(&decision);
        let cautious = self.evaluator.screen_cautiously(&order, as_of);
        let (exact, whole) = (decision.verdict(), cautious.verdict());
        assert!(whole.lower <= exact.lower && exact.upper <= whole.upper, "{exact:?} beyond {whole:?}");
        if cautious.is_complete() && json.len() < LONGEST_TWICE {
            let (decided, expected) = (reference::judgment(&cautious), reference::judge(&self.program, &order, as_of));
            assert!(decided == expected, "as of {as_of:?}\ndecided  {decided}\nexpected {expected}");
        }
        let explanation = self.evaluator.explain(&order, &decision);
        assert_eq!(explanation, self.evaluator.explain(&order, &decision));
        self.is_shown(&explanation);
    }

    fn decide(&self, order: &Order, as_of: Option<Date>) -> Decision {
        match as_of {
            Some(date) => self.evaluator.screen_as_of(order, date),
            None => self.evaluator.screen(order),
        }
    }

    fn is_in_order(&self, decision: &Decision) {
        let worst = u32::try_from(self.program.outcomes.ranks.len()).unwrap() - 1;
        let policies = decision.policies().iter().map(|policy| policy.verdict);
        for verdict in policies.chain(decision.lines().iter().copied()).chain([decision.verdict()]) {
            let Verdict { outcome, lower, upper, determined } = verdict;
            assert!(lower <= upper && upper <= worst && lower <= outcome && outcome <= worst, "{verdict:?}");
            assert_eq!(determined, lower == upper && decision.is_complete(), "{verdict:?}");
            assert!(!determined || outcome == lower, "{verdict:?}");
        }
    }

    fn is_shown(&self, explanation: &Explanation) {
        let mut out = Vec::new();
        json::compact(&mut out, explanation).unwrap();
        serde_json::from_slice::<serde_json::Value>(&out).unwrap();
        terminal::Orders::new(self.vocabulary.clone(), Look::PLAIN).decision(&mut out, explanation).unwrap();
        let shown = String::from_utf8(out).unwrap();
        let steers =
            |c: char| c != '\n' && c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        assert!(!shown.contains(steers), "{shown:?}");
        let mut coloured = terminal::Orders::new(self.vocabulary.clone(), Look { colour: true, width: 1 });
        coloured.decision(&mut Vec::new(), explanation).unwrap();
    }
}
