//! The atoms of an expression in its tree.
//!
//! **Invariant:** tree and code are gone through as [`crate::program::Expr::atoms`] goes through the code.

use crate::problem::Span;
use crate::program::Expr;
use crate::syntax::{self, ExprKind};
use std::sync::Arc;

/// What is told from a tree and the code that was made from it.
#[derive(Default)]
pub(super) struct Gathered {
    /// Of the atoms, in their order, the place, and for a cell of a table that of its heading.
    pub(super) atoms: Vec<(Span, Option<Span>)>,
    /// The names of locals.
    pub(super) variables: Vec<(u16, Arc<str>)>,
}

impl Gathered {
    pub(super) fn gather(&mut self, tree: &syntax::Expr, code: &Expr, is_condition: bool) {
        let is_atom = code.is_atom(is_condition);
        if is_atom {
            self.atoms.push((tree.span, heading(tree)));
        }
        self.variables.extend(variable(tree, code));
        let (tree, code) = match (&tree.kind, code) {
            (ExprKind::Not(inner), Expr::Not(negated)) if is_atom => {
                self.variables.extend(variable(inner, negated));
                (&**inner, &**negated)
            }
            _ => (tree, code),
        };
        for (tree, code, is_condition) in pairs(tree, code) {
            self.gather(tree, code, is_condition);
        }
    }
}

/// What a test is of, where that stands outside the test: in the heading of its column.
fn heading(test: &syntax::Expr) -> Option<Span> {
    let mut inner = test;
    while let ExprKind::Not(negated) = &inner.kind {
        inner = negated;
    }
    let tested = match &inner.kind {
        ExprKind::Compare { left: tested, .. }
        | ExprKind::InNamed { item: tested, .. }
        | ExprKind::InValues { item: tested, .. }
        | ExprKind::TextTest { text: tested, .. }
        | ExprKind::Known(tested)
        | ExprKind::Missing(tested) => tested.span,
        _ => return None,
    };
    (tested.end <= test.span.start || test.span.end <= tested.start).then_some(tested)
}

/// The variable that an expression brings in.
fn variable(tree: &syntax::Expr, code: &Expr) -> Option<(u16, Arc<str>)> {
    match (&tree.kind, code) {
        (ExprKind::Quantified { variable, .. }, Expr::Quantified { local, .. }) => {
            Some((*local, Arc::clone(&variable.value)))
        }
        (ExprKind::Sum { over, .. }, Expr::Sum { local, .. }) | (ExprKind::Count(over), Expr::Count { local, .. }) => {
            Some((*local, Arc::clone(&over.variable.value)))
        }
        _ => None,
    }
}

type Pair<'t> = (&'t syntax::Expr, &'t Expr, bool);

/// What lies directly inside, tree and code side by side.
fn pairs<'t>(tree: &'t syntax::Expr, code: &'t Expr) -> Vec<Pair<'t>> {
    use ExprKind as T;
    let filtered = |over: &'t syntax::Over, filter: &'t Option<Box<Expr>>| {
        over.filter.as_ref().zip(filter.as_ref()).map(|(tree, code)| (tree, &**code, true))
    };
    match (&tree.kind, code) {
        (T::Not(tree), Expr::Not(code)) => vec![(tree, code, true)],
        (T::All(trees), Expr::All(codes)) | (T::Any(trees), Expr::Any(codes)) => {
            trees.iter().zip(codes).map(|(tree, code)| (tree, code, true)).collect()
        }
        (T::Compare { left, .. }, Expr::IsNone(code)) => vec![(left, code, false)],
        (T::Compare { left, right, .. }, Expr::Compare { left: left_code, right: right_code, .. }) => {
            vec![(left, left_code, false), (right, right_code, false)]
        }
        (T::InNamed { item, .. }, Expr::InSet { item: code, .. })
        | (T::InValues { item, .. }, Expr::OneOf { item: code, .. }) => vec![(item, code, false)],
        (T::InNamed { item, .. }, code) => {
            code.looked_up_in_list().map(|code| (&**item, code, false)).into_iter().collect()
        }
        (T::TextTest { test, text, .. }, Expr::TextTest { test: test_code, text: code, .. }) => {
            std::iter::once((&**text, &**code, false)).chain(text_part(test, test_code)).collect()
        }
        (T::Quantified { body, .. }, Expr::Quantified { body: code_body, .. }) => {
            match (&body.kind, code.looked_up_in_list()) {
                (T::Compare { left, .. }, Some(item)) => vec![(left, item, false)],
                _ => vec![(body, code_body, true)],
            }
        }
        (T::Sum { value, over }, Expr::Sum { value: code, filter, .. }) => {
            std::iter::once((&**value, &**code, false)).chain(filtered(over, filter)).collect()
        }
        (T::Count(over), Expr::Count { filter, .. }) => filtered(over, filter).into_iter().collect(),
        (T::Add(trees), Expr::Add(codes)) | (T::Multiply(trees), Expr::Multiply(codes)) => {
            trees.iter().zip(codes).map(|((_, tree), (_, code))| (tree, code, false)).collect()
        }
        (T::OrElse(tree, other), Expr::OrElse { value, fallback }) => {
            vec![(tree, value, false), (other, fallback, false)]
        }
        (T::Call { arguments, .. }, Expr::Call { arguments: codes, .. }) => {
            arguments.iter().zip(codes).map(|(tree, code)| (tree, code, false)).collect()
        }
        _ => Vec::new(),
    }
}

fn text_part<'t>(test: &'t syntax::TextTest, code: &'t crate::program::TextTest) -> Option<Pair<'t>> {
    use crate::program::TextTest as C;
    use syntax::TextTest as T;
    match (test, code) {
        (T::Contains(tree), C::Contains(code)) | (T::StartsWith(tree), C::StartsWith(code)) => {
            Some((tree, code, false))
        }
        _ => None,
    }
}
