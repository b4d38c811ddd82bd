//! Periods in force and as-of dates.

use super::*;
use crate::domain::Truth::{False, True, Unknown};

fn listed() -> Program {
    let mut program = program(vec![rule("it", "prohibited", in_set(of("ship_to.country"), 0))]);
    program.sets = vec![set(
        "listed",
        Type::Country,
        vec![(country("IR"), between("2023-02-24", "2023-05-19")), (country("SY"), Period::ALWAYS)],
    )];
    program
}

fn shipped(country: &str, date: Option<&str>) -> Json {
    json!({"date": date, "ship_to": {"country": country}})
}

#[test]
fn an_entry_is_in_force_on_its_first_and_its_last_day() {
    for (day, expected) in [("2023-02-23", False), ("2023-02-24", True), ("2023-05-19", True), ("2023-05-20", False)] {
        assert_eq!(truth_in(&listed(), shipped("IR", Some(day))), expected, "{day}");
    }
}

#[test]
fn without_a_date_only_what_is_always_in_force_is_certain() {
    assert_eq!(truth_in(&listed(), shipped("SY", None)), True);
    assert_eq!(truth_in(&listed(), shipped("IR", None)), Unknown);
    assert_eq!(truth_in(&listed(), shipped("DE", None)), False);
    assert_eq!(missing(&listed(), shipped("IR", None)), ["date"]);
    assert_eq!(missing(&listed(), json!({})), ["date", "ship_to.country"]);
}

#[test]
fn a_set_holds_what_the_sets_it_includes_hold_for_as_long() {
    let mut program = listed();
    let include = SetEntry { member: SetMember::Set(0), period: since("2023-05-01") };
    program.sets.push(linked(Set {
        name: "outer".into(),
        ty: Type::Country,
        title: None,
        entries: vec![include],
        refs: vec![],
    }));
    program.rules = vec![linked(rule("it", "prohibited", in_set(of("ship_to.country"), 1)))];
    for (country, day, expected) in [
        ("IR", "2023-04-30", False),
        ("IR", "2023-05-01", True),
        ("IR", "2023-05-20", False),
        ("SY", "2023-04-30", False),
        ("SY", "2023-05-20", True),
    ] {
        assert_eq!(truth_in(&program, shipped(country, Some(day))), expected, "{country} on {day}");
    }
}

#[test]
fn a_rule_is_in_force_on_its_first_and_its_last_day() {
    let period = between("2023-02-24", "2023-05-19");
    let program = program(vec![rule("it", "prohibited", yes(of("hold"))).in_force(period)]);
    let on = |day: Option<&str>| truth_in(&program, json!({"date": day, "hold": true}));
    assert_eq!(on(Some("2023-02-23")), False);
    assert_eq!(on(Some("2023-02-24")), True);
    assert_eq!(on(Some("2023-05-19")), True);
    assert_eq!(on(Some("2023-05-20")), False);
    assert_eq!(on(None), Unknown);
    assert_eq!(missing(&program, json!({"hold": true})), ["date"]);
    assert_eq!(missing(&program, json!({})), ["date", "hold"]);
    assert_eq!(verdict(&program, json!({"hold": false})), "clear");
}

#[test]
fn a_period_that_is_empty_is_never_in_force() {
    let never = between("2024-01-01", "2023-01-01");
    let program = program(vec![rule("it", "prohibited", all([])).in_force(never)]);
    assert_eq!(verdict(&program, json!({})), "clear");
}

#[test]
fn each_policy_judges_by_its_own_date() {
    let signed = Expr::Literal(Value::Date(date("2020-01-01")));
    let mut program = program(vec![
        rule("new", "prohibited", all([])).in_force(since("2023-01-01")).within("now"),
        rule("old", "review", all([])).in_force(between("2019-01-01", "2021-01-01")).within("then"),
    ]);
    program.policies = vec![policy("now", None), policy("then", Some(signed))];
    let explanation = screen(&program, json!({"date": "2023-06-20"}));
    let policies: Vec<_> =
        explanation.policies.iter().map(|policy| (policy.as_of.as_deref().unwrap(), short(&policy.verdict))).collect();
    assert_eq!(policies, [("2023-06-20", "prohibited".to_owned()), ("2020-01-01", "review".to_owned())]);
}

#[test]
fn an_as_of_date_replaces_that_of_every_policy() {
    let mut program = program(vec![rule("new", "prohibited", all([])).in_force(since("2023-01-01")).within("now")]);
    program.policies = vec![policy("now", None)];
    let evaluator = Evaluator::new(Arc::new(program.clone()));
    let order = order(&program, &json!({"date": "2023-06-20"}));
    let decision = evaluator.screen_as_of(&order, date("2022-12-31"));
    assert_eq!(decision.verdict().upper, 0);
    let explanation = evaluator.explain(&order, &decision);
    assert_eq!(explanation.policies[0].as_of.as_deref(), Some("2022-12-31"));
    assert_eq!(evaluator.screen_as_of(&order, date("2023-01-01")).verdict().lower, 3);
}

#[test]
fn a_policy_without_a_date_never_clears_what_may_be_in_force() {
    let mut program = program(vec![rule("it", "prohibited", yes(field(0))).in_force(since("2023-01-01"))]);
    program.schema = Schema { records: vec![record("order", vec![plain("hold", Type::YesNo)])], root: 0 };
    assert_eq!(verdict(&program, json!({"hold": true})), "review, clear to prohibited");
    assert!(missing(&program, json!({"hold": true})).is_empty());
    assert_eq!(verdict(&program, json!({"hold": false})), "clear");
}

fn field(field: u16) -> Expr {
    Expr::Field { of: Box::new(Expr::Order), record: "order".into(), field }
}
