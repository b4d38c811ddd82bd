//! From what was found to a decision: bounds per scope, and what could change them.
//!
//! **Invariant:** a scope's lower bound is the worst outcome that is certain, its upper bound the worst that is possible.

use super::decision::{
    Bindings, Change, Decision, Effect, Finding, Lift, MissingFact, OpenRule, PolicyDecision, SlotPath, Status, Verdict,
};
use super::lift::Found;
use super::place::{Content, Slot};
use super::residual::{Residual, Spent};
use super::resolve::{Engine, Item, Kind};
use super::rules::Instance;
use super::trace::Lack;
use super::walk::Walk;
use crate::domain::{Date, Truth, Undefined};
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What an instance amounts to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Found(Status),
    Open,
    /// Unknown, but lifted in any case.
    Moot,
}

fn state(instance: &Instance) -> State {
    match (instance.holds, instance.lifted) {
        (Truth::True, Truth::True) => State::Found(Status::Lifted),
        (Truth::True, Truth::Unknown) => State::Found(Status::MayBeLifted),
        (Truth::True, Truth::False) => State::Found(Status::Stands),
        (_, Truth::True) => State::Moot,
        _ => State::Open,
    }
}

/// The worst outcomes of a scope, by how sure they are.
#[derive(Clone, Copy, Debug, Default)]
struct Bounds {
    stands: u32,
    may_be_lifted: u32,
    open: u32,
}

impl Bounds {
    fn add(&mut self, rank: u32, state: State) {
        let bound = match state {
            State::Found(Status::Stands) => &mut self.stands,
            State::Found(Status::MayBeLifted) => &mut self.may_be_lifted,
            State::Open => &mut self.open,
            State::Found(Status::Lifted) | State::Moot => return,
        };
        *bound = rank.max(*bound);
    }

    fn with(self, other: Self) -> Self {
        Self {
            stands: self.stands.max(other.stands),
            may_be_lifted: self.may_be_lifted.max(other.may_be_lifted),
            open: self.open.max(other.open),
        }
    }

    fn verdict(self, undetermined: u32) -> Verdict {
        self.within((self.stands, self.stands.max(self.may_be_lifted).max(self.open)), undetermined)
    }

    fn within(self, (lower, upper): (u32, u32), undetermined: u32) -> Verdict {
        let determined = lower == upper;
        let outcome = if determined { lower } else { lower.max(self.may_be_lifted).max(undetermined) };
        Verdict { outcome, lower, upper, determined }
    }
}

/// Draws the decision from what was found. `settle` works out what is left open, when something is.
pub(super) fn decide<'a>(
    walk: &mut Walk<'a>,
    found: &mut Found,
    undetermined: u32,
    as_of: Option<Date>,
    settle: impl FnOnce(&mut Walk<'a>, &mut Found) -> Option<Residual>,
) -> Decision {
    let complete = !walk.budget.is_spent();
    let mut verdicts =
        Scopes::of(walk, found).verdicts(undetermined, if complete { None } else { Some(walk.engine.worst) });
    let open = !verdicts.all_determined();
    let mut exact = !open;
    let mut listed = Vec::new();
    if complete
        && open
        && let Some(residual) = settle(walk, found)
    {
        let scopes = Scopes::of(walk, found);
        exact = residual.is_exact();
        match scopes.exactly(walk, residual, undetermined) {
            Ok((bounds, missing)) => (verdicts, listed) = (bounds, missing),
            Err(_) => (verdicts, exact) = (scopes.verdicts(undetermined, None), false),
        }
    }
    let missing = if exact { listed } else { joined(listed, missing(walk, found, &verdicts)) };
    Decision {
        verdict: verdicts.whole,
        policies: policy_decisions(walk, &verdicts),
        missing,
        lines: verdicts.lines,
        findings: findings(walk, found),
        open: self::open(walk, found),
        assumptions: paths(walk, walk.slots.assumptions()),
        flags: walk.flags.iter().flatten().map(|(flag, state)| (*flag, state.truth)).collect(),
        as_of,
        complete,
        exact,
    }
}

/// What bears on a scope.
#[derive(Clone, Debug, Default)]
struct Scope {
    bounds: Bounds,
    /// The instances that bring an outcome, as [`Found::by_rule`] counts, with the outcome's rank.
    members: Vec<(usize, u32)>,
}

impl Scope {
    fn add(&mut self, number: usize, rank: u32, state: State) {
        self.bounds.add(rank, state);
        self.members.push((number, rank));
    }
}

/// All scopes, and what bears on each.
struct Scopes {
    whole: Scope,
    policies: Vec<Scope>,
    /// Of each line alone.
    lines: Vec<Scope>,
    /// Of what is bound to no line.
    all_lines: Scope,
    list: Option<Slot>,
}

impl Scopes {
    fn of(walk: &mut Walk<'_>, found: &Found) -> Self {
        let mut scopes = Self::new(walk);
        for (number, (rule, instance)) in found.by_rule().enumerate() {
            scopes.add(walk, (number, rule), instance);
        }
        scopes
    }

    fn new(walk: &mut Walk<'_>) -> Self {
        let list = lines(walk);
        let count = match list.map(|list| walk.slots.content(list)) {
            Some(Content::List { items, .. }) => items.len(),
            _ => 0,
        };
        let policies = vec![Scope::default(); walk.engine.dates.len().saturating_sub(1)];
        let lines = vec![Scope::default(); count];
        Self { whole: Scope::default(), policies, lines, all_lines: Scope::default(), list }
    }

    fn add(&mut self, walk: &Walk<'_>, (number, rule): (usize, u32), instance: &Instance) {
        let Some((item, rank)) = ranked(walk.engine, rule) else { return };
        let state = state(instance);
        self.whole.add(number, rank, state);
        if let Some(policy) = item.policy.and_then(|policy| self.policies.get_mut(policy as usize)) {
            policy.add(number, rank, state);
        }
        let positions = positions(walk, self.list, instance);
        if positions.is_empty() {
            self.all_lines.add(number, rank, state);
        }
        for position in positions {
            if let Some(line) = self.lines.get_mut(position) {
                line.add(number, rank, state);
            }
        }
    }

    /// `undecided`: the worst outcome, where the budget was spent and anything could be found or lifted yet.
    fn verdicts(&self, undetermined: u32, undecided: Option<u32>) -> Verdicts {
        let verdict = |bounds: Bounds| match undecided {
            None => bounds.verdict(undetermined),
            Some(worst) => {
                let outcome = bounds.stands.max(bounds.may_be_lifted).max(undetermined);
                Verdict { outcome, lower: 0, upper: worst, determined: false }
            }
        };
        let line = |line: &Scope| line.bounds.with(self.all_lines.bounds);
        Verdicts {
            whole: verdict(self.whole.bounds),
            policies: self.policies.iter().map(|policy| verdict(policy.bounds)).collect(),
            least_line: self.lines.iter().map(|own| line(own).stands).min(),
            lines: self.lines.iter().map(|own| verdict(line(own))).collect(),
            list: self.list,
        }
    }

    /// The verdicts with the bounds of the completions, and the facts that matter.
    fn exactly(
        &self,
        walk: &Walk<'_>,
        mut residual: Residual,
        undetermined: u32,
    ) -> Result<(Verdicts, Vec<MissingFact>), Spent> {
        let mut scopes = Vec::new();
        let mut verdict = |bounds: Bounds, members: &[(usize, u32)]| {
            let scope = residual.scope(members)?;
            scopes.push(scope);
            Ok(bounds.within(residual.extremes(scope), undetermined))
        };
        let whole = verdict(self.whole.bounds, &self.whole.members)?;
        let mut policies = Vec::new();
        for policy in &self.policies {
            policies.push(verdict(policy.bounds, &policy.members)?);
        }
        let mut lines = Vec::new();
        for line in &self.lines {
            let members = [&line.members[..], &self.all_lines.members[..]].concat();
            lines.push(verdict(line.bounds.with(self.all_lines.bounds), &members)?);
        }
        let verdicts = Verdicts { whole, policies, lines, least_line: None, list: self.list };
        let missing = if verdicts.all_determined() { Vec::new() } else { residual.missing(walk, &scopes)? };
        Ok((verdicts, missing))
    }
}

/// The verdict of every scope.
struct Verdicts {
    whole: Verdict,
    policies: Vec<Verdict>,
    lines: Vec<Verdict>,
    /// The least of the lines' lower bounds.
    least_line: Option<u32>,
    list: Option<Slot>,
}

impl Verdicts {
    fn all_determined(&self) -> bool {
        self.policies.iter().chain(&self.lines).chain([&self.whole]).all(|verdict| verdict.determined)
    }

    /// Whether an outcome of this instance would be the worst of some scope that it belongs to.
    fn could_change(&self, walk: &Walk<'_>, rule: u32, instance: &Instance) -> bool {
        let Some((item, rank)) = ranked(walk.engine, rule) else { return false };
        let worse = |verdict: &Verdict| rank > verdict.lower;
        let policy = item.policy.and_then(|policy| self.policies.get(policy as usize));
        worse(&self.whole)
            || policy.is_some_and(worse)
            || self.could_change_line(rank, &positions(walk, self.list, instance))
    }

    fn could_change_line(&self, rank: u32, positions: &[usize]) -> bool {
        let worse = |position: &usize| self.lines.get(*position).is_some_and(|line| rank > line.lower);
        match positions {
            [] => self.least_line.is_some_and(|least| rank > least),
            _ => positions.iter().any(worse),
        }
    }
}

fn ranked(engine: &Engine, rule: u32) -> Option<(&Item, u32)> {
    let item = engine.item(rule)?;
    match item.kind {
        Kind::Rule { rank } => Some((item, rank)),
        Kind::Flag { .. } | Kind::Exception { .. } => None,
    }
}

fn lines(walk: &mut Walk<'_>) -> Option<Slot> {
    let engine = walk.engine;
    let root = engine.shapes.get(engine.root)?;
    engine.lines.map(|field| walk.slots.field(Slot::ORDER, root, field))
}

/// The lines that an instance is bound to.
fn positions(walk: &Walk<'_>, list: Option<Slot>, instance: &Instance) -> Vec<usize> {
    let position = |slot: &Slot| walk.slots.position_in(list?, *slot);
    let mut positions: Vec<usize> = instance.bindings.iter().filter_map(position).collect();
    positions.sort_unstable();
    positions.dedup();
    positions
}

fn policy_decisions(walk: &Walk<'_>, scopes: &Verdicts) -> Vec<PolicyDecision> {
    let dates = walk.dates.iter().skip(1).map(|as_of| as_of.date);
    let of = |((policy, verdict), as_of): ((u32, &Verdict), Option<Date>)| PolicyDecision {
        policy,
        as_of,
        verdict: *verdict,
    };
    (0_u32..).zip(&scopes.policies).zip(dates).map(of).collect()
}

fn findings(walk: &Walk<'_>, found: &Found) -> Vec<Finding> {
    let mut findings: Vec<Finding> =
        found.by_rule().filter_map(|(rule, instance)| finding(walk, found, rule, instance)).collect();
    findings.sort_by(|a, b| (place(walk, a.rule), &a.at).cmp(&(place(walk, b.rule), &b.at)));
    findings
}

/// Where a rule stands in a decision: the worst outcome first, flags last, then by policy and name.
fn place(walk: &Walk<'_>, rule: u32) -> (Reverse<Option<u32>>, Option<u32>, u32) {
    let policy = walk.engine.item(rule).and_then(|item| item.policy);
    (Reverse(ranked(walk.engine, rule).map(|(_, rank)| rank)), policy, rule)
}

fn finding(walk: &Walk<'_>, found: &Found, rule: u32, instance: &Instance) -> Option<Finding> {
    let item = walk.engine.item(rule).filter(|item| !matches!(item.kind, Kind::Exception { .. }))?;
    let State::Found(status) = state(instance) else { return None };
    let mut lifts: Vec<Lift> = Vec::new();
    if !instance.unless.is_false() {
        lifts.push(Lift {
            exception: rule,
            at: bindings(walk, instance),
            effect: if instance.unless.is_true() { Effect::Lifts } else { Effect::MayLift },
            lifted_by: Vec::new(),
            facts: paths(walk, &instance.unless_causes.facts),
        });
    }
    lifts.extend(found.exceptions_over(item, instance).map(|(exception, lifter)| lift(walk, found, exception, lifter)));
    let facts = paths(walk, &instance.causes.facts);
    Some(Finding { rule, at: bindings(walk, instance), status, lifts, facts })
}

fn lift(walk: &Walk<'_>, found: &Found, exception: u32, lifter: &Instance) -> Lift {
    let over = walk.engine.item(exception).into_iter().flat_map(|item| found.lifters(item, lifter));
    let mut lifted_by: Vec<u32> = over.map(|(exception, _)| exception).collect();
    lifted_by.sort_unstable();
    lifted_by.dedup();
    let effect = match lifter.effective() {
        Truth::True => Effect::Lifts,
        Truth::Unknown => Effect::MayLift,
        Truth::False => Effect::IsLifted,
    };
    Lift { exception, at: bindings(walk, lifter), effect, lifted_by, facts: paths(walk, &lifter.causes.facts) }
}

fn open(walk: &Walk<'_>, found: &Found) -> Vec<OpenRule> {
    let is_open = |(rule, instance): &(u32, &Instance)| {
        let exception = walk.engine.item(*rule).is_some_and(|item| matches!(item.kind, Kind::Exception { .. }));
        state(instance) == State::Open && !exception
    };
    let of = |(rule, instance): (u32, &Instance)| {
        let slots: Vec<Slot> = instance.causes.missing.iter().map(|(slot, _)| *slot).collect();
        OpenRule { rule, at: bindings(walk, instance), needs: paths(walk, &slots) }
    };
    let mut open: Vec<OpenRule> = found.by_rule().filter(is_open).map(of).collect();
    open.sort_by(|a, b| (place(walk, a.rule), &a.at).cmp(&(place(walk, b.rule), &b.at)));
    open
}

/// The missing facts that could change the verdict of a scope, and all that they bear on.
fn missing(walk: &Walk<'_>, found: &Found, scopes: &Verdicts) -> Vec<MissingFact> {
    let mut facts: BTreeMap<SlotPath, (Option<Undefined>, BTreeSet<u32>)> = BTreeMap::new();
    let unsettled = |(rule, instance): (u32, _)| found.unsettled(walk.engine, rule, instance);
    let matters = |(rule, instance): &(u32, &Instance)| {
        matches!(state(instance), State::Open | State::Found(Status::MayBeLifted))
            && scopes.could_change(walk, *rule, instance)
    };
    for (slot, reason) in found.by_rule().filter(matters).flat_map(unsettled).flat_map(|(_, lacks)| lacks) {
        let fact = facts.entry(walk.slots.path(*slot)).or_insert((*reason, BTreeSet::new()));
        fact.0 = fact.0.and(*reason);
    }
    let bears = |(_, instance): &(u32, &Instance)| state(instance) != State::Moot;
    for (rule, lacks) in found.by_rule().filter(bears).flat_map(unsettled) {
        for (slot, _) in lacks as &[Lack] {
            if let Some((_, rules)) = facts.get_mut(&walk.slots.path(*slot)) {
                rules.insert(rule);
            }
        }
    }
    let fact = |(slot, (reason, rules)): (SlotPath, (Option<Undefined>, BTreeSet<u32>))| MissingFact {
        slot,
        reason,
        change: Change::Outcome,
        bears_on: rules.into_iter().collect(),
        answers: Vec::new(),
    };
    facts.into_iter().map(fact).collect()
}

/// All facts of two lists, in the schema's order: as the first one has them, where it does.
fn joined(mut facts: Vec<MissingFact>, others: Vec<MissingFact>) -> Vec<MissingFact> {
    let listed: BTreeSet<SlotPath> = facts.iter().map(|fact| fact.slot.clone()).collect();
    facts.extend(others.into_iter().filter(|fact| !listed.contains(&fact.slot)));
    facts.sort_by(|a, b| a.slot.cmp(&b.slot));
    facts
}

fn bindings(walk: &Walk<'_>, instance: &Instance) -> Bindings {
    instance.variables.iter().map(|variable| variable.map(|slot| walk.slots.path(slot))).collect()
}

/// The paths of slots, in the schema's order, each once.
fn paths(walk: &Walk<'_>, slots: &[Slot]) -> Vec<SlotPath> {
    let mut paths: Vec<SlotPath> = slots.iter().map(|slot| walk.slots.path(*slot)).collect();
    paths.sort_unstable();
    paths.dedup();
    paths
}
