//! The items that are searched: rules, flags, exceptions, definitions, and records for their derived fields.

use super::Silence;
use super::effects::Context;
use super::scope::{Scope, Variable};
use super::search::{Found, search};
use crate::problem::Problem;
use crate::program::{Name, Type};
use crate::semantics::check::field_type;
use crate::semantics::db::Workspace;
use crate::semantics::signatures::{Signature, lifted, resolve};
use crate::syntax::{Clause, Define, Expr, ExprKind, Ident, LiteralKind, Record, Rule, RuleWord, Tree};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What an exception lifts is followed through this many other exceptions.
const LIMIT_EXCEPTIONS: usize = 1_000;

/// What silence does to an item, under the names by which others use it; and the warnings about the item itself.
pub(crate) fn of(db: &dyn salsa::Database, workspace: Workspace, tree: &Tree) -> (Vec<(Name, Silence)>, Vec<Problem>) {
    let found = found(db, workspace, tree);
    let problems = match tree {
        Tree::Rule(rule) => found.iter().flat_map(|(_, found)| found.problems(rule.word)).collect(),
        _ => Vec::new(),
    };
    let silences = found.into_iter().map(|(name, found)| (name, found.silence()));
    (silences.filter(|(_, silence)| *silence != Silence::default()).collect(), problems)
}

/// The same of the rule that a row of a table stands for.
pub(crate) fn of_rule(
    db: &dyn salsa::Database,
    workspace: Workspace,
    rule: &Rule,
) -> (Option<(Name, Silence)>, Vec<Problem>) {
    let found = found_in_rule(db, workspace, rule);
    let problems = found.problems(rule.word).collect();
    let silence = Some(found.silence()).filter(|silence| *silence != Silence::default());
    (silence.map(|silence| (Arc::clone(&rule.name.value), silence)), problems)
}

pub(super) fn found_in_rule(db: &dyn salsa::Database, workspace: Workspace, rule: &Rule) -> Found {
    search_rule(Scope { db, workspace, variables: Vec::new(), record: None }, rule)
}

/// The same with the places.
pub(super) fn found(db: &dyn salsa::Database, workspace: Workspace, tree: &Tree) -> Vec<(Name, Found)> {
    let scope = Scope { db, workspace, variables: Vec::new(), record: None };
    match tree {
        Tree::Rule(rule) => vec![(Arc::clone(&rule.name.value), search_rule(scope, rule))],
        Tree::Define(define) => vec![(Arc::clone(&define.name.value), of_define(scope, define))],
        Tree::Record(record) => of_record(scope, record),
        _ => Vec::new(),
    }
}

fn search_rule(mut scope: Scope<'_>, rule: &Rule) -> Found {
    let mut found = Found::default();
    for clause in &rule.clauses {
        if let Clause::ForEach { variable, list } = &clause.value {
            let ty = path(list).and_then(|path| element(scope.way(path).ty));
            scope.variables.push(Variable { name: Arc::clone(&variable.value), ty, parameter: None });
        }
    }
    let at = stands_at(&scope, rule);
    for clause in &rule.clauses {
        match &clause.value {
            Clause::When(expr) => search(expr, at, &mut scope, &mut found),
            Clause::Unless(expr) => search(expr, Context::LIFTS, &mut scope, &mut found),
            _ => {}
        }
    }
    found
}

/// The type of a list's elements.
pub(super) fn element(list: Option<Type>) -> Option<Type> {
    match list? {
        Type::List(element) => Some(*element),
        _ => None,
    }
}

pub(super) fn path(expr: &Expr) -> Option<&[Ident]> {
    match &expr.kind {
        ExprKind::Literal(LiteralKind::Path(path)) => Some(path),
        _ => None,
    }
}

/// Whether absence must not make its condition true, or false.
fn stands_at(scope: &Scope<'_>, rule: &Rule) -> Context {
    match rule.word {
        RuleWord::Rule | RuleWord::Flag | RuleWord::Untranslatable => Context::FINDS,
        RuleWord::Exception => {
            let names: Vec<Name> = lifted(rule).map(|name| Arc::clone(&name.value)).collect();
            stands_over(scope, &names, Context::LIFTS, &mut BTreeSet::new()).unwrap_or(Context::LIFTS)
        }
    }
}

/// An exception lifts a finding, one over an exception brings it back, and so on.
fn stands_over(scope: &Scope<'_>, names: &[Name], at: Context, seen: &mut BTreeSet<(Name, bool)>) -> Option<Context> {
    let mut stands: Option<Context> = None;
    for name in names {
        let over = match resolve(scope.db, scope.workspace, name) {
            Some((_, Signature::Rule { word: RuleWord::Exception, lifts, .. })) => {
                let is_new = seen.len() < LIMIT_EXCEPTIONS && seen.insert((Arc::clone(name), at == Context::LIFTS));
                let turned = if at == Context::LIFTS { Context::FINDS } else { Context::LIFTS };
                if is_new { stands_over(scope, lifts, turned, seen) } else { None }
            }
            _ => Some(at),
        };
        stands = stands.into_iter().chain(over).reduce(Context::or);
    }
    stands
}

fn of_define(mut scope: Scope<'_>, define: &Define) -> Found {
    for (index, (name, ty)) in (0_u16..).zip(&define.parameters) {
        let ty = field_type(scope.db, scope.workspace, ty);
        scope.variables.push(Variable { name: Arc::clone(&name.value), ty, parameter: Some(index) });
    }
    let mut found = Found::default();
    search(&define.body, Context::WHOLE, &mut scope, &mut found);
    found
}

fn of_record(mut scope: Scope<'_>, record: &Record) -> Vec<(Name, Found)> {
    scope.record = Some(Arc::clone(&record.name.value));
    let mut all = Vec::new();
    for field in &record.fields {
        if let Some(derived) = &field.derived {
            let mut found = Found::default();
            search(derived, Context::WHOLE, &mut scope, &mut found);
            all.push((format!("{}.{}", record.name.value, field.name.value).into(), found));
        }
    }
    all
}
