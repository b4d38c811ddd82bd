//! The items of a compiled policy.

use super::{Code, Expr, Name, Ref};
use crate::domain::{Date, Decimal, Period, Value};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A `policy` item.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// Who answers for it.
    pub owner: Option<Arc<str>>,
    /// `judged as of`: the date an order is judged by. Without one, `order.date` where the schema has it.
    pub judged_as_of: Option<Code>,
}

/// A source of law with its provisions.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Authority {
    /// Its name.
    pub name: Name,
    /// Its title.
    pub title: Arc<str>,
    /// The date it bears.
    pub dated: Option<Date>,
    /// What can be cited.
    pub provisions: Vec<Provision>,
}

/// One provision of an authority.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Provision {
    /// The identifier that `cites` uses, such as `746.7(a)(1)(ii)`.
    pub id: Arc<str>,
    /// What it says, in a line.
    pub title: Arc<str>,
    /// Whether its text was read in a source.
    pub verified: Option<Verified>,
}

/// How well a fact of law was checked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verified {
    /// Read in a published source.
    Seen,
    /// Not re-read in a source; to be checked before anyone relies on it.
    Recalled,
}

/// The outcomes, from least to most severe.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcomes {
    /// Least severe first; the first is what an order gets when nothing is found.
    pub ranks: Vec<Outcome>,
    /// What an undetermined order counts as: an index into `ranks`.
    pub undetermined_counts_as: u32,
}

/// One outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// What it means.
    pub title: Option<Arc<str>>,
}

/// A set of values. Entries can have periods in force.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Set {
    /// Its name.
    pub name: Name,
    /// What it holds: a scalar type.
    pub ty: super::Type,
    /// Its members.
    pub entries: Vec<SetEntry>,
    /// What it refers to: the sets it includes.
    pub refs: Vec<Ref>,
}

/// One entry of a set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct SetEntry {
    /// The value, or another set.
    pub member: SetMember,
    /// When it is in force.
    pub period: Period,
}

/// A value, or all of another set.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum SetMember {
    /// One value; for a hierarchical code, everything under it as well.
    Value(Value),
    /// Index into the set's links.
    Set(u16),
}

/// A definition: a named expression with parameters, which are locals 0, 1, … of its code.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Define {
    /// Its name.
    pub name: Name,
    /// How many arguments it takes.
    pub parameters: u16,
    /// Its body.
    pub code: Code,
}

/// A rule, flag or exception, or a row of a decision table. Its loops' variables are locals 0, 1, ….
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rule {
    /// Its name; of a row `table[2]`.
    pub name: Name,
    /// Which row of a table it is.
    pub row: Option<Row>,
    /// Who can answer it: of an untranslatable provision.
    pub question: Option<Question>,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// The policy it belongs to.
    pub policy: Option<Name>,
    /// Rule, flag or exception.
    pub kind: RuleKind,
    /// The provisions it rests on.
    pub cites: Vec<Citation>,
    /// When it is in force, first and last day included.
    pub period: Period,
    /// `for each` clauses, outermost first.
    pub loops: Vec<Loop>,
    /// `when`. [`Expr::All`] of nothing when the item has none.
    pub condition: Expr,
    /// `unless`: an unnamed exception to this rule alone.
    pub unless: Option<Expr>,
    /// `because`, in parts.
    pub message: Vec<MessagePart>,
    /// What the expressions refer to.
    pub refs: Vec<Ref>,
    /// How many locals evaluation needs.
    pub locals: u16,
}

impl Rule {
    /// The name of the item that it comes from: of a row, that of its table.
    #[must_use]
    pub fn item(&self) -> &Name {
        self.row.as_ref().map_or(&self.name, |row| &row.table)
    }

    /// What rules are sorted by: their items by name, rows as they stand.
    #[must_use]
    pub fn place(&self) -> (&Name, u32) {
        (self.item(), self.row.as_ref().map_or(0, |row| row.number))
    }
}

/// A row of a decision table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// Name of the table.
    pub table: Name,
    /// Which row, counted from 1.
    pub number: u32,
}

/// The question of a provision that only a person can judge, and the field that holds the answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// What to ask.
    pub asks: Arc<str>,
    /// The record, by name.
    pub record: Name,
    /// Index into the record's fields.
    pub field: u16,
}

/// What sort of rule it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum RuleKind {
    /// Finds, with the named outcome (an index into [`Outcomes::ranks`] is resolved by the evaluator).
    Rule {
        /// Name of the outcome.
        outcome: Name,
    },
    /// Finds, and adds its weight, once however many bindings raise it.
    Flag {
        /// Not negative.
        weight: Decimal,
    },
    /// Lifts what the named rules, flags or exceptions find.
    Exception {
        /// Names of rules, flags and exceptions.
        lifts: Vec<Name>,
    },
}

/// A provision that is cited.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Citation {
    /// Name of the authority.
    pub authority: Name,
    /// Identifier of the provision.
    pub provision: Arc<str>,
}

/// One `for each` clause.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Loop {
    /// The variable's name, for reports.
    pub variable: Name,
    /// The list it runs over.
    pub list: Expr,
}

/// A part of a message.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum MessagePart {
    /// Text as it stands.
    Text(Arc<str>),
    /// A value to fill in.
    Value(Expr),
}
