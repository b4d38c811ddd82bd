//! What stands in column one.

#![cfg(test)]

use crate::said::said_of;

#[test]
fn clauses_in_column_one_are_told_to_be_indented_and_no_more() {
    let rule = "rule r\ncites ear 746.7\nwhen order.ship_to.country is IR\n  and order.id is \"A\"\nthen review\n";
    assert_eq!(said_of(rule), ["E004 [cites]", "E004 [when]", "E004 [then]"]);
    let rule = "rule r\n  cites ear 746.7\nwhen order.ship_to.country is XX\n  then review\n";
    assert_eq!(said_of(rule), ["E004 [when]", "E041 [XX]"]);
}

#[test]
fn clauses_in_column_one_belong_to_nothing_else() {
    assert_eq!(said_of("set hubs of country AE\nwhen order.ship_to.country is IR\n"), ["E004 [when]"]);
    assert_eq!(said_of("when order.ship_to.country is IR\n"), ["E004 [when]"]);
}
