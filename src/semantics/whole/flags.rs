//! Flags and those who ask for them.

use super::{Whole, parsed};
use crate::problem::Code;
use crate::program::Name;
use crate::semantics::item::Item;
use crate::semantics::signatures::lifted;
use crate::semantics::summary::Flag;
use crate::semantics::tangle::LIMIT_CHAIN;
use crate::syntax::{Clause, Expr, ExprKind, ItemKind, LiteralKind, Rule, RuleWord, Tree};
use rustc_hash::FxHashSet;
use std::collections::BTreeSet;
use std::sync::Arc;

impl<'db> Whole<'db> {
    /// A flag, and what lifts a flag, cannot depend on the sum of flags.
    pub(super) fn flags_on_flags(&mut self) {
        let mut asked: FxHashSet<Arc<str>> = FxHashSet::default();
        let before_flags = |item: &Item<'db>| match item.kind(self.db) {
            ItemKind::Flag => true,
            ItemKind::Exception => self.lifts_flag(*item, LIMIT_CHAIN),
            _ => false,
        };
        let affected: Vec<_> =
            self.items().filter(before_flags).filter_map(|item| Some((item, self.rule(item)?))).collect();
        for (item, rule) in affected {
            let conditions = rule.clauses.iter().filter_map(|clause| match &clause.value {
                Clause::When(expr) | Clause::Unless(expr) => Some(expr),
                _ => None,
            });
            asked.clear();
            if conditions.into_iter().any(|expr| self.asks_flags(expr, &mut asked)) {
                let what = if rule.word == RuleWord::Flag { "flag" } else { "exception over a flag" };
                let message = format!("the {what} `{}` depends on the flags", rule.name.value);
                let problem = self.at_item(item, Code::FlagDependsOnFlags, message, "would go round in a circle");
                self.problems.push(
                    problem.help("flags are decided first, and summed afterwards: ask for `weight of flags` in a rule"),
                );
            }
        }
    }

    fn rule(&self, item: Item<'db>) -> Option<&'db Rule> {
        match parsed(self.db, item).tree.as_ref()? {
            Tree::Rule(rule) => Some(rule),
            _ => None,
        }
    }

    /// Whether an exception lifts a flag, directly or by lifting an exception that does.
    fn lifts_flag(&self, item: Item<'db>, depth: usize) -> bool {
        let Some(rule) = self.rule(item).filter(|rule| rule.word == RuleWord::Exception && depth > 0) else {
            return false;
        };
        lifted(rule).filter_map(|name| self.named(&name.value)).any(|target| match target.kind(self.db) {
            ItemKind::Flag => true,
            ItemKind::Exception => self.lifts_flag(target, depth - 1),
            _ => false,
        })
    }

    fn asks_flags(&self, expr: &Expr, seen: &mut FxHashSet<Arc<str>>) -> bool {
        let mut asks = false;
        let mut names = Vec::new();
        expr.walk(&mut |part| match &part.kind {
            ExprKind::FlagWeight(_) | ExprKind::FlagCount(_) => asks = true,
            ExprKind::Call { name, .. } => names.push(Arc::clone(&name.value)),
            ExprKind::Literal(LiteralKind::Path(path)) => {
                names.extend(path.first().map(|first| Arc::clone(&first.value)))
            }
            _ => {}
        });
        asks || names.into_iter().any(|name| {
            seen.insert(Arc::clone(&name))
                && self.named(&name).is_some_and(|item| match parsed(self.db, item).tree.as_ref() {
                    Some(Tree::Define(define)) => self.asks_flags(&define.body, seen),
                    _ => false,
                })
        })
    }

    /// Flags that no condition asks for: neither all flags, nor those that cite an authority which they cite.
    pub(super) fn unread_flags(&mut self) {
        let readers: BTreeSet<&Option<Name>> = self.summaries.iter().flat_map(|summary| &summary.asks_flags).collect();
        let is_read = |flag: &&Flag| flag.cites.iter().any(|authority| readers.contains(&Some(Name::clone(authority))));
        let flags = self.summaries.iter().flat_map(|summary| &summary.flags);
        let unread: Vec<&Name> =
            flags.filter(|flag| !readers.contains(&None) && !is_read(flag)).map(|flag| &flag.name).collect();
        // One warning is enough while the rule that asks for the flags is yet to be written.
        let shown = if readers.is_empty() { 1 } else { unread.len() };
        for name in unread.into_iter().take(shown) {
            let Some(item) = self.named(name) else { continue };
            let (message, help) = if readers.is_empty() {
                (
                    "no condition asks for the flags, so they change no verdict".to_owned(),
                    "add a rule that does: `when weight of flags >= 1`",
                )
            } else {
                (
                    format!("no condition asks for the flag `{name}`, so it changes no verdict"),
                    "ask for the flags citing an authority that it cites, or for all: `weight of flags`",
                )
            };
            let problem = self.at_item(item, Code::UnreadFlag, message, "never asked for");
            self.problems.push(problem.help(help));
        }
    }
}
