//! What the tests of a policy exercise: of its rules, of the atoms of its conditions, and of the provisions that it declares.

use super::Trial;
use crate::domain::Truth;
use crate::eval::Evaluator;
use crate::eval::observe::{Application, Observation};
use crate::facts::assemble;
use crate::program::{AtomId, Expected, Program, RuleKind, TestCase};
use std::collections::BTreeMap;

/// The first test in which something was seen, by its number among the tests; `None` when no test shows it.
pub type Seen = Option<usize>;

/// What tests exercise.
#[derive(Clone, Debug, PartialEq)]
pub struct Coverage {
    /// How many tests were run.
    pub tests: usize,
    /// How many of them fail.
    pub failed: usize,
    /// Each rule, flag and exception, in the program's order.
    pub rules: Vec<RuleSeen>,
    /// Each atom, in the program's order.
    pub atoms: Vec<AtomSeen>,
    /// Each provision of each authority, in their order.
    pub provisions: Vec<ProvisionSeen>,
}

/// What became of a rule, flag or exception.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RuleSeen {
    /// It found something that was not lifted; an exception took effect.
    pub found: Seen,
    /// It was in force, and its condition was false for every binding.
    pub not_found: Seen,
    /// Whether it finds was unknown.
    pub unknown: Seen,
    /// It found something that was lifted.
    pub lifted: Seen,
}

/// What an atom came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AtomSeen {
    /// Which.
    pub atom: AtomId,
    /// It was true.
    pub is_true: Seen,
    /// It was false.
    pub is_false: Seen,
    /// It was unknown.
    pub unknown: Seen,
}

/// What rests on a provision, and how it is tested.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProvisionSeen {
    /// Number of its authority.
    pub authority: usize,
    /// Its number there.
    pub provision: usize,
    /// The rules, flags and exceptions that cite it, by number.
    pub rules: Vec<u32>,
    /// A test in which one of them found something.
    pub test_for: Seen,
    /// A test that passes and expects no finding by one of them, or in which one of them found nothing by one atom
    /// only.
    pub test_against: Seen,
}

impl RuleSeen {
    /// How many of the two that count were seen: found, and not found.
    #[must_use]
    pub fn counted(&self) -> usize {
        usize::from(self.found.is_some()) + usize::from(self.not_found.is_some())
    }
}

impl AtomSeen {
    /// How many of the two that count were seen: true, and false.
    #[must_use]
    pub fn counted(&self) -> usize {
        usize::from(self.is_true.is_some()) + usize::from(self.is_false.is_some())
    }
}

impl Coverage {
    /// What was seen, and what there is to see: each rule found and not found, each atom true and false.
    #[must_use]
    pub fn counted(&self) -> (usize, usize) {
        let rules: usize = self.rules.iter().map(RuleSeen::counted).sum();
        let atoms: usize = self.atoms.iter().map(AtomSeen::counted).sum();
        (rules + atoms, 2 * (self.rules.len() + self.atoms.len()))
    }

    /// The share that was seen, in percent; 100 where there is nothing to see.
    #[must_use]
    pub fn percent(&self) -> f64 {
        percent(self.counted())
    }
}

/// `seen` of `all` in percent; 100 of nothing.
#[must_use]
pub fn percent((seen, all): (usize, usize)) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if all == 0 { 100.0 } else { number(seen) * 100.0 / number(all) }
}

/// Runs all tests, and notes what they exercise.
#[must_use]
pub fn cover(evaluator: &Evaluator, cases: &[&TestCase]) -> Coverage {
    let mut covering = Covering::new(evaluator.program());
    for (test, case) in cases.iter().enumerate() {
        let order = assemble(&evaluator.program().schema, &case.title, &case.given);
        let observation = evaluator.observe(&order, case.as_of, false);
        let explanation = evaluator.explain(&order, &observation.decision);
        let trial = Trial::of(case, explanation);
        covering.add(test, case, &trial, &observation);
    }
    covering.finish(cases.len())
}

struct Covering<'p> {
    program: &'p Program,
    failed: usize,
    rules: Vec<RuleSeen>,
    atoms: BTreeMap<AtomId, AtomSeen>,
    /// Of each rule: a test against it.
    against: Vec<Seen>,
}

impl<'p> Covering<'p> {
    fn new(program: &'p Program) -> Self {
        let mut atoms = BTreeMap::new();
        for (part, code, is_condition) in program.parts() {
            for (number, _) in (0_u32..).zip(code.atoms(is_condition)) {
                let atom = AtomId { part, number };
                atoms.insert(atom, AtomSeen { atom, is_true: None, is_false: None, unknown: None });
            }
        }
        let count = program.rules.len();
        Self { program, failed: 0, rules: vec![RuleSeen::default(); count], atoms, against: vec![None; count] }
    }

    fn add(&mut self, test: usize, case: &TestCase, trial: &Trial, observation: &Observation) {
        self.failed += usize::from(!trial.passed());
        for application in &observation.applications {
            for seen in &application.atoms {
                let Some(atom) = self.atoms.get_mut(&seen.atom) else { continue };
                let slot = match seen.truth {
                    Truth::True => &mut atom.is_true,
                    Truth::False => &mut atom.is_false,
                    Truth::Unknown => &mut atom.unknown,
                };
                slot.get_or_insert(test);
            }
        }
        for applications in observation.applications.chunk_by(|one, other| one.rule == other.rule) {
            self.add_rule(test, applications);
        }
        if trial.passed() {
            self.expected_nothing(test, case);
        }
    }

    /// All applications of one rule.
    fn add_rule(&mut self, test: usize, applications: &[Application]) {
        let Some(rule) = applications.first().map(|application| application.rule as usize) else { return };
        let Some(seen) = self.rules.get_mut(rule) else { return };
        for application in applications {
            match (application.holds, application.lifted) {
                (Truth::True, Truth::True) => _ = seen.lifted.get_or_insert(test),
                (Truth::True, _) => _ = seen.found.get_or_insert(test),
                (Truth::Unknown, _) => _ = seen.unknown.get_or_insert(test),
                (Truth::False, _) => {}
            }
        }
        if applications.iter().all(|application| application.holds.is_false()) {
            seen.not_found.get_or_insert(test);
            let near = applications.iter().any(|application| !application.decisive.is_empty());
            if let Some(against) = self.against.get_mut(rule).filter(|_| near) {
                against.get_or_insert(test);
            }
        }
    }

    fn expected_nothing(&mut self, test: usize, case: &TestCase) {
        for expectation in &case.expectations {
            if let Expected::NoFinding(Some(name)) = &expectation.expected
                && let Ok(rule) = self.program.rules.binary_search_by(|rule| rule.code.name.cmp(name))
                && let Some(against) = self.against.get_mut(rule)
            {
                against.get_or_insert(test);
            }
        }
    }

    fn finish(self, tests: usize) -> Coverage {
        let provisions = self.program.authorities.iter().enumerate().flat_map(|(authority, declared)| {
            (0..declared.provisions.len()).map(move |provision| (authority, provision))
        });
        let provisions = provisions.filter_map(|(authority, provision)| self.provision(authority, provision)).collect();
        let Self { failed, rules, atoms, .. } = self;
        Coverage { tests, failed, rules, atoms: atoms.into_values().collect(), provisions }
    }

    fn provision(&self, authority: usize, provision: usize) -> Option<ProvisionSeen> {
        let declared = self.program.authorities.get(authority)?;
        let id = &declared.provisions.get(provision)?.id;
        let cites = |(_, rule): &(u32, &crate::program::Linked<crate::program::Rule>)| {
            let mut cites = rule.code.cites.iter();
            cites.any(|citation| citation.authority == declared.name && citation.provision == *id)
        };
        let rules: Vec<u32> = (0_u32..).zip(&self.program.rules).filter(cites).map(|(number, _)| number).collect();
        let first = |seen: &dyn Fn(usize) -> Seen| rules.iter().filter_map(|rule| seen(*rule as usize)).min();
        let test_for = first(&|rule| self.rules.get(rule).and_then(|seen| seen.found.or(self.lifted_rule(rule))));
        let test_against = first(&|rule| self.against.get(rule).copied().flatten());
        Some(ProvisionSeen { authority, provision, test_for, test_against, rules })
    }

    /// A finding that is lifted was found all the same; an exception that is lifted did nothing.
    fn lifted_rule(&self, rule: usize) -> Seen {
        let is_exception =
            self.program.rules.get(rule).is_some_and(|rule| matches!(rule.code.kind, RuleKind::Exception { .. }));
        self.rules.get(rule).filter(|_| !is_exception).and_then(|seen| seen.lifted)
    }
}
