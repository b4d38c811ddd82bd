//! `because` texts: plain text with `{expression}` holes.

use super::{Builder, literals::unescape};
use crate::problem::{Code, Problem, Span};
use crate::syntax::expectation;
use crate::syntax::expression::{Expr, ExprKind, LiteralKind};
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::tree::{MessagePart, Spanned};
use pest::Parser;
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder {
    /// The parts of a message, whose body stands in `pair`.
    pub(super) fn message(&mut self, pair: &Pair<'_, Rule>) -> Vec<MessagePart> {
        let text = pair.as_str();
        let body = text.get(1..text.len().saturating_sub(1)).unwrap_or_default();
        self.message_body(body, self.span_of_body(pair).start as usize)
    }

    /// The parts of a message that starts at `from`, without quotation marks.
    pub(super) fn message_body(&mut self, body: &str, from: usize) -> Vec<MessagePart> {
        let mut parts = Vec::new();
        let mut at = 0;
        while let Some(piece) = body.get(at..).filter(|rest| !rest.is_empty()) {
            let start = from + at;
            if let Some(inside) = piece.strip_prefix('{') {
                let length =
                    inside.find(['}', '{']).filter(|end| inside.get(*end..).is_some_and(|rest| rest.starts_with('}')));
                let Some(length) = length else {
                    self.open_hole(Span::new(start, start + 1));
                    break;
                };
                parts.extend(self.hole(inside.get(..length).unwrap_or_default(), start + 1));
                at += length + 2;
            } else {
                let length = plain_length(piece);
                parts.push(MessagePart::Text(unescape(piece.get(..length).unwrap_or_default())));
                at += length;
            }
        }
        parts
    }

    fn hole(&mut self, text: &str, start: usize) -> Option<MessagePart> {
        if let Some(path) = plain_path(text, start) {
            return Some(MessagePart::Value(path));
        }
        match Grammar::parse(Rule::lone_value, text) {
            Ok(mut pairs) => {
                let pair = pairs.next()?.into_inner().next()?;
                let outer = std::mem::replace(&mut self.offset, start);
                let value = self.value(pair);
                self.offset = outer;
                value.map(MessagePart::Value)
            }
            Err(error) => {
                let span = expectation::span_of(text, &error).shifted(u32::try_from(start).unwrap_or(u32::MAX));
                let problem = Problem::new(
                    Code::BadMessage,
                    format!("`{{{text}}}` cannot be filled in"),
                    span,
                    "not a fact or a value",
                );
                self.problems
                    .push(problem.help("a hole holds a fact such as `{line.sku}`; write `\\{` for a bracket as such"));
                None
            }
        }
    }

    fn open_hole(&mut self, span: Span) {
        let problem = Problem::new(Code::BadMessage, "a hole in the message is never closed", span, "opened here");
        self.problems.push(problem.help("close it with `}`, or write `\\{` for a bracket as such"));
    }
}

/// Most holes hold a path with a dot, which needs no parser.
fn plain_path(text: &str, start: usize) -> Option<Expr> {
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_ascii_lowercase())
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    };
    if !text.contains('.') || !text.split('.').all(is_name) {
        return None;
    }
    let mut at = start;
    let mut segments = Vec::new();
    for name in text.split('.') {
        segments.push(Spanned { value: Arc::from(name), span: Span::new(at, at + name.len()) });
        at += name.len() + 1;
    }
    let kind = ExprKind::Literal(LiteralKind::Path(segments));
    Some(Expr { kind, span: Span::new(start, start + text.len()) })
}

/// The length of the text before the next hole.
fn plain_length(piece: &str) -> usize {
    let mut escaped = false;
    for (offset, c) in piece.char_indices() {
        if c == '{' && !escaped {
            return offset;
        }
        escaped = c == '\\' && !escaped;
    }
    piece.len()
}
