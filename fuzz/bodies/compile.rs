//! The whole compiler, on files that know of each other.

use interdict::problem::Problem;
use interdict::report::{Look, Sources, problems};
use interdict::{Compiled, Compiler, Evaluator, trial};
use std::collections::BTreeMap;

/// The files of a policy by path. A path that ends in `.csv` is that of a table.
type Files<'t> = BTreeMap<&'t str, &'t str>;

/// No panic; labels lie within their files; compiling twice gives the same, and so does compiling after edits.
///
/// The input is files, each after a line `=== PATH`. A path that comes again is an edit.
pub(crate) fn run(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut files = Files::new();
    let mut warm = Compiler::default();
    for (path, text) in sections(&text) {
        if files.contains_key(path) {
            compiles(&warm, &files);
        }
        files.insert(path, text);
        give(&mut warm, path, text);
    }
    compiles(&warm, &files);
    if let Some((path, text)) = files.clone().into_iter().next_back() {
        let middle = (0..=text.len() / 2).rev().find(|middle| text.is_char_boundary(*middle)).unwrap_or(0);
        let half = text.get(..middle).unwrap_or_default();
        for text in [half, text] {
            files.insert(path, text);
            give(&mut warm, path, text);
            compiles(&warm, &files);
        }
    }
}

fn sections(text: &str) -> Vec<(&str, &str)> {
    let text = text.strip_prefix("=== ").unwrap_or(text);
    text.split("\n=== ").map(|section| section.split_once('\n').unwrap_or(("a.policy", section))).collect()
}

fn give(compiler: &mut Compiler, path: &str, text: &str) {
    if path.ends_with(".csv") {
        compiler.set_table(path, text.as_bytes().to_vec());
    } else {
        compiler.set_policy(path, text.to_owned());
    }
}

fn compiles(warm: &Compiler, files: &Files<'_>) {
    let mut fresh = Compiler::default();
    for (path, text) in files {
        give(&mut fresh, path, text);
    }
    let (warm, again, compiled) = (warm.compile(), fresh.compile(), fresh.compile());
    assert_same(&compiled, &again);
    assert_same(&compiled, &warm);
    assert!(compiled.program.is_some() || !compiled.problems.is_empty(), "neither a program nor a problem");
    compiled.problems.iter().for_each(|problem| lies_within(files, problem));
    are_shown(&compiled.problems, files);
    if let Some(program) = compiled.program {
        let evaluator = Evaluator::new(program);
        for test in &compiled.tests {
            let _ = trial::run(&evaluator, &test.case);
        }
    }
}

fn assert_same(one: &Compiled, other: &Compiled) {
    assert_eq!(one.problems, other.problems);
    assert!(one.program == other.program, "the programs differ");
    assert_eq!(format!("{:?}", one.tests), format!("{:?}", other.tests));
}

fn lies_within(files: &Files<'_>, problem: &Problem) {
    for label in &problem.labels {
        let file = label.file.as_deref().and_then(|path| files.get(path));
        assert!(file.is_some_and(|text| text.get(label.span.range()).is_some()), "{problem:?}");
    }
}

fn are_shown(found: &[Problem], files: &Files<'_>) {
    let mut sources = Sources::default();
    for (path, text) in files {
        sources.insert(*path, *text);
    }
    let mut out = Vec::new();
    problems::terminal::write(&mut out, found, &sources, Look::PLAIN).unwrap();
    problems::json::write(&mut out, found, &sources).unwrap();
    problems::sarif::write(&mut out, found, &sources).unwrap();
    let shown = String::from_utf8(out).unwrap();
    assert!(shown.chars().all(|c| c == '\n' || !c.is_control()), "{shown:?}");
}
