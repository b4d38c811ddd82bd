//! What is said to the author.

use super::effects::Effects;
use super::search::Found;
use super::{Emptiness, Kind, Reading, Said};
use crate::problem::{Code, Problem, Span};
use crate::syntax::RuleWord;

/// What silence does to an order that it should not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Harm {
    /// Something does not find it.
    Passes,
    /// Something lets it off.
    LetOff,
}

impl Found {
    /// The warnings about the places in a condition itself.
    pub(super) fn problems(&self, word: RuleWord) -> impl Iterator<Item = Problem> {
        self.said.iter().filter_map(move |(Said { kind, effects }, span)| {
            kind.harm(*effects).map(|harm| kind.problem(harm, word, *span))
        })
    }
}

impl Kind {
    /// The harm of these effects on a condition. That what is assumed to be none is not found is what its author assumed.
    pub(super) fn harm(&self, effects: Effects) -> Option<Harm> {
        match self {
            Self::Parameter(_) => None,
            _ if effects.rises => Some(Harm::LetOff),
            Self::Absence | Self::Fallback if !effects.is_nothing() => Some(Harm::Passes),
            _ => None,
        }
    }

    /// The warning, with its main place. `word`: what the condition belongs to.
    pub(super) fn problem(&self, harm: Harm, word: RuleWord, span: Span) -> Problem {
        let code = if matches!(self, Self::Empty(_)) { Code::EmptyListLifts } else { Code::AbsenceClears };
        Problem::new(code, self.message(harm, word), span, self.label()).help(self.help(harm, word))
    }

    fn message(&self, harm: Harm, word: RuleWord) -> String {
        match self {
            Self::Fallback => "a value is made up where the order lacks the fact".into(),
            Self::Nothing(place) => format!("an order that says nothing of `{place}` would be let off"),
            Self::Empty(Emptiness { reading: Reading::Every, .. }) => {
                "`every` is true of an empty list, so an order without any would be let off".into()
            }
            Self::Empty(Emptiness { place: Some(place), .. }) => {
                format!("an order that says nothing of `{place}` would be let off")
            }
            _ if harm == Harm::LetOff => "an order that lacks this fact would be let off".into(),
            _ if word == RuleWord::Exception => "an order that lacks this fact would stay let off".into(),
            _ => format!("an order that lacks this fact would pass this {}", named(word)),
        }
    }

    /// What to say at the place itself.
    pub(super) fn label(&self) -> &'static str {
        match self {
            Self::Absence | Self::Fallback => "absence counts as a fact here",
            Self::Nothing(_) | Self::Parameter(_) => "assumed to be none",
            Self::Empty(Emptiness { reading: Reading::Every | Reading::No, .. }) => "true when there are none",
            Self::Empty(Emptiness { reading: Reading::Any, .. }) => "false when there are none",
            Self::Empty(Emptiness { reading: Reading::Zero, .. }) => "zero when there are none",
        }
    }

    fn help(&self, harm: Harm, word: RuleWord) -> String {
        match self {
            Self::Fallback => "leave `or else` out: a missing fact then makes the verdict ask; or give the field `assumed` in its record, where it is listed in every verdict".into(),
            Self::Nothing(place) => format!("test for what must be there instead, or put `{place} is known and` before it"),
            Self::Empty(_) => "add a condition that there is one: `and any x in … has …`".into(),
            _ if harm == Harm::LetOff => "test for what must be known instead: `is yes`, `is X`".into(),
            _ => format!("leave this test out: without it, a missing fact makes the {} ask", named(word)),
        }
    }
}

fn named(word: RuleWord) -> &'static str {
    match word {
        RuleWord::Rule => "rule",
        RuleWord::Flag => "flag",
        RuleWord::Exception => "exception",
        RuleWord::Untranslatable => "untranslatable provision",
    }
}
