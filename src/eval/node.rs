//! Expressions with every name resolved.

use super::sets::Members;
use crate::domain::Value;
use crate::program::{CompareOp, Quantifier};
use regex::Regex;
use std::sync::Arc;

/// An expression, ready to be evaluated. See [`crate::program::Expr`] for what each means.
#[derive(Debug)]
pub(super) enum Node {
    Literal(Value),
    Order,
    Local(u16),
    Field {
        of: Box<Node>,
        /// Index into the engine's shapes.
        record: usize,
        field: u16,
    },
    Not(Box<Node>),
    All(Box<[Node]>),
    Any(Box<[Node]>),
    Compare {
        op: CompareOp,
        left: Box<Node>,
        right: Box<Node>,
        exactly: bool,
    },
    In {
        item: Box<Node>,
        set: Arc<Members>,
    },
    Known(Box<Node>),
    IsNone(Box<Node>),
    TextTest {
        test: TextTest,
        text: Box<Node>,
        exactly: bool,
    },
    Quantified {
        quantifier: Quantifier,
        list: Box<Node>,
        local: u16,
        body: Box<Node>,
    },
    Sum {
        list: Box<Node>,
        local: u16,
        value: Box<Node>,
        filter: Option<Box<Node>>,
    },
    Count {
        list: Box<Node>,
        local: u16,
        filter: Option<Box<Node>>,
    },
    Add(Box<[(bool, Node)]>),
    Multiply(Box<[(bool, Node)]>),
    OrElse {
        value: Box<Node>,
        fallback: Box<Node>,
    },
    Call {
        /// Index into the engine's definitions.
        define: usize,
        arguments: Box<[Node]>,
    },
    Flags {
        measure: Measure,
        /// The flags that are measured, by rule number.
        which: Box<[u32]>,
    },
    /// What a program without errors never holds: unknown, so that nothing is cleared by it.
    Unresolved,
}

/// What is measured of the flags that stand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    Weight,
    Count,
}

/// Tests on texts.
#[derive(Debug)]
pub(super) enum TextTest {
    Contains(Box<Node>),
    ContainsAny(Arc<Members>),
    StartsWith(Box<Node>),
    Matches(Box<Regex>),
}

/// Code with a frame of its own.
#[derive(Debug)]
pub(super) struct Body {
    pub(super) node: Node,
    /// How many locals it needs.
    pub(super) locals: u16,
}

impl Node {
    /// Runs `each` on the expressions that this one is made of.
    pub(super) fn parts<'a>(&'a self, each: &mut dyn FnMut(&'a Self)) {
        match self {
            Self::Literal(_) | Self::Order | Self::Local(_) | Self::Flags { .. } | Self::Unresolved => {}
            Self::Field { of, .. } => each(of),
            Self::Not(inner) | Self::Known(inner) | Self::IsNone(inner) => each(inner),
            Self::All(parts) | Self::Any(parts) => parts.iter().for_each(each),
            Self::Compare { left, right, .. } => [left, right].into_iter().for_each(|part| each(part)),
            Self::In { item, .. } => each(item),
            Self::TextTest { test, text, .. } => {
                each(text);
                if let TextTest::Contains(part) | TextTest::StartsWith(part) = test {
                    each(part);
                }
            }
            Self::Quantified { list, body, .. } => [list, body].into_iter().for_each(|part| each(part)),
            Self::Sum { list, value, filter, .. } => {
                [list, value].into_iter().chain(filter).for_each(|part| each(part));
            }
            Self::Count { list, filter, .. } => std::iter::once(list).chain(filter).for_each(|part| each(part)),
            Self::Add(parts) | Self::Multiply(parts) => parts.iter().for_each(|(_, part)| each(part)),
            Self::OrElse { value, fallback } => [value, fallback].into_iter().for_each(|part| each(part)),
            Self::Call { arguments, .. } => arguments.iter().for_each(each),
        }
    }
}
