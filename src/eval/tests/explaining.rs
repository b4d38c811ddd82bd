//! Explanations: messages, facts, questions, assumptions.

use super::*;
use crate::eval::explanation::FactValue;

fn fact(path: &str, value: &str, assumed: bool) -> FactValue {
    FactValue { path: path.into(), value: value.into(), assumed }
}

#[test]
fn a_finding_shows_the_facts_that_made_it_true() {
    let condition = all([
        any([is(of("ship_to.country"), country("IR")), yes(of("hold"))]),
        not(yes(of("express"))),
        is(of("ship_to.kind"), Value::OneOf(1)),
    ]);
    let program = program(vec![rule("it", "review", condition)]);
    let order = json!({"ship_to": {"country": "IR", "kind": "mailbox", "city": "Qom"}, "hold": false});
    let facts = &screen(&program, order).findings[0].facts;
    let expected =
        [fact("ship_to.country", "IR", false), fact("ship_to.kind", "mailbox", false), fact("express", "no", true)];
    assert_eq!(facts, &expected);
}

#[test]
fn a_disjunction_shows_every_branch_that_is_true() {
    let condition = any([yes(of("hold")), yes(of("express"))]);
    let program = program(vec![rule("it", "review", condition)]);
    let facts = &screen(&program, json!({"hold": true, "express": true})).findings[0].facts;
    assert_eq!(facts, &[fact("express", "yes", false), fact("hold", "yes", false)]);
}

#[test]
fn absence_that_was_made_a_fact_is_shown() {
    let condition = all([not(known(of("hold"))), is_none(of("payment")), is_none(of("notes"))]);
    let program = program(vec![rule("it", "review", condition)]);
    let facts = &screen(&program, json!({})).findings[0].facts;
    let expected = [fact("payment", "none", true), fact("notes", "none", true), fact("hold", "missing", false)];
    assert_eq!(facts, &expected);
}

#[test]
fn a_derived_fact_is_shown_by_what_it_is_derived_from() {
    let program = program(vec![rule("it", "review", more(of("value"), money("USD 5")))]);
    let order = json!({"lines": [{"quantity": 2, "price": "USD 4.00"}]});
    let facts = &screen(&program, order).findings[0].facts;
    assert_eq!(facts, &[fact("lines[1].quantity", "2", false), fact("lines[1].price", "USD 4.00", false)]);
}

#[test]
fn assumptions_that_were_read_are_listed_once() {
    let program = program(vec![
        rule("a", "review", yes(of("express"))),
        rule("b", "review", all([not(yes(of("express"))), is(of("payment.method"), text("wire"))])),
        rule("c", "review", quantified(Quantifier::Any, of("notes"), 0, all([]))),
    ]);
    let explanation = screen(&program, json!({}));
    assert_eq!(explanation.verdict.outcome, "clear");
    let expected = [fact("payment", "none", true), fact("notes", "none", true), fact("express", "no", true)];
    assert_eq!(explanation.assumptions, expected);
    assert!(
        screen(&program, json!({"payment": {"method": "x"}, "notes": ["x"], "express": true})).assumptions.is_empty()
    );
}

#[test]
fn the_assumptions_of_a_rule_that_is_not_in_force_are_not_listed() {
    let program = program(vec![rule("a", "review", yes(of("express"))).in_force(since("2024-01-01"))]);
    assert!(screen(&program, json!({"date": "2023-01-01"})).assumptions.is_empty());
}

#[test]
fn a_missing_fact_is_asked_for_in_the_schemas_words_or_in_made_ones() {
    let condition = all([
        is(of("ship_to.kind"), Value::OneOf(0)),
        is(of("ship_to.country"), country("IR")),
        yes(of("hold")),
        quantified(Quantifier::Any, of("lines"), 0, is(local(0, "line", "hs"), hs("8542"))),
        quantified(Quantifier::Any, of("parties"), 0, all([])),
        is(of("date"), Value::Date(date("2023-01-01"))),
    ]);
    let program = program(vec![rule("it", "review", condition)]);
    let missing = screen(&program, json!({"lines": [{}]})).missing;
    let asked: Vec<(&str, &str, &str)> =
        missing.iter().map(|missing| (missing.path.as_str(), missing.ask.as_str(), missing.expects.as_str())).collect();
    let expected = [
        ("date", "what is the date of the order?", "date"),
        ("ship_to.country", "what is the country of ship_to?", "country"),
        ("ship_to.kind", "What kind of place is it?", "one of business, mailbox"),
        ("parties", "what are the parties of the order?", "list of party"),
        ("lines[1].hs", "what is the hs of lines[1]?", "HS code"),
        ("hold", "hold of the order: yes or no?", "yes or no"),
    ];
    assert_eq!(asked, expected);
}

#[test]
fn a_message_is_filled_with_values() {
    let parts = vec![
        MessagePart::Value(local(0, "line", "sku")),
        said(" (HS "),
        MessagePart::Value(local(0, "line", "hs")),
        said(") goes to a "),
        MessagePart::Value(of("ship_to.kind")),
        said(", worth "),
        MessagePart::Value(local(0, "line", "total")),
        said(", paid by "),
        MessagePart::Value(of("payment.method")),
        said(", weight "),
        MessagePart::Value(of("weight")),
    ];
    let rule = rule("it", "review", all([])).each("line", of("lines")).because(parts);
    let order = json!({
        "ship_to": {"kind": "mailbox"},
        "lines": [{"sku": "FPGA \"X\"", "hs": "854231", "quantity": 2, "price": "USD 4.50"}],
    });
    let message = &screen(&program(vec![rule]), order).findings[0].message;
    assert_eq!(message, "FPGA \"X\" (HS 8542.31) goes to a mailbox, worth USD 9.00, paid by none, weight unknown");
}

#[test]
fn a_message_can_tell_the_weight_of_flags() {
    let parts = vec![said("weight "), MessagePart::Value(Expr::FlagWeight(None))];
    let sum = rule("sum", "review", at_least(Expr::FlagWeight(None), number("1"))).because(parts);
    let program = program(vec![flag("a", "1", all([])), flag("b", "2", yes(of("hold"))), sum]);
    assert_eq!(screen(&program, json!({"hold": true})).findings[0].message, "weight 3");
    assert_eq!(screen(&program, json!({})).findings[0].message, "weight between 1 and 3");
}

#[test]
fn the_title_speaks_for_a_rule_without_a_reason() {
    let mut rule = rule("it", "review", all([]));
    rule.title = Some("A title".into());
    assert_eq!(screen(&program(vec![rule]), json!({})).findings[0].message, "A title");
}

#[test]
fn citations_are_spelt_out() {
    let mut program = program(vec![rule("it", "review", all([])).citing("ear", "746.7").in_force(since("2023-02-24"))]);
    let provision = Provision { id: "746.7".into(), title: "Iran".into(), verified: Some(Verified::Seen) };
    program.authorities = vec![Arc::new(Authority {
        name: "ear".into(),
        title: "Export Administration Regulations".into(),
        dated: None,
        provisions: vec![provision],
    })];
    let finding = &screen(&program, json!({"id": "A-1", "date": "2023-06-20"})).findings[0];
    let cited = &finding.cites[0];
    assert_eq!((cited.authority_title.as_str(), cited.title.as_str()), ("Export Administration Regulations", "Iran"));
    assert_eq!(cited.verified, Some(Verified::Seen));
    assert_eq!((finding.since.as_deref(), finding.until.as_deref()), (Some("2023-02-24"), None));
}

#[test]
fn an_exception_explains_itself_by_its_own_binding() {
    let parts = || vec![MessagePart::Value(local(0, "line", "sku")), said(" is a spare part")];
    let chips = rule("chips", "prohibited", all([])).each("line", of("lines"));
    let spare = exception("spare", &["chips"], is(local(0, "line", "sku"), text("b")));
    let program = program(vec![chips, spare.each("line", of("lines")).because(parts())]);
    let explanation = screen(&program, json!({"lines": [{"sku": "a"}, {"sku": "b"}]}));
    let lift = &explanation.findings[1].exceptions[0];
    assert_eq!(lift.message.as_deref(), Some("b is a spare part"));
    assert_eq!(lift.facts, [fact("lines[2].sku", "\"b\"", false)]);
}
