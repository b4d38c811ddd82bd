//! From checked items to a program: linking.
//!
//! **Invariant:** a program is built only of items without errors, and shares their code: what an edit leaves alone is not copied.

mod link;

use crate::program::Program;
use crate::semantics::{CheckedItem, Item, Workspace, checked, item_index, items};
use link::Linker;
use std::sync::Arc;

/// The program of a policy; `None` where an item has errors or something is missing. O(items).
#[salsa::tracked(no_eq)]
pub fn program(db: &dyn salsa::Database, workspace: Workspace) -> Option<Arc<Program>> {
    let index = item_index(db, workspace);
    let is_first = |item: &Item<'_>| index.by_name.get(item.name(db)) == Some(item);
    let mut linker = Linker::default();
    for file in workspace.files(db) {
        for item in items(db, *file).items.iter().filter(|item| is_first(item)) {
            match checked(db, workspace, *item).item.as_ref()? {
                CheckedItem::Policy(policy) => linker.policies.push(Arc::clone(policy)),
                CheckedItem::Authority(authority) => linker.authorities.push(Arc::clone(authority)),
                CheckedItem::Outcomes(outcomes) => linker.outcomes = Some(Arc::clone(outcomes)),
                CheckedItem::Record(record, refs) => linker.records.push((Arc::clone(record), refs.clone())),
                CheckedItem::Set(set) => linker.sets.push(Arc::clone(set)),
                CheckedItem::Define(define) => linker.defines.push(Arc::clone(define)),
                CheckedItem::Rule(rule) => linker.rules.push(Arc::clone(rule)),
            }
        }
    }
    linker.link().map(Arc::new)
}
