//! A read order taken apart into facts at paths, as a test gives them.

use super::{Fact, Order};
use crate::program::{Given, GivenFact, Presence, Schema, Step, Type};

/// What an order gives; what it leaves out, or the schema assumes, is not among it. [`super::assemble`] puts it together again.
#[must_use]
pub fn taken_apart(order: &Order) -> Vec<Given> {
    let mut given = Vec::new();
    let mut path = Vec::new();
    fields(&order.fields, &mut path, &mut given);
    given
}

fn fields(facts: &[Fact], path: &mut Vec<Step>, given: &mut Vec<Given>) {
    for (field, fact) in (0_u16..).zip(facts) {
        path.push(Step::Field(field));
        take(fact, path, given);
        path.pop();
    }
}

fn take(fact: &Fact, path: &mut Vec<Step>, given: &mut Vec<Given>) {
    let before = given.len();
    let whole = match fact {
        Fact::Missing if matches!(path.last(), Some(Step::Element(_))) => Some(GivenFact::Unknown),
        Fact::Missing | Fact::None | Fact::Derived | Fact::Scalar { assumed: true, .. } => None,
        Fact::List { assumed: true, .. } => None,
        Fact::Scalar { value, .. } => Some(GivenFact::Value(value.clone())),
        Fact::Record(inner) => {
            fields(inner, path, given);
            (given.len() == before).then_some(GivenFact::Record)
        }
        Fact::List { items, .. } => {
            for (element, item) in (0_u32..).zip(items) {
                path.push(Step::Element(element));
                take(item, path, given);
                path.pop();
            }
            items.is_empty().then_some(GivenFact::List(Vec::new()))
        }
    };
    given.extend(whole.map(|fact| Given { path: path.clone(), fact }));
}

/// The paths of the required fields that the records of an order lack: `lines[1].sku`, each with its type.
#[must_use]
pub fn lacking(schema: &Schema, order: &Order) -> Vec<(String, Type)> {
    let mut lacking = Vec::new();
    if let Some(root) = schema.records.get(schema.root as usize) {
        lacking_in(schema, &root.code.name, &order.fields, "", &mut lacking);
    }
    lacking
}

fn lacking_in(schema: &Schema, record: &str, facts: &[Fact], path: &str, lacking: &mut Vec<(String, Type)>) {
    let Some(record) = schema.record(record) else { return };
    for (field, fact) in record.code.fields.iter().zip(facts) {
        let dot = if path.is_empty() { "" } else { "." };
        let path = format!("{path}{dot}{}", field.name);
        match (fact, &field.ty) {
            (Fact::Missing, ty) if field.presence == Presence::Required => lacking.push((path, ty.clone())),
            (Fact::Record(inner), Type::Record(record)) => lacking_in(schema, record, inner, &path, lacking),
            (Fact::List { items, .. }, Type::List(element)) => {
                let Type::Record(record) = &**element else { continue };
                for (number, item) in (1_usize..).zip(items) {
                    if let Fact::Record(inner) = item {
                        lacking_in(schema, record, inner, &format!("{path}[{number}]"), lacking);
                    }
                }
            }
            _ => {}
        }
    }
}
