//! Facts read from their slots: values, lists, and whether they are there at all.
//!
//! **Invariant:** every assumption that is read is noted, and every read leaves its slot in the trace.

use super::node::{Body, Node};
use super::place::{Content, Slot};
use super::value::Answer;
use super::walk::{Local, Operand, Walk};
use std::borrow::Cow;

/// Whether the order as it stands has something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Presence {
    /// It has a value, given, assumed or worked out.
    Given,
    /// It is a list, given without elements.
    Empty,
    /// It is known not to exist.
    None,
    /// It is missing, or partly so.
    Absent,
    /// It cannot be worked out from what is given.
    Undefined,
}

impl From<&Answer<'_>> for Presence {
    fn from(answer: &Answer<'_>) -> Self {
        match answer {
            Answer::Known(_) | Answer::Zero => Self::Given,
            Answer::None => Self::None,
            Answer::Between(_) | Answer::Unknown(None) => Self::Absent,
            Answer::Unknown(Some(_)) => Self::Undefined,
        }
    }
}

/// A list.
pub(super) enum List {
    /// With this many elements; at least one.
    Items(Slot, u32),
    /// Known to be empty, or not to exist.
    Empty,
    /// Missing.
    Missing(Slot),
    /// Not a place of the order.
    Unknown,
}

impl<'a> Walk<'a> {
    /// What stands in a slot, as a value.
    pub(super) fn read(&mut self, slot: Slot) -> Answer<'a> {
        if let Some((_, value)) = self.supposed.iter().find(|(supposed, _)| *supposed == slot) {
            return Answer::of(value.clone());
        }
        match self.slots.content(slot) {
            Content::Scalar { value, assumed } => {
                if assumed {
                    self.slots.note_assumption(slot);
                }
                self.trace.fact(slot);
                Answer::Known(Cow::Borrowed(value))
            }
            Content::Derived(code) => self.read_derived(slot, code),
            Content::None => self.read_none(slot),
            Content::Missing | Content::Record(_) | Content::List { .. } => {
                self.trace.missing(slot);
                self.doubt.hypothetical |= self.slots.is_generic(slot);
                Answer::Unknown(None)
            }
        }
    }

    /// Whether the order as it stands has it.
    pub(super) fn presence(&mut self, operand: &Operand<'a>) -> Presence {
        match operand {
            Operand::Slot(slot) => self.presence_in(*slot),
            Operand::Value(answer) => Presence::from(answer),
        }
    }

    fn presence_in(&mut self, slot: Slot) -> Presence {
        match self.slots.content(slot) {
            Content::List { items: [], assumed: true } => Presence::from(&self.read_none(slot)),
            Content::List { items, .. } => {
                self.trace.fact(slot);
                if items.is_empty() { Presence::Empty } else { Presence::Given }
            }
            Content::Record(_) => {
                self.trace.fact(slot);
                Presence::Given
            }
            _ => Presence::from(&self.read(slot)),
        }
    }

    /// The list that an expression denotes.
    pub(super) fn list(&mut self, node: &'a Node) -> List {
        match self.operand(node) {
            Operand::Slot(slot) => match self.slots.content(slot) {
                Content::List { items: [], assumed } => {
                    if assumed {
                        self.slots.note_assumption(slot);
                    }
                    self.trace.fact(slot);
                    List::Empty
                }
                Content::List { items, .. } => List::Items(slot, u32::try_from(items.len()).unwrap_or(u32::MAX)),
                Content::None => {
                    self.read_none(slot);
                    List::Empty
                }
                _ => {
                    self.doubt.hypothetical |= self.slots.is_generic(slot);
                    List::Missing(slot)
                }
            },
            Operand::Value(Answer::None) => List::Empty,
            Operand::Value(_) => List::Unknown,
        }
    }

    fn read_none(&mut self, slot: Slot) -> Answer<'a> {
        let outermost = self.slots.outermost_none(slot);
        self.slots.note_assumption(outermost);
        self.trace.fact(outermost);
        Answer::None
    }

    fn read_derived(&mut self, slot: Slot, code: u32) -> Answer<'a> {
        if self.observer.is_some() {
            self.observe_derived(slot, code);
        }
        let key = (slot, self.date);
        let (answer, doubt) = match self.derived.get(&key) {
            _ if !self.supposed.is_empty() => {
                let before = self.doubt;
                let derived = self.doubting(|walk| walk.derive(slot, code));
                self.doubt = before;
                derived
            }
            Some(known) => known.clone(),
            None => {
                let (traced, before) = (self.trace.switch(false), self.doubt);
                let derived = self.doubting(|walk| walk.derive(slot, code));
                self.trace.switch(traced);
                self.doubt = before;
                self.derived.insert(key, derived.clone());
                derived
            }
        };
        if !matches!(answer, Answer::Unknown(_)) {
            self.trace.fact(slot);
        }
        if answer.is_doubtful() {
            self.trace.missing(slot);
            self.doubt.add(doubt);
        }
        answer
    }

    /// Works out a derived field. Its record is local 0.
    pub(super) fn derive(&mut self, slot: Slot, code: u32) -> Answer<'a> {
        let Some(Body { node, locals }) = self.engine.derived.get(code as usize) else { return Answer::Unknown(None) };
        let record = Local::Slot(self.slots.parent(slot));
        self.framed(vec![record], *locals, |walk| walk.value(node))
    }
}
