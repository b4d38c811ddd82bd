//! What rules are called.

use crate::program::{Rule, RuleKind};

/// `rule`, `row`, `untranslatable`, `flag` or `exception`.
pub(super) fn kind(rule: &Rule) -> &'static str {
    match rule.kind {
        RuleKind::Rule { .. } if rule.row.is_some() => "row",
        RuleKind::Rule { .. } if rule.question.is_some() => "untranslatable",
        RuleKind::Rule { .. } => "rule",
        RuleKind::Flag { .. } => "flag",
        RuleKind::Exception { .. } => "exception",
    }
}

/// Of the name of a row, `chart[2]`: the table, and the number.
pub(super) fn row_of(name: &str) -> Option<(&str, &str)> {
    name.strip_suffix(']')?.split_once('[')
}

/// The kind and the name of the item that it comes from: `flag mailbox`, `table country_chart`.
pub(super) fn item(rule: &Rule) -> String {
    match &rule.row {
        Some(row) => format!("table {}", row.table),
        None => named(rule),
    }
}

/// The kind and the name: `flag mailbox`; of a row `country_chart row 2`.
pub(super) fn named(rule: &Rule) -> String {
    match &rule.row {
        Some(row) => format!("{} row {}", row.table, row.number),
        None => format!("{} {}", kind(rule), rule.name),
    }
}
