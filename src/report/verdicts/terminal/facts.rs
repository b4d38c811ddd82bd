//! Facts and assumptions, in a line.

use super::LONGEST_VALUE;
use super::fields::Fields;
use crate::eval::explanation::FactValue;
use crate::report::verdicts::page::TIE;
use crate::report::{clean, shortened};

/// Facts listed for one finding.
const MOST_FACTS: usize = 24;
/// Bytes of a value that is not broken over lines.
const SHORT_VALUE: usize = 24;

/// `ship_to.country = IR`
pub(super) fn equation(fact: &FactValue) -> String {
    format!("{}{TIE}={TIE}{}", clean(&fact.path), value(&fact.value))
}

/// A value, kept on one line when it is short.
fn value(text: &str) -> String {
    let text = shortened(text, LONGEST_VALUE);
    if text.len() <= SHORT_VALUE { text.replace(' ', &TIE.to_string()) } else { text.into_owned() }
}

/// The first facts, and how many more there are.
pub(super) fn listed(facts: &[FactValue], write: impl Fn(&FactValue) -> String) -> String {
    let mut texts: Vec<_> = facts.iter().take(MOST_FACTS).map(write).collect();
    if facts.len() > MOST_FACTS {
        texts.push(format!("and {} more", facts.len() - MOST_FACTS));
    }
    texts.join(", ")
}

/// Assumptions by what is assumed, the same field of many elements once: `route, parties[1-3].owners = none; ship_from = US`.
pub(super) fn assumptions(facts: &[FactValue]) -> String {
    let mut groups: Vec<(&str, Fields<'_>)> = Vec::new();
    for fact in facts {
        match groups.iter_mut().find(|(value, _)| *value == fact.value) {
            Some((_, fields)) => fields.add(&fact.path),
            None => groups.push((&fact.value, Fields::of(&fact.path))),
        }
    }
    let group = |(assumed, fields): &(&str, Fields<'_>)| format!("{fields}{TIE}={TIE}{}", value(assumed));
    groups.iter().take(MOST_FACTS).map(group).collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assumptions_are_grouped_by_value_and_list() {
        let fact = |path: &str, value: &str| FactValue { path: path.into(), value: value.into(), assumed: true };
        let facts = [
            fact("route", "none"),
            fact("parties[1].owners", "none"),
            fact("parties[2].owners", "none"),
            fact("parties[4].owners", "none"),
            fact("ship_from", "US"),
            fact("session", "none"),
        ];
        let text = assumptions(&facts).replace(TIE, " ");
        assert_eq!(text, "route, parties[1-2,4].owners, session = none; ship_from = US");
    }
}
