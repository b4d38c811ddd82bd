//! Flags and their weight.

use super::*;

fn any_hs(code: &str) -> Expr {
    in_values(local(0, "line", "hs"), [hs(code)])
}

fn weight(limit: &str) -> Expr {
    at_least(Expr::FlagWeight(None), number(limit))
}

fn flags() -> Vec<Rule> {
    vec![
        flag("chip", "2", any_hs("8542")).each("line", of("lines")).citing("bis", "RF-1"),
        flag("held", "1.5", yes(of("hold"))).citing("fincen", "KYC-8"),
        rule("sum", "review", weight("3.5")),
    ]
}

#[test]
fn a_flag_counts_once_however_many_bindings_raise_it() {
    let program = program(flags());
    let order =
        |hold: Option<bool>| json!({"hold": hold, "lines": [{"hs": "8542"}, {"hs": "8542.31"}, {"hs": "8542"}]});
    assert_eq!(verdict(&program, order(Some(false))), "clear");
    assert_eq!(verdict(&program, order(Some(true))), "review");
    assert_eq!(verdict(&program, order(None)), "review, clear to review");
    assert_eq!(missing(&program, order(None)), ["hold"]);
}

#[test]
fn a_flag_raised_for_certain_needs_nothing_more() {
    let program =
        program(vec![flag("chip", "2", any_hs("8542")).each("line", of("lines")), rule("sum", "review", weight("2"))]);
    assert_eq!(verdict(&program, json!({"lines": [{"hs": "8542"}, {}]})), "review");
    assert!(missing(&program, json!({"lines": [{"hs": "8542"}, {}]})).is_empty());
}

#[test]
fn flags_have_no_outcome_of_their_own() {
    let program = program(vec![flag("held", "9", yes(of("hold")))]);
    assert_eq!(verdict(&program, json!({"hold": true})), "clear");
    assert_eq!(screen(&program, json!({"hold": true})).findings[0].weight.as_deref(), Some("9"));
    assert_eq!(verdict(&program, json!({})), "clear");
    assert!(missing(&program, json!({})).is_empty());
    assert_eq!(screen(&program, json!({})).open[0].rule, "held");
}

#[test]
fn flags_are_counted_by_the_authority_they_cite() {
    let citing = |authority: &str| at_least(Expr::FlagCount(Some(authority.into())), number("1"));
    let mut rules = flags();
    rules.push(rule("bis", "prohibited", citing("bis")));
    rules.push(rule("fincen", "license_required", citing("fincen")));
    assert_eq!(verdict(&program(rules.clone()), json!({"hold": true, "lines": []})), "license_required");
    assert_eq!(verdict(&program(rules), json!({"hold": true, "lines": [{"hs": "8542"}]})), "prohibited");
}

#[test]
fn a_lifted_flag_weighs_nothing_and_one_that_may_be_lifted_weighs_perhaps() {
    let mut rules = flags();
    rules.push(exception("known", &["chip"], is(local(0, "line", "sku"), text("a"))).each("line", of("lines")));
    let program = program(rules);
    let order = |sku: Option<&str>| json!({"hold": true, "lines": [{"hs": "8542", "sku": sku}]});
    assert_eq!(verdict(&program, order(Some("a"))), "clear");
    assert_eq!(verdict(&program, order(Some("b"))), "review");
    assert_eq!(verdict(&program, order(None)), "review, clear to review");
    let explanation = screen(&program, order(None));
    assert_eq!(explanation.missing[0].path, "lines[1].sku");
    assert_eq!(explanation.missing[0].bears_on, ["known", "sum"]);
}

#[test]
fn a_rule_on_flags_rests_on_their_facts() {
    let explanation = screen(&program(flags()), json!({"hold": true, "lines": [{"hs": "8542"}]}));
    let sum = explanation.findings.iter().find(|finding| finding.rule == "sum").unwrap();
    let facts: Vec<&str> = sum.facts.iter().map(|fact| fact.path.as_str()).collect();
    assert_eq!(facts, ["lines[1].hs", "hold"]);
}

#[test]
fn an_exception_can_depend_on_the_flags_when_it_lifts_a_rule() {
    let mut rules = flags();
    rules.push(rule("ban", "prohibited", all([])));
    rules.push(exception("clean", &["ban"], not(weight("1"))));
    let program = program(rules);
    assert_eq!(verdict(&program, json!({"hold": false, "lines": []})), "clear");
    assert_eq!(verdict(&program, json!({"hold": true, "lines": []})), "prohibited");
    assert_eq!(verdict(&program, json!({"lines": []})), "prohibited, clear to prohibited");
}
