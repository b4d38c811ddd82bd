//! The walk over expressions: frames, places and values. Conditions are in `condition`, lists in `aggregate`.
//!
//! **Invariant:** one walker, traced or not, so that an explanation cannot tell another story than the verdict. Untraced, it stops
//! at the first part that settles a condition; traced, it looks at every part.

use super::budget::Budget;
use super::dates::AsOf;
use super::flags::FlagStates;
use super::node::{Body, Node};
use super::observe::Observer;
use super::place::{Slot, Slots};
use super::read::Presence;
use super::residual::seen::Seen;
use super::resolve::Engine;
use super::trace::{Causes, Mark, Trace};
use super::value::{self, Answer};
use crate::domain::{Decimal, Undefined, Value};
use crate::facts::Order;
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// How deep expressions, definitions and derived fields may lie in one another. What lies deeper is unknown. The compiler refuses
/// programs that come near; this keeps others from exhausting the stack.
const DEPTH_LIMIT: u32 = 500;

/// A local variable.
#[derive(Clone, Debug)]
pub(super) enum Local<'a> {
    /// A place: a loop's element, a record, an argument that is a field.
    Slot(Slot),
    /// An argument that is a value, with its causes when it was traced.
    Value(Box<(Answer<'a>, Causes, Doubt)>),
    /// A variable of which nothing is known.
    Unknown,
}

impl Local<'_> {
    /// Whether it is a value that was worked out from missing facts, and stays what it is whatever they are taken to be.
    pub(super) fn is_settled_unknown(&self) -> bool {
        match self {
            Self::Value(value) => matches!(value.0, Answer::Unknown(_) | Answer::Between(_)),
            Self::Slot(_) | Self::Unknown => false,
        }
    }
}

/// What an expression denotes: a place, or a value that stands nowhere.
pub(super) enum Operand<'a> {
    Slot(Slot),
    Value(Answer<'a>),
}

/// What made results unknown, beside facts that are missing.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Doubt {
    /// Something given has no result.
    pub(super) undefined: Option<Undefined>,
    /// It is of an element that a missing list might have: some element may well have what this one lacks.
    pub(super) hypothetical: bool,
}

impl Doubt {
    pub(super) fn add(&mut self, other: Self) {
        self.undefined = self.undefined.or(other.undefined);
        self.hypothetical |= other.hypothetical;
    }
}

/// Evaluates expressions against one order.
pub(super) struct Walk<'a> {
    pub(super) engine: &'a Engine,
    pub(super) slots: Slots<'a>,
    pub(super) trace: Trace,
    /// Why what has been looked at is unknown.
    pub(super) doubt: Doubt,
    /// As-of dates, as in [`Engine::dates`].
    pub(super) dates: Vec<AsOf>,
    /// The date in use.
    pub(super) date: usize,
    /// Once flags are settled.
    pub(super) flags: Option<FlagStates>,
    locals: Vec<Local<'a>>,
    base: usize,
    depth: u32,
    /// What the order may yet cost.
    pub(super) budget: Budget,
    /// Notes what facts are held against, while something asks for it.
    pub(super) seen: Option<Box<Seen>>,
    /// Values that slots are taken to have, whatever stands there.
    pub(super) supposed: Vec<(Slot, Value)>,
    /// What flags are taken to come to, at least and at most.
    pub(super) supposed_flags: Option<(Decimal, Decimal)>,
    /// Values of derived fields, per as-of date, and what made them unknown.
    pub(super) derived: FxHashMap<(Slot, usize), (Answer<'a>, Doubt)>,
    /// Notes what each atom comes to, where somebody asked for it.
    pub(super) observer: Option<Box<Observer>>,
}

impl<'a> Walk<'a> {
    pub(super) fn new(engine: &'a Engine, order: &'a Order) -> Self {
        Self {
            engine,
            slots: Slots::new(order),
            trace: Trace::default(),
            doubt: Doubt::default(),
            dates: Vec::new(),
            date: 0,
            flags: None,
            locals: Vec::new(),
            base: 0,
            depth: 0,
            budget: Budget::default(),
            seen: None,
            supposed: Vec::new(),
            supposed_flags: None,
            derived: FxHashMap::default(),
            observer: None,
        }
    }

    /// The as-of date in use.
    pub(super) fn as_of(&self) -> &AsOf {
        static UNDATED: AsOf = AsOf { date: None, missing: Vec::new() };
        self.dates.get(self.date).unwrap_or(&UNDATED)
    }

    /// Flags are settled: what was worked out without them is forgotten.
    pub(super) fn settle_flags(&mut self, flags: FlagStates) {
        self.flags = Some(flags);
        self.derived.clear();
    }

    /// Starts over with this many locals, of which nothing is known.
    pub(super) fn fresh_frame(&mut self, locals: u16) {
        self.base = 0;
        self.locals.clear();
        self.locals.resize(usize::from(locals), Local::Unknown);
    }

    pub(super) fn set_local(&mut self, local: u16, value: Local<'a>) {
        let index = self.base + usize::from(local);
        if index >= self.locals.len() {
            self.locals.resize(index + 1, Local::Unknown);
        }
        if let Some(slot) = self.locals.get_mut(index) {
            *slot = value;
        }
    }

    /// The locals in use.
    pub(super) fn frame(&self) -> &[Local<'a>] {
        self.locals.get(self.base..).unwrap_or_default()
    }

    /// Runs `body` with these locals.
    pub(super) fn in_frame<R>(&mut self, locals: &[Local<'a>], body: impl FnOnce(&mut Self) -> R) -> R {
        self.framed(locals.to_vec(), 0, body)
    }

    /// Runs `body` one level deeper; too deep, or with the budget spent, the result is `otherwise`.
    pub(super) fn deeper<R>(&mut self, otherwise: R, body: impl FnOnce(&mut Self) -> R) -> R {
        if self.depth >= DEPTH_LIMIT || !self.budget.step() {
            return otherwise;
        }
        self.depth += 1;
        let result = body(self);
        self.depth -= 1;
        result
    }

    /// Runs `body` with these as its first locals, and others unknown.
    pub(super) fn framed<R>(&mut self, first: Vec<Local<'a>>, locals: u16, body: impl FnOnce(&mut Self) -> R) -> R {
        let (top, base) = (self.locals.len(), self.base);
        let needed = first.len().max(usize::from(locals));
        self.locals.extend(first);
        self.locals.resize(top + needed, Local::Unknown);
        self.base = top;
        let result = body(self);
        self.base = base;
        self.locals.truncate(top);
        result
    }

    /// Applies a definition.
    pub(super) fn call<R>(
        &mut self,
        define: usize,
        arguments: &'a [Node],
        otherwise: R,
        body: impl FnOnce(&mut Self, &'a Node) -> R,
    ) -> R {
        self.applied(self.trace.is_on(), define, arguments, otherwise, body)
    }

    /// The same, with the causes of arguments noted whether or not it is traced.
    pub(super) fn call_noting_causes<R>(
        &mut self,
        define: usize,
        arguments: &'a [Node],
        otherwise: R,
        body: impl FnOnce(&mut Self, &'a Node) -> R,
    ) -> R {
        self.applied(true, define, arguments, otherwise, body)
    }

    fn applied<R>(
        &mut self,
        note_causes: bool,
        define: usize,
        arguments: &'a [Node],
        otherwise: R,
        body: impl FnOnce(&mut Self, &'a Node) -> R,
    ) -> R {
        let Some(Body { node, locals }) = self.engine.defines.get(define) else { return otherwise };
        let traced = self.trace.switch(note_causes);
        let first = arguments.iter().map(|argument| self.argument(argument)).collect();
        self.trace.switch(traced);
        self.framed(first, *locals, |walk| body(walk, node))
    }

    /// An argument's causes are those of the places where the definition uses it.
    fn argument(&mut self, node: &'a Node) -> Local<'a> {
        let start = self.trace.mark();
        let (operand, doubt) = self.doubting(|walk| walk.operand(node));
        let causes = self.trace.split_off(start);
        match operand {
            Operand::Slot(slot) => Local::Slot(slot),
            Operand::Value(answer) => Local::Value(Box::new((answer, causes, doubt))),
        }
    }

    /// Runs `body`, and says what made unknown what it looked at. That counts outside as well.
    pub(super) fn doubting<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> (R, Doubt) {
        let before = std::mem::take(&mut self.doubt);
        let result = body(self);
        let doubt = std::mem::replace(&mut self.doubt, before);
        self.doubt.add(doubt);
        (result, doubt)
    }

    /// What has been looked at since the mark has no result.
    pub(super) fn undefined(&mut self, since: Mark, reason: Undefined) {
        self.trace.undefined(since, reason);
        self.doubt.undefined = self.doubt.undefined.or(Some(reason));
    }

    /// What an expression yields.
    pub(super) fn value(&mut self, node: &'a Node) -> Answer<'a> {
        match node {
            Node::Literal(value) => Answer::Known(Cow::Borrowed(value)),
            _ => {
                let doubt = self.doubt;
                let answer = match self.operand(node) {
                    Operand::Slot(slot) => self.read(slot),
                    Operand::Value(answer) => answer,
                };
                if !answer.is_doubtful() {
                    self.doubt = doubt;
                }
                answer
            }
        }
    }

    /// What an expression denotes.
    pub(super) fn operand(&mut self, node: &'a Node) -> Operand<'a> {
        let too_deep = Operand::Value(Answer::Unknown(None));
        self.deeper(too_deep, |walk| match node {
            Node::Order => Operand::Slot(Slot::ORDER),
            Node::Local(local) => walk.read_local(*local),
            Node::Field { of, record, field } => walk.field(of, *record, *field),
            Node::OrElse { value, fallback } => walk.or_else(value, fallback),
            Node::Call { define, arguments } => {
                let otherwise = Operand::Value(Answer::Unknown(None));
                walk.call(*define, arguments, otherwise, Self::operand)
            }
            Node::Literal(value) => Operand::Value(Answer::Known(Cow::Borrowed(value))),
            Node::Sum { list, local, value, filter } => {
                Operand::Value(walk.sum(list, *local, value, filter.as_deref()))
            }
            Node::Count { list, local, filter } => Operand::Value(walk.count(list, *local, filter.as_deref())),
            Node::Add(terms) => Operand::Value(walk.combined(terms, Answer::Zero, value::add)),
            Node::Multiply(factors) => Operand::Value(walk.product(factors)),
            Node::Flags { measure, which } => Operand::Value(walk.measured_flags(*measure, which)),
            Node::Unresolved => Operand::Value(Answer::Unknown(None)),
            _ => {
                let (truth, doubt) = walk.doubting(|walk| walk.truth(node));
                Operand::Value(if truth.is_unknown() { Answer::Unknown(doubt.undefined) } else { Answer::from(truth) })
            }
        })
    }

    fn read_local(&mut self, local: u16) -> Operand<'a> {
        match self.locals.get(self.base + usize::from(local)) {
            Some(Local::Slot(slot)) => Operand::Slot(*slot),
            Some(Local::Value(value)) => {
                let (answer, causes, doubt) = &**value;
                self.trace.add(causes);
                self.doubt.add(*doubt);
                Operand::Value(answer.clone())
            }
            Some(Local::Unknown) | None => {
                self.doubt.hypothetical = true;
                Operand::Value(Answer::Unknown(None))
            }
        }
    }

    fn field(&mut self, of: &'a Node, record: usize, field: u16) -> Operand<'a> {
        let Some(shape) = self.engine.shapes.get(record) else { return Operand::Value(Answer::Unknown(None)) };
        match self.operand(of) {
            Operand::Slot(record) => Operand::Slot(self.slots.field(record, shape, field)),
            Operand::Value(Answer::None) => Operand::Value(Answer::None),
            Operand::Value(_) => Operand::Value(Answer::Unknown(None)),
        }
    }

    /// The value where the order as it stands has it, else the fallback. What is undefined is not absent: it stays unknown; and so
    /// does what some element of a missing list may have.
    fn or_else(&mut self, value: &'a Node, fallback: &'a Node) -> Operand<'a> {
        let start = self.trace.mark();
        let ((operand, presence), doubt) = self.doubting(|walk| {
            let operand = walk.operand(value);
            let presence = walk.presence(&operand);
            (operand, presence)
        });
        match presence {
            Presence::Absent if doubt.hypothetical || doubt.undefined.is_some() => {
                Operand::Value(Answer::Unknown(doubt.undefined))
            }
            Presence::Given | Presence::Empty | Presence::Undefined => {
                if matches!(operand, Operand::Slot(_)) {
                    self.trace.forget(start);
                }
                operand
            }
            Presence::None | Presence::Absent => {
                self.trace.absent(start);
                self.operand(fallback)
            }
        }
    }

    fn product(&mut self, factors: &'a [(bool, Node)]) -> Answer<'a> {
        match factors.split_first() {
            Some(((false, first), rest)) => {
                let start = self.trace.mark();
                let first = self.value(first);
                self.combined_from(start, rest, first, value::multiply)
            }
            _ => self.combined(factors, Answer::of(value::number(1)), value::multiply),
        }
    }

    fn combined(&mut self, parts: &'a [(bool, Node)], first: Answer<'a>, combine: Combine<'a>) -> Answer<'a> {
        let start = self.trace.mark();
        self.combined_from(start, parts, first, combine)
    }

    fn combined_from(
        &mut self,
        start: Mark,
        parts: &'a [(bool, Node)],
        first: Answer<'a>,
        combine: Combine<'a>,
    ) -> Answer<'a> {
        let mut result = first;
        for (inverse, part) in parts {
            let part = self.value(part);
            result = combine(result, part, *inverse).unwrap_or_else(|reason| {
                self.undefined(start, reason);
                Answer::Unknown(Some(reason))
            });
        }
        result
    }
}

type Combine<'a> = fn(Answer<'a>, Answer<'a>, bool) -> Result<Answer<'a>, Undefined>;
