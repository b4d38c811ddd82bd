//! A `test` item: an order in the making, and what is expected of its verdict. It stands beside a program, not in it.

use super::Name;
use crate::domain::{Date, Value};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A compiled test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct TestCase {
    /// Its title, unique in the whole policy.
    pub title: Arc<str>,
    /// The policy it stands in.
    pub policy: Option<Name>,
    /// What the order gives; whatever is not here is absent.
    pub given: Vec<Given>,
    /// The date to judge by, in place of the policies' own.
    pub as_of: Option<Date>,
    /// What must hold of the verdict; never empty.
    pub expectations: Vec<Expectation>,
}

/// One fact of the order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Given {
    /// Where; no two facts of a test lie at or under the same place.
    pub path: Vec<Step>,
    /// What.
    pub fact: GivenFact,
}

/// One step from the order inwards.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Step {
    /// Index into the record's fields.
    Field(u16),
    /// An element of a list, counted from 0.
    Element(u32),
}

/// What an order can give.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum GivenFact {
    /// A value.
    Value(Value),
    /// A list of values.
    List(Vec<Value>),
    /// A record that does not exist.
    None,
    /// A record of which nothing else is given.
    Record,
    /// An element of a list of which nothing is known.
    Unknown,
}

/// One thing that must hold.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Expectation {
    /// Of which part of the verdict.
    pub scope: Scope,
    /// What.
    pub expected: Expected,
}

/// The part of a verdict that an expectation is about.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Scope {
    /// The whole order.
    Order,
    /// One policy.
    Policy(Name),
    /// An element of a list, such as `lines[1]`.
    Element(String),
}

/// What can be expected.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Expected {
    /// This outcome; beyond doubt, unless the test says that the verdict is undetermined.
    Outcome {
        /// Its name.
        outcome: Name,
        /// Whether nothing that is missing may be able to change it.
        determined: bool,
    },
    /// Whether anything that is missing can change the verdict.
    Determined(bool),
    /// The worst that missing facts can bring.
    UpTo(Name),
    /// The least that missing facts can leave.
    AtLeast(Name),
    /// This rule or flag has a finding, and it is not lifted.
    Finding {
        /// The rule or flag.
        rule: Name,
        /// What it must bring; a flag brings no outcome, so of one it asks nothing.
        outcome: Option<Name>,
    },
    /// This rule or flag finds nothing, whatever is missing; without a name: none does.
    NoFinding(Option<Name>),
    /// This rule or flag has a finding, and it is lifted.
    Lifted {
        /// The rule or flag.
        rule: Name,
        /// By this exception, or (its own name) by its `unless`.
        by: Option<Name>,
    },
    /// It is unknown whether this rule or flag finds.
    Open(Name),
    /// This fact is missing and asked for.
    Needs(String),
}
