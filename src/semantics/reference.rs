//! Reference tables: CSV files that sets take their members from, and decision tables their rows.
//!
//! **Invariant:** a table is used whole or not at all: what cannot be read is reported, never skipped.

use super::db::{DataFile, Workspace};
use super::index::NameId;
use crate::domain::nearest;
use crate::problem::{Code, Label, Problem, Span};
use crate::syntax::{ColumnTest, Ident};
use std::sync::Arc;

/// More bad rows than this in one table are counted, not listed.
pub(super) const LIMIT_BAD_ROWS: usize = 20;

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

/// A table whose heading has been read.
pub(super) struct Reference<'db> {
    pub(super) path: Arc<str>,
    bytes: &'db [u8],
    /// Length of the byte order mark.
    mark: usize,
    pub(super) heading: Vec<String>,
}

/// A row that takes part.
pub(super) struct Line<'r> {
    /// The cells, without the blanks around them.
    pub(super) cells: Vec<&'r str>,
    /// Where the row starts.
    pub(super) start: usize,
}

impl<'r> Line<'r> {
    /// The text of a cell.
    pub(super) fn cell(&self, column: usize) -> &'r str {
        self.cells.get(column).copied().unwrap_or_default()
    }
}

/// A row that cannot be read.
pub(super) struct BadLine {
    pub(super) start: usize,
    pub(super) message: String,
    pub(super) label: &'static str,
}

/// The conditions on the rows that take part: column and values.
pub(super) type Filters = Vec<(usize, Vec<Arc<str>>)>;

impl<'db> Reference<'db> {
    /// The table that a `from` clause names.
    pub(super) fn open(db: &'db dyn salsa::Database, workspace: Workspace, written: &Ident) -> Result<Self, Problem> {
        let Some(path) = table_path(&written.value) else {
            let message = format!("`{}` is not a path inside the policy folder", written.value);
            let problem = Problem::new(Code::BadDataPath, message, written.span, "leads outside");
            return Err(problem.help("write the path from the policy folder, with `/`, such as `data/codes.csv`"));
        };
        let Some(file) = table(db, workspace, NameId::new(db, Arc::clone(&path))) else {
            let message = format!("there is no table `{path}`");
            let problem = Problem::new(Code::MissingData, message, written.span, "not there, or not readable");
            return Err(problem.help("the path is taken from the policy folder; check its spelling"));
        };
        let bytes: &'db [u8] = file.bytes(db);
        let mut reference = Self { path, bytes, mark: bytes.len() - without_mark(bytes).len(), heading: Vec::new() };
        let mut record = csv::ByteRecord::new();
        if matches!(reference.reader().read_byte_record(&mut record), Ok(true)) {
            reference.heading = record.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        }
        Ok(reference)
    }

    fn reader(&self) -> csv::Reader<&'db [u8]> {
        csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(without_mark(self.bytes))
    }

    /// How many bytes it has.
    pub(super) fn length(&self) -> usize {
        self.bytes.len()
    }

    /// The number of the column of this name.
    pub(super) fn column(&self, column: &Ident) -> Result<usize, Problem> {
        let (path, heading) = (&self.path, &self.heading);
        if heading.iter().filter(|name| **name == *column.value).count() > 1 {
            let message = format!("the table `{path}` has several columns `{}`", column.value);
            let problem = Problem::new(Code::MissingColumn, message, column.span, "which of them?");
            return Err(problem.help("rename the others in the table's first row"));
        }
        heading.iter().position(|name| *name == *column.value).ok_or_else(|| {
            let help = match nearest(&column.value, heading.iter().map(String::as_str)) {
                Some(near) => format!("did you mean `{near}`?"),
                None if heading.is_empty() => "the table is empty: its first row must name the columns".into(),
                None if heading.iter().any(|name| name.contains(';')) => {
                    "its columns are separated with `;`: save the table with commas between them".into()
                }
                None => format!("its columns are {}", heading.join(", ")),
            };
            let message = format!("the table `{path}` has no column `{}`", column.value);
            Problem::new(Code::MissingColumn, message, column.span, "no such column").help(help)
        })
    }

    /// The same for a column that need not be named.
    pub(super) fn optional_column(&self, column: Option<&Ident>) -> Result<Option<usize>, Problem> {
        column.map(|column| self.column(column)).transpose()
    }

    /// Which rows take part; and what is wrong with that.
    pub(super) fn filters(&self, tests: &[ColumnTest], problems: &mut Vec<Problem>) -> Option<Filters> {
        let filter = |test: &ColumnTest| match self.column(&test.column) {
            Ok(column) => Some((column, test.values.clone())),
            Err(problem) => {
                problems.push(problem);
                None
            }
        };
        let filters: Vec<Option<(usize, Vec<Arc<str>>)>> = tests.iter().map(filter).collect();
        filters.into_iter().collect()
    }

    /// Calls `visit` on each row below the heading that takes part, or cannot be read.
    pub(super) fn each_line(&self, filters: &Filters, mut visit: impl FnMut(Result<Line<'_>, BadLine>)) {
        let mut reader = self.reader();
        let mut record = csv::ByteRecord::new();
        let mut in_heading = true;
        loop {
            match reader.read_byte_record(&mut record) {
                _ if std::mem::take(&mut in_heading) => {}
                Ok(true) if runs_to_the_end(&record, reader.position(), self.bytes) => {
                    let message = "a quotation mark is never closed".to_owned();
                    visit(Err(BadLine { start: start_of(&record), message, label: "opened here" }));
                }
                Ok(true) => {
                    let line = self.line(&record);
                    let takes_part = |line: &Line<'_>| {
                        filters.iter().all(|(column, values)| values.iter().any(|value| **value == *line.cell(*column)))
                    };
                    if line.as_ref().map_or(true, takes_part) {
                        visit(line);
                    }
                }
                Ok(false) => break,
                Err(_) => {
                    let message = "this table cannot be read as CSV".to_owned();
                    visit(Err(BadLine { start: 0, message, label: "here" }));
                    break;
                }
            }
        }
    }

    fn line<'r>(&self, record: &'r csv::ByteRecord) -> Result<Line<'r>, BadLine> {
        let start = start_of(record);
        let cells = record.iter().map(|cell| std::str::from_utf8(cell).ok().map(str::trim));
        let Some(cells) = cells.collect::<Option<Vec<&str>>>() else {
            let message = "this row is not UTF-8 text".to_owned();
            return Err(BadLine { start, message, label: "not readable" });
        };
        if cells.len() != self.heading.len() {
            let message = format!("this row has {} cells, the first row {}", cells.len(), self.heading.len());
            return Err(BadLine { start, message, label: "a cell too many or too few" });
        }
        Ok(Line { cells, start })
    }

    /// The problem of a row, or of one of its cells.
    pub(super) fn bad_row(&self, start: usize, column: Option<usize>, message: &str, label: &str) -> Problem {
        Problem {
            code: Code::BadRow,
            message: message.to_owned(),
            labels: vec![self.label(self.span(start, column), label)],
            help: Some(
                "correct the row; a table is used whole or not at all, so that no entry is lost silently".into(),
            ),
        }
    }

    /// Points into the table.
    pub(super) fn label(&self, span: Span, text: &str) -> Label {
        Label { file: Some(Arc::clone(&self.path)), span, text: text.to_owned() }
    }

    /// The place of a cell of the row that starts at `start`, or of the row's first line; also where the cell is empty.
    pub(super) fn span(&self, start: usize, column: Option<usize>) -> Span {
        let rest = self.bytes.get(start + self.mark..).unwrap_or_default();
        let skipped = rest.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
        let start = start + self.mark + skipped;
        let rest = rest.get(skipped..).unwrap_or_default();
        match column.and_then(|column| cell(rest, column)).filter(|(from, until)| from < until) {
            Some((from, until)) => Span::new(start + from, start + until),
            None => Span::new(start, start + rest.iter().take_while(|byte| !matches!(byte, b'\r' | b'\n')).count()),
        }
    }
}

/// Where the text of a cell starts and ends, without quotation marks and blanks around it.
fn cell(row: &[u8], column: usize) -> Option<(usize, usize)> {
    let (mut number, mut from, mut quoted) = (0, 0, false);
    let ends = row.iter().chain(b"\n").enumerate().find(|(at, byte)| {
        quoted ^= **byte == b'"';
        let ends = !quoted && matches!(byte, b',' | b'\r' | b'\n');
        if ends && number < column {
            number += 1;
            from = at + 1;
            return **byte != b',';
        }
        ends
    });
    let (until, _) = ends.filter(|_| number == column)?;
    let text = row.get(from..until)?;
    let skipped = text.iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'"')).count();
    let behind = text.iter().rev().take_while(|byte| matches!(byte, b' ' | b'\t' | b'"')).count();
    Some((from + skipped, (until - behind).max(from + skipped)))
}

fn without_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
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

/// Says of the last of these problems how many more rows are like it.
pub(super) fn with_count(problems: &mut [Problem], more: usize, what: &str) {
    if let Some(last) = problems.last_mut().filter(|_| more > 0) {
        let help = last.help.take().unwrap_or_default();
        last.help = Some(format!("{help} ({more} more rows of this {what} are like this)"));
    }
}

#[cfg(test)]
mod tests {
    use super::{cell, table_path};

    #[test]
    fn paths_stay_inside_the_policy_folder() {
        assert_eq!(table_path("./data//codes.csv").as_deref(), Some("data/codes.csv"));
        for outside in ["../codes.csv", "/etc/passwd", "data/../../x", "C:\\x.csv", "", "."] {
            assert_eq!(table_path(outside), None, "{outside}");
        }
    }

    #[test]
    fn a_cell_is_found_by_its_number_not_by_its_text() {
        let row = b"IR, IR ,\"a, \"\"b\"\"\",,IR\r\nnext,row\n";
        let found = |column| cell(row, column).map(|(from, until)| std::str::from_utf8(&row[from..until]).unwrap());
        assert_eq!(found(0), Some("IR"));
        assert_eq!(cell(row, 1), Some((4, 6)));
        assert_eq!(found(2), Some("a, \"\"b"));
        assert_eq!(found(3), Some(""));
        assert_eq!(cell(row, 4), Some((20, 22)));
        assert_eq!(found(5), None);
    }
}
