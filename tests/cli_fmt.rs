//! `interdict fmt`, as its users run it.

#![cfg(test)]
#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "a test looks at the files that were written")]

mod cli_support;

use cli_support::Folder;
use std::fs;
use std::path::Path;

const LOOSE: &str = "rule  a\n    then b\n";
const NEAT: &str = "rule a\n  then b\n";

fn read(folder: &Folder, path: &str) -> String {
    fs::read_to_string(folder.path().join(path)).unwrap()
}

#[test]
fn the_shipped_policies_are_formatted() {
    let policies = Path::new(env!("CARGO_MANIFEST_DIR")).join("policies");
    let run = Folder::empty().run(&["fmt", "--check", policies.to_str().unwrap()]);
    assert_eq!((run.status, run.err.as_str()), (0, ""), "run `interdict fmt policies`:\n{}", run.out);
}

#[test]
fn files_are_rewritten_in_place() {
    let folder = Folder::empty().file("policies/a.policy", LOOSE).file("policies/b/c.policy", NEAT);
    let run = folder.run(&["fmt", "policies"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "1 of 2 files formatted\n", ""));
    assert_eq!(read(&folder, "policies/a.policy"), NEAT);
    assert_eq!(folder.run(&["fmt", "policies", "--check"]).status, 0);
}

#[test]
fn check_changes_nothing_and_shows_what_would_change() {
    let folder = Folder::empty().file("policies/a.policy", LOOSE);
    let run = folder.run(&["fmt", "policies", "--check"]);
    let shown = "--- policies/a.policy\n+++ policies/a.policy, formatted\n\
        @@ line 1 @@\n-rule  a\n-    then b\n+rule a\n+  then b\n1 of 1 file would change\n";
    assert_eq!((run.status, run.out.as_str()), (1, shown));
    assert_eq!(read(&folder, "policies/a.policy"), LOOSE);
}

#[test]
fn single_files_and_folders_are_taken_once_each() {
    let folder =
        Folder::empty().file("policies/a.policy", LOOSE).file("note.txt", LOOSE).file("policies/.b.policy", LOOSE);
    let run = folder.run(&["fmt", "policies/a.policy", "policies", "note.txt"]);
    assert_eq!((run.status, run.out.as_str()), (0, "2 of 2 files formatted\n"));
    assert_eq!(read(&folder, "policies/.b.policy"), LOOSE);
}

#[test]
fn a_broken_item_keeps_its_bytes_and_is_mentioned() {
    let folder = Folder::empty().file("a.policy", format!("rule  x  when  when\n\n\n{LOOSE}"));
    let run = folder.run(&["fmt", "a.policy"]);
    assert_eq!(run.status, 0);
    assert!(run.err.contains("`a.policy`: 1 piece that does not parse is left as it is"), "{}", run.err);
    assert_eq!(read(&folder, "a.policy"), format!("rule  x  when  when\n\n{NEAT}"));
}

#[test]
fn what_cannot_be_read_is_a_problem_and_the_rest_is_formatted() {
    let folder = Folder::empty().file("p/a.policy", [0xff, 0xfe]).file("p/b.policy", LOOSE);
    let run = folder.run(&["fmt", "p", "nowhere"]);
    assert_eq!(run.status, 3);
    assert!(run.err.contains("E002") && run.err.contains("nowhere"), "{}", run.err);
    assert_eq!(read(&folder, "p/b.policy"), NEAT);
}

#[cfg(unix)]
#[test]
fn a_file_keeps_its_permissions_and_a_link_stays_a_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = Folder::empty().file("a.policy", LOOSE);
    let path = folder.path().join("a.policy");
    fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).unwrap();
    symlink("a.policy", folder.path().join("b.policy")).unwrap();
    assert_eq!(folder.run(&["fmt", "b.policy"]).status, 0);
    assert_eq!(read(&folder, "a.policy"), NEAT);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o640);
    assert!(fs::symlink_metadata(folder.path().join("b.policy")).unwrap().is_symlink());
}
