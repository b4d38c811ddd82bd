//! Decision tables: what all rows share is checked once, then each row as the rule that it stands for.

use super::checker::Checker;
use super::doubtful_rows::{Frame, doubtful};
use super::rules::{unless, when};
use super::types::a_type;
use super::{Checked, CheckedItem};
use crate::problem::{Code, Problem, Severity, Span};
use crate::program::{self, Name, Type};
use crate::semantics::db::Workspace;
use crate::semantics::item::Item;
use crate::semantics::reference::{LIMIT_BAD_ROWS, with_count};
use crate::semantics::rows::rows;
use crate::semantics::silence;
use crate::syntax::{Column, Row, Rule, Spanned, Table};
use std::sync::Arc;

/// Checks an item that is a table. O(rows), and a little more where many rows look alike.
pub(super) fn table<'db>(
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    item: Item<'db>,
    table: &Table,
) -> Checked {
    let rows = rows(db, workspace, item);
    let mut checked = Checked::default();
    let mut frame = Checker::new(db, workspace);
    let shared = frame.frame(table);
    let sound = frame.problems.iter().all(|problem| problem.severity() == Severity::Warning);
    take(&mut checked, frame);
    if !sound {
        checked.problems.extend(rows.problems.iter().cloned());
        return checked;
    }
    let can_cite = table.columns.iter().any(|column| column.value == Column::Cites);
    let mut found = Vec::new();
    let mut codes: Vec<(program::Rule, Span)> = Vec::new();
    for (number, (rule, span)) in (1..).zip(&rows.rules) {
        let mut checker = Checker { refs: shared.refs.clone(), ..Checker::new(db, workspace) };
        let code = checker.row(rule, *span, item.policy(db).clone(), number, can_cite);
        codes.extend(code.map(|code| (code, *span)));
        found.append(&mut checker.problems);
        take(&mut checked, checker);
        let (silence, doubts) = silence::of_rule(db, workspace, rule);
        checked.silences.extend(silence);
        found.extend(doubts);
    }
    merge(&mut checked.silences);
    let complete = codes.len() == rows.rules.len() && rows.problems.is_empty();
    let mut doubts = if complete { doubtful(&shared, &codes) } else { Vec::new() };
    doubts.splice(0..0, found);
    report(&mut checked.problems, doubts, |problem| rows.placed(problem));
    checked.problems.extend(rows.problems.iter().cloned());
    let codes: Arc<[Arc<program::Rule>]> = codes.into_iter().map(|(code, _)| Arc::new(code)).collect();
    checked.item = complete.then_some(CheckedItem::Table(codes));
    checked
}

impl Checker<'_> {
    /// What all rows share.
    fn frame(&mut self, table: &Table) -> Frame {
        let shared = table.rule(&Row { cells: Vec::new(), clauses: Vec::new(), span: table.name.span });
        let has_column = |wanted: Column| table.columns.iter().any(|column| column.value == wanted);
        self.clauses_in_place(&shared, "table", if has_column(Column::Then) { &[] } else { &["then"] });
        self.loops(&shared);
        if shared.has("then") {
            self.kind(&shared);
        }
        if shared.has("cites") || !has_column(Column::Cites) {
            self.cites(&shared);
        }
        self.own_period(&shared);
        let condition = self.condition_clause(when(&shared)).flatten();
        self.condition_clause(unless(&shared));
        self.message(&shared);
        let headings: Vec<Option<program::Expr>> =
            table.columns.iter().filter_map(|column| self.heading(column)).collect();
        Frame { refs: std::mem::take(&mut self.refs), condition, first: headings.into_iter().next().flatten() }
    }

    /// The value that a column tests; `None` for a column of outcomes, reasons or provisions.
    fn heading(&mut self, column: &Spanned<Column>) -> Option<Option<program::Expr>> {
        let Column::Test(value) = &column.value else { return None };
        let Some(typed) = self.expression(value, None) else { return Some(None) };
        let help = match typed.ty {
            Type::List(_) => "run over the list with `for each`, and head the column with a field of its elements",
            Type::Record(_) => "head the column with one of its fields",
            _ => return Some(Some(typed.expr)),
        };
        let message = format!("{} cannot be tested as a whole", a_type(&typed.ty));
        self.error(Code::NotComparable, message, column.span, a_type(&typed.ty), help);
        Some(None)
    }

    /// The code of a row.
    fn row(
        &mut self,
        rule: &Rule,
        span: Span,
        policy: Option<Name>,
        number: u32,
        can_cite: bool,
    ) -> Option<program::Rule> {
        if !rule.has("then") {
            let help = "name an outcome in the column `then`, or add a `then` for all rows above the heading";
            self.error(Code::MissingClause, "this row has no outcome", span, "`then` is empty", help);
        }
        if !rule.has("when") {
            let help = "fill in a cell; a rule that always finds something is better written as a `rule`";
            self.error(Code::AlwaysSame, "this row holds for every order", span, "tests nothing", help);
        }
        let code = self.compiled(rule, policy);
        for problem in self.problems.iter_mut().filter(|problem| can_cite && problem.code == Code::CitesNothing) {
            problem.message = "this row cites nothing".into();
            problem.labels.iter_mut().for_each(|label| label.span = span);
        }
        // A row that no order can meet is reported as such.
        self.problems.retain(|problem| problem.code != Code::AlwaysSame || !rule.has("when"));
        let mut code = code?;
        code.row = Some(program::Row { table: Name::clone(&code.name), number });
        code.name = format!("{}[{number}]", code.name).into();
        Some(code)
    }
}

/// Takes over what a checker found out.
fn take(checked: &mut Checked, checker: Checker<'_>) {
    checked.problems.extend(checker.problems);
    checked.uses.extend(checker.uses);
    checked.reads.extend(checker.reads);
    checked.asks_flags.extend(checker.asks_flags);
}

/// One silence for all rows.
fn merge(silences: &mut Vec<(Name, silence::Silence)>) {
    let mut all = std::mem::take(silences).into_iter();
    silences.extend(all.next());
    if let Some((_, first)) = silences.first_mut() {
        all.for_each(|(_, silence)| first.add(silence));
    }
}

/// What is wrong with rows: errors before doubts, each thing once, and not more than can be read.
fn report(problems: &mut Vec<Problem>, mut found: Vec<Problem>, placed: impl Fn(Problem) -> Problem) {
    found.sort_by_key(Problem::severity);
    let first = problems.len();
    let mut more = 0;
    for problem in found.into_iter().map(placed) {
        match problems.contains(&problem) {
            true => {}
            false if problems.len() - first < LIMIT_BAD_ROWS => problems.push(problem),
            false => more += 1,
        }
    }
    with_count(problems, more, "table");
}
