//! Decision tables. What a cell may hold follows from the heading of its column; each cell is read by itself, so that a broken
//! one does not hide its neighbours.

use super::{Builder, find, parts};
use crate::problem::{Code, Problem, Span};
use crate::syntax::expression::Expr;
use crate::syntax::grammar::{Grammar, Rule};
use crate::syntax::table::{Cell, Column, Row, Table, TableSource};
use crate::syntax::tree::{Clause, Ident, Spanned};
use crate::syntax::{expectation, nesting};
use pest::Parser;
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder {
    pub(super) fn table(&mut self, pair: Pair<'_, Rule>) -> Option<Table> {
        let name = self.ident(&find(&pair, Rule::name)?);
        let title = self.title(&pair);
        let (mut clauses, mut sources, mut lines) = (Vec::new(), Vec::new(), Vec::new());
        for part in pair.into_inner() {
            let span = self.span(&part);
            match part.as_rule() {
                Rule::table_row => lines.push(Spanned { value: self.cells(&part), span }),
                Rule::table_source => sources.extend(self.table_source(&part)),
                _ => clauses.extend(self.clause(part).map(|value| Spanned { value, span })),
            }
        }
        lines.retain(|line| !is_rule(&line.value));
        let (Some(heading), rows) = (lines.first(), lines.get(1..).unwrap_or_default()) else {
            self.lacks_lines(&name, "heading", "add a line such as `| line.eccn | order.ship_to.country | then |`");
            return None;
        };
        if rows.is_empty() && sources.is_empty() {
            self.lacks_lines(&name, "rows", "add rows under its heading, or `from \"data/NAME.csv\"`");
        }
        let columns = self.columns(&heading.value);
        let rows = rows.iter().filter_map(|line| self.row(&columns, line, heading.span)).collect();
        let columns = columns.into_iter().collect::<Option<_>>()?;
        Some(Table { name, title, clauses, headings: heading.value.clone(), columns, rows, sources })
    }

    fn lacks_lines(&mut self, name: &Ident, what: &str, help: &str) {
        let message = format!("the table `{}` has no {what}", name.value);
        let problem = Problem::new(Code::TableWithoutRows, message, name.span, format!("no {what}"));
        self.problems.push(problem.help(help));
    }

    /// The texts of the cells, between the first and the last bar of the line.
    fn cells(&mut self, pair: &Pair<'_, Rule>) -> Vec<Ident> {
        let cells = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::cell);
        let mut cells: Vec<Ident> = cells.map(|cell| self.trimmed(cell.as_str(), cell.as_span().start())).collect();
        if cells.last().is_some_and(|last| last.value.is_empty()) {
            cells.pop();
        } else if let Some(last) = cells.last() {
            let end = Span { start: last.span.end.saturating_sub(1), ..last.span };
            let problem = Problem::new(Code::SyntaxError, "this row is not closed", end, "`|` must follow");
            self.problems.push(problem.help("a row of a table starts and ends with `|`, on one line"));
        }
        cells
    }

    fn trimmed(&self, text: &str, start: usize) -> Ident {
        let trimmed = text.trim();
        let start = self.offset + start + (text.len() - text.trim_start().len());
        // An empty cell still has a place.
        let start = if trimmed.is_empty() { start.saturating_sub(text.len().min(1)) } else { start };
        Spanned { value: Arc::from(trimmed), span: Span::new(start, start + trimmed.len().max(1)) }
    }

    /// The columns that a heading names; `None` for one that cannot be read.
    fn columns(&mut self, heading: &[Ident]) -> Vec<Option<Spanned<Column>>> {
        let mut columns: Vec<Option<Spanned<Column>>> = Vec::new();
        for cell in heading {
            let value = match cell.value.as_ref() {
                "then" => Some(Column::Then),
                "because" => Some(Column::Because),
                "cites" => Some(Column::Cites),
                _ => self.read(Rule::lone_value, cell, Self::value).map(Column::Test),
            };
            let twice =
                columns.iter().flatten().find(|known| value.as_ref() == Some(&known.value)).map(|known| known.span);
            if let Some(first) = twice.filter(|_| !matches!(value, Some(Column::Test(_)))) {
                let message = format!("the column `{}` is given twice", cell.value);
                let problem = Problem::new(Code::RepeatedClause, message, cell.span, "given again here");
                self.problems.push(problem.also(first, "first given here").help("keep one of them"));
            }
            columns.push(value.map(|value| Spanned { value, span: cell.span }));
        }
        columns
    }

    fn row(&mut self, columns: &[Option<Spanned<Column>>], line: &Spanned<Vec<Ident>>, heading: Span) -> Option<Row> {
        let (cells, span) = (&line.value, line.span);
        if cells.len() != columns.len() {
            let message = format!("this row has {}, the heading {}", counted(cells.len()), columns.len());
            let problem = Problem::new(Code::RowWidth, message, span, "a cell too many or too few");
            self.problems.push(
                problem
                    .also(heading, "the heading")
                    .help("each row has one cell for each column; leave a cell empty where anything will do"),
            );
            return None;
        }
        let cell = |(column, cell): (&Option<Spanned<Column>>, &Ident)| {
            let value = self.cell(&column.as_ref()?.value, cell)?;
            Some(Spanned { value, span: cell.span })
        };
        let cells: Vec<Option<Spanned<Cell>>> = columns.iter().zip(cells).map(cell).collect();
        Some(Row { cells: cells.into_iter().collect::<Option<_>>()?, clauses: Vec::new(), span })
    }

    fn cell(&mut self, column: &Column, cell: &Ident) -> Option<Cell> {
        if matches!(cell.value.as_ref(), "" | "-") {
            return Some(Cell::Any);
        }
        match column {
            Column::Test(value) => {
                let left = value.clone();
                self.read(Rule::lone_test, cell, |builder, pair| builder.test_of(left, pair)).map(Cell::Test)
            }
            Column::Then => {
                let outcome = self.read(Rule::lone_outcome_name, cell, |builder, name| Some(builder.ident(&name)))?;
                Some(Cell::Clause(Clause::Then(outcome)))
            }
            Column::Because => {
                let message = self.read(Rule::lone_text, cell, |builder, text| Some(builder.message(&text)))?;
                Some(Cell::Clause(Clause::Because(message)))
            }
            Column::Cites => self.parsed(Rule::lone_citations, cell, |builder, pair| {
                let citations = parts(pair).filter_map(|citation| builder.citation(&citation));
                Some(Cell::Clause(Clause::Cites(citations.collect())))
            }),
        }
    }

    /// The test that a cell makes of the value of its column.
    fn test_of(&mut self, left: Expr, pair: Pair<'_, Rule>) -> Option<Expr> {
        let span = self.span(&pair);
        match pair.as_rule() {
            Rule::is_value => self.is_value(left, &pair, span),
            _ => self.tail(left, pair, span),
        }
    }

    /// Reads the text of a cell: what stands between the start and the end of `rule`.
    fn read<T>(
        &mut self,
        rule: Rule,
        cell: &Ident,
        build: impl FnOnce(&mut Self, Pair<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        self.parsed(rule, cell, |builder, pair| build(builder, pair.into_inner().next()?))
    }

    fn parsed<T>(
        &mut self,
        rule: Rule,
        cell: &Ident,
        build: impl FnOnce(&mut Self, Pair<'_, Rule>) -> Option<T>,
    ) -> Option<T> {
        let parsed = match nesting::problem(&cell.value) {
            Some(problem) => Err(problem),
            None => Grammar::parse(rule, &cell.value)
                .map_err(|error| expectation::problem_of_cell(rule, &cell.value, &error)),
        };
        let problem = match parsed {
            Ok(mut pairs) => {
                let outer = std::mem::replace(&mut self.offset, cell.span.start as usize);
                let built = pairs.next().and_then(|pair| build(self, pair));
                self.offset = outer;
                return built;
            }
            Err(problem) => problem,
        };
        self.problems.push(expectation::shifted(problem, cell.span.start));
        None
    }

    fn table_source(&mut self, pair: &Pair<'_, Rule>) -> Option<TableSource> {
        let path_pair = find(pair, Rule::text)?;
        let path = Spanned { value: self.text(&path_pair), span: self.span(&path_pair) };
        let columns = self.names(pair.clone());
        let (filters, (from, until)) = (self.source_filters(pair), self.source_period(pair));
        Some(TableSource { path, columns, filters, from, until })
    }
}

/// Reads a cell of a reference table, which starts `offset` bytes into what its spans count from. A reason stands there without
/// quotation marks.
#[must_use]
pub fn parse_cell(column: &Column, text: &str, offset: u32) -> (Option<Cell>, Vec<Problem>) {
    let mut builder = Builder::default();
    let span = Span { start: offset, end: offset.saturating_add(u32::try_from(text.len().max(1)).unwrap_or(u32::MAX)) };
    let cell = match column {
        Column::Because if !text.is_empty() => {
            Some(Cell::Clause(Clause::Because(builder.message_body(text, offset as usize))))
        }
        _ => builder.cell(column, &Spanned { value: Arc::from(text), span }),
    };
    (cell, builder.problems)
}

/// Whether a line only rules off the heading, as in `|---|:--|`. One dash alone is for anything.
fn is_rule(cells: &[Ident]) -> bool {
    let dashes = |cell: &Ident| {
        let inner = cell.value.strip_prefix(':').unwrap_or(&cell.value);
        let inner = inner.strip_suffix(':').unwrap_or(inner);
        !inner.is_empty() && inner.chars().all(|c| c == '-')
    };
    cells.iter().all(dashes) && cells.iter().any(|cell| cell.value.as_ref() != "-")
}

fn counted(cells: usize) -> String {
    if cells == 1 { "1 cell".into() } else { format!("{cells} cells") }
}
