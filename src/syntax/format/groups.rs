//! Where the lines of an item may break: conditions at `and` and `or`, lists after commas.

use super::tokens::Token;

/// How the parts of a group stand under one another when it breaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Style {
    /// A condition, at every `and` or `or`: what they join stands in one column, they themselves before it.
    Operands,
    /// A condition, at every `and` or `or`, which stand two columns in.
    Hanging,
    /// A list, wherever its author broke it or a line is full: in the column of its first element.
    List,
    /// The same, two columns in.
    HangingList,
}

impl Style {
    /// Whether it breaks at all its points or at none.
    pub(super) fn is_condition(self) -> bool {
        matches!(self, Self::Operands | Self::Hanging)
    }
}

/// Tokens that belong together.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) style: Style,
    /// The first token.
    pub(super) start: usize,
    /// One beyond the last token.
    pub(super) end: usize,
    /// The tokens before which it may break, in order.
    pub(super) points: Vec<usize>,
    /// The group around it.
    pub(super) parent: Option<usize>,
    /// Whether it has a line break inside in any case.
    pub(super) broken: bool,
}

impl Group {
    /// Whether it may break before this token.
    pub(super) fn breaks_at(&self, token: usize) -> bool {
        self.points.binary_search(&token).is_ok()
    }

    /// The next token before which it may break.
    pub(super) fn point_after(&self, token: usize) -> Option<usize> {
        self.points.get(self.points.partition_point(|point| *point <= token)).copied()
    }
}

/// Notes which tokens start a line in any case, and which groups therefore break: one with a break inside, and all around it.
pub(super) fn settle(tokens: &mut [Token<'_>], groups: &mut [Group]) {
    for group in groups.iter_mut() {
        for point in &group.points {
            if group.style.is_condition() {
                let begins = |token: usize| tokens.get(token).is_some_and(|token| token.newline);
                group.broken |= begins(*point) || begins(point + 1);
            } else if let Some(token) = tokens.get_mut(*point) {
                token.hard |= token.newline;
            }
        }
    }
    for (index, token) in tokens.iter().enumerate().filter(|(_, token)| token.hard) {
        let mut around = token.group;
        while let Some(group) = around.and_then(|group| groups.get_mut(group)) {
            around = if group.start < index { None } else { group.parent };
            group.broken |= group.start < index;
        }
    }
    for index in (0..groups.len()).rev() {
        let parent = groups.get(index).filter(|group| group.broken).and_then(|group| group.parent);
        if let Some(parent) = parent.and_then(|parent| groups.get_mut(parent)) {
            parent.broken = true;
        }
    }
}
