//! Where the parts of a program stand in the source: rules, their atoms, provisions. Nothing of a program depends on it.

mod finder;
mod gather;

use super::db::Workspace;
use crate::problem::Span;
use crate::program::{AtomId, CodePart, Program};
use finder::Finder;
use gather::Gathered;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A place in a policy file, or in a reference table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Place {
    /// The file, relative to the policy folder.
    pub file: Arc<str>,
    /// Where in it.
    pub span: Span,
}

/// Where an atom stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written {
    /// Its own text; of a test in a decision table its cell.
    pub place: Place,
    /// The heading of that cell: what is tested.
    pub heading: Option<Place>,
}

/// The places of a program.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Places {
    atoms: BTreeMap<CodePart, Vec<Written>>,
    rules: Vec<Option<Place>>,
    provisions: BTreeMap<(usize, usize), Place>,
    variables: BTreeMap<(CodePart, u16), Arc<str>>,
}

impl Places {
    /// Where an atom stands.
    #[must_use]
    pub fn atom(&self, atom: AtomId) -> Option<&Written> {
        self.atoms.get(&atom.part)?.get(atom.number as usize)
    }

    /// How many atoms stand in a piece of code.
    #[must_use]
    pub fn atoms_in(&self, part: CodePart) -> usize {
        self.atoms.get(&part).map_or(0, Vec::len)
    }

    /// Where a rule, flag or exception stands, by its number: its name, or the row of a table.
    #[must_use]
    pub fn rule(&self, rule: u32) -> Option<&Place> {
        self.rules.get(rule as usize)?.as_ref()
    }

    /// The files that rules stand in.
    #[must_use]
    pub fn files(&self) -> BTreeSet<&Arc<str>> {
        self.rules.iter().flatten().map(|place| &place.file).collect()
    }

    /// The name of a parameter, or of the variable of an `any`, `every`, `no`, `sum` or `count`.
    #[must_use]
    pub fn variable(&self, part: CodePart, local: u16) -> Option<&str> {
        self.variables.get(&(part, local)).map(AsRef::as_ref)
    }

    /// Where the identifier of a provision stands, by the numbers of its authority and of itself.
    #[must_use]
    pub fn provision(&self, authority: usize, provision: usize) -> Option<&Place> {
        self.provisions.get(&(authority, provision))
    }
}

/// The places of a program that was compiled from the workspace. O(policy).
#[must_use]
pub fn places(db: &dyn salsa::Database, workspace: Workspace, program: &Program) -> Places {
    let mut places = Places::default();
    let finder = Finder { db, workspace };
    for (part, code, is_condition) in program.parts() {
        if let Some(source) = finder.source(program, part, code, is_condition) {
            let mut gathered = Gathered::default();
            source.pairs.iter().for_each(|(tree, code, is_condition)| gathered.gather(tree, code, *is_condition));
            let Gathered { atoms, variables } = gathered;
            let named = variables.into_iter().chain(finder.parameters(program, part));
            places.variables.extend(named.map(|(local, name)| ((part, local), name)));
            places.atoms.insert(
                part,
                atoms.into_iter().map(|(span, heading)| finder.written(&source, span, heading)).collect(),
            );
        }
    }
    places.rules = program.rules.iter().map(|rule| finder.rule(&rule.code)).collect();
    for (number, authority) in program.authorities.iter().enumerate() {
        let provisions = finder.provisions(&authority.name).into_iter().enumerate();
        places.provisions.extend(provisions.map(|(position, place)| ((number, position), place)));
    }
    places
}
