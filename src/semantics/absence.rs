//! What the orders of tests give and leave out, field by field.

use super::check::{schema, tested};
use super::db::Workspace;
use super::item::Item;
use crate::facts::{Fact, assemble};
use crate::program::{Linked, Name, Presence, Record, Schema, Type};
use std::sync::Arc;

/// What the order of a test gives, and leaves out; one bit for each field of the schema, in its order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Fields {
    given: Vec<u64>,
    left_out: Vec<u64>,
}

/// A field that an order can lack, and what tests do with it.
pub(super) struct Tally {
    pub(super) record: Name,
    pub(super) field: Name,
    /// How many tests give it.
    pub(super) given: usize,
    /// Whether some test leaves it out.
    pub(super) left_out: bool,
}

/// What a test gives and leaves out; nothing of a test with errors.
#[salsa::tracked]
pub(super) fn fields_of_test<'db>(db: &'db dyn salsa::Database, workspace: Workspace, item: Item<'db>) -> Fields {
    let (Some(schema), Some(case)) = (schema(db, workspace), &tested(db, workspace, item).case) else {
        return Fields::default();
    };
    let order = assemble(schema, &case.title, &case.given);
    let mut fields = Gathering { schema, starts: starts(schema), fields: Fields::default() };
    fields.record(schema.root as usize, Some(&order.fields), 0);
    fields.fields
}

/// Each plain field, with what these tests do with it. O(tests + fields).
pub(super) fn tally<'db>(
    db: &'db dyn salsa::Database,
    workspace: Workspace,
    tests: impl Iterator<Item = Item<'db>>,
) -> Vec<Tally> {
    let tests: Vec<&Fields> = tests.map(|test| fields_of_test(db, workspace, test)).collect();
    if tests.is_empty() {
        return Vec::new();
    }
    let Some(schema) = schema(db, workspace) else { return Vec::new() };
    let mut number = 0;
    let mut tallies = Vec::new();
    for record in &schema.records {
        for field in &record.code.fields {
            if field.presence == Presence::Plain && !is_alone(&record.code) {
                tallies.push(Tally {
                    record: Name::clone(&record.code.name),
                    field: Name::clone(&field.name),
                    given: tests.iter().filter(|fields| is_set(&fields.given, number)).count(),
                    left_out: tests.iter().any(|fields| is_set(&fields.left_out, number)),
                });
            }
            number += 1;
        }
    }
    tallies
}

/// Whether a record has one field only: a test cannot give the record without it.
fn is_alone(record: &Record) -> bool {
    record.fields.iter().filter(|field| !matches!(field.presence, Presence::Derived(_))).count() < 2
}

/// The number of the first field of each record.
fn starts(schema: &Schema) -> Vec<usize> {
    let mut next = 0;
    let start = |record: &Linked<Record>| {
        let start = next;
        next += record.code.fields.len();
        start
    };
    schema.records.iter().map(start).collect()
}

struct Gathering<'s> {
    schema: &'s Arc<Schema>,
    starts: Vec<usize>,
    fields: Fields,
}

impl Gathering<'_> {
    /// The fields of a record; of one that is missing all are left out. Records do not contain themselves.
    fn record(&mut self, index: usize, facts: Option<&[Fact]>, depth: usize) {
        let schema = Arc::clone(self.schema);
        let (Some(record), Some(start)) = (schema.records.get(index), self.starts.get(index).copied()) else { return };
        if depth > schema.records.len() {
            return;
        }
        for (position, field) in record.code.fields.iter().enumerate() {
            let fact = match facts {
                Some(facts) => facts.get(position).unwrap_or(&Fact::Missing),
                None => &Fact::Missing,
            };
            self.fact(start + position, fact, &field.ty, depth);
        }
    }

    fn fact(&mut self, number: usize, fact: &Fact, ty: &Type, depth: usize) {
        match fact {
            Fact::Missing => {
                set(&mut self.fields.left_out, number);
                self.inside(element(ty), &Fact::Missing, depth);
            }
            Fact::Record(_) => {
                set(&mut self.fields.given, number);
                self.inside(ty, fact, depth);
            }
            Fact::List { items, assumed } => {
                if !assumed {
                    set(&mut self.fields.given, number);
                }
                items.iter().for_each(|item| self.inside(element(ty), item, depth));
            }
            Fact::Scalar { assumed: false, .. } => set(&mut self.fields.given, number),
            Fact::Scalar { .. } | Fact::None | Fact::Derived => {}
        }
    }

    fn inside(&mut self, ty: &Type, fact: &Fact, depth: usize) {
        let Type::Record(name) = ty else { return };
        let Some(index) = self.schema.record_index(name) else { return };
        match fact {
            Fact::Record(facts) => self.record(index, Some(facts), depth + 1),
            Fact::Missing => self.record(index, None, depth + 1),
            _ => {}
        }
    }
}

/// What a list holds; anything else itself.
fn element(ty: &Type) -> &Type {
    match ty {
        Type::List(element) => element,
        other => other,
    }
}

fn set(bits: &mut Vec<u64>, number: usize) {
    let word = number / 64;
    if bits.len() <= word {
        bits.resize(word + 1, 0);
    }
    if let Some(word) = bits.get_mut(word) {
        *word |= 1 << (number % 64);
    }
}

fn is_set(bits: &[u64], number: usize) -> bool {
    bits.get(number / 64).is_some_and(|word| word & (1 << (number % 64)) != 0)
}
