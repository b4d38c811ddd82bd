//! The tree of a decision table, and the rules that its rows stand for.

use super::expression::{Expr, ExprKind};
use super::tree::{Clause, ColumnTest, Ident, Rule, RuleWord, Spanned};
use crate::problem::Span;
use std::sync::Arc;

/// A `table` item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: Ident,
    /// Its title.
    pub title: Option<Arc<str>>,
    /// The clauses that all rows share.
    pub clauses: Vec<Spanned<Clause>>,
    /// The headings of its columns, as they are written.
    pub headings: Vec<Ident>,
    /// What its columns hold.
    pub columns: Vec<Spanned<Column>>,
    /// The rows written in place.
    pub rows: Vec<Row>,
    /// Reference tables with further rows.
    pub sources: Vec<TableSource>,
}

/// What a column holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Column {
    /// Tests on this value.
    Test(Expr),
    /// Outcomes.
    Then,
    /// Reasons.
    Because,
    /// Provisions.
    Cites,
}

/// A row: one cell for each column.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its cells.
    pub cells: Vec<Spanned<Cell>>,
    /// When it is in force, where its reference table says so, and other clauses of its own.
    pub clauses: Vec<Spanned<Clause>>,
    /// Where it stands.
    pub span: Span,
}

/// A cell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Cell {
    /// Empty, or `-`: anything will do.
    Any,
    /// A test on the value of its column, complete with that value.
    Test(Expr),
    /// What a matching row brings.
    Clause(Clause),
}

/// A `from` clause of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TableSource {
    /// Path of the reference table.
    pub path: Ident,
    /// Its columns in the order of the table's; empty where its heading is that of the table.
    pub columns: Vec<Ident>,
    /// Conditions on its columns; all must hold.
    pub filters: Vec<ColumnTest>,
    /// The column with the first day in force.
    pub from: Option<Ident>,
    /// The column with the last day in force.
    pub until: Option<Ident>,
}

impl Table {
    /// The rule that a row stands for. What its cells say goes before what all rows share; their provisions are added up.
    #[must_use]
    pub fn rule(&self, row: &Row) -> Rule {
        let mut own: Vec<Spanned<Clause>> = row.clauses.clone();
        let mut tests = Vec::new();
        for cell in &row.cells {
            match &cell.value {
                Cell::Any => {}
                Cell::Test(test) => tests.push(test.clone()),
                Cell::Clause(clause) => own.push(Spanned { value: clause.clone(), span: cell.span }),
            }
        }
        let mut clauses = Vec::new();
        for shared in &self.clauses {
            match &shared.value {
                Clause::When(condition) => tests.insert(0, condition.clone()),
                Clause::Cites(cites) => match own.iter_mut().find(|clause| clause.value.word() == "cites") {
                    Some(Spanned { value: Clause::Cites(further), .. }) => {
                        further.splice(0..0, cites.clone()).for_each(drop)
                    }
                    _ => clauses.push(shared.clone()),
                },
                Clause::Then(_) | Clause::Because(_) if has(&own, shared.value.word()) => {}
                _ => clauses.push(shared.clone()),
            }
        }
        clauses.extend(all(tests, row.span).map(|value| Spanned { value: Clause::When(value), span: row.span }));
        clauses.extend(own);
        Rule { name: self.name.clone(), word: RuleWord::Rule, title: self.title.clone(), clauses }
    }
}

fn has(clauses: &[Spanned<Clause>], word: &str) -> bool {
    clauses.iter().any(|clause| clause.value.word() == word)
}

fn all(mut tests: Vec<Expr>, span: Span) -> Option<Expr> {
    if tests.len() < 2 { tests.pop() } else { Some(Expr { kind: ExprKind::All(tests), span }) }
}
