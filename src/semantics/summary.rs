//! What a file comes to: the barrier between an edit and all that is gathered from every item of the policy. Tests take no part.

use super::check::{CheckedItem, checked};
use super::db::{SourceFile, Workspace};
use super::item::{items, parsed};
use crate::problem::Problem;
use crate::program::Name;
use crate::syntax::ItemKind;
use std::collections::BTreeSet;

/// What the items of a file come to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FileSummary {
    /// The problems of its layout and its items, at their places in the file.
    pub problems: Vec<Problem>,
    /// The items that its items refer to, by name.
    pub uses: BTreeSet<Name>,
    /// The fields that its items read: record and field.
    pub reads: BTreeSet<(Name, Name)>,
    /// The code of its items without errors.
    pub code: Vec<CheckedItem>,
}

/// The summary of a file. O(its items) once they are checked.
#[salsa::tracked]
pub fn file_summary(db: &dyn salsa::Database, workspace: Workspace, file: SourceFile) -> FileSummary {
    let split = items(db, file);
    let path = file.path(db);
    let mut summary = FileSummary::default();
    summary.problems.extend(split.problems.iter().cloned().map(|problem| problem.placed(path, 0)));
    for item in split.items.iter().filter(|item| item.kind(db) != ItemKind::Test) {
        let checked = checked(db, workspace, *item);
        let found = parsed(db, *item).problems.iter().chain(&checked.problems);
        summary.problems.extend(found.cloned().map(|problem| problem.placed(path, item.start(db))));
        summary.code.extend(checked.item.clone());
        summary.uses.extend(checked.uses.difference(&summary.uses).cloned().collect::<Vec<_>>());
        summary.reads.extend(checked.reads.difference(&summary.reads).cloned().collect::<Vec<_>>());
    }
    summary
}
