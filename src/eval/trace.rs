//! Provenance: which facts made a condition true, and which missing ones keep it unknown.
//!
//! **Invariant:** what a condition leaves behind is the cause of its result: facts when it is true or false, missing slots when it is
//! unknown. A fact that is not among the missing slots of an unknown condition cannot settle it, alone or with others.

use super::place::Slot;
use crate::domain::{Truth, Undefined};

/// A slot that an unknown depends on. With a reason, the slot is given but does not serve.
pub(super) type Lack = (Slot, Option<Undefined>);

/// What a result rests on.
#[derive(Clone, Debug, Default)]
pub(super) struct Causes {
    /// Slots read, and slots whose absence was tested.
    pub(super) facts: Vec<Slot>,
    /// Slots that would have to be known.
    pub(super) missing: Vec<Lack>,
}

impl Causes {
    pub(super) fn add(&mut self, other: &Self) {
        self.facts.extend_from_slice(&other.facts);
        self.missing.extend_from_slice(&other.missing);
    }
}

/// A moment in the tracing.
#[derive(Clone, Copy, Debug)]
pub(super) struct Mark {
    facts: usize,
    missing: usize,
}

/// Collects causes while it is on; costs a branch while it is off.
#[derive(Debug, Default)]
pub(super) struct Trace {
    on: bool,
    causes: Causes,
}

impl Trace {
    /// Whether causes are collected. Then every part of a condition is looked at, or the causes would depend on their order.
    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    /// Switches tracing, and says what it was.
    pub(super) fn switch(&mut self, on: bool) -> bool {
        std::mem::replace(&mut self.on, on)
    }

    pub(super) fn mark(&self) -> Mark {
        Mark { facts: self.causes.facts.len(), missing: self.causes.missing.len() }
    }

    /// The slots that were noted since the mark.
    pub(super) fn since(&self, mark: Mark) -> impl Iterator<Item = Slot> {
        let facts = self.causes.facts.get(mark.facts..).unwrap_or_default().iter().copied();
        let missing = self.causes.missing.get(mark.missing..).unwrap_or_default().iter();
        facts.chain(missing.map(|(slot, _)| *slot))
    }

    pub(super) fn fact(&mut self, slot: Slot) {
        if self.on {
            self.causes.facts.push(slot);
        }
    }

    pub(super) fn missing(&mut self, slot: Slot) {
        if self.on {
            self.causes.missing.push((slot, None));
        }
    }

    pub(super) fn add(&mut self, causes: &Causes) {
        if self.on {
            self.causes.add(causes);
        }
    }

    /// The facts since the mark do not serve, for this reason.
    pub(super) fn undefined(&mut self, since: Mark, reason: Undefined) {
        for slot in self.causes.facts.drain(since.facts..) {
            self.causes.missing.push((slot, Some(reason)));
        }
    }

    /// The absence of what is missing since the mark is itself what a condition rests on.
    pub(super) fn absent(&mut self, since: Mark) {
        let absent = self.causes.missing.drain(since.missing..).map(|(slot, _)| slot);
        self.causes.facts.extend(absent);
    }

    /// A condition's result is in: what has no part in it is forgotten.
    pub(super) fn settle(&mut self, since: Mark, truth: Truth) {
        match truth {
            Truth::Unknown => self.causes.facts.truncate(since.facts),
            Truth::True | Truth::False => self.causes.missing.truncate(since.missing),
        }
    }

    /// Forgets everything since the mark.
    pub(super) fn forget(&mut self, since: Mark) {
        self.causes.facts.truncate(since.facts);
        self.causes.missing.truncate(since.missing);
    }

    /// Forgets what lies between two marks.
    pub(super) fn forget_between(&mut self, since: Mark, until: Mark) {
        self.causes.facts.drain(since.facts..until.facts);
        self.causes.missing.drain(since.missing..until.missing);
    }

    /// Takes out everything since the mark.
    pub(super) fn split_off(&mut self, since: Mark) -> Causes {
        Causes {
            facts: self.causes.facts.split_off(since.facts),
            missing: self.causes.missing.split_off(since.missing),
        }
    }
}
