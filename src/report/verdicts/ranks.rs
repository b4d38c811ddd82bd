//! The outcomes of a policy, as far as rendering needs them.

use crate::report::paint::{GREEN, RED, YELLOW};
use anstyle::Style;
use std::sync::Arc;

/// The names of the outcomes, from least to most severe.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ranks {
    names: Vec<Arc<str>>,
}

impl Ranks {
    /// From the least severe to the most.
    #[must_use]
    pub fn new(names: impl IntoIterator<Item = impl Into<Arc<str>>>) -> Self {
        Self { names: names.into_iter().map(Into::into).collect() }
    }

    /// Whether an outcome is the one that an order gets when nothing is found.
    #[must_use]
    pub fn is_clear(&self, outcome: &str) -> bool {
        self.rank(outcome) == Some(0)
    }

    /// The names, least severe first.
    pub fn names(&self) -> impl DoubleEndedIterator<Item = &Arc<str>> {
        self.names.iter()
    }

    /// Its place among the outcomes, from 0.
    pub(super) fn rank(&self, outcome: &str) -> Option<usize> {
        self.names.iter().position(|name| name.as_ref() == outcome)
    }

    /// Green for the least severe, red for the most, yellow between and for what is not known.
    pub(super) fn style(&self, outcome: &str) -> Style {
        match self.rank(outcome) {
            Some(0) => GREEN,
            Some(rank) if rank + 1 == self.names.len() => RED,
            _ => YELLOW,
        }
    }
}
