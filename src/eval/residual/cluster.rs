//! Facts that conditions hold against each other, and which conditions can be told by trying values.

use super::super::place::{Content, Slot};
use super::super::walk::{Local, Walk};
use super::super::wording;
use super::cases::{Candidate, Held, candidates, is_finite};
use super::formula::{Condition, Leaf, is_scalar};
use crate::domain::{Undefined, Value};
use crate::program::{Program, Type};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// Leaves that share facts, directly or through others. One that trying values would not tell is alone.
#[derive(Debug)]
pub(super) struct Cluster {
    /// The facts with their types; of a leaf that is alone, without.
    facts: BTreeMap<Slot, Option<Type>>,
    pub(super) leaves: Vec<usize>,
}

/// The clusters, the one with the first fact first. Leaves over flags belong to none.
pub(super) fn clusters(walk: &Walk<'_>, program: &Program, leaves: &[Leaf<'_>]) -> Vec<Cluster> {
    let mut alone = Vec::new();
    let mut shared: BTreeMap<usize, Cluster> = BTreeMap::new();
    let mut of_slot: BTreeMap<Slot, usize> = BTreeMap::new();
    for (number, leaf) in leaves.iter().enumerate() {
        if matches!(leaf.condition, Condition::Flags { .. }) {
            continue;
        }
        let Some(facts) = types(walk, program, leaf).filter(|types| can_be_told(walk, leaf, types)) else {
            let facts = leaf.lacks.iter().map(|(slot, _)| (*slot, None)).collect();
            alone.push(Cluster { facts, leaves: vec![number] });
            continue;
        };
        let touched: BTreeSet<usize> = facts.keys().filter_map(|slot| of_slot.get(slot).copied()).collect();
        let facts = facts.into_iter().map(|(slot, ty)| (slot, Some(ty))).collect();
        let mut merged = Cluster { facts, leaves: vec![number] };
        for cluster in touched.iter().filter_map(|touched| shared.remove(touched)) {
            merged.facts.extend(cluster.facts);
            merged.leaves.extend(cluster.leaves);
        }
        of_slot.extend(merged.facts.keys().map(|slot| (*slot, number)));
        merged.leaves.sort_unstable();
        shared.insert(number, merged);
    }
    let mut clusters: Vec<Cluster> = shared.into_values().chain(alone).collect();
    clusters.sort_by(|a, b| (a.facts.keys().next(), &a.leaves).cmp(&(b.facts.keys().next(), &b.leaves)));
    clusters
}

/// The types of a leaf's facts; `None` where one stands nowhere in particular.
fn types(walk: &Walk<'_>, program: &Program, leaf: &Leaf<'_>) -> Option<BTreeMap<Slot, Type>> {
    let ty = |slot: Slot| wording::type_at(program, walk.slots.path(slot).steps()).cloned();
    leaf.lacks.iter().map(|(slot, _)| Some((*slot, ty(*slot)?))).collect()
}

/// Whether a leaf's truth is told by trying values for its facts.
fn can_be_told(walk: &Walk<'_>, leaf: &Leaf<'_>, types: &BTreeMap<Slot, Type>) -> bool {
    let Condition::Local { frame, .. } = &leaf.condition else { return false };
    let serves = |(slot, reason): &(Slot, Option<Undefined>)| {
        is_scalar(walk, *slot) && reason.is_none_or(|reason| reason == Undefined::Imprecise)
    };
    !types.is_empty()
        && leaf.lacks.iter().all(serves)
        && !leaf.seen.beyond_values
        && (!leaf.seen.computed || types.values().all(is_finite))
        && !frame.iter().any(Local::is_settled_unknown)
}

impl Cluster {
    /// The facts with the values that stand for their cases; `None` where they cannot be told.
    pub(super) fn facts(&self, walk: &Walk<'_>, leaves: &[Leaf<'_>]) -> Option<Vec<(Slot, Vec<Candidate>)>> {
        if self.facts.is_empty() {
            return None;
        }
        let own: Vec<&Leaf<'_>> = self.leaves.iter().filter_map(|leaf| leaves.get(*leaf)).collect();
        let values: Vec<Value> = own.iter().flat_map(|leaf| leaf.seen.values.iter().cloned()).collect();
        let mut parts: Vec<Arc<str>> = own.iter().flat_map(|leaf| leaf.seen.parts.iter().cloned()).collect();
        parts.sort_unstable();
        parts.dedup();
        let mutual = own.iter().any(|leaf| leaf.seen.mutual);
        let fact = |(slot, ty): (&Slot, &Option<Type>)| {
            let ty = ty.as_ref()?;
            let given = match walk.slots.content(*slot) {
                Content::Scalar { value, .. } => Some(value),
                _ => None,
            };
            let alike = || self.facts.values().flatten().filter(|other| *other == ty).count();
            let held = Held { values: &values, parts: &parts, facts: if mutual { alike() } else { 1 }, given };
            Some((*slot, candidates(ty, &held)?))
        };
        self.facts.iter().map(fact).collect()
    }
}
