//! Each kind of expectation, held against a verdict that meets it and one that does not.

use super::*;
use crate::eval::explanation::{
    Binding, ChangeText, Lift, LineVerdict, Missing, OpenRule, PolicyVerdict, RuleKindText,
};

fn verdict(outcome: &str, lower: &str, upper: &str) -> VerdictText {
    VerdictText { outcome: outcome.into(), determined: lower == upper, lower: lower.into(), upper: upper.into() }
}

fn at(path: &str) -> Vec<Binding> {
    if path.is_empty() { Vec::new() } else { vec![Binding { name: "line".into(), path: path.into() }] }
}

fn finding(rule: &str, outcome: Option<&str>, status: FindingStatus, path: &str) -> Finding {
    Finding {
        rule: rule.into(),
        kind: RuleKindText::Rule,
        title: None,
        policy: None,
        outcome: outcome.map(Into::into),
        weight: None,
        status,
        exceptions: Vec::new(),
        at: at(path),
        message: String::new(),
        cites: Vec::new(),
        facts: Vec::new(),
        since: None,
        until: None,
    }
}

fn lifted(rule: &str, exceptions: &[(&str, LiftEffect)]) -> Finding {
    let lift = |(exception, effect): &(&str, LiftEffect)| Lift {
        exception: (*exception).into(),
        title: None,
        effect: *effect,
        lifted_by: Vec::new(),
        message: None,
        cites: Vec::new(),
        facts: Vec::new(),
    };
    let exceptions = exceptions.iter().map(lift).collect();
    Finding { exceptions, ..finding(rule, Some("review"), FindingStatus::Lifted, "") }
}

fn open(rule: &str, path: &str) -> OpenRule {
    OpenRule {
        rule: rule.into(),
        kind: RuleKindText::Rule,
        title: None,
        policy: None,
        outcome: None,
        at: at(path),
        cites: Vec::new(),
        needs: Vec::new(),
    }
}

/// The verdict `review`, from `clear` to `prohibited`; `clear` for the policy `iran` and for `lines[2]`. `stands` is found on
/// `lines[1]`, `perhaps` may be lifted, `free` is lifted, `pending` is open on `lines[2]`; the flag `late` stands.
fn explanation() -> Explanation {
    use FindingStatus::{MayBeLifted, Stands};
    Explanation {
        order: None,
        verdict: verdict("review", "clear", "prohibited"),
        complete: true,
        exact: true,
        policies: vec![PolicyVerdict {
            policy: "iran".into(),
            title: None,
            as_of: None,
            verdict: verdict("clear", "clear", "clear"),
        }],
        lines: vec![LineVerdict { path: "lines[2]".into(), verdict: verdict("clear", "clear", "clear") }],
        findings: vec![
            finding("stands", Some("review"), Stands, "lines[1]"),
            finding("perhaps", Some("review"), MayBeLifted, ""),
            lifted("free", &[("licence", LiftEffect::Lifts), ("other", LiftEffect::IsLifted)]),
            finding("late", None, Stands, ""),
        ],
        open: vec![open("pending", "lines[2]")],
        missing: vec![Missing {
            path: "ship_to.country".into(),
            ask: String::new(),
            expects: String::new(),
            reason: None,
            bears_on: Vec::new(),
            answers: Vec::new(),
            changes: ChangeText::Outcome,
        }],
        assumptions: Vec::new(),
    }
}

fn met(scope: Scope, expected: Expected) -> bool {
    holds(&Expectation { scope, expected }, &explanation())
}

fn of_order(expected: Expected) -> bool {
    met(Scope::Order, expected)
}

fn outcome(name: &str, determined: bool) -> Expected {
    Expected::Outcome { outcome: name.into(), determined }
}

fn found(rule: &str, outcome: Option<&str>) -> Expected {
    Expected::Finding { rule: rule.into(), outcome: outcome.map(Into::into) }
}

#[test]
fn an_outcome_is_beyond_doubt_unless_the_test_says_otherwise() {
    assert!(of_order(outcome("review", false)));
    assert!(!of_order(outcome("review", true)));
    assert!(!of_order(outcome("clear", false)));
    assert!(met(Scope::Policy("iran".into()), outcome("clear", true)));
}

#[test]
fn bounds_are_those_of_the_scope() {
    assert!(of_order(Expected::UpTo("prohibited".into())) && !of_order(Expected::UpTo("review".into())));
    assert!(of_order(Expected::AtLeast("clear".into())) && !of_order(Expected::AtLeast("review".into())));
    assert!(of_order(Expected::Determined(false)) && !of_order(Expected::Determined(true)));
    assert!(met(Scope::Element("lines[2]".into()), Expected::Determined(true)));
}

#[test]
fn a_scope_that_the_order_lacks_meets_nothing() {
    for expected in [Expected::Determined(true), Expected::Determined(false), outcome("clear", false)] {
        assert!(!met(Scope::Element("lines[3]".into()), expected.clone()));
        assert!(!met(Scope::Policy("syria".into()), expected));
    }
}

#[test]
fn a_finding_counts_unless_it_is_lifted() {
    assert!(of_order(found("stands", Some("review"))));
    assert!(of_order(found("perhaps", None)));
    assert!(!of_order(found("stands", Some("prohibited"))));
    assert!(!of_order(found("free", None)));
    assert!(!of_order(found("pending", None)));
    assert!(of_order(found("late", Some("review"))), "a flag brings no outcome of its own");
}

#[test]
fn a_finding_belongs_to_its_element() {
    assert!(met(Scope::Element("lines[1]".into()), found("stands", None)));
    assert!(!met(Scope::Element("lines[2]".into()), found("stands", None)));
    assert!(met(Scope::Element("lines[2]".into()), Expected::Open("pending".into())));
    assert!(!met(Scope::Element("lines[1]".into()), Expected::Open("pending".into())));
}

#[test]
fn no_finding_means_neither_found_nor_lifted_nor_open() {
    let none = |rule: &str| Expected::NoFinding(Some(rule.into()));
    assert!(of_order(none("silent")));
    for rule in ["stands", "perhaps", "free", "pending"] {
        assert!(!of_order(none(rule)), "{rule}");
    }
    assert!(met(Scope::Element("lines[2]".into()), none("stands")));
    assert!(!of_order(Expected::NoFinding(None)));
    assert!(!met(Scope::Element("lines[2]".into()), Expected::NoFinding(None)));
    assert!(met(Scope::Element("lines[3]".into()), Expected::NoFinding(None)));
}

#[test]
fn what_lifts_is_an_exception_that_takes_effect() {
    let lifted = |rule: &str, by: Option<&str>| Expected::Lifted { rule: rule.into(), by: by.map(Into::into) };
    assert!(of_order(lifted("free", None)));
    assert!(of_order(lifted("free", Some("licence"))));
    assert!(!of_order(lifted("free", Some("other"))), "it is lifted itself");
    assert!(!of_order(lifted("free", Some("nobody"))));
    assert!(!of_order(lifted("perhaps", None)) && !of_order(lifted("stands", None)));
}

#[test]
fn open_rules_and_missing_facts_are_those_of_the_verdict() {
    assert!(of_order(Expected::Open("pending".into())) && !of_order(Expected::Open("stands".into())));
    assert!(of_order(Expected::Needs("ship_to.country".into())));
    assert!(!of_order(Expected::Needs("ship_to".into())));
}
