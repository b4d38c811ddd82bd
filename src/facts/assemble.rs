//! An order put together from facts at paths, as a test gives them.

use super::{Fact, Order};
use crate::domain::Value;
use crate::program::{Assumption, Given, GivenFact, Name, Presence, Schema, Step, Type};

/// The order of this id that gives these facts. What they leave out is absent; elements before one that is given are unknown.
/// A fact whose path does not fit the schema is left out. O(facts × depth).
#[must_use]
pub fn assemble(schema: &Schema, id: &str, given: &[Given]) -> Order {
    let root = Type::Record(Name::from("order"));
    let mut order = blank(schema, &root);
    for fact in given {
        put(schema, &mut order, &root, &fact.path, &fact.fact);
    }
    let Fact::Record(mut fields) = order else { return Order { id: None, fields: Box::default() } };
    name(schema, &mut fields, id);
    Order { id: Some(id.to_owned()), fields }
}

/// Fills the field `id`, where it holds a text and nothing is given.
fn name(schema: &Schema, fields: &mut [Fact], id: &str) {
    let declared = schema.record("order").map(|record| record.code.fields.as_slice()).unwrap_or_default();
    for (field, fact) in declared.iter().zip(fields) {
        if field.name.as_ref() == "id" && field.ty == Type::Text && *fact == Fact::Missing {
            *fact = Fact::Scalar { value: Value::Text(id.into()), assumed: false };
        }
    }
}

fn put(schema: &Schema, place: &mut Fact, ty: &Type, path: &[Step], fact: &GivenFact) {
    let Some((step, rest)) = path.split_first() else {
        *place = if *fact == GivenFact::Record { blank(schema, ty) } else { given(fact) };
        return;
    };
    if matches!(place, Fact::Missing | Fact::None) {
        *place = blank(schema, ty);
    }
    match (step, place, ty) {
        (Step::Field(index), Fact::Record(fields), Type::Record(record)) => {
            let field = schema.record(record).and_then(|record| record.code.fields.get(usize::from(*index)));
            if let (Some(inner), Some(field)) = (fields.get_mut(usize::from(*index)), field) {
                put(schema, inner, &field.ty, rest, fact);
            }
        }
        (Step::Element(index), Fact::List { items, assumed }, Type::List(element)) => {
            *assumed = false;
            let index = *index as usize;
            if items.len() <= index {
                items.resize(index + 1, Fact::Missing);
            }
            if let Some(inner) = items.get_mut(index) {
                put(schema, inner, element, rest, fact);
            }
        }
        _ => {}
    }
}

/// A record or list of which nothing is given yet.
fn blank(schema: &Schema, ty: &Type) -> Fact {
    match ty {
        Type::Record(name) => {
            let fields = schema.record(name).map(|record| record.code.fields.as_slice()).unwrap_or_default();
            Fact::Record(fields.iter().map(|field| absent(&field.presence, &field.ty)).collect())
        }
        Type::List(_) => Fact::List { items: Vec::new(), assumed: false },
        _ => Fact::Missing,
    }
}

fn absent(presence: &Presence, ty: &Type) -> Fact {
    match (presence, ty) {
        (Presence::Required | Presence::Plain, _) => Fact::Missing,
        (Presence::Derived(_), _) => Fact::Derived,
        (Presence::Assumed(Assumption::Value(value)), _) => Fact::Scalar { value: value.clone(), assumed: true },
        (Presence::Assumed(Assumption::None), Type::List(_)) => Fact::List { items: Vec::new(), assumed: true },
        (Presence::Assumed(Assumption::None), _) => Fact::None,
    }
}

fn given(fact: &GivenFact) -> Fact {
    let scalar = |value: &Value| Fact::Scalar { value: value.clone(), assumed: false };
    match fact {
        GivenFact::Value(value) => scalar(value),
        GivenFact::List(values) => Fact::List { items: values.iter().map(scalar).collect(), assumed: false },
        GivenFact::None => Fact::None,
        GivenFact::Record | GivenFact::Unknown => Fact::Missing,
    }
}
