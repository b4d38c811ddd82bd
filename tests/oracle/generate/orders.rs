//! Partly known orders, as JSON.

use super::schema::{Field, Presence, Schema, Ty, json};
use super::tape::Tape;

pub(crate) fn order(tape: &Tape, schema: &Schema) -> String {
    record(tape, schema, schema.root())
}

fn record(tape: &Tape, schema: &Schema, index: usize) -> String {
    let fields = &schema.records[index].fields;
    let given: Vec<String> = fields.iter().filter_map(|field| field_text(tape, schema, field)).collect();
    format!("{{{}}}", given.join(","))
}

fn field_text(tape: &Tape, schema: &Schema, field: &Field) -> Option<String> {
    let absent = match field.presence {
        Presence::Derived(_) => return None,
        Presence::Required => 0,
        Presence::Plain => 30,
        Presence::Assumed(_) => 50,
    };
    let value = if tape.chance(absent) {
        if tape.chance(70) {
            return None;
        }
        "null".into()
    } else {
        value(tape, schema, &field.ty)
    };
    Some(format!("\"{}\":{value}", field.name))
}

pub(crate) fn value(tape: &Tape, schema: &Schema, ty: &Ty) -> String {
    match ty {
        Ty::Record(index) => record(tape, schema, *index),
        Ty::List(element) => {
            let element = |_| if tape.chance(12) { "null".into() } else { value(tape, schema, element) };
            let elements: Vec<String> = (0..tape.pick(4)).map(element).collect();
            format!("[{}]", elements.join(","))
        }
        scalar => json(tape, scalar),
    }
}
