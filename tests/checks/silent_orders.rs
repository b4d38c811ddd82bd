//! Whatever lifts the finding of an order that says nothing is doubted: random conditions, compiled and evaluated.

#![cfg(test)]

use crate::said::compiled;
use interdict::eval::{Decision, Evaluator, Status};
use interdict::facts::Decoder;
use interdict::problem::{Code, Problem};
use proptest::prelude::*;
use std::sync::Arc;

const DEFINITIONS: &str = r#"define by_bis(l line) = l.licence.agency is bis
define expired(l licence) = l.expires < order.date
define left(l line) = l.licence.expires - order.date
define answered = any c in order.clearances has c.flag is "x"
define answers = count of c in order.clearances
define told(l line) = l.hs is known
define amount(l line) = l.quantity or else 1
rule finds
  cites ear 746.7
  for each line in order.lines
  when line.sku is "X"
  then review
"#;

/// Tests that no fact of a silent order decides.
const TESTS: [&str; 33] = [
    "line.licence.agency is bis",
    "line.licence.agency in {bis}",
    "line.licence.left > 2",
    "line.licence.left + 1 < 2",
    "line.licence.number contains \"X\"",
    "line.licence is none",
    "line.licence is known",
    "line.licence.general",
    "line.licence.general is no",
    "line.hs is missing",
    "line.hs is known",
    "order.ship_to.country is IR",
    "order.clearances is none",
    "order.clearances is known",
    "(any c in order.clearances has c.flag is \"x\")",
    "(no c in order.clearances has c.flag is \"x\")",
    "(every c in order.clearances has c.flag is \"x\")",
    "(no p in order.parties has p.country is IR)",
    "(any l in order.lines has l.licence is none)",
    "(count of c in order.clearances) < 2",
    "(count of c in order.clearances where c.flag is \"x\") >= 1",
    "(count of l in order.lines where l.licence.general) is 1",
    "by_bis(line)",
    "expired(line.licence)",
    "left(line) < 30 days",
    "told(line)",
    "amount(line) > 2",
    "answered",
    "answers > 1",
    "answers is 0",
    "by_bis(line) is no",
    "line.untold",
    "line.unlicensed is yes",
];

/// Tests on facts that a silent order lacks, and that are not assumed to be none.
const TESTS_ON_UNKNOWNS: [&str; 12] = [
    "line.hs is 8542",
    "line.hs is missing",
    "line.hs is known",
    "line.untold",
    "line.untold is no",
    "line.rate > 2",
    "told(line)",
    "told(line) is no",
    "amount(line) > 2",
    "order.ship_to.country is IR",
    "(count of l in order.lines where l.hs is known) >= 1",
    "(every l in order.lines has l.quantity is missing)",
];

fn condition(tests: &'static [&'static str]) -> impl Strategy<Value = String> {
    let test = proptest::sample::select(tests).prop_map(str::to_owned);
    test.prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(|inner| format!("(not {inner})")),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" and "))),
            proptest::collection::vec(inner, 2..4).prop_map(|parts| format!("({})", parts.join(" or "))),
        ]
    })
}

/// Screens an order that says next to nothing. Also: whether the policy has warnings about silence.
fn screened(item: &str) -> (Decision, bool) {
    let compiled = compiled(&(DEFINITIONS.to_owned() + item));
    let program = compiled.program.unwrap();
    let order = br#"{"id": "A", "date": "2024-01-01", "lines": [{"sku": "X"}]}"#;
    let order = Decoder::new(Arc::clone(&program)).decode(order).unwrap();
    let is_doubt = |problem: &Problem| matches!(problem.code, Code::AbsenceClears | Code::EmptyListLifts);
    // A condition that holds however an order is completed lifts without taking silence for a fact.
    (Evaluator::new(program).screen_cautiously(&order, None), compiled.problems.iter().any(is_doubt))
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_lifts_a_silent_order_is_doubted(condition in condition(&TESTS)) {
        let clauses = "cites ear 746.7\n  lifts finds\n  for each line in order.lines";
        let (decision, doubted) = screened(&format!("exception lifts_it\n  {clauses}\n  when {condition}\n"));
        let lifted = decision.findings().iter().any(|finding| finding.status == Status::Lifted);
        prop_assert!(doubted || !lifted, "{condition}");
    }

    #[test]
    fn what_a_silent_order_passes_is_doubted(condition in condition(&TESTS_ON_UNKNOWNS)) {
        let clauses = "cites ear 746.7\n  for each line in order.lines";
        let (decision, doubted) = screened(&format!("rule asks\n  {clauses}\n  when {condition}\n  then prohibited\n"));
        let passes = decision.findings().len() == 1 && decision.verdict().determined;
        prop_assert!(doubted || !passes, "{condition}");
    }
}
