//! The facts that a test gives: places in an order, and values of their types.

use super::checker::Checker;
use super::names::ROOT;
use super::types::a_type;
use crate::domain::Value;
use crate::problem::{Code, Problem, Span};
use crate::program::{Given, GivenFact, Name, Step, Type};
use crate::semantics::signatures::{FieldSignature, Signature};
use crate::syntax::{self, GivenValue, Ident, LiteralKind, Slot};
use std::collections::BTreeMap;

/// The highest number of an element that a test can name.
const LIMIT_ELEMENT: u32 = 1_000;

/// A place in an order.
pub(super) struct Place {
    pub(super) steps: Vec<Step>,
    pub(super) ty: Type,
    /// The last field on the way.
    pub(super) field: FieldSignature,
    /// Whether it is an element of a list.
    pub(super) element: bool,
    /// The records on the way that the order must have for it, each with its path: `lines[1]`.
    records: Vec<(Name, String)>,
}

/// What a test has given so far.
#[derive(Default)]
pub(super) struct Places {
    given: Vec<(Vec<Step>, Span)>,
    /// The names of the fields given of each record, by the path of the record.
    records: BTreeMap<String, (Name, Vec<Name>)>,
}

impl Checker<'_> {
    /// One fact.
    pub(super) fn given(&mut self, fact: &syntax::GivenFact, places: &mut Places) -> Option<Given> {
        let place = self.place(&fact.slot)?;
        self.refuse_given_twice(&place, fact.slot.span, places);
        places.note(&place, &fact.slot);
        if place.field.derived {
            let message = format!("`{}` is worked out, so an order cannot give it", place.field.name);
            self.error(Code::CannotBeGiven, message, fact.slot.span, "worked out", "give what it is worked out from");
            return None;
        }
        let value = self.given_value(&fact.value, &place)?;
        Some(Given { path: place.steps, fact: value })
    }

    /// Where a path leads.
    pub(super) fn place(&mut self, slot: &Slot) -> Option<Place> {
        let mut ty = Type::Record(Name::from(ROOT));
        let mut place: Option<Place> = None;
        let mut path = String::new();
        for (index, segment) in slot.value.iter().enumerate() {
            let record = self.record_of(&ty, &segment.name)?;
            let (position, field) = self.field_named(&record, &segment.name, index == 0)?;
            let before = place.take();
            let (mut steps, mut records) = before.map(|place| (place.steps, place.records)).unwrap_or_default();
            records.push((record, path.clone()));
            steps.push(Step::Field(position));
            ty = field.ty.clone()?;
            path.extend([if path.is_empty() { "" } else { "." }, &field.name]);
            let last = index + 1 == slot.value.len();
            if let Some(number) = &segment.element {
                steps.push(Step::Element(self.element(number)?));
                ty = self.element_type(ty, segment.span(), &field.name)?;
                path += &format!("[{}]", number.value.trim_start_matches('0'));
            } else if !last && matches!(ty, Type::List(_)) {
                self.which_element(&field.name, segment.name.span);
                return None;
            }
            place = Some(Place { steps, ty: ty.clone(), field, element: segment.element.is_some(), records });
        }
        place
    }

    fn record_of(&mut self, ty: &Type, name: &Ident) -> Option<Name> {
        if let Type::Record(record) = ty {
            return Some(Name::clone(record));
        }
        let message = format!("`.{}` is asked of {}, which has no fields", name.value, a_type(ty));
        self.error(Code::UnknownField, message, name.span, "no such field", "only a record has fields");
        None
    }

    fn field_named(&mut self, record: &Name, name: &Ident, first: bool) -> Option<(u16, FieldSignature)> {
        let Some(Signature::Record(fields)) = self.peek(record).cloned() else { return None };
        if let Some(position) = fields.iter().position(|field| field.name == name.value) {
            return Some((u16::try_from(position).ok()?, fields.get(position)?.clone()));
        }
        if first && name.value.as_ref() == ROOT {
            let help = "in a test, paths start inside the order: `ship_to.country`, not `order.ship_to.country`";
            self.error(Code::UnknownField, "`order` has no field `order`", name.span, "leave it out", help);
        } else {
            self.no_such_field(record, &fields, name);
        }
        None
    }

    /// The number of an element, counted from 0.
    fn element(&mut self, number: &Ident) -> Option<u32> {
        let (message, help) = match number.value.parse::<u32>() {
            Ok(0) => ("elements are counted from 1".into(), "the first is `[1]`".to_owned()),
            Ok(index) if index <= LIMIT_ELEMENT => return Some(index - 1),
            _ => (
                format!("a test can name elements up to {LIMIT_ELEMENT}"),
                "a test needs few: elements that nothing is said of are unknown".to_owned(),
            ),
        };
        self.error(Code::CannotBeGiven, message, number.span, "no such element", help);
        None
    }

    fn element_type(&mut self, ty: Type, span: Span, name: &str) -> Option<Type> {
        if let Type::List(inner) = ty {
            return Some(*inner);
        }
        let message = format!("`{name}` is {}, and has no elements", a_type(&ty));
        self.error(Code::CannotBeGiven, message, span, "not a list", format!("write `{name}`"));
        None
    }

    fn which_element(&mut self, name: &str, span: Span) {
        let message = format!("`{name}` is a list, and it is not said which element is meant");
        self.error(Code::CannotBeGiven, message, span, "a list", format!("number it, from 1: `{name}[1]`"));
    }

    fn given_value(&mut self, value: &GivenValue, place: &Place) -> Option<GivenFact> {
        match (value, &place.ty) {
            (GivenValue::One(literal), ty) if literal.value == LiteralKind::None => self.none(ty, place, literal.span),
            (GivenValue::Many(values), Type::List(inner)) if !matches!(**inner, Type::Record(_)) => {
                let values: Vec<Option<Value>> =
                    values.value.iter().map(|literal| self.plain_value(literal, inner)).collect();
                values.into_iter().collect::<Option<_>>().map(GivenFact::List)
            }
            (GivenValue::One(literal), Type::List(_) | Type::Record(_)) => self.not_whole(place, literal.span),
            (GivenValue::One(literal), ty) => self.plain_value(literal, ty).map(GivenFact::Value),
            (GivenValue::Many(values), Type::List(_)) => self.not_whole(place, values.span),
            (GivenValue::Many(values), ty) => {
                let message = format!("`{}` holds one value, not several", place.field.name);
                let help = format!("write {}, without the brackets", a_type(ty));
                self.error(Code::TypeMismatch, message, values.span, "several values", help);
                None
            }
        }
    }

    fn plain_value(&mut self, literal: &syntax::Literal, ty: &Type) -> Option<Value> {
        let value = self.value_of_type(literal, ty)?;
        if let Value::Eccn(eccn) = &value
            && !eccn.is_complete()
        {
            let message = format!("`{eccn}` classifies no item: an order would be refused");
            let help = "an item's ECCN has at least category, group and three digits, such as 3A001, or is EAR99";
            self.error(Code::BadEccn, message, literal.span, "not complete", help);
            return None;
        }
        Some(value)
    }

    /// `none`: an empty list, or a record that the schema takes not to exist when it is absent.
    fn none(&mut self, ty: &Type, place: &Place, span: Span) -> Option<GivenFact> {
        match ty {
            Type::List(_) => Some(GivenFact::List(Vec::new())),
            Type::Record(_) if place.field.assumed && !place.element => Some(GivenFact::None),
            _ => {
                let message = format!("an order cannot say that `{}` does not exist", place.field.name);
                let help = "only a list can be `none` (it is empty then), and a record that is `assumed none`; what is left out is unknown";
                self.error(Code::CannotBeGiven, message, span, "not possible", help);
                None
            }
        }
    }

    fn not_whole(&mut self, place: &Place, span: Span) -> Option<GivenFact> {
        let name = &place.field.name;
        let help = match &place.ty {
            Type::List(inner) if !matches!(**inner, Type::Record(_)) => format!("write `{name} = {{…, …}}`"),
            Type::List(_) => format!("give the fields of its elements: `{name}[1].… = …`"),
            _ => format!("give its fields: `{name}.… = …`"),
        };
        let message = format!("`{name}` is {}, and not one value", a_type(&place.ty));
        self.error(Code::TypeMismatch, message, span, "one value", help);
        None
    }

    fn refuse_given_twice(&mut self, place: &Place, span: Span, places: &Places) {
        let overlaps = |other: &[Step]| other.starts_with(&place.steps) || place.steps.starts_with(other);
        if let Some((_, first)) = places.given.iter().find(|(other, _)| overlaps(other)) {
            let message = format!("`{}` is given twice", place.field.name);
            let problem = Problem::new(Code::DuplicateField, message, span, "given again here");
            self.report(problem.also(*first, "first given here").help("keep one of them"));
        }
    }

    /// Reports the required fields that the order lacks. Its `id` is the title of the test.
    pub(super) fn required_facts(&mut self, places: &Places, span: Span, title: &str) {
        let root = (String::new(), (Name::from(ROOT), Vec::new()));
        let mut records = BTreeMap::from([root]);
        records.extend(places.records.clone());
        let mut missing = Vec::new();
        for (path, (record, given)) in &records {
            let Some(Signature::Record(fields)) = self.peek(record) else { continue };
            let at_root = path.is_empty();
            let lacks = |field: &&FieldSignature| {
                let named_by_title = at_root && field.name.as_ref() == "id" && field.ty == Some(Type::Text);
                field.required && !named_by_title && !given.contains(&field.name)
            };
            let dot = if at_root { "" } else { "." };
            missing.extend(
                fields.iter().filter(lacks).map(|field| (format!("{path}{dot}{}", field.name), field.ty.clone())),
            );
        }
        let Some((first, ty)) = missing.first() else { return };
        let all: Vec<String> = missing.iter().map(|(path, _)| format!("`{path}`")).collect();
        let (verb, them) = if missing.len() == 1 { ("is", "it") } else { ("are", "them") };
        let message = format!("the order of `{title}` lacks {}, which {verb} required", all.join(", "));
        let help = format!("give {them}: `{first} = {}`", ty.as_ref().map_or("…", example));
        let label = format!("{} missing", all.join(", "));
        self.error(Code::LacksRequired, message, Span { end: span.start + 5, ..span }, label, help);
    }
}

impl Places {
    fn note(&mut self, place: &Place, slot: &Slot) {
        self.given.push((place.steps.clone(), slot.span));
        for ((record, path), segment) in place.records.iter().zip(&slot.value) {
            let (_, fields) = self.records.entry(path.clone()).or_insert_with(|| (Name::clone(record), Vec::new()));
            fields.push(Name::clone(&segment.name.value));
        }
    }
}

/// How such a value is written.
fn example(ty: &Type) -> &'static str {
    match ty {
        Type::YesNo => "yes",
        Type::Text => "\"…\"",
        Type::Number => "1",
        Type::Money => "USD 100",
        Type::Percent => "25 %",
        Type::Date => "2023-06-20",
        Type::Duration => "30 days",
        Type::Country => "DE",
        Type::HsCode => "8542.31",
        Type::Eccn => "3A001",
        Type::List(_) => "none",
        Type::OneOf(_) | Type::Record(_) => "…",
    }
}
