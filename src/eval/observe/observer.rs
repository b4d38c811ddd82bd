//! The observer: what it notes while an order is screened.

use super::atlas::Atlas;
use crate::domain::Truth;
use crate::eval::node::Node;
use crate::eval::place::Slot;
use crate::eval::resolve::Item;
use crate::eval::trace::Mark;
use crate::eval::walk::Walk;
use crate::program::{AtomId, CodePart};
use rustc_hash::FxHashSet;

/// Notes what atoms come to while it is recording.
#[derive(Debug)]
pub(in crate::eval) struct Observer {
    atlas: Atlas,
    with_facts: bool,
    recording: bool,
    /// The atom that comes out the other way, to see what hangs on it.
    reversed: Option<AtomId>,
    /// Derived fields whose atoms were noted, by as-of date.
    derived: FxHashSet<(Slot, usize)>,
    noted: Vec<Noted>,
    applied: Vec<Applied>,
}

/// An atom and the slots it was told from.
#[derive(Debug)]
pub(super) struct Noted {
    pub(super) atom: AtomId,
    pub(super) truth: Truth,
    pub(super) slots: Vec<Slot>,
}

/// A rule looked at for one binding.
#[derive(Debug)]
pub(super) struct Applied {
    pub(super) rule: u32,
    pub(super) variables: Box<[Option<Slot>]>,
    pub(super) holds: Truth,
    pub(super) atoms: Vec<Noted>,
    pub(super) decisive: Vec<AtomId>,
}

impl Observer {
    pub(super) fn new(atlas: Atlas, with_facts: bool) -> Self {
        Self {
            atlas,
            with_facts,
            recording: false,
            reversed: None,
            derived: FxHashSet::default(),
            noted: Vec::new(),
            applied: Vec::new(),
        }
    }

    pub(super) fn into_applied(self) -> Vec<Applied> {
        self.applied
    }
}

impl<'a> Walk<'a> {
    /// Notes what a condition came to, if it is an atom; the trace since the mark is what it was told from.
    pub(in crate::eval) fn observed(&mut self, node: &Node, since: Mark, truth: Truth) -> Truth {
        let Some(observer) = &mut self.observer else { return truth };
        let Some(atom) = observer.atlas.atom(node) else { return truth };
        if observer.recording {
            let slots = if observer.with_facts { self.trace.since(since).collect() } else { Vec::new() };
            observer.noted.push(Noted { atom, truth, slots });
        }
        if observer.reversed == Some(atom) { !truth } else { truth }
    }

    /// Notes the atoms of a derived field when it is first read.
    pub(in crate::eval) fn observe_derived(&mut self, slot: Slot, code: u32) {
        let key = (slot, self.date);
        let first = self.observer.as_mut().is_some_and(|observer| observer.recording && observer.derived.insert(key));
        if first {
            let traced = self.trace.switch(true);
            let start = self.trace.mark();
            self.derive(slot, code);
            self.trace.forget(start);
            self.trace.switch(traced);
        }
    }

    /// Looks at every atom of an item for the binding at hand. `possible`: whether it is in force, and there is such an element.
    pub(in crate::eval) fn observe(&mut self, item: &'a Item, variables: &[Option<Slot>], possible: Truth) {
        let condition = self.recorded(&item.condition);
        let holds = possible.and(condition);
        if let Some(unless) = item.unless.as_ref().filter(|_| !holds.is_false()) {
            self.recorded(unless);
        }
        let decisive = if condition.is_false() { self.decisive(&item.condition) } else { Vec::new() };
        if let Some(observer) = &mut self.observer
            && let Some(rule) = observer.atlas.rule(item)
        {
            let atoms = std::mem::take(&mut observer.noted);
            observer.applied.push(Applied { rule, variables: variables.into(), holds, atoms, decisive });
        }
    }

    fn recorded(&mut self, condition: &'a Node) -> Truth {
        self.record(true);
        let traced = self.trace.switch(true);
        let start = self.trace.mark();
        let truth = self.truth(condition);
        self.trace.forget(start);
        self.trace.switch(traced);
        self.record(false);
        truth
    }

    fn record(&mut self, on: bool) {
        self.observer.iter_mut().for_each(|observer| observer.recording = on);
    }

    /// The atoms each of which alone keeps a condition false.
    fn decisive(&mut self, condition: &'a Node) -> Vec<AtomId> {
        let noted = self.observer.iter().flat_map(|observer| &observer.noted).map(|noted| noted.atom);
        let mut candidates: Vec<AtomId> =
            noted.filter(|atom| matches!(atom.part, CodePart::When(_) | CodePart::Define(_))).collect();
        candidates.sort_unstable();
        candidates.dedup();
        candidates.retain(|atom| {
            self.reverse(Some(*atom));
            !self.truth(condition).is_false()
        });
        self.reverse(None);
        candidates
    }

    fn reverse(&mut self, atom: Option<AtomId>) {
        self.observer.iter_mut().for_each(|observer| observer.reversed = atom);
    }
}
