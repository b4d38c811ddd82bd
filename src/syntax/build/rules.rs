//! Rules, flags, exceptions and untranslatable provisions: their clauses as written.

use super::{Builder, find, parts};
use crate::syntax::grammar::Rule;
use crate::syntax::split::ItemKind;
use crate::syntax::tree::{self, Citation, Clause, RuleWord, Spanned};
use pest::iterators::Pair;

impl Builder {
    pub(super) fn rule(&mut self, kind: ItemKind, pair: Pair<'_, Rule>) -> Option<tree::Rule> {
        let word = match kind {
            ItemKind::Flag => RuleWord::Flag,
            ItemKind::Exception => RuleWord::Exception,
            ItemKind::Untranslatable => RuleWord::Untranslatable,
            _ => RuleWord::Rule,
        };
        let name = self.ident(&find(&pair, Rule::name)?);
        let title = self.title(&pair);
        let mut clauses = Vec::new();
        for part in pair.into_inner() {
            let span = self.span(&part);
            if let Some(value) = self.clause(part) {
                clauses.push(Spanned { value, span });
            }
        }
        Some(tree::Rule { name, word, title, clauses })
    }

    /// A clause; `None` for what is none.
    pub(in crate::syntax) fn clause(&mut self, pair: Pair<'_, Rule>) -> Option<Clause> {
        let clause = match pair.as_rule() {
            Rule::cites_clause => Clause::Cites(parts(pair).filter_map(|citation| self.citation(&citation)).collect()),
            Rule::period => Clause::Period(self.period(&pair)),
            Rule::for_each_clause => Clause::ForEach {
                variable: self.ident(&find(&pair, Rule::name)?),
                list: self.path_expression(find(&pair, Rule::path)?),
            },
            Rule::when_clause => Clause::When(self.expression(find(&pair, Rule::expression)?)?),
            Rule::unless_clause => Clause::Unless(self.expression(find(&pair, Rule::expression)?)?),
            Rule::then_clause => Clause::Then(self.ident(&find(&pair, Rule::name)?)),
            Rule::because_clause => Clause::Because(self.message(&find(&pair, Rule::text)?)),
            Rule::weight_clause => Clause::Weight(self.ident(&find(&pair, Rule::numeral)?)),
            Rule::lifts_clause => Clause::Lifts(self.names(pair)),
            Rule::asks_clause => Clause::Asks(self.text(&find(&pair, Rule::text)?)),
            Rule::answered_clause => Clause::AnsweredBy(self.path_expression(find(&pair, Rule::path)?)),
            _ => return None,
        };
        Some(clause)
    }

    pub(super) fn citation(&mut self, pair: &Pair<'_, Rule>) -> Option<Citation> {
        Some(Citation {
            authority: self.ident(&find(pair, Rule::name)?),
            provision: self.ident(&find(pair, Rule::provision_id)?),
        })
    }
}
