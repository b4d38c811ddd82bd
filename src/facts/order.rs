//! An order as the evaluator sees it: typed slots in the shape of the schema.

use crate::domain::Value;

/// A decoded order.
#[derive(Clone, Debug, PartialEq)]
pub struct Order {
    /// Its `id`, where the schema has one and the order gives it.
    pub id: Option<String>,
    /// The root record's fields, in the schema's order.
    pub fields: Box<[Fact]>,
}

/// One slot of an order.
#[derive(Clone, Debug, PartialEq)]
pub enum Fact {
    /// Not in the order, and nothing is assumed: unknown.
    Missing,
    /// Assumed not to exist.
    None,
    /// A derived field: worked out when it is read.
    Derived,
    /// A value.
    Scalar {
        /// What it is.
        value: Value,
        /// Whether the schema, not the order, says so.
        assumed: bool,
    },
    /// A record, its fields in the schema's order.
    Record(Box<[Fact]>),
    /// A list. An element can be `Missing` (a `null`).
    List {
        /// The elements.
        items: Vec<Fact>,
        /// Whether it is empty only because the schema assumes so.
        assumed: bool,
    },
}
