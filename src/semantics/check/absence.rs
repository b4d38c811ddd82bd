//! Warnings where a missing fact could clear an order or lift a finding: the places where an author makes absence a fact.

use crate::problem::{Code, Problem};
use crate::program::Quantifier;
use crate::syntax::{Expr, ExprKind};

/// What a condition does when it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stance {
    /// It finds something: absence must not make it false.
    Finds,
    /// It lifts something: absence must not make it true.
    Lifts,
}

/// What is doubtful in this condition.
pub(super) fn problems(expr: &Expr, stance: Stance) -> Vec<Problem> {
    let mut search = Search { stance, problems: Vec::new() };
    search.expression(expr, true);
    search.problems
}

struct Search {
    stance: Stance,
    problems: Vec<Problem>,
}

impl Search {
    /// `positive`: whether the expression being true helps the whole to be true.
    fn expression(&mut self, expr: &Expr, positive: bool) {
        // Absence makes `is known` false and `is missing` true.
        let made_true_by_absence = match expr.kind {
            ExprKind::Known(_) => Some(!positive),
            ExprKind::Missing(_) => Some(positive),
            _ => None,
        };
        let harmful = self.stance == Stance::Lifts;
        if made_true_by_absence == Some(harmful) {
            self.absence(expr);
        }
        match &expr.kind {
            ExprKind::OrElse(..) => self.fallback(expr),
            ExprKind::Quantified { quantifier: Quantifier::Every, .. } if positive && self.stance == Stance::Lifts => {
                self.empty_list(expr)
            }
            _ => {}
        }
        let flips = matches!(expr.kind, ExprKind::Not(_) | ExprKind::Quantified { quantifier: Quantifier::No, .. });
        for child in expr.children() {
            self.expression(child, positive != flips);
        }
    }

    fn absence(&mut self, expr: &Expr) {
        let (message, help) = match self.stance {
            Stance::Finds => (
                "an order that lacks this fact would pass this rule",
                "leave this test out: without it, a missing fact makes the rule ask",
            ),
            Stance::Lifts => (
                "an order that lacks this fact would be let off",
                "test for what must be known instead: `is yes`, `is X`",
            ),
        };
        self.problems
            .push(Problem::new(Code::AbsenceClears, message, expr.span, "absence counts as a fact here").help(help));
    }

    fn fallback(&mut self, expr: &Expr) {
        let message = "a value is made up where the order lacks the fact";
        let help = "leave `or else` out: a missing fact then makes the verdict ask; or give the field `assumed` in its record, where it is listed in every verdict";
        self.problems
            .push(Problem::new(Code::AbsenceClears, message, expr.span, "absence counts as a fact here").help(help));
    }

    fn empty_list(&mut self, expr: &Expr) {
        let message = "`every` is true of an empty list, so an order without any would be let off";
        let help = "add a condition that there is one: `and any x in … has …`";
        self.problems
            .push(Problem::new(Code::EmptyListLifts, message, expr.span, "true when there are none").help(help));
    }
}
