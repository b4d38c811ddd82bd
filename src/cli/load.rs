//! A policy folder, read and compiled.
//!
//! **Invariant:** a file that cannot be read is a problem, never a silent skip; no more than the limits is ever read.

use super::terminal::{self, Color};
use interdict::problem::{Code, Label, Problem, Severity, Span};
use interdict::program::Program;
use interdict::report::problems::{self, count_line};
use interdict::report::{Sources, clean};
use interdict::{Compiler, Test};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::{self, BufWriter, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use walkdir::{DirEntry, WalkDir};

/// Bytes of the largest policy file.
pub(super) const LARGEST_POLICY: u64 = 4 << 20;
/// Bytes of the largest reference table.
const LARGEST_TABLE: u64 = 64 << 20;

/// A policy, compiled.
pub(super) struct Loaded {
    /// `None` when there are errors.
    pub(super) program: Option<Arc<Program>>,
    /// All problems of all files.
    pub(super) problems: Vec<Problem>,
    /// Its tests; none when there are errors.
    pub(super) tests: Vec<Test>,
    /// The texts that the problems point into.
    pub(super) sources: Sources,
    /// How many policy files there are.
    pub(super) files: usize,
    /// What compiled it, and knows where its parts stand.
    pub(super) compiler: Compiler,
}

impl Loaded {
    /// Shows the errors, and says what was not done for them.
    pub(super) fn report_errors(&self, color: Color, not_done: &str) -> io::Result<()> {
        let is_error = |problem: &&Problem| problem.severity() == Severity::Error;
        let errors: Vec<_> = self.problems.iter().filter(is_error).cloned().collect();
        let mut out = BufWriter::new(io::stderr().lock());
        problems::terminal::write(&mut out, &errors, &self.sources, terminal::stderr(color))?;
        writeln!(out, "{}; {not_done}", count_line(&errors, self.files))?;
        out.flush()
    }

    /// Whether there are errors.
    pub(super) fn has_errors(&self) -> bool {
        self.program.is_none()
    }
}

/// Reads and compiles every `*.policy` file under a folder (or that one file) and the tables that they name.
pub(super) fn load(path: &Path) -> Loaded {
    let mut loader = Loader::default();
    loader.read_policies(path);
    let root = if path.is_file() { path.parent().unwrap_or(Path::new("")) } else { path };
    loader.read_tables(root);
    loader.compile()
}

#[derive(Default)]
struct Loader {
    compiler: Compiler,
    sources: Sources,
    policies: Vec<(Arc<str>, String)>,
    tables: BTreeMap<Arc<str>, Vec<u8>>,
    /// Folders and policy files that were reached, by their real paths.
    seen: BTreeSet<PathBuf>,
    problems: Vec<Problem>,
    files: usize,
}

impl Loader {
    fn read_policies(&mut self, root: &Path) {
        let mut walk = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
        while let Some(entry) = walk.next() {
            match entry {
                Ok(entry) if is_hidden(&entry) || !self.is_new(&entry, root) => {
                    if entry.file_type().is_dir() {
                        walk.skip_current_dir();
                    }
                }
                Ok(entry) if is_policy(entry.path()) && (entry.depth() > 0 || entry.file_type().is_file()) => {
                    self.read_policy(&entry, root);
                }
                Ok(_) => {}
                Err(error) => self.unwalkable(&error, root),
            }
        }
        if self.files == 0 && self.problems.is_empty() {
            let message = format!("there is no policy in `{}`", shown(root));
            let help = "name the folder that holds the `.policy` files";
            self.problems.push(without_place(Code::NoPolicyFiles, message).help(help));
        }
    }

    /// Whether no other way led to this folder or policy file; one that is reached twice, or contains the policy, is a problem.
    fn is_new(&mut self, entry: &DirEntry, root: &Path) -> bool {
        if !entry.file_type().is_dir() && !is_policy(entry.path()) {
            return true;
        }
        let Ok(real) = entry.path().canonicalize() else { return true };
        let above = entry.depth() > 0 && root.canonicalize().is_ok_and(|root| root.starts_with(&real));
        let name = relative(entry.path(), root);
        let message = if above {
            format!("`{}` leads back to a folder that it lies in", clean(&name))
        } else if self.seen.insert(real) {
            return true;
        } else {
            format!("`{}` is a second way to something that is read already", clean(&name))
        };
        self.problems.push(in_file(Code::UnreadableFile, &name, message).help("remove the link"));
        false
    }

    fn read_policy(&mut self, entry: &DirEntry, root: &Path) {
        self.files += 1;
        let path = relative(entry.path(), root);
        match read(entry.path(), LARGEST_POLICY) {
            Ok(bytes) => self.add_policy(&path, bytes),
            Err(failure) => self.problems.push(failure.problem(&path)),
        }
    }

    fn add_policy(&mut self, path: &Arc<str>, bytes: Vec<u8>) {
        match String::from_utf8(bytes) {
            Ok(text) => {
                let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
                self.sources.insert(Arc::clone(path), text.clone());
                self.policies.push((Arc::clone(path), text));
            }
            Err(error) => {
                let at = error.utf8_error().valid_up_to();
                self.sources.insert(Arc::clone(path), String::from_utf8_lossy(error.as_bytes()));
                self.problems.push(not_utf8(path, error.as_bytes(), at));
            }
        }
    }

    fn unwalkable(&mut self, error: &walkdir::Error, root: &Path) {
        let path = error.path().unwrap_or(root);
        let name = relative(path, root);
        if path == root {
            let message = format!(
                "the folder `{}` cannot be read: {}",
                shown(root),
                error.io_error().map_or_else(String::new, reason)
            );
            self.problems
                .push(without_place(Code::NoPolicyFiles, message).help("name the folder that holds the policy files"));
        } else if error.loop_ancestor().is_some() {
            let message = format!("`{}` leads back to a folder that it lies in", clean(&name));
            self.problems.push(in_file(Code::UnreadableFile, &name, message).help("remove the link"));
        } else if is_policy(path) || path.is_dir() {
            let message =
                format!("`{}` cannot be read: {}", clean(&name), error.io_error().map_or_else(String::new, reason));
            self.problems.push(in_file(Code::UnreadableFile, &name, message).help(READABLE));
        }
    }

    /// Reads the tables that the policies name. What is not there, or lies outside the folder, the compiler reports.
    fn read_tables(&mut self, root: &Path) {
        let (paths, texts): (Vec<_>, Vec<_>) = std::mem::take(&mut self.policies).into_iter().unzip();
        self.compiler.set_policies(paths.iter().map(AsRef::as_ref).zip(texts));
        for path in self.compiler.tables_needed() {
            let Some(inside) = inside(&path) else { continue };
            match read(&root.join(inside), LARGEST_TABLE) {
                Ok(bytes) => {
                    self.compiler.set_table(&path, bytes.clone());
                    self.tables.insert(path, bytes);
                }
                Err(Failure::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => {}
                Err(failure) => self.problems.push(failure.problem(&path)),
            }
        }
    }

    fn compile(mut self) -> Loaded {
        let lost = !self.problems.is_empty();
        let compiled = if self.files > 0 { Some(self.compiler.compile()) } else { None };
        let (program, found, tests) =
            compiled.map(|compiled| (compiled.program, compiled.problems, compiled.tests)).unwrap_or_default();
        self.problems.extend(found.into_iter().filter(|problem| !(lost && may_follow_from_a_lost_file(problem.code))));
        for file in self.problems.iter().flat_map(|problem| &problem.labels).filter_map(|label| label.file.as_ref()) {
            if let Some(bytes) = self.tables.remove(file) {
                self.sources.insert(Arc::clone(file), String::from_utf8_lossy(&bytes));
            }
        }
        let failed = self.problems.iter().any(|problem| problem.severity() == Severity::Error);
        Loaded {
            program: program.filter(|_| !failed),
            problems: self.problems,
            tests,
            sources: self.sources,
            files: self.files,
            compiler: self.compiler,
        }
    }
}

/// Why a file was not read.
pub(super) enum Failure {
    Unreadable(io::Error),
    NotAFile,
    TooLarge(u64),
}

const READABLE: &str = "make the file readable, or move it out of the policy folder";

impl Failure {
    pub(super) fn problem(&self, path: &Arc<str>) -> Problem {
        let name = clean(path);
        let (code, message, help) = match self {
            Self::Unreadable(error) => {
                (Code::UnreadableFile, format!("`{name}` cannot be read: {}", reason(error)), READABLE)
            }
            Self::NotAFile => (Code::UnreadableFile, format!("`{name}` is not a file"), "rename it, or move it away"),
            Self::TooLarge(limit) => (
                Code::FileTooLarge,
                format!("`{name}` is larger than {} MiB", limit >> 20),
                "split it, or keep long lists in a CSV table that a set reads with `from`",
            ),
        };
        in_file(code, path, message).help(help)
    }
}

/// Reads a whole file of at most `limit` bytes.
pub(super) fn read(path: &Path, limit: u64) -> Result<Vec<u8>, Failure> {
    let metadata = std::fs::metadata(path).map_err(Failure::Unreadable)?;
    if !metadata.is_file() {
        return Err(Failure::NotAFile);
    }
    if metadata.len() > limit {
        return Err(Failure::TooLarge(limit));
    }
    let mut bytes = Vec::new();
    let file = File::open(path).map_err(Failure::Unreadable)?;
    file.take(limit + 1).read_to_end(&mut bytes).map_err(Failure::Unreadable)?;
    if bytes.len() as u64 > limit { Err(Failure::TooLarge(limit)) } else { Ok(bytes) }
}

pub(super) fn not_utf8(path: &Arc<str>, bytes: &[u8], at: usize) -> Problem {
    let message = format!("`{}` is not UTF-8 text", clean(path));
    let label = format!("byte {at} cannot be read");
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    let help = if utf16 { "it looks like UTF-16: save it as UTF-8" } else { "save it as UTF-8" };
    Problem::new(Code::NotUtf8, message, Span::new(at, at + 1), label).help(help).placed(path, 0)
}

/// Problems that may only say that something stands in a file which could not be read.
fn may_follow_from_a_lost_file(code: Code) -> bool {
    matches!(
        code,
        Code::UnknownName
            | Code::UnknownField
            | Code::UnknownProvision
            | Code::UnknownOutcome
            | Code::UnknownType
            | Code::NoOrderRecord
            | Code::NoOutcomes
            | Code::NoRules
            | Code::NoPolicyFiles
            | Code::MissingData
            | Code::MissingOrders
            | Code::Unused
    )
}

fn without_place(code: Code, message: String) -> Problem {
    Problem { code, message, labels: Vec::new(), help: None }
}

fn in_file(code: Code, file: &Arc<str>, message: String) -> Problem {
    let label = Label { file: Some(Arc::clone(file)), span: Span::default(), text: String::new() };
    Problem { code, message, labels: vec![label], help: None }
}

pub(super) fn is_policy(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension == "policy")
}

/// Whether it is one of the folders and files, such as `.git`, that hold no policy.
pub(super) fn is_hidden(entry: &DirEntry) -> bool {
    entry.depth() > 0 && entry.file_name().to_string_lossy().starts_with('.')
}

/// The path below the policy folder, with `/` between its parts.
fn relative(path: &Path, root: &Path) -> Arc<str> {
    let below = path.strip_prefix(root).ok().filter(|below| !below.as_os_str().is_empty());
    let below = below.or_else(|| path.file_name().map(Path::new)).unwrap_or(path);
    below.components().map(|part| part.as_os_str().to_string_lossy()).collect::<Vec<_>>().join("/").into()
}

/// The path of a table, when it stays inside the folder that it is relative to.
fn inside(path: &str) -> Option<PathBuf> {
    let parts = Path::new(path).components().filter(|part| *part != Component::CurDir);
    parts.map(|part| if let Component::Normal(part) = part { Some(part) } else { None }).collect()
}

pub(super) fn shown(path: &Path) -> String {
    clean(&path.to_string_lossy()).into_owned()
}

/// What went wrong, in words that do not depend on the system where it matters.
pub(super) fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
        io::ErrorKind::NotADirectory => "its path leads through something that is not a folder".to_owned(),
        _ => clean(&error.to_string()).into_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tables_stay_inside_the_policy_folder() {
        assert_eq!(inside("data/./hs.csv"), Some(PathBuf::from("data/hs.csv")));
        assert_eq!(inside("../hs.csv"), None);
        assert_eq!(inside("data/../../hs.csv"), None);
        assert_eq!(inside("/etc/passwd"), None);
    }

    #[test]
    fn paths_are_below_the_folder() {
        assert_eq!(&*relative(Path::new("p/a/b.policy"), Path::new("p")), "a/b.policy");
        assert_eq!(&*relative(Path::new("p/b.policy"), Path::new("p/b.policy")), "b.policy");
    }
}
