//! Why an expectation does not hold, in words.

use crate::eval::explanation::{Explanation, Finding, FindingStatus, LiftEffect, VerdictText};
use crate::program::{Expectation, Expected, Scope};
use crate::trial::{is_of, verdict_of};

/// `expected prohibited, but the verdict is review`
pub(super) fn said(expectation: &Expectation, explanation: &Explanation) -> String {
    let scope = &expectation.scope;
    let verdict = || verdict(scope, explanation);
    match &expectation.expected {
        Expected::Outcome { outcome, .. } => format!("expected {outcome}, but {}", verdict()),
        Expected::Determined(true) => format!("expected a determined verdict, but {}", verdict()),
        Expected::Determined(false) => format!("expected an undetermined verdict, but {}", verdict()),
        Expected::UpTo(outcome) => format!("expected up to {outcome}, but {}", verdict()),
        Expected::AtLeast(outcome) => format!("expected at least {outcome}, but {}", verdict()),
        Expected::Finding { rule, outcome: Some(wanted) } if finds_otherwise(rule, wanted, explanation) => {
            format!("expected {wanted} by {rule}{}, but it brings another outcome", of(scope))
        }
        Expected::Finding { rule, .. } => {
            format!("expected a finding by {rule}{}, but {}", of(scope), state(rule, explanation))
        }
        Expected::NoFinding(Some(rule)) => {
            format!("expected no finding by {rule}{}, but {}", of(scope), state(rule, explanation))
        }
        Expected::NoFinding(None) => format!("expected no finding{}, but there is: {}", of(scope), all(explanation)),
        Expected::Lifted { rule, by } => {
            let by = by.as_ref().map(|by| format!(" by {by}")).unwrap_or_default();
            format!("expected {rule} to be lifted{by}{}, but {}", of(scope), state(rule, explanation))
        }
        Expected::Open(rule) => format!("expected {rule} to be open{}, but {}", of(scope), state(rule, explanation)),
        Expected::Needs(path) => format!("expected a question about {path}, but {}", questions(explanation)),
    }
}

fn verdict(scope: &Scope, explanation: &Explanation) -> String {
    let Some(found) = verdict_of(scope, explanation) else {
        return format!("the order has no{}", of(scope).trim_start_matches(" for"));
    };
    let VerdictText { outcome, determined, lower, upper } = found;
    match determined {
        true => format!("the verdict{} is {outcome}", of(scope)),
        false => format!("the verdict{} is {outcome}, undetermined: at least {lower}, at most {upper}", of(scope)),
    }
}

/// ` for lines[1]`
fn of(scope: &Scope) -> String {
    match scope {
        Scope::Order => String::new(),
        Scope::Policy(name) => format!(" for {name}"),
        Scope::Element(path) => format!(" for {path}"),
    }
}

/// What became of a rule.
fn state(rule: &str, explanation: &Explanation) -> String {
    let findings: Vec<&Finding> = explanation.findings.iter().filter(|finding| is_of(&finding.rule, rule)).collect();
    let open = explanation.open.iter().any(|open| is_of(&open.rule, rule));
    match (findings.as_slice(), open) {
        ([], false) => "it finds nothing".into(),
        ([], true) => "it is open: a missing fact decides".into(),
        (findings, _) => findings.iter().map(|finding| status(finding)).collect::<Vec<_>>().join("; "),
    }
}

/// Whether the rule has a finding, with another outcome.
fn finds_otherwise(rule: &str, wanted: &str, explanation: &Explanation) -> bool {
    let mut findings = explanation.findings.iter().filter(|finding| is_of(&finding.rule, rule));
    findings.any(|finding| finding.outcome.as_ref().is_some_and(|outcome| outcome != wanted))
}

fn status(finding: &Finding) -> String {
    let at: Vec<&str> = finding.at.iter().map(|binding| binding.path.as_str()).collect();
    let at = if at.is_empty() { String::new() } else { format!(" at {}", at.join(", ")) };
    let by = |effect: LiftEffect| {
        let lifts = finding.exceptions.iter().filter(|lift| lift.effect == effect);
        lifts.map(|lift| lift.exception.as_str()).collect::<Vec<_>>().join(", ")
    };
    match finding.status {
        FindingStatus::Stands => format!("it finds{at}"),
        FindingStatus::MayBeLifted => format!("it finds{at}, and may be lifted by {}", by(LiftEffect::MayLift)),
        FindingStatus::Lifted => format!("its finding{at} is lifted by {}", by(LiftEffect::Lifts)),
    }
}

/// Everything that was found or is open.
fn all(explanation: &Explanation) -> String {
    let found = explanation.findings.iter().map(|finding| finding.rule.clone());
    let open = explanation.open.iter().map(|open| format!("{} (open)", open.rule));
    let mut names: Vec<String> = found.chain(open).collect();
    names.dedup();
    names.join(", ")
}

fn questions(explanation: &Explanation) -> String {
    let paths: Vec<&str> = explanation.missing.iter().map(|missing| missing.path.as_str()).collect();
    if paths.is_empty() { "nothing is asked".into() } else { format!("asked is only about {}", paths.join(", ")) }
}
