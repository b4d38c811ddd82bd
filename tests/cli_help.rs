//! `interdict help`, as its users run it.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::Folder;

#[test]
fn a_code_is_explained_in_either_case() {
    let folder = Folder::empty();
    let run = folder.run(&["help", "e041"]);
    assert_eq!(run.status, 0);
    assert!(run.out.starts_with("# E041"), "{}", run.out);
}

#[test]
fn help_alone_and_help_on_a_command_say_how_to_use_it() {
    let folder = Folder::empty();
    assert!(folder.run(&["help"]).out.contains("Usage: interdict"));
    assert!(folder.run(&["help", "screen"]).out.contains("Usage: interdict screen"));
}

#[test]
fn an_unknown_code_gets_the_nearest_one() {
    let run = Folder::empty().run(&["help", "E04l"]);
    assert_eq!(run.status, 64);
    assert!(run.err.contains("did you mean `interdict help E04"), "{}", run.err);
}
