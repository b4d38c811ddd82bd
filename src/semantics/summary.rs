//! What a file comes to: the barrier between an edit and all that is gathered from every item of the policy. Tests take no part.

use super::check::{Checked, CheckedItem, checked};
use super::db::{SourceFile, Workspace};
use super::item::{items, parsed};
use super::silence::Silence;
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
    /// The flags that its conditions ask for: all, or those that cite an authority.
    pub asks_flags: BTreeSet<Option<Name>>,
    /// Its flags.
    pub flags: Vec<Flag>,
    /// What silence does to its definitions and derived fields.
    pub definitions: Vec<Silent>,
    /// What silence could do to its rules, flags and exceptions.
    pub rules: Vec<Silent>,
    /// The code of its items without errors.
    pub code: Vec<CheckedItem>,
}

/// A flag.
#[derive(Clone, Debug, PartialEq)]
pub struct Flag {
    /// Its name.
    pub name: Name,
    /// The authorities that it cites.
    pub cites: BTreeSet<Name>,
}

/// What silence does to something.
#[derive(Clone, Debug, PartialEq)]
pub struct Silent {
    /// The name of its item.
    pub item: Name,
    /// The name by which others use it: of a definition, or `record.field` of a derived field.
    pub name: Name,
    /// What silence does to it.
    pub silence: Silence,
}

impl FileSummary {
    fn add(&mut self, name: &Name, kind: ItemKind, checked: &Checked) {
        self.code.extend(checked.item.clone());
        self.uses.extend(checked.uses.difference(&self.uses).cloned().collect::<Vec<_>>());
        self.reads.extend(checked.reads.difference(&self.reads).cloned().collect::<Vec<_>>());
        self.asks_flags.extend(checked.asks_flags.iter().cloned());
        let is_definition = matches!(kind, ItemKind::Define | ItemKind::Record);
        let silences = if is_definition { &mut self.definitions } else { &mut self.rules };
        silences.extend(checked.silences.iter().map(|(used_as, silence)| Silent {
            item: Name::clone(name),
            name: Name::clone(used_as),
            silence: silence.clone(),
        }));
        if let (ItemKind::Flag, Some(CheckedItem::Rule(flag))) = (kind, &checked.item) {
            let cites = flag.cites.iter().map(|citation| Name::clone(&citation.authority)).collect();
            self.flags.push(Flag { name: Name::clone(name), cites });
        }
    }
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
        summary.add(item.name(db), item.kind(db), checked);
    }
    summary
}
