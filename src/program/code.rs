//! Compiled expressions.

use super::{Name, Type};
use crate::domain::Value;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// An item's code with its references resolved: `links[i]` is the index, in the program's table of that kind, of reference `i`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Linked<T> {
    /// The item, shared between successive programs.
    pub code: Arc<T>,
    /// Where its references point.
    pub links: Box<[u32]>,
}

/// An expression on its own, with what it refers to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Code {
    /// The expression.
    pub expr: Expr,
    /// What it refers to. Empty for the code of a derived field: it uses the references of its record's [`Linked`].
    pub refs: Vec<Ref>,
    /// How many locals evaluation needs.
    pub locals: u16,
    /// What it yields.
    pub ty: Type,
}

/// A reference to another item by name; code holds its index in the item's `refs`.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Ref {
    /// Which table.
    pub kind: RefKind,
    /// Which entry.
    pub name: Name,
}

/// The tables that code refers to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum RefKind {
    /// [`super::Program::sets`]
    Set,
    /// [`super::Program::defines`]
    Define,
}

/// A typed expression. Conditions are expressions of type `yes_no`.
///
/// Every comparison with an unknown is unknown; with something known to be absent (`assumed none`) it is false.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Expr {
    /// A literal.
    Literal(Value),
    /// The order itself.
    Order,
    /// A parameter, a loop variable, or the record of a derived field.
    Local(u16),
    /// A field of a record.
    Field {
        /// The record.
        of: Box<Expr>,
        /// The record's type, by name.
        record: Name,
        /// Index into the record's fields.
        field: u16,
    },
    /// Negation.
    Not(Box<Expr>),
    /// Every condition holds. Of nothing: true.
    All(Box<[Expr]>),
    /// Some condition holds. Of nothing: false.
    Any(Box<[Expr]>),
    /// A comparison.
    Compare {
        /// Which.
        op: CompareOp,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
        /// Texts only: mind case and accents.
        exactly: bool,
    },
    /// Membership in a named set, as of the as-of date.
    InSet {
        /// What is looked up.
        item: Box<Expr>,
        /// Index into `refs`.
        set: u16,
    },
    /// Membership in values written in place; hierarchical codes match what lies under them.
    OneOf {
        /// What is looked up.
        item: Box<Expr>,
        /// The values.
        values: Box<[Value]>,
    },
    /// Whether the order as it stands has this fact, given or assumed. Never unknown.
    Known(Box<Expr>),
    /// Whether the fact is known not to exist (`X is none`).
    IsNone(Box<Expr>),
    /// A test on a text.
    TextTest {
        /// Which.
        test: TextTest,
        /// The text.
        text: Box<Expr>,
        /// Mind case and accents.
        exactly: bool,
    },
    /// A quantified condition over a list.
    Quantified {
        /// Which.
        quantifier: Quantifier,
        /// The list.
        list: Box<Expr>,
        /// The local that holds the element.
        local: u16,
        /// The condition on the element.
        body: Box<Expr>,
    },
    /// Sum of a value over a list (number, money, percent or duration).
    Sum {
        /// The list.
        list: Box<Expr>,
        /// The local that holds the element.
        local: u16,
        /// What is summed.
        value: Box<Expr>,
        /// Which elements take part.
        filter: Option<Box<Expr>>,
    },
    /// How many elements a list has.
    Count {
        /// The list.
        list: Box<Expr>,
        /// The local that holds the element.
        local: u16,
        /// Which elements are counted.
        filter: Option<Box<Expr>>,
    },
    /// Terms added up; `true` subtracts.
    Add(Box<[(bool, Expr)]>),
    /// Factors multiplied; `true` divides.
    Multiply(Box<[(bool, Expr)]>),
    /// The value, or the fallback when the order as it stands lacks it.
    OrElse {
        /// The value.
        value: Box<Expr>,
        /// The fallback.
        fallback: Box<Expr>,
    },
    /// A definition, applied.
    Call {
        /// Index into `refs`.
        define: u16,
        /// One expression a parameter.
        arguments: Box<[Expr]>,
    },
    /// Weight of the flags that stand, all or those that cite an authority.
    FlagWeight(Option<Name>),
    /// Number of the flags that stand, all or those that cite an authority.
    FlagCount(Option<Name>),
}

/// Comparisons; the others are negations of these.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum CompareOp {
    /// `is`
    Is,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    More,
    /// `>=`
    AtLeast,
}

/// Tests on texts.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum TextTest {
    /// `contains X`
    Contains(Box<Expr>),
    /// `contains any of SET`: index into `refs`.
    ContainsAny(u16),
    /// `starts with X`
    StartsWith(Box<Expr>),
    /// `matches "…"`: a linear-time regular expression, already known to compile.
    Matches(Arc<str>),
}

/// Quantifiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quantifier {
    /// Some element.
    Any,
    /// All elements; true of an empty list.
    Every,
    /// No element.
    No,
}
