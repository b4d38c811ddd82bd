//! Reading orders from a table in CSV: a heading of field paths, and one row for each line of an order.

use super::{
    DataProblem, Decoder, Fact, LIMIT_COLUMNS, LIMIT_ELEMENTS, LIMIT_ORDER_BYTES, LIMIT_PROBLEMS, Order,
    columns::{Cells, Column, Columns, Hop, put},
    finished::Finished,
    layout::{Kind, Layout, Slot},
    path::{Step, rendered},
    scalar::Refusal,
    stream::unreadable,
};
use crate::problem::Code;
use csv::ByteRecord;
use std::{
    borrow::Cow,
    io::{self, Read},
};

/// The orders of a table, one at a time.
///
/// The first row names the fields: `id`, `ship_to.country`, `lines.hs`, `parties[1].name`. Rows that follow each other with the
/// same `id` are one order. A list named without a number gets one element from each row that has any of its cells; other values
/// stand in the order's first row, and may be repeated. Money is one column (`USD 12.50`), or two (`price.amount`,
/// `price.currency`). An empty cell is absent.
///
/// Rows of one `id` that do not follow each other would be two orders, each with a part of the lines: the second is refused. For
/// that, the ids of at least the last [`LIMIT_IDS`](super::LIMIT_IDS) orders are remembered, in 64 bits each. Beside them it holds
/// one order in memory.
#[derive(Debug)]
pub struct Table<'d, R> {
    layout: &'d Layout,
    reader: csv::Reader<Limited<R>>,
    columns: Option<Columns<'d>>,
    /// The row after the last order, or why there is none.
    ahead: Option<Result<Row, DataProblem>>,
    finished: Finished,
    ended: bool,
}

#[derive(Debug)]
struct Row {
    cells: ByteRecord,
    line: u32,
}

impl<'d, R: Read> Table<'d, R> {
    /// The orders of a table. Reads nothing yet.
    pub fn new(reader: R, decoder: &'d Decoder) -> Self {
        let limited = Limited { reader, left: LIMIT_ORDER_BYTES };
        let reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(limited);
        Self {
            layout: decoder.layout(),
            reader,
            columns: None,
            ahead: None,
            finished: Finished::default(),
            ended: false,
        }
    }

    fn heading(&mut self) -> Result<Columns<'d>, Vec<DataProblem>> {
        let row = match self.row() {
            Some(row) => row.map_err(|problem| vec![problem])?,
            None => return Err(vec![DataProblem::at(Code::BadTable, (1, 1), "", "a heading that names the fields")]),
        };
        if row.cells.len() > LIMIT_COLUMNS {
            let found = format!("{} columns", row.cells.len());
            let expected = format!("at most {LIMIT_COLUMNS} columns");
            return Err(vec![DataProblem::at(Code::OrderTooLarge, (1, 1), &found, expected)]);
        }
        let headings: Vec<String> =
            row.cells.iter().map(|cell| String::from_utf8_lossy(cell).trim().to_owned()).collect();
        Columns::resolve(self.layout, &headings)
    }

    fn row(&mut self) -> Option<Result<Row, DataProblem>> {
        self.reader.get_mut().left = LIMIT_ORDER_BYTES;
        let mut cells = ByteRecord::new();
        let read = self.reader.read_byte_record(&mut cells);
        let line = |position: Option<&csv::Position>| {
            position.map_or(1, |position| u32::try_from(position.line()).unwrap_or(u32::MAX))
        };
        match read {
            Ok(false) => None,
            Ok(true) => Some(Ok(Row { line: line(cells.position()), cells })),
            Err(error) => {
                let place = (line(Some(self.reader.position())), 1);
                Some(Err(if self.reader.get_ref().left == 0 {
                    let expected = format!("a row of at most {} MiB", LIMIT_ORDER_BYTES >> 20);
                    DataProblem::at(Code::OrderTooLarge, place, "", expected)
                        .help("look for a quote that is not closed")
                } else {
                    unreadable(place, &io::Error::other(error))
                }))
            }
        }
    }
}

impl<R: Read> Iterator for Table<'_, R> {
    type Item = Result<Order, Vec<DataProblem>>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let columns = match self.columns.take().map_or_else(|| self.heading(), Ok) {
            Ok(columns) => columns,
            Err(problems) => {
                self.ended = true;
                return Some(Err(problems));
            }
        };
        let first = match self.ahead.take().or_else(|| self.row()) {
            Some(Ok(row)) => row,
            end => {
                self.ended = true;
                return end.and_then(Result::err).map(|problem| Err(vec![problem]));
            }
        };
        let mut order = Gathering::new(self.layout, &columns, first.line);
        let id = first.id(&columns);
        if id.is_some_and(|id| self.finished.contains(id)) {
            order.comes_back(&first);
        }
        order.add(&first);
        self.ahead = self.row();
        while let Some(Ok(row)) = &self.ahead
            && id.is_some()
            && row.id(&columns) == id
        {
            order.add(row);
            self.ahead = self.row();
        }
        id.into_iter().for_each(|id| self.finished.add(id));
        let order = order.finish();
        if self.ahead.is_none() {
            self.ended = true;
        }
        self.columns = Some(columns);
        Some(order)
    }
}

impl Row {
    fn id(&self, columns: &Columns<'_>) -> Option<&[u8]> {
        self.cells.get(columns.id?).map(<[u8]>::trim_ascii).filter(|id| !id.is_empty())
    }

    /// The text of a value, `None` where its cells are empty; of money in two cells, as one.
    fn text(&self, cells: Cells) -> Result<Option<Cow<'_, str>>, std::str::Utf8Error> {
        let cell = |index| std::str::from_utf8(self.cells.get(index).unwrap_or_default()).map(str::trim);
        let text = match cells {
            Cells::One(index) => Cow::Borrowed(cell(index)?),
            Cells::Money { amount, currency } => match (cell(amount)?, cell(currency)?) {
                ("", "") => Cow::Borrowed(""),
                (amount, currency) => Cow::Owned(format!("{currency} {amount}")),
            },
        };
        Ok(Some(text).filter(|text| !text.is_empty()))
    }
}

/// An order being put together from its rows.
struct Gathering<'t, 'd> {
    layout: &'d Layout,
    columns: &'t Columns<'d>,
    root: Fact,
    line: u32,
    rows: usize,
    /// Whether the row at hand has added its element, for each list of [`Columns::lists`].
    started: Vec<bool>,
    /// The lines that the elements come from, for each of those lists.
    elements: Vec<Vec<u32>>,
    /// Whether cells could not be read at all, so that what is missing cannot be told.
    lost: bool,
    problems: Vec<DataProblem>,
}

impl<'t, 'd> Gathering<'t, 'd> {
    fn new(layout: &'d Layout, columns: &'t Columns<'d>, line: u32) -> Self {
        let lists = columns.lists.len();
        Self {
            layout,
            columns,
            root: Fact::Record(layout.root().blank()),
            line,
            rows: 0,
            started: vec![false; lists],
            elements: vec![Vec::new(); lists],
            lost: false,
            problems: Vec::new(),
        }
    }

    /// Reports that rows with this id have been read as an order before.
    fn comes_back(&mut self, row: &Row) {
        let place = (row.line, self.columns.id.map_or(1, |id| Cells::One(id).number()));
        let id = String::from_utf8_lossy(row.id(self.columns).unwrap_or_default()).into_owned();
        let problem = DataProblem::at(Code::DuplicateOrder, place, &id, "all rows of one order together").on("id");
        self.report(
            problem.help(
                "sort the table by `id`: rows with this id came before, and were judged as an order without these",
            ),
        );
    }

    fn add(&mut self, row: &Row) {
        self.rows += 1;
        let width = self.columns.width;
        if self.rows > LIMIT_ELEMENTS {
            if self.rows == LIMIT_ELEMENTS + 1 {
                let expected = format!("at most {LIMIT_ELEMENTS} rows of one order");
                self.problems.push(DataProblem::at(Code::OrderTooLarge, (row.line, 1), "", expected));
            }
        } else if row.cells.len() == width {
            self.started.fill(false);
            self.columns.columns.iter().for_each(|column| self.add_value(row, column));
        } else {
            let found = format!("{} cells", row.cells.len());
            let expected = format!("{width} cells, as in the heading");
            self.lost = true;
            self.report(DataProblem::at(Code::BadTable, (row.line, 1), &found, expected));
        }
    }

    fn add_value(&mut self, row: &Row, column: &Column<'d>) {
        let place = (row.line, column.cells.number());
        let text = match row.text(column.cells) {
            Ok(None) => return,
            Ok(Some(text)) => text,
            Err(_) => {
                self.lost = true;
                return self.report(DataProblem::at(Code::BadTable, place, "other bytes", "text in UTF-8"));
            }
        };
        let (value, refusal) = match column.scalar.read_cell(&text) {
            Ok(value) => (Some(value), None),
            Err(Refusal::Shape(help)) => (None, Some((Code::WrongShape, help.map(str::to_owned)))),
            Err(Refusal::Value(help)) => (None, Some((Code::BadValue, help))),
        };
        let put = put(self.layout, &mut self.root, &column.hops, value, &mut self.started);
        self.note_elements(&column.hops, row.line);
        if let Some((code, help)) = refusal {
            let problem = DataProblem::at(code, place, &text, column.scalar.expected()).on(self.path(&column.hops));
            self.report(DataProblem { help, ..problem });
        } else if put.is_err() {
            let expected = "the same value in every row of an order, or an empty cell";
            self.report(DataProblem::at(Code::BadTable, place, &text, expected).on(self.path(&column.hops)));
        }
    }

    /// Remembers the line of an element that was just added.
    fn note_elements(&mut self, hops: &[Hop], line: u32) {
        for hop in hops {
            if let Hop::Row(list) = hop
                && let Some(lines) = self.elements.get_mut(*list)
                && lines.last() != Some(&line)
            {
                lines.push(line);
            }
        }
    }

    fn path(&self, hops: &[Hop]) -> String {
        rendered(hops.iter().filter_map(|hop| {
            Some(match hop {
                Hop::Field { record, index } => Step::Field(&self.layout.shape(*record).slots.get(*index)?.name),
                Hop::Element(index) => Step::Element(*index),
                Hop::Row(list) => Step::Element(self.elements.get(*list)?.len().saturating_sub(1)),
            })
        }))
    }

    fn report(&mut self, problem: DataProblem) {
        if self.problems.len() < LIMIT_PROBLEMS {
            self.problems.push(problem);
        }
    }

    fn finish(mut self) -> Result<Order, Vec<DataProblem>> {
        let mut root = std::mem::replace(&mut self.root, Fact::Missing);
        let mut path = Vec::new();
        complete(self.layout, &Kind::Record(self.layout.root_index()), &mut root, &mut path, &mut |record, slot| {
            if self.lost {
                return;
            }
            let path = rendered(record.iter().copied().chain([Step::Field(&slot.name)]));
            let place = (self.element_line(record), 1);
            let problem = DataProblem::at(Code::RequiredMissing, place, "", slot.kind.expected()).on(path);
            self.report(problem.help("the policy requires this field, and the order lacks it"));
        });
        let Fact::Record(fields) = root else { return Err(self.problems) };
        let id = self.layout.id().and_then(|id| fields.get(id)).and_then(|fact| self.layout.id_text(fact));
        if self.problems.is_empty() {
            return Ok(Order { id, fields });
        }
        self.problems.iter_mut().for_each(|problem| problem.order.clone_from(&id));
        Err(self.problems)
    }

    /// The line that a record comes from: that of its row, or the order's first.
    fn element_line(&self, record: &[Step<'_>]) -> u32 {
        let of_element = record.iter().enumerate().find_map(|(at, step)| {
            let Step::Element(index) = step else { return None };
            let list = rendered(record.iter().copied().take(at));
            let number = self.columns.lists.iter().position(|known| *known == list)?;
            self.elements.get(number)?.get(*index).copied()
        });
        of_element.unwrap_or(self.line)
    }
}

/// Puts in what is assumed and derived everywhere, and calls `refuse` with the record's path for each field required but missing.
fn complete<'d>(
    layout: &'d Layout,
    kind: &Kind,
    fact: &mut Fact,
    path: &mut Vec<Step<'d>>,
    refuse: &mut dyn FnMut(&[Step<'d>], &'d Slot),
) {
    match (kind, fact) {
        (Kind::Record(index), Fact::Record(fields)) => {
            let shape = layout.shape(*index);
            for (slot, field) in shape.slots.iter().zip(fields.iter_mut()) {
                path.push(Step::Field(&slot.name));
                complete(layout, &slot.kind, field, path, refuse);
                path.pop();
            }
            shape.complete(fields, |slot| refuse(path, slot));
        }
        (Kind::List(element), Fact::List { items, .. }) => {
            for (index, item) in items.iter_mut().enumerate() {
                path.push(Step::Element(index));
                complete(layout, element, item, path, refuse);
                path.pop();
            }
        }
        _ => (),
    }
}

/// A reader that fails when a row never ends.
#[derive(Debug)]
struct Limited<R> {
    reader: R,
    /// How many bytes may still be read for this row.
    left: usize,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.left == 0 {
            return Err(io::Error::other("a row is too long"));
        }
        let room = buffer.len().min(self.left);
        let count = self.reader.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.left -= count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::{decoder, fact, given, places};
    use super::*;

    type Items = Vec<Result<Order, Vec<DataProblem>>>;

    fn items(csv: impl AsRef<[u8]>) -> Items {
        Table::new(csv.as_ref(), &decoder()).collect()
    }

    fn problems(csv: impl AsRef<[u8]>) -> Vec<String> {
        items(csv).into_iter().filter_map(Result::err).flat_map(|problems| places(&problems)).collect()
    }

    #[test]
    fn rows_with_one_id_are_one_order() {
        let csv = "id,date,ship_to.country,lines.sku,lines.hs,lines.price.currency,lines.price.amount,route[1]\n\
                   A,2023-06-20,IR,X,8542.31,USD,12.50,DE\n\
                   A,,,Y,,,,\n\
                   \n\
                   B,2023-06-21,DE,Z,,,,\n";
        let orders: Vec<Order> = items(csv).into_iter().map(Result::unwrap).collect();
        assert_eq!(orders.iter().map(|order| order.id.as_deref()).collect::<Vec<_>>(), [Some("A"), Some("B")]);
        let values = [vec![1], vec![3, 0], vec![4, 0, 0], vec![4, 0, 1], vec![4, 0, 4], vec![4, 1, 0], vec![5, 0]];
        let words = values.map(|path| given(&orders[0], &path));
        assert_eq!(words, ["2023-06-20", "IR", "X", "8542.31", "USD 12.50", "Y", "DE"]);
        assert_eq!(fact(&orders[0], &[4, 1, 1]), &Fact::Missing);
        assert_eq!(fact(&orders[0], &[6]), &Fact::None);
        assert_eq!(fact(&orders[1], &[5]), &Fact::Missing);
    }

    #[test]
    fn a_byte_order_mark_and_quotes_are_understood() {
        let csv = "\u{feff}id,date,lines.sku\r\n\"A\",2023-06-20,\"X,\n1\"\r\nB,2023-06-20,Y\r\n";
        let orders: Vec<Order> = items(csv).into_iter().map(Result::unwrap).collect();
        assert_eq!(given(&orders[0], &[4, 0, 0]), "X,\n1");
        assert_eq!(orders[1].id.as_deref(), Some("B"));
    }

    #[test]
    fn a_wrong_cell_costs_its_order_only() {
        let csv = "id,date,lines.sku,lines.hs\nA,2023-06-20,X,85423\nA,,,8542\nB,2023-06-20,Y,\nC,June,Z,\n";
        assert_eq!(problems(csv), ["D006 lines[1].hs 2:4", "D004 lines[2].sku 3:1", "D006 date 5:2"]);
        assert_eq!(items(csv).iter().filter(|item| item.is_ok()).count(), 1);
    }

    #[test]
    fn headings_are_checked_before_any_row() {
        let csv = "id,dat,value,lines.sku,lines.sku,ship_to,lines[0].hs,id[1],lines.price.amount,id.x,lines.origins\nA,,,,,,,,,,\n";
        assert_eq!(
            problems(csv),
            [
                "D003 1:2",
                "D008 1:3",
                "D005 1:5",
                "D009 1:6",
                "D009 1:7",
                "D009 1:8",
                "D003 1:10",
                "D009 1:11",
                "D009 1:9"
            ]
        );
        assert_eq!(problems(""), ["D009 1:1"]);
    }

    #[test]
    fn a_row_of_another_width_or_with_another_value_is_d009() {
        let csv = "id,date,lines.sku\nA,2023-06-20,X\nA,2023-06-21,Y\nB,2023-06-20\nC,2023-06-20,Z\n";
        assert_eq!(problems(csv), ["D009 date 3:2", "D009 4:1"]);
    }

    #[test]
    fn an_id_that_comes_back_is_d010() {
        let csv = "date,id,lines.sku\n2023-06-20,A,X\n2023-06-20,B,X\n2023-06-20,A,Y\n,A,Z\n2023-06-20,C,X\n";
        assert_eq!(problems(csv), ["D010 id 4:2"]);
        assert_eq!(items(csv).iter().filter(|item| item.is_ok()).count(), 3);
        let refused = items(csv).into_iter().find_map(Result::err).unwrap();
        assert_eq!(refused[0].order.as_deref(), Some("A"));
    }

    #[test]
    fn orders_without_an_id_never_come_back() {
        assert_eq!(problems("id,date,lines.sku\n,2023-06-20,X\n,2023-06-20,X\n"), ["D004 id 2:1", "D004 id 3:1"]);
    }

    #[test]
    fn a_cell_that_is_not_utf8_is_d009() {
        assert_eq!(problems(b"id,date,lines.sku\nA,2023-06-20,caf\xE9\n"), ["D009 2:3"]);
    }

    #[test]
    fn an_order_without_end_is_d007() {
        let rows = "A,2023-06-20,X\n".repeat(LIMIT_ELEMENTS + 2);
        assert_eq!(problems(format!("id,date,lines.sku\n{rows}")), ["D007 10002:1"]);
        assert_eq!(problems(",".repeat(LIMIT_COLUMNS)), ["D007 1:1"]);
        let open = format!("id,date,lines.sku\nA,2023-06-20,\"{}", "x".repeat(LIMIT_ORDER_BYTES + 10_000));
        assert_eq!(problems(open), ["D007 2:1"]);
    }
}
