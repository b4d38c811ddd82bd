//! Verdicts per scope, bounds, and what could change them.

use super::*;

#[test]
fn nothing_found_is_the_least_outcome() {
    assert_eq!(verdict(&program(vec![]), json!({})), "clear");
}

#[test]
fn the_worst_finding_is_the_verdict() {
    let program = program(vec![rule("a", "review", all([])), rule("b", "license_required", all([]))]);
    assert_eq!(verdict(&program, json!({})), "license_required");
}

#[test]
fn an_undetermined_order_counts_as_the_worse_of_its_lower_bound_and_what_the_policy_says() {
    let open = rule("open", "prohibited", yes(of("hold")));
    assert_eq!(verdict(&program(vec![open.clone()]), json!({})), "review, clear to prohibited");
    let with_license = vec![open, rule("sure", "license_required", all([]))];
    assert_eq!(verdict(&program(with_license), json!({})), "license_required, license_required to prohibited");
}

#[test]
fn what_could_not_be_worse_than_what_is_certain_is_not_asked() {
    let program = program(vec![rule("open", "review", yes(of("hold"))), rule("sure", "prohibited", all([]))]);
    assert_eq!(verdict(&program, json!({})), "prohibited");
    assert!(missing(&program, json!({})).is_empty());
    assert_eq!(screen(&program, json!({})).open[0].rule, "open");
}

#[test]
fn a_line_can_be_held_while_the_others_go() {
    let chip = rule("chip", "prohibited", in_values(local(0, "line", "hs"), [hs("8542")])).each("line", of("lines"));
    let program = program(vec![chip, rule("whole", "review", yes(of("hold")))]);
    let order = |hold: Option<bool>| json!({"hold": hold, "lines": [{"hs": "8542"}, {"hs": "8541"}, {}]});
    let lines =
        |hold| -> Vec<String> { screen(&program, order(hold)).lines.iter().map(|line| short(&line.verdict)).collect() };
    assert_eq!(lines(Some(false)), ["prohibited", "clear", "review, clear to prohibited"]);
    assert_eq!(lines(Some(true)), ["prohibited", "review", "review, review to prohibited"]);
    assert_eq!(missing(&program, order(None)), ["lines[3].hs", "hold"]);
}

#[test]
fn a_finding_within_a_line_belongs_to_the_line() {
    let foreign = is(local(1, "part", "origin"), country("IR"));
    let rule = rule("part", "review", foreign).each("line", of("lines")).each("part", local(0, "line", "parts"));
    let explanation =
        screen(&program(vec![rule]), json!({"lines": [{"parts": [{"origin": "IR"}]}, {"parts": []}, {}]}));
    let lines: Vec<String> = explanation.lines.iter().map(|line| short(&line.verdict)).collect();
    assert_eq!(lines, ["review", "clear", "review, clear to review"]);
    assert_eq!(explanation.lines[1].path, "lines[2]");
}

#[test]
fn each_policy_has_its_verdict() {
    let mut program = program(vec![
        rule("a", "prohibited", all([])).within("one"),
        rule("b", "review", yes(of("hold"))).within("two"),
        rule("c", "license_required", all([])),
    ]);
    program.policies = vec![policy("one", None), policy("two", None)];
    let explanation = screen(&program, json!({}));
    let policies: Vec<String> = explanation.policies.iter().map(|policy| short(&policy.verdict)).collect();
    assert_eq!(policies, ["prohibited", "review, clear to review"]);
    assert_eq!(short(&explanation.verdict), "prohibited");
    assert_eq!(explanation.missing[0].path, "hold");
}

#[test]
fn findings_come_worst_first_then_by_policy_rule_and_binding() {
    let each = |rule: Rule| rule.each("line", of("lines"));
    let mut program = program(vec![
        rule("z", "prohibited", all([])),
        each(rule("b", "review", all([])).within("one")),
        rule("a", "review", all([])).within("two"),
        flag("flag", "1", all([])),
        rule("y", "review", all([])),
    ]);
    program.policies = vec![policy("one", None), policy("two", None)];
    let explanation = screen(&program, json!({"lines": [{}, {}]}));
    let findings: Vec<&str> = explanation.findings.iter().map(|finding| finding.rule.as_str()).collect();
    assert_eq!(findings, ["z", "y", "b", "b", "a", "flag"]);
    assert_eq!(explanation.findings[2].at[0].path, "lines[1]");
}

#[test]
fn the_same_order_gives_the_same_decision() {
    let program = Arc::new(program(vec![
        rule("a", "prohibited", yes(of("hold"))),
        rule("b", "review", more(of("value"), money("USD 5"))),
    ]));
    let order = order(&program, &json!({"lines": [{"price": "USD 1"}, {"quantity": 3}]}));
    let one = Evaluator::new(Arc::clone(&program));
    let two = Evaluator::new(program);
    assert_eq!(one.screen(&order), two.screen(&order));
    assert_eq!(one.explain(&order, &one.screen(&order)), two.explain(&order, &one.screen(&order)));
}

#[test]
fn an_order_that_exhausts_the_budget_is_never_determined() {
    let twice = rule("pairs", "review", all([])).each("one", of("lines")).each("two", of("lines"));
    let program = program(vec![rule("ban", "prohibited", yes(of("hold"))), twice]);
    let lines: Vec<Json> = (0..300).map(|_| json!({})).collect();
    let explanation = screen(&program, json!({"lines": lines, "hold": false}));
    assert!(!explanation.complete);
    assert_eq!(short(&explanation.verdict), "review, clear to prohibited");
    let explanation = screen(&program, json!({"lines": [{}, {}], "hold": false}));
    assert!(explanation.complete);
    assert_eq!(short(&explanation.verdict), "review");
}

#[test]
fn quantifiers_inside_quantifiers_exhaust_the_budget_rather_than_the_evening() {
    let any = |local: u16, body| quantified(Quantifier::Any, of("lines"), local, body);
    let never = yes(of("hold"));
    let nested = any(0, any(1, any(2, any(3, never))));
    let program = program(vec![rule("deep", "prohibited", nested)]);
    let lines: Vec<Json> = (0..200).map(|_| json!({})).collect();
    let explanation = screen(&program, json!({"lines": lines, "hold": false}));
    assert!(!explanation.complete);
    assert_eq!(short(&explanation.verdict), "review, clear to prohibited");
}
