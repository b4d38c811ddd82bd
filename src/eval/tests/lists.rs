//! Quantifiers, sums, counts, loops.

use super::*;
use crate::domain::Truth::{False, True, Unknown};

fn party_in(code: &str) -> Expr {
    is(local(0, "party", "country"), country(code))
}

fn parties(quantifier: Quantifier) -> Expr {
    quantified(quantifier, of("parties"), 0, party_in("IR"))
}

fn countries(codes: &[Option<&str>]) -> Json {
    json!({"parties": codes.iter().map(|code| json!({"country": code})).collect::<Vec<_>>()})
}

#[test]
fn quantifiers_are_long_conjunctions_and_disjunctions() {
    use Quantifier::{Any, Every, No};
    for (codes, any, every, no) in [
        (&[][..], False, True, True),
        (&[Some("IR"), Some("TR")], True, False, False),
        (&[Some("IR"), None], True, Unknown, False),
        (&[Some("TR"), None], Unknown, False, Unknown),
        (&[Some("IR")], True, True, False),
    ] {
        let order = countries(codes);
        assert_eq!(truth(parties(Any), order.clone()), any, "any of {order}");
        assert_eq!(truth(parties(Every), order.clone()), every, "every of {order}");
        assert_eq!(truth(parties(No), order.clone()), no, "no of {order}");
    }
}

#[test]
fn a_missing_list_is_unknown_and_one_that_is_none_is_empty() {
    for quantifier in [Quantifier::Any, Quantifier::Every, Quantifier::No] {
        assert_eq!(truth(parties(quantifier), json!({})), Unknown);
        let notes = quantified(quantifier, of("notes"), 0, is(Expr::Local(0), text("x")));
        assert_eq!(truth(notes, json!({})), Truth::from(quantifier != Quantifier::Any));
    }
}

#[test]
fn a_missing_list_is_needed_with_what_else_is_missing_once_it_has_elements() {
    let body = all([party_in("IR"), yes(of("hold"))]);
    let condition = quantified(Quantifier::Any, of("parties"), 0, body);
    assert_eq!(paths(&needs(condition.clone(), json!({}))), ["parties", "hold"]);
    assert_eq!(paths(&needs(condition, json!({"hold": true}))), ["parties"]);
}

#[test]
fn sums_and_counts_of_a_missing_list_need_what_their_filters_and_values_need() {
    let filter = || Some(yes(of("hold")));
    let heavy = more(sum(of("lines"), 0, of("weight"), filter()), number("1"));
    assert_eq!(paths(&needs(heavy, json!({}))), ["lines", "hold", "weight"]);
    assert_eq!(paths(&needs(more(count(of("lines"), 0, filter()), number("1")), json!({}))), ["lines", "hold"]);
}

#[test]
fn of_a_missing_element_nothing_is_known() {
    let order = json!({"parties": [{"country": "TR"}, null]});
    assert_eq!(truth(parties(Quantifier::Any), order.clone()), Unknown);
    assert_eq!(paths(&needs(parties(Quantifier::Any), order)), ["parties[2].country"]);
    assert_eq!(truth(at_least(count(of("parties"), 0, None), number("2")), json!({"parties": [null, null]})), True);
}

#[test]
fn a_count_over_unknown_elements_is_an_interval() {
    let iranians = |limit: &str| at_least(count(of("parties"), 0, Some(party_in("IR"))), number(limit));
    let order = countries(&[Some("IR"), None, Some("TR"), None]);
    assert_eq!(truth(iranians("1"), order.clone()), True);
    assert_eq!(truth(iranians("2"), order.clone()), Unknown);
    assert_eq!(truth(iranians("3"), order.clone()), Unknown);
    assert_eq!(truth(iranians("4"), order), False);
    assert_eq!(truth(iranians("0"), json!({})), True);
    assert_eq!(truth(iranians("1"), json!({})), Unknown);
}

fn worth(filter: Option<Expr>) -> Expr {
    sum(of("lines"), 0, local(0, "line", "price"), filter)
}

fn lines(lines: &[(Option<&str>, Option<&str>)]) -> Json {
    json!({"lines": lines.iter().map(|(sku, price)| json!({"sku": sku, "price": price})).collect::<Vec<_>>()})
}

#[test]
fn a_sum_with_an_unknown_part_has_no_ends() {
    let dear = more(worth(None), money("USD 10"));
    assert_eq!(truth(dear.clone(), lines(&[(None, Some("USD 6")), (None, Some("USD 5"))])), True);
    assert_eq!(truth(dear.clone(), lines(&[(None, Some("USD 100")), (None, None)])), Unknown);
    assert_eq!(paths(&needs(dear, lines(&[(None, Some("USD 100")), (None, None)]))), ["lines[2].price"]);
}

#[test]
fn a_sum_over_perhaps_filtered_parts_is_an_interval() {
    let of_a = |limit: &str| more(worth(Some(is(local(0, "line", "sku"), text("a")))), money(limit));
    let order = lines(&[(Some("a"), Some("USD 10")), (None, Some("USD 5")), (Some("b"), Some("USD 100"))]);
    assert_eq!(truth(of_a("USD 9"), order.clone()), True);
    assert_eq!(truth(of_a("USD 12"), order.clone()), Unknown);
    assert_eq!(truth(of_a("USD 15"), order), False);
    let negative = lines(&[(Some("a"), Some("USD 10")), (None, Some("USD -5"))]);
    assert_eq!(truth(of_a("USD 4"), negative.clone()), True);
    assert_eq!(truth(of_a("USD 9"), negative.clone()), Unknown);
    assert_eq!(truth(of_a("USD 10"), negative), False);
}

#[test]
fn a_sum_of_two_currencies_is_unknown_even_where_one_may_not_take_part() {
    let dear = more(worth(None), money("USD 10"));
    assert_eq!(truth(dear.clone(), lines(&[(None, Some("USD 60")), (None, Some("EUR 5"))])), Unknown);
    let needed = needs(dear, lines(&[(None, Some("USD 60")), (None, Some("EUR 5"))]));
    assert_eq!(paths(&needed), ["lines[1].price", "lines[2].price"]);
    assert!(needed.iter().all(|(_, reason)| reason.as_ref().unwrap().contains("two currencies")));
    let of_a = more(worth(Some(is(local(0, "line", "sku"), text("a")))), money("USD 10"));
    assert_eq!(truth(of_a, lines(&[(Some("a"), Some("USD 60")), (None, Some("EUR 5"))])), Unknown);
}

#[test]
fn the_sum_of_nothing_is_zero_of_any_currency() {
    for (limit, expected) in [("USD 0", False), ("EUR -1", True), ("JPY 1", False)] {
        assert_eq!(truth(more(worth(None), money(limit)), json!({"lines": []})), expected);
    }
    assert_eq!(truth(is(worth(None), money("CHF 0.00")), json!({"lines": []})), True);
    let with_freight = Expr::Add([(false, worth(None)), (false, of("freight"))].into());
    assert_eq!(truth(is(with_freight, money("USD 3")), json!({"lines": [], "freight": "USD 3"})), True);
    let less_freight = Expr::Add([(false, worth(None)), (true, of("freight"))].into());
    assert_eq!(truth(is(less_freight, money("USD -3")), json!({"lines": [], "freight": "USD 3"})), True);
}

#[test]
fn what_is_none_takes_no_part_in_a_sum() {
    let days = sum(of("lines"), 0, of("payment.days"), None);
    assert_eq!(truth(is(days, number("0")), lines(&[(None, None)])), True);
}

#[test]
fn intervals_add_up_and_scale() {
    let iranians = || count(of("parties"), 0, Some(party_in("IR")));
    let order = countries(&[Some("IR"), None]);
    let doubled = |limit: &str| {
        let doubled = Expr::Multiply([(false, iranians()), (false, Expr::Literal(number("-2")))].into());
        truth(more(doubled, number(limit)), order.clone())
    };
    assert_eq!((doubled("-5"), doubled("-3"), doubled("-2")), (True, Unknown, False));
    let from_ten = |limit: &str| {
        let from_ten = Expr::Add([(false, Expr::Literal(number("10"))), (true, iranians())].into());
        truth(more(from_ten, number(limit)), order.clone())
    };
    assert_eq!((from_ten("7"), from_ten("8"), from_ten("9")), (True, Unknown, False));
}

#[test]
fn a_derived_field_is_needed_by_its_bases() {
    let dear = more(of("value"), money("USD 10"));
    let order = json!({"lines": [{"quantity": 2, "price": "USD 1"}, {"quantity": 1}, {}]});
    assert_eq!(paths(&needs(dear, order)), ["lines[2].price", "lines[3].quantity", "lines[3].price"]);
}

#[test]
fn what_is_derived_of_none_is_none() {
    assert_eq!(truth(is_none(of("payment.days")), json!({})), True);
}

#[test]
fn a_rule_finds_once_per_binding() {
    let chip = in_values(local(0, "line", "hs"), [hs("8542")]);
    let program = program(vec![rule("chip", "prohibited", chip).each("line", of("lines"))]);
    let explanation = screen(&program, json!({"lines": [{"hs": "8542.31"}, {"hs": "8541"}, {}, {"hs": "8542"}]}));
    let at: Vec<&str> = explanation.findings.iter().map(|finding| finding.at[0].path.as_str()).collect();
    assert_eq!(at, ["lines[1]", "lines[4]"]);
    assert_eq!(explanation.open[0].at[0].path, "lines[3]");
    assert_eq!(explanation.open[0].needs, ["lines[3].hs"]);
}

#[test]
fn loops_can_run_within_each_other() {
    let foreign = is(local(1, "part", "origin"), country("IR"));
    let rule = rule("part", "review", foreign).each("line", of("lines")).each("part", local(0, "line", "parts"));
    let explanation = screen(
        &program(vec![rule]),
        json!({"lines": [{"parts": [{"origin": "DE"}, {"origin": "IR"}]}, {}, {"parts": [null]}]}),
    );
    let paths = |at: &[crate::eval::explanation::Binding]| -> Vec<String> {
        at.iter().map(|binding| format!("{}={}", binding.name, binding.path)).collect()
    };
    assert_eq!(paths(&explanation.findings[0].at), ["line=lines[1]", "part=lines[1].parts[2]"]);
    assert_eq!(paths(&explanation.open[0].at), ["line=lines[2]"]);
    assert_eq!(explanation.open[0].needs, ["lines[2].parts"]);
    assert_eq!(paths(&explanation.open[1].at), ["line=lines[3]", "part=lines[3].parts[1]"]);
    assert_eq!(explanation.open[1].needs, ["lines[3].parts[1].origin"]);
}

#[test]
fn a_loop_over_a_missing_list_is_open_unless_no_element_could_be_found() {
    let condition = all([party_in("IR"), is(of("ship_to.country"), country("TR"))]);
    let program = program(vec![rule("party", "prohibited", condition).each("party", of("parties"))]);
    assert_eq!(missing(&program, json!({})), ["ship_to.country", "parties"]);
    assert_eq!(missing(&program, json!({"ship_to": {"country": "TR"}})), ["parties"]);
    assert_eq!(verdict(&program, json!({"ship_to": {"country": "DE"}})), "clear");
    let open = &screen(&program, json!({"ship_to": {"country": "TR"}})).open[0];
    assert!(open.at.is_empty());
    assert_eq!(open.needs, ["parties"]);
}

#[test]
fn a_loop_over_nothing_finds_nothing() {
    let program = program(vec![rule("note", "prohibited", all([])).each("note", of("notes"))]);
    assert_eq!(verdict(&program, json!({})), "clear");
    assert_eq!(verdict(&program, json!({"notes": ["x"]})), "prohibited");
}

#[test]
fn an_element_that_a_missing_list_might_have_may_well_be_known() {
    let known_iranian = || all([known(local(0, "party", "country")), party_in("IR")]);
    let or_elsewhere = || is(or_else(local(0, "party", "country"), country("TR")), country("IR"));
    for condition in [known_iranian(), or_elsewhere()] {
        let rule = rule("it", "prohibited", condition).each("party", of("parties"));
        assert_eq!(truth_in(&program(vec![rule.clone()]), json!({})), Unknown);
        assert_eq!(truth_in(&program(vec![rule]), json!({"parties": [null]})), False);
    }
}

#[test]
fn the_order_of_elements_does_not_decide_whether_a_sum_has_a_result() {
    let total = || sum(of("lines"), 0, local(0, "line", "price"), None);
    let fallback = || more(or_else(total(), money("USD 7")), money("USD 5"));
    let lines = [json!({"price": "USD 1"}), json!({"price": "EUR 1"}), json!(null)];
    for order in [[0, 1, 2], [2, 0, 1], [0, 2, 1]] {
        let lines: Vec<&Json> = order.iter().map(|index| &lines[*index]).collect();
        assert_eq!(truth(fallback(), json!({"lines": lines})), Unknown, "{order:?}");
    }
    assert_eq!(truth(fallback(), json!({"lines": [null, {"price": "USD 1"}]})), True);
}

#[test]
fn what_is_absent_whatever_the_element_is_absent() {
    let heavy = all([known(of("weight")), party_in("IR")]);
    let rule = rule("it", "prohibited", heavy).each("party", of("parties"));
    assert_eq!(truth_in(&program(vec![rule]), json!({})), False);
}

#[test]
fn a_part_without_an_upper_bound_leaves_a_sum_its_lower_bound() {
    let parts = || count(local(0, "line", "parts"), 1, None);
    let total = |limit: &str| more(sum(of("lines"), 0, parts(), None), number(limit));
    let order = || json!({"lines": [{"parts": [null, null]}, null]});
    assert_eq!(truth(total("1"), order()), True);
    assert_eq!(truth(total("2"), order()), Unknown);
}

#[test]
fn zero_times_what_lies_between_bounds_is_zero() {
    let parties = || count(of("parties"), 0, None);
    let times = |factor: Expr| Expr::Multiply([(false, factor), (false, parties())].into());
    let free = |factor: Expr| is(times(factor), money("USD 0"));
    assert_eq!(truth(free(of("value")), json!({"lines": []})), True);
    assert_eq!(truth(free(of("freight")), json!({"freight": "USD 0"})), True);
    assert_eq!(truth(free(of("freight")), json!({"freight": "USD 1"})), Unknown);
}
