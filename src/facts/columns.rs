//! What the columns of an order table stand for.

use super::{
    DataProblem, Fact, LIMIT_ELEMENTS,
    layout::{Kind, Layout},
    problem::excerpt,
    scalar::{Scalar, did_you_mean},
};
use crate::domain::Value;
use crate::problem::Code;

/// The columns of a table, resolved against the schema.
#[derive(Debug)]
pub(super) struct Columns<'d> {
    pub(super) columns: Vec<Column<'d>>,
    /// Paths of the lists to which each row adds an element.
    pub(super) lists: Vec<String>,
    /// How many cells a row has.
    pub(super) width: usize,
    /// The cell that holds the order's id.
    pub(super) id: Option<usize>,
}

/// Where a value of a row goes.
#[derive(Debug)]
pub(super) struct Column<'d> {
    pub(super) hops: Vec<Hop>,
    pub(super) scalar: &'d Scalar,
    pub(super) cells: Cells,
}

/// The cells that a value is made of.
#[derive(Clone, Copy, Debug)]
pub(super) enum Cells {
    One(usize),
    Money { amount: usize, currency: usize },
}

/// One step from the order to a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Hop {
    /// Into a field of a record, both by index.
    Field { record: usize, index: usize },
    /// Into an element, from 0.
    Element(usize),
    /// Into the element that the row adds to the list of this number.
    Row(usize),
}

/// What a heading names.
struct Heading<'d> {
    hops: Vec<Hop>,
    scalar: &'d Scalar,
    part: Part,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Part {
    Whole,
    Amount,
    Currency,
}

/// Why a heading is refused: the code, what is expected, advice.
type Refusal = (Code, String, Option<String>);

impl Cells {
    /// Number of the column, from 1; for money, that of the amount.
    pub(super) fn number(self) -> u32 {
        let (Self::One(index) | Self::Money { amount: index, .. }) = self;
        u32::try_from(index).unwrap_or(u32::MAX).saturating_add(1)
    }
}

impl<'d> Columns<'d> {
    /// Reads the headings, or says everything that is wrong with them.
    pub(super) fn resolve(layout: &'d Layout, headings: &[String]) -> Result<Self, Vec<DataProblem>> {
        let mut lists = Vec::new();
        let mut problems = Vec::new();
        let mut known: Vec<(usize, Heading<'d>)> = Vec::new();
        for (index, heading) in headings.iter().enumerate() {
            let resolved = Heading::resolve(layout, heading, &mut lists).and_then(|new| {
                let twice = known.iter().any(|(_, old)| old.hops == new.hops && old.overlaps(&new));
                if twice { Err((Code::DuplicateKey, "each column once".into(), None)) } else { Ok(new) }
            });
            match resolved {
                Ok(resolved) => known.push((index, resolved)),
                Err(refusal) => problems.push(refused(index, heading, refusal)),
            }
        }
        let mut columns = Vec::new();
        for (index, heading) in &known {
            match heading.cells(*index, &known) {
                Some(cells) => columns.extend(cells.map(|cells| Column {
                    hops: heading.hops.clone(),
                    scalar: heading.scalar,
                    cells,
                })),
                None => problems.push(refused(
                    *index,
                    headings.get(*index).map_or("", String::as_str),
                    (Code::BadTable, "both columns of money: its amount and its currency".into(), None),
                )),
            }
        }
        if !problems.is_empty() {
            return Err(problems);
        }
        let id = layout.id().and_then(|id| {
            let path = [Hop::Field { record: layout.root_index(), index: id }];
            known.iter().find(|(_, heading)| heading.hops == path).map(|(index, _)| *index)
        });
        Ok(Self { columns, lists, width: headings.len(), id })
    }
}

impl<'d> Heading<'d> {
    fn resolve(layout: &'d Layout, heading: &str, lists: &mut Vec<String>) -> Result<Self, Refusal> {
        let mut hops = Vec::new();
        let mut record = layout.root_index();
        let mut path = String::new();
        let mut segments = heading.split('.');
        while let Some(segment) = segments.next() {
            let (name, element) = element(segment)?;
            let shape = layout.shape(record);
            let Some((index, slot)) = shape.index(name).and_then(|index| Some((index, shape.slots.get(index)?))) else {
                return Err((
                    Code::UnknownOrderField,
                    "a field that the schema has".into(),
                    did_you_mean(name, shape.givable()),
                ));
            };
            if slot.is_derived() {
                let expected = "no column: the policy works this field out".into();
                return Err((Code::DerivedGiven, expected, Some("remove the column from the table".into())));
            }
            hops.push(Hop::Field { record, index });
            path.extend([if path.is_empty() { "" } else { "." }, name]);
            let kind = match (&slot.kind, element) {
                (Kind::List(kind), element) => {
                    hops.push(list_hop(&hops, element, &path, lists)?);
                    path.extend(element.map(|element| format!("[{element}]")));
                    &**kind
                }
                (_, Some(_)) => return Err(table(format!("`{name}` without a number, as it is no list"))),
                (kind, None) => kind,
            };
            match kind {
                Kind::Record(index) => record = *index,
                Kind::Scalar(scalar) => {
                    let part = part(scalar, segments.next(), segments.next())?;
                    return Ok(Self { hops, scalar, part });
                }
                Kind::List(_) => return Err(table("no list in a list: a table cannot hold one".into())),
            }
        }
        Err(table(format!(
            "a field of `{path}`, such as `{path}.{}`",
            layout.shape(record).givable().next().unwrap_or("…")
        )))
    }

    /// Whether the two, of one path, give the same value.
    fn overlaps(&self, other: &Self) -> bool {
        self.part == other.part || self.part == Part::Whole || other.part == Part::Whole
    }

    /// The cells of its value, `Some(None)` for one that belongs to another heading's; `None` when a part is missing.
    fn cells(&self, index: usize, known: &[(usize, Self)]) -> Option<Option<Cells>> {
        let partner =
            |part| known.iter().find(|(_, other)| other.part == part && other.hops == self.hops).map(|found| found.0);
        match self.part {
            Part::Whole => Some(Some(Cells::One(index))),
            Part::Amount => partner(Part::Currency).map(|currency| Some(Cells::Money { amount: index, currency })),
            Part::Currency => partner(Part::Amount).map(|_| None),
        }
    }
}

/// Splits `parties[1]` into its name and number.
fn element(segment: &str) -> Result<(&str, Option<usize>), Refusal> {
    let Some((name, rest)) = segment.split_once('[') else { return Ok((segment, None)) };
    let number = rest.strip_suffix(']').and_then(|number| number.parse().ok());
    match number {
        Some(number @ 1..=LIMIT_ELEMENTS) => Ok((name, Some(number))),
        _ => {
            let name = excerpt(name);
            Err(table(format!("the number of an element from 1 to {LIMIT_ELEMENTS}, such as `{name}[1]`")))
        }
    }
}

fn list_hop(hops: &[Hop], element: Option<usize>, path: &str, lists: &mut Vec<String>) -> Result<Hop, Refusal> {
    if let Some(element) = element {
        return Ok(Hop::Element(element - 1));
    }
    if hops.iter().any(|hop| matches!(hop, Hop::Row(_))) {
        return Err(table(format!(
            "the number of an element, such as `{path}[1]`: each row adds one to one list only"
        )));
    }
    let number = lists.iter().position(|list| list == path).unwrap_or_else(|| {
        lists.push(path.to_owned());
        lists.len() - 1
    });
    Ok(Hop::Row(number))
}

fn part(scalar: &Scalar, next: Option<&str>, more: Option<&str>) -> Result<Part, Refusal> {
    match (scalar, next, more) {
        (_, None, _) => Ok(Part::Whole),
        (Scalar::Money, Some("amount"), None) => Ok(Part::Amount),
        (Scalar::Money, Some("currency"), None) => Ok(Part::Currency),
        _ => Err((Code::UnknownOrderField, format!("no field of a single value; it is {}", scalar.expected()), None)),
    }
}

fn table(expected: String) -> Refusal {
    (Code::BadTable, expected, None)
}

fn refused(index: usize, heading: &str, (code, expected, help): Refusal) -> DataProblem {
    let column = Cells::One(index).number();
    DataProblem { help, ..DataProblem::at(code, (1, column), heading, expected) }
}

/// Puts a value where a row has it; `None` stands for one that was refused.
///
/// # Errors
/// When an earlier row of the order has another value there.
pub(super) fn put(
    layout: &Layout,
    fact: &mut Fact,
    hops: &[Hop],
    value: Option<Value>,
    started: &mut [bool],
) -> Result<(), ()> {
    let Some((hop, rest)) = hops.split_first() else { return put_value(fact, value) };
    let inner = match *hop {
        Hop::Field { record, index } => {
            if matches!(fact, Fact::Missing) {
                *fact = Fact::Record(layout.shape(record).blank());
            }
            match fact {
                Fact::Record(fields) => fields.get_mut(index),
                _ => None,
            }
        }
        Hop::Element(index) => items(fact).and_then(|items| {
            items.resize(items.len().max(index + 1), Fact::Missing);
            items.get_mut(index)
        }),
        Hop::Row(list) => items(fact).and_then(|items| {
            let is_started = started.get_mut(list)?;
            if !std::mem::replace(is_started, true) {
                items.push(Fact::Missing);
            }
            items.last_mut()
        }),
    };
    inner.map_or(Ok(()), |inner| put(layout, inner, rest, value, started))
}

fn put_value(fact: &mut Fact, value: Option<Value>) -> Result<(), ()> {
    match (&*fact, value) {
        (Fact::Missing, Some(value)) => *fact = Fact::Scalar { value, assumed: false },
        (Fact::Missing, None) => *fact = Fact::None,
        (Fact::Scalar { value: old, .. }, Some(new)) if *old != new => return Err(()),
        _ => (),
    }
    Ok(())
}

fn items(fact: &mut Fact) -> Option<&mut Vec<Fact>> {
    if matches!(fact, Fact::Missing) {
        *fact = Fact::List { items: Vec::new(), assumed: false };
    }
    match fact {
        Fact::List { items, .. } => Some(items),
        _ => None,
    }
}
