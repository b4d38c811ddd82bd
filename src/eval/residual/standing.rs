//! Whether each instance holds and is lifted, as functions of the facts in play.

use super::super::lift::Found;
use super::super::rules::Instance;
use super::super::trace::Lack;
use super::super::walk::{Local, Walk};
use super::diagram::{Diagrams, Function, Join, Spent};
use super::flags;
use super::formula::{Condition, Formula, Leaf, Leaves};
use super::play::{Play, constant};
use crate::domain::Truth;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;

/// What is left of the conditions of an instance.
#[derive(Debug)]
pub(super) struct Conditions {
    holds: Formula,
    unless: Formula,
}

impl Conditions {
    /// Slots whose contents keep it unknown, whatever else becomes known.
    fn beyond_help(&self, leaves: &Leaves<'_>) -> Vec<Lack> {
        let own = self.holds.leaves().into_iter().chain(self.unless.leaves());
        own.filter_map(|leaf| leaves.all.get(leaf)).flat_map(Leaf::beyond_help).collect()
    }
}

/// What an instance comes to. Results: 0 false, 1 unknown, 2 true.
#[derive(Clone, Debug)]
pub(super) struct Standing {
    pub(super) rule: u32,
    pub(super) holds: Function,
    /// Its own `unless`.
    pub(super) unless: Function,
    pub(super) lifted: Function,
    /// Slots whose contents keep unknown what it comes to, whatever else becomes known, and the items that look at them.
    pub(super) beyond_help: BTreeSet<(u32, Lack)>,
}

/// `holds` and `lifted` as one function.
pub(super) const WIDTH: u32 = 3;

impl Standing {
    /// `holds`, then `lifted`: see [`WIDTH`].
    pub(super) fn both(&self, diagrams: &mut Diagrams) -> Result<Function, Spent> {
        diagrams.join(Join::Pair(WIDTH), self.holds, self.lifted)
    }

    /// What can be seen of it: whether it is open, or found and lifted.
    pub(super) fn found(&self, diagrams: &mut Diagrams) -> Result<Function, Spent> {
        let both = self.both(diagrams)?;
        diagrams.map(both, &|both| match (both / WIDTH, both % WIDTH) {
            (0, _) | (1, 2) => 0,
            (1, _) => 1,
            (_, lifted) => 2 + lifted,
        })
    }

    /// Whether some completion leaves unknown whether it is found, or lifted.
    pub(super) fn may_stay_unknown(&self, diagrams: &mut Diagrams) -> Result<bool, Spent> {
        let found = self.found(diagrams)?;
        Ok(diagrams.results(found).iter().any(|found| matches!(found, 1 | 3)))
    }
}

/// What is left of the conditions of all instances, in the order of [`Found::by_rule`].
pub(super) fn conditions<'a>(
    walk: &mut Walk<'a>,
    found: &Found,
    leaves: &mut Leaves<'a>,
) -> Result<Vec<Conditions>, Spent> {
    let engine = walk.engine;
    let mut all = Vec::new();
    for (rule, instance) in found.by_rule() {
        let item = engine.item(rule).ok_or(Spent)?;
        walk.date = item.date;
        if !walk.as_of().in_force(item.period).is_true() {
            return Err(Spent);
        }
        walk.fresh_frame(item.locals);
        for (local, slot) in (0_u16..).zip(&instance.variables) {
            if let Some(slot) = slot {
                walk.set_local(local, Local::Slot(*slot));
            }
        }
        let unsure = instance.variables.contains(&None);
        let mut left = |truth: Truth, lacks: &[_], node: Option<&'a super::super::node::Node>| match (truth, node) {
            (Truth::Unknown, Some(node)) if !unsure => leaves.formula(walk, node),
            (Truth::Unknown, _) => leaves.opaque(lacks.to_vec()),
            (truth, _) => Ok(Formula::Always(truth)),
        };
        let holds = left(instance.holds, &instance.causes.missing, Some(&item.condition))?;
        let unless = left(instance.unless, &instance.unless_causes.missing, item.unless.as_ref())?;
        all.push(Conditions { holds, unless });
    }
    Ok(all)
}

/// Works out the standing of instances, those of exceptions first.
pub(super) struct Standings<'s, 'a> {
    pub(super) walk: &'s mut Walk<'a>,
    pub(super) found: &'s Found,
    pub(super) leaves: &'s Leaves<'a>,
    pub(super) play: &'s Play,
    pub(super) diagrams: &'s mut Diagrams,
    numbers: FxHashMap<*const Instance, usize>,
    done: Vec<Option<Standing>>,
    under_way: BTreeSet<usize>,
    of_flags: FxHashMap<usize, Function>,
}

impl<'s, 'a> Standings<'s, 'a> {
    pub(super) fn new(
        walk: &'s mut Walk<'a>,
        found: &'s Found,
        leaves: &'s Leaves<'a>,
        play: &'s Play,
        diagrams: &'s mut Diagrams,
    ) -> Self {
        let numbers: FxHashMap<_, _> =
            found.by_rule().map(|(_, instance)| std::ptr::from_ref(instance)).zip(0..).collect();
        let (under_way, of_flags) = (BTreeSet::new(), FxHashMap::default());
        let done = vec![None; numbers.len()];
        Self { walk, found, leaves, play, diagrams, numbers, done, under_way, of_flags }
    }

    /// All of them, in the order of [`Found::by_rule`].
    pub(super) fn all(mut self, conditions: &[Conditions]) -> Result<Vec<Standing>, Spent> {
        let found = self.found;
        found.by_rule().map(|(rule, instance)| self.standing(rule, instance, conditions)).collect()
    }

    pub(super) fn standing(
        &mut self,
        rule: u32,
        instance: &'s Instance,
        conditions: &[Conditions],
    ) -> Result<Standing, Spent> {
        let number = *self.numbers.get(&std::ptr::from_ref(instance)).ok_or(Spent)?;
        if let Some(Some(standing)) = self.done.get(number) {
            return Ok(standing.clone());
        }
        if !self.under_way.insert(number) {
            return Err(Spent);
        }
        let own = conditions.get(number).ok_or(Spent)?;
        let holds = self.function(&own.holds, conditions)?;
        let unless = self.function(&own.unless, conditions)?;
        let mut lifted = unless;
        let mut beyond_help: BTreeSet<(u32, Lack)> =
            own.beyond_help(self.leaves).into_iter().map(|lack| (rule, lack)).collect();
        let item = self.walk.engine.item(rule).ok_or(Spent)?;
        let found = self.found;
        for (exception, lifter) in found.exceptions_over(item, instance) {
            let effective = self.effective(exception, lifter, conditions)?;
            beyond_help.extend(self.standing(exception, lifter, conditions)?.beyond_help);
            lifted = self.diagrams.join(Join::Most, lifted, effective)?;
        }
        let standing = Standing { rule, holds, unless, lifted, beyond_help };
        if let Some(slot) = self.done.get_mut(number) {
            *slot = Some(standing.clone());
        }
        Ok(standing)
    }

    /// Whether an instance holds and nothing lifts it.
    pub(super) fn effective(
        &mut self,
        rule: u32,
        instance: &'s Instance,
        conditions: &[Conditions],
    ) -> Result<Function, Spent> {
        let Standing { holds, lifted, .. } = self.standing(rule, instance, conditions)?;
        let stands = self.diagrams.map(lifted, &negated)?;
        self.diagrams.join(Join::Least, holds, stands)
    }

    fn function(&mut self, formula: &Formula, conditions: &[Conditions]) -> Result<Function, Spent> {
        match formula {
            Formula::Always(truth) => Ok(constant(*truth)),
            Formula::Not(inner) => {
                let inner = self.function(inner, conditions)?;
                self.diagrams.map(inner, &negated)
            }
            Formula::All(parts) => self.joined(Join::Least, Truth::True, parts, conditions),
            Formula::Any(parts) => self.joined(Join::Most, Truth::False, parts, conditions),
            Formula::Leaf(leaf) => self.leaf(*leaf, conditions),
        }
    }

    fn joined(
        &mut self,
        join: Join,
        of_nothing: Truth,
        parts: &[Formula],
        conditions: &[Conditions],
    ) -> Result<Function, Spent> {
        let mut function = constant(of_nothing);
        for part in parts {
            let part = self.function(part, conditions)?;
            function = self.diagrams.join(join, function, part)?;
        }
        Ok(function)
    }

    fn leaf(&mut self, number: usize, conditions: &[Conditions]) -> Result<Function, Spent> {
        if let Some(Some(function)) = self.play.leaves.get(number) {
            return Ok(*function);
        }
        if let Some(function) = self.of_flags.get(&number) {
            return Ok(*function);
        }
        let leaves = self.leaves;
        let leaf = leaves.all.get(number).ok_or(Spent)?;
        let Condition::Flags { node, frame, date, measure, which } = &leaf.condition else { return Err(Spent) };
        let sums = flags::sums(self, *measure, which, conditions)?;
        let function = flags::truth_over(self, &sums, (node, frame, *date))?;
        self.of_flags.insert(number, function);
        Ok(function)
    }
}

pub(super) fn negated(truth: u32) -> u32 {
    2_u32.saturating_sub(truth)
}

fn truth(results: &BTreeSet<u32>) -> Truth {
    match (results.first(), results.last()) {
        (Some(2), _) => Truth::True,
        (_, Some(0)) => Truth::False,
        _ => Truth::Unknown,
    }
}

/// Settles what is the same in all completions; what never holds is no longer found. Returns the standings of what is.
pub(super) fn settled(
    found: &mut Found,
    standings: Vec<Standing>,
    diagrams: &mut Diagrams,
) -> Result<Vec<Standing>, Spent> {
    let mut kept = Vec::with_capacity(standings.len());
    let mut pending = standings.into_iter();
    let mut outcome = Ok(());
    found.retain(|instance| {
        let Some(standing) = pending.next() else { return true };
        match settle(instance, &standing, diagrams) {
            Ok(true) => kept.push(standing),
            Ok(false) => return false,
            Err(spent) => outcome = Err(spent),
        }
        true
    });
    outcome.map(|()| kept)
}

/// Whether it may hold.
fn settle(instance: &mut Instance, standing: &Standing, diagrams: &mut Diagrams) -> Result<bool, Spent> {
    let both = standing.both(diagrams)?;
    let results: BTreeSet<(u32, u32)> =
        diagrams.results(both).into_iter().map(|both| (both / WIDTH, both % WIDTH)).collect();
    let lifted = results.iter().filter(|(holds, _)| *holds > 0).map(|(_, lifted)| *lifted).collect();
    instance.holds = truth(&results.iter().map(|(holds, _)| *holds).collect());
    instance.lifted = truth(&lifted);
    instance.unless = truth(&diagrams.results(standing.unless));
    Ok(!instance.holds.is_false())
}
