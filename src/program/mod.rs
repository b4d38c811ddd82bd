//! The compiled policy: plain immutable data, serialisable, with no source trees and no compiler in it.
//!
//! **Invariant:** a `Program` comes from a policy without errors; every reference in it resolves.

mod atoms;
mod code;
mod policy;
mod schema;
mod test_case;

pub use atoms::{AtomId, CodePart};
pub use code::{Code, CompareOp, Expr, Linked, Quantifier, Ref, RefKind, TextTest};
pub use policy::{
    Authority, Citation, Define, Loop, MessagePart, Outcome, Outcomes, Policy, Provision, Question, Row, Rule,
    RuleKind, Set, SetEntry, SetMember, Verified,
};
pub use schema::{Assumption, Field, Presence, Record, Schema, Type};
pub use test_case::{Expectation, Expected, Given, GivenFact, Scope, Step, TestCase};

use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A declared name, in `snake_case`.
pub type Name = Arc<str>;

/// A compiled policy. Build one with [`crate::lower`] (or deserialise one), then hand it to [`crate::eval::Evaluator`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Program {
    /// What an order looks like.
    pub schema: Schema,
    /// The outcomes, from least to most severe.
    pub outcomes: Outcomes,
    /// The sources of law, sorted by name.
    pub authorities: Vec<Arc<Authority>>,
    /// The policies, sorted by name.
    pub policies: Vec<Linked<Policy>>,
    /// The sets, sorted by name. Links of a set: the sets it includes.
    pub sets: Vec<Linked<Set>>,
    /// The definitions, sorted by name.
    pub defines: Vec<Linked<Define>>,
    /// Rules, rows of tables, flags and exceptions, sorted by the name of their item, rows as they stand.
    pub rules: Vec<Linked<Rule>>,
}
