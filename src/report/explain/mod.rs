//! A rule in plain English, and the full account of one verdict.

mod english;
mod order;
mod other;
mod rest;
mod rule;
mod table;
mod words;

pub use order::{AtomAccount, OrderAccount, RuleOutcome};
pub use other::{DefinitionAccount, Member, SetAccount};
pub use rest::{ExceptionAccount, NamedTest, ProvisionAccount};
pub use rule::{QuestionAccount, RuleAccount};
pub use table::{RowAccount, TableAccount};
pub use words::Said;

use super::problems::counted;
use super::{Look, Position, Sources};
use crate::domain::nearest;
use crate::program::Program;
use crate::semantics::{Place, Places, Test};
use serde::Serialize;
use std::io::{self, Write};
use std::ops::Range;

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
    /// A table.
    Table(Box<TableAccount>),
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
            Self::Table(table) => table.write(out, look),
            Self::Definition(definition) => definition.write(out, look),
            Self::Set(set) => set.write(out, look),
        }
    }
}

impl Policy<'_> {
    /// The numbers of the rules of this name: one, or all rows of a table. A row is `chart[2]`, or `chart row 2`.
    #[must_use]
    pub fn rules(&self, name: &str) -> Range<u32> {
        let number = |index: usize| u32::try_from(index).unwrap_or(u32::MAX);
        match self.program.rule(&row_name(name)) {
            Some(rule) => rule..rule + 1,
            None => {
                let Range { start, end } = self.program.rules_of(name);
                number(start)..number(end)
            }
        }
    }

    /// What there is to say of the item of this name.
    ///
    /// # Errors
    ///
    /// What to say when there is none.
    pub fn account(&self, name: &str) -> Result<Account, String> {
        let rule = || {
            let rule = self.program.rule(&row_name(name)).and_then(|rule| RuleAccount::new(self, rule));
            rule.map(|rule| Account::Rule(Box::new(rule)))
        };
        let table = || TableAccount::new(self, name).map(|table| Account::Table(Box::new(table)));
        let define = || DefinitionAccount::new(self, name).map(Account::Definition);
        let set = || SetAccount::new(self, name).map(Account::Set);
        rule().or_else(table).or_else(define).or_else(set).ok_or_else(|| self.unknown(name))
    }

    /// That nothing has this name, and what was perhaps meant.
    #[must_use]
    pub fn unknown(&self, name: &str) -> String {
        let shown = super::shortened(name, 80);
        let rows = row_name(name);
        if let Some((table, _)) = rows.split_once('[')
            && let count @ 1.. = self.program.rules_of(table).len()
        {
            return format!("there is no `{shown}`: `{table}` has {}", counted((count, "row")));
        }
        let rules = self.program.rules.iter().map(|rule| rule.code.item());
        let defines = self.program.defines.iter().map(|define| &define.code.name);
        let sets = self.program.sets.iter().map(|set| &set.code.name);
        let near = nearest(name, rules.chain(defines).chain(sets).map(AsRef::as_ref));
        let near = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        format!("no rule, table, flag, exception, definition or set is named `{shown}`{near}")
    }

    fn position(&self, place: &Place) -> Option<Position> {
        let source = self.sources.get(&place.file)?;
        Some(source.position(source.clamp(place.span).start))
    }
}

/// `chart[2]` for `chart row 2`.
fn row_name(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    match words[..] {
        [table, "row", number] => format!("{table}[{number}]"),
        _ => name.to_owned(),
    }
}
