//! A rule in plain English, and the full account of one verdict.

mod english;
mod order;
mod other;
mod rule;
mod words;

pub use order::{AtomAccount, OrderAccount, RuleOutcome};
pub use other::{DefinitionAccount, Member, SetAccount};
pub use rule::{ExceptionAccount, NamedTest, ProvisionAccount, RuleAccount};
pub use words::Said;

use super::{Look, Position, Sources};
use crate::domain::nearest;
use crate::program::Program;
use crate::semantics::{Place, Places, Test};
use serde::Serialize;
use std::io::{self, Write};

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

/// What there is to say of an item.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Account {
    /// A rule, flag or exception.
    Rule(Box<RuleAccount>),
    /// A definition.
    Definition(DefinitionAccount),
    /// A set.
    Set(SetAccount),
}

impl Account {
    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        match self {
            Self::Rule(rule) => rule.write(out, look),
            Self::Definition(definition) => definition.write(out, look),
            Self::Set(set) => set.write(out, look),
        }
    }
}

impl Policy<'_> {
    /// The number of the rule, flag or exception of this name.
    #[must_use]
    pub fn rule(&self, name: &str) -> Option<u32> {
        let found = self.program.rules.binary_search_by(|rule| rule.code.name.as_ref().cmp(name));
        found.ok().and_then(|index| u32::try_from(index).ok())
    }

    /// What there is to say of the item of this name.
    ///
    /// # Errors
    ///
    /// What to say when there is none.
    pub fn account(&self, name: &str) -> Result<Account, String> {
        let rule = self.rule(name).and_then(|rule| RuleAccount::new(self, rule));
        let rule = rule.map(|rule| Account::Rule(Box::new(rule)));
        let define = || DefinitionAccount::new(self, name).map(Account::Definition);
        rule.or_else(define).or_else(|| SetAccount::new(self, name).map(Account::Set)).ok_or_else(|| self.unknown(name))
    }

    /// That nothing has this name, and what was perhaps meant.
    #[must_use]
    pub fn unknown(&self, name: &str) -> String {
        let rules = self.program.rules.iter().map(|rule| &rule.code.name);
        let defines = self.program.defines.iter().map(|define| &define.code.name);
        let sets = self.program.sets.iter().map(|set| &set.code.name);
        let near = nearest(name, rules.chain(defines).chain(sets).map(AsRef::as_ref));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("no rule, flag, exception, definition or set is named `{}`{near}", super::shortened(name, 80))
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
