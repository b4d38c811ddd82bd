//! Sets from reference tables.

use super::checker::Checker;
use super::sets::{Member, Origin};
use super::types::a_type;
use crate::domain::{Country, Date, Eccn, HsCode, Period, Value, parse_decimal};
use crate::problem::{Code, Problem};
use crate::program::Type;
use crate::semantics::reference::{LIMIT_BAD_ROWS, Line, Reference, with_count};
use crate::syntax::SetSource;
use std::sync::Arc;

/// Which columns of a table matter.
struct Columns {
    member: usize,
    from: Option<usize>,
    until: Option<usize>,
}

impl Checker<'_> {
    /// The members that a `from` clause names; `None` when the table cannot be used.
    pub(super) fn table_members(&mut self, source: &SetSource, ty: &Type) -> Option<Vec<Member>> {
        let reference =
            Reference::open(self.db, self.workspace, &source.path).map_err(|problem| self.report(problem)).ok()?;
        let member = reference.column(&source.column).map_err(|problem| self.report(problem));
        let filters = reference.filters(&source.filters, &mut self.problems);
        let mut bound = |column| reference.optional_column(column).map_err(|problem| self.report(problem));
        let (from, until) = (bound(source.from.as_ref()), bound(source.until.as_ref()));
        let columns = Columns { member: member.ok()?, from: from.ok()?, until: until.ok()? };
        let mut rows = Rows { reference: &reference, columns, ty, members: Vec::new(), problems: Vec::new(), more: 0 };
        reference.each_line(&filters?, |line| match line {
            Ok(line) => rows.row(&line),
            Err(bad) => rows.bad_row(bad.start, None, &bad.message, bad.label),
        });
        self.rows_read(rows)
    }

    fn rows_read(&mut self, rows: Rows<'_>) -> Option<Vec<Member>> {
        let sound = rows.problems.iter().all(|problem| problem.code != Code::BadRow);
        let mut problems = rows.problems;
        with_count(&mut problems, rows.more, "table");
        self.problems.extend(problems);
        sound.then_some(rows.members)
    }
}

/// The rows of a table as they are read.
struct Rows<'t> {
    reference: &'t Reference<'t>,
    columns: Columns,
    ty: &'t Type,
    members: Vec<Member>,
    problems: Vec<Problem>,
    more: usize,
}

impl Rows<'_> {
    fn row(&mut self, line: &Line<'_>) {
        let Columns { member, from, until } = self.columns;
        let bound = |column: Option<usize>| column.map_or("", |column| line.cell(column));
        let text = line.cell(member);
        match (member_value(text, self.ty), day(bound(from)), day(bound(until))) {
            (Ok(value), Ok(from), Ok(until)) => self.member(value, Period { from, until }, line.start),
            (Err(_), ..) if text.is_empty() => {
                let message = format!("{} is missing in this row", a_type(self.ty));
                self.bad_row(line.start, None, &message, "an empty cell");
            }
            (Err(reason), ..) => {
                let message = format!("`{}` is not {}", shown(text), a_type(self.ty));
                self.bad_row(line.start, Some(member), &message, &reason);
            }
            (_, Err(reason), _) => {
                self.bad_row(line.start, from, "the first day in force cannot be read", &reason);
            }
            (_, _, Err(reason)) => {
                self.bad_row(line.start, until, "the last day in force cannot be read", &reason);
            }
        }
    }

    fn member(&mut self, value: Value, period: Period, start: usize) {
        let span = self.reference.span(start, Some(self.columns.member));
        let origin = Origin { file: Some(Arc::clone(&self.reference.path)), span };
        if period.is_empty() {
            self.problems.push(Problem {
                code: Code::EmptyPeriod,
                message: "the period of this row ends before it starts".into(),
                labels: vec![origin.label("never in force")],
                help: Some("exchange the dates, or correct one of them".into()),
            });
        }
        self.members.push(Member { value, period, origin });
    }

    fn bad_row(&mut self, start: usize, column: Option<usize>, message: &str, label: &str) {
        if self.problems.len() >= LIMIT_BAD_ROWS {
            self.more += 1;
        } else {
            self.problems.push(self.reference.bad_row(start, column, message, label));
        }
    }
}

fn day(cell: &str) -> Result<Option<Date>, String> {
    match cell {
        "" => Ok(None),
        text => Date::parse(text).map(Some).map_err(|reason| reason.to_string()),
    }
}

fn member_value(text: &str, ty: &Type) -> Result<Value, String> {
    match ty {
        Type::Country => {
            let help = || {
                Country::named(text)
                    .map_or_else(|| "no such country code".into(), |country| format!("write {}", country.alpha2()))
            };
            Country::parse(text).map(Value::Country).ok_or_else(help)
        }
        Type::HsCode => HsCode::parse(text).map(Value::HsCode).map_err(|reason| reason.to_string()),
        Type::Eccn => Eccn::parse(text).map(Value::Eccn).map_err(|reason| reason.to_string()),
        Type::Number => parse_decimal(text).map(Value::Number).map_err(|reason| reason.to_string()),
        Type::Date => Date::parse(text).map(Value::Date).map_err(|reason| reason.to_string()),
        _ if text.is_empty() => Err("an empty text".into()),
        _ => Ok(Value::Text(Arc::from(text))),
    }
}

fn shown(text: &str) -> String {
    text.chars().take(40).flat_map(char::escape_debug).collect()
}
