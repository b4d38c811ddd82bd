//! What silence does to rules, flags and exceptions through the definitions and derived fields that they use.

use super::effects::Effects;
use super::items::{found, found_in_rule};
use super::{Kind, Said, Sort, Use};
use crate::problem::{Problem, Span};
use crate::program::Name;
use crate::semantics::db::Workspace;
use crate::semantics::index::{NameId, lookup};
use crate::semantics::item::{Item, parsed};
use crate::semantics::rows::rows;
use crate::semantics::summary::{FileSummary, Silent};
use crate::syntax::{Rule, Tree};
use rustc_hash::FxHashMap;
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::Arc;

/// The warnings. O(uses of definitions), and next to nothing where no definition lets silence do anything.
pub(crate) fn through<'db>(
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    files: &[&'db FileSummary],
) -> Vec<Problem> {
    let silent = || files.iter().flat_map(|file| &file.definitions);
    if silent().all(|silent| silent.silence.said.is_empty()) {
        return Vec::new();
    }
    let silences = silent().map(|silent| (&silent.name, silent)).collect();
    let mut definitions = Definitions { db, workspace, silences, reached: FxHashMap::default() };
    let rules = files.iter().flat_map(|file| &file.rules);
    rules.flat_map(|rule| definitions.problems_of(rule)).collect()
}

/// What silence does to definitions and derived fields, those that they use included.
struct Definitions<'db> {
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    silences: FxHashMap<&'db Name, &'db Silent>,
    reached: FxHashMap<Name, Rc<Reached<'db>>>,
}

/// The first cause of each sort and effect.
type Reached<'db> = BTreeMap<(Sort, Effects), Cause<'db>>;

/// What is said, somewhere in a definition or derived field.
#[derive(Clone)]
struct Cause<'db> {
    /// What it is for those who use the definition.
    kind: Kind,
    silent: &'db Silent,
    said: &'db Said,
}

/// Definitions and derived fields that use one another are followed this far down.
const LIMIT_DOWN: usize = 256;

impl<'db> Definitions<'db> {
    /// One warning for each message and place of use.
    fn problems_of(&mut self, rule: &Silent) -> Vec<Problem> {
        let mut problems: Vec<Problem> = Vec::new();
        for used in &rule.silence.uses {
            for ((_, effects), cause) in &*self.reached(&used.name, LIMIT_DOWN) {
                let Some((kind, left)) = given(&cause.kind, used) else { continue };
                for problem in self.problems(rule, used, &kind, used.context.of(*effects).and(left)) {
                    let same = |known: &Problem| {
                        (&known.message, known.labels.first()) == (&problem.message, problem.labels.first())
                    };
                    if !problems.iter().any(same) {
                        problems.push(self.with_cause(problem, cause));
                    }
                }
            }
        }
        problems
    }

    /// One warning for each place of a use, if it does harm.
    fn problems(&self, rule: &Silent, used: &Use, kind: &Kind, effects: Effects) -> Vec<Problem> {
        let Some(harm) = kind.harm(effects) else { return Vec::new() };
        let Some((item, tree)) = self.tree(rule) else { return Vec::new() };
        let rows = if matches!(tree, Tree::Table(_)) { Some(rows(self.db, self.workspace, item)) } else { None };
        let rules: Vec<&Rule> = match tree {
            Tree::Rule(rule) => vec![rule],
            _ => rows.into_iter().flat_map(|rows| &rows.rules).map(|(rule, _)| rule).collect(),
        };
        let Some(word) = rules.first().map(|rule| rule.word) else { return Vec::new() };
        let uses = rules.into_iter().flat_map(|rule| found_in_rule(self.db, self.workspace, rule).uses);
        let problem = |(_, span): (Use, Span)| {
            let mut problem = kind.problem(harm, word, span);
            if let Some(label) = problem.labels.first_mut() {
                label.text = format!("through `{}`", used.name);
            }
            let problem = if let Some(rows) = rows { rows.placed(problem) } else { problem };
            problem.placed(item.file(self.db).path(self.db), item.start(self.db))
        };
        uses.filter(|(other, _)| other == used).map(problem).collect()
    }

    /// Points at what is said in the definition as well.
    fn with_cause(&self, problem: Problem, cause: &Cause<'db>) -> Problem {
        let Some((item, tree)) = self.tree(cause.silent) else { return problem };
        let found = found(self.db, self.workspace, tree);
        let said = found.iter().filter(|(name, _)| *name == cause.silent.name).flat_map(|(_, found)| &found.said);
        let Some((_, span)) = said.into_iter().find(|(said, _)| said == cause.said) else { return problem };
        let file = Arc::clone(item.file(self.db).path(self.db));
        problem.also_in(file, span.shifted(item.start(self.db)), cause.kind.label())
    }

    fn tree(&self, silent: &Silent) -> Option<(Item<'db>, &'db Tree)> {
        let item = lookup(self.db, self.workspace, NameId::new(self.db, Arc::clone(&silent.item)))?;
        Some((item, parsed(self.db, item).tree.as_ref()?))
    }

    fn reached(&mut self, name: &Name, down: usize) -> Rc<Reached<'db>> {
        if let Some(known) = self.reached.get(name) {
            return Rc::clone(known);
        }
        // What goes round in a circle is reported elsewhere.
        self.reached.insert(Arc::clone(name), Rc::default());
        let mut reached = Reached::new();
        if let Some((silent, down)) = self.silences.get(name).copied().zip(down.checked_sub(1)) {
            for said in &silent.silence.said {
                let cause = Cause { kind: said.kind.clone(), silent, said };
                reached.entry((said.kind.sort(), said.effects)).or_insert(cause);
            }
            for used in &silent.silence.uses {
                for ((_, effects), cause) in &*self.reached(&used.name, down) {
                    let Some((kind, left)) = passed_on(&cause.kind, used) else { continue };
                    let effects = used.context.of(*effects).and(left);
                    if !effects.is_nothing() {
                        reached.entry((kind.sort(), effects)).or_insert(Cause { kind, ..cause.clone() });
                    }
                }
            }
        }
        let reached = Rc::new(reached);
        self.reached.insert(Arc::clone(name), Rc::clone(&reached));
        reached
    }
}

/// What a kind is where a rule uses the definition, and what that can still do: a parameter is the place given for it, if that can
/// be assumed to be none.
fn given(kind: &Kind, used: &Use) -> Option<(Kind, Effects)> {
    let Kind::Parameter(parameter) = kind else { return Some((kind.clone(), Effects::ALL)) };
    let argument = used.silent.iter().find(|argument| argument.index == *parameter)?;
    Some((Kind::Nothing(argument.from.clone()), argument.left))
}

/// The same where another definition uses the definition.
fn passed_on(kind: &Kind, used: &Use) -> Option<(Kind, Effects)> {
    given(kind, used).or_else(|| {
        let Kind::Parameter(parameter) = kind else { return None };
        let argument = used.passed.iter().find(|argument| argument.index == *parameter)?;
        Some((Kind::Parameter(argument.from), argument.left))
    })
}
