//! Why an expectation does not hold, in words.

use crate::eval::explanation::{Explanation, Finding, FindingStatus, LiftEffect, VerdictText};
use crate::program::{Expectation, Expected, Scope};
use crate::report::rules::row_of;
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
            format!("expected {wanted} by {rule}{}, but {}", of(scope), others(rule, wanted, explanation))
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
    let mut open: Vec<String> =
        explanation.open.iter().map(|open| &open.rule).filter(|open| is_of(open, rule)).map(|open| it(open)).collect();
    open.dedup();
    match (findings.as_slice(), open.as_slice()) {
        ([], []) => "it finds nothing".into(),
        ([], [only]) => format!("{only} is open: a missing fact decides"),
        ([], several) => format!("{} are open: a missing fact decides", several.join(", ")),
        (findings, _) => findings.iter().map(|finding| status(finding)).collect::<Vec<_>>().join("; "),
    }
}

/// Whether the rule has a finding, with another outcome.
fn finds_otherwise(rule: &str, wanted: &str, explanation: &Explanation) -> bool {
    let mut findings = explanation.findings.iter().filter(|finding| is_of(&finding.rule, rule));
    findings.any(|finding| finding.outcome.as_ref().is_some_and(|outcome| outcome != wanted))
}

/// What a rule, or the rows of a table, bring instead: `it brings review`.
fn others(rule: &str, wanted: &str, explanation: &Explanation) -> String {
    let findings = explanation.findings.iter().filter(|finding| is_of(&finding.rule, rule));
    let other = |finding: &Finding| {
        let outcome = finding.outcome.as_deref().filter(|outcome| *outcome != wanted)?;
        Some(format!("{} brings {outcome}", it(&finding.rule)))
    };
    let mut others: Vec<String> = findings.filter_map(other).collect();
    others.dedup();
    others.join("; ")
}

/// `it`, or which row of the table.
fn it(rule: &str) -> String {
    row_of(rule).map_or_else(|| "it".to_owned(), |(_, row)| format!("row {row}"))
}

fn status(finding: &Finding) -> String {
    let it = it(&finding.rule);
    let its = if it == "it" { "its finding".to_owned() } else { format!("what {it} found") };
    let at: Vec<&str> = finding.at.iter().map(|binding| binding.path.as_str()).collect();
    let at = if at.is_empty() { String::new() } else { format!(" at {}", at.join(", ")) };
    let by = |effect: LiftEffect| {
        let lifts = finding.exceptions.iter().filter(|lift| lift.effect == effect);
        lifts.map(|lift| lift.exception.as_str()).collect::<Vec<_>>().join(", ")
    };
    match finding.status {
        FindingStatus::Stands => format!("{it} finds{at}"),
        FindingStatus::MayBeLifted => format!("{it} finds{at}, and may be lifted by {}", by(LiftEffect::MayLift)),
        FindingStatus::Lifted => format!("{its}{at} is lifted by {}", by(LiftEffect::Lifts)),
    }
}

/// Everything that was found or is open.
fn all(explanation: &Explanation) -> String {
    let called = |name: &str| match row_of(name) {
        Some((table, row)) => format!("{table} row {row}"),
        None => name.to_owned(),
    };
    let found = explanation.findings.iter().map(|finding| called(&finding.rule));
    let open = explanation.open.iter().map(|open| format!("{} (open)", called(&open.rule)));
    let mut names: Vec<String> = found.chain(open).collect();
    names.dedup();
    names.join(", ")
}

fn questions(explanation: &Explanation) -> String {
    let paths: Vec<&str> = explanation.missing.iter().map(|missing| missing.path.as_str()).collect();
    if paths.is_empty() { "nothing is asked".into() } else { format!("asked is only about {}", paths.join(", ")) }
}
