//! Flags and those who ask for them.

#![cfg(test)]

use crate::NOTHING;
use crate::said::said_of;

const FLAGS: &str = "flag a\n  cites ear 746.7\n  when order.ship_to.kind is residence\n\
                     flag b\n  cites kyc KYC-1\n  when order.ship_to.kind is business\n";

fn with(rule: &str) -> Vec<String> {
    said_of(&(FLAGS.to_owned() + rule))
}

fn rule(condition: &str) -> String {
    format!("rule asks\n  cites ear 746.7\n  when {condition}\n  then review\n")
}

#[test]
fn flags_that_nothing_asks_for_are_one_warning() {
    assert_eq!(with(""), ["W010 [a]"]);
    let shows = "rule shows\n  cites ear 746.7\n  when order.ship_to.country is IR\n  then review\n  because \"{weight of flags}\"\n";
    assert_eq!(with(shows), ["W010 [a]"]);
}

#[test]
fn all_flags_can_be_asked_for() {
    assert_eq!(with(&rule("weight of flags >= 1")), NOTHING);
    assert_eq!(with(&rule("count of flags >= 1")), NOTHING);
    assert_eq!(with(&("define flagged = weight of flags >= 1\n".to_owned() + &rule("flagged"))), NOTHING);
}

#[test]
fn flags_of_an_authority_can_be_asked_for() {
    assert_eq!(with(&rule("weight of flags citing ear >= 1")), ["W010 [b]"]);
    assert_eq!(with(&rule("weight of flags citing ear >= 1 or weight of flags citing kyc >= 2")), NOTHING);
}
