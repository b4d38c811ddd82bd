//! Expressions as they are written.

use super::tree::{Ident, Spanned};
use crate::problem::Span;
use std::sync::Arc;

/// An expression and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Expr {
    /// What it is.
    pub kind: ExprKind,
    /// Where.
    pub span: Span,
}

/// A literal and where it stands.
pub type Literal = Spanned<LiteralKind>;

/// What a literal looks like; its type follows from where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum LiteralKind {
    /// `"…"`, escapes resolved.
    Text(Arc<str>),
    /// Starts with a digit: a number, an HS code or an ECCN.
    Numeral(Arc<str>),
    /// `2023-06-09`
    Date(Arc<str>),
    /// `25 %`: the number.
    Percent(Arc<str>),
    /// `1 year 3 months`: numbers and units.
    Duration(Vec<(Ident, Ident)>),
    /// `USD 5_000`
    Money {
        /// The currency.
        currency: Ident,
        /// The amount.
        amount: Ident,
    },
    /// `yes`, `no`
    YesNo(bool),
    /// `none`
    None,
    /// A name, or names with dots between.
    Path(Vec<Ident>),
}

/// The kinds of expression.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ExprKind {
    /// A literal, or a path to a fact.
    Literal(LiteralKind),
    /// A definition with arguments.
    Call {
        /// Its name.
        name: Ident,
        /// Its arguments.
        arguments: Vec<Expr>,
    },
    /// `not C`
    Not(Box<Expr>),
    /// `A and B`
    All(Vec<Expr>),
    /// `A or B`
    Any(Vec<Expr>),
    /// A comparison.
    Compare {
        /// Which.
        op: Comparison,
        /// Left side.
        left: Box<Expr>,
        /// Right side.
        right: Box<Expr>,
        /// `exactly`
        exactly: bool,
    },
    /// `X in NAME`
    InNamed {
        /// What is looked up.
        item: Box<Expr>,
        /// A set.
        set: Vec<Ident>,
    },
    /// `X in {…}`
    InValues {
        /// What is looked up.
        item: Box<Expr>,
        /// The values.
        values: Vec<Literal>,
    },
    /// `X is known`
    Known(Box<Expr>),
    /// `X is missing`
    Missing(Box<Expr>),
    /// A test on a text.
    TextTest {
        /// Which.
        test: TextTest,
        /// The text.
        text: Box<Expr>,
        /// `exactly`
        exactly: bool,
    },
    /// `any X in L has C`
    Quantified {
        /// Which.
        quantifier: crate::program::Quantifier,
        /// The variable.
        variable: Ident,
        /// The list.
        list: Box<Expr>,
        /// The condition.
        body: Box<Expr>,
    },
    /// `sum of V for X in L where C`
    Sum {
        /// What is summed.
        value: Box<Expr>,
        /// Over what.
        over: Box<Over>,
    },
    /// `count of X in L where C`
    Count(Box<Over>),
    /// Terms; `true` subtracts.
    Add(Vec<(bool, Expr)>),
    /// Factors; `true` divides.
    Multiply(Vec<(bool, Expr)>),
    /// `X or else Y`
    OrElse(Box<Expr>, Box<Expr>),
    /// `weight of flags citing A`
    FlagWeight(Option<Ident>),
    /// `count of flags citing A`
    FlagCount(Option<Ident>),
}

/// What an aggregate runs over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Over {
    /// The variable.
    pub variable: Ident,
    /// The list.
    pub list: Expr,
    /// `where C`
    pub filter: Option<Expr>,
}

/// Comparisons.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `is`
    Is,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// Tests on texts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TextTest {
    /// `contains X`
    Contains(Box<Expr>),
    /// `contains any of SET`
    ContainsAny(Ident),
    /// `starts with X`
    StartsWith(Box<Expr>),
    /// `matches "…"`
    Matches(Ident),
}

impl Expr {
    /// Calls `visit` on this expression and everything in it, outermost first. Recursion is bounded by the nesting limit.
    pub fn walk(&self, visit: &mut impl FnMut(&Self)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }

    /// The expressions directly inside.
    #[must_use]
    pub fn children(&self) -> Vec<&Self> {
        match &self.kind {
            ExprKind::Literal(_) | ExprKind::FlagWeight(_) | ExprKind::FlagCount(_) => Vec::new(),
            ExprKind::Call { arguments, .. } => arguments.iter().collect(),
            ExprKind::Not(inner) | ExprKind::Known(inner) | ExprKind::Missing(inner) => vec![inner],
            ExprKind::All(parts) | ExprKind::Any(parts) => parts.iter().collect(),
            ExprKind::Compare { left, right, .. } | ExprKind::OrElse(left, right) => vec![left, right],
            ExprKind::InNamed { item, .. } | ExprKind::InValues { item, .. } => vec![item],
            ExprKind::TextTest { test, text, .. } => match test {
                TextTest::Contains(other) | TextTest::StartsWith(other) => vec![text, other],
                TextTest::ContainsAny(_) | TextTest::Matches(_) => vec![text],
            },
            ExprKind::Quantified { list, body, .. } => vec![list, body],
            ExprKind::Sum { value, over } => std::iter::once(&**value).chain(over.parts()).collect(),
            ExprKind::Count(over) => over.parts().collect(),
            ExprKind::Add(terms) | ExprKind::Multiply(terms) => terms.iter().map(|(_, term)| term).collect(),
        }
    }
}

impl Over {
    fn parts(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.list).chain(&self.filter)
    }
}
