//! Running the tests of a policy: a test's order is screened, and its expectations are held against the verdict.
//!
//! **Invariant:** a test is screened as any order is; what it expects is read off the explanation that users get.

pub mod coverage;

use crate::eval::Evaluator;
use crate::eval::explanation::{Explanation, Finding, FindingStatus, LiftEffect, VerdictText};
use crate::facts::assemble;
use crate::program::{Expectation, Expected, Scope, TestCase};

/// A test that was run.
#[derive(Clone, Debug, PartialEq)]
pub struct Trial {
    /// The verdict on its order.
    pub explanation: Explanation,
    /// Which of its expectations do not hold, by number from 0.
    pub failed: Vec<usize>,
}

impl Trial {
    /// Holds the verdict against what the test expects.
    fn of(case: &TestCase, explanation: Explanation) -> Self {
        let fails = |(_, expectation): &(usize, &Expectation)| !holds(expectation, &explanation);
        let failed = case.expectations.iter().enumerate().filter(fails).map(|(index, _)| index).collect();
        Self { explanation, failed }
    }

    /// Whether every expectation holds.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.failed.is_empty()
    }
}

/// Runs a test by the program it was compiled with.
#[must_use]
pub fn run(evaluator: &Evaluator, case: &TestCase) -> Trial {
    let order = assemble(&evaluator.program().schema, &case.title, &case.given);
    let decision = match case.as_of {
        Some(date) => evaluator.screen_as_of(&order, date),
        None => evaluator.screen(&order),
    };
    let explanation = evaluator.explain(&order, &decision);
    Trial::of(case, explanation)
}

/// The verdict that an expectation speaks of; `None` when the order has no such line.
#[must_use]
pub fn verdict_of<'e>(scope: &Scope, explanation: &'e Explanation) -> Option<&'e VerdictText> {
    match scope {
        Scope::Order => Some(&explanation.verdict),
        Scope::Policy(name) => {
            let mut policies = explanation.policies.iter();
            policies.find(|policy| *policy.policy == **name).map(|policy| &policy.verdict)
        }
        Scope::Element(path) => explanation.lines.iter().find(|line| line.path == *path).map(|line| &line.verdict),
    }
}

/// Whether a rule is the item of this name, or a row of that table.
#[must_use]
pub fn is_of(rule: &str, item: &str) -> bool {
    rule.strip_prefix(item).is_some_and(|rest| rest.is_empty() || rest.starts_with('['))
}

fn holds(expectation: &Expectation, explanation: &Explanation) -> bool {
    let scope = &expectation.scope;
    let verdict = |test: &dyn Fn(&VerdictText) -> bool| verdict_of(scope, explanation).is_some_and(test);
    let any_finding = |rule: &str, test: &dyn Fn(&Finding) -> bool| {
        explanation
            .findings
            .iter()
            .any(|finding| is_of(&finding.rule, rule) && within(scope, &finding.at) && test(finding))
    };
    let open = |rule: &str| explanation.open.iter().any(|open| is_of(&open.rule, rule) && within(scope, &open.at));
    match &expectation.expected {
        Expected::Outcome { outcome, determined } => {
            verdict(&|verdict| *verdict.outcome == **outcome && (verdict.determined || !determined))
        }
        Expected::Determined(determined) => verdict(&|verdict| verdict.determined == *determined),
        Expected::UpTo(outcome) => verdict(&|verdict| *verdict.upper == **outcome),
        Expected::AtLeast(outcome) => verdict(&|verdict| *verdict.lower == **outcome),
        Expected::Finding { rule, outcome } => any_finding(rule, &|finding| brings(finding, outcome.as_deref())),
        Expected::NoFinding(Some(rule)) => !any_finding(rule, &|_| true) && !open(rule),
        Expected::NoFinding(None) => {
            let found = explanation.findings.iter().any(|finding| within(scope, &finding.at));
            !found && !explanation.open.iter().any(|open| within(scope, &open.at))
        }
        Expected::Lifted { rule, by } => any_finding(rule, &|finding| is_lifted(finding, by.as_deref())),
        Expected::Open(rule) => open(rule),
        Expected::Needs(path) => explanation.missing.iter().any(|missing| missing.path == *path),
    }
}

/// Whether what is bound to these elements belongs to the scope.
fn within(scope: &Scope, at: &[crate::eval::explanation::Binding]) -> bool {
    match scope {
        Scope::Order | Scope::Policy(_) => true,
        Scope::Element(path) => at.iter().any(|binding| binding.path == *path),
    }
}

/// Whether it counts, and brings this outcome (a flag brings none).
fn brings(finding: &Finding, wanted: Option<&str>) -> bool {
    let other = |(outcome, wanted): (&String, &str)| outcome != wanted;
    finding.status != FindingStatus::Lifted && !finding.outcome.as_ref().zip(wanted).is_some_and(other)
}

fn is_lifted(finding: &Finding, by: Option<&str>) -> bool {
    let lifts = |name: &str| {
        finding.exceptions.iter().any(|lift| is_of(&lift.exception, name) && lift.effect == LiftEffect::Lifts)
    };
    finding.status == FindingStatus::Lifted && by.is_none_or(lifts)
}

#[cfg(test)]
mod tests;
