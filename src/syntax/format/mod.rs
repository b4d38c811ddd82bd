//! The layout of policy text: text in, text out.
//!
//! **Invariant:** only white space between words changes. An item reads the same before and after, remarks included; one that
//! does not parse keeps its bytes.

mod flow;
mod groups;
mod item;
mod page;
mod rows;
mod tokens;

#[cfg(test)]
mod tests;

use super::parse::parse;
use super::split::{RawItem, split};
use tokens::Tokens;

/// The column that lines keep to where they can.
const WIDTH: usize = 120;

/// A policy text in its layout.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Formatted {
    /// The text.
    pub text: String,
    /// How many pieces were left as they are, because they do not parse.
    pub left_alone: usize,
}

/// Lays a policy text out: clauses a line each, long conditions broken at `and` and `or`, fields and cells in columns, at most one blank
/// line in a row. Laying out the result again changes nothing. O(length).
#[must_use]
pub fn format(text: &str) -> Formatted {
    let text = text.trim_start_matches('\u{feff}');
    let mut file = File::default();
    let mut end = 0;
    for item in split(text).0 {
        file.between(text.get(end..item.start).unwrap_or_default());
        file.item(&item);
        end = item.start + item.text.len();
    }
    file.between(text.get(end..).unwrap_or_default());
    file.finish()
}

/// The item in its layout; `None` when it does not parse.
fn item_text(item: &RawItem<'_>) -> Option<String> {
    if !parse(item.kind, item.text).problems.is_empty() {
        return None;
    }
    let tokens = Tokens::read(item.kind, item.text)?;
    let text = item::lay_out(&tokens);
    let reads_the_same = Tokens::read(item.kind, &text).is_some_and(|again| again.same_as(&tokens));
    reads_the_same.then_some(text)
}

#[derive(Default)]
struct File {
    text: String,
    blank: bool,
    left_alone: usize,
}

impl File {
    fn item(&mut self, item: &RawItem<'_>) {
        match item_text(item) {
            Some(text) => self.lines(&text),
            None => self.leave_alone(item.text),
        }
    }

    /// What stands between items: remarks, blank lines, and text that is no item.
    fn between(&mut self, text: &str) {
        let strays = || text.split_inclusive('\n').scan(0, place).filter(|(_, line)| is_stray(line));
        let first = strays().next().map(|(start, _)| start);
        let last = strays().last().map(|(start, line)| start + line.trim_end().len());
        let (Some(first), Some(last)) = (first, last) else { return self.remarks(text) };
        self.remarks(text.get(..first).unwrap_or_default());
        self.leave_alone(text.get(first..last).unwrap_or_default());
        self.remarks(text.get(last..).unwrap_or_default());
    }

    fn remarks(&mut self, text: &str) {
        let mut lines = text.split('\n');
        // The first belongs to the line of whatever stands before; the last has no end.
        let last = lines.next_back().filter(|last| !last.trim().is_empty());
        for (number, line) in lines.chain(last).enumerate() {
            match line.trim() {
                "" => self.blank |= number > 0 || self.text.is_empty(),
                remark if line.starts_with('#') => self.lines(remark),
                remark => self.lines(&format!("  {remark}")),
            }
        }
    }

    fn leave_alone(&mut self, text: &str) {
        self.left_alone += 1;
        self.lines(text);
    }

    fn lines(&mut self, text: &str) {
        if self.blank && !self.text.is_empty() {
            self.text.push('\n');
        }
        self.blank = false;
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn finish(self) -> Formatted {
        Formatted { text: self.text, left_alone: self.left_alone }
    }
}

/// A line with the place where it starts.
#[expect(clippy::unnecessary_wraps, reason = "`scan` asks for it")]
fn place<'t>(end: &mut usize, line: &'t str) -> Option<(usize, &'t str)> {
    let start = *end;
    *end += line.len();
    Some((start, line))
}

fn is_stray(line: &str) -> bool {
    let content = line.trim();
    !content.is_empty() && !content.starts_with('#')
}
