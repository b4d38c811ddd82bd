//! What an item shows to others: the barrier between an edited body and everything that refers to the item.

use super::check::{checked, field_type};
use super::db::Workspace;
use super::index::{NameId, lookup};
use super::item::{Item, parsed};
use super::tangle::tangles;
use crate::program::{Name, Type};
use crate::syntax::{self, Clause, ItemKind, RuleWord, Tree};
use std::sync::Arc;

/// What others may see of an item. Parts that do not make sense are absent, and reported where they stand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Signature {
    /// It has none: it does not parse, or goes round in a circle. What refers to it stays silent.
    Broken,
    /// A policy.
    Policy,
    /// An authority with the identifiers of its provisions.
    Authority(Vec<Arc<str>>),
    /// The outcomes, from least to most severe.
    Outcomes(Vec<Name>),
    /// A record with its fields.
    Record(Vec<FieldSignature>),
    /// A set with the type of its members.
    Set(Option<Type>),
    /// A definition.
    Define {
        /// The types of its parameters.
        parameters: Vec<Option<Type>>,
        /// What it yields.
        ty: Option<Type>,
    },
    /// A rule, flag, exception or untranslatable provision, or a table of rules.
    Rule {
        /// Which of them; a table counts as a rule.
        word: RuleWord,
        /// The lists that it runs over, as paths from the order.
        lists: Vec<ListPath>,
        /// What it lifts.
        lifts: Vec<Name>,
    },
}

/// A list as a path from the order, loop variables replaced: `["order", "lines"]`.
pub(crate) type ListPath = Vec<Arc<str>>;

/// A field as others see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldSignature {
    /// Its name.
    pub name: Name,
    /// Its type; `None` when the type is wrong.
    pub ty: Option<Type>,
    /// Whether an order can lack it.
    pub required: bool,
    /// Whether something is assumed when an order lacks it.
    pub assumed: bool,
    /// Whether it is worked out.
    pub derived: bool,
}

/// The signature of an item.
#[salsa::tracked]
pub fn signature<'db>(db: &'db dyn salsa::Database, workspace: Workspace, item: Item<'db>) -> Signature {
    let Some(tree) = &parsed(db, item).tree else { return Signature::Broken };
    if matches!(item.kind(db), ItemKind::Record | ItemKind::Define) && tangles(db, workspace).contains(item.name(db)) {
        return Signature::Broken;
    }
    match tree {
        Tree::Policy(_) => Signature::Policy,
        Tree::Authority(authority) => {
            Signature::Authority(authority.provisions.iter().map(|p| Arc::clone(&p.id.value)).collect())
        }
        Tree::Outcomes(outcomes) => {
            Signature::Outcomes(outcomes.ranks.iter().map(|(name, _)| Arc::clone(&name.value)).collect())
        }
        Tree::Record(record) => {
            Signature::Record(record.fields.iter().map(|field| field_signature(db, workspace, field)).collect())
        }
        Tree::Set(set) => Signature::Set(super::check::scalar_type(&set.ty.value)),
        Tree::Define(define) => Signature::Define {
            parameters: define.parameters.iter().map(|(_, ty)| field_type(db, workspace, ty)).collect(),
            ty: checked(db, workspace, item).yields.clone(),
        },
        Tree::Rule(rule) => Signature::Rule {
            word: rule.word,
            lists: list_paths(&rule.clauses),
            lifts: lifted(rule).map(|name| Arc::clone(&name.value)).collect(),
        },
        Tree::Table(table) => {
            Signature::Rule { word: RuleWord::Rule, lists: list_paths(&table.clauses), lifts: Vec::new() }
        }
        // Nothing can refer to a test.
        Tree::Test(_) => Signature::Broken,
    }
}

fn field_signature(db: &dyn salsa::Database, workspace: Workspace, field: &syntax::Field) -> FieldSignature {
    FieldSignature {
        name: Arc::clone(&field.name.value),
        ty: field_type(db, workspace, &field.ty),
        required: field.required.is_some(),
        assumed: field.assumed.is_some(),
        derived: field.derived.is_some(),
    }
}

/// The lists that `for each` clauses run over, outermost first.
#[must_use]
pub(super) fn list_paths(clauses: &[syntax::Spanned<Clause>]) -> Vec<ListPath> {
    let mut variables: Vec<(Arc<str>, ListPath)> = Vec::new();
    for clause in clauses {
        if let Clause::ForEach { variable, list } = &clause.value
            && let syntax::ExprKind::Literal(syntax::LiteralKind::Path(path)) = &list.kind
        {
            let mut names = path.iter().map(|segment| Arc::clone(&segment.value));
            let first = names.next().unwrap_or_default();
            let outer = variables.iter().rev().find(|(name, _)| *name == first);
            let mut full = outer.map_or_else(|| vec![first], |(_, path)| path.clone());
            full.extend(names);
            variables.push((Arc::clone(&variable.value), full));
        }
    }
    variables.into_iter().map(|(_, path)| path).collect()
}

/// The names in an exception's `lifts`.
pub(super) fn lifted(rule: &syntax::Rule) -> impl Iterator<Item = &syntax::Ident> {
    let names = rule.clauses.iter().filter_map(|clause| match &clause.value {
        Clause::Lifts(names) => Some(names),
        _ => None,
    });
    names.flatten()
}

/// The item of this name and its signature.
pub(super) fn resolve<'db>(
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    name: &Arc<str>,
) -> Option<(Item<'db>, &'db Signature)> {
    let item = lookup(db, workspace, NameId::new(db, Arc::clone(name)))?;
    Some((item, signature(db, workspace, item)))
}
