//! The words of a policy, as far as rendering needs them.

use crate::program::Program;
use crate::report::paint::{GREEN, RED, YELLOW};
use anstyle::Style;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The outcomes of a policy, and the titles of its rules.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Vocabulary {
    outcomes: Vec<Arc<str>>,
    titles: BTreeMap<Arc<str>, Arc<str>>,
}

impl Vocabulary {
    /// From the outcomes, the least severe first, and pairs of the name and the title of rules, flags and exceptions.
    #[must_use]
    pub fn new<'a>(
        outcomes: impl IntoIterator<Item = &'a str>,
        titles: impl IntoIterator<Item = (&'a str, &'a str)>,
    ) -> Self {
        Self {
            outcomes: outcomes.into_iter().map(Arc::from).collect(),
            titles: titles.into_iter().map(|(name, title)| (name.into(), title.into())).collect(),
        }
    }

    /// That of a compiled policy.
    #[must_use]
    pub fn of(program: &Program) -> Self {
        let rules = program.rules.iter().map(|rule| &rule.code);
        Self::new(
            program.outcomes.ranks.iter().map(|outcome| outcome.name.as_ref()),
            rules.filter_map(|rule| Some((rule.name.as_ref(), rule.title.as_deref()?))),
        )
    }

    /// Whether an outcome is the one that an order gets when nothing is found.
    #[must_use]
    pub fn is_clear(&self, outcome: &str) -> bool {
        self.rank(outcome) == Some(0)
    }

    /// The outcomes, least severe first.
    pub fn outcomes(&self) -> impl DoubleEndedIterator<Item = &Arc<str>> {
        self.outcomes.iter()
    }

    /// The title of a rule, flag or exception.
    pub(super) fn title(&self, name: &str) -> Option<&str> {
        self.titles.get(name).map(AsRef::as_ref)
    }

    /// Green for the least severe, red for the most, yellow between and for what is not known.
    pub(super) fn style(&self, outcome: &str) -> Style {
        match self.rank(outcome) {
            Some(0) => GREEN,
            Some(rank) if rank + 1 == self.outcomes.len() => RED,
            _ => YELLOW,
        }
    }

    fn rank(&self, outcome: &str) -> Option<usize> {
        self.outcomes.iter().position(|name| name.as_ref() == outcome)
    }
}
