//! What deciding an item may cost by itself; the definitions that it uses have a limit of their own.

use super::checker::Checker;
use crate::problem::Code;
use crate::semantics::tangle::{LIMIT_COST, LIST, weigh};
use crate::syntax::{Clause, Expr, Ident, MessagePart, Rule};

impl Checker<'_> {
    /// Reports conditions and messages that go through too many lists inside lists.
    pub(super) fn refuse_costly_rule(&mut self, rule: &Rule) {
        let loops = rule.clauses.iter().filter(|clause| matches!(clause.value, Clause::ForEach { .. }));
        let weight = loops.fold(1_u64, |weight, _| weight.saturating_mul(LIST));
        let mut parts = Vec::new();
        for clause in &rule.clauses {
            match &clause.value {
                Clause::When(expr) | Clause::Unless(expr) => parts.push(expr),
                Clause::Because(message) => parts.extend(message.iter().filter_map(|part| match part {
                    MessagePart::Value(expr) => Some(expr),
                    MessagePart::Text(_) => None,
                })),
                _ => {}
            }
        }
        self.refuse_costly(&rule.name, &parts, weight);
    }

    /// Reports expressions that, each evaluated `weight` times, cost too much.
    pub(super) fn refuse_costly(&mut self, name: &Ident, parts: &[&Expr], weight: u64) {
        let mut cost = 0_u64;
        for part in parts {
            weigh(part, weight, &mut |_, weight| cost = cost.saturating_add(weight));
        }
        if cost > LIMIT_COST {
            let message = format!("`{}` could take too long to decide: the lists it goes through multiply", name.value);
            self.error(
                Code::TooCostly,
                message,
                name.span,
                "lists inside lists",
                "use fewer lists inside lists; to find several of a sort, count them",
            );
        }
    }
}
