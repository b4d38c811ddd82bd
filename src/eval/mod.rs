//! A program and an order: a decision.
//!
//! **Invariant:** a missing fact never clears an order. Whatever the missing facts turn out to be, the outcome lies within the
//! decision's bounds, and a fact that the decision does not list as missing cannot change its verdict.

mod aggregate;
mod answer_words;
mod answers;
mod budget;
mod condition;
mod dates;
mod decision;
mod explain;
pub mod explanation;
mod flags;
mod lift;
mod lifting;
mod node;
pub mod observe;
mod place;
mod provenance;
mod read;
mod residual;
mod resolve;
mod rules;
mod sets;
mod trace;
mod value;
mod verdict;
mod walk;
mod wording;

pub use answers::{Case, IfAnswered, Limit};
pub use decision::{
    Bindings, Change, Decision, Effect, Finding, Lift, MissingFact, OpenRule, PolicyDecision, SlotPath, Status, Step,
    Verdict,
};
pub use explanation::Explanation;

use crate::domain::Date;
use crate::facts::Order;
use crate::program::Program;
use lift::Found;
use resolve::Engine;
use std::sync::Arc;
use walk::Walk;

/// Screens orders by one program. Cheap to share between threads; build it once.
#[derive(Debug)]
pub struct Evaluator {
    program: Arc<Program>,
    engine: Engine,
}

impl Evaluator {
    /// Prepares a program: names become indices, sets look-up tables, patterns automata. Linear in the program's size.
    #[must_use]
    pub fn new(program: Arc<Program>) -> Self {
        let engine = Engine::new(&program);
        Self { program, engine }
    }

    /// Prepares the next program, sharing what has not changed: after an edit of what rules say, the cost is that of the edit and a
    /// small factor times the number of rules. Equal to [`Evaluator::new`] in everything else.
    #[must_use]
    pub fn updated(&self, program: Arc<Program>) -> Self {
        match self.engine.updated(&self.program, &program) {
            Some(engine) => Self { program, engine },
            None => Self::new(program),
        }
    }

    /// The program that orders are screened by.
    #[must_use]
    pub fn program(&self) -> &Arc<Program> {
        &self.program
    }

    /// Screens an order as of the date that each policy judges by.
    #[must_use]
    pub fn screen(&self, order: &Order) -> Decision {
        self.screen_by(order, None)
    }

    /// Screens an order as of this date, whatever the policies judge by.
    #[must_use]
    pub fn screen_as_of(&self, order: &Order, date: Date) -> Decision {
        self.screen_by(order, Some(date))
    }

    /// The decision in words and paths. The order must be the one that was decided on.
    #[must_use]
    pub fn explain(&self, order: &Order, decision: &Decision) -> Explanation {
        explain::explain(&self.program, &self.engine, order, decision)
    }

    /// Screens an order by three-valued logic alone: at a bounded cost per condition, where much is missing. The bounds of an
    /// undetermined verdict may be wider than those of [`Evaluator::screen`], and facts be listed as missing that cannot matter.
    #[must_use]
    pub fn screen_cautiously(&self, order: &Order, as_of: Option<Date>) -> Decision {
        self.decide(order, as_of, |_, _| None)
    }

    fn screen_by(&self, order: &Order, as_of: Option<Date>) -> Decision {
        self.decide(order, as_of, |walk, found| residual::settle(walk, &self.program, found))
    }

    fn decide<'a>(
        &'a self,
        order: &'a Order,
        as_of: Option<Date>,
        settle: impl FnOnce(&mut Walk<'a>, &mut Found) -> Option<residual::Residual>,
    ) -> Decision {
        let mut walk = Walk::new(&self.engine, order);
        walk.judge_dates(as_of);
        let mut found = Found::in_order(&mut walk);
        verdict::decide(&mut walk, &mut found, self.program.outcomes.undetermined_counts_as, as_of, settle)
    }
}

#[cfg(test)]
mod tests;
