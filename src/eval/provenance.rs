//! What results rest on, traced and taken apart.

use super::place::{Content, Slot};
use super::trace::Causes;
use super::value::Answer;
use super::walk::Walk;
use crate::domain::{Truth, Undefined};
use rustc_hash::FxHashSet;

#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Cause {
    Fact(Slot),
    Lack(Slot, Option<Undefined>),
}

impl Cause {
    fn slot(self) -> Slot {
        match self {
            Self::Fact(slot) | Self::Lack(slot, _) => slot,
        }
    }
}

/// The causes one by one. With a reason, facts do not serve for it.
fn pending_of(causes: Causes, reason: Option<Undefined>) -> Vec<Cause> {
    let facts = causes.facts.into_iter().map(|slot| match reason {
        Some(_) => Cause::Lack(slot, reason),
        None => Cause::Fact(slot),
    });
    let missing = causes.missing.into_iter().map(|(slot, reason)| Cause::Lack(slot, reason));
    facts.chain(missing).collect()
}

impl<'a> Walk<'a> {
    /// Runs `body` traced, and returns what it rests on, derived fields taken apart.
    pub(super) fn traced(&mut self, body: impl FnOnce(&mut Self)) -> Causes {
        let traced = self.trace.switch(true);
        let start = self.trace.mark();
        body(self);
        let raw = self.trace.split_off(start);
        let causes = self.taken_apart(raw);
        self.trace.switch(traced);
        causes
    }

    /// Replaces derived fields by what they are derived from, however often they are met, once.
    fn taken_apart(&mut self, raw: Causes) -> Causes {
        let mut causes = Causes::default();
        let mut seen = FxHashSet::default();
        let mut pending: Vec<Cause> = pending_of(raw, None);
        while let Some(cause) = pending.pop() {
            if !seen.insert(cause) {
                continue;
            }
            match self.slots.content(cause.slot()) {
                Content::Derived(code) => pending.extend(self.behind(cause, code)),
                _ => match cause {
                    Cause::Fact(slot) => causes.facts.push(slot),
                    Cause::Lack(slot, reason) => causes.missing.push((slot, reason)),
                },
            }
        }
        causes.facts.sort_unstable();
        causes.missing.sort_unstable();
        causes
    }

    fn behind(&mut self, cause: Cause, code: u32) -> Vec<Cause> {
        let start = self.trace.mark();
        let answer = self.derive(cause.slot(), code);
        let mut inner = self.trace.split_off(start);
        match cause {
            Cause::Lack(_, reason) => {
                if reason.is_none() {
                    inner.facts.clear();
                }
                pending_of(inner, reason)
            }
            Cause::Fact(_) => {
                let absent = std::mem::take(&mut inner.missing);
                if matches!(answer, Answer::Unknown(_)) {
                    inner.facts.extend(absent.into_iter().map(|(slot, _)| slot));
                }
                pending_of(inner, None)
            }
        }
    }

    /// What the as-of date depends on, while it is unknown.
    pub(super) fn trace_date(&mut self) {
        if self.trace.is_on()
            && let Some(as_of) = self.dates.get(self.date)
            && as_of.date.is_none()
        {
            let causes = Causes { facts: Vec::new(), missing: as_of.missing.clone() };
            self.trace.add(&causes);
        }
    }

    /// Adds up truth over parts that `each` evaluates, and keeps the causes of those that decide. `settling` is the truth that
    /// settles it: false for a conjunction, true for a disjunction.
    pub(super) fn joined(
        &mut self,
        settling: Truth,
        count: usize,
        mut each: impl FnMut(&mut Self, usize) -> Truth,
    ) -> Truth {
        let start = self.trace.mark();
        let mut result = !settling;
        for index in 0..count {
            let before = self.trace.mark();
            let truth = each(self, index);
            let joined = if settling.is_true() { result.or(truth) } else { result.and(truth) };
            if joined != result {
                self.trace.forget_between(start, before);
            } else if truth != result {
                self.trace.forget(before);
            }
            result = joined;
            if result == settling && !self.trace.is_on() {
                break;
            }
        }
        result
    }
}
