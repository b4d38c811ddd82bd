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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Date, HsCode};
    use crate::facts::sample::{decoder, fact, schema};

    const DATE: u16 = 1;
    const SHIP_TO: u16 = 3;
    const LINES: u16 = 4;
    const ROUTE: u16 = 5;
    const LICENCE: u16 = 6;

    fn at<const N: usize>(path: [Step; N], fact: GivenFact) -> Given {
        Given { path: path.into(), fact }
    }

    fn date() -> Given {
        let date = Date::parse("2023-06-20").unwrap();
        at([Step::Field(DATE)], GivenFact::Value(Value::Date(date)))
    }

    fn text(text: &str) -> GivenFact {
        GivenFact::Value(Value::Text(text.into()))
    }

    fn assembled(facts: &[Given]) -> Order {
        assemble(&schema(), "A", facts)
    }

    #[test]
    fn an_order_that_is_put_together_is_the_one_that_is_read() {
        let line = |field| [Step::Field(LINES), Step::Element(0), Step::Field(field)];
        let country = |code: &str| Value::Country(crate::domain::Country::parse(code).unwrap());
        let put_together = assembled(&[
            date(),
            at([Step::Field(SHIP_TO), Step::Field(0)], GivenFact::Value(country("IR"))),
            at(line(0), text("X")),
            at(line(1), GivenFact::Value(Value::HsCode(HsCode::parse("8542.31").unwrap()))),
            at([Step::Field(ROUTE)], GivenFact::List(vec![country("DE"), country("TR")])),
        ]);
        let json = r#"{"id": "A", "date": "2023-06-20", "ship_to": {"country": "IR"},
            "lines": [{"sku": "X", "hs": "8542.31"}], "route": ["DE", "TR"]}"#;
        assert_eq!(decoder().decode(json.as_bytes()), Ok(put_together));
    }

    #[test]
    fn the_title_is_the_id_unless_one_is_given() {
        let id = |order: &Order| fact(order, &[0]).clone();
        let scalar = |text: &str| Fact::Scalar { value: Value::Text(text.into()), assumed: false };
        assert_eq!(id(&assembled(&[])), scalar("A"));
        assert_eq!(id(&assembled(&[at([Step::Field(0)], text("B"))])), scalar("B"));
    }

    #[test]
    fn of_elements_before_one_that_is_given_nothing_is_known() {
        let order = assembled(&[at([Step::Field(LINES), Step::Element(2), Step::Field(0)], text("X"))]);
        let Fact::List { items, assumed: false } = fact(&order, &[usize::from(LINES)]) else { panic!() };
        assert_eq!((items.len(), &items[0], &items[1]), (3, &Fact::Missing, &Fact::Missing));
        assert!(matches!(items[2], Fact::Record(_)));
    }

    #[test]
    fn what_is_not_given_is_as_in_an_order() {
        let order = assembled(&[date(), at([Step::Field(LINES)], GivenFact::List(Vec::new()))]);
        assert_eq!(decoder().decode(br#"{"id": "A", "date": "2023-06-20", "lines": []}"#), Ok(order));
    }

    #[test]
    fn a_record_that_is_assumed_none_exists_once_a_fact_of_it_is_given() {
        let order = assembled(&[at([Step::Field(LICENCE), Step::Field(0)], text("N"))]);
        assert!(matches!(fact(&order, &[usize::from(LICENCE)]), Fact::Record(_)));
        assert_eq!(fact(&assembled(&[]), &[usize::from(LICENCE)]), &Fact::None);
    }

    #[test]
    fn a_path_that_does_not_fit_is_left_out() {
        let misfits = [
            at([Step::Field(99)], text("X")),
            at([Step::Field(DATE), Step::Field(0)], text("X")),
            at([Step::Element(0)], text("X")),
            at([Step::Field(SHIP_TO), Step::Element(0)], text("X")),
        ];
        for misfit in misfits {
            let path = format!("{:?}", misfit.path);
            let order = assembled(&[misfit]);
            assert_eq!(fact(&order, &[usize::from(DATE)]), &Fact::Missing, "{path}");
        }
    }
}
