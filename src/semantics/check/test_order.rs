//! Orders of tests that are taken from a file.

use super::checker::Checker;
use crate::domain::nearest;
use crate::facts::{DataProblem, Decoder, Format, assemble, lacking, orders, taken_apart};
use crate::problem::{Code, Problem, Span};
use crate::program::{Given, Linked, Schema};
use crate::semantics::check::{CheckedItem, checked};
use crate::semantics::db::{DataFile, Workspace};
use crate::semantics::index::NameId;
use crate::semantics::item::items;
use crate::semantics::reference::{table, table_path};
use crate::syntax::{Ident, ItemKind, OrderFile};
use std::sync::Arc;

/// The most problems of one order that are reported at a test.
const LIMIT_PROBLEMS: usize = 10;

/// The records of the policy, not linked: what orders are read by. `None` while one of them is broken.
#[salsa::tracked]
pub(in crate::semantics) fn schema(db: &dyn salsa::Database, workspace: Workspace) -> Option<Arc<Schema>> {
    let mut records = Vec::new();
    for file in workspace.files(db) {
        for item in items(db, *file).items.iter().filter(|item| item.kind(db) == ItemKind::Record) {
            let Some(CheckedItem::Record(record, _)) = &checked(db, workspace, *item).item else { return None };
            records.push(Linked { code: Arc::clone(record), links: Box::default() });
        }
    }
    records.sort_by(|a, b| a.code.name.cmp(&b.code.name));
    let root = records.iter().position(|record| record.code.name.as_ref() == super::names::ROOT)?;
    Some(Arc::new(Schema { records, root: u32::try_from(root).ok()? }))
}

impl Checker<'_> {
    /// What the order of a file gives, with `further` facts in place of its own. `None` when it cannot be used.
    pub(super) fn taken(&mut self, from: &OrderFile, further: Vec<Given>, title: &str) -> Option<Vec<Given>> {
        let Some(path) = table_path(&from.path.value) else {
            let message = format!("`{}` is not a path inside the policy folder", from.path.value);
            let help = "write the path from the policy folder, with `/`, such as `examples/orders.ndjson`";
            self.error(Code::MissingOrders, message, from.path.span, "leads outside", help);
            return None;
        };
        let Some(file) = table(self.db, self.workspace, NameId::new(self.db, Arc::clone(&path))) else {
            let message = format!("there is no file of orders `{path}`");
            let help = "the path is taken from the policy folder; check its spelling";
            self.error(Code::MissingOrders, message, from.path.span, "not there, or not readable", help);
            return None;
        };
        let schema = schema(self.db, self.workspace).as_ref()?;
        let base = self.found(from, &path, file, schema)?;
        let overlaps =
            |one: &Given, other: &Given| one.path.starts_with(&other.path) || other.path.starts_with(&one.path);
        let mut given = base;
        given.retain(|fact| !further.iter().any(|other| overlaps(fact, other)));
        given.extend(further);
        self.lacks_nothing(schema, &given, title, from.path.span);
        Some(given)
    }

    /// What the order that is asked for gives.
    fn found(&mut self, from: &OrderFile, path: &Arc<str>, file: DataFile, schema: &Schema) -> Option<Vec<Given>> {
        let decoder = Decoder::of(schema);
        let bytes = file.bytes(self.db);
        let wanted = |id: Option<&str>| from.id.as_ref().is_none_or(|wanted| id == Some(&wanted.value));
        let (mut found, mut ids) = (None, Vec::new());
        for read in orders(&**bytes, Format::of(path), &decoder) {
            match read {
                Ok(order) if wanted(order.id.as_deref()) => {
                    if found.is_some() {
                        self.several(from, path);
                        return None;
                    }
                    found = Some(taken_apart(&order));
                    // Ids are unique in what is screened; the first is taken.
                    if from.id.is_some() {
                        break;
                    }
                }
                Ok(order) => ids.extend(order.id),
                Err(problems) if wanted(problems.iter().find_map(|problem| problem.order.as_deref())) => {
                    self.unreadable(from, path, bytes, &problems);
                    return None;
                }
                Err(problems) => ids.extend(problems.into_iter().find_map(|problem| problem.order)),
            }
        }
        if found.is_none() {
            self.not_there(from, path, &ids);
        }
        found
    }

    fn several(&mut self, from: &OrderFile, path: &str) {
        let message = format!("`{path}` holds several orders, and it is not said which is meant");
        self.error(
            Code::NoSuchOrder,
            message,
            from.path.span,
            "several orders",
            "name one: `id \"…\"` behind the path",
        );
    }

    fn not_there(&mut self, from: &OrderFile, path: &str, ids: &[String]) {
        let Some(Ident { value, span }) = &from.id else {
            let message = format!("`{path}` holds no order");
            let help = "name a file of orders in JSON, NDJSON or CSV";
            self.error(Code::NoSuchOrder, message, from.path.span, "no order in it", help);
            return;
        };
        let help = match nearest(value, ids.iter().map(String::as_str)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => "an order is known by its field `id`".to_owned(),
        };
        let message = format!("`{path}` holds no order `{value}`");
        self.error(Code::NoSuchOrder, message, *span, "not in the file", help);
    }

    fn unreadable(&mut self, from: &OrderFile, path: &Arc<str>, bytes: &[u8], problems: &[DataProblem]) {
        let span = from.id.as_ref().map_or(from.path.span, |id| id.span);
        for problem in problems.iter().take(LIMIT_PROBLEMS) {
            let message = format!("the order in `{path}` cannot be read: {problem}");
            let mut found = Problem::new(Code::UnreadableOrder, message, span, "taken from there");
            if Format::of(path) != Format::Csv {
                found = found.also_in(Arc::clone(path), place_in(bytes, problem), "here");
            }
            let help = problem.help.clone();
            self.report(
                found.help(help.unwrap_or_else(|| "correct the order; `interdict screen` reports the same".into())),
            );
        }
    }

    /// Reports the required fields of records that only the test brings in.
    fn lacks_nothing(&mut self, schema: &Schema, given: &[Given], title: &str, span: Span) {
        let lacking = lacking(schema, &assemble(schema, title, given));
        if let Some((first, _)) = lacking.first() {
            let all: Vec<String> = lacking.iter().map(|(path, _)| format!("`{path}`")).collect();
            let message = format!("the order of `{title}` lacks {}, required", all.join(", "));
            let help = format!("give what is missing: `{first} = …`");
            self.error(Code::LacksRequired, message, span, format!("{} missing", all.join(", ")), help);
        }
    }
}

/// The byte at a line and column of an input.
fn place_in(bytes: &[u8], problem: &DataProblem) -> Span {
    let text = String::from_utf8_lossy(bytes);
    let before = (problem.line as usize).saturating_sub(1);
    let line_start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let line = text.get(line_start..).unwrap_or_default();
    let column = line.char_indices().nth((problem.column as usize).saturating_sub(1)).map_or(0, |(at, _)| at);
    Span::new(line_start + column, line_start + column + 1)
}
