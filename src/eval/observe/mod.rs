//! What each atom of a program comes to for one order: for coverage, and for the full account of one verdict.
//!
//! **Invariant:** the walk that decides is the walk that is observed. Under observation every part of a condition is looked at, also
//! those that no longer matter.

mod atlas;
mod observer;

pub(super) use observer::Observer;

use super::decision::{Bindings, Decision};
use super::lift::Found;
use super::place::{Content, Slot};
use super::value::Answer;
use super::walk::Walk;
use super::{Evaluator, wording};
use crate::domain::{Date, Truth};
use crate::facts::Order;
use crate::program::{AtomId, Program, Type};
use atlas::Atlas;
use observer::{Applied, Noted};
use serde::Serialize;

/// A decision, and how every rule in force came out on the way to it.
#[derive(Clone, Debug, PartialEq)]
pub struct Observation {
    /// The decision.
    pub decision: Decision,
    /// Each rule, flag and exception that was looked at, once for each binding of its loops. An exception is looked at where there
    /// is something to lift.
    pub applications: Vec<Application>,
}

/// A rule, flag or exception, looked at for one binding.
#[derive(Clone, Debug, PartialEq)]
pub struct Application {
    /// Its number.
    pub rule: u32,
    /// The element that each `for each` is bound to, outermost first; `None` for one of a missing list.
    pub at: Bindings,
    /// The same as people write it.
    pub paths: Vec<Option<String>>,
    /// Whether it is in force, there is such an element, and its condition holds.
    pub holds: Truth,
    /// Whether something lifts it.
    pub lifted: Truth,
    /// The atoms that were looked at, in the order in which they were settled: those inside an atom come before it.
    pub atoms: Vec<SeenAtom>,
    /// Where the condition is false: the atoms each of which alone, had it come out the other way, would have kept it from being so.
    pub decisive: Vec<AtomId>,
}

/// An atom that was looked at.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenAtom {
    /// Which.
    pub atom: AtomId,
    /// What it came to.
    pub truth: Truth,
    /// The facts that it was told from; empty unless they were asked for.
    pub facts: Vec<ReadFact>,
}

/// A fact that was read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ReadFact {
    /// Where it stands, or would stand, in the order.
    pub path: String,
    /// Its value, as the policy would write it; `null` when there is none.
    pub value: Option<String>,
    /// Where it comes from.
    pub source: Source,
}

/// Where a fact comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Source {
    /// The order gives it.
    Given,
    /// The schema assumes it.
    Assumed,
    /// It is worked out from others.
    WorkedOut,
    /// It is not in the order.
    Missing,
}

impl Evaluator {
    /// Screens an order, and tells what each atom came to. `with_facts`: also from what facts. Slower than screening.
    #[must_use]
    pub fn observe(&self, order: &Order, as_of: Option<Date>, with_facts: bool) -> Observation {
        let mut walk = Walk::new(&self.engine, order);
        walk.observer = Some(Box::new(Observer::new(Atlas::new(&self.program, &self.engine), with_facts)));
        walk.judge_dates(as_of);
        let found = Found::in_order(&mut walk);
        let noted = walk.observer.take().map(|observer| observer.into_applied()).unwrap_or_default();
        let applications =
            noted.into_iter().map(|applied| self.application(&mut walk, order, &found, applied)).collect();
        // Whoever looks at every part reads more assumptions than the decision rests on.
        Observation { decision: self.screen_by(order, as_of), applications }
    }

    fn application(&self, walk: &mut Walk<'_>, order: &Order, found: &Found, applied: Applied) -> Application {
        let Applied { rule, variables, holds, atoms, decisive } = applied;
        let mut same = found.by_rule().filter(|(number, _)| *number == rule);
        let lifted = same.find(|(_, instance)| instance.variables == variables);
        let lifted = lifted.map_or(Truth::False, |(_, instance)| instance.lifted);
        walk.date = self.engine.item(rule).map_or(0, |item| item.date);
        let at: Bindings = variables.iter().map(|variable| variable.map(|slot| walk.slots.path(slot))).collect();
        let mut seen = |Noted { atom, truth, slots }: Noted| SeenAtom {
            atom,
            truth,
            facts: facts(&self.program, walk, order, slots),
        };
        let path = |slot: &Option<_>| slot.as_ref().map(|slot| wording::path(&self.program, slot));
        let paths = at.iter().map(path).collect();
        Application { rule, at, paths, holds, lifted, atoms: atoms.into_iter().map(&mut seen).collect(), decisive }
    }
}

/// The facts in these slots, each once, in the schema's order.
fn facts(program: &Program, walk: &mut Walk<'_>, order: &Order, mut slots: Vec<Slot>) -> Vec<ReadFact> {
    slots.sort_unstable();
    slots.dedup();
    let mut facts: Vec<_> = slots.into_iter().map(|slot| (walk.slots.path(slot), slot)).collect();
    facts.sort();
    let mut read: Vec<ReadFact> = facts.into_iter().map(|(_, slot)| fact(program, walk, order, slot)).collect();
    read.dedup();
    read
}

fn fact(program: &Program, walk: &mut Walk<'_>, order: &Order, slot: Slot) -> ReadFact {
    let place = walk.slots.path(slot);
    let path = wording::path(program, &place);
    let (value, source) = match walk.slots.content(slot) {
        Content::Missing => (None, Source::Missing),
        Content::Derived(_) => {
            let choices = match wording::type_at(program, place.steps()) {
                Some(Type::OneOf(choices)) => choices,
                _ => &[][..],
            };
            match walk.read(slot) {
                Answer::Unknown(_) => (None, Source::WorkedOut),
                answer => (Some(wording::answer(&answer, choices)), Source::WorkedOut),
            }
        }
        _ => {
            let (value, assumed) = wording::fact(program, order, &place);
            (Some(value), if assumed { Source::Assumed } else { Source::Given })
        }
    };
    ReadFact { path, value, source }
}
