//! Literals.

use super::{Builder, find};
use crate::problem::Span;
use crate::syntax::expression::{Expr, ExprKind, Literal, LiteralKind};
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{Ident, Spanned};
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder {
    pub(super) fn literal(&mut self, pair: Pair<'_, Rule>) -> Literal {
        let pair =
            if pair.as_rule() == Rule::literal { pair.clone().into_inner().next().unwrap_or(pair) } else { pair };
        let span = self.span(&pair);
        Spanned { value: self.literal_kind(pair), span }
    }

    fn literal_kind(&mut self, pair: Pair<'_, Rule>) -> LiteralKind {
        match pair.as_rule() {
            Rule::text => LiteralKind::Text(self.text(&pair)),
            Rule::date => LiteralKind::Date(Arc::from(pair.as_str())),
            Rule::percent => LiteralKind::Percent(inner_text(&pair, Rule::numeral)),
            Rule::duration => LiteralKind::Duration(self.duration(pair)),
            Rule::money => LiteralKind::Money {
                currency: self.inner_ident(&pair, Rule::currency),
                amount: self.inner_ident(&pair, Rule::numeral),
            },
            Rule::foreign_number => self.foreign_number(&pair),
            Rule::foreign_money => self.foreign_money(&pair),
            Rule::yes => LiteralKind::YesNo(true),
            Rule::no => LiteralKind::YesNo(false),
            Rule::none => LiteralKind::None,
            Rule::path => LiteralKind::Path(self.segments(pair)),
            _ => LiteralKind::Numeral(Arc::from(pair.as_str())),
        }
    }

    fn duration(&self, pair: Pair<'_, Rule>) -> Vec<(Ident, Ident)> {
        let mut parts = Vec::new();
        let mut number = None;
        for inner in pair.into_inner() {
            match inner.as_rule() {
                Rule::numeral => number = Some(self.ident(&inner)),
                Rule::unit => parts.extend(number.take().map(|number| (number, self.ident(&inner)))),
                _ => {}
            }
        }
        parts
    }

    fn inner_ident(&self, pair: &Pair<'_, Rule>, rule: Rule) -> Ident {
        find(pair, rule).map_or_else(|| self.ident(pair), |inner| self.ident(&inner))
    }

    pub(super) fn segments(&self, pair: Pair<'_, Rule>) -> Vec<Ident> {
        let inner = pair.into_inner().filter(|inner| matches!(inner.as_rule(), Rule::name | Rule::segment));
        inner.map(|segment| self.ident(&segment)).collect()
    }

    pub(super) fn path_expression(&self, pair: Pair<'_, Rule>) -> Expr {
        let span = self.span(&pair);
        Expr { kind: ExprKind::Literal(LiteralKind::Path(self.segments(pair))), span }
    }

    /// The content of a text literal, escapes resolved.
    pub(super) fn text(&self, pair: &Pair<'_, Rule>) -> Arc<str> {
        let body = find(pair, Rule::text_body);
        unescape(body.as_ref().map_or("", |body| body.as_str()))
    }

    pub(super) fn span_of_body(&self, pair: &Pair<'_, Rule>) -> Span {
        find(pair, Rule::text_body).map_or_else(|| self.span(pair), |body| self.span(&body))
    }
}

fn inner_text(pair: &Pair<'_, Rule>, rule: Rule) -> Arc<str> {
    find(pair, rule).map_or_else(|| Arc::from(""), |inner| Arc::from(inner.as_str()))
}

/// `\"`, `\\`, `\{` and `\}` stand for the sign after the backslash; any other backslash stays.
pub(super) fn unescape(body: &str) -> Arc<str> {
    if !body.contains('\\') {
        return Arc::from(body);
    }
    let mut text = String::with_capacity(body.len());
    let mut chars = body.chars().peekable();
    while let Some(c) = chars.next() {
        let escaped = if c == '\\' { chars.next_if(|next| matches!(next, '"' | '\\' | '{' | '}')) } else { None };
        text.push(escaped.unwrap_or(c));
    }
    text.into()
}
