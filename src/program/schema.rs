//! The shape of an order: records and their fields.

use super::{Code, Linked, Name};
use crate::domain::Value;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// All records; `root` is the one named `order`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Schema {
    /// The records, sorted by name.
    pub records: Vec<Linked<Record>>,
    /// Index of the record named `order`.
    pub root: u32,
}

impl Schema {
    /// The index of the record of this name. O(log n).
    #[must_use]
    pub fn record_index(&self, name: &str) -> Option<usize> {
        self.records.binary_search_by(|record| record.code.name.as_ref().cmp(name)).ok()
    }

    /// The record of this name. O(log n).
    #[must_use]
    pub fn record(&self, name: &str) -> Option<&Linked<Record>> {
        self.records.get(self.record_index(name)?)
    }
}

/// One record type. Records never contain themselves, so an order has a finite set of slots.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// Its name.
    pub name: Name,
    /// Its fields, in the order they are declared.
    pub fields: Vec<Field>,
}

/// One field of a record.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Field {
    /// Its name.
    pub name: Name,
    /// What it holds.
    pub ty: Type,
    /// What its absence means.
    pub presence: Presence,
    /// The question to put to a person when it is unknown.
    pub asks: Option<Arc<str>>,
}

/// What the absence of a field means. JSON `null` is absence.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Presence {
    /// The order is refused before any rule runs.
    Required,
    /// Absent means unknown.
    Plain,
    /// Absent means this; each use is listed in the decision.
    Assumed(Assumption),
    /// Worked out from the other fields of the same record, which is local 0 of the code; never given.
    Derived(Arc<Code>),
}

/// What an absent field is taken to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Assumption {
    /// Known not to exist (a record), or known to be empty (a list).
    None,
    /// This value.
    Value(Value),
}

/// What a field or an expression holds.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Type {
    /// `yes_no`; also every condition.
    YesNo,
    /// `text`
    Text,
    /// `number`, an exact decimal.
    Number,
    /// `money`, an amount with its currency.
    Money,
    /// `percent`
    Percent,
    /// `date`
    Date,
    /// `duration`
    Duration,
    /// `country`
    Country,
    /// `hs_code`
    HsCode,
    /// `eccn`
    Eccn,
    /// `one of a, b, c`: the values as they are declared; [`Value::OneOf`] is an index into them.
    OneOf(Arc<[Name]>),
    /// A record, by name.
    Record(Name),
    /// `list of T`
    List(Box<Type>),
}
