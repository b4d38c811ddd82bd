//! The shipped policy on its example orders: real output is as `docs/decision.schema.json` says.

#![cfg(test)]
#![cfg(feature = "cli")]

mod cli_support;

use cli_support::{Folder, Run};
use jsonschema::Validator;

const POLICIES: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policies");
const ORDERS: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/policies/examples/orders.ndjson");

fn screen(format: &str) -> Run {
    Folder::empty().run(&["screen", POLICIES, ORDERS, "--format", format])
}

fn schema() -> Validator {
    let schema = serde_json::from_str(include_str!("../docs/decision.schema.json")).unwrap();
    jsonschema::validator_for(&schema).unwrap()
}

fn assert_valid(schema: &Validator, text: &str) -> serde_json::Value {
    let value = serde_json::from_str(text).unwrap();
    let errors: Vec<_> =
        schema.iter_errors(&value).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    value
}

#[test]
fn the_policy_has_no_errors() {
    let run = Folder::empty().run(&["check", POLICIES]);
    assert_eq!(run.status, 0, "{}", run.out);
}

#[test]
fn every_example_gets_one_line_as_the_schema_says() {
    let (schema, run) = (schema(), screen("ndjson"));
    let orders =
        include_str!("../policies/examples/orders.ndjson").lines().filter(|line| !line.trim().is_empty()).count();
    assert_eq!(run.out.lines().count(), orders);
    run.out.lines().for_each(|line| drop(assert_valid(&schema, line)));
}

#[test]
fn the_batch_is_as_the_schema_says_and_counts_every_order() {
    let batch = assert_valid(&schema(), &screen("json").out);
    let summary = &batch["summary"];
    let outcomes = summary["outcomes"].as_array().unwrap().iter().map(|count| count["orders"].as_u64().unwrap());
    assert_eq!(summary["screened"], outcomes.sum::<u64>());
    assert_eq!(summary["screened"], batch["decisions"].as_array().unwrap().len());
    assert_eq!(summary["refused"], batch["refused"].as_array().unwrap().len());
}

#[test]
fn an_undetermined_order_asks_something_and_a_determined_one_has_equal_bounds() {
    let batch: serde_json::Value = serde_json::from_str(&screen("json").out).unwrap();
    for decision in batch["decisions"].as_array().unwrap() {
        let verdict = &decision["verdict"];
        match verdict["determined"].as_bool().unwrap() {
            true => assert_eq!(verdict["lower"], verdict["upper"], "{}", decision["order"]),
            false => assert!(!decision["missing"].as_array().unwrap().is_empty(), "{}", decision["order"]),
        }
    }
}

#[test]
fn people_read_lines_of_a_bearable_width() {
    let run = screen("text");
    let long: Vec<_> = run.out.lines().filter(|line| line.chars().count() > 100 && !line.starts_with('✗')).collect();
    assert!(long.is_empty(), "{long:#?}");
}
