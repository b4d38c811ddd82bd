//! Comparisons, logic, membership, absence.

use super::*;
use crate::domain::Truth::{False, True, Unknown};

fn hold() -> Expr {
    yes(of("hold"))
}

fn to_iran() -> Expr {
    is(of("ship_to.country"), country("IR"))
}

#[test]
fn a_comparison_with_a_missing_fact_is_unknown() {
    assert_eq!(truth(to_iran(), json!({"ship_to": {"country": "IR"}})), True);
    assert_eq!(truth(to_iran(), json!({"ship_to": {"country": "TR"}})), False);
    assert_eq!(truth(to_iran(), json!({"ship_to": {}})), Unknown);
    assert_eq!(truth(not(to_iran()), json!({})), Unknown);
}

#[test]
fn the_deepest_slot_asked_for_is_reported_when_its_record_is_missing() {
    assert_eq!(paths(&needs(to_iran(), json!({}))), ["ship_to.country"]);
    assert_eq!(paths(&needs(to_iran(), json!({"ship_to": {}}))), ["ship_to.country"]);
}

#[test]
fn logic_is_kleenes() {
    let order = |hold: Option<bool>| json!({"hold": hold, "express": true});
    let (t, f) = (yes(of("express")), not(yes(of("express"))));
    for (condition, of_false, of_unknown, of_true) in [
        (all([hold(), t.clone()]), False, Unknown, True),
        (all([hold(), f.clone()]), False, False, False),
        (any([hold(), t]), True, True, True),
        (any([hold(), f]), False, Unknown, True),
        (all([hold(), hold()]), False, Unknown, True),
        (not(hold()), True, Unknown, False),
    ] {
        assert_eq!(truth(condition.clone(), order(Some(false))), of_false);
        assert_eq!(truth(condition.clone(), order(None)), of_unknown);
        assert_eq!(truth(condition, order(Some(true))), of_true);
    }
    assert_eq!(truth(all([]), json!({})), True);
    assert_eq!(truth(any([]), json!({})), False);
}

#[test]
fn only_the_unknown_parts_of_an_unknown_condition_are_needed() {
    let heavy = more(of("weight"), number("10"));
    assert_eq!(paths(&needs(all([to_iran(), hold()]), json!({"ship_to": {"country": "IR"}}))), ["hold"]);
    assert_eq!(paths(&needs(any([all([to_iran(), heavy]), hold()]), json!({"ship_to": {"country": "TR"}}))), ["hold"]);
    assert_eq!(paths(&needs(all([to_iran(), hold()]), json!({}))), ["ship_to.country", "hold"]);
}

#[test]
fn what_is_none_compares_with_nothing() {
    let wire = is(of("payment.method"), text("wire"));
    assert_eq!(truth(wire.clone(), json!({})), False);
    assert_eq!(truth(not(wire.clone()), json!({})), True);
    assert_eq!(truth(wire.clone(), json!({"payment": {}})), Unknown);
    assert_eq!(truth(in_values(of("payment.days"), [number("1")]), json!({})), False);
    assert_eq!(truth(text_test(of("payment.method"), TextTest::Matches(".*".into())), json!({})), False);
    assert_eq!(truth(of("payment.cash"), json!({})), False);
    let days_and_weight = Expr::Add([(false, of("payment.days")), (false, of("weight"))].into());
    assert_eq!(truth(more(days_and_weight, number("0")), json!({})), False);
    assert_eq!(truth(compare(CompareOp::Is, of("payment.days"), of("weight")), json!({})), False);
}

#[test]
fn none_is_told_from_missing_and_from_given() {
    assert_eq!(truth(is_none(of("payment")), json!({})), True);
    assert_eq!(truth(is_none(of("payment")), json!({"payment": {}})), False);
    assert_eq!(truth(is_none(of("payment.method")), json!({})), True);
    assert_eq!(truth(is_none(of("payment.method")), json!({"payment": {}})), Unknown);
    assert_eq!(truth(is_none(of("ship_to")), json!({})), Unknown);
    assert_eq!(paths(&needs(is_none(of("ship_to")), json!({}))), ["ship_to"]);
    assert_eq!(truth(is_none(of("notes")), json!({})), True);
    assert_eq!(truth(is_none(of("notes")), json!({"notes": []})), True);
    assert_eq!(truth(is_none(of("notes")), json!({"notes": ["a"]})), False);
}

#[test]
fn known_is_never_unknown() {
    for (fact, order, expected) in [
        ("hold", json!({}), False),
        ("hold", json!({"hold": false}), True),
        ("express", json!({}), True),
        ("payment", json!({}), False),
        ("payment.method", json!({}), False),
        ("payment", json!({"payment": {}}), True),
        ("ship_to.country", json!({}), False),
        ("parties", json!({}), False),
        ("parties", json!({"parties": []}), True),
        ("value", json!({"lines": [{"quantity": 2, "price": "USD 5"}]}), True),
        ("value", json!({"lines": [{"quantity": 2}]}), False),
        ("value", json!({}), False),
    ] {
        assert_eq!(truth(known(of(fact)), order.clone()), expected, "{fact} of {order}");
    }
}

#[test]
fn or_else_speaks_of_the_order_as_it_stands() {
    let weight = |limit: &str| more(or_else(of("weight"), number("7")), number(limit));
    assert_eq!(truth(weight("6"), json!({})), True);
    assert_eq!(truth(weight("6"), json!({"weight": 5})), False);
    assert_eq!(truth(is(or_else(of("payment.method"), text("cash")), text("cash")), json!({})), True);
}

#[test]
fn or_else_does_not_hide_what_is_undefined() {
    let value = more(or_else(of("value"), money("USD 0")), money("USD 100"));
    let two_currencies = json!({"lines": [{"quantity": 1, "price": "USD 500"}, {"quantity": 1, "price": "EUR 500"}]});
    assert_eq!(truth(value, two_currencies), Unknown);
}

#[test]
fn or_else_does_not_hide_bounds_that_come_of_what_is_undefined() {
    let chip = || in_values(local(0, "line", "hs"), [hs("8542.31")]);
    let of_chips = sum(of("lines"), 0, local(0, "line", "quantity"), Some(chip()));
    let few = || compare(CompareOp::Less, or_else(of_chips.clone(), number("1")), Expr::Literal(number("2")));
    assert_eq!(truth(few(), json!({"lines": [{"hs": "8542", "quantity": 5}]})), Unknown);
    assert_eq!(truth(few(), json!({"lines": [{"quantity": 5}]})), True);
    let no_chips = json!({"lines": [{"hs": "8542", "quantity": 0}]});
    assert_eq!(truth(few(), no_chips), True);
}

#[test]
fn or_else_does_not_hide_what_is_undefined_behind_what_is_partly_missing() {
    let dear = Some(more(local(0, "line", "price"), money("USD 5")));
    let pieces = sum(of("lines"), 0, local(0, "line", "quantity"), dear);
    let order =
        json!({"lines": [{"quantity": 1, "price": "EUR 9"}, {"quantity": 2, "price": "USD 9"}, {"quantity": 1}]});
    assert_eq!(truth(is(or_else(pieces.clone(), number("7")), number("7")), order), Unknown);
    let order = json!({"lines": [{"quantity": 2, "price": "USD 9"}, {"quantity": 1}]});
    assert_eq!(truth(is(or_else(pieces, number("7")), number("7")), order), True);
}

#[test]
fn an_imprecise_code_is_unknown_and_is_listed_with_the_reason() {
    let chip = || in_values(local(0, "line", "hs"), [hs("8542.31")]);
    let any_chip = |body| quantified(Quantifier::Any, of("lines"), 0, body);
    for (code, expected) in
        [("8542.31", True), ("8542.31.0001", True), ("8542", Unknown), ("85", Unknown), ("8541", False)]
    {
        assert_eq!(truth(any_chip(chip()), json!({"lines": [{"hs": code}]})), expected, "{code}");
        let is_chip = is(local(0, "line", "hs"), hs("8542.31"));
        assert_eq!(truth(any_chip(is_chip), json!({"lines": [{"hs": code}]})), expected, "{code}");
    }
    let needed = needs(any_chip(chip()), json!({"lines": [{"hs": "8541"}, {"hs": "8542"}]}));
    assert_eq!(needed, [("lines[2].hs".to_owned(), Some("the code is not precise enough to tell".to_owned()))]);
}

#[test]
fn a_control_number_lies_under_its_parents() {
    let controlled = in_values(local(0, "line", "eccn"), [eccn("3A001.a"), eccn("EAR99")]);
    let condition = quantified(Quantifier::Any, of("lines"), 0, controlled);
    for (code, expected) in [("3A001.a.2", True), ("3A001", Unknown), ("3A001.b", False), ("EAR99", True)] {
        assert_eq!(truth(condition.clone(), json!({"lines": [{"eccn": code}]})), expected, "{code}");
    }
}

#[test]
fn texts_compare_without_case_and_accents_unless_exactly() {
    let city = json!({"ship_to": {"city": "Málaga"}});
    assert_eq!(truth(is(of("ship_to.city"), text("MALAGA")), city.clone()), True);
    let exactly = Expr::Compare {
        op: CompareOp::Is,
        left: Box::new(of("ship_to.city")),
        right: Box::new(Expr::Literal(text("malaga"))),
        exactly: true,
    };
    assert_eq!(truth(exactly, city.clone()), False);
    for test in [
        TextTest::Contains(Box::new(Expr::Literal(text("LAG")))),
        TextTest::StartsWith(Box::new(Expr::Literal(text("mala")))),
        TextTest::Matches("^mala.a$".into()),
    ] {
        assert_eq!(truth(text_test(of("ship_to.city"), test.clone()), city.clone()), True);
        assert_eq!(truth(text_test(of("ship_to.city"), test), json!({})), Unknown);
    }
}

#[test]
fn a_text_can_contain_any_text_of_a_set() {
    let mut program = program(vec![rule("it", "prohibited", text_test(of("ship_to.city"), TextTest::ContainsAny(0)))]);
    let words = vec![(text("Forwarder"), Period::ALWAYS), (text("spedition"), since("2024-01-01"))];
    program.sets = vec![set("words", Type::Text, words)];
    let truth = |city: &str, date: Option<&str>| truth_in(&program, json!({"date": date, "ship_to": {"city": city}}));
    assert_eq!(truth("c/o FORWARDER Ltd", None), True);
    assert_eq!(truth("Spedition X", Some("2024-01-01")), True);
    assert_eq!(truth("Spedition X", Some("2023-12-31")), False);
    assert_eq!(truth("Spedition X", None), Unknown);
}

#[test]
fn two_currencies_do_not_compare_and_the_reason_is_given() {
    let dear = more(of("freight"), money("USD 100"));
    assert_eq!(truth(dear.clone(), json!({"freight": "USD 100.01"})), True);
    assert_eq!(truth(dear.clone(), json!({"freight": "EUR 1"})), Unknown);
    let needed = needs(dear, json!({"freight": "EUR 1"}));
    assert_eq!(paths(&needed), ["freight"]);
    assert!(needed[0].1.as_ref().unwrap().contains("two currencies"));
}

#[test]
fn a_division_by_zero_is_unknown_with_its_reason() {
    let per_weight = Expr::Multiply([(false, of("freight")), (true, of("weight"))].into());
    let needed = needs(more(per_weight.clone(), money("USD 1")), json!({"freight": "USD 5", "weight": 0}));
    assert_eq!(paths(&needed), ["weight", "freight"]);
    assert_eq!(needed[0].1.as_deref(), Some("a division by zero"));
    assert_eq!(truth(more(per_weight, money("USD 1")), json!({"freight": "USD 5", "weight": 2})), True);
}

#[test]
fn months_against_days_are_unknown_only_where_the_calendar_decides() {
    let long = |days: &str| more(of("terms"), Value::Duration(Duration::parse(days).unwrap()));
    assert_eq!(truth(long("32 days"), json!({"terms": "1 month"})), False);
    assert_eq!(truth(long("27 days"), json!({"terms": "1 month"})), True);
    assert_eq!(truth(long("30 days"), json!({"terms": "1 month"})), Unknown);
}

#[test]
fn a_definition_is_applied_to_places_and_values() {
    let heavier_than = more(of("weight"), number("0"));
    let country_is = compare(CompareOp::Is, local(0, "address", "country"), Expr::Local(1));
    let bound_for = all([country_is, heavier_than]);
    let mut program = program(vec![rule("it", "prohibited", call(0, [of("ship_to"), Expr::Literal(country("IR"))]))]);
    program.defines = vec![define("bound_for", 2, bound_for)];
    assert_eq!(truth_in(&program, json!({"ship_to": {"country": "IR"}, "weight": 1})), True);
    assert_eq!(truth_in(&program, json!({"ship_to": {"country": "TR"}})), False);
    assert_eq!(missing(&program, json!({"weight": 1})), ["ship_to.country"]);
}

#[test]
fn an_argument_matters_only_where_the_definition_uses_it() {
    let weight_plus_one = Expr::Add([(false, of("weight")), (false, Expr::Literal(number("1")))].into());
    let mut program = program(vec![rule("it", "prohibited", call(0, [weight_plus_one, of("hold")]))]);
    program.defines = vec![define("second", 2, all([yes(Expr::Local(1)), not(any([]))]))];
    assert_eq!(missing(&program, json!({})), ["hold"]);
    program.defines = vec![define("first", 2, more(Expr::Local(0), number("1")))];
    assert_eq!(missing(&program, json!({})), ["weight"]);
}

#[test]
fn code_without_end_is_unknown_and_exhausts_nothing() {
    let one = || Expr::Literal(number("1"));
    let plus_itself =
        Expr::Add([(false, Expr::Multiply([(false, call(0, [])), (false, one())].into())), (false, one())].into());
    for itself in [
        not(call(0, [])),
        all([any([not(call(0, []))])]),
        more(call(0, []), number("1")),
        more(plus_itself, number("1")),
        quantified(Quantifier::Any, of("lines"), 0, call(0, [])),
        more(sum(of("lines"), 0, call(0, []), None), number("1")),
        more(count(of("lines"), 0, Some(call(0, []))), number("0")),
        yes(or_else(call(0, []), Value::YesNo(true))),
        known(call(0, [])),
    ] {
        let mut program = program(vec![rule("it", "prohibited", all([call(0, []), not(call(0, []))]))]);
        program.defines = vec![define("itself", 0, itself)];
        screen(&program, json!({"lines": [{}]}));
    }
    let mut program = program(vec![rule("it", "prohibited", more(field_at(0), number("0")))]);
    let itself = Expr::Add([(false, local_at(0)), (false, one())].into());
    program.schema = Schema { records: vec![record("order", vec![derived("f", Type::Number, itself)])], root: 0 };
    assert_eq!(truth_in(&program, json!({})), Unknown);
}

#[test]
fn a_derived_field_doubled_again_and_again_is_worked_out_once() {
    let mut program = program(vec![rule("it", "prohibited", more(field_at(60), number("0")))]);
    let mut fields = vec![plain("base", Type::Number)];
    for level in 1..=60 {
        let half = local_at(level - 1);
        fields.push(derived(
            &format!("f{level}"),
            Type::Number,
            Expr::Add([(false, half.clone()), (false, half)].into()),
        ));
    }
    program.schema = Schema { records: vec![record("order", fields)], root: 0 };
    assert_eq!(missing(&program, json!({})), ["base"]);
    assert_eq!(truth_in(&program, json!({"base": 1})), True);
}

fn field_at(field: u16) -> Expr {
    Expr::Field { of: Box::new(Expr::Order), record: "order".into(), field }
}

fn local_at(field: u16) -> Expr {
    Expr::Field { of: Box::new(Expr::Local(0)), record: "order".into(), field }
}

#[test]
fn an_amount_in_another_currency_is_neither_in_nor_out() {
    let cheap = || in_values(of("freight"), [money("USD 5"), money("USD 7")]);
    assert_eq!(truth(cheap(), json!({"freight": "USD 5.00"})), True);
    assert_eq!(truth(cheap(), json!({"freight": "USD 6"})), False);
    assert_eq!(truth(cheap(), json!({"freight": "EUR 5"})), Unknown);
    assert_eq!(truth(in_values(of("freight"), [money("USD 5"), money("EUR 5")]), json!({"freight": "EUR 5"})), True);
}

#[test]
fn a_duration_is_in_when_every_calendar_says_so() {
    let month = || in_values(of("terms"), [Value::Duration(crate::domain::Duration::parse("1 month").unwrap())]);
    assert_eq!(truth(month(), json!({"terms": "1 month"})), True);
    assert_eq!(truth(month(), json!({"terms": "5 days"})), False);
    assert_eq!(truth(month(), json!({"terms": "30 days"})), Unknown);
}

#[test]
fn a_number_between_bounds_is_out_where_no_member_lies_between_them() {
    let parties = |member: &str| {
        let iranian = is(local(0, "party", "country"), country("IR"));
        in_values(count(of("parties"), 0, Some(iranian)), [number(member)])
    };
    let order = || json!({"parties": [null, {"country": "IR"}]});
    assert_eq!(truth(parties("1"), order()), Unknown);
    assert_eq!(truth(parties("3"), order()), False);
}

#[test]
fn the_sum_of_nothing_is_among_the_amounts_that_have_zero() {
    let total = |member: &str| in_values(of("value"), [money(member)]);
    assert_eq!(truth(total("EUR 0"), json!({"lines": []})), True);
    assert_eq!(truth(total("EUR 5"), json!({"lines": []})), False);
}

#[test]
fn or_else_does_not_hide_a_condition_that_has_no_result() {
    let dear = || yes(or_else(more(of("freight"), money("USD 5")), Value::YesNo(false)));
    assert_eq!(truth(dear(), json!({"freight": "EUR 7"})), Unknown);
    assert_eq!(truth(dear(), json!({})), False);
    let dear_or_held = || any([more(of("freight"), money("USD 5")), is(of("hold"), Value::YesNo(true))]);
    let settled = all([dear_or_held(), yes(or_else(is(of("weight"), number("1")), Value::YesNo(true)))]);
    assert_eq!(truth(settled, json!({"freight": "USD 7"})), True);
}
