//! From checked items to a program: linking.
//!
//! **Invariant:** a program is built only of items without errors, and shares their code: what an edit leaves alone is not copied.

mod link;

use crate::program::Program;
use crate::semantics::{Workspace, file_summary};
use link::Linker;
use std::sync::Arc;

/// The program of a policy without errors; `None` where something is missing. O(items).
#[salsa::tracked(no_eq)]
pub fn program(db: &dyn salsa::Database, workspace: Workspace) -> Option<Arc<Program>> {
    let mut linker = Linker::default();
    for file in workspace.files(db) {
        for item in &file_summary(db, workspace, *file).code {
            linker.add(item);
        }
    }
    linker.link().map(Arc::new)
}
