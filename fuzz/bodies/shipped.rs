//! The policies that the project ships.

use interdict::{Compiler, Program};
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

pub(crate) static SHIPPED: LazyLock<Arc<Program>> = LazyLock::new(|| {
    let mut compiler = Compiler::default();
    for path in files_below(&folder()) {
        if path.extension().is_some_and(|extension| extension == "policy") {
            compiler.set_policy(path.to_str().unwrap(), std::fs::read_to_string(&path).unwrap());
        }
    }
    for table in compiler.tables_needed() {
        compiler.set_table(&table, std::fs::read(folder().join(&*table)).unwrap());
    }
    compiler.compile().program.unwrap()
});

/// From the package that this is compiled in: the project, or the one beside it.
fn folder() -> PathBuf {
    let package = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders = [package.join("policies"), package.join("../policies")];
    folders.into_iter().find(|folder| folder.exists()).unwrap()
}

fn files_below(folder: &Path) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { paths.extend(files_below(&path)) } else { paths.push(path) }
    }
    paths.sort();
    paths
}
