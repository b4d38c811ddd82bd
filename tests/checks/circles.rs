//! Items that name themselves where something else is meant: reported, never followed for ever.

#![cfg(test)]

use crate::said::said_of;

#[test]
fn a_definition_is_no_set() {
    assert_eq!(said_of("define hubs = order.ship_to.country in hubs\n"), ["E022 [hubs]"]);
    assert_eq!(said_of("define words = order.id contains any of words\n"), ["E022 [words]"]);
    assert_eq!(said_of("define a = order.id in b\ndefine b = order.id in a\n"), ["E022 [b]", "E022 [a]"]);
    assert_eq!(said_of("define a = order.id in a.b\n"), ["E024 [a]"]);
}

#[test]
fn a_definition_is_no_authority() {
    assert_eq!(said_of("define heavy = (weight of flags citing heavy) > 1\n"), ["E022 [heavy]"]);
}

#[test]
fn a_definition_is_no_variable() {
    assert_eq!(said_of("define p = any p in order.parties has p.country is IR\n"), ["E024 [p]", "E021 [p]"]);
    assert_eq!(said_of("define f(f country) = order.ship_to.country is f\n"), ["E024 [f]", "E021 [f]"]);
    assert_eq!(said_of("define n = (count of n in order.parties) > 1\n"), ["E021 [n]"]);
}

#[test]
fn a_definition_is_no_type() {
    assert_eq!(said_of("define f(x f) = x is IR\n"), ["E054 [f]"]);
    assert_eq!(said_of("define f(x g) = x is IR\ndefine g(x f) = x is IR\n"), ["E054 [g]", "E054 [f]"]);
}
