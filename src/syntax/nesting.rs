//! The limit on nesting, checked before parsing: what recurses over a tree is bounded by it.

use crate::problem::{Code, Problem, Span};

/// Brackets and quantifiers that may be open at one time.
pub(super) const LIMIT: usize = 24;

/// The problem of an item that is nested deeper than the limit. O(length), no recursion.
pub(super) fn problem(text: &str) -> Option<Problem> {
    let mut open = vec![0_usize];
    let mut word_start = None;
    let mut quoted = Quoted::No;
    for (offset, c) in text.char_indices().chain([(text.len(), '\n')]) {
        if quoted.skips(c) {
            continue;
        }
        if c.is_ascii_alphanumeric() || c == '_' {
            word_start.get_or_insert(offset);
            continue;
        }
        let word = word_start.take().and_then(|start| text.get(start..offset)).unwrap_or_default();
        count(&mut open, word, c);
        if open.iter().sum::<usize>() + open.len() > LIMIT + 1 {
            return Some(too_deep(offset));
        }
    }
    None
}

/// The same of a table, whose rows are parsed cell by cell, each with the limit for itself.
pub(super) fn problem_beside_rows(text: &str) -> Option<Problem> {
    let beside = |line: &str| if is_row(line) { " ".repeat(line.len()) } else { line.to_owned() };
    problem(&text.split_inclusive('\n').map(beside).collect::<String>())
}

/// Whether the grammar cannot but read a line as a row: from a bar at its start to one at its end.
fn is_row(line: &str) -> bool {
    let ends = |(bar, _): (usize, &str)| {
        let rest = line.get(bar + 1..).unwrap_or_default().trim_start_matches([' ', '\t']).trim_start_matches('\r');
        rest.is_empty() || rest.starts_with(['\n', '#'])
    };
    line.trim_start().starts_with('|') && line.match_indices('|').skip(1).any(ends)
}

/// `open` has one entry per open bracket: how many constructs reach from inside it to its end.
fn count(open: &mut Vec<usize>, word: &str, sign: char) {
    match word {
        "has" | "sum" | "count" | "else" => {
            if let Some(last) = open.last_mut() {
                *last += 1;
            }
        }
        // A new clause, field or member list: whatever was open has ended.
        "when" | "unless" | "then" | "because" | "cites" | "required" | "assumed" | "asks" => *open = vec![0],
        _ => {}
    }
    match sign {
        '(' | '{' => open.push(0),
        ')' | '}' if open.len() > 1 => {
            open.pop();
        }
        '=' => *open = vec![0],
        _ => {}
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Quoted {
    No,
    Text,
    Escaped,
    Remark,
}

impl Quoted {
    /// Whether `c` is inside a text or a remark (or starts one).
    fn skips(&mut self, c: char) -> bool {
        let (next, skips) = match (*self, c) {
            (Self::No, '"') => (Self::Text, true),
            (Self::No, '#') => (Self::Remark, true),
            (Self::No, _) => (Self::No, false),
            (_, '\n') => (Self::No, false),
            (Self::Text, '\\') => (Self::Escaped, true),
            (Self::Text, '"') => (Self::No, true),
            (Self::Escaped, _) => (Self::Text, true),
            (state, _) => (state, true),
        };
        *self = next;
        skips
    }
}

fn too_deep(offset: usize) -> Problem {
    let span = Span::new(offset, offset + 1);
    let message = format!("this is nested more than {LIMIT} deep");
    Problem::new(Code::NestedTooDeep, message, span, "too deep from here on")
        .help("give parts of it names with `define` and use the names")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ten_thousand_brackets_are_refused() {
        let text = format!("define a = {}1{}", "(".repeat(10_000), ")".repeat(10_000));
        assert_eq!(problem(&text).map(|p| p.code), Some(Code::NestedTooDeep));
    }

    #[test]
    fn quantifiers_nest_without_brackets() {
        let text = format!("define a = {} x", "any b in c has ".repeat(50));
        assert!(problem(&text).is_some());
    }

    #[test]
    fn brackets_side_by_side_and_in_texts_are_free() {
        assert_eq!(problem(&format!("define a = {} x", "(y) and ".repeat(500))), None);
        assert_eq!(problem(&format!("rule a\n  because \"{}\"", "(".repeat(500))), None);
        assert_eq!(problem(&format!("rule a # {}", "(".repeat(500))), None);
    }

    #[test]
    fn many_fields_with_sums_are_free() {
        let fields = "  a number = sum of line.b for line in lines\n".repeat(200);
        assert_eq!(problem(&format!("record r\n{fields}")), None);
    }
}
