//! A rule in plain English, and the full account of one verdict.

mod english;
mod order;
mod rule;

pub use english::Said;
pub use order::{AtomAccount, OrderAccount, RuleOutcome};
pub use rule::{ExceptionAccount, NamedTest, ProvisionAccount, RuleAccount};

use super::{Position, Sources};
use crate::domain::nearest;
use crate::program::Program;
use crate::semantics::{Place, Places, Test};

/// A compiled policy, its source beside it.
#[derive(Clone, Copy, Debug)]
pub struct Policy<'a> {
    /// The program.
    pub program: &'a Program,
    /// Where its parts stand.
    pub places: &'a Places,
    /// Its texts.
    pub sources: &'a Sources,
    /// Its tests.
    pub tests: &'a [Test],
}

impl Policy<'_> {
    /// The number of the rule, flag or exception of this name.
    ///
    /// # Errors
    ///
    /// What to say when there is none.
    pub fn rule(&self, name: &str) -> Result<u32, String> {
        let found = self.program.rules.binary_search_by(|rule| rule.code.name.as_ref().cmp(name));
        if let Some(number) = found.ok().and_then(|index| u32::try_from(index).ok()) {
            return Ok(number);
        }
        let near = nearest(name, self.program.rules.iter().map(|rule| rule.code.name.as_ref()));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Err(format!("there is no rule, flag or exception named `{}`{near}", super::shortened(name, 80)))
    }

    fn position(&self, place: &Place) -> Option<Position> {
        let source = self.sources.get(&place.file)?;
        Some(source.position(source.clamp(place.span).start))
    }

    /// The text at a place, on one line.
    fn text(&self, place: &Place) -> String {
        let text = self.sources.get(&place.file).map(|source| source.text(place.span)).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }
}
