//! Reference tables: CSV files that sets take their members from.

use super::checker::Checker;
use super::sets::{Member, Origin};
use crate::domain::{Country, Date, Eccn, HsCode, Period, Value, nearest, parse_decimal};
use crate::problem::{Code, Label, Problem, Span};
use crate::program::Type;
use crate::semantics::db::{DataFile, Workspace};
use crate::semantics::index::NameId;
use crate::syntax::{Ident, SetSource};
use std::sync::Arc;

/// More bad rows than this in one table are counted, not listed.
const LIMIT_BAD_ROWS: usize = 20;

/// The table of this path.
#[salsa::tracked(returns(copy))]
pub(super) fn table<'db>(db: &'db dyn salsa::Database, workspace: Workspace, path: NameId<'db>) -> Option<DataFile> {
    workspace.tables(db).iter().find(|table| table.path(db) == path.text(db)).copied()
}

/// A table's path as the compiler knows it: relative to the policy folder, without `.` parts; `None` when it leads outside.
#[must_use]
pub(crate) fn table_path(written: &str) -> Option<Arc<str>> {
    let mut parts = Vec::new();
    if written.starts_with('/') || written.contains(['\\', ':', '\0']) {
        return None;
    }
    for part in written.split('/') {
        match part {
            "" | "." => {}
            ".." => return None,
            part => parts.push(part),
        }
    }
    if parts.is_empty() { None } else { Some(parts.join("/").into()) }
}

/// Which columns of a table matter.
struct Columns {
    /// How many columns there are.
    width: usize,
    member: usize,
    filters: Vec<(usize, Vec<Arc<str>>)>,
    from: Option<usize>,
    until: Option<usize>,
}

impl Checker<'_> {
    /// The members that a `from` clause names; `None` when the table cannot be used.
    pub(super) fn table_members(&mut self, source: &SetSource, ty: &Type) -> Option<Vec<Member>> {
        let Some(path) = table_path(&source.path.value) else {
            let message = format!("`{}` is not a path inside the policy folder", source.path.value);
            self.error(
                Code::BadDataPath,
                message,
                source.path.span,
                "leads outside",
                "write the path from the policy folder, with `/`, such as `data/codes.csv`",
            );
            return None;
        };
        let Some(file) = table(self.db, self.workspace, NameId::new(self.db, Arc::clone(&path))) else {
            let message = format!("there is no table `{path}`");
            self.error(
                Code::MissingData,
                message,
                source.path.span,
                "not there, or not readable",
                "the path is taken from the policy folder; check its spelling",
            );
            return None;
        };
        let bytes = file.bytes(self.db);
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(without_mark(bytes));
        let mark = bytes.len() - without_mark(bytes).len();
        let mut record = csv::ByteRecord::new();
        let header = match reader.read_byte_record(&mut record) {
            Ok(true) => record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect(),
            _ => Vec::new(),
        };
        let columns = self.columns(source, &path, &header)?;
        let mut rows = Rows { path, bytes, mark, columns, ty, members: Vec::new(), problems: Vec::new(), more: 0 };
        loop {
            match reader.read_byte_record(&mut record) {
                Ok(true) if runs_to_the_end(&record, reader.position(), rows.bytes) => {
                    rows.bad_row(start_of(&record), "a quotation mark is never closed", "opened here");
                }
                Ok(true) => rows.row(&record),
                Ok(false) => break,
                Err(_) => {
                    rows.bad_row(0, "this table cannot be read as CSV", "here");
                    break;
                }
            }
        }
        self.rows_read(rows)
    }

    fn rows_read(&mut self, rows: Rows<'_>) -> Option<Vec<Member>> {
        let sound = rows.problems.iter().all(|problem| problem.code != Code::BadRow);
        let mut problems = rows.problems;
        if let Some(last) = problems.last_mut().filter(|_| rows.more > 0) {
            last.help = Some(format!(
                "{} ({} more rows of this table are like this)",
                last.help.take().unwrap_or_default(),
                rows.more
            ));
        }
        self.problems.extend(problems);
        sound.then_some(rows.members)
    }

    fn columns(&mut self, source: &SetSource, path: &str, header: &[String]) -> Option<Columns> {
        let member = self.column(&source.column, path, header);
        let filters: Vec<Option<(usize, Vec<Arc<str>>)>> = source
            .filters
            .iter()
            .map(|test| Some((self.column(&test.column, path, header)?, test.values.clone())))
            .collect();
        let mut optional = |column: &Option<Ident>| match column {
            Some(column) => self.column(column, path, header).map(Some),
            None => Some(None),
        };
        let (from, until) = (optional(&source.from), optional(&source.until));
        Some(Columns {
            width: header.len(),
            member: member?,
            filters: filters.into_iter().collect::<Option<_>>()?,
            from: from?,
            until: until?,
        })
    }

    fn column(&mut self, column: &Ident, path: &str, header: &[String]) -> Option<usize> {
        let found = header.iter().position(|name| *name == *column.value);
        if header.iter().filter(|name| **name == *column.value).count() > 1 {
            let message = format!("the table `{path}` has several columns `{}`", column.value);
            let help = "rename the others in the table's first row";
            self.error(Code::MissingColumn, message, column.span, "which of them?", help);
            return None;
        }
        if found.is_none() {
            let help = match nearest(&column.value, header.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if header.is_empty() => "the table is empty: its first row must name the columns".into(),
                None if header.iter().any(|name| name.contains(';')) => {
                    "its columns are separated with `;`: save the table with commas between them".into()
                }
                None => format!("its columns are {}", header.join(", ")),
            };
            self.error(
                Code::MissingColumn,
                format!("the table `{path}` has no column `{}`", column.value),
                column.span,
                "no such column",
                help,
            );
        }
        found
    }
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The rows of a table as they are read.
struct Rows<'t> {
    path: Arc<str>,
    bytes: &'t [u8],
    /// Length of the byte order mark.
    mark: usize,
    columns: Columns,
    ty: &'t Type,
    members: Vec<Member>,
    problems: Vec<Problem>,
    more: usize,
}

impl Rows<'_> {
    fn row(&mut self, record: &csv::ByteRecord) {
        let start = start_of(record);
        let Some(cells) =
            record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::trim)).collect::<Option<Vec<&str>>>()
        else {
            self.bad_row(start, "this row is not UTF-8 text", "not readable");
            return;
        };
        if cells.len() != self.columns.width {
            let message = format!("this row has {} cells, the first row {}", cells.len(), self.columns.width);
            self.bad_row(start, &message, "a cell too many or too few");
            return;
        }
        let cell = |index: usize| cells.get(index).copied();
        let passes = self.columns.filters.iter().all(|(column, values)| {
            cell(*column).is_some_and(|cell| values.iter().any(|value| value.as_ref() == cell))
        });
        if !passes {
            return;
        }
        let text = cell(self.columns.member).unwrap_or_default();
        let from = self.columns.from.map_or(Some(""), cell);
        let until = self.columns.until.map_or(Some(""), cell);
        match (member_value(text, self.ty), day(from), day(until)) {
            (Ok(value), Ok(from), Ok(until)) => self.member(value, Period { from, until }, start, text),
            (Err(_), ..) if text.is_empty() => self.bad_row(
                start,
                &format!("{} is missing in this row", super::types::a_type(self.ty)),
                "an empty cell",
            ),
            (Err(reason), ..) => self.bad_cell(
                start,
                text,
                &format!("`{}` is not {}", shown(text), super::types::a_type(self.ty)),
                &reason,
            ),
            (_, Err(reason), _) => {
                self.bad_cell(start, from.unwrap_or_default(), "the first day in force cannot be read", &reason)
            }
            (_, _, Err(reason)) => {
                self.bad_cell(start, until.unwrap_or_default(), "the last day in force cannot be read", &reason)
            }
        }
    }

    fn member(&mut self, value: Value, period: Period, start: usize, text: &str) {
        let origin = Origin { file: Some(Arc::clone(&self.path)), span: self.cell_span(start, text) };
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

    fn bad_row(&mut self, start: usize, message: &str, label: &str) {
        self.bad_cell(start, "", message, label);
    }

    fn bad_cell(&mut self, start: usize, cell: &str, message: &str, label: &str) {
        if self.problems.len() >= LIMIT_BAD_ROWS {
            self.more += 1;
            return;
        }
        self.problems.push(Problem {
            code: Code::BadRow,
            message: message.to_owned(),
            labels: vec![Label {
                file: Some(Arc::clone(&self.path)),
                span: self.cell_span(start, cell),
                text: label.to_owned(),
            }],
            help: Some(
                "correct the row; a table is used whole or not at all, so that no entry is lost silently".into(),
            ),
        });
    }

    /// The cell in the row that starts at `start`, or the row's whole line.
    fn cell_span(&self, start: usize, cell: &str) -> Span {
        let start = start + self.mark;
        let rest = self.bytes.get(start..).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + skipped;
        let line = rest
            .get(skipped..)
            .unwrap_or_default()
            .split(|byte| matches!(byte, b'\r' | b'\n'))
            .next()
            .unwrap_or_default();
        let at =
            if cell.is_empty() { None } else { line.windows(cell.len()).position(|window| window == cell.as_bytes()) };
        match at {
            Some(at) => Span::new(start + at, start + at + cell.len()),
            None => Span::new(start, start + line.len()),
        }
    }
}

fn start_of(record: &csv::ByteRecord) -> usize {
    record.position().map_or(0, |position| usize::try_from(position.byte()).unwrap_or(usize::MAX))
}

/// Whether the last cell of the last row takes in whole lines without being closed.
fn runs_to_the_end(record: &csv::ByteRecord, after: &csv::Position, bytes: &[u8]) -> bool {
    let at_end = usize::try_from(after.byte()).is_ok_and(|byte| byte >= without_mark(bytes).len());
    let takes_lines = record.iter().next_back().is_some_and(|cell| cell.contains(&b'\n'));
    at_end && takes_lines && !bytes.trim_ascii_end().ends_with(b"\"")
}

fn day(cell: Option<&str>) -> Result<Option<Date>, String> {
    match cell {
        None | Some("") => Ok(None),
        Some(text) => Date::parse(text).map(Some).map_err(|reason| reason.to_string()),
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

#[cfg(test)]
mod tests {
    use super::table_path;

    #[test]
    fn paths_stay_inside_the_policy_folder() {
        assert_eq!(table_path("./data//codes.csv").as_deref(), Some("data/codes.csv"));
        for outside in ["../codes.csv", "/etc/passwd", "data/../../x", "C:\\x.csv", "", "."] {
            assert_eq!(table_path(outside), None, "{outside}");
        }
    }
}
