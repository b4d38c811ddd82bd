//! Orders changed: with more facts, and with their lists turned round.

use super::orders::value;
use super::schema::{Presence, Schema, Ty};
use super::tape::Tape;
use interdict::eval::Step;
use serde_json::{Map, Value};

/// The order with facts where none are given, wherever `may_fill` grants it.
pub(crate) fn filled(tape: &Tape, schema: &Schema, json: &str, may_fill: impl Fn(&[Step]) -> bool) -> String {
    let mut order = parsed(json);
    let filler = Filler { tape, schema, may_fill };
    filler.fill(&Ty::Record(schema.root()), &mut order, &mut Vec::new());
    written(&order)
}

/// The order with all its lists turned round.
pub(crate) fn reversed(json: &str) -> String {
    let mut order = parsed(json);
    turn(&mut order);
    written(&order)
}

/// A number that is not exact in binary, and what stands for it meanwhile.
const LARGE: (&str, &str) = ("9999999999999999999999999999", "\"the large number\"");

fn parsed(json: &str) -> Value {
    serde_json::from_str(&json.replace(LARGE.0, LARGE.1)).unwrap()
}

fn written(order: &Value) -> String {
    order.to_string().replace(LARGE.1, LARGE.0)
}

fn turn(value: &mut Value) {
    match value {
        Value::Array(items) => {
            items.reverse();
            items.iter_mut().for_each(turn);
        }
        Value::Object(fields) => fields.values_mut().for_each(turn),
        _ => (),
    }
}

struct Filler<'f, M> {
    tape: &'f Tape<'f>,
    schema: &'f Schema,
    may_fill: M,
}

impl<M: Fn(&[Step]) -> bool> Filler<'_, M> {
    fn fill(&self, ty: &Ty, json: &mut Value, path: &mut Vec<Step>) {
        match (ty, json) {
            (_, json @ Value::Null) if (self.may_fill)(path) => *json = parsed(&value(self.tape, self.schema, ty)),
            (Ty::List(element), Value::Array(items)) => {
                for (index, item) in (0_u32..).zip(items) {
                    path.push(Step::Element(index));
                    self.fill(element, item, path);
                    path.pop();
                }
            }
            (Ty::Record(record), Value::Object(fields)) => self.fill_fields(*record, fields, path),
            _ => (),
        }
    }

    fn fill_fields(&self, record: usize, fields: &mut Map<String, Value>, path: &mut Vec<Step>) {
        for (index, field) in (0_u16..).zip(&self.schema.records[record].fields) {
            let is_given = fields.get(&field.name).is_some_and(|value| !value.is_null());
            // What is assumed, or worked out, is not missing.
            if is_given || field.presence == Presence::Plain {
                path.push(Step::Field(index));
                self.fill(&field.ty, fields.entry(&field.name).or_insert(Value::Null), path);
                path.pop();
            }
        }
    }
}
