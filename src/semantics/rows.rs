//! The rows of decision tables as the rules that they stand for.
//!
//! **Invariant:** places in a row of a reference table are counted on from the end of what an item can be long, so that a row has
//! one sort of places, wherever it comes from; [`Rows::placed`] tells them apart again.

use super::db::Workspace;
use super::item::{Item, parsed};
use super::reference::{LIMIT_BAD_ROWS, Line, Reference, with_count};
use crate::problem::{Code, Problem, Span};
use crate::syntax::{
    Clause, Ident, LIMIT_ITEM_BYTES, Period, Row, Rule, Spanned, Table, TableSource, Tree, parse_cell,
};
use std::sync::Arc;

/// Rows that one table can have.
pub(super) const LIMIT_ROWS: usize = 10_000;

/// What the rows of a table stand for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Rows {
    /// A rule for each row, in order, and the place of the row.
    pub(super) rules: Vec<(Rule, Span)>,
    /// What is wrong with the reference tables and their rows.
    pub(super) problems: Vec<Problem>,
    /// The reference tables: where their places start.
    files: Vec<(u32, Arc<str>)>,
}

impl Rows {
    /// The problem with the places in reference tables told apart.
    pub(super) fn placed(&self, mut problem: Problem) -> Problem {
        for label in problem.labels.iter_mut().filter(|label| label.file.is_none()) {
            let before = self.files.iter().rev().find(|(start, _)| *start <= label.span.start);
            if let Some((start, path)) = before {
                label.file = Some(Arc::clone(path));
                label.span = Span { start: label.span.start - start, end: label.span.end.saturating_sub(*start) };
            }
        }
        problem
    }
}

/// The rows of an item that is a table. O(rows).
#[salsa::tracked]
pub(super) fn rows<'db>(db: &'db dyn salsa::Database, workspace: Workspace, item: Item<'db>) -> Rows {
    let Some(Tree::Table(table)) = &parsed(db, item).tree else { return Rows::default() };
    let mut reader = Reader { table, rows: Rows::default(), next: LIMIT_ITEM_BYTES * 2 };
    reader.rows.rules.extend(table.rows.iter().map(|row| (table.rule(row), row.span)));
    for source in &table.sources {
        match Reference::open(db, workspace, &source.path) {
            Ok(reference) => reader.source(source, &reference),
            Err(problem) => reader.rows.problems.push(problem),
        }
    }
    reader.rows
}

struct Reader<'t> {
    table: &'t Table,
    rows: Rows,
    /// Where the places of the next reference table start.
    next: usize,
}

/// Which columns of a reference table matter.
struct Columns {
    /// One for each column of the decision table.
    cells: Vec<usize>,
    from: Option<usize>,
    until: Option<usize>,
}

impl Reader<'_> {
    fn source(&mut self, source: &TableSource, reference: &Reference<'_>) {
        let base = self.next;
        self.next = base.saturating_add(reference.length()).saturating_add(1);
        self.rows.files.push((u32::try_from(base).unwrap_or(u32::MAX), Arc::clone(&reference.path)));
        let filters = reference.filters(&source.filters, &mut self.rows.problems);
        let Some((columns, filters)) = self.columns(source, reference).zip(filters) else { return };
        let (mut found, mut more) = (Vec::new(), 0);
        reference.each_line(&filters, |line| {
            let problems = match line {
                Ok(_) if self.rows.rules.len() > LIMIT_ROWS => return,
                Ok(line) => self.line(&line, &columns, reference, base),
                Err(bad) => vec![reference.bad_row(bad.start, None, &bad.message, bad.label)],
            };
            more += found.len().saturating_add(problems.len()).saturating_sub(LIMIT_BAD_ROWS).min(problems.len());
            found.extend(problems);
            found.truncate(LIMIT_BAD_ROWS);
        });
        with_count(&mut found, more, "table");
        self.rows.problems.extend(found);
        if self.rows.rules.len() > LIMIT_ROWS {
            self.rows.rules.truncate(LIMIT_ROWS);
            let message = format!("the table `{}` has more than {LIMIT_ROWS} rows", self.table.name.value);
            let problem = Problem::new(Code::TooManyRows, message, source.path.span, "too many rows");
            let help = "split it by `where`; a list of codes or countries is better a set that one rule looks into";
            self.rows.problems.push(problem.help(help));
        }
    }

    fn columns(&mut self, source: &TableSource, reference: &Reference<'_>) -> Option<Columns> {
        let shared = self.table.clauses.iter().find(|clause| matches!(clause.value, Clause::Period(_)));
        if let Some((shared, own)) = shared.zip(source.from.as_ref().or(source.until.as_ref())) {
            let problem = Problem::new(Code::RepeatedClause, "`in force` is given twice", own.span, "given again here");
            let help = "keep one of them: the period of all rows, or the columns with that of each";
            self.rows.problems.push(problem.also(shared.span, "first given here").help(help));
        }
        let problems = &mut self.rows.problems;
        let mut found = |column: Result<Option<usize>, Problem>| column.map_err(|problem| problems.push(problem)).ok();
        let from = found(reference.optional_column(source.from.as_ref()));
        let until = found(reference.optional_column(source.until.as_ref()));
        let cells = if source.columns.is_empty() {
            self.same_columns(source, reference)
        } else {
            self.named_columns(source, reference)
        };
        Some(Columns { cells: cells?, from: from?, until: until? })
    }

    /// The columns that the clause names, in the order of the table's own.
    fn named_columns(&mut self, source: &TableSource, reference: &Reference<'_>) -> Option<Vec<usize>> {
        let (named, own) = (source.columns.len(), self.table.columns.len());
        if let Some(last) = source.columns.last().filter(|_| named != own) {
            let message = format!("{named} columns are named, but the table has {own}");
            let problem = Problem::new(Code::RowWidth, message, last.span, "a column too many or too few");
            self.rows.problems.push(
                problem.help("name a column of the reference table for each column of the heading, in its order"),
            );
            return None;
        }
        let columns: Vec<Result<usize, Problem>> =
            source.columns.iter().map(|column| reference.column(column)).collect();
        self.all(columns)
    }

    /// The columns whose headings are those of the table, in any order.
    fn same_columns(&mut self, source: &TableSource, reference: &Reference<'_>) -> Option<Vec<usize>> {
        let headings = &self.table.headings;
        let is_ours = |name: &String| headings.iter().any(|heading| *heading.value == **name);
        if let Some(extra) = reference.heading.iter().position(|name| !is_ours(name)) {
            self.unknown_column(reference, extra);
            return None;
        }
        let column = |heading: &Ident| reference.column(&Spanned { span: source.path.span, ..heading.clone() });
        let columns = headings.iter().map(column).collect();
        self.all(columns)
    }

    fn unknown_column(&mut self, reference: &Reference<'_>, column: usize) {
        let name = reference.heading.get(column).map_or("", String::as_str);
        let message = format!("the table `{}` has no column `{name}`", self.table.name.value);
        let near = crate::domain::nearest(name, self.table.headings.iter().map(|heading| heading.value.as_ref()));
        let meant = near.map(|near| format!("did you mean `{near}`? ")).unwrap_or_default();
        let help = format!("{meant}To choose columns of the reference table, name them: `from \"…\" column a, b`");
        let labels = vec![reference.label(reference.span(0, Some(column)), "no such column")];
        self.rows.problems.push(Problem { code: Code::UnknownColumn, message, labels, help: Some(help) });
    }

    fn all(&mut self, columns: Vec<Result<usize, Problem>>) -> Option<Vec<usize>> {
        let sound = |column: Result<usize, Problem>| column.map_err(|problem| self.rows.problems.push(problem)).ok();
        let columns: Vec<Option<usize>> = columns.into_iter().map(sound).collect();
        columns.into_iter().collect()
    }

    /// Adds a row; gives what is wrong with it.
    fn line(&mut self, line: &Line<'_>, columns: &Columns, reference: &Reference<'_>, base: usize) -> Vec<Problem> {
        let place =
            |column: usize| reference.span(line.start, Some(column)).shifted(u32::try_from(base).unwrap_or(u32::MAX));
        let (mut cells, mut problems) = (Vec::new(), Vec::new());
        for (own, column) in self.table.columns.iter().zip(&columns.cells) {
            let (text, span) = (line.cell(*column), place(*column));
            if text.len() > LIMIT_ITEM_BYTES {
                problems.push(reference.bad_row(line.start, Some(*column), "this cell is too long", "too long"));
                continue;
            }
            let (cell, found) = parse_cell(&own.value, text, span.start);
            problems.extend(found.into_iter().map(|problem| self.rows.placed(problem)));
            cells.extend(cell.map(|value| Spanned { value, span }));
        }
        let bound = |column: Option<usize>| {
            let column = column.filter(|column| !line.cell(*column).is_empty())?;
            Some(Spanned { value: Arc::from(line.cell(column)), span: place(column) })
        };
        let period = Period { from: bound(columns.from), until: bound(columns.until) };
        let span = reference.span(line.start, None).shifted(u32::try_from(base).unwrap_or(u32::MAX));
        let mut clauses = Vec::new();
        if period.from.is_some() || period.until.is_some() {
            clauses.push(Spanned { value: Clause::Period(period), span });
        }
        if problems.is_empty() {
            let row = Row { cells, clauses, span };
            self.rows.rules.push((self.table.rule(&row), span));
        }
        problems
    }
}
