//! The facts in play: which missing facts the leaves depend on, in what cases each can be, and each leaf as a function of them.
//!
//! **Invariant:** a leaf's function has every result that some completion gives it. Where facts cannot be told apart by cases, each
//! condition over them counts as a fact of its own that can be anything; if there are several, that may be more than can be
//! ([`Play::exact`] is false).

use super::super::place::{Content, Slot};
use super::super::walk::Walk;
use super::super::wording;
use super::cases::{Candidate, Held, candidates, is_finite};
use super::diagram::{Diagrams, Function, Spent};
use super::formula::{Condition, Leaf, Leaves, is_scalar};
use crate::domain::{Truth, Undefined, Value};
use crate::eval::answers::Case;
use crate::program::{Program, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Conditions evaluated in cases, for one order.
const LIMIT_TRIALS: usize = 200_000;

/// Combinations of cases that one condition is evaluated in.
const LIMIT_COMBINED: usize = 5_000;

/// A variable of the diagrams.
#[derive(Debug)]
pub(super) struct Variable {
    /// The facts that it stands for.
    pub(super) slots: Vec<Slot>,
    /// What each case stands for; empty where it stands for a condition.
    pub(super) cases: Vec<Cases>,
}

/// What a case of a variable stands for, with positions in the order of the fact's cases.
pub(super) type Cases = Vec<(usize, Case)>;

/// Everything in play.
#[derive(Debug)]
pub(super) struct Play {
    pub(super) variables: Vec<Variable>,
    /// One a leaf; those over flags are not worked out yet.
    pub(super) leaves: Vec<Option<Function>>,
    /// Whether the functions have no other results than completions give them.
    pub(super) exact: bool,
}

/// Facts that conditions hold against each other, directly or through others.
#[derive(Debug, Default)]
struct Cluster {
    slots: BTreeSet<Slot>,
    leaves: Vec<usize>,
}

/// A fact with the values that stand for its cases.
struct Fact {
    slot: Slot,
    variable: u32,
    candidates: Vec<Candidate>,
    /// What each candidate stands for.
    cases: Vec<Cases>,
}

impl Play {
    /// Finds out what is in play, and evaluates the leaves in all cases.
    pub(super) fn of<'a>(
        walk: &mut Walk<'a>,
        program: &Program,
        leaves: &Leaves<'a>,
        diagrams: &mut Diagrams,
    ) -> Result<Self, Spent> {
        let mut play = Self { variables: Vec::new(), leaves: vec![None; leaves.all.len()], exact: true };
        let mut trials = LIMIT_TRIALS;
        for cluster in clusters(&leaves.all) {
            match facts(walk, program, &leaves.all, &cluster) {
                Some(values) => play.add_facts(walk, leaves, &cluster, values, (diagrams, &mut trials))?,
                None => play.add_conditions(leaves, &cluster, diagrams)?,
            }
        }
        Ok(play)
    }

    fn add_facts<'a>(
        &mut self,
        walk: &mut Walk<'a>,
        leaves: &Leaves<'a>,
        cluster: &Cluster,
        values: Vec<(Slot, Vec<Candidate>)>,
        (diagrams, trials): (&mut Diagrams, &mut usize),
    ) -> Result<(), Spent> {
        let alone = values.len() == 1;
        let mut tables = Vec::new();
        let mut facts: Vec<Fact> = Vec::new();
        for (slot, candidates) in values {
            let variable = u32::try_from(self.variables.len() + facts.len()).map_err(|_| Spent)?;
            let cases = candidates.iter().map(|candidate| candidate.case.clone()).enumerate();
            let cases = cases.map(|case| vec![case]).collect();
            facts.push(Fact { slot, variable, candidates, cases });
        }
        for number in &cluster.leaves {
            let leaf = leaves.all.get(*number).ok_or(Spent)?;
            let own: Vec<&Fact> = facts.iter().filter(|fact| depends_on(leaf, fact.slot)).collect();
            let Some(table) = evaluated(walk, leaf, &own, trials)? else {
                return self.add_conditions(leaves, cluster, diagrams);
            };
            tables.push((*number, table));
        }
        if tables.iter().any(|(_, table)| table.iter().all(|truth| truth.is_unknown())) {
            return self.add_conditions(leaves, cluster, diagrams);
        }
        if alone && let Some(fact) = facts.first_mut() {
            merge_like_cases(fact, &mut tables);
        }
        for (number, table) in tables {
            let leaf = leaves.all.get(number).ok_or(Spent)?;
            let own: Vec<&Fact> = facts.iter().filter(|fact| depends_on(leaf, fact.slot)).collect();
            let function = tabulated(diagrams, &own, &table)?;
            self.set(number, function);
        }
        let variable = |fact: Fact| Variable { slots: vec![fact.slot], cases: fact.cases };
        self.variables.extend(facts.into_iter().map(variable));
        Ok(())
    }

    /// Each condition may be true, false, or remain unknown, whatever the others are; what is beyond help remains unknown.
    fn add_conditions(&mut self, leaves: &Leaves<'_>, cluster: &Cluster, diagrams: &mut Diagrams) -> Result<(), Spent> {
        let open = |leaf: &&usize| !leaves.all.get(**leaf).is_some_and(Leaf::is_beyond_help);
        self.exact &= cluster.leaves.iter().filter(open).count() <= 1;
        for number in &cluster.leaves {
            let leaf = leaves.all.get(*number).ok_or(Spent)?;
            if leaf.is_beyond_help() {
                self.set(*number, constant(Truth::Unknown));
                continue;
            }
            let variable = u32::try_from(self.variables.len()).map_err(|_| Spent)?;
            let cases = [Truth::False, Truth::Unknown, Truth::True].map(constant).to_vec();
            let function = diagrams.of_cases(variable, cases)?;
            self.set(*number, function);
            let slots: BTreeSet<Slot> = leaf.lacks.iter().map(|(slot, _)| *slot).collect();
            self.variables.push(Variable { slots: slots.into_iter().collect(), cases: Vec::new() });
        }
        Ok(())
    }

    fn set(&mut self, leaf: usize, function: Function) {
        if let Some(slot) = self.leaves.get_mut(leaf) {
            *slot = Some(function);
        }
    }
}

/// The function that always has this truth.
pub(super) fn constant(truth: Truth) -> Function {
    Diagrams::constant(match truth {
        Truth::False => 0,
        Truth::Unknown => 1,
        Truth::True => 2,
    })
}

fn depends_on(leaf: &Leaf<'_>, slot: Slot) -> bool {
    leaf.lacks.iter().any(|(lack, _)| *lack == slot)
}

/// The leaves that share facts, and the facts that share leaves; the one with the first fact first. Leaves over flags apart.
fn clusters(leaves: &[Leaf<'_>]) -> Vec<Cluster> {
    let mut clusters: BTreeMap<usize, Cluster> = BTreeMap::new();
    let mut of_slot: BTreeMap<Slot, usize> = BTreeMap::new();
    for (number, leaf) in leaves.iter().enumerate() {
        if matches!(leaf.condition, Condition::Flags { .. }) {
            continue;
        }
        let mut merged = Cluster { slots: leaf.lacks.iter().map(|(slot, _)| *slot).collect(), leaves: vec![number] };
        let touched: BTreeSet<usize> = merged.slots.iter().filter_map(|slot| of_slot.get(slot).copied()).collect();
        for cluster in touched.iter().filter_map(|touched| clusters.remove(touched)) {
            merged.slots.extend(cluster.slots);
            merged.leaves.extend(cluster.leaves);
        }
        of_slot.extend(merged.slots.iter().map(|slot| (*slot, number)));
        merged.leaves.sort_unstable();
        clusters.insert(number, merged);
    }
    let mut clusters: Vec<Cluster> = clusters.into_values().collect();
    clusters.sort_by(|a, b| (a.slots.first(), &a.leaves).cmp(&(b.slots.first(), &b.leaves)));
    clusters
}

/// The facts of a cluster with the values that stand for their cases; `None` where they cannot be told.
fn facts(
    walk: &Walk<'_>,
    program: &Program,
    leaves: &[Leaf<'_>],
    cluster: &Cluster,
) -> Option<Vec<(Slot, Vec<Candidate>)>> {
    let own: Vec<&Leaf<'_>> = cluster.leaves.iter().filter_map(|leaf| leaves.get(*leaf)).collect();
    let ty = |slot: Slot| wording::type_at(program, walk.slots.path(slot).steps()).cloned();
    let types: Vec<(Slot, Type)> = cluster.slots.iter().map(|slot| Some((*slot, ty(*slot)?))).collect::<Option<_>>()?;
    let all_finite = types.iter().all(|(_, ty)| is_finite(ty));
    let can_be_told = |leaf: &&Leaf<'_>| match &leaf.condition {
        Condition::Local { frame, .. } => {
            (all_finite || !leaf.seen.computed)
                && !leaf.seen.beyond_values
                && !frame.iter().any(super::super::walk::Local::is_settled_unknown)
        }
        Condition::Flags { .. } | Condition::Opaque => false,
    };
    let serves = |(slot, reason): &(Slot, Option<Undefined>)| {
        is_scalar(walk, *slot) && reason.is_none_or(|reason| reason == Undefined::Imprecise)
    };
    let lacks = || own.iter().flat_map(|leaf| &leaf.lacks);
    if cluster.slots.is_empty() || !own.iter().all(can_be_told) || !lacks().all(serves) {
        return None;
    }
    let values: Vec<Value> = own.iter().flat_map(|leaf| leaf.seen.values.iter().cloned()).collect();
    let mut parts: Vec<Arc<str>> = own.iter().flat_map(|leaf| leaf.seen.parts.iter().cloned()).collect();
    parts.sort_unstable();
    parts.dedup();
    let mutual = own.iter().any(|leaf| leaf.seen.mutual);
    let fact = |(slot, ty): &(Slot, Type)| {
        let given = match walk.slots.content(*slot) {
            Content::Scalar { value, .. } => Some(value),
            _ => None,
        };
        let alike = if mutual { types.iter().filter(|(_, other)| other == ty).count() } else { 1 };
        let held = Held { values: &values, parts: &parts, facts: alike, given };
        Some((*slot, candidates(ty, &held)?))
    };
    types.iter().map(fact).collect()
}

/// The truth of a leaf in every combination of its facts' cases, the last fact's varying fastest; `None` where those are too many.
fn evaluated<'a>(
    walk: &mut Walk<'a>,
    leaf: &Leaf<'a>,
    facts: &[&Fact],
    trials: &mut usize,
) -> Result<Option<Vec<Truth>>, Spent> {
    let Condition::Local { node, frame, date } = &leaf.condition else { return Err(Spent) };
    let count = facts.iter().fold(1_usize, |count, fact| count.saturating_mul(fact.candidates.len()));
    if count > LIMIT_COMBINED {
        return Ok(None);
    }
    *trials = trials.checked_sub(count).ok_or(Spent)?;
    walk.date = *date;
    let mut supposed: Vec<(Slot, Value)> = Vec::new();
    let mut table = Vec::with_capacity(count);
    for combination in 0..count {
        supposed.clear();
        let mut rest = combination;
        for fact in facts.iter().rev() {
            let candidate = fact.candidates.get(rest % fact.candidates.len().max(1)).ok_or(Spent)?;
            supposed.push((fact.slot, candidate.value.clone()));
            rest /= fact.candidates.len().max(1);
        }
        table.push(walk.in_frame(frame, |walk| walk.truth_supposing(&supposed, node)));
    }
    Ok(Some(table))
}

/// Cases of a fact that no condition tells apart become one.
fn merge_like_cases(fact: &mut Fact, tables: &mut [(usize, Vec<Truth>)]) {
    let mut first_of: BTreeMap<Vec<Truth>, usize> = BTreeMap::new();
    let mut kept: Vec<usize> = Vec::new();
    let mut merged: Vec<Cases> = Vec::new();
    for (number, cases) in fact.cases.drain(..).enumerate() {
        let signature = tables.iter().filter_map(|(_, table)| table.get(number).copied()).collect();
        let class = *first_of.entry(signature).or_insert(kept.len());
        match merged.get_mut(class) {
            Some(class) => class.extend(cases),
            None => {
                kept.push(number);
                merged.push(cases);
            }
        }
    }
    for (_, table) in tables.iter_mut() {
        *table = kept.iter().filter_map(|number| table.get(*number).copied()).collect();
    }
    fact.candidates = kept.iter().filter_map(|number| fact.candidates.get(*number).cloned()).collect();
    fact.cases = merged;
}

/// A table as a function of the facts that it is over.
fn tabulated(diagrams: &mut Diagrams, facts: &[&Fact], table: &[Truth]) -> Result<Function, Spent> {
    let Some((fact, rest)) = facts.split_first() else {
        return table.first().map(|truth| constant(*truth)).ok_or(Spent);
    };
    let share = table.len() / fact.candidates.len().max(1);
    let branches: Result<Vec<Function>, Spent> =
        table.chunks(share.max(1)).map(|part| tabulated(diagrams, rest, part)).collect();
    diagrams.of_cases(fact.variable, branches?)
}
