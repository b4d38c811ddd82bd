//! What an order's silence must not do: make a finding false, or lift one.

#![cfg(test)]

use crate::NOTHING;
use crate::said::{messages_of, said_of};

/// A rule with this condition, and whatever stands before it.
fn rule(condition: &str) -> String {
    format!("rule finds\n  cites ear 746.7\n  for each line in order.lines\n  when {condition}\n  then review\n")
}

/// An exception with this condition.
fn exception(condition: &str) -> String {
    format!(
        "exception lifts_it\n  cites ear 746.7\n  lifts finds\n  for each line in order.lines\n  when {condition}\n"
    )
}

fn lifted_when(condition: &str) -> Vec<String> {
    said_of(&(rule("line.hs is 8542") + &exception(condition)))
}

fn lifted_unless(condition: &str) -> Vec<String> {
    said_of(&rule(&format!("line.hs is 8542\n  unless {condition}")))
}

#[test]
fn absence_that_makes_a_finding_false_is_doubtful() {
    assert_eq!(said_of(&rule("line.hs is known and line.hs is 8542")), ["W007 [line.hs is known]"]);
    assert_eq!(said_of(&rule("not line.hs is missing")), ["W007 [line.hs is missing]"]);
    assert_eq!(said_of(&rule("(line.hs is missing) is no")), ["W007 [line.hs is missing]"]);
    assert_eq!(said_of(&rule("line.hs is missing")), NOTHING);
    assert_eq!(said_of(&rule("(count of l in order.lines where l.hs is known) >= 2")), ["W007 [l.hs is known]"]);
    assert_eq!(said_of(&rule("(count of l in order.lines where l.hs is known) < 2")), NOTHING);
    assert_eq!(said_of(&rule("(line.quantity or else 0) > 5")), ["W007 [line.quantity or else 0]"]);
}

#[test]
fn absence_that_lifts_is_doubtful() {
    assert_eq!(lifted_when("line.hs is missing"), ["W007 [line.hs is missing]"]);
    assert_eq!(lifted_when("line.hs is known"), NOTHING);
    assert_eq!(lifted_unless("not line.hs is known"), ["W007 [line.hs is known]"]);
}

#[test]
fn absence_is_doubtful_through_definitions() {
    let known = "define is_known(l line) = l.hs is known\n";
    let found = said_of(&(known.to_owned() + &rule("is_known(line) and line.hs is 8542")));
    assert_eq!(found, ["W007 [is_known | l.hs is known]"]);
    assert_eq!(said_of(&(known.to_owned() + &rule("not is_known(line)"))), NOTHING);
    assert_eq!(said_of(&(known.to_owned() + &rule("line.hs is 8542\n  unless is_known(line)"))), NOTHING);
    let found = said_of(&(known.to_owned() + &rule("line.hs is 8542\n  unless not is_known(line)")));
    assert_eq!(found, ["W007 [is_known | l.hs is known]"]);
    let found = said_of(&(known.to_owned() + &rule("is_known(line) is no")));
    assert_eq!(found, NOTHING);
}

#[test]
fn absence_is_doubtful_through_definitions_in_definitions() {
    let text = "define unknown(l line) = l.hs is missing\ndefine told(l line) = not unknown(l)\n";
    assert_eq!(said_of(&(text.to_owned() + &rule("told(line)"))), ["W007 [told | l.hs is missing]"]);
    assert_eq!(said_of(&(text.to_owned() + &rule("line.hs is 8542 and not told(line)"))), NOTHING);
    let text = "define price(l line) = l.price or else USD 0\ndefine dear(l line) = price(l) > USD 100\n";
    let found = said_of(&(text.to_owned() + &rule("not dear(line)")));
    assert_eq!(found, ["W007 [dear | l.price or else USD 0]"]);
}

#[test]
fn absence_is_doubtful_through_derived_fields() {
    assert_eq!(said_of(&rule("line.untold is no")), ["W007 [line.untold | hs is missing]"]);
    assert_eq!(said_of(&rule("line.untold")), NOTHING);
    assert_eq!(said_of(&rule("line.rate > 5")), ["W007 [line.rate | quantity or else 1]"]);
    assert_eq!(lifted_when("line.unlicensed"), ["W007 [line.unlicensed | licence.general]"]);
    assert_eq!(lifted_unless("line.untold"), ["W007 [line.untold | hs is missing]"]);
    let text = "define told(l line) = not l.untold\n".to_owned() + &rule("told(line)");
    assert_eq!(said_of(&text), ["W007 [told | hs is missing]"]);
}

#[test]
fn what_is_assumed_to_be_none_must_not_lift() {
    assert_eq!(lifted_when("line.licence is none"), ["W007 [line.licence]"]);
    assert_eq!(lifted_when("line.licence.agency is not bis"), ["W007 [line.licence.agency]"]);
    assert_eq!(lifted_when("line.licence.agency not in {bis}"), ["W007 [line.licence.agency]"]);
    assert_eq!(lifted_when("not line.licence.expires < order.date"), ["W007 [line.licence.expires]"]);
    assert_eq!(lifted_when("not line.licence.general"), ["W007 [line.licence.general]"]);
    assert_eq!(lifted_when("line.licence.number not contains \"X\""), ["W007 [line.licence.number]"]);
    assert_eq!(lifted_when("order.ship_to.country not in order.route"), ["W007 [order.route]"]);
    assert_eq!(lifted_when("order.ship_to.country in order.route"), NOTHING);
    assert_eq!(lifted_unless("not line.licence.left * 2 > 10"), ["W007 [line.licence.left]"]);
    assert_eq!(lifted_when("line.licence.agency is bis and line.licence.expires >= order.date"), NOTHING);
    assert_eq!(lifted_when("line.licence.general is no"), NOTHING);
    assert_eq!(lifted_when("line.hs is not 8542"), NOTHING);
    assert_eq!(
        messages_of(&(rule("line.hs is 8542") + &exception("line.licence is none"))),
        ["an order that says nothing of `line.licence` would be let off"]
    );
}

#[test]
fn a_finding_may_rest_on_what_is_assumed_to_be_none() {
    assert_eq!(said_of(&rule("line.licence is none")), NOTHING);
    assert_eq!(said_of(&rule("line.licence.agency is not bis")), NOTHING);
    assert_eq!(said_of(&rule("line.licence.agency is bis")), NOTHING);
}

#[test]
fn a_neighbour_that_asks_for_it_settles_the_doubt() {
    assert_eq!(lifted_when("line.licence is known and line.licence.agency is not bis"), NOTHING);
    assert_eq!(lifted_when("not line.licence is none and line.licence.agency is not bis"), NOTHING);
    assert_eq!(
        lifted_when("line.licence.number is known and not (line.licence.general or line.licence.agency is bis)"),
        NOTHING
    );
    assert_eq!(lifted_when("line.licence.agency is ofac and line.licence.number is not \"X\""), NOTHING);
    assert_eq!(
        lifted_when("(line.licence is known or line.hs is 8471) and line.licence.agency is not bis"),
        ["W007 [line.licence.agency]"]
    );
    assert_eq!(
        lifted_when("(line.licence is known and line.hs is 8471) or line.licence.agency is not bis"),
        ["W007 [line.licence.agency]"]
    );
    assert_eq!(
        lifted_when("any l in order.lines has l.licence is known and line.licence.agency is not bis"),
        ["W007 [line.licence.agency]"]
    );
}

#[test]
fn what_is_assumed_to_be_none_must_not_lift_through_definitions() {
    let bis = "define by_bis(l line) = l.licence.agency is bis\n".to_owned() + &rule("line.hs is 8542");
    assert_eq!(said_of(&(bis.clone() + &exception("by_bis(line)"))), NOTHING);
    let found = said_of(&(bis + &exception("not by_bis(line)")));
    assert_eq!(found, ["W007 [by_bis | l.licence.agency]"]);
    let left = "define left(l line) = l.licence.expires - order.date\n".to_owned() + &rule("line.hs is 8542");
    assert_eq!(said_of(&(left.clone() + &exception("left(line) < 30 days"))), NOTHING);
    assert_eq!(said_of(&(left + &exception("not left(line) < 30 days"))), ["W007 [left | l.licence.expires]"]);
}

#[test]
fn what_is_assumed_to_be_none_must_not_lift_as_an_argument() {
    let text =
        "define expired(l licence) = l.expires < order.date\ndefine over(l licence) = expired(l) or l.left <= 0\n";
    let text = text.to_owned() + &rule("line.hs is 8542");
    assert_eq!(said_of(&(text.clone() + &exception("not expired(line.licence)"))), ["W007 [expired | l.expires]"]);
    assert_eq!(said_of(&(text.clone() + &exception("not over(line.licence)"))), ["W007 [over | l.left]"]);
    assert_eq!(said_of(&(text.clone() + &exception("expired(line.licence)"))), NOTHING);
    let guarded = "line.licence is known and not expired(line.licence)";
    assert_eq!(said_of(&(text + &exception(guarded))), NOTHING);
}

#[test]
fn an_empty_list_must_not_lift() {
    assert_eq!(
        lifted_when("every p in order.parties has p.country is FR"),
        ["W008 [every p in order.parties has p.country is FR]"]
    );
    let no = "no c in order.clearances has c.flag is \"x\"";
    assert_eq!(lifted_when(no), [format!("W008 [{no}]")]);
    let any = "any c in order.clearances has c.flag is \"x\"";
    assert_eq!(lifted_when(&format!("not ({any})")), [format!("W008 [{any}]")]);
    assert_eq!(lifted_unless(no), [format!("W008 [{no}]")]);
    assert_eq!(lifted_when(any), NOTHING);
    assert_eq!(lifted_when("no p in order.parties has p.country is IR"), NOTHING);
    assert_eq!(
        lifted_when("any p in order.parties has no o in p.owners has o.listed is yes"),
        ["W008 [no o in p.owners has o.listed is yes]"]
    );
}

#[test]
fn counting_nothing_must_not_lift() {
    let count = "count of c in order.clearances where c.flag is \"x\"";
    let shown = [format!("W008 [{count}]")];
    assert_eq!(lifted_when(&format!("({count}) < 3")), shown);
    assert_eq!(lifted_when(&format!("({count}) is 0")), shown);
    assert_eq!(lifted_when(&format!("not ({count}) >= 1")), shown);
    assert_eq!(lifted_when(&format!("({count}) >= 1")), NOTHING);
    assert_eq!(lifted_when(&format!("({count}) is 2")), NOTHING);
    assert_eq!(lifted_when(&format!("1 > ({count})")), shown);
}

#[test]
fn a_list_that_is_asked_for_cannot_be_empty() {
    assert_eq!(
        lifted_when("(any p in order.parties has p.name is known) and every p in order.parties has p.country is FR"),
        NOTHING
    );
    assert_eq!(lifted_when("order.clearances is known and no c in order.clearances has c.flag is \"x\""), NOTHING);
    assert_eq!(
        lifted_when("(count of c in order.clearances) >= 1 and no c in order.clearances has c.flag is \"x\""),
        NOTHING
    );
    assert_eq!(
        lifted_when("order.parties is known and every p in order.parties has p.country is FR"),
        ["W008 [every p in order.parties has p.country is FR]"]
    );
}

#[test]
fn an_empty_list_must_not_lift_through_definitions() {
    let text =
        "define answered = any c in order.clearances has c.flag is \"x\"\n".to_owned() + &rule("line.hs is 8542");
    let found = said_of(&(text + &exception("not answered")));
    assert_eq!(found, ["W008 [answered | any c in order.clearances has c.flag is \"x\"]"]);
}

#[test]
fn an_exception_over_an_exception_must_not_be_made_false() {
    let text = rule("line.hs is 8542") + &exception("line.licence.agency is bis");
    let over = |condition: &str| {
        text.clone() + &format!("exception back\n  cites ear 746.7\n  lifts lifts_it\n  when {condition}\n")
    };
    let found = said_of(&over("order.ship_to.country is known and order.ship_to.country is IR"));
    assert_eq!(found, ["W007 [order.ship_to.country is known]"]);
    assert_eq!(
        messages_of(&over("order.ship_to.country is known")),
        ["an order that lacks this fact would stay let off"]
    );
    assert_eq!(said_of(&over("order.ship_to.country is missing")), NOTHING);
}
