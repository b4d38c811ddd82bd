//! Which facts matter, and what answers would bring: statements.

use super::*;
use crate::eval::explanation::{ChangeText, Missing};

fn missing_facts(program: &Program, json: Json) -> Vec<Missing> {
    screen(program, json).missing
}

fn answers(program: &Program, path: &str, json: Json) -> Vec<String> {
    let facts = missing_facts(program, json);
    let fact = facts.iter().find(|fact| fact.path == path).unwrap();
    let answer = |answer: &crate::eval::explanation::AnswerText| {
        let bounds =
            if answer.settles { answer.lower.clone() } else { format!("{} to {}", answer.lower, answer.upper) };
        format!("{}: {bounds}", answer.answer)
    };
    fact.answers.iter().map(answer).collect()
}

#[test]
fn what_holds_in_every_case_is_found() {
    let always = any([yes(of("hold")), not(yes(of("hold")))]);
    let program = program(vec![rule("it", "prohibited", always)]);
    assert_eq!(verdict(&program, json!({})), "prohibited");
}

#[test]
fn what_holds_in_no_case_is_not_asked() {
    let never = all([is(of("ship_to.country"), country("IR")), is(of("ship_to.country"), country("TR"))]);
    assert_eq!(verdict(&program(vec![rule("it", "prohibited", never)]), json!({})), "clear");
}

#[test]
fn two_rules_that_cover_all_cases_settle_the_verdict_together() {
    let heavy = rule("heavy", "review", at_least(of("weight"), number("5")));
    let light = rule("light", "review", not(at_least(of("weight"), number("5"))));
    let program = program(vec![heavy, light]);
    assert_eq!(verdict(&program, json!({})), "review");
    assert_eq!(missing(&program, json!({})), Vec::<String>::new());
}

#[test]
fn a_fact_that_another_outweighs_is_not_listed() {
    let hold = rule("hold", "prohibited", yes(of("hold")));
    let heavy = rule("heavy", "prohibited", all([yes(of("hold")), more(of("weight"), number("5"))]));
    assert_eq!(missing(&program(vec![hold, heavy]), json!({})).first().map(String::as_str), Some("hold"));
    let hold = rule("hold", "prohibited", yes(of("hold")));
    let heavy = rule("heavy", "review", all([yes(of("hold")), more(of("weight"), number("5"))]));
    let facts = missing_facts(&program(vec![hold, heavy]), json!({}));
    let changes: Vec<(&str, ChangeText)> = facts.iter().map(|fact| (fact.path.as_str(), fact.changes)).collect();
    assert_eq!(changes, [("hold", ChangeText::Outcome), ("weight", ChangeText::Findings)]);
}

#[test]
fn each_answer_says_what_it_would_settle() {
    let hubs = in_values(of("ship_to.country"), [country("AE"), country("OM")]);
    let iran = rule("iran", "prohibited", is(of("ship_to.country"), country("IR")));
    let hub = rule("hub", "review", all([hubs, yes(of("hold"))]));
    let program = program(vec![iran, hub]);
    let expected = ["any other country: clear", "AE or OM: clear to review", "IR: prohibited"];
    assert_eq!(answers(&program, "ship_to.country", json!({})), expected);
    assert_eq!(answers(&program, "hold", json!({"ship_to": {"country": "AE"}})), ["no: clear", "yes: review"]);
}

#[test]
fn answers_with_an_order_are_ranges() {
    let over = rule("over", "review", more(of("freight"), money("USD 100")));
    let far_over = rule("far_over", "prohibited", at_least(of("freight"), money("USD 1000")));
    let program = program(vec![over, far_over]);
    let expected = [
        "at most USD 100: clear",
        "an amount in another currency: clear to prohibited",
        "more than USD 100 and less than USD 1000: review",
        "USD 1000 or more: prohibited",
    ];
    assert_eq!(answers(&program, "freight", json!({})), expected);
}

#[test]
fn answers_that_are_amounts_name_their_currency() {
    let dear = rule("dear", "review", all([more(of("freight"), money("USD 5")), yes(of("hold"))]));
    let cheap = rule("cheap", "review", all([not(more(of("freight"), money("USD 5"))), yes(of("hold"))]));
    let program = program(vec![dear, cheap]);
    let order = json!({"hold": true});
    let expected = ["an amount in another currency: clear to review", "at most USD 5 or more than USD 5: review"];
    assert_eq!(answers(&program, "freight", order), expected);
}

#[test]
fn days_between_two_days_are_an_answer() {
    let day = |text: &str| Value::Date(date(text));
    let between = all([more(of("date"), day("2023-01-01")), not(at_least(of("date"), day("2023-06-01")))]);
    let program = program(vec![rule("between", "review", between)]);
    let expected =
        ["at most 2023-01-01 or 2023-06-01 or more: clear", "more than 2023-01-01 and less than 2023-06-01: review"];
    assert_eq!(answers(&program, "date", json!({})), expected);
}

#[test]
fn a_text_that_is_none_of_those_named_is_an_answer() {
    let named = rule("named", "review", is(of("ship_to.city"), text("\u{b7}0")));
    let expected = ["any other text: clear", "\"\u{b7}0\": review"];
    assert_eq!(answers(&program(vec![named]), "ship_to.city", json!({})), expected);
    let holds = TextTest::Contains(Box::new(Expr::Literal(text("\u{b7}0"))));
    let holds = rule("holds", "review", text_test(of("ship_to.city"), holds));
    let expected = ["any other text: clear", "a text with \"\u{b7}0\": review"];
    assert_eq!(answers(&program(vec![holds]), "ship_to.city", json!({})), expected);
}

#[test]
fn two_missing_texts_held_against_each_other_are_one_condition() {
    let same = || compare(CompareOp::Is, of("ship_to.city"), of("payment.method"));
    let one = program(vec![rule("same", "review", same())]);
    let order = json!({"payment": {}});
    assert!(screen(&one, order.clone()).exact);
    assert_eq!(missing(&one, order.clone()), ["ship_to.city", "payment.method"]);
    let two = program(vec![rule("same", "review", all([same(), is(of("ship_to.city"), text("Oslo"))]))]);
    assert!(!screen(&two, order).exact);
}

#[test]
fn answers_that_are_codes_name_what_lies_under_them() {
    let listed = in_values(Expr::Literal(Value::YesNo(true)), [Value::YesNo(true)]);
    let of_line = in_values(local(0, "line", "hs"), [hs("8542.31"), hs("8542")]);
    let chips = rule("chips", "review", all([listed, of_line])).each("line", of("lines"));
    let program = program(vec![chips]);
    let expected = ["any other HS code: clear", "another code under 8542 or 8542.31: review"];
    assert_eq!(answers(&program, "lines[1].hs", json!({"lines": [{}]})), expected);
}

#[test]
fn what_an_argument_is_worked_out_from_matters() {
    let plus_one = Expr::Add([(false, of("weight")), (false, Expr::Literal(number("1")))].into());
    let mut program = program(vec![rule("it", "prohibited", call(0, [plus_one]))]);
    program.defines = vec![define("heavy", 1, more(Expr::Local(0), number("1")))];
    assert_eq!(missing(&program, json!({})), ["weight"]);
}

#[test]
fn a_fact_may_equal_the_sum_of_nothing() {
    let quantity = sum(of("lines"), 3, local(3, "line", "quantity"), None);
    let differs = not(compare(CompareOp::Is, of("weight"), quantity));
    let program = program(vec![rule("it", "prohibited", differs)]);
    assert_eq!(verdict(&program, json!({"lines": []})), "review, clear to prohibited");
}

#[test]
fn flags_matter_as_far_as_their_weight_goes() {
    let flag = |name: &str, weight: &str, fact: &str| flag(name, weight, yes(of(fact)));
    let heavy = compare(CompareOp::AtLeast, Expr::FlagWeight(None), Expr::Literal(number("2")));
    let program =
        program(vec![flag("held", "2", "hold"), flag("cash", "1", "payment.cash"), rule("r", "review", heavy)]);
    let facts = missing_facts(&program, json!({"payment": {}}));
    let changes: Vec<(&str, ChangeText)> = facts.iter().map(|fact| (fact.path.as_str(), fact.changes)).collect();
    assert_eq!(changes, [("payment.cash", ChangeText::Findings), ("hold", ChangeText::Outcome)]);
    assert_eq!(answers(&program, "hold", json!({"payment": {}})), ["no: clear", "yes: review"]);
}

#[test]
fn a_missing_list_that_several_conditions_look_into_is_said_to_be_cautious() {
    let from = |name: &str| {
        let body = is(local(3, "party", "country"), country(name));
        quantified(Quantifier::Any, of("parties"), 3, body)
    };
    let one = program(vec![rule("it", "prohibited", from("IR"))]);
    assert!(screen(&one, json!({})).exact);
    let two = program(vec![rule("it", "prohibited", from("IR")), rule("that", "review", from("TR"))]);
    let cautious = screen(&two, json!({}));
    assert!(!cautious.exact);
    assert_eq!(cautious.missing.iter().map(|fact| fact.path.as_str()).collect::<Vec<_>>(), ["parties"]);
}
