//! What `README.md` shows is what there is: the rule is in the library, the output is the tool's. Its Rust example is a doc test.
#![cfg(feature = "cli")]
#![expect(clippy::unwrap_used, clippy::disallowed_methods, reason = "a test runs the tool, and may fail")]

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

const README: &str = include_str!("../README.md");
const ROOT: &str = env!("CARGO_MANIFEST_DIR");

/// The README's blocks in this language.
fn blocks(language: &str) -> Vec<&'static str> {
    README.split("\n```").filter_map(|block| block.strip_prefix(language)?.strip_prefix('\n')).collect()
}

fn screen() -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_interdict"));
    command.args(["screen", "policies", "policies/examples/orders.ndjson"]).current_dir(ROOT).output().unwrap()
}

/// Whether the lines shown are lines of the output in this order, one after the other but where `…` stands.
fn shows(shown: &str, output: &str) -> Result<(), String> {
    let mut rest: Vec<&str> = output.lines().collect();
    let mut anywhere = true;
    for line in shown.lines() {
        if line == "…" {
            anywhere = true;
            continue;
        }
        let reach = if anywhere { rest.len() } else { 1 };
        let found = rest.iter().take(reach).position(|real| *real == line);
        let at = found.ok_or_else(|| format!("`{line}` is not what follows in the output"))?;
        rest.drain(..=at);
        anywhere = false;
    }
    Ok(())
}

fn library() -> String {
    let mut texts = String::new();
    let mut folders = vec![Path::new(ROOT).join("policies")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "policy") {
                texts.push_str(&fs::read_to_string(path).unwrap());
            }
        }
    }
    texts
}

#[test]
fn the_rule_shown_is_in_the_library() {
    let rules = blocks("interdict");
    assert_eq!(rules.len(), 1);
    assert!(library().contains(&format!("\n{}\n", rules[0])), "the rule has changed");
}

#[test]
fn the_verdicts_shown_are_what_the_tool_prints() {
    let output = String::from_utf8(screen().stdout).unwrap();
    let verdicts = blocks("text");
    assert_eq!(verdicts.len(), 1);
    assert_eq!(shows(verdicts[0], &output), Ok(()));
}

#[test]
fn the_command_shown_prints_what_is_shown_and_ends_with_1() {
    let run = screen();
    let command = "$ cargo run --release -- screen policies policies/examples/orders.ndjson\n";
    let shown = blocks("console")[0].strip_prefix(command).unwrap();
    let output = String::from_utf8(run.stdout).unwrap();
    assert!(output.starts_with(shown.lines().next().unwrap()));
    assert_eq!(shows(shown, &output), Ok(()));
    assert_eq!(run.status.code(), Some(1));
}

#[test]
fn lines_left_out_are_marked() {
    assert_eq!(shows("a\n…\nc\nd", "a\nb\nc\nd"), Ok(()));
    assert!(shows("a\nc", "a\nb\nc").is_err());
}
