//! The inputs and the database.

#![expect(missing_docs, reason = "salsa derives constructors and setters; each field says what it is")]

use salsa::Storage;
use std::sync::Arc;

/// A policy file.
#[salsa::input(debug)]
pub struct SourceFile {
    /// Path relative to the policy folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Its text.
    pub text: Arc<str>,
}

/// A reference table.
#[salsa::input(debug)]
pub struct DataFile {
    /// Path relative to the policy folder, with `/` between its parts.
    pub path: Arc<str>,
    /// Its bytes.
    pub bytes: Arc<[u8]>,
}

/// All inputs.
#[salsa::input(singleton, debug)]
pub struct Workspace {
    /// The policy files, sorted by path.
    pub files: Vec<SourceFile>,
    /// The reference tables, sorted by path.
    pub tables: Vec<DataFile>,
}

/// The database behind the queries.
#[salsa::db]
#[derive(Clone, Default)]
pub struct Database {
    storage: Storage<Self>,
}

impl Database {
    /// A database that tells `observer` the name of each query it runs: how tests see what an edit costs.
    #[must_use]
    pub fn observed(observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        let callback = move |event: salsa::Event| {
            if let salsa::EventKind::WillExecute { database_key } = event.kind {
                let key = format!("{database_key:?}");
                observer(key.split('(').next().unwrap_or_default());
            }
        };
        Self { storage: Storage::new(Some(Box::new(callback))) }
    }
}

#[salsa::db]
impl salsa::Database for Database {}
