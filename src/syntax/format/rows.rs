//! The rows of a table: one line each, with their cells in columns.

use super::flow::Flow;
use super::item::INDENT;
use super::tokens::Token;
use std::ops::Range;

const BAR: &str = "|";

/// Writes rows that follow one another.
pub(super) fn write(flow: &mut Flow<'_, '_>, rows: &[Range<usize>]) {
    let rows: Vec<&[Token<'_>]> = rows.iter().filter_map(|row| flow.tokens.get(row.clone())).collect();
    let mut widths: Vec<usize> = Vec::new();
    for row in &rows {
        for (column, cell) in cells(row).into_iter().enumerate() {
            let width = cell.chars().count().saturating_sub(if is_rule(row) { 2 } else { 0 });
            match widths.get_mut(column) {
                Some(widest) => *widest = width.max(*widest),
                None => widths.push(width),
            }
        }
    }
    for row in rows {
        flow.page.line(INDENT, row.first().map_or(&[], |bar| &bar.above));
        for (cell, width) in cells(row).into_iter().zip(&widths) {
            flow.page.write(BAR);
            let column = flow.page.column();
            flow.page.write(if is_rule(row) && cell.chars().count() > *width { "" } else { " " });
            flow.page.write(cell);
            flow.page.pad_to(column + width + 2);
        }
        flow.page.write(BAR);
        flow.page.remark(row.last().and_then(|bar| bar.remark));
    }
}

/// Whether a line only rules off the heading: its dashes fill the column.
fn is_rule(row: &[Token<'_>]) -> bool {
    let cells = cells(row);
    cells.iter().all(|cell| !cell.is_empty() && cell.trim_matches(':').bytes().all(|byte| byte == b'-'))
        && cells.iter().any(|cell| *cell != "-")
}

/// The texts between the bars; empty ones have no token.
fn cells<'t>(row: &[Token<'t>]) -> Vec<&'t str> {
    let mut cells = Vec::new();
    for (token, next) in row.iter().zip(row.iter().skip(1)) {
        match (token.text, next.text) {
            (BAR, BAR) => cells.push(""),
            (BAR, _) => {}
            (cell, _) => cells.push(cell),
        }
    }
    cells
}
