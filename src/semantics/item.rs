//! The items of a file, and their trees.

#![expect(missing_docs, reason = "salsa derives constructors and setters; each field says what it is")]

use super::db::SourceFile;
use crate::problem::Problem;
use crate::syntax::{ItemKind, Parsed, known_as, parse, split};
use std::sync::Arc;

/// An item of a policy file. Its identity is its file, kind and name; text and place may change.
#[salsa::tracked(debug)]
pub struct Item<'db> {
    /// The file it stands in.
    #[returns(copy)]
    pub file: SourceFile,
    /// What sort it is.
    #[returns(copy)]
    pub kind: ItemKind,
    /// Its name; empty when the author gave none.
    pub name: Arc<str>,
    /// Its text.
    #[tracked]
    pub text: Arc<str>,
    /// Where its text starts in the file. Only what renders reads it.
    #[tracked]
    #[returns(copy)]
    pub start: u32,
    /// The `policy` item it belongs to.
    #[tracked]
    pub policy: Option<Arc<str>>,
}

/// What splitting a file yields.
#[derive(Clone, Debug, PartialEq, Eq, salsa::SalsaValue)]
pub struct FileItems<'db> {
    /// The items, in the order of the file.
    pub items: Vec<Item<'db>>,
    /// What is wrong with the layout; spans are relative to the file.
    pub problems: Vec<Problem>,
}

/// The items of a file.
#[salsa::tracked]
pub fn items<'db>(db: &'db dyn salsa::Database, file: SourceFile) -> FileItems<'db> {
    let (raw, problems) = split(file.text(db));
    let item = |raw: &crate::syntax::RawItem<'_>| {
        let start = u32::try_from(raw.start).unwrap_or(u32::MAX);
        Item::new(db, file, raw.kind, known_as(raw), Arc::from(raw.text), start, raw.policy.map(Arc::from))
    };
    FileItems { items: raw.iter().map(item).collect(), problems }
}

/// The tree of an item.
#[salsa::tracked]
pub fn parsed<'db>(db: &'db dyn salsa::Database, item: Item<'db>) -> Parsed {
    parse(item.kind(db), item.text(db))
}
