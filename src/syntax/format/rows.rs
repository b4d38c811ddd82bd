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
            let width = cell.chars().count();
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
            flow.page.write(" ");
            let column = flow.page.column();
            flow.page.write(cell);
            flow.page.pad_to(column + width + 1);
        }
        flow.page.write(BAR);
        flow.page.remark(row.last().and_then(|bar| bar.remark));
    }
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
