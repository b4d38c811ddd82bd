//! From the pairs that pest yields to trees. Shapes are those of the grammar: a missing part means the item has no tree.

mod expressions;
mod foreign;
mod items;
mod literals;
mod messages;
mod rules;
mod table;
mod test_item;

pub use table::parse_cell;

use super::grammar::Rule;
use super::split::ItemKind;
use super::tree::{Ident, Spanned, Tree};
use crate::problem::{Problem, Span};
use pest::iterators::{Pair, Pairs};
use std::sync::Arc;

/// Builds the tree of one item and collects what is wrong with it.
#[derive(Default)]
pub(super) struct Builder {
    /// Found so far.
    pub(super) problems: Vec<Problem>,
    /// Added to every span: a message's hole is parsed on its own, but stands inside the item.
    offset: usize,
}

impl Builder {
    pub(super) fn tree(&mut self, kind: ItemKind, pair: Pair<'_, Rule>) -> Option<Tree> {
        match kind {
            ItemKind::Policy => self.policy(pair).map(Tree::Policy),
            ItemKind::Authority => self.authority(pair).map(Tree::Authority),
            ItemKind::Outcomes => Some(Tree::Outcomes(self.outcomes(pair))),
            ItemKind::Record => self.record(pair).map(Tree::Record),
            ItemKind::Set => self.set(pair).map(Tree::Set),
            ItemKind::Define => self.define(pair).map(Tree::Define),
            ItemKind::Rule | ItemKind::Flag | ItemKind::Exception | ItemKind::Untranslatable => {
                self.rule(kind, pair).map(|rule| Tree::Rule(Box::new(rule)))
            }
            ItemKind::Table => self.table(pair).map(|table| Tree::Table(Box::new(table))),
            ItemKind::Test => self.test(pair).map(Tree::Test),
        }
    }

    fn span(&self, pair: &Pair<'_, Rule>) -> Span {
        Span::new(self.offset + pair.as_span().start(), self.offset + end(pair))
    }

    fn ident(&self, pair: &Pair<'_, Rule>) -> Ident {
        Spanned { value: Arc::from(pair.as_str()), span: self.span(pair) }
    }
}

/// Where the last token of a pair ends. The pair itself can reach further: over the blanks before a part that is not there.
fn end(pair: &Pair<'_, Rule>) -> usize {
    let text = pair.as_str();
    if !text.ends_with([' ', '\t', '\r', '\n']) && !text.contains('#') {
        return pair.as_span().end();
    }
    pair.clone().into_inner().next_back().map_or_else(|| pair.as_span().end(), |last| end(&last))
}

/// The first inner pair of this kind.
fn find<'t>(pair: &Pair<'t, Rule>, rule: Rule) -> Option<Pair<'t, Rule>> {
    pair.clone().into_inner().find(|inner| inner.as_rule() == rule)
}

/// The inner pairs that carry meaning: no words, commas or brackets.
fn parts(pair: Pair<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    significant(pair.into_inner())
}

fn significant(pairs: Pairs<'_, Rule>) -> impl Iterator<Item = Pair<'_, Rule>> {
    pairs.filter(|pair| {
        !matches!(
            pair.as_rule(),
            Rule::comma
                | Rule::bar
                | Rule::open_paren
                | Rule::close_paren
                | Rule::open_brace
                | Rule::close_brace
                | Rule::op_define
                | Rule::EOI
                | Rule::kw_of
                | Rule::kw_for
                | Rule::kw_in
                | Rule::kw_has
                | Rule::kw_where
                | Rule::kw_is
                | Rule::kw_citing
                | Rule::kw_flags
                | Rule::kw_sum
                | Rule::kw_count
                | Rule::kw_weight
                | Rule::kw_list
                | Rule::kw_one
                | Rule::kw_or
                | Rule::kw_else
                | Rule::kw_and
                | Rule::kw_cites
                | Rule::kw_each
                | Rule::kw_when
                | Rule::kw_unless
                | Rule::kw_then
                | Rule::kw_because
                | Rule::kw_lifts
                | Rule::kw_from
                | Rule::kw_until
                | Rule::kw_force
                | Rule::kw_column
                | Rule::kw_assumed
                | Rule::kw_asks
                | Rule::kw_contains
                | Rule::kw_any
                | Rule::kw_starts
                | Rule::kw_with
                | Rule::kw_matches
                | Rule::kw_judged
                | Rule::kw_as
                | Rule::kw_owner
                | Rule::kw_dated
                | Rule::kw_provision
                | Rule::kw_counts
                | Rule::kw_undetermined
                | Rule::kw_answered
                | Rule::kw_by
        )
    })
}
