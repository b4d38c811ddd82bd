//! One item: its heading, then its parts, a line each, in columns where they have them.

use super::flow::Flow;
use super::tokens::{Begins, Token, Tokens};
use super::{WIDTH, rows};
use crate::syntax::grammar::Rule;
use std::ops::Range;

/// Columns of the parts of an item.
pub(super) const INDENT: usize = 2;
/// Between two columns of a table.
const GUTTER: usize = 2;
/// A longer cell does not widen its column: the first, and any other.
const WIDEST: (usize, usize) = (40, 24);

/// The item's text in its layout, without an end of line.
pub(super) fn lay_out(read: &Tokens<'_>) -> String {
    let mut flow = Flow::new(read);
    let starts = part_starts(&flow);
    let heading = starts.first().copied().unwrap_or(read.tokens.len());
    flow.page.line(0, &[]);
    flow.write(0..heading, 0);
    let ends = starts.iter().skip(1).copied().chain([read.tokens.len()]);
    let parts: Vec<Range<usize>> = starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect();
    for block in parts.chunk_by(|one, other| are_one_block(&read.tokens, one, other)) {
        if begins_with(&read.tokens, block, Rule::table_row) {
            rows::write(&mut flow, block);
            continue;
        }
        let columns = columns(&flow, block);
        for part in block {
            write_part(&mut flow, part, &columns);
        }
    }
    flow.page.text()
}

fn part_starts(flow: &Flow<'_, '_>) -> Vec<usize> {
    let tokens = flow.tokens.iter().enumerate();
    tokens.filter(|(_, token)| matches!(token.begins, Begins::Part(_))).map(|(index, _)| index).collect()
}

/// Whether two parts that follow each other share their columns: no blank line stands between them, or they are rows.
fn are_one_block(tokens: &[Token<'_>], one: &Range<usize>, other: &Range<usize>) -> bool {
    let first = |part: &Range<usize>| tokens.get(part.start);
    let alike = first(one).map(|token| token.begins) == first(other).map(|token| token.begins);
    let rows = first(one).is_some_and(|token| token.begins == Begins::Part(Rule::table_row));
    alike && first(other).is_some_and(|token| rows || !token.above.contains(&""))
}

fn begins_with(tokens: &[Token<'_>], block: &[Range<usize>], rule: Rule) -> bool {
    let first = block.first().and_then(|part| tokens.get(part.start));
    first.is_some_and(|token| token.begins == Begins::Part(rule))
}

/// Where the second and each further cell starts.
fn columns(flow: &Flow<'_, '_>, block: &[Range<usize>]) -> Vec<usize> {
    let rows: Vec<Vec<usize>> = block.iter().map(|part| cell_widths(flow, part)).collect();
    let mut columns = Vec::new();
    let mut start = INDENT;
    // Behind the third cell nothing lines up any more.
    for number in 0..2 {
        let widest = if number == 0 { WIDEST.0 } else { WIDEST.1 };
        let followed = rows.iter().filter(|row| row.len() > number + 1).filter_map(|row| row.get(number));
        start += followed.filter(|width| **width <= widest).max().copied().unwrap_or_default() + GUTTER;
        columns.push(start);
    }
    columns
}

fn cell_widths(flow: &Flow<'_, '_>, part: &Range<usize>) -> Vec<usize> {
    cells(flow, part).iter().map(|cell| flow.width(cell)).collect()
}

fn cells(flow: &Flow<'_, '_>, part: &Range<usize>) -> Vec<Range<usize>> {
    let begins = |index: &usize| flow.tokens.get(*index).is_some_and(|token| token.begins == Begins::Cell);
    let starts: Vec<usize> = [part.start].into_iter().chain(part.clone().filter(begins)).collect();
    let ends = starts.iter().skip(1).copied().chain([part.end]);
    starts.iter().copied().zip(ends).map(|(start, end)| start..end).collect()
}

fn write_part(flow: &mut Flow<'_, '_>, part: &Range<usize>, columns: &[usize]) {
    let second = columns.first().copied().unwrap_or_default();
    let mut one_line = true;
    for (number, cell) in cells(flow, part).into_iter().enumerate() {
        let Some(token) = flow.tokens.get(cell.start) else { continue };
        if number == 0 {
            // What an order gives stands under `given order`.
            let indent = if token.begins == Begins::Part(Rule::given_fact) { INDENT * 2 } else { INDENT };
            flow.page.line(indent, &token.above);
            flow.write(cell, indent);
            continue;
        }
        let column = columns.get(number - 1).copied().unwrap_or_default();
        let column = column.max(flow.page.column() + GUTTER);
        // A type stays on the line of its field; what is worked out breaks by itself.
        let narrow = token.text == "=" || column + flow.width(&cell) <= WIDTH;
        let fits = number == 1 || (one_line && narrow);
        if token.hard || !fits {
            flow.page.line(second, &token.above);
        } else {
            flow.page.pad_to(column);
        }
        let (base, lines) = (flow.page.column(), flow.page.height());
        flow.write(cell, base);
        one_line = flow.page.height() == lines;
    }
}
