//! What no test ever tries: an order without a fact; and exceptions that never come to it.

use super::{Whole, parsed};
use crate::problem::{Code, Problem};
use crate::program::{Expr, Name, Rule, RuleKind};
use crate::semantics::absence::tally;
use crate::semantics::check::CheckedItem;
use crate::semantics::signatures::lifted;
use crate::semantics::test_items::test_items;
use crate::syntax::Tree;
use rustc_hash::{FxHashMap, FxHashSet};
use std::sync::Arc;

/// With fewer tests that give a field, it is too early to ask for one that leaves it out.
const ENOUGH_TESTS: usize = 3;

impl Whole<'_> {
    /// Fields that are read, that an order can lack, and that no test leaves out.
    pub(super) fn never_left_out(&mut self) {
        let tallies = tally(self.db, self.workspace, test_items(self.db, self.workspace));
        if tallies.is_empty() {
            return;
        }
        let read: FxHashSet<&(Name, Name)> = self.summaries.iter().flat_map(|summary| &summary.reads).collect();
        for tally in tallies.into_iter().filter(|tally| tally.given >= ENOUGH_TESTS && !tally.left_out) {
            let (record, field) = (tally.record, tally.field);
            if !read.contains(&(Name::clone(&record), Name::clone(&field))) {
                continue;
            }
            let Some(item) = self.named(&record) else { continue };
            let Some(Tree::Record(tree)) = &parsed(self.db, item).tree else { continue };
            let Some(written) = tree.fields.iter().find(|written| written.name.value == field) else { continue };
            let message = format!("an order can lack `{field}` of `{record}`, but no test leaves it out");
            let label = format!("given by {} tests, left out by none", tally.given);
            let problem = Problem::new(Code::NeverLeftOut, message, written.name.span, label);
            let help = "add a test of an order without it, and say what must come out: `expect undetermined, needs …`";
            self.problems.push(problem.help(help).placed(item.file(self.db).path(self.db), item.start(self.db)));
        }
    }

    /// Exceptions that are never in force on a day on which what they lift is.
    pub(super) fn never_together(&mut self) {
        let summaries = self.summaries.clone();
        let code = || summaries.iter().flat_map(|summary| &summary.code);
        let rules: FxHashMap<&Name, &Arc<Rule>> = code()
            .filter_map(|item| match item {
                CheckedItem::Rule(rule) => Some((&rule.name, rule)),
                _ => None,
            })
            .collect();
        let dates: FxHashMap<&Name, &Expr> = code()
            .filter_map(|item| match item {
                CheckedItem::Policy(policy) => Some((&policy.name, &policy.judged_as_of.as_ref()?.expr)),
                _ => None,
            })
            .collect();
        let judged = |rule: &Rule| rule.policy.as_ref().and_then(|policy| dates.get(policy).copied());
        for exception in code() {
            let CheckedItem::Rule(exception) = exception else { continue };
            let RuleKind::Exception { lifts } = &exception.kind else { continue };
            let apart = |target: &&Name| {
                rules.get(*target).is_some_and(|rule| {
                    let ever = !rule.period.is_empty() && !exception.period.is_empty();
                    ever && judged(rule) == judged(exception) && !rule.period.meets(exception.period)
                })
            };
            for target in lifts.iter().filter(apart) {
                self.apart(exception, target);
            }
        }
    }

    fn apart(&mut self, exception: &Rule, target: &Name) {
        let Some(item) = self.named(&exception.name) else { return };
        let Some(Tree::Rule(tree)) = &parsed(self.db, item).tree else { return };
        let Some(written) = lifted(tree).find(|name| name.value == *target) else { return };
        let message = format!("`{}` is never in force on a day on which `{target}` is", exception.name);
        let problem = Problem::new(Code::NeverTogether, message, written.span, "never lifted by this");
        let mut problem = problem.placed(item.file(self.db).path(self.db), item.start(self.db));
        if let Some(target) = self.named(target) {
            problem.labels.push(self.label(target, "in force at other times"));
        }
        self.problems.push(problem.help("correct the dates of one of them, or take the name out"));
    }
}
