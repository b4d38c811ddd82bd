//! Conditions that settle their neighbours: beside `X is known`, what is said of X does nothing when there is no X.

use super::effects::{Context, Effects};
use crate::program::Quantifier;
use crate::syntax::{Comparison, Expr, ExprKind, Ident, LiteralKind, Over};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// What an order is supposed to lack.
#[derive(Clone, Copy)]
pub(super) struct Supposed<'t> {
    /// The place.
    pub(super) place: &'t [Ident],
    /// Whether it is a list that is given empty, and not a place that is assumed to be none.
    pub(super) empty: bool,
}

/// The conditions joined by one `and` or `or`, seen from one of them or, at first, from outside.
pub(super) struct Joined<'t> {
    parts: &'t [Expr],
    /// The truth of one part that settles all.
    settling: bool,
    /// What can still happen to the whole when all is settled.
    left: Effects,
    /// The number of the part that looks at the others; beyond them, for one that stands outside.
    at: usize,
    /// For a place: the first two parts that settle all.
    settlers: BTreeMap<(String, bool), [Option<usize>; 2]>,
}

impl<'t> Joined<'t> {
    /// `A and B`, which cannot become true when one of them is false.
    pub(super) fn all(parts: &'t [Expr], at: Context) -> Self {
        Self { parts, settling: false, left: at.fall, at: usize::MAX, settlers: BTreeMap::new() }
    }

    /// `A or B`, which cannot become false when one of them is true.
    pub(super) fn any(parts: &'t [Expr], at: Context) -> Self {
        Self { settling: true, left: at.rise, ..Self::all(parts, at) }
    }

    /// What is summed, if the filter lets it.
    pub(super) fn filtered(filter: &'t [Expr], at: Context) -> Self {
        Self { left: Effects::NOTHING, ..Self::all(filter, at) }
    }

    pub(super) fn go_to(&mut self, at: usize) {
        self.at = at;
    }

    /// What can still happen to the whole under this supposition.
    pub(super) fn left(&mut self, supposed: Supposed<'_>) -> Effects {
        let (parts, settling) = (self.parts, self.settling);
        let found = self.settlers.entry((shown(supposed.place), supposed.empty)).or_insert_with(|| {
            let mut found = parts.iter().enumerate().filter(|(_, part)| surely(part, supposed) == Some(settling));
            [found.next().map(|(index, _)| index), found.next().map(|(index, _)| index)]
        });
        let is_settled = found.iter().flatten().any(|index| *index != self.at);
        if is_settled { self.left } else { Effects::ALL }
    }
}

/// A path as it is written.
pub(super) fn shown(path: &[Ident]) -> String {
    path.iter().map(|segment| segment.value.as_ref()).collect::<Vec<_>>().join(".")
}

/// The truth of a condition under a supposition, where it is the same whatever else holds.
fn surely(expr: &Expr, supposed: Supposed<'_>) -> Option<bool> {
    match &expr.kind {
        ExprKind::Not(inner) => surely(inner, supposed).map(|truth| !truth),
        ExprKind::All(parts) => joined(parts, false, supposed),
        ExprKind::Any(parts) => joined(parts, true, supposed),
        ExprKind::Known(inner) => is_there(inner, supposed),
        ExprKind::Missing(inner) => is_there(inner, supposed).map(|there| !there),
        ExprKind::Compare { op, left, right, .. } => compared(*op, left, right, supposed),
        ExprKind::InNamed { set, .. } if lies_under(set, supposed) => Some(false),
        ExprKind::Quantified { quantifier, list, .. } => {
            is_under(list, supposed).then_some(*quantifier != Quantifier::Any)
        }
        ExprKind::Literal(_) => vanishes([expr], supposed),
        ExprKind::InNamed { .. } | ExprKind::InValues { .. } | ExprKind::TextTest { .. } => {
            vanishes(expr.children(), supposed)
        }
        _ => None,
    }
}

fn joined(parts: &[Expr], settling: bool, supposed: Supposed<'_>) -> Option<bool> {
    let truths: Vec<Option<bool>> = parts.iter().map(|part| surely(part, supposed)).collect();
    let settled = truths.contains(&Some(settling));
    (settled || truths.iter().all(Option::is_some)).then_some(settled == settling)
}

/// A list that is given empty is there.
fn is_there(expr: &Expr, supposed: Supposed<'_>) -> Option<bool> {
    is_under(expr, supposed).then_some(supposed.empty)
}

fn compared(op: Comparison, left: &Expr, right: &Expr, supposed: Supposed<'_>) -> Option<bool> {
    let is_zero = |expr: &Expr| over(expr).is_some_and(|over| is_under(&over.list, supposed));
    if op == Comparison::Is && right.kind == ExprKind::Literal(LiteralKind::None) {
        return is_under(left, supposed).then_some(true);
    }
    match (is_zero(left), is_zero(right)) {
        (true, false) => zero_compares(op, right),
        (false, true) => compares_with_zero(left, op),
        _ => vanishes([left, right], supposed),
    }
}

/// What a sum or count runs over.
pub(super) fn over(expr: &Expr) -> Option<&Over> {
    match &expr.kind {
        ExprKind::Sum { over, .. } | ExprKind::Count(over) => Some(over),
        _ => None,
    }
}

/// What needs a value that does not exist is false.
fn vanishes<'e>(operands: impl IntoIterator<Item = &'e Expr>, supposed: Supposed<'_>) -> Option<bool> {
    operands.into_iter().any(|operand| is_gone(operand, supposed)).then_some(false)
}

fn is_gone(expr: &Expr, supposed: Supposed<'_>) -> bool {
    match &expr.kind {
        ExprKind::Add(terms) | ExprKind::Multiply(terms) => terms.iter().any(|(_, term)| is_gone(term, supposed)),
        _ => !supposed.empty && is_under(expr, supposed),
    }
}

fn is_under(expr: &Expr, supposed: Supposed<'_>) -> bool {
    matches!(&expr.kind, ExprKind::Literal(LiteralKind::Path(path)) if lies_under(path, supposed))
}

fn lies_under(path: &[Ident], supposed: Supposed<'_>) -> bool {
    let same = |(one, other): (&Ident, &Ident)| one.value == other.value;
    path.len() >= supposed.place.len() && path.iter().zip(supposed.place).all(same)
}

/// The truth of `0 op value`, if the value is written in place.
pub(super) fn zero_compares(op: Comparison, value: &Expr) -> Option<bool> {
    sign(value).map(|sign| holds(op, sign.reverse()))
}

/// The truth of `value op 0`, if the value is written in place.
pub(super) fn compares_with_zero(value: &Expr, op: Comparison) -> Option<bool> {
    sign(value).map(|sign| holds(op, sign))
}

fn holds(op: Comparison, ordering: Ordering) -> bool {
    match op {
        Comparison::Is => ordering.is_eq(),
        Comparison::Less => ordering.is_lt(),
        Comparison::LessOrEqual => ordering.is_le(),
        Comparison::Greater => ordering.is_gt(),
        Comparison::GreaterOrEqual => ordering.is_ge(),
    }
}

/// How a number written in place compares with zero.
fn sign(expr: &Expr) -> Option<Ordering> {
    let ExprKind::Literal(literal) = &expr.kind else { return None };
    let number = match literal {
        LiteralKind::Numeral(number) | LiteralKind::Percent(number) => number,
        LiteralKind::Money { amount, .. } => &amount.value,
        _ => return None,
    };
    let is_zero = !number.contains(|c: char| c.is_ascii_digit() && c != '0');
    Some(match (is_zero, number.starts_with('-')) {
        (true, _) => Ordering::Equal,
        (_, true) => Ordering::Less,
        _ => Ordering::Greater,
    })
}
