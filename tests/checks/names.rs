//! Names of variables and parameters.

#![cfg(test)]

use crate::NOTHING;
use crate::said::{messages_of, said_of};

#[test]
fn a_variable_has_a_name_in_small_letters() {
    let rule = |clauses: &str| format!("rule r\n  cites ear 746.7\n  {clauses}\n  then review\n");
    assert_eq!(said_of(&rule("when any IR in order.parties has IR.country is FR")), ["E006 [IR]"]);
    assert_eq!(said_of(&rule("for each Line in order.lines\n  when Line.hs is 8542")), ["E006 [Line]"]);
    assert_eq!(said_of(&rule("when (count of L in order.lines) > 3")), ["E006 [L]"]);
    assert_eq!(said_of("define bound_for(IR country) = order.ship_to.country is IR\n"), ["E006 [IR]"]);
    assert_eq!(said_of(&rule("when any p_2 in order.parties has p_2.country is IR")), NOTHING);
    assert_eq!(
        messages_of("define bound_for(IR country) = order.ship_to.country is IR\n"),
        ["`IR` cannot be the name of a variable"]
    );
}

#[test]
fn a_record_on_a_circle_is_reported_once() {
    let text = "record a\n  b b\n  n number\n  twice number = n * 2\nrecord b\n  a a\nrecord c\n  a a\n  m number\n  more number = m + 1\n  large yes_no = m > 3 and a.n > 2\n";
    assert_eq!(said_of(text), ["E024 [a | b]"]);
}

#[test]
fn a_record_cannot_have_the_name_of_a_type() {
    let text = "record country\n  code text\n";
    assert_eq!(said_of(text), ["E021 [country]"]);
    assert_eq!(messages_of(text), ["`country` is already the name of a type"]);
}

#[test]
fn the_values_of_a_parameter_end_where_the_next_one_starts() {
    let define = |parameters: &str| {
        said_of(&format!("define d({parameters}) = kind is business and order.ship_to.country is place\n"))
    };
    assert_eq!(define("kind one of business, residence, place country"), NOTHING);
    assert_eq!(define("place country, kind one of business, residence"), NOTHING);
    assert_eq!(define("kind one of business, place country"), NOTHING);
}
