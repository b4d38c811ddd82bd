//! Tokens on lines: breaks where they must or should be.
//!
//! **Invariant:** a condition that is not broken stands on one line as a whole; so what is broken now is broken when read again.

use super::WIDTH;
use super::groups::{Group, Style};
use super::page::Page;
use super::tokens::{Token, Tokens};
use std::ops::Range;

/// Writes tokens to a page, in order.
pub(super) struct Flow<'r, 't> {
    pub(super) tokens: &'r [Token<'t>],
    pub(super) page: Page<'t>,
    /// Groups that have not started yet.
    ahead: std::slice::Iter<'r, Group>,
    open: Vec<Open<'r>>,
    /// Width of all tokens before each token, on one line.
    widths: Vec<usize>,
    /// The next token that starts a line in any case, for each token.
    hard: Vec<usize>,
    /// All tokens before which a group may break, in order.
    points: Vec<usize>,
}

struct Open<'r> {
    group: &'r Group,
    broken: bool,
    /// Where its parts start when it breaks.
    indent: usize,
    /// What stands deeper, stands deeper than this.
    base: usize,
}

impl<'r, 't> Flow<'r, 't> {
    pub(super) fn new(read: &'r Tokens<'t>) -> Self {
        let mut flow = Self {
            tokens: &read.tokens,
            page: Page::default(),
            ahead: read.groups.iter(),
            open: Vec::new(),
            widths: vec![0],
            hard: vec![read.tokens.len(); read.tokens.len()],
            points: read.groups.iter().flat_map(|group| group.points.iter().copied()).collect(),
        };
        flow.points.sort_unstable();
        let mut width = 0;
        for token in flow.tokens {
            width += usize::from(token.spaced) + token.text.chars().count();
            flow.widths.push(width);
        }
        let mut next = read.tokens.len();
        for (place, (index, token)) in flow.hard.iter_mut().zip(flow.tokens.iter().enumerate()).rev() {
            *place = next;
            next = if token.hard { index } else { next };
        }
        flow
    }

    /// Writes some tokens from where the line stands; what hangs, hangs deeper than `base`.
    pub(super) fn write(&mut self, range: Range<usize>, base: usize) {
        for (index, token) in range.clone().zip(self.tokens.get(range.clone()).unwrap_or_default()) {
            self.open.retain(|open| open.group.end > index);
            if index > range.start {
                match self.break_before(index, token, range.end, base) {
                    Some(indent) => self.page.line(indent, &token.above),
                    None => self.page.write(if token.spaced { " " } else { "" }),
                }
            }
            self.open_groups(index, range.end, base);
            self.page.write(token.text);
            self.page.remark(token.remark);
        }
    }

    /// The width of these tokens on one line.
    pub(super) fn width(&self, range: &Range<usize>) -> usize {
        let width = |index: usize| self.widths.get(index).copied().unwrap_or_default();
        let space = self.tokens.get(range.start).is_some_and(|token| token.spaced);
        width(range.end).saturating_sub(width(range.start) + usize::from(space))
    }

    fn break_before(&self, index: usize, token: &Token<'_>, end: usize, base: usize) -> Option<usize> {
        let Some(open) = self.open.last() else { return token.hard.then_some(base + 2) };
        if !open.group.breaks_at(index) {
            return token.hard.then_some(open.base + 2);
        }
        let breaks = match open.group.style {
            Style::Operands | Style::Hanging => open.broken,
            Style::List | Style::HangingList => token.hard || self.is_full(index, end),
        };
        let connective = if open.group.style == Style::Operands { token.text.len() + 1 } else { 0 };
        // Nothing of an item may stand in column one.
        breaks.then(|| open.indent.saturating_sub(connective).max(2))
    }

    /// Whether the next element of a list does not fit on the line, up to where the line may break next.
    fn is_full(&self, index: usize, end: usize) -> bool {
        let next = self.points.get(self.points.partition_point(|point| *point <= index)).copied();
        let end = self.line_end(index, end).min(next.unwrap_or(end));
        self.page.column() + 1 + self.width(&(index..end)) > WIDTH
    }

    fn open_groups(&mut self, index: usize, end: usize, base: usize) {
        while let Some(group) = self.ahead.as_slice().first().filter(|group| group.start <= index) {
            self.ahead.next();
            let column = self.page.column();
            let hanging = self.open.last().map_or(base, |open| open.base) + 2;
            let broken = group.broken || column + self.width(&(index..self.line_end(index, end))) > WIDTH;
            let indent = match group.style {
                Style::Operands | Style::List => column,
                Style::Hanging | Style::HangingList => hanging,
            };
            self.open.push(Open { group, broken, indent, base: indent });
        }
    }

    /// The next token that is sure to start a line, or can where the line is full.
    fn line_end(&self, index: usize, end: usize) -> usize {
        let breaking = self.open.iter().filter(|open| open.broken || !open.group.style.is_condition());
        let points = breaking.filter_map(|open| open.group.point_after(index));
        points.chain(self.hard.get(index).copied()).fold(end, usize::min)
    }
}
