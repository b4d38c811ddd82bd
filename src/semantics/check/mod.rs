//! Checking one item: names, types and literals; what comes out is the code of the item and what is wrong with it.

mod checker;
mod comparisons;
mod cost;
mod doubtful_rows;
mod expressions;
mod literals;
mod names;
mod others;
mod records;
mod rules;
mod set_source;
mod sets;
mod table;
mod test_expect;
mod test_given;
mod test_item;
mod test_order;
mod types;
mod untranslatable;
mod values;

use super::db::Workspace;
use super::item::{Item, parsed};
use super::silence::{self, Silence};
use crate::problem::{Problem, Severity};
use crate::program::{self, Name, Ref, Type};
use crate::syntax::Tree;
use checker::Checker;
use std::collections::BTreeSet;
use std::sync::Arc;

pub(super) use names::is_literal_of;
pub use test_item::{Tested, tested};
pub(super) use test_order::schema;
pub(super) use types::{field_type, scalar_type};

/// What checking an item yields.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Checked {
    /// Its code; `None` when it has errors.
    pub item: Option<CheckedItem>,
    /// What a definition yields, as far as it can be told.
    pub yields: Option<Type>,
    /// What is wrong, with spans relative to the item.
    pub problems: Vec<Problem>,
    /// The items that it refers to, by name.
    pub uses: BTreeSet<Name>,
    /// The fields that it reads: record and field.
    pub reads: BTreeSet<(Name, Name)>,
    /// The flags that its conditions ask for: all, or those that cite an authority.
    pub asks_flags: BTreeSet<Option<Name>>,
    /// What silence does to it, or to each of its derived fields (`record.field`).
    pub silences: Vec<(Name, Silence)>,
}

/// The code of an item.
#[derive(Clone, Debug, PartialEq)]
pub enum CheckedItem {
    /// A policy.
    Policy(Arc<program::Policy>),
    /// An authority.
    Authority(Arc<program::Authority>),
    /// The outcomes.
    Outcomes(Arc<program::Outcomes>),
    /// A record, with what the code of its derived fields refers to.
    Record(Arc<program::Record>, Vec<Ref>),
    /// A set.
    Set(Arc<program::Set>),
    /// A definition.
    Define(Arc<program::Define>),
    /// A rule, flag or exception.
    Rule(Arc<program::Rule>),
    /// A decision table: its rows.
    Table(Arc<[Arc<program::Rule>]>),
}

/// Checks an item; a test is checked by [`tested`].
#[salsa::tracked]
pub fn checked<'db>(db: &'db dyn salsa::Database, workspace: Workspace, item: Item<'db>) -> Checked {
    let Some(tree) = &parsed(db, item).tree else { return Checked::default() };
    let mut checker = Checker::new(db, workspace);
    let (code, yields) = match tree {
        Tree::Policy(policy) => (checker.policy(policy), None),
        Tree::Authority(authority) => (checker.authority(authority), None),
        Tree::Outcomes(outcomes) => (checker.outcomes(outcomes), None),
        Tree::Record(record) => (checker.record(record), None),
        Tree::Set(set) => (checker.set(set), None),
        Tree::Define(define) => checker.define(define),
        Tree::Rule(rule) => (checker.rule(rule, item.policy(db).clone()), None),
        Tree::Table(tree) => return table::table(db, workspace, item, tree).unless_broken(&parsed(db, item).problems),
        Tree::Test(_) => return Checked::default(),
    };
    let (silences, doubts) = silence::of(db, workspace, tree);
    checker.problems.extend(doubts);
    let checked = Checked {
        item: code,
        yields,
        problems: checker.problems,
        uses: checker.uses,
        reads: checker.reads,
        asks_flags: checker.asks_flags,
        silences,
    };
    checked.unless_broken(&parsed(db, item).problems)
}

impl Checked {
    /// Without code where there are errors, in it or in its tree.
    fn unless_broken(mut self, in_tree: &[Problem]) -> Self {
        let mut all = self.problems.iter().chain(in_tree);
        if all.any(|problem| problem.severity() == Severity::Error) {
            self.item = None;
            self.silences.clear();
        }
        self
    }
}
