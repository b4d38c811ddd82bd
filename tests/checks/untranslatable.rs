//! Provisions that only a person can judge.

#![cfg(test)]

use crate::NOTHING;
use crate::said::{messages_of, said_of};

const WHOLE: &str = "untranslatable knowledge \"Knowledge of a violation\"
  cites ear 746.7
  for each party in order.parties
  for each owner in party.owners
  when party.country is IR
  asks \"Does anyone know?\"
  answered by owner.listed
  then review
  because \"{owner.name}\"
";

#[test]
fn it_cites_asks_and_brings_an_outcome() {
    assert_eq!(said_of(WHOLE), NOTHING);
    for clause in ["cites ear 746.7", "asks \"Does anyone know?\"", "answered by owner.listed", "then review"] {
        let text = WHOLE.replace(&format!("  {clause}\n"), "");
        assert_eq!(said_of(&text), ["E010 [knowledge]"], "without `{clause}`");
    }
    assert_eq!(said_of(&WHOLE.replace("  when party.country is IR\n", "")), NOTHING);
}

#[test]
fn the_answer_is_a_plain_yes_or_no() {
    let answered_by = |field: &str| said_of(&WHOLE.replace("owner.listed", field));
    assert_eq!(answered_by("owner.name"), ["E067 [owner.name]"]);
    assert_eq!(answered_by("owner"), ["E067 [owner]"]);
    let line = WHOLE
        .replace("party in order.parties", "line in order.lines")
        .replace("owner in party.owners", "x in order.clearances");
    let line = |field: &str| {
        said_of(
            &line
                .replace("party.country is IR", "line.hs is 85")
                .replace("owner.name", "line.sku")
                .replace("owner.listed", field),
        )
    };
    assert_eq!(line("line.untold")[0], "E067 [line.untold]");
    assert_eq!(line("line.licence.general"), NOTHING);
}

#[test]
fn only_it_asks() {
    let text = "rule r\n  cites ear 746.7\n  when order.ship_to.country is IR\n  asks \"What?\"\n  then review\n";
    assert_eq!(said_of(text), ["E016 [asks \"What?\"]"]);
    let text = WHOLE.replace("  then review\n", "  then review\n  weight 2\n");
    assert_eq!(messages_of(&text), ["`weight` does not belong in an untranslatable provision"]);
}
