//! Which facts matter: the bounds of a scope as functions of the facts in play, and what each answer would leave of them.

use super::super::answers::{self, IfAnswered};
use super::super::decision::{Change, MissingFact, SlotPath};
use super::super::resolve::Item;
use super::super::walk::Walk;
use super::Residual;
use super::diagram::{Diagrams, Function, Join, Spent};
use super::play::Cases;
use super::standing::WIDTH;
use crate::domain::Undefined;
use std::collections::{BTreeMap, BTreeSet};

/// The bounds of a scope in each completion.
#[derive(Clone, Copy, Debug)]
pub(in crate::eval) struct ScopeBounds {
    lower: Function,
    upper: Function,
}

#[derive(Debug)]
struct Matters {
    change: Change,
    reason: Option<Undefined>,
    bears_on: BTreeSet<u32>,
    answers: Vec<IfAnswered>,
}

impl Residual {
    /// Whether no more is taken to be possible than is.
    pub(in crate::eval) fn is_exact(&self) -> bool {
        self.play.exact
    }

    /// The bounds of a scope to which these instances belong: their numbers, as [`super::super::lift::Found::by_rule`] counts, and
    /// the ranks of their outcomes.
    pub(in crate::eval) fn scope(&mut self, members: &[(usize, u32)]) -> Result<ScopeBounds, Spent> {
        let mut bounds = ScopeBounds { lower: Diagrams::constant(0), upper: Diagrams::constant(0) };
        for (number, rank) in members.iter().copied() {
            let both = self.standings.get(number).ok_or(Spent)?.both(&mut self.diagrams)?;
            let stands = |both: u32| if both == 2 * WIDTH { rank } else { 0 };
            let may_stand = |both: u32| if both / WIDTH > 0 && both % WIDTH < 2 { rank } else { 0 };
            let (stands, may_stand) = (self.diagrams.map(both, &stands)?, self.diagrams.map(both, &may_stand)?);
            bounds.lower = self.diagrams.join(Join::Most, bounds.lower, stands)?;
            bounds.upper = self.diagrams.join(Join::Most, bounds.upper, may_stand)?;
        }
        let (lower, upper) = self.extremes(bounds);
        let in_question = members.iter().filter(|(_, rank)| lower < *rank && *rank <= upper);
        self.in_question.extend(in_question.map(|(number, _)| *number));
        Ok(bounds)
    }

    /// The least and the worst outcome of a scope.
    pub(in crate::eval) fn extremes(&self, scope: ScopeBounds) -> (u32, u32) {
        extremes(&self.diagrams.results(scope.lower), &self.diagrams.results(scope.upper))
    }

    /// The facts that can change the outcome of a scope, or what is found, in the schema's order. The first scope is the order.
    pub(in crate::eval) fn missing(
        &mut self,
        walk: &Walk<'_>,
        scopes: &[ScopeBounds],
    ) -> Result<Vec<MissingFact>, Spent> {
        let whole = *scopes.first().ok_or(Spent)?;
        let mut outcome = BTreeSet::new();
        for scope in scopes {
            outcome.extend(self.diagrams.variables(scope.lower));
            outcome.extend(self.diagrams.variables(scope.upper));
        }
        let bears_on = self.bears_on(walk)?;
        let mut facts: BTreeMap<SlotPath, Matters> = BTreeMap::new();
        for (number, variable) in (0_u32..).zip(&self.play.variables) {
            let rules = bears_on.get(&number);
            let change = if outcome.contains(&number) { Change::Outcome } else { Change::Findings };
            if rules.is_none() && change == Change::Findings {
                continue;
            }
            let answers = self.answers(whole, number, &variable.cases);
            for slot in &variable.slots {
                let fact = facts.entry(walk.slots.path(*slot)).or_insert_with(|| Matters {
                    change,
                    reason: self.reason(*slot),
                    bears_on: BTreeSet::new(),
                    answers: answers.clone(),
                });
                fact.change = fact.change.min(change);
                fact.bears_on.extend(rules.into_iter().flatten());
            }
        }
        self.add_beyond_help(walk, &mut facts)?;
        let fact = |(slot, matters): (SlotPath, Matters)| MissingFact {
            slot,
            reason: matters.reason,
            change: matters.change,
            bears_on: matters.bears_on.into_iter().collect(),
            answers: matters.answers,
        };
        Ok(facts.into_iter().map(fact).collect())
    }

    /// Facts that are given and do not serve: what they would come to if they did is not known.
    fn add_beyond_help(&mut self, walk: &Walk<'_>, facts: &mut BTreeMap<SlotPath, Matters>) -> Result<(), Spent> {
        for (number, standing) in self.standings.iter().enumerate() {
            let is_exception = walk.engine.item(standing.rule).is_none_or(Item::is_exception);
            if is_exception || !standing.may_stay_unknown(&mut self.diagrams)? {
                continue;
            }
            let change = if self.in_question.contains(&number) { Change::Outcome } else { Change::Findings };
            for (rule, (slot, reason)) in &standing.beyond_help {
                let (reason, bears_on, answers) = (*reason, BTreeSet::new(), Vec::new());
                let matters = Matters { change, reason, bears_on, answers };
                let fact = facts.entry(walk.slots.path(*slot)).or_insert(matters);
                fact.change = fact.change.min(change);
                fact.bears_on.insert(*rule);
            }
        }
        Ok(())
    }

    /// The rules, flags and exceptions that each variable makes a difference to.
    fn bears_on(&mut self, walk: &Walk<'_>) -> Result<BTreeMap<u32, BTreeSet<u32>>, Spent> {
        let mut bears_on: BTreeMap<u32, BTreeSet<u32>> = BTreeMap::new();
        let reached = self.reached(walk)?;
        for standing in &self.standings {
            for function in [standing.holds, standing.unless] {
                for variable in self.diagrams.variables(function).intersection(&reached) {
                    bears_on.entry(*variable).or_default().insert(standing.rule);
                }
            }
        }
        Ok(bears_on)
    }

    /// The variables that make a difference to what rules and flags find.
    fn reached(&mut self, walk: &Walk<'_>) -> Result<BTreeSet<u32>, Spent> {
        let mut reached = BTreeSet::new();
        for number in 0..self.standings.len() {
            let Some(standing) = self.standings.get(number).cloned() else { break };
            if !walk.engine.item(standing.rule).is_some_and(|item| item.is_exception()) {
                let found = standing.found(&mut self.diagrams)?;
                reached.extend(self.diagrams.variables(found));
            }
        }
        Ok(reached)
    }

    /// What the cases of a variable would make of the verdict; nothing where no case makes a difference to it.
    fn answers(&self, whole: ScopeBounds, variable: u32, cases: &[Cases]) -> Vec<IfAnswered> {
        let depends = |function| self.diagrams.variables(function).contains(&variable);
        if !depends(whole.lower) && !depends(whole.upper) {
            return Vec::new();
        }
        let mut by_bounds: BTreeMap<(u32, u32), Cases> = BTreeMap::new();
        for (case, stands_for) in cases.iter().enumerate() {
            let results = |function| self.diagrams.results_in(function, variable, case);
            let bounds = extremes(&results(whole.lower), &results(whole.upper));
            by_bounds.entry(bounds).or_default().extend(stands_for.iter().cloned());
        }
        let answer = |((lower, upper), mut cases): (_, Cases)| {
            cases.sort_by_key(|(position, _)| *position);
            IfAnswered { cases: answers::joined(cases.into_iter().map(|(_, case)| case)), lower, upper }
        };
        by_bounds.into_iter().map(answer).collect()
    }

    /// Why what is given in a slot does not serve; `None` where nothing is given.
    fn reason(&self, slot: super::super::place::Slot) -> Option<Undefined> {
        let mut reasons = self.lacks.iter().filter(|(lack, _)| *lack == slot).map(|(_, reason)| *reason);
        let first = reasons.next()?;
        reasons.fold(first, Option::and)
    }
}

fn extremes(lower: &BTreeSet<u32>, upper: &BTreeSet<u32>) -> (u32, u32) {
    (lower.first().copied().unwrap_or(0), upper.last().copied().unwrap_or(0))
}
