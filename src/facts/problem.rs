//! What can be wrong with the data of an order.

use crate::problem::Code;
use std::fmt;

/// How many characters of the input a problem shows.
const EXCERPT: usize = 40;

/// Something wrong with an order's data. The order is not screened; others are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DataProblem {
    /// Which kind of problem.
    pub code: Code,
    /// The order's id, where it could be read.
    pub order: Option<String>,
    /// Where in the order, elements counted from 1: `lines[2].hs`. Empty for the order itself.
    pub path: String,
    /// Line of the input, from 1.
    pub line: u32,
    /// Column in characters, from 1; in a table, the number of the table's column.
    pub column: u32,
    /// What stands there, cut short, safe to print.
    pub found: String,
    /// What should stand there.
    pub expected: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl DataProblem {
    /// A problem at a place of the input, not yet tied to an order or a path.
    pub(super) fn at(code: Code, (line, column): (u32, u32), found: &str, expected: impl Into<String>) -> Self {
        Self {
            code,
            order: None,
            path: String::new(),
            line,
            column,
            found: excerpt(found),
            expected: expected.into(),
            help: None,
        }
    }

    /// With what should stand there.
    pub(super) fn expecting(mut self, expected: impl Into<String>) -> Self {
        self.expected = expected.into();
        self
    }

    /// With advice on what to do.
    pub(super) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// At a place of its order.
    pub(super) fn on(mut self, path: impl Into<String>) -> Self {
        self.path = path.into();
        self
    }
}

impl fmt::Display for DataProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, column {}", self.line, self.column)?;
        if let Some(order) = &self.order {
            write!(f, ", order `{}`", excerpt(order))?;
        }
        if self.code == Code::RequiredMissing {
            return write!(f, ": `{}` is missing; expected {}", self.path, self.expected);
        }
        if !self.path.is_empty() {
            write!(f, ", `{}`", self.path)?;
        }
        write!(f, ": expected {}", self.expected)?;
        if self.found.is_empty() { f.write_str(", found nothing") } else { write!(f, ", found `{}`", self.found) }
    }
}

impl std::error::Error for DataProblem {}

/// The first characters of a text, with everything that could steer a terminal or hide text spelled out.
pub(super) fn excerpt(text: &str) -> String {
    let mut shown = String::new();
    let mut characters = text.trim_end().chars();
    for character in characters.by_ref().take(EXCERPT) {
        if is_unsafe(character) {
            shown.extend(character.escape_default());
        } else {
            shown.push(character);
        }
    }
    if characters.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Control characters, and the invisible ones that reorder or hide text.
fn is_unsafe(character: char) -> bool {
    let invisible = matches!(character, '\u{ad}' | '\u{61c}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}');
    character.is_control() || invisible
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_excerpt_is_short_and_safe() {
        assert_eq!(excerpt("\u{1b}[31mred\0\u{202e}"), "\\u{1b}[31mred\\u{0}\\u{202e}");
        assert_eq!(excerpt(&"x".repeat(41)), format!("{}…", "x".repeat(40)));
        assert_eq!(excerpt("naïve"), "naïve");
    }

    #[test]
    fn what_is_missing_is_said_to_be() {
        let problem = DataProblem::at(Code::RequiredMissing, (1, 1), "", "a date").on("date");
        assert_eq!(problem.to_string(), "line 1, column 1: `date` is missing; expected a date");
    }

    #[test]
    fn a_problem_is_one_sentence() {
        let problem = DataProblem::at(Code::BadValue, (3, 14), "\"85423\"", "an HS code").on("lines[2].hs");
        assert_eq!(problem.to_string(), "line 3, column 14, `lines[2].hs`: expected an HS code, found `\"85423\"`");
    }
}
