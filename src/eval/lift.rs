//! Exceptions at work: what is lifted, for certain or perhaps.
//!
//! **Invariant:** an exception takes effect when it holds and no exception over it takes effect, in three-valued logic. It lifts what
//! is bound to all that it is bound to. One that is unknown lifts nothing for certain.

use super::flags::{FlagState, FlagStates};
use super::place::Slot;
use super::resolve::{Engine, Item, Kind};
use super::rules::Instance;
use super::trace::{Causes, Lack};
use super::walk::Walk;
use crate::domain::Truth;
use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::{BTreeMap, BTreeSet};

/// All instances found in an order, by rule number.
#[derive(Debug, Default)]
pub(super) struct Found {
    by_rule: BTreeMap<u32, Vec<Instance>>,
    /// Exceptions that have been looked at.
    applied: BTreeSet<u32>,
    /// Instances of exceptions by their last binding, to find those that bear on a finding.
    by_binding: FxHashMap<u32, ByBinding>,
}

#[derive(Debug, Default)]
struct ByBinding {
    unbound: Vec<usize>,
    bound: FxHashMap<Slot, Vec<usize>>,
}

impl ByBinding {
    fn of(instances: &[Instance]) -> Self {
        let mut index = Self::default();
        for (position, instance) in instances.iter().enumerate() {
            match instance.bindings.last() {
                Some(slot) => index.bound.entry(*slot).or_default().push(position),
                None => index.unbound.push(position),
            }
        }
        index
    }
}

impl Found {
    /// Everything that an order raises. Flags are settled before rules, which may speak of their weight.
    pub(super) fn in_order(walk: &mut Walk<'_>) -> Self {
        let mut found = Self::default();
        found.apply_items(walk, |kind| matches!(kind, Kind::Flag { .. }));
        found.apply_exceptions(walk);
        walk.settle_flags(found.flag_states(walk.engine));
        found.apply_items(walk, |kind| matches!(kind, Kind::Rule { .. }));
        found.apply_exceptions(walk);
        found
    }

    /// Rules and flags, with their instances.
    pub(super) fn by_rule(&self) -> impl Iterator<Item = (u32, &Instance)> {
        self.by_rule.iter().flat_map(|(rule, instances)| instances.iter().map(|instance| (*rule, instance)))
    }

    /// Keeps the instances that `keep` says, in the order of [`Found::by_rule`].
    pub(super) fn retain(&mut self, mut keep: impl FnMut(&mut Instance) -> bool) {
        for instances in self.by_rule.values_mut() {
            instances.retain_mut(&mut keep);
        }
        self.by_rule.retain(|_, instances| !instances.is_empty());
        self.by_binding.clear();
        for exception in &self.applied {
            let instances = self.by_rule.get(exception).map_or(&[][..], Vec::as_slice);
            self.by_binding.insert(*exception, ByBinding::of(instances));
        }
    }

    /// The exceptions that lift an instance, or may.
    pub(super) fn lifters<'f>(
        &'f self,
        item: &'f Item,
        instance: &'f Instance,
    ) -> impl Iterator<Item = (u32, &'f Instance)> {
        self.exceptions_over(item, instance).filter(|(_, lifter)| !lifter.effective().is_false())
    }

    /// The exceptions that hold, or may, over an instance: also those that are lifted themselves.
    pub(super) fn exceptions_over<'f>(
        &'f self,
        item: &'f Item,
        instance: &'f Instance,
    ) -> impl Iterator<Item = (u32, &'f Instance)> {
        let over = |exception: &u32| {
            let exception = *exception;
            self.bearing_on(exception, instance).map(move |lifter| (exception, lifter))
        };
        item.lifted_by.iter().flat_map(over)
    }

    /// What an instance that is not settled depends on, item by item: its own condition and those of the exceptions over it.
    pub(super) fn unsettled<'f>(
        &'f self,
        engine: &'f Engine,
        rule: u32,
        instance: &'f Instance,
    ) -> Vec<(u32, &'f [Lack])> {
        let mut lacks: Vec<(u32, &[Lack])> = Vec::new();
        let mut seen: FxHashSet<*const Instance> = FxHashSet::default();
        let mut pending = vec![(rule, instance)];
        while let Some((rule, instance)) = pending.pop() {
            if !seen.insert(std::ptr::from_ref(instance)) {
                continue;
            }
            if instance.holds.is_unknown() {
                lacks.push((rule, &instance.causes.missing));
            }
            if instance.unless.is_unknown() {
                lacks.push((rule, &instance.unless_causes.missing));
            }
            let lifters = engine.item(rule).into_iter().flat_map(|item| self.lifters(item, instance));
            pending.extend(lifters.filter(|(_, lifter)| lifter.effective().is_unknown()));
        }
        lacks
    }

    /// The flags that stand or may.
    pub(super) fn flag_states(&self, engine: &Engine) -> FlagStates {
        let mut states = FlagStates::new();
        for (flag, instances) in &self.by_rule {
            let Some(Kind::Flag { weight }) = engine.item(*flag).map(|item| &item.kind) else { continue };
            let truth = instances.iter().map(Instance::effective).fold(Truth::False, Truth::or);
            if !truth.is_false() {
                let causes = self.flag_causes(engine, *flag, instances, truth);
                states.insert(*flag, FlagState { truth, weight: *weight, causes });
            }
        }
        states
    }

    fn flag_causes(&self, engine: &Engine, flag: u32, instances: &[Instance], truth: Truth) -> Causes {
        let mut causes = Causes::default();
        for instance in instances.iter().filter(|instance| instance.effective() == truth) {
            if truth.is_true() {
                causes.facts.extend_from_slice(&instance.causes.facts);
            } else {
                causes.missing.extend(self.unsettled(engine, flag, instance).into_iter().flat_map(|(_, lacks)| lacks));
            }
        }
        causes
    }

    fn apply_items(&mut self, walk: &mut Walk<'_>, wanted: impl Fn(&Kind) -> bool) {
        let engine = walk.engine;
        for (rule, item) in (0_u32..).zip(&engine.items).filter(|(_, item)| wanted(&item.kind)) {
            self.add(rule, walk.instances(item));
        }
    }

    fn add(&mut self, rule: u32, instances: Vec<Instance>) {
        if !instances.is_empty() {
            self.by_rule.insert(rule, instances);
        }
    }

    /// Applies the exceptions that have something to lift, and settles what is lifted.
    fn apply_exceptions(&mut self, walk: &mut Walk<'_>) {
        let engine = walk.engine;
        for exception in engine.exceptions.iter().chain(engine.circular.iter()) {
            let Some(item) = engine.item(*exception) else { continue };
            if self.has_targets(item) || engine.circular.contains(exception) {
                self.apply_exception(walk, *exception, item);
            }
        }
        for exception in engine.exceptions.iter().rev() {
            self.settle(engine, *exception);
        }
        let others: Vec<u32> = self.by_rule.keys().copied().filter(|rule| !self.applied.contains(rule)).collect();
        for rule in others {
            self.settle(engine, rule);
        }
    }

    fn has_targets(&self, item: &Item) -> bool {
        match &item.kind {
            Kind::Exception { lifts } => lifts.iter().any(|target| self.by_rule.contains_key(target)),
            Kind::Rule { .. } | Kind::Flag { .. } => false,
        }
    }

    fn apply_exception<'a>(&mut self, walk: &mut Walk<'a>, exception: u32, item: &'a Item) {
        if !self.applied.insert(exception) {
            return;
        }
        let instances = walk.instances(item);
        self.by_binding.insert(exception, ByBinding::of(&instances));
        self.add(exception, instances);
    }

    /// Works out what is lifted of one rule, when all exceptions over it are settled.
    fn settle(&mut self, engine: &Engine, rule: u32) {
        let Some(item) = engine.item(rule) else { return };
        let lifted = |instance: &Instance| {
            let exceptions = self.lifters(item, instance).map(|(_, lifter)| lifter.effective());
            exceptions.fold(instance.unless, Truth::or)
        };
        let settled: Vec<Truth> = self.by_rule.get(&rule).into_iter().flatten().map(lifted).collect();
        for (instance, lifted) in self.by_rule.get_mut(&rule).into_iter().flatten().zip(settled) {
            instance.lifted = lifted;
        }
    }

    /// The instances of an exception that bear on an instance of what it lifts.
    fn bearing_on<'f>(&'f self, exception: u32, instance: &'f Instance) -> impl Iterator<Item = &'f Instance> {
        let instances = self.by_rule.get(&exception).map_or(&[][..], Vec::as_slice);
        let index = self.by_binding.get(&exception);
        let unbound = index.into_iter().flat_map(|index| &index.unbound);
        let bound = instance
            .bindings
            .iter()
            .flat_map(move |slot| index.and_then(|index| index.bound.get(slot)).into_iter().flatten());
        let all_bound = |lifter: &&Instance| lifter.bindings.iter().all(|slot| instance.bindings.contains(slot));
        unbound.chain(bound).filter_map(|position| instances.get(*position)).filter(all_bound)
    }
}
