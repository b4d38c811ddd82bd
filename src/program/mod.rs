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
use std::ops::Range;
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

impl Program {
    /// The numbers of the rules that come from the item of this name: of a table, all its rows. O(log rules).
    #[must_use]
    pub fn rules_of(&self, item: &str) -> Range<usize> {
        let start = self.rules.partition_point(|rule| rule.code.item().as_ref() < item);
        let end = self.rules.partition_point(|rule| rule.code.item().as_ref() <= item);
        start..end
    }

    /// The number of the rule of this name; of a row `table[2]`.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<u32> {
        let item = name.split_once('[').map_or(name, |(table, _)| table);
        let mut rules = self.rules_of(item);
        let found = rules.find(|number| self.rules.get(*number).is_some_and(|rule| *rule.code.name == *name));
        found.and_then(|number| u32::try_from(number).ok())
    }
}
