//! The compiler: policy files and tables in, a program and problems out; again after each edit, at the cost of the edit.

use crate::lower::program;
use crate::problem::{Problem, Severity};
use crate::program::Program;
use crate::semantics::{
    DataFile, Database, Places, SourceFile, Test, Workspace, checked, items, parsed, places, problems, table_path,
    tested, tests,
};
use crate::syntax::{self, ItemKind, TestClause, Tree};
use salsa::Setter;
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZero;
use std::sync::Arc;

/// Compiles a policy, and compiles it again after edits without starting over.
///
/// Paths are relative to the policy folder, with `/` between their parts. The compiler does no I/O: give it texts.
///
/// ```
/// let mut compiler = interdict::Compiler::default();
/// compiler.set_policy("a.policy", "rule nothing_else\n".into());
/// let compiled = compiler.compile();
/// assert!(compiled.program.is_none());
/// assert!(!compiled.problems.is_empty());
/// ```
pub struct Compiler {
    db: Database,
    workspace: Workspace,
    files: BTreeMap<Arc<str>, SourceFile>,
    tables: BTreeMap<Arc<str>, DataFile>,
    /// Nothing has been compiled yet.
    cold: Cell<bool>,
}

/// What compiling yields.
#[derive(Clone, Debug)]
pub struct Compiled {
    /// The program; `None` when there are errors.
    pub program: Option<Arc<Program>>,
    /// All errors and warnings, in the order of files and places.
    pub problems: Vec<Problem>,
    /// The tests, in the order of files and places; none when there are errors. They are no part of the program.
    pub tests: Vec<Test>,
}

impl Default for Compiler {
    fn default() -> Self {
        Self::with(Database::default())
    }
}

impl Compiler {
    /// A compiler that tells `observer` the name of each query it runs.
    #[must_use]
    pub fn observed(observer: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self::with(Database::observed(observer))
    }

    fn with(db: Database) -> Self {
        let workspace = Workspace::new(&db, Vec::new(), Vec::new());
        Self { db, workspace, files: BTreeMap::new(), tables: BTreeMap::new(), cold: Cell::new(true) }
    }

    /// Adds a policy file, or replaces its text.
    pub fn set_policy(&mut self, path: &str, text: String) {
        self.set_policies([(path, text)]);
    }

    /// Adds policy files, or replaces their texts.
    pub fn set_policies<'p>(&mut self, files: impl IntoIterator<Item = (&'p str, String)>) {
        let before = self.files.len();
        for (path, text) in files {
            if let Some(file) = self.files.get(path) {
                if file.text(&self.db).as_ref() != text {
                    file.set_text(&mut self.db).to(text.into());
                }
            } else {
                let path: Arc<str> = path.into();
                let file = SourceFile::new(&self.db, Arc::clone(&path), text.into());
                self.files.insert(path, file);
            }
        }
        if self.files.len() != before {
            self.list_files();
        }
    }

    /// Takes a policy file out.
    pub fn remove_policy(&mut self, path: &str) {
        if self.files.remove(path).is_some() {
            self.list_files();
        }
    }

    /// Adds a reference table, or replaces its bytes.
    pub fn set_table(&mut self, path: &str, bytes: Vec<u8>) {
        if let Some(table) = self.tables.get(path) {
            if table.bytes(&self.db).as_ref() != bytes {
                table.set_bytes(&mut self.db).to(bytes.into());
            }
            return;
        }
        let path: Arc<str> = path.into();
        let table = DataFile::new(&self.db, Arc::clone(&path), bytes.into());
        self.tables.insert(path, table);
        self.list_tables();
    }

    /// Takes a reference table out.
    pub fn remove_table(&mut self, path: &str) {
        if self.tables.remove(path).is_some() {
            self.list_tables();
        }
    }

    /// The tables that the policy names with `from "…"`, and the files of orders that its tests name with `given order "…"`,
    /// sorted; only paths inside the policy folder.
    #[must_use]
    pub fn tables_needed(&self) -> Vec<Arc<str>> {
        let mut paths = BTreeSet::new();
        for file in self.files.values() {
            for item in &items(&self.db, *file).items {
                let tree = parsed(&self.db, *item).tree.as_ref();
                paths.extend(tree.into_iter().flat_map(Tree::sources).filter_map(|path| table_path(&path.value)));
                if let Some(Tree::Test(test)) = tree {
                    paths.extend(order_files(test));
                }
            }
        }
        paths.into_iter().collect()
    }

    /// Compiles what has been given, reusing what earlier edits left alone.
    #[must_use]
    pub fn compile(&self) -> Compiled {
        if self.cold.replace(false) {
            self.check_in_parallel();
        }
        let problems = problems(&self.db, self.workspace);
        let sound = problems.iter().all(|problem| problem.severity() == Severity::Warning);
        let program = if sound { program(&self.db, self.workspace).clone() } else { None };
        let tests = if program.is_some() { tests(&self.db, self.workspace) } else { Vec::new() };
        Compiled { program, problems, tests }
    }

    /// Where the parts of a program, which this compiler has just compiled, stand in the source. O(policy).
    #[must_use]
    pub fn places(&self, program: &Program) -> Places {
        places(&self.db, self.workspace, program)
    }

    /// Parses and checks all items, on as many threads as there are processors. The queries remember what they found, so what
    /// follows finds the work done; without threads it does the work itself.
    fn check_in_parallel(&self) {
        let files: Vec<SourceFile> = self.files.values().copied().collect();
        let threads = std::thread::available_parallelism().map_or(1, NonZero::get).min(files.len());
        if threads < 2 {
            return;
        }
        std::thread::scope(|scope| {
            for first in 0..threads {
                let (db, workspace) = (self.db.clone(), self.workspace);
                let share = files.iter().copied().skip(first).step_by(threads);
                let work = move || check_files(&db, workspace, share);
                // Refused by the system: the work is done later, on this thread.
                let _ = std::thread::Builder::new().spawn_scoped(scope, work);
            }
        });
    }

    fn list_files(&mut self) {
        let files = self.files.values().copied().collect();
        self.workspace.set_files(&mut self.db).to(files);
    }

    fn list_tables(&mut self) {
        let tables = self.tables.values().copied().collect();
        self.workspace.set_tables(&mut self.db).to(tables);
    }
}

/// The files that a test takes orders from.
fn order_files(test: &syntax::Test) -> impl Iterator<Item = Arc<str>> {
    test.clauses.iter().filter_map(|clause| match &clause.value {
        TestClause::Given(given) => table_path(&given.from.as_ref()?.path.value),
        _ => None,
    })
}

fn check_files(db: &Database, workspace: Workspace, files: impl Iterator<Item = SourceFile>) {
    for item in files.flat_map(|file| &items(db, file).items) {
        if item.kind(db) == ItemKind::Test {
            tested(db, workspace, *item);
        } else {
            checked(db, workspace, *item);
        }
    }
}
