//! A small schema for the tests of this room.

use super::{DataProblem, Decoder, Fact, Order};
use crate::domain::Value;
use crate::program::{Assumption, Code, Expr, Field, Linked, Outcomes, Presence, Program, Record, Schema, Type};
use std::sync::Arc;

pub(super) fn decoder() -> Decoder {
    Decoder::new(Arc::new(program()))
}

pub(super) fn schema() -> Schema {
    program().schema
}

fn program() -> Program {
    let kinds = Type::OneOf(["business".into(), "residence".into()].into());
    let code = Code { expr: Expr::Literal(Value::YesNo(true)), refs: Vec::new(), locals: 1, ty: Type::Money };
    let none = || Presence::Assumed(Assumption::None);
    let list = |ty| Type::List(Box::new(ty));
    let record = |name: &str| Type::Record(name.into());
    let records = vec![
        shape("address", [("country", Type::Country, Presence::Plain), ("kind", kinds, Presence::Plain)]),
        shape("licence", [("number", Type::Text, Presence::Required)]),
        shape(
            "line",
            [
                ("sku", Type::Text, Presence::Required),
                ("hs", Type::HsCode, Presence::Plain),
                ("eccn", Type::Eccn, Presence::Plain),
                ("quantity", Type::Number, Presence::Plain),
                ("price", Type::Money, Presence::Plain),
                ("origins", list(Type::Country), Presence::Plain),
            ],
        ),
        shape(
            "order",
            [
                ("id", Type::Text, Presence::Required),
                ("date", Type::Date, Presence::Required),
                ("value", Type::Money, Presence::Derived(Arc::new(code))),
                ("ship_to", record("address"), Presence::Plain),
                ("lines", list(record("line")), Presence::Required),
                ("route", list(Type::Country), Presence::Plain),
                ("licence", record("licence"), none()),
                ("holds", list(Type::Text), none()),
                ("express", Type::YesNo, Presence::Assumed(Assumption::Value(Value::YesNo(false)))),
                ("margin", Type::Percent, Presence::Plain),
                ("lead", Type::Duration, Presence::Plain),
            ],
        ),
    ];
    Program {
        schema: Schema { records, root: 3 },
        outcomes: Outcomes { ranks: Vec::new(), undetermined_counts_as: 0 },
        authorities: Vec::new(),
        policies: Vec::new(),
        sets: Vec::new(),
        defines: Vec::new(),
        rules: Vec::new(),
    }
}

fn shape<const N: usize>(name: &str, fields: [(&str, Type, Presence); N]) -> Linked<Record> {
    let fields = fields.into_iter().map(|(name, ty, presence)| Field { name: name.into(), ty, presence, asks: None });
    Linked { code: Arc::new(Record { name: name.into(), fields: fields.collect() }), links: [].into() }
}

/// The fact at a path of field indices and element numbers.
pub(super) fn fact<'o>(order: &'o Order, path: &[usize]) -> &'o Fact {
    let (first, rest) = path.split_first().unwrap();
    rest.iter().fold(&order.fields[*first], |fact, index| match fact {
        Fact::Record(fields) => &fields[*index],
        Fact::List { items, .. } => &items[*index],
        other => panic!("nothing in {other:?}"),
    })
}

/// A value that was given, in words.
pub(super) fn given(order: &Order, path: &[usize]) -> String {
    match fact(order, path) {
        Fact::Scalar { value, assumed: false } => value.to_string(),
        other => format!("{other:?}"),
    }
}

/// Each problem as `D006 lines[1].hs 3:7`.
pub(super) fn places(problems: &[DataProblem]) -> Vec<String> {
    let place = |problem: &DataProblem| {
        format!("{} {} {}:{}", problem.code, problem.path, problem.line, problem.column).replace("  ", " ")
    };
    problems.iter().map(place).collect()
}
