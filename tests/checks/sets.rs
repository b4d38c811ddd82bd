//! Sets.

#![cfg(test)]

use crate::NOTHING;
use crate::said::{messages_of, said_of};

#[test]
fn a_set_of_texts_has_no_title() {
    assert_eq!(said_of("set words of text \"drone\"\n  \"uav\", \"rotor\"\n"), ["E006 [\"drone\"]"]);
    assert_eq!(said_of("set words of text \"drone\"\n"), ["E006 [\"drone\"]"]);
    assert_eq!(
        messages_of("set words of text \"drone\"\n"),
        ["`\"drone\"` would be the title of this set of texts, not one of its members"]
    );
}

#[test]
fn the_first_text_of_a_set_is_a_member() {
    assert_eq!(said_of("set words of text \"drone\", \"uav\", \"drone\"\n"), ["W003 [\"drone\" | \"drone\"]"]);
    assert_eq!(said_of("set words of text \"drone\",\n"), NOTHING);
    assert_eq!(said_of("set words of text\n  \"drone\" in force from 2023-01-01, \"uav\"\n"), NOTHING);
    assert_eq!(said_of("set words of text \"drone\" in force from 2023-01-01, \"uav\"\n"), NOTHING);
}

#[test]
fn other_sets_may_have_a_title() {
    assert_eq!(said_of("set hubs of country \"Hubs\"\n  AE, OM\n"), NOTHING);
}

#[test]
fn a_member_that_an_included_set_holds_too_is_listed_twice() {
    let hubs = "set hubs of country AE, OM\n";
    let said = |set: &str| said_of(&format!("{hubs}{set}"));
    assert_eq!(said("set all of country hubs, TR, AE\n"), ["W003 [AE | hubs]"]);
    assert_eq!(said("set more of country hubs, TR\nset all of country OM, more\n"), ["W003 [OM | more]"]);
    assert_eq!(said("set all of country hubs in force until 2022-12-31, AE in force from 2023-01-01\n"), NOTHING);
    assert_eq!(said("set all of country hubs in force until 2023-01-01, AE in force from 2023-01-01\n").len(), 1);
    assert_eq!(said("set others of country AE, TR\nset all of country hubs, others\n"), NOTHING);
}
