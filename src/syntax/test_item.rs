//! The tree of a `test` item, as it is written.

use super::expression::Literal;
use super::tree::{Ident, Spanned};
use crate::problem::Span;

/// A `test` item: its clauses in the order they are written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Test {
    /// Its title.
    pub title: Ident,
    /// Its clauses.
    pub clauses: Vec<Spanned<TestClause>>,
}

/// A clause of a test.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TestClause {
    /// `given order`
    Given(GivenOrder),
    /// `as of`: the date as text.
    AsOf(Ident),
    /// `expect`
    Expect(Expect),
}

/// `given order`, with its facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenOrder {
    /// The file that the order is taken from.
    pub from: Option<OrderFile>,
    /// The facts; of an order that is taken from a file, in place of its own or beside them.
    pub facts: Vec<GivenFact>,
}

/// `"orders.ndjson" id "SO-1"`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OrderFile {
    /// Path of the file.
    pub path: Ident,
    /// Which order of the file.
    pub id: Option<Ident>,
}

/// `lines[1].hs = 8542.31`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GivenFact {
    /// Where in the order.
    pub slot: Slot,
    /// What is given there.
    pub value: GivenValue,
}

/// What a test gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum GivenValue {
    /// One value, or `none`.
    One(Literal),
    /// `{DE, TR}`
    Many(Spanned<Vec<Literal>>),
}

/// Where in an order: `lines[1].hs`.
pub type Slot = Spanned<Vec<Segment>>;

/// One field of a [`Slot`], and which element of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Segment {
    /// The field.
    pub name: Ident,
    /// The number of the element, from 1, still as text.
    pub element: Option<Ident>,
}

/// An `expect` clause: all its parts must hold.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expect {
    /// Its parts.
    pub parts: Vec<Spanned<Expected>>,
    /// `for`: of which part of the verdict it speaks.
    pub scope: Option<Slot>,
}

/// A part of an `expect` clause.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Expected {
    /// `prohibited by a and b`
    Outcome {
        /// The outcome.
        outcome: Ident,
        /// The rules that find.
        by: Vec<Ident>,
    },
    /// `determined`
    Determined,
    /// `undetermined`
    Undetermined,
    /// `up to prohibited`
    UpTo(Ident),
    /// `at least review`
    AtLeast(Ident),
    /// `finding by a and b`
    Finding(Vec<Ident>),
    /// `no finding by a or b`; without names, none at all.
    NoFinding(Vec<Ident>),
    /// `lifted a by b`
    Lifted {
        /// What is lifted.
        rule: Ident,
        /// What lifts it.
        by: Vec<Ident>,
    },
    /// `open a`
    Open(Vec<Ident>),
    /// `needs ship_to.country`
    Needs(Vec<Slot>),
}

impl Segment {
    /// Name and number together.
    #[must_use]
    pub fn span(&self) -> Span {
        self.element.as_ref().map_or(self.name.span, |element| self.name.span.to(element.span))
    }
}
