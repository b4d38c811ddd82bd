//! `interdict explain`, as its users run it.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::{CLEAR, Folder, POLICY, PROHIBITED, UNDETERMINED};

const MORE: &str = r#"
define bound_for (place country, other country) = order.ship_to.country is place or order.ship_to.country is other
flag many "Many lines" cites ear 744.21 weight 2.5
  when (count of line in order.lines where line.hs is known) > 20
   and (any l in order.lines has l.hs is 8542 or not (l.hs in {90, 91}))
rule flags "Red flags"
  cites ear 744.21
  in force from 2020-01-01 until 2030-12-31
  when weight of flags citing ear >= 2 or order.date < 2021-01-01
  unless order.ship_to is known and bound_for(FR, DE)
  then review
exception authorised "It is authorised"
  lifts supp7_to_iran
  cites ear 744.21
  for each line in order.lines
  when line.sku contains "allowed" and bound_for(IR, SY)
exception but_not_military
  lifts authorised
  cites ear 746.7(a)(1)(ii)
  when no line in order.lines has line.sku starts with exactly "MIL"
test "FPGAs to Tehran are prohibited"
  given order
    date = 2023-06-20
    ship_to.country = IR
    lines[1].sku = "XC7"
    lines[1].hs = 8542.31
  expect prohibited by supp7_to_iran
"#;

fn folder() -> Folder {
    let policy = POLICY.replace(
        "items need a licence for Iran\"",
        "items need a licence for Iran\" seen\n  provision 744.21 \"Military\" recalled",
    );
    let orders = [CLEAR, PROHIBITED, UNDETERMINED].join("\n");
    let orders = Folder::empty().file("policies/a.policy", policy).file("orders.ndjson", &orders);
    orders.file("policies/more.policy", MORE).file("one.json", PROHIBITED)
}

#[test]
fn a_rule_is_told_in_plain_english() {
    let folder = folder();
    let told = ["supp7_to_iran", "flags", "many"].map(|rule| folder.run(&["explain", "policies", rule]).out);
    insta::assert_snapshot!(told.join("\n----------\n"));
}

#[test]
fn a_definition_and_a_set_are_told_with_what_uses_them() {
    let folder = folder();
    let told = ["bound_for", "supp7"].map(|name| folder.run(&["explain", "policies", name]).out);
    insta::assert_snapshot!(told.join("\n----------\n"));
}

#[test]
fn a_rule_that_is_not_there_is_looked_for() {
    let run = folder().run(&["explain", "policies", "sup7_to_iran"]);
    let said = "interdict: no rule, flag, exception, definition or set is named `sup7_to_iran`; did you mean `supp7_to_iran`?\n";
    assert_eq!((run.status, run.out.as_str(), run.err.as_str()), (64, "", said));
}

#[test]
fn a_verdict_is_accounted_for_part_by_part() {
    let folder = folder();
    let told = ["SO-1", "SO-2", "SO-3"]
        .map(|id| folder.run(&["explain", "policies", "--order", "orders.ndjson", "--id", id]).out);
    insta::assert_snapshot!(told.join("\n----------\n"));
}

#[test]
fn one_order_needs_no_id_and_one_rule_can_be_chosen() {
    let run = folder().run(&["explain", "policies", "flags", "--order", "one.json", "--format", "json"]);
    let account: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(account["decision"]["order"], "SO-2");
    let rules: Vec<&str> = account["rules"].as_array().unwrap().iter().map(|r| r["rule"].as_str().unwrap()).collect();
    assert_eq!(rules, ["flags"]);
    insta::assert_snapshot!(serde_json::to_string_pretty(&account["rules"]).unwrap());
}

#[test]
fn another_day_is_another_law() {
    let run = folder().run(&["explain", "policies", "--order", "one.json", "--as-of", "2023-02-23"]);
    assert!(run.out.starts_with("\n● SO-2  clear"), "{}", run.out);
}

#[test]
fn an_order_that_is_not_there_is_looked_for() {
    let folder = folder();
    let run = |arguments: &[&str]| {
        let run = folder.run(&[&["explain", "policies", "--order"], arguments].concat());
        assert_eq!(run.out, "");
        format!("{} {}", run.status, run.err)
    };
    let said = [
        run(&["orders.ndjson", "--id", "SO-9"]),
        run(&["orders.ndjson"]),
        run(&["nowhere.json"]),
        folder.run(&["explain", "policies"]).status.to_string(),
    ];
    insta::assert_snapshot!(said.join(""));
}

#[test]
fn an_order_that_cannot_be_read_says_why() {
    let run = folder().file("wrong.json", cli_support::WRONG).run(&["explain", "policies", "--order", "wrong.json"]);
    assert_eq!((run.status, run.out.as_str()), (2, ""));
    assert!(run.err.contains("lines[2].hs"), "{}", run.err);
}
