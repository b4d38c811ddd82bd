//! A decision in words and paths: what `--format json` prints, field for field (see `docs/decision.md`).
//!
//! Paths are relative to the order; elements are counted from 1: `lines[2].hs`.

use serde::Serialize;

/// A decision, explained.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Explanation {
    /// The order's id.
    pub order: Option<String>,
    /// Overall.
    pub verdict: VerdictText,
    /// Whether every rule was decided; `false` for an order too large for the policy's loops (see `docs/decision.md`).
    pub complete: bool,
    /// Whether the bounds are just those that the missing facts can bring, and each missing fact can change something; `false` where
    /// that could not be told within the evaluator's limits, and bounds and missing facts are cautious.
    pub exact: bool,
    /// Per policy, sorted by name.
    pub policies: Vec<PolicyVerdict>,
    /// Per element of `order.lines`, in order.
    pub lines: Vec<LineVerdict>,
    /// What was found, worst first, lifted findings included.
    pub findings: Vec<Finding>,
    /// Rules and flags that may yet find something, depending on missing facts.
    pub open: Vec<OpenRule>,
    /// Facts that could change the verdict.
    pub missing: Vec<Missing>,
    /// What was assumed because the order does not say.
    pub assumptions: Vec<FactValue>,
}

/// A verdict with its bounds, as outcome names.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct VerdictText {
    /// What the order counts as: act on this one.
    pub outcome: String,
    /// Whether nothing that is missing could change it.
    pub determined: bool,
    /// The least that any completion of the missing facts leaves.
    pub lower: String,
    /// The worst that any completion of the missing facts could bring.
    pub upper: String,
}

/// The verdict of one policy.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PolicyVerdict {
    /// Its name.
    pub policy: String,
    /// Its title.
    pub title: Option<String>,
    /// The date it judged by; `null` when unknown.
    pub as_of: Option<String>,
    /// Its verdict.
    #[serde(flatten)]
    pub verdict: VerdictText,
}

/// The verdict on one line: what its own findings and those of the whole order come to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LineVerdict {
    /// `lines[1]`
    pub path: String,
    /// Its verdict.
    #[serde(flatten)]
    pub verdict: VerdictText,
}

/// One finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Name of the rule or flag; of a row of a table `table[2]`.
    pub rule: String,
    /// `rule`, `flag` or `untranslatable`.
    pub kind: RuleKindText,
    /// Its title.
    pub title: Option<String>,
    /// The policy it belongs to.
    pub policy: Option<String>,
    /// The outcome it brings; `null` for a flag.
    pub outcome: Option<String>,
    /// The weight it adds; `null` for a rule.
    pub weight: Option<String>,
    /// Whether an exception lifts it.
    pub status: FindingStatus,
    /// The exceptions that lift it, or may.
    pub exceptions: Vec<Lift>,
    /// What it is about: the elements its `for each` is bound to. Empty: the whole order.
    pub at: Vec<Binding>,
    /// Its reason.
    pub message: String,
    /// The provisions it rests on.
    pub cites: Vec<CitationText>,
    /// The facts it was found from.
    pub facts: Vec<FactValue>,
    /// First day in force.
    pub since: Option<String>,
    /// Last day in force.
    pub until: Option<String>,
}

/// Rule, flag, or what only a person can judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum RuleKindText {
    /// A rule.
    Rule,
    /// A flag.
    Flag,
    /// A provision that the language cannot express: a person judged it, or has to.
    Untranslatable,
}

/// Whether a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FindingStatus {
    /// It counts, and nothing missing could lift it.
    Stands,
    /// It counts, unless a missing fact turns out so that an exception lifts it.
    MayBeLifted,
    /// An exception lifts it.
    Lifted,
}

/// What an exception does to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum LiftEffect {
    /// It lifts it.
    Lifts,
    /// It lifts it if missing facts turn out so.
    MayLift,
    /// It holds, but is itself lifted: it does nothing.
    IsLifted,
}

/// An exception that holds, or may, over a finding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Lift {
    /// Name of the exception; for the rule's own `unless`, the rule's name.
    pub exception: String,
    /// Its title.
    pub title: Option<String>,
    /// What it does to the finding.
    pub effect: LiftEffect,
    /// The exceptions that lift this one, or may.
    pub lifted_by: Vec<String>,
    /// Its reason, when it has one.
    pub message: Option<String>,
    /// The provisions it rests on.
    pub cites: Vec<CitationText>,
    /// The facts it was found from.
    pub facts: Vec<FactValue>,
}

/// An element that a finding is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Binding {
    /// The variable: `line`.
    pub name: String,
    /// The element: `lines[1]`.
    pub path: String,
}

/// A provision, cited.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct CitationText {
    /// Name of the authority.
    pub authority: String,
    /// Its title.
    pub authority_title: String,
    /// Identifier of the provision.
    pub provision: String,
    /// What it says.
    pub title: String,
    /// `seen` or `recalled`, where the policy says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verified: Option<crate::program::Verified>,
}

/// A fact and its value.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct FactValue {
    /// Where it stands in the order.
    pub path: String,
    /// Its value, as the policy would write it.
    pub value: String,
    /// Whether the schema, not the order, says so.
    pub assumed: bool,
}

/// A rule or flag that may yet find something.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OpenRule {
    /// Name of the rule or flag; of a row of a table `table[2]`.
    pub rule: String,
    /// `rule`, `flag` or `untranslatable`.
    pub kind: RuleKindText,
    /// Its title.
    pub title: Option<String>,
    /// The policy it belongs to.
    pub policy: Option<String>,
    /// The outcome it could bring; `null` for a flag.
    pub outcome: Option<String>,
    /// What it is about.
    pub at: Vec<Binding>,
    /// The provisions it rests on.
    pub cites: Vec<CitationText>,
    /// The paths of the missing facts that it depends on.
    pub needs: Vec<String>,
}

/// A missing fact that could change the verdict.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Missing {
    /// Where it would stand in the order.
    pub path: String,
    /// What to ask a person.
    pub ask: String,
    /// What is expected: `country`, `yes or no`, `one of …`.
    pub expects: String,
    /// Why it is unknown, when it is not simply absent: two currencies without a rate, a division by zero.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What it can change.
    pub changes: ChangeText,
    /// Names of the rules, flags and exceptions it bears on.
    pub bears_on: Vec<String>,
    /// What the answers would make of the order's verdict, the mildest first; empty where that cannot be told answer by answer.
    pub answers: Vec<AnswerText>,
}

/// What a missing fact can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ChangeText {
    /// The outcome of the order, of a policy or of a line.
    Outcome,
    /// No outcome, but what is found.
    Findings,
}

/// Some answers to a question, and what each of them would make of the order's verdict.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct AnswerText {
    /// The answers in words: `yes`, `IR, KP or SY`, `USD 5,000 or more`, `any other country`.
    pub answer: String,
    /// The least that the facts still missing then leave.
    pub lower: String,
    /// The worst that the facts still missing then could bring.
    pub upper: String,
    /// Whether nothing else that is missing could then change the verdict.
    pub settles: bool,
}
