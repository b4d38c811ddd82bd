//! What a policy means: the incremental queries from source text to checked items.
//!
//! **Invariant:** queries are pure functions of their inputs; problems are values that they return. An edited body never
//! re-checks another item: others see only its [`signature`].

mod absence;
mod check;
mod db;
mod index;
mod item;
mod places;
mod reference;
mod rows;
mod signatures;
mod silence;
mod summary;
mod tangle;
mod test_items;
mod whole;

pub use check::{Checked, CheckedItem, Tested, checked, tested};
pub use db::{DataFile, Database, SourceFile, Workspace};
pub use index::{NameId, item_index, lookup};
pub use item::{FileItems, Item, items, parsed};
pub use places::{Place, Places, places};
pub(crate) use reference::table_path;
pub use signatures::{FieldSignature, Signature, signature};
pub use summary::{FileSummary, file_summary};
pub use tangle::tangles;
pub use test_items::{Test, tests};
pub use whole::problems;
