//! The tests of a policy, beside its program: no query of the program ever reads one.

use super::check::tested;
use super::db::Workspace;
use super::item::{Item, items};
use crate::problem::Span;
use crate::program::TestCase;
use crate::syntax::ItemKind;
use std::sync::Arc;

/// A test and where it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Test {
    /// What it gives and expects.
    pub case: Arc<TestCase>,
    /// Its file, relative to the policy folder.
    pub file: Arc<str>,
    /// Its title in that file.
    pub title: Span,
    /// Where each of its expectations stands in that file.
    pub expectations: Vec<Span>,
}

/// All tests without errors, in the order of files and places. O(items) once they are checked.
#[must_use]
pub fn tests(db: &dyn salsa::Database, workspace: Workspace) -> Vec<Test> {
    let test = |item: Item<'_>| {
        let tested = tested(db, workspace, item);
        let start = item.start(db);
        Some(Test {
            case: Arc::clone(tested.case.as_ref()?),
            file: Arc::clone(item.file(db).path(db)),
            title: tested.title.shifted(start),
            expectations: tested.expectations.iter().map(|span| span.shifted(start)).collect(),
        })
    };
    test_items(db, workspace).filter_map(test).collect()
}

/// The items that are tests.
pub(super) fn test_items(db: &dyn salsa::Database, workspace: Workspace) -> impl Iterator<Item = Item<'_>> {
    let all = workspace.files(db).iter().flat_map(move |file| items(db, *file).items.iter().copied());
    all.filter(move |item| item.kind(db) == ItemKind::Test)
}
