//! Exceptions, and exceptions to them.

use super::*;
use crate::eval::explanation::LiftEffect;

fn held() -> Expr {
    yes(of("hold"))
}

fn chips() -> Rule {
    rule("chips", "prohibited", in_values(local(0, "line", "hs"), [hs("8542")])).each("line", of("lines"))
}

fn is_sku(sku: &str) -> Expr {
    is(local(0, "line", "sku"), text(sku))
}

fn two_chips() -> Json {
    json!({"lines": [{"hs": "8542", "sku": "a"}, {"hs": "8542", "sku": "b"}]})
}

fn statuses(program: &Program, json: Json) -> Vec<String> {
    let finding = |finding: &crate::eval::explanation::Finding| {
        let at: Vec<&str> = finding.at.iter().map(|binding| binding.path.as_str()).collect();
        format!("{} {} {:?}", finding.rule, at.join(" "), finding.status)
    };
    screen(program, json).findings.iter().map(finding).collect()
}

#[test]
fn an_exception_lifts_what_it_names_and_the_finding_is_still_shown() {
    let program = program(vec![
        rule("ban", "prohibited", all([])),
        rule("other", "review", all([])),
        exception("licence", &["ban"], held()),
    ]);
    assert_eq!(verdict(&program, json!({"hold": true})), "review");
    assert_eq!(statuses(&program, json!({"hold": true})), ["ban  Lifted", "other  Stands"]);
    let lift = &screen(&program, json!({"hold": true})).findings[0].exceptions[0];
    assert_eq!((lift.exception.as_str(), lift.effect), ("licence", LiftEffect::Lifts));
    assert_eq!(lift.facts[0].path, "hold");
}

#[test]
fn an_unknown_exception_lifts_nothing_and_is_listed_among_what_could_change_the_verdict() {
    let program = program(vec![rule("ban", "prohibited", all([])), exception("licence", &["ban"], held())]);
    assert_eq!(verdict(&program, json!({})), "prohibited, clear to prohibited");
    assert_eq!(statuses(&program, json!({})), ["ban  MayBeLifted"]);
    let explanation = screen(&program, json!({}));
    assert_eq!(explanation.missing[0].path, "hold");
    assert_eq!(explanation.missing[0].bears_on, ["licence"]);
    assert_eq!(explanation.findings[0].exceptions[0].effect, LiftEffect::MayLift);
    assert_eq!(verdict(&program, json!({"hold": false})), "prohibited");
}

#[test]
fn an_exception_that_has_nothing_to_lift_asks_for_nothing() {
    let program = program(vec![
        rule("ban", "prohibited", more(of("weight"), number("5"))),
        exception("licence", &["ban"], held()),
    ]);
    assert_eq!(verdict(&program, json!({"weight": 1})), "clear");
    assert!(missing(&program, json!({"weight": 1})).is_empty());
    assert_eq!(missing(&program, json!({})), ["hold", "weight"]);
    assert_eq!(verdict(&program, json!({"hold": true})), "clear");
}

#[test]
fn an_exception_bound_to_a_line_lifts_the_findings_on_that_line() {
    let spare = exception("spare", &["chips"], is_sku("a")).each("item", of("lines"));
    let program = program(vec![chips(), spare]);
    assert_eq!(statuses(&program, two_chips()), ["chips lines[1] Lifted", "chips lines[2] Stands"]);
    let lines: Vec<String> = screen(&program, two_chips()).lines.iter().map(|line| short(&line.verdict)).collect();
    assert_eq!(lines, ["clear", "prohibited"]);
}

#[test]
fn an_exception_without_a_loop_lifts_every_finding_of_the_rule() {
    let program = program(vec![chips(), exception("licence", &["chips"], all([]))]);
    assert_eq!(verdict(&program, two_chips()), "clear");
}

#[test]
fn an_exception_bound_to_more_than_the_finding_does_not_lift_it() {
    let spare = exception("spare", &["ban"], all([])).each("line", of("lines"));
    let program = program(vec![rule("ban", "prohibited", all([])), spare]);
    assert_eq!(verdict(&program, two_chips()), "prohibited");
}

#[test]
fn an_exception_can_be_lifted_by_an_exception() {
    let program = program(vec![
        chips(),
        exception("licence", &["chips"], all([])),
        exception("revoked", &["licence"], is_sku("b")).each("line", of("lines")),
        exception("reinstated", &["revoked"], held()),
    ]);
    // The licence is bound to nothing, so a carve-out for one line does not reach it.
    assert_eq!(verdict(&program, two_chips()), "clear");
}

#[test]
fn a_carve_out_bound_to_a_line_takes_the_exception_from_that_line() {
    let program = program(vec![
        chips(),
        exception("licence", &["chips"], all([])).each("line", of("lines")),
        exception("revoked", &["licence"], is_sku("b")).each("line", of("lines")),
        exception("reinstated", &["revoked"], held()),
    ]);
    let mut order = two_chips();
    order["hold"] = json!(false);
    assert_eq!(statuses(&program, order.clone()), ["chips lines[1] Lifted", "chips lines[2] Stands"]);
    let lost = &screen(&program, order.clone()).findings[1].exceptions[0];
    assert_eq!((lost.effect, lost.lifted_by.as_slice()), (LiftEffect::IsLifted, ["revoked".to_owned()].as_slice()));
    order["hold"] = json!(true);
    assert_eq!(statuses(&program, order), ["chips lines[1] Lifted", "chips lines[2] Lifted"]);
    assert_eq!(statuses(&program, two_chips()), ["chips lines[1] Lifted", "chips lines[2] MayBeLifted"]);
    let explanation = screen(&program, two_chips());
    assert_eq!(explanation.missing[0].path, "hold");
    assert_eq!(explanation.missing[0].bears_on, ["reinstated"]);
    let lines: Vec<String> = explanation.lines.iter().map(|line| short(&line.verdict)).collect();
    assert_eq!(lines, ["clear", "prohibited, clear to prohibited"]);
}

#[test]
fn unless_lifts_the_very_finding() {
    let program = program(vec![chips().unless(is_sku("a"))]);
    assert_eq!(statuses(&program, two_chips()), ["chips lines[1] Lifted", "chips lines[2] Stands"]);
    let order = json!({"lines": [{"hs": "8542"}]});
    assert_eq!(verdict(&program, order.clone()), "prohibited, clear to prohibited");
    assert_eq!(missing(&program, order.clone()), ["lines[1].sku"]);
    let lift = &screen(&program, order).findings[0].exceptions[0];
    assert_eq!((lift.exception.as_str(), lift.effect), ("chips", LiftEffect::MayLift));
}

#[test]
fn an_open_rule_that_is_lifted_in_any_case_asks_for_nothing() {
    let program = program(vec![rule("ban", "prohibited", held()), exception("licence", &["ban"], all([]))]);
    assert_eq!(verdict(&program, json!({})), "clear");
    assert!(missing(&program, json!({})).is_empty());
    assert!(screen(&program, json!({})).open.is_empty());
}

#[test]
fn an_open_rule_that_may_be_lifted_needs_both() {
    let program = program(vec![
        rule("ban", "prohibited", held()),
        exception("licence", &["ban"], more(of("weight"), number("1"))),
    ]);
    assert_eq!(missing(&program, json!({})), ["hold", "weight"]);
    assert_eq!(verdict(&program, json!({})), "review, clear to prohibited");
}

#[test]
fn an_exception_that_is_not_in_force_lifts_nothing() {
    let licence = exception("licence", &["ban"], all([])).in_force(since("2024-01-01"));
    let program = program(vec![rule("ban", "prohibited", all([])), licence]);
    assert_eq!(verdict(&program, json!({"date": "2023-12-31"})), "prohibited");
    assert_eq!(verdict(&program, json!({"date": "2024-01-01"})), "clear");
    assert_eq!(verdict(&program, json!({})), "prohibited, clear to prohibited");
    assert_eq!(missing(&program, json!({})), ["date"]);
}

#[test]
fn an_exception_over_a_missing_list_lifts_nothing_for_certain() {
    let party = exception("party", &["ban"], all([])).each("party", of("parties"));
    let program = program(vec![rule("ban", "prohibited", all([])).each("party", of("parties")), party]);
    assert_eq!(verdict(&program, json!({})), "review, clear to prohibited");
    assert_eq!(missing(&program, json!({})), ["parties"]);
}

#[test]
fn exceptions_in_a_circle_lift_nothing_for_certain() {
    let program = program(vec![
        rule("ban", "prohibited", all([])),
        exception("a", &["ban", "b"], all([])),
        exception("b", &["a"], all([])),
    ]);
    assert_eq!(verdict(&program, json!({})), "prohibited, clear to prohibited");
}
