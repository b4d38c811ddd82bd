//! `interdict fmt`: policy files in their layout.

use super::exit::Exit;
use super::load::{self, LARGEST_POLICY, is_hidden, is_policy, shown};
use super::terminal::{self, Color};
use interdict::problem::Problem;
use interdict::report::{Sources, changes, problems};
use interdict::syntax::{Formatted, format};
use std::collections::BTreeSet;
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::NamedTempFile;
use walkdir::WalkDir;

/// Lays policy files out
///
/// Rewrites policy files in the layout of the language: clauses a line each, long conditions broken at `and` and `or`, columns
/// aligned. Only white space changes; remarks stay where they belong, and what does not parse stays as it is. The exit status
/// is 0, or with --check 1 when some file would change; 3 when a file cannot be read.
#[derive(Debug, clap::Args)]
pub(super) struct Arguments {
    /// Policy folders, or files
    #[arg(value_name = "POLICIES_OR_FILES", required = true)]
    paths: Vec<PathBuf>,
    /// Change nothing; show what would change
    #[arg(long)]
    check: bool,
}

pub(super) fn run(arguments: &Arguments, color: Color) -> io::Result<Exit> {
    let mut run = Run { check: arguments.check, ..Run::default() };
    let mut out = BufWriter::new(io::stdout().lock());
    for path in run.files(&arguments.paths) {
        run.file(&path, &mut out)?;
    }
    writeln!(out, "{}", run.count_line())?;
    out.flush()?;
    problems::terminal::write(&mut io::stderr().lock(), &run.problems, &run.sources, terminal::stderr(color))?;
    Ok(run.exit())
}

#[derive(Default)]
struct Run {
    check: bool,
    files: usize,
    changed: usize,
    unwritable: bool,
    problems: Vec<Problem>,
    sources: Sources,
}

impl Run {
    /// The files named, and the policy files in the folders named, each once.
    fn files(&mut self, paths: &[PathBuf]) -> Vec<PathBuf> {
        let mut files = Vec::new();
        let mut seen = BTreeSet::new();
        for path in paths {
            let walk = WalkDir::new(path).follow_links(true).sort_by_file_name().into_iter();
            for entry in walk.filter_entry(|entry| !is_hidden(entry)) {
                match entry {
                    Ok(entry) if entry.file_type().is_dir() || (entry.depth() > 0 && !is_policy(entry.path())) => {}
                    Ok(entry) => {
                        let real = entry.path().canonicalize().unwrap_or_else(|_| entry.path().to_owned());
                        if seen.insert(real) {
                            files.push(entry.into_path());
                        }
                    }
                    Err(error) => self.lost(error.path().unwrap_or(path).to_owned().as_path(), error.into()),
                }
            }
        }
        files
    }

    fn file(&mut self, path: &Path, out: &mut impl Write) -> io::Result<()> {
        let name: Arc<str> = path.to_string_lossy().into();
        let text = match load::read(path, LARGEST_POLICY).map(String::from_utf8) {
            Ok(Ok(text)) => text,
            Ok(Err(error)) => {
                let at = error.utf8_error().valid_up_to();
                self.sources.insert(Arc::clone(&name), String::from_utf8_lossy(error.as_bytes()));
                self.problems.push(load::not_utf8(&name, error.as_bytes(), at));
                return Ok(());
            }
            Err(failure) => {
                self.problems.push(failure.problem(&name));
                return Ok(());
            }
        };
        self.files += 1;
        let formatted = format(&text);
        note_left_alone(path, &formatted);
        if formatted.text == text {
            return Ok(());
        }
        self.changed += 1;
        if self.check {
            writeln!(out, "--- {0}\n+++ {0}, formatted", shown(path))?;
            return changes::write(out, &text, &formatted.text);
        }
        if let Err(error) = replace(path, &formatted.text) {
            self.unwritable = true;
            eprintln!("interdict: `{}` cannot be written: {}", shown(path), load::reason(&error));
        }
        Ok(())
    }

    fn lost(&mut self, path: &Path, error: io::Error) {
        self.problems.push(load::Failure::Unreadable(error).problem(&path.to_string_lossy().into()));
    }

    fn count_line(&self) -> String {
        let files = if self.files == 1 { "file" } else { "files" };
        let done = if self.check { "would change" } else { "formatted" };
        format!("{} of {} {files} {done}", self.changed, self.files)
    }

    fn exit(&self) -> Exit {
        if self.unwritable {
            Exit::Unwritable
        } else if !self.problems.is_empty() {
            Exit::PolicyErrors
        } else if self.check && self.changed > 0 {
            Exit::NotFormatted
        } else {
            Exit::AllClear
        }
    }
}

fn note_left_alone(path: &Path, formatted: &Formatted) {
    let left = match formatted.left_alone {
        0 => return,
        1 => "1 piece that does not parse is left as it is".to_owned(),
        pieces => format!("{pieces} pieces that do not parse are left as they are"),
    };
    eprintln!("interdict: `{}`: {left}; `interdict check` says what is wrong", shown(path));
}

/// Puts a text in the place of a file's, at once: a run that is cut short leaves the file whole.
fn replace(path: &Path, text: &str) -> io::Result<()> {
    let path = path.canonicalize()?;
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder)?;
    file.write_all(text.as_bytes())?;
    file.as_file().set_permissions(fs::metadata(&path)?.permissions())?;
    file.persist(&path)?;
    Ok(())
}
