//! What the tests of a policy exercise: for people, as JSON, and as a page with the policy's text marked.

pub mod html;
pub mod json;
pub mod terminal;

use super::{Position, Source, Sources};
use crate::program::{Program, Rule, RuleKind};
use crate::semantics::{Place, Places, Test};
use crate::trial::coverage::{AtomSeen, Coverage, ProvisionSeen, RuleSeen, Seen};

/// Characters of an atom that are shown.
const LONGEST_ATOM: usize = 100;

/// What is reported, and what it points into.
#[derive(Clone, Copy, Debug)]
pub struct Covered<'a> {
    /// The policy.
    pub program: &'a Program,
    /// What its tests exercise.
    pub coverage: &'a Coverage,
    /// Where its parts stand.
    pub places: &'a Places,
    /// Its texts.
    pub sources: &'a Sources,
    /// The tests, in the order of [`Seen`].
    pub tests: &'a [Test],
}

/// How many of how many were seen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Share {
    seen: usize,
    all: usize,
}

impl Share {
    fn add(&mut self, seen: usize, all: usize) {
        self.seen += seen;
        self.all += all;
    }

    /// In whole percent, never rounded up: 100 is all.
    fn percent(self) -> usize {
        (self.seen * 100).checked_div(self.all).unwrap_or(100)
    }
}

impl<'a> Covered<'a> {
    fn title(&self, seen: Seen) -> Option<&'a str> {
        self.tests.get(seen?).map(|test| test.case.title.as_ref())
    }

    fn rules(&self) -> impl Iterator<Item = (u32, &'a Rule, &'a RuleSeen)> {
        let rules = (0_u32..).zip(&self.program.rules).zip(&self.coverage.rules);
        rules.map(|((number, rule), seen)| (number, &*rule.code, seen))
    }

    /// The atoms that stand in the source, with their places.
    fn atoms(&self) -> impl Iterator<Item = (&'a AtomSeen, Place)> {
        let (places, coverage) = (self.places, self.coverage);
        coverage.atoms.iter().filter_map(move |seen| Some((seen, places.atom(seen.atom)?)))
    }

    fn source(&self, place: &Place) -> Option<&'a Source> {
        self.sources.get(&place.file)
    }

    fn position(&self, place: &Place) -> Option<Position> {
        let source = self.source(place)?;
        Some(source.position(source.clamp(place.span).start))
    }

    /// The text at a place, on one line.
    fn text(&self, place: &Place) -> String {
        let text = self.source(place).map(|source| source.text(place.span)).unwrap_or_default();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    }

    /// The name of a provision's authority, its identifier and its title.
    fn provision(&self, seen: &ProvisionSeen) -> Option<(&'a str, &'a crate::program::Provision)> {
        let authority = self.program.authorities.get(seen.authority)?;
        Some((authority.name.as_ref(), authority.provisions.get(seen.provision)?))
    }

    /// The share of what counts in all.
    fn share(&self) -> Share {
        let (seen, all) = self.coverage.counted();
        Share { seen, all }
    }
}

/// `rule`, `flag` or `exception`.
fn kind(rule: &Rule) -> &'static str {
    match rule.kind {
        RuleKind::Rule { .. } => "rule",
        RuleKind::Flag { .. } => "flag",
        RuleKind::Exception { .. } => "exception",
    }
}

/// What of these was never seen: `never true, never false`.
fn gaps(parts: &[(&str, Seen)]) -> String {
    let unseen = parts.iter().filter(|(_, seen)| seen.is_none());
    unseen.map(|(word, _)| format!("never {word}")).collect::<Vec<_>>().join(", ")
}

/// What counts of a rule, by the words for it.
fn counted_of_rule(seen: &RuleSeen) -> [(&'static str, Seen); 2] {
    [("found", seen.found), ("not found", seen.not_found)]
}

/// What counts of an atom.
fn counted_of_atom(seen: &AtomSeen) -> [(&'static str, Seen); 2] {
    [("true", seen.is_true), ("false", seen.is_false)]
}
