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
