//! What is left of a condition once everything that is given has been looked at: a formula over leaves that are unknown.
//!
//! **Invariant:** a formula says of every completion of the order what the evaluator says of it; a leaf that occurs twice is one leaf.

use super::super::node::{Body, Measure, Node};
use super::super::place::{Content, Slot};
use super::super::read::List;
use super::super::trace::Lack;
use super::super::walk::{Local, Operand, Walk};
use super::diagram::Spent;
use super::seen::Seen;
use crate::domain::{Truth, Undefined, Value};
use crate::program::Quantifier;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// Leaves of one order.
const LIMIT_LEAVES: usize = 4_000;

/// What is left of a condition.
#[derive(Clone, Debug)]
pub(super) enum Formula {
    Always(Truth),
    /// Index into [`Leaves`].
    Leaf(usize),
    Not(Box<Formula>),
    All(Vec<Formula>),
    Any(Vec<Formula>),
}

impl Formula {
    pub(super) fn negated(self) -> Self {
        match self {
            Self::Always(truth) => Self::Always(!truth),
            formula => Self::Not(Box::new(formula)),
        }
    }

    /// The leaves that occur in it.
    pub(super) fn leaves(&self) -> Vec<usize> {
        let mut leaves = Vec::new();
        let mut pending = vec![self];
        while let Some(formula) = pending.pop() {
            match formula {
                Self::Always(_) => {}
                Self::Leaf(leaf) => leaves.push(*leaf),
                Self::Not(inner) => pending.push(inner),
                Self::All(parts) | Self::Any(parts) => pending.extend(parts),
            }
        }
        leaves
    }

    /// Parts that all hold, or of which some holds: without those that make no difference.
    pub(super) fn joined(settling: Truth, parts: impl IntoIterator<Item = Self>) -> Self {
        let mut left = Vec::new();
        for part in parts {
            match part {
                Self::Always(truth) if truth == settling => return Self::Always(settling),
                Self::Always(truth) if truth == !settling => {}
                part => left.push(part),
            }
        }
        match (left.pop(), left.is_empty()) {
            (None, _) => Self::Always(!settling),
            (Some(only), true) => only,
            (Some(last), false) => {
                left.push(last);
                if settling.is_true() { Self::Any(left) } else { Self::All(left) }
            }
        }
    }
}

/// A condition without parts whose truth is unknown.
#[derive(Debug)]
pub(super) struct Leaf<'a> {
    pub(super) condition: Condition<'a>,
    /// The slots that would have to be known.
    pub(super) lacks: Vec<Lack>,
    /// What those slots are held against.
    pub(super) seen: Seen,
}

impl Leaf<'_> {
    /// Whether nothing that is missing could settle it: what is given has no result. It stays unknown, whatever else there is.
    pub(super) fn is_beyond_help(&self) -> bool {
        !self.lacks.is_empty() && self.beyond_help().count() == self.lacks.len()
    }

    /// The slots that are given and have no result.
    pub(super) fn beyond_help(&self) -> impl Iterator<Item = Lack> {
        let given = |reason: Undefined| reason != Undefined::Imprecise;
        self.lacks.iter().copied().filter(move |(_, reason)| reason.is_some_and(given))
    }
}

/// What a leaf looks at.
#[derive(Debug)]
pub(super) enum Condition<'a> {
    /// A condition with the variables that it may use, as of a date.
    Local { node: &'a Node, frame: Vec<Local<'a>>, date: usize },
    /// The same, over what the flags come to.
    Flags { node: &'a Node, frame: Vec<Local<'a>>, date: usize, measure: Measure, which: &'a [u32] },
    /// Something that cannot be looked at more closely.
    Opaque,
}

/// All leaves of an order.
#[derive(Debug, Default)]
pub(super) struct Leaves<'a> {
    pub(super) all: Vec<Leaf<'a>>,
    known: FxHashMap<LeafKey, usize>,
}

type LeafKey = (*const Node, usize, Vec<Option<LocalKey>>);

#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum LocalKey {
    Slot(Slot),
    Value(Value),
}

impl<'a> Leaves<'a> {
    /// What is left of a condition, under the walk's variables and date.
    pub(super) fn formula(&mut self, walk: &mut Walk<'a>, node: &'a Node) -> Result<Formula, Spent> {
        walk.deeper(Err(Spent), |walk| match node {
            Node::Not(inner) => Ok(self.formula(walk, inner)?.negated()),
            Node::All(parts) => self.joined(walk, Truth::False, parts),
            Node::Any(parts) => self.joined(walk, Truth::True, parts),
            Node::Call { define, arguments } => {
                walk.call_noting_causes(*define, arguments, Err(Spent), |walk, body| self.formula(walk, body))
            }
            Node::Quantified { quantifier, list, local, body } => match walk.list(list) {
                List::Items(slot, count) => self.quantified(walk, *quantifier, (slot, count), *local, body),
                _ => self.leaf(walk, node),
            },
            Node::Field { .. } | Node::Local(_) => self.field(walk, node),
            _ => self.leaf(walk, node),
        })
    }

    /// A derived field is what it is derived from.
    fn field(&mut self, walk: &mut Walk<'a>, node: &'a Node) -> Result<Formula, Spent> {
        if let Operand::Slot(slot) = walk.operand(node)
            && let Content::Derived(code) = walk.slots.content(slot)
            && let Some(Body { node, locals }) = walk.engine.derived.get(code as usize)
        {
            let record = Local::Slot(walk.slots.parent(slot));
            return walk.framed(vec![record], *locals, |walk| self.formula(walk, node));
        }
        self.leaf(walk, node)
    }

    /// A leaf that depends on these slots in a way that is not looked into.
    pub(super) fn opaque(&mut self, lacks: Vec<Lack>) -> Result<Formula, Spent> {
        self.add(Leaf { condition: Condition::Opaque, lacks, seen: Seen::default() })
    }

    fn joined(&mut self, walk: &mut Walk<'a>, settling: Truth, parts: &'a [Node]) -> Result<Formula, Spent> {
        let mut left = Vec::new();
        for part in parts {
            match self.formula(walk, part)? {
                Formula::Always(truth) if truth == settling => return Ok(Formula::Always(settling)),
                part => left.push(part),
            }
        }
        Ok(Formula::joined(settling, left))
    }

    fn quantified(
        &mut self,
        walk: &mut Walk<'a>,
        quantifier: Quantifier,
        (list, count): (Slot, u32),
        local: u16,
        body: &'a Node,
    ) -> Result<Formula, Spent> {
        let settling = if quantifier == Quantifier::Every { Truth::False } else { Truth::True };
        let mut elements = Vec::new();
        for index in 0..count {
            let element = walk.slots.element(list, index);
            walk.set_local(local, Local::Slot(element));
            elements.push(self.formula(walk, body)?);
        }
        let formula = Formula::joined(settling, elements);
        Ok(if quantifier == Quantifier::No { formula.negated() } else { formula })
    }

    fn leaf(&mut self, walk: &mut Walk<'a>, node: &'a Node) -> Result<Formula, Spent> {
        let truth = walk.truth(node);
        if !truth.is_unknown() {
            return Ok(Formula::Always(truth));
        }
        let key = key(walk, node);
        if let Some(leaf) = key.as_ref().and_then(|key| self.known.get(key)) {
            return Ok(Formula::Leaf(*leaf));
        }
        let (lacks, seen) = walk.seeing(|walk| walk.traced(|walk| _ = walk.truth(node)).missing);
        let (frame, date) = (walk.frame().to_vec(), walk.date);
        let condition = match measured(walk, node)? {
            None => Condition::Local { node, frame, date },
            Some((measure, which)) => Condition::Flags { node, frame, date, measure, which },
        };
        let formula = self.add(Leaf { condition, lacks, seen })?;
        if let (Some(key), Formula::Leaf(leaf)) = (key, &formula) {
            self.known.insert(key, *leaf);
        }
        Ok(formula)
    }

    fn add(&mut self, leaf: Leaf<'a>) -> Result<Formula, Spent> {
        if self.all.len() >= LIMIT_LEAVES {
            return Err(Spent);
        }
        self.all.push(leaf);
        Ok(Formula::Leaf(self.all.len() - 1))
    }
}

/// What makes two leaves the same; `None` where it cannot be told.
fn key(walk: &Walk<'_>, node: &Node) -> Option<LeafKey> {
    let local = |local: &Local<'_>| match local {
        Local::Slot(slot) => Some(Some(LocalKey::Slot(*slot))),
        Local::Value(value) => match &value.0 {
            super::super::value::Answer::Known(known) => Some(Some(LocalKey::Value(known.clone().into_owned()))),
            _ => None,
        },
        Local::Unknown => Some(None),
    };
    let frame: Option<Vec<_>> = walk.frame().iter().map(local).collect();
    Some((std::ptr::from_ref(node), walk.date, frame?))
}

type Flags<'a> = (Measure, &'a [u32]);

/// What a condition measures of the flags, when it does; an error when it does so in two ways.
fn measured<'a>(walk: &Walk<'a>, node: &'a Node) -> Result<Option<Flags<'a>>, Spent> {
    let mut found: Option<Flags<'a>> = None;
    let mut pending = vec![node];
    let mut called = BTreeSet::new();
    while let Some(node) = pending.pop() {
        if let Node::Flags { measure, which } = node {
            let measured = (*measure, &**which);
            if found.is_some_and(|found| found != measured) {
                return Err(Spent);
            }
            found = Some(measured);
        }
        if let Node::Call { define, .. } = node
            && called.insert(*define)
        {
            pending.extend(walk.engine.defines.get(*define).map(|body| &body.node));
        }
        node.parts(&mut |part| pending.push(part));
    }
    Ok(found)
}

/// Whether a slot holds, or would hold, one value of the order.
pub(super) fn is_scalar(walk: &Walk<'_>, slot: Slot) -> bool {
    !walk.slots.is_generic(slot) && matches!(walk.slots.content(slot), Content::Missing | Content::Scalar { .. })
}
