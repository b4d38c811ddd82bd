//! Days, durations and periods, as policies use them: leap days, ends of months, first and last days, the ends of the calendar.

#![cfg(all(test, feature = "compiler"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "helpers of tests")]

use interdict::domain::Date;
use interdict::{Compiler, Decoder, Evaluator};
use std::sync::Arc;

const SCHEMA: &str = r#"outcomes
  clear
  review
  undetermined counts as review
authority house "Rules of our own"
  provision H-1 "Whatever we decide to look at"
record order
  id     text required
  date   date
  start  date
  from   country
  lines  list of line
  hub    yes_no = from in hubs
record line
  price    number
  far_off  date = 2200-12-31 + 1 day
set hubs of country AE in force from 2024-02-29 until 2024-02-29, TR
"#;

/// The names of what is found, and of what is open with a question mark.
fn said(items: &str, order: &str, as_of: Option<&str>) -> Vec<String> {
    let mut compiler = Compiler::default();
    compiler.set_policy("schema.policy", SCHEMA.into());
    compiler.set_policy("rules.policy", items.into());
    let compiled = compiler.compile();
    let Some(program) = compiled.program else { panic!("{:#?}", compiled.problems) };
    let order = Decoder::new(Arc::clone(&program)).decode(order.as_bytes()).unwrap();
    let evaluator = Evaluator::new(program);
    let decision = match as_of {
        Some(date) => evaluator.screen_as_of(&order, Date::parse(date).unwrap()),
        None => evaluator.screen(&order),
    };
    let explanation = evaluator.explain(&order, &decision);
    let found = explanation.findings.iter().map(|finding| finding.rule.clone());
    found.chain(explanation.open.iter().map(|open| format!("{}?", open.rule))).collect()
}

fn rule(condition: &str) -> String {
    format!("rule it cites house H-1 when {condition} then review\n")
}

/// Whether a condition holds of an order that starts on this day: `None` when that is unknown.
fn holds(start: &str, condition: &str) -> Option<bool> {
    let order = format!(r#"{{"id": "A", "date": "2024-06-20", "start": "{start}"}}"#);
    match said(&rule(condition), &order, None).first().map(String::as_str) {
        None => Some(false),
        Some("it") => Some(true),
        Some(_) => None,
    }
}

fn assert_holds(start: &str, condition: &str) {
    assert_eq!(holds(start, condition), Some(true), "{condition}, from {start}");
}

#[test]
fn a_year_from_a_leap_day_is_the_end_of_february() {
    assert_holds("2024-02-29", "order.start + 1 year is 2025-02-28");
    assert_holds("2024-02-29", "order.start - 1 year is 2023-02-28");
    assert_holds("2024-02-29", "order.start + 4 years is 2028-02-29");
    assert_holds("2000-02-29", "order.start + 100 years is 2100-02-28");
    assert_holds("2023-02-28", "order.start + 1 year is 2024-02-28");
    assert_holds("2023-03-01", "order.start + 1 year is 2024-03-01");
}

#[test]
fn a_month_ends_where_the_month_does() {
    assert_holds("2023-01-31", "order.start + 1 month is 2023-02-28");
    assert_holds("2024-01-31", "order.start + 1 month is 2024-02-29");
    assert_holds("2024-03-31", "order.start - 1 month is 2024-02-29");
    assert_holds("2023-05-31", "order.start + 1 month is 2023-06-30");
    assert_holds("2023-12-31", "order.start + 2 months is 2024-02-29");
    assert_holds("2023-11-30", "order.start + 1 month is 2023-12-30");
}

#[test]
fn months_come_before_days_and_each_has_its_own_sign() {
    assert_holds("2024-01-31", "order.start + 1 month 1 day is 2024-03-01");
    assert_holds("2022-12-31", "order.start + (1 year - 30 days) is 2023-12-01");
    assert_holds("2022-12-31", "order.start - (30 days - 1 year) is 2023-12-01");
    assert_holds("2024-03-31", "order.start + (1 day - 1 month) is 2024-03-01");
}

#[test]
fn the_days_between_two_dates_count_leap_days() {
    assert_holds("2024-02-28", "2024-03-01 - order.start is 2 days");
    assert_holds("2023-02-28", "2023-03-01 - order.start is 1 day");
    assert_holds("2023-06-20", "order.date - order.start is 366 days");
    assert_holds("2024-06-21", "order.date - order.start is -1 days");
    assert_holds("2023-06-20", "not order.date - order.start <= 365 days");
}

#[test]
fn durations_compare_where_every_calendar_agrees() {
    assert_holds("2024-06-20", "2 months > 58 days and 1 year > 364 days and 1 month < 32 days");
    for doubtful in ["1 month > 30 days", "1 year is 365 days", "2 months >= 60 days"] {
        assert_eq!(holds("2024-06-20", doubtful), None, "{doubtful}");
    }
}

#[test]
fn beyond_the_calendar_nothing_is_known() {
    assert_eq!(holds("2200-12-31", "order.start + 1 day > 2200-12-31"), None);
    assert_eq!(holds("1800-01-01", "order.start - 1 day < 1800-01-01"), None);
    assert_holds("2200-12-31", "order.start + (1 month - 31 days) is 2200-12-31");
    assert_holds("1800-01-01", "order.start - 0 days is 1800-01-01");
}

#[test]
fn years_far_away_are_refused_in_orders_and_in_policies() {
    let mut compiler = Compiler::default();
    compiler.set_policy("schema.policy", SCHEMA.into());
    compiler.set_policy("rules.policy", rule("order.from in hubs"));
    let decoder = Decoder::new(compiler.compile().program.unwrap());
    for year in ["9999-12-31", "2201-01-01", "1799-12-31", "0000-01-01"] {
        assert!(decoder.decode(format!(r#"{{"id": "A", "date": "{year}"}}"#).as_bytes()).is_err(), "{year}");
        compiler.set_policy("rules.policy", rule(&format!("order.date < {year}")));
        assert!(compiler.compile().program.is_none(), "{year}");
    }
}

#[test]
fn a_rule_is_in_force_on_its_first_and_its_last_day() {
    let leap_day =
        "rule it cites house H-1 in force from 2024-02-29 until 2024-02-29 when order.from is AE then review\n";
    let open_end = "rule it cites house H-1 in force until 2200-12-31 when order.from is AE then review\n";
    let order = r#"{"id": "A", "from": "AE"}"#;
    for (date, expected) in [("2024-02-28", 0), ("2024-02-29", 1), ("2024-03-01", 0)] {
        assert_eq!(said(leap_day, order, Some(date)).len(), expected, "{date}");
    }
    for date in ["1800-01-01", "2200-12-31"] {
        assert_eq!(said(open_end, order, Some(date)), ["it"], "{date}");
    }
    assert_eq!(said(leap_day, order, None), ["it?"]);
}

#[test]
fn a_member_counts_on_its_first_and_its_last_day() {
    let order = r#"{"id": "A", "from": "AE"}"#;
    for (date, expected) in [("2024-02-28", 0), ("2024-02-29", 1), ("2024-03-01", 0)] {
        assert_eq!(said(&rule("order.from in hubs"), order, Some(date)).len(), expected, "{date}");
    }
}

#[test]
fn a_derived_field_is_worked_out_anew_for_each_date_that_policies_judge_by() {
    let policies = "policy by_date
  judged as of order.date
rule of_date cites house H-1 when order.hub then review
policy by_start
  judged as of order.start
rule of_start cites house H-1 when order.hub then review
";
    let order = |date, start| format!(r#"{{"id": "A", "from": "AE", "date": "{date}", "start": "{start}"}}"#);
    assert_eq!(said(policies, &order("2024-02-28", "2024-02-29"), None), ["of_start"]);
    assert_eq!(said(policies, &order("2024-02-29", "2024-02-28"), None), ["of_date"]);
}

#[test]
fn what_no_element_can_have_is_absent_of_a_list_that_is_missing() {
    let rule = |field: &str| {
        format!("rule it cites house H-1 for each line in order.lines when line.{field} is known then review\n")
    };
    assert_eq!(said(&rule("far_off"), r#"{"id": "A"}"#, None), Vec::<String>::new());
    assert_eq!(said(&rule("price"), r#"{"id": "A"}"#, None), ["it?"]);
}
