//! The source keeps to `docs/architecture.md`: rooms use only the rooms that their row names, files stay small, lints stay on.
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test reads the source, and may fail")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

const PAGE: &str = include_str!("../docs/architecture.md");

/// The longest that a source file may be, in lines.
const LONGEST: usize = 800;

/// Each room with the rooms that it may use, in the order of the page.
fn rooms() -> Vec<(&'static str, BTreeSet<&'static str>)> {
    let rows = PAGE.lines().skip_while(|line| !line.starts_with("| room |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let mut cells = row.split('|').skip(1);
        let (room, uses) = (cells.next().unwrap(), cells.next().unwrap());
        (*names(room).first().unwrap(), names(uses).into_iter().collect())
    })
    .collect()
}

/// What stands between backticks.
fn names(cell: &'static str) -> Vec<&'static str> {
    cell.split('`').skip(1).step_by(2).collect()
}

fn files(folder: &str) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                found.push((path.clone(), fs::read_to_string(&path).unwrap()));
            }
        }
    }
    found.sort();
    found
}

/// The room of a file under `src/`; `None` for the roots of the crates.
fn room_of(path: &Path) -> Option<String> {
    let below = path.strip_prefix(Path::new(env!("CARGO_MANIFEST_DIR")).join("src")).unwrap();
    let first = below.components().next().unwrap().as_os_str().to_string_lossy().into_owned();
    let room = first.trim_end_matches(".rs").to_owned();
    (!matches!(room.as_str(), "lib" | "main")).then_some(room)
}

/// The rooms that a source names with `crate::`, remarks and tests aside.
fn used(source: &str) -> BTreeSet<String> {
    let code: String = source
        .lines()
        .take_while(|line| *line != "mod tests {")
        .map(|line| line.split("//").next().unwrap_or_default())
        .collect();
    let mut used = BTreeSet::new();
    for place in code.split("crate::").skip(1) {
        let inside = place.strip_prefix('{').and_then(|list| list.split_once('}')).map_or(place, |(list, _)| list);
        let list = if inside.len() == place.len() { vec![place] } else { inside.split(',').collect() };
        let word = |text: &str| text.trim().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        used.extend(list.into_iter().map(word).filter(|word: &String| !word.is_empty()));
    }
    used
}

fn is_test(path: &Path) -> bool {
    path.components().any(|part| matches!(part.as_os_str().to_str(), Some("tests" | "tests.rs")))
}

#[test]
fn rooms_use_only_the_rooms_of_their_row() {
    let rooms: BTreeMap<_, _> = rooms().into_iter().collect();
    let mut found = BTreeSet::new();
    for (path, source) in files("src").iter().filter(|(path, _)| !is_test(path)) {
        let Some(room) = room_of(path) else { continue };
        let allowed = rooms.get(room.as_str());
        assert!(allowed.is_some(), "{} lies in no room of docs/architecture.md", path.display());
        for used in used(source).into_iter().filter(|used| *used != room) {
            let fits = allowed.is_some_and(|allowed| allowed.contains(used.as_str()));
            assert!(fits, "{} uses `{used}`, which the row of `{room}` does not name", path.display());
        }
        found.insert(room);
    }
    let missing: Vec<_> = rooms.keys().filter(|room| !found.contains(**room)).collect();
    assert!(missing.is_empty(), "docs/architecture.md has rows for rooms that are not there: {missing:?}");
}

#[test]
fn rows_name_only_rooms_above_them() {
    let mut above = BTreeSet::new();
    for (room, uses) in rooms() {
        assert!(uses.is_subset(&above), "`{room}` uses a room that stands below it");
        above.insert(room);
    }
    assert!(above.len() > 8);
}

#[test]
fn no_source_file_is_too_long() {
    for (path, source) in ["src", "tests", "benches"].into_iter().flat_map(files) {
        let lines = source.lines().count();
        assert!(lines <= LONGEST, "{} has {lines} lines; {LONGEST} are the most", path.display());
    }
}

#[test]
fn lints_are_expected_with_a_reason_and_never_allowed() {
    let allowing = ["#[", "#!["].map(|opening| format!("{opening}allow("));
    for (path, source) in ["src", "tests", "benches"].into_iter().flat_map(files) {
        let allows = allowing.iter().any(|opening| source.contains(opening));
        assert!(!allows, "{}: write `expect` with a reason in place of `allow`", path.display());
    }
}

#[test]
fn uses_are_found_in_every_form() {
    let source = "use crate::domain::Date;\nuse crate::{facts, program::{Expr}};\n// crate::report\nfn f() -> crate::eval::X {}\nmod tests {\nuse crate::lower;";
    assert_eq!(used(source), ["domain", "eval", "facts", "program"].map(String::from).into());
}
