//! `interdict test`, as its users run it.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::{Folder, POLICY};

const TESTS: &str = r#"
test "FPGAs to Tehran are prohibited"
  given order
    date = 2023-06-20
    ship_to.country = IR
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
  expect prohibited by supp7_to_iran

test "nobody knows where it goes"
  given order
    date = 2023-06-20
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
  expect undetermined, up to prohibited, needs ship_to.country
"#;

fn folder(tests: &str) -> Folder {
    Folder::with_policy().file("policies/iran/tests.policy", tests)
}

#[test]
fn tests_that_pass_are_counted() {
    let run = folder(TESTS).run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "2 tests passed\n", ""));
}

#[test]
fn a_test_that_fails_shows_its_expectation_and_the_verdict() {
    let run = folder(&TESTS.replace("ship_to.country = IR", "ship_to.country = FR")).run(&["test", "policies"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn every_kind_of_expectation_says_why_it_fails() {
    let tests = r#"
test "everything is wrong"
  given order
    date = 2023-06-20
    ship_to.country = IR
    lines[2].sku = "XC7"
    lines[2].hs = 8542.31
  expect review, at least review, up to review, undetermined
  expect clear for lines[2]
  expect clear for lines[3]
  expect clear for iran
  expect review for lines[2] by supp7_to_iran
  expect no finding
  expect no finding by supp7_to_iran
  expect finding by supp7_to_iran for lines[1]
  expect lifted supp7_to_iran by supp7_to_iran
  expect open supp7_to_iran for lines[2]
  expect needs ship_to.country
"#;
    let run = folder(tests).run(&["test", "policies"]);
    assert_eq!(run.status, 1);
    insta::assert_snapshot!(run.out);
}

#[test]
fn mistakes_in_a_test_are_shown_with_advice() {
    let tests = r#"
test "mistakes in paths"
  given order
    date = 2023-06-31
    ship_too.country = IR
    order.date = 2023-06-30
    ship_to.country = Iran
    ship_to.country = IR
    lines.hs = 8542
    lines[0].hs = 8542
    lines[2000].hs = 8542
    lines[1].sku[1] = "a"
    lines[1].hs = 85423
    lines[1].sku = {"a", "b"}
    ship_to = none
    lines = 5
  expect clear

test "mistakes in expectations"
  given order
    date = 2023-06-30
    lines = none
  as of 2023-06-31
  expect prohibted, undetermind
  expect prohibited by supp7_to_irn and ear
  expect lifted supp7_to_iran by supp8
  expect determined, undetermined
  expect needs ship_to.contry
  expect clear for irann
  expect clear for ship_to.country
  expect finding by supp7_to_iran for iran

test "mistakes in expectations"
  given order
    date == 2023-06-30
  expct clear

test ""
  expect clear
"#;
    let run = folder(tests).run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str()), (3, ""));
    insta::assert_snapshot!(run.err);
}

#[test]
fn a_filter_takes_the_tests_with_that_text_in_title_file_or_policy() {
    let folder = folder(&TESTS.replace("expect undetermined", "expect determined"));
    assert_eq!(folder.run(&["test", "policies", "--filter", "tehran"]).out, "1 test passed\n");
    assert_eq!(folder.run(&["test", "policies", "--filter", "nobody knows"]).status, 1);
    assert_eq!(folder.run(&["test", "policies", "--filter", "iran/"]).status, 1);
    let run = folder.run(&["test", "policies", "--filter", "cuba"]);
    assert_eq!((run.status, run.err.as_str()), (64, "interdict: none of 2 tests has `cuba` in it\n"));
}

#[test]
fn json_and_junit_are_what_programs_expect() {
    let folder = folder(&TESTS.replace("expect undetermined", "expect determined"));
    let json = folder.run(&["test", "policies", "--format", "json"]);
    let run: serde_json::Value = serde_json::from_str(&json.out).unwrap();
    assert_eq!((run["passed"].as_u64(), run["failed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(run["tests"][1]["failures"][0]["line"], 15);
    assert_eq!(run["tests"][1]["decision"]["missing"][0]["path"], "ship_to.country");
    let junit = folder.run(&["test", "policies", "--format", "junit"]);
    insta::assert_snapshot!(junit.out);
    assert_eq!((json.status, junit.status), (1, 1));
}

#[test]
fn a_policy_with_errors_runs_no_test() {
    let folder = Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n") + TESTS);
    let run = folder.run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str()), (3, ""));
    assert!(run.err.ends_with("1 error in 1 file; no test was run\n"), "{}", run.err);
}

#[test]
fn a_policy_without_tests_says_so() {
    let run = Folder::with_policy().run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str()), (0, "no tests\n"));
}

const TAKEN: &str = r#"
test "as it was ordered"
  given order "examples/orders.ndjson" id "SO-2"
  expect prohibited by supp7_to_iran for lines[1]
  expect clear for lines[2]

test "had it gone to France"
  given order "examples/orders.ndjson" id "SO-2"
    ship_to.country = FR
    lines[3].sku = "a third line"
  expect clear, no finding by supp7_to_iran

test "had it had no lines"
  given order "one.json"
    lines = none
  expect clear

test "on the day before"
  given order "one.json"
  as of 2023-02-23
  expect clear

test "of the second line nothing is known, and of the address neither"
  given order "gaps.csv" id "SO-7"
  expect undetermined, needs ship_to.country
"#;

fn taken(tests: &str) -> Folder {
    let orders = [cli_support::CLEAR, cli_support::PROHIBITED, cli_support::WRONG].join("\n");
    let gaps =
        "id,date,lines.sku,lines.hs\nSO-6,2023-06-20,A,8542.31\nSO-7,2023-06-20,XC7,8542.31\nSO-7,2023-06-20,B,\n";
    let folder = folder(tests).file("policies/examples/orders.ndjson", orders);
    folder.file("policies/one.json", cli_support::PROHIBITED).file("policies/gaps.csv", gaps)
}

#[test]
fn an_order_is_taken_from_a_file_and_changed() {
    let run = taken(TAKEN).run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (0, "5 tests passed\n", ""));
}

#[test]
fn an_order_that_is_taken_reads_as_it_was_screened() {
    let tests = "test \"as it was\"\n  given order \"one.json\"\n  expect prohibited\n";
    let folder = taken(tests);
    let tested: serde_json::Value =
        serde_json::from_str(&folder.run(&["test", "policies", "--format", "json"]).out).unwrap();
    let screened: serde_json::Value =
        serde_json::from_str(&folder.run(&["screen", "policies", "policies/one.json", "--format", "ndjson"]).out)
            .unwrap();
    let mut decision = tested["tests"][0]["decision"].clone();
    assert_eq!(decision["order"], "as it was");
    decision["order"] = screened["order"].clone();
    assert_eq!(decision, screened);
}

#[test]
fn what_is_wrong_with_a_file_of_orders_is_told_at_the_test() {
    let tests = r#"
test "no such file"
  given order "order.json" id "SO-1"
  expect clear
test "outside"
  given order "../orders.json"
  expect clear
test "no such order"
  given order "examples/orders.ndjson" id "SO-22"
  expect clear
test "several"
  given order "examples/orders.ndjson"
  expect clear
test "an order with mistakes"
  given order "examples/orders.ndjson" id "SO-4"
  expect clear
test "a further line without what it needs"
  given order "one.json"
    lines[3].hs = 8542.31
  expect clear
"#;
    let run = taken(tests).run(&["test", "policies"]);
    assert_eq!((run.status, run.out.as_str()), (3, ""));
    insta::assert_snapshot!(run.err);
}
