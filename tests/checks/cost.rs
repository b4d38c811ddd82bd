//! What a condition may cost.

#![cfg(test)]

use crate::NOTHING;
use crate::said::said_of;

/// Conditions on lines inside one another.
fn nested(depth: usize) -> String {
    let quantifiers: String = (0..depth).map(|level| format!("any l{level} in order.lines has ")).collect();
    let tests: Vec<String> = (0..depth).map(|level| format!("l{level}.hs is 8542")).collect();
    quantifiers + &tests.join(" and ")
}

fn rule(clauses: &str) -> String {
    format!("rule costly\n  cites ear 746.7\n  {clauses}\n  then review\n")
}

#[test]
fn a_rule_goes_through_few_lists_inside_lists() {
    assert_eq!(said_of(&rule(&format!("when {}", nested(8)))), ["E056 [costly]"]);
    assert_eq!(said_of(&rule(&format!("when {}", nested(4)))), NOTHING);
    assert_eq!(said_of(&rule(&format!("when order.id is \"A\"\n  unless {}", nested(6)))), ["E056 [costly]"]);
}

#[test]
fn the_loops_of_a_rule_count() {
    let loops: String = (0..4).map(|level| format!("for each a{level} in order.lines\n  ")).collect();
    assert_eq!(said_of(&rule(&format!("{loops}when {}", nested(3)))), ["E056 [costly]"]);
    assert_eq!(said_of(&rule(&format!("{loops}when order.id is \"A\""))), NOTHING);
}

#[test]
fn a_derived_field_goes_through_few_lists_inside_lists() {
    let nested = nested(7).replace("order.lines", "items").replace(".hs is 8542", ".listed is yes");
    let record = format!("record box\n  items list of owner\n  all yes_no = {nested}\n");
    assert_eq!(said_of(&record), ["E056 [all]"]);
}
