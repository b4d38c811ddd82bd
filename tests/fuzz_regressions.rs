//! What the fuzz targets promise, held over their seeds and over all cases that they found. See `fuzz/README.md`.

#![cfg(all(test, feature = "compiler"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a test: it stops at what it does not expect, reads its cases and names the one that it is at"
)]

#[path = "../fuzz/bodies/compile.rs"]
mod compile;
#[path = "oracle/generate/mod.rs"]
#[expect(dead_code, reason = "the oracle uses more of it")]
mod generate;
#[path = "../fuzz/bodies/orders.rs"]
mod orders;
#[path = "../fuzz/bodies/parse.rs"]
mod parse;
#[path = "oracle/reference/mod.rs"]
mod reference;
#[path = "../fuzz/bodies/screen.rs"]
mod screen;
#[path = "../fuzz/bodies/shipped.rs"]
mod shipped;
#[path = "../fuzz/bodies/written.rs"]
mod written;

use std::path::{Path, PathBuf};

/// Runs a target over all files under these folders. The harness shows the name of the case that fails.
fn holds_over(folders: &[&str], body: fn(&[u8])) {
    let cases: Vec<PathBuf> = folders.iter().flat_map(|folder| files_below(folder)).collect();
    assert!(!cases.is_empty());
    for case in cases {
        println!("{}", case.display());
        body(&std::fs::read(case).unwrap());
    }
}

fn files_below(folder: &str) -> Vec<PathBuf> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() { folders.push(path) } else { files.push(path) }
        }
    }
    files.sort();
    files
}

#[test]
fn any_text_is_split_parsed_and_laid_out() {
    holds_over(&["policies", "fuzz/seeds/compile", "fuzz/regressions/parse"], parse::run);
}

#[test]
fn any_files_compile_or_are_refused_with_reasons() {
    holds_over(&["fuzz/seeds/compile", "fuzz/regressions/compile"], compile::run);
}

#[test]
fn any_input_of_orders_is_read_or_refused_with_places() {
    holds_over(&["fuzz/seeds/orders", "fuzz/regressions/orders"], orders::run);
}

#[test]
fn any_order_is_screened_and_shown() {
    holds_over(&["fuzz/seeds/screen", "fuzz/regressions/screen"], screen::run);
}
