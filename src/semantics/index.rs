//! From names to items: the barrier between a change of names and everything that is checked.

#![expect(missing_docs, reason = "salsa derives constructors and setters; each field says what it is")]

use super::db::Workspace;
use super::item::{Item, items};
use crate::syntax::ItemKind;
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A name that something refers to.
#[salsa::interned(debug)]
pub struct NameId<'db> {
    /// The name.
    pub text: Arc<str>,
}

/// All names of a policy. The titles of tests are none.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct ItemIndex<'db> {
    /// The first item of each name, in the order of files.
    pub by_name: FxHashMap<Arc<str>, Item<'db>>,
    /// All names with the kinds of their items, in alphabetical order.
    pub sorted: Vec<(Arc<str>, ItemKind)>,
    /// Items whose name another item has already: the item, and the first of that name.
    pub duplicates: Vec<(Item<'db>, Item<'db>)>,
}

/// All names. A change of names re-runs this and [`lookup`], not what uses them.
#[salsa::tracked]
pub fn item_index<'db>(db: &'db dyn salsa::Database, workspace: Workspace) -> ItemIndex<'db> {
    let mut index = ItemIndex { by_name: FxHashMap::default(), sorted: Vec::new(), duplicates: Vec::new() };
    for file in workspace.files(db) {
        for item in &items(db, *file).items {
            let name = item.name(db);
            if name.is_empty() || item.kind(db) == ItemKind::Test {
                continue;
            }
            if let Some(first) = index.by_name.get(name) {
                index.duplicates.push((*item, *first));
            } else {
                index.by_name.insert(Arc::clone(name), *item);
                index.sorted.push((Arc::clone(name), item.kind(db)));
            }
        }
    }
    index.sorted.sort();
    index
}

/// The item of this name. One memo a name, shared by all that use it.
#[salsa::tracked(returns(copy))]
pub fn lookup<'db>(db: &'db dyn salsa::Database, workspace: Workspace, name: NameId<'db>) -> Option<Item<'db>> {
    item_index(db, workspace).by_name.get(name.text(db)).copied()
}
