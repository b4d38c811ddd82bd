//! The orders that the project ships as examples.

use std::path::Path;

/// The example orders, one JSON text each.
pub(crate) fn example_orders() -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies/examples/orders.ndjson");
    std::fs::read_to_string(path).unwrap().lines().map(str::to_owned).collect()
}
