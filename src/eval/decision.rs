//! A decision: what holds, what may hold, and the verdict, as numbers and paths.
//!
//! **Invariant:** no rendered text. Rule numbers are indices into [`crate::program::Program::rules`]; text is made by
//! [`super::Evaluator::explain`], from the same program and order.

use super::answers::IfAnswered;
use crate::domain::{Date, Truth, Undefined};

/// The outcome of screening one order. Equal for equal programs, orders and as-of dates.
#[derive(Clone, Debug, PartialEq)]
pub struct Decision {
    pub(super) verdict: Verdict,
    pub(super) policies: Vec<PolicyDecision>,
    pub(super) lines: Vec<Verdict>,
    pub(super) findings: Vec<Finding>,
    pub(super) open: Vec<OpenRule>,
    pub(super) missing: Vec<MissingFact>,
    pub(super) assumptions: Vec<SlotPath>,
    /// Flags that stand or may stand, for messages that speak of their weight.
    pub(super) flags: Vec<(u32, Truth)>,
    /// The as-of date that was asked for, when one was.
    pub(super) as_of: Option<Date>,
    /// Whether everything was looked at.
    pub(super) complete: bool,
    /// Whether bounds and missing facts are those of the completions.
    pub(super) exact: bool,
}

impl Decision {
    /// The verdict on the whole order.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        self.verdict
    }

    /// The verdict of each policy, in the program's order (by name).
    #[must_use]
    pub fn policies(&self) -> &[PolicyDecision] {
        &self.policies
    }

    /// The verdict on each element of `order.lines`: its own findings and those of the whole order.
    #[must_use]
    pub fn lines(&self) -> &[Verdict] {
        &self.lines
    }

    /// What was found, worst outcome first, then by policy, rule and binding; flags last. Lifted findings included.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Rules and flags that may yet find something, in the order of findings.
    #[must_use]
    pub fn open(&self) -> &[OpenRule] {
        &self.open
    }

    /// While a verdict is not determined: the facts that could change it, or what is found, in the schema's order. Just those where
    /// [`Decision::is_exact`]; else perhaps too many, never too few.
    #[must_use]
    pub fn missing(&self) -> &[MissingFact] {
        &self.missing
    }

    /// The assumptions that were relied on, in the schema's order.
    #[must_use]
    pub fn assumptions(&self) -> &[SlotPath] {
        &self.assumptions
    }

    /// Whether every rule was decided. False for an order so large that the policy's loops over its lists multiply beyond the
    /// evaluator's limit: then no scope is determined, and anything could be found yet.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the bounds are those that completions of the missing facts have, and each missing fact matters in some of them. False
    /// where it could not be told within the evaluator's limits: then the bounds may be too wide, and missing facts too many.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.exact
    }

    /// The as-of date that was asked for in place of the policies' own, if any.
    #[must_use]
    pub fn as_of(&self) -> Option<Date> {
        self.as_of
    }
}

/// A verdict with its bounds, as ranks: indices into [`crate::program::Outcomes::ranks`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Verdict {
    /// What the order counts as.
    pub outcome: u32,
    /// The least that any completion of the missing facts leaves.
    pub lower: u32,
    /// The worst that any completion of the missing facts could bring.
    pub upper: u32,
    /// Whether the bounds agree: nothing that is missing can change the verdict.
    pub determined: bool,
}

/// What one policy says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PolicyDecision {
    /// Index into [`crate::program::Program::policies`].
    pub policy: u32,
    /// The date it judged by; `None` when unknown.
    pub as_of: Option<Date>,
    /// Its verdict.
    pub verdict: Verdict,
}

/// A rule or flag whose condition is true.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// The rule or flag.
    pub rule: u32,
    /// The element that each `for each` is bound to, outermost first.
    pub at: Bindings,
    /// Whether it counts.
    pub status: Status,
    /// The exceptions that lift it, or may.
    pub lifts: Vec<Lift>,
    /// The slots it was found from, in the schema's order.
    pub facts: Vec<SlotPath>,
}

/// Whether a finding counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Status {
    /// It counts.
    Stands,
    /// It counts, unless missing facts turn out so that an exception lifts it.
    MayBeLifted,
    /// An exception lifts it.
    Lifted,
}

/// What an exception does to a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Effect {
    /// It lifts it.
    Lifts,
    /// It lifts it if missing facts turn out so.
    MayLift,
    /// It holds, but is itself lifted.
    IsLifted,
}

/// An exception that holds, or may, over a finding.
#[derive(Clone, Debug, PartialEq)]
pub struct Lift {
    /// The exception; the finding's own rule when it is its `unless`.
    pub exception: u32,
    /// The element that each `for each` of the exception is bound to.
    pub at: Bindings,
    /// What it does.
    pub effect: Effect,
    /// The exceptions that lift it, or may.
    pub lifted_by: Vec<u32>,
    /// The slots it rests on.
    pub facts: Vec<SlotPath>,
}

/// A rule or flag whose condition is unknown, and that is not lifted in any case.
#[derive(Clone, Debug, PartialEq)]
pub struct OpenRule {
    /// The rule or flag.
    pub rule: u32,
    /// The element that each `for each` is bound to, outermost first; `None` for one of a missing list.
    pub at: Bindings,
    /// The slots that its condition depends on.
    pub needs: Vec<SlotPath>,
}

/// A slot that could change a verdict.
#[derive(Clone, Debug, PartialEq)]
pub struct MissingFact {
    /// Where.
    pub slot: SlotPath,
    /// Why what is given there does not serve; `None` when nothing is given.
    pub reason: Option<Undefined>,
    /// What it can change.
    pub change: Change,
    /// The rules, flags and exceptions it bears on, ascending (so by name).
    pub bears_on: Vec<u32>,
    /// What the answers would make of the verdict on the order, the mildest first. Empty where that cannot be told answer by answer,
    /// or none of them alters the bounds of that verdict.
    pub answers: Vec<IfAnswered>,
}

/// What a missing fact can change.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Change {
    /// The outcome of the order, of a policy or of a line.
    Outcome,
    /// No outcome, but what is found.
    Findings,
}

/// One element a loop variable, outermost first.
pub type Bindings = Box<[Option<SlotPath>]>;

/// Where a fact stands, or would stand, in an order. Ordered as the schema orders fields.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SlotPath(Box<[Step]>);

impl SlotPath {
    pub(super) fn new(steps: Vec<Step>) -> Self {
        Self(steps.into())
    }

    /// From the order inwards.
    #[must_use]
    pub fn steps(&self) -> &[Step] {
        &self.0
    }
}

/// One step of a [`SlotPath`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// Index into the record's fields.
    Field(u16),
    /// An element of a list, counted from 0.
    Element(u32),
}
