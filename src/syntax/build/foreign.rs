//! What people bring from other languages: read for what it must mean, and reported with the right spelling.

use super::Builder;
use crate::problem::{Code, Problem, Span};
use crate::syntax::expression::LiteralKind;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::Spanned;
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder {
    /// Reports the foreign sign in `pair` with its spelling here.
    pub(super) fn foreign(&mut self, pair: &Pair<'_, Rule>, spelling: &str) {
        let span = self.span(pair);
        self.foreign_at(pair.as_str(), span, spelling);
    }

    fn foreign_at(&mut self, sign: &str, span: Span, spelling: &str) {
        let problem = Problem::new(
            Code::ForeignOperator,
            format!("`{sign}` is not used here"),
            span,
            format!("write `{spelling}`"),
        );
        self.problems.push(problem.help(format!("this language says `{spelling}`")));
    }

    pub(super) fn foreign_number(&mut self, pair: &Pair<'_, Rule>) -> LiteralKind {
        let spelling = pair.as_str().replace(',', "_");
        let span = self.span(pair);
        let problem = Problem::new(
            Code::ForeignOperator,
            format!("`{}` groups digits with commas", pair.as_str()),
            span,
            format!("write `{spelling}`"),
        );
        self.problems.push(problem.help("commas separate the members of a list, so digits are grouped with `_`; put a space after a comma that separates"));
        LiteralKind::Numeral(spelling.into())
    }

    pub(super) fn foreign_money(&mut self, pair: &Pair<'_, Rule>) -> LiteralKind {
        let text = pair.as_str();
        let currency = match text.chars().next() {
            Some('€') => "EUR",
            Some('£') => "GBP",
            Some('¥') => "JPY",
            _ => "USD",
        };
        let amount: String = text.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect();
        let span = self.span(pair);
        self.foreign_at(text, span, &format!("{currency} {amount}"));
        let ident = |value: &str| Spanned { value: Arc::from(value), span };
        LiteralKind::Money { currency: ident(currency), amount: ident(&amount) }
    }
}
