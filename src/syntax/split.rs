//! From the text of a file to its items, by column one. A hand scanner: linear, and it never fails.

use crate::problem::{Code, Problem, Span};
use std::sync::Arc;

/// More items than this in one file are refused.
pub const LIMIT_ITEMS: usize = 100_000;

/// An item longer than this many bytes is refused.
pub const LIMIT_ITEM_BYTES: usize = 512 * 1024;

/// What sort of item it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum ItemKind {
    /// `policy`
    Policy,
    /// `authority`
    Authority,
    /// `outcomes`
    Outcomes,
    /// `record`
    Record,
    /// `set`
    Set,
    /// `define`
    Define,
    /// `rule`
    Rule,
    /// `flag`
    Flag,
    /// `exception`
    Exception,
    /// `untranslatable`
    Untranslatable,
    /// `table`
    Table,
    /// `test`
    Test,
}

impl ItemKind {
    /// Every kind.
    pub const ALL: [Self; 12] = [
        Self::Policy,
        Self::Authority,
        Self::Outcomes,
        Self::Record,
        Self::Set,
        Self::Define,
        Self::Rule,
        Self::Flag,
        Self::Exception,
        Self::Untranslatable,
        Self::Table,
        Self::Test,
    ];

    /// The word that starts such an item.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Policy => "policy",
            Self::Authority => "authority",
            Self::Outcomes => "outcomes",
            Self::Record => "record",
            Self::Set => "set",
            Self::Define => "define",
            Self::Rule => "rule",
            Self::Flag => "flag",
            Self::Exception => "exception",
            Self::Untranslatable => "untranslatable",
            Self::Table => "table",
            Self::Test => "test",
        }
    }

    /// With its article: "a rule".
    #[must_use]
    pub fn with_article(self) -> &'static str {
        match self {
            Self::Policy => "a policy",
            Self::Authority => "an authority",
            Self::Outcomes => "the list of outcomes",
            Self::Record => "a record",
            Self::Set => "a set",
            Self::Define => "a definition",
            Self::Rule => "a rule",
            Self::Flag => "a flag",
            Self::Exception => "an exception",
            Self::Untranslatable => "an untranslatable provision",
            Self::Table => "a table",
            Self::Test => "a test",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }
}

/// The words that start a clause of a test.
pub(super) const TEST_CLAUSES: [&str; 3] = ["given", "as", "expect"];

/// The words that start a clause of a rule, flag or exception.
pub(super) const CLAUSES: [&str; 11] =
    ["cites", "in", "for", "when", "unless", "then", "because", "weight", "lifts", "asks", "answered"];

/// The words that start a clause of a table.
pub(super) const TABLE_CLAUSES: [&str; 8] = ["cites", "in", "for", "when", "unless", "then", "because", "from"];

/// Words kept for later versions.
pub const RESERVED: [&str; 1] = ["guarantee"];

/// An item as the splitter sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RawItem<'t> {
    /// What sort.
    pub kind: ItemKind,
    /// The name that follows the keyword, or the title of a test; empty when there is none (and for `outcomes`).
    pub name: &'t str,
    /// Its text, without trailing blank lines and comments.
    pub text: &'t str,
    /// Where its text starts in the file, in bytes.
    pub start: usize,
    /// The `policy` item it belongs to: the last one above it in the file.
    pub policy: Option<&'t str>,
}

/// The items of a file, and what is wrong with its layout (spans relative to the file). O(length).
#[must_use]
pub fn split(text: &str) -> (Vec<RawItem<'_>>, Vec<Problem>) {
    let mut splitter = Splitter::default();
    let mut offset = 0;
    for line in text.split_inclusive('\n') {
        splitter.line(line, offset);
        offset += line.len();
    }
    splitter.finish(text)
}

#[derive(Default)]
struct Splitter {
    /// Start and end of each block: a line in column one and the indented lines under it.
    blocks: Vec<(usize, usize)>,
    /// Whether the last block is an item with clauses.
    takes_clauses: bool,
    problems: Vec<Problem>,
    stray: Option<Span>,
}

impl Splitter {
    fn line(&mut self, line: &str, offset: usize) {
        let bare = if offset == 0 { line.strip_prefix('\u{feff}').unwrap_or(line) } else { line };
        let offset = offset + (line.len() - bare.len());
        let content = bare.trim_end();
        if content.trim_start().is_empty() || content.trim_start().starts_with('#') {
            return;
        }
        let end = offset + content.len();
        if !content.starts_with([' ', '\t', '\u{a0}', '\u{3000}']) {
            self.head(content, offset, end);
        } else if let Some(block) = self.blocks.last_mut() {
            block.1 = end;
        } else {
            let here = Span::new(offset, end);
            self.stray = Some(self.stray.map_or(here, |span| span.to(here)));
        }
    }

    /// A line in column one. A clause there is reported, and taken for a part of the rule above it.
    fn head(&mut self, content: &str, offset: usize, end: usize) {
        let word = leading_word(content);
        match self.blocks.last_mut().filter(|_| self.takes_clauses && CLAUSES.contains(&word)) {
            Some(block) => {
                block.1 = end;
                self.problems.push(unknown_item(content, word, Span::new(offset, offset + word.len())));
            }
            None => {
                self.blocks.push((offset, end));
                self.takes_clauses = matches!(word, "rule" | "flag" | "exception" | "untranslatable" | "table");
            }
        }
    }

    fn finish(mut self, text: &str) -> (Vec<RawItem<'_>>, Vec<Problem>) {
        if let Some(span) = self.stray {
            let problem = Problem::new(
                Code::StrayIndentation,
                "this text belongs to no item",
                span,
                "nothing above it to belong to",
            );
            self.problems
                .push(problem.help("an item such as `rule` or `set` starts in column one: remove the space before it"));
        }
        let mut items = Vec::with_capacity(self.blocks.len());
        let mut policy = None;
        for (start, end) in std::mem::take(&mut self.blocks) {
            let block = text.get(start..end).unwrap_or_default();
            if items.len() == LIMIT_ITEMS {
                self.problems.push(too_many(start));
                break;
            }
            if let Some(mut item) = self.item(block, start) {
                if item.kind == ItemKind::Policy {
                    policy = Some(item.name).filter(|name| !name.is_empty());
                } else {
                    item.policy = policy;
                }
                items.push(item);
            }
        }
        (items, self.problems)
    }

    fn item<'t>(&mut self, block: &'t str, start: usize) -> Option<RawItem<'t>> {
        let word = leading_word(block);
        let span = Span::new(start, start + word.len().max(first_char_length(block)));
        if block.len() > LIMIT_ITEM_BYTES {
            let message =
                format!("this item is {} KB long; the limit is {} KB", block.len() / 1024, LIMIT_ITEM_BYTES / 1024);
            let problem = Problem::new(Code::ItemTooLarge, message, span, "this item");
            self.problems.push(problem.help("split it into several items, or move its values to a CSV file"));
            return None;
        }
        let Some(kind) = ItemKind::of(word) else {
            self.problems.push(unknown_item(block, word, span));
            return None;
        };
        let rest = block.get(word.len()..).unwrap_or_default().trim_start();
        let name = match kind {
            ItemKind::Outcomes => "",
            ItemKind::Test => leading_text(rest),
            _ => leading_word(rest),
        };
        Some(RawItem { kind, name, text: block, start, policy: None })
    }
}

fn leading_word(text: &str) -> &str {
    let end = text.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(text.len());
    text.get(..end).unwrap_or_default()
}

/// What stands between the quotation marks that the text starts with, escapes as they are written.
fn leading_text(text: &str) -> &str {
    let Some(inside) = text.strip_prefix('"') else { return "" };
    let mut escaped = false;
    let end = inside.find(|c: char| {
        let ends = !escaped && matches!(c, '"' | '\n');
        escaped = !escaped && c == '\\';
        ends
    });
    inside.get(..end.unwrap_or(0)).unwrap_or_default()
}

fn first_char_length(text: &str) -> usize {
    text.chars().next().map_or(0, char::len_utf8)
}

fn too_many(start: usize) -> Problem {
    let message = format!("this file has more than {LIMIT_ITEMS} items");
    Problem::new(Code::TooManyItems, message, Span::new(start, start + 1), "the rest of the file is not read")
        .help("split the file; one subject a file reads best")
}

fn unknown_item(block: &str, word: &str, span: Span) -> Problem {
    if RESERVED.contains(&word) {
        let message = format!("`{word}` is not available yet");
        return Problem::new(Code::ReservedItem, message, span, "kept for a later version")
            .help("remove this item, or turn it into a comment with `#`");
    }
    let starts =
        "policy, authority, outcomes, record, set, define, rule, table, flag, exception, untranslatable or test";
    if word.is_empty() {
        let sign = block.chars().next().map(String::from).unwrap_or_default();
        let message = format!("an item cannot start with `{}`", sign.escape_debug());
        return Problem::new(Code::UnknownItem, message, span, "no item starts like this")
            .help(format!("start the line with {starts}, or indent it if it belongs to the item above"));
    }
    let known = ItemKind::ALL.iter().map(|kind| kind.word());
    let help = match crate::domain::nearest(word, known) {
        _ if CLAUSES.contains(&word) => "indent this line, so that it belongs to the item above".into(),
        Some(near) => format!("did you mean `{near}`? If the line belongs to the item above, indent it"),
        None => format!("an item starts with {starts}; if the line belongs to the item above, indent it"),
    };
    Problem::new(Code::UnknownItem, format!("`{word}` is not the start of an item"), span, "not an item").help(help)
}

/// The name under which an item is known: for `outcomes`, that word itself.
#[must_use]
pub fn known_as(item: &RawItem<'_>) -> Arc<str> {
    Arc::from(if item.kind == ItemKind::Outcomes { "outcomes" } else { item.name })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_runs_to_the_next_line_in_column_one() {
        let text = "rule a\n  when x\n\n# remark\n  then clear\nset b of country IR\n";
        let (items, problems) = split(text);
        assert!(problems.is_empty());
        let seen: Vec<_> = items.iter().map(|item| (item.kind, item.name, item.start)).collect();
        assert_eq!(seen, [(ItemKind::Rule, "a", 0), (ItemKind::Set, "b", 39)]);
        assert!(items[0].text.ends_with("then clear"));
    }

    #[test]
    fn trailing_remarks_belong_to_no_item() {
        let (items, _) = split("rule a\n  then clear\n\n# about b\nrule b\n");
        assert_eq!(items[0].text, "rule a\n  then clear");
        assert_eq!(items[1].text, "rule b");
    }

    #[test]
    fn rules_belong_to_the_policy_above_them() {
        let (items, _) = split("rule a\npolicy p\nrule b\npolicy q\nrule c\n");
        let policies: Vec<_> = items.iter().map(|item| item.policy).collect();
        assert_eq!(policies, [None, None, Some("p"), None, Some("q")]);
    }

    #[test]
    fn a_misspelt_item_is_named_and_its_neighbours_live() {
        let (items, problems) = split("rull a\n  then x\nrule b\n");
        assert_eq!(items.len(), 1);
        assert_eq!(problems[0].code, Code::UnknownItem);
        assert_eq!(
            problems[0].help.as_deref(),
            Some("did you mean `rule`? If the line belongs to the item above, indent it")
        );
    }

    #[test]
    fn indented_text_before_any_item_is_one_problem() {
        let (items, problems) = split("  when a\n  then b\nrule c\n");
        assert_eq!(items.len(), 1);
        assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), [Code::StrayIndentation]);
    }

    #[test]
    fn a_byte_order_mark_and_carriage_returns_are_accepted() {
        let (items, problems) = split("\u{feff}rule a\r\n  then b\r\nrule c\r\n");
        assert!(problems.is_empty());
        assert_eq!(items.iter().map(|item| item.name).collect::<Vec<_>>(), ["a", "c"]);
        assert_eq!(items[0].start, 3);
    }
}
