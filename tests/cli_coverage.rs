//! `interdict coverage`, as its users run it.

#![cfg(feature = "cli")]
#![expect(clippy::disallowed_methods, reason = "a test reads what was written")]

mod cli_support;

use cli_support::{Folder, POLICY};

const MORE: &str = r#"
define is_chip (code hs_code) = code is 8542 or code is 8541
flag chip "A <chip> & more"
  cites ear 746.7(a)(1)(ii)
  for each line in order.lines
  when is_chip(line.hs)
  unless order.ship_to.country is not IR
rule flags
  cites ear 744.21
  when weight of flags >= 2
  then review
exception authorised
  lifts supp7_to_iran
  cites ear 744.22
  when order.ship_to.country is FR
test "FPGAs to Tehran are prohibited"
  given order
    date = 2023-06-20
    ship_to.country = IR
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
    lines[2].sku = "a manual"
    lines[2].hs = 4901
  expect prohibited by supp7_to_iran
test "nobody knows where it goes"
  given order
    date = 2023-06-20
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
  expect undetermined, up to prohibited
test "to France, \"freely\""
  given order
    date = 2023-06-20
    ship_to.country = FR
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
  expect clear, no finding by supp7_to_iran
"#;

fn folder() -> Folder {
    let provisions = "items need a licence for Iran\"\n  provision 744.21 \"Military\"\n  provision 744.22 \"Intelligence\"\n  provision 744.23 \"Nothing rests on it\"\n";
    let policy = POLICY.replace("items need a licence for Iran\"\n", provisions);
    Folder::empty().file("policies/a.policy", policy).file("policies/more.policy", MORE)
}

#[test]
fn people_read_the_totals_and_what_is_missing_worst_first() {
    let run = folder().run(&["coverage", "policies"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    insta::assert_snapshot!(run.out);
}

#[test]
fn programs_read_the_tests_that_show_each_part() {
    let run = folder().run(&["coverage", "policies", "--format", "json"]);
    assert_eq!(run.status, 0);
    insta::assert_snapshot!(run.out);
}

#[test]
fn the_page_marks_the_policy_and_escapes_what_it_shows() {
    let run = folder().run(&["coverage", "policies", "--format", "html"]);
    let body = run.out.split_once("</head>").unwrap().1;
    assert!(!run.out.contains("<script") && !body.contains("<chip>"), "{body}");
    insta::assert_snapshot!(body);
}

#[test]
fn the_page_opens_and_closes_its_marks() {
    let run = folder().run(&["coverage", "policies", "--format", "html"]);
    for line in run.out.split_once("<pre>").unwrap().1.lines() {
        assert_eq!(line.matches("<span").count(), line.matches("</span>").count(), "{line}");
    }
}

#[test]
fn a_report_goes_into_a_file() {
    let folder = folder();
    let run = folder.run(&["coverage", "policies", "--output", "report.txt"]);
    assert_eq!((run.status, run.out.as_str()), (0, ""));
    assert_eq!(
        std::fs::read_to_string(folder.path().join("report.txt")).unwrap(),
        folder.run(&["coverage", "policies"]).out
    );
    let run = folder.run(&["coverage", "policies", "--output", "nowhere/report.txt"]);
    assert_eq!(
        (run.status, run.err.as_str()),
        (74, "interdict: `nowhere/report.txt` cannot be written: it does not exist\n")
    );
}

#[test]
fn too_little_covered_ends_with_status_1() {
    let folder = folder();
    assert_eq!(folder.run(&["coverage", "policies", "--fail-under", "50"]).status, 0);
    let run = folder.run(&["coverage", "policies", "--fail-under", "95.5%"]);
    assert_eq!(run.status, 1);
    assert!(run.err.ends_with("% is covered, less than 95.5 %\n"), "{}", run.err);
    assert_eq!(folder.run(&["coverage", "policies", "--fail-under", "110"]).status, 64);
}

#[test]
fn a_policy_with_errors_runs_no_test() {
    let run =
        Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n")).run(&["coverage", "policies"]);
    assert_eq!((run.status, run.out.as_str()), (3, ""));
    assert!(run.err.ends_with("1 error in 1 file; no test was run\n"), "{}", run.err);
}
