//! Paths, facts and questions in words.

use super::decision::{SlotPath, Step};
use super::value::Answer;
use crate::domain::Value;
use crate::facts::{Fact, Order};
use crate::program::{Field, Name, Program, Question, Type};

/// The path as people write it: `lines[2].hs`.
pub(super) fn path(program: &Program, path: &SlotPath) -> String {
    let mut text = String::new();
    for (depth, step) in path.steps().iter().enumerate() {
        let before = path.steps().get(..depth).unwrap_or_default();
        match step {
            Step::Field(_) => {
                let separator = if text.is_empty() { "" } else { "." };
                let name = field(program, before, *step).map_or("?", |field| &field.name);
                text.extend([separator, name]);
            }
            Step::Element(index) => text.push_str(&format!("[{}]", u64::from(*index) + 1)),
        }
    }
    text
}

/// The index of the record type that stands at these steps.
pub(super) fn record_at(program: &Program, steps: &[Step]) -> Option<usize> {
    match type_at(program, steps) {
        None if steps.is_empty() => Some(program.schema.root as usize),
        Some(Type::Record(name)) => program.schema.record_index(name),
        _ => None,
    }
}

/// The type of what stands at these steps; of the order itself there is none.
pub(super) fn type_at<'p>(program: &'p Program, steps: &[Step]) -> Option<&'p Type> {
    let (last, before) = steps.split_last()?;
    match last {
        Step::Field(_) => field(program, before, *last).map(|field| &field.ty),
        Step::Element(_) => match type_at(program, before)? {
            Type::List(element) => Some(element),
            _ => None,
        },
    }
}

/// The field that the last step leads to.
fn field<'p>(program: &'p Program, before: &[Step], last: Step) -> Option<&'p Field> {
    let Step::Field(index) = last else { return None };
    program.schema.records.get(record_at(program, before)?)?.code.fields.get(usize::from(index))
}

/// What stands at a path: its value as a policy writes it, and whether it is assumed.
pub(super) fn fact(program: &Program, order: &Order, path: &SlotPath) -> (String, bool) {
    let choices = match type_at(program, path.steps()) {
        Some(Type::OneOf(choices)) => choices,
        _ => &[][..],
    };
    match fact_at(order, path.steps()) {
        Some(Fact::Scalar { value, assumed }) => (value.literal(choices), *assumed),
        Some(Fact::None) => ("none".to_owned(), true),
        Some(Fact::Record(_)) => ("given".to_owned(), false),
        Some(Fact::List { items, assumed }) if items.is_empty() => ("none".to_owned(), *assumed),
        Some(Fact::List { items, .. }) => (format!("{} given", items.len()), false),
        Some(Fact::Missing | Fact::Derived) | None => ("missing".to_owned(), false),
    }
}

fn fact_at<'o>(order: &'o Order, steps: &[Step]) -> Option<&'o Fact> {
    let (first, rest) = steps.split_first()?;
    let Step::Field(field) = first else { return None };
    let mut fact = order.fields.get(usize::from(*field))?;
    for step in rest {
        fact = match (step, fact) {
            (Step::Field(field), Fact::Record(fields)) => fields.get(usize::from(*field))?,
            (Step::Element(index), Fact::List { items, .. }) => items.get(*index as usize)?,
            _ => return None,
        };
    }
    Some(fact)
}

/// Whether the slot is the field that holds the answer.
pub(super) fn is_field(program: &Program, slot: &SlotPath, question: &Question) -> bool {
    let Some((last, before)) = slot.steps().split_last() else { return false };
    let record = record_at(program, before).and_then(|record| program.schema.records.get(record));
    *last == Step::Field(question.field) && record.is_some_and(|record| record.code.name == question.record)
}

/// The question that would settle a missing fact: the schema's own, or one made from the path.
pub(super) fn question(program: &Program, slot: &SlotPath) -> String {
    let Some((last, before)) = slot.steps().split_last() else { return "what is the order?".to_owned() };
    let Some(field) = field(program, before, *last) else { return format!("what is {}?", path(program, slot)) };
    if let Some(asks) = &field.asks {
        return asks.to_string();
    }
    let name = field.name.replace('_', " ");
    let owner = match before {
        [] => "the order".to_owned(),
        _ => path(program, &SlotPath::new(before.to_vec())),
    };
    match field.ty {
        Type::YesNo => format!("{name} of {owner}: yes or no?"),
        Type::List(_) => format!("what are the {name} of {owner}?"),
        _ => format!("what is the {name} of {owner}?"),
    }
}

/// What answers a question about the slot.
pub(super) fn expected(program: &Program, slot: &SlotPath) -> String {
    type_at(program, slot.steps()).map_or_else(|| "a record".to_owned(), expected_of)
}

pub(super) fn expected_of(ty: &Type) -> String {
    match ty {
        Type::YesNo => "yes or no".to_owned(),
        Type::Text => "text".to_owned(),
        Type::Number => "number".to_owned(),
        Type::Money => "amount and currency".to_owned(),
        Type::Percent => "percent".to_owned(),
        Type::Date => "date".to_owned(),
        Type::Duration => "duration".to_owned(),
        Type::Country => "country".to_owned(),
        Type::HsCode => "HS code".to_owned(),
        Type::Eccn => "ECCN".to_owned(),
        Type::OneOf(choices) => format!("one of {}", choices.join(", ")),
        Type::Record(name) => name.replace('_', " "),
        Type::List(element) => format!("list of {}", expected_of(element)),
    }
}

/// An answer as a sentence has it.
pub(super) fn answer(answer: &Answer<'_>, choices: &[Name]) -> String {
    let plain = |value: &Value| value.plain(choices);
    match answer {
        Answer::Known(value) => plain(value),
        Answer::Zero => "0".to_owned(),
        Answer::None => "none".to_owned(),
        Answer::Unknown(_) => "unknown".to_owned(),
        Answer::Between(interval) => match (&interval.low, &interval.high) {
            (Some(low), Some(high)) => format!("between {} and {}", plain(low), plain(high)),
            (Some(low), None) => format!("at least {}", plain(low)),
            (None, Some(high)) => format!("at most {}", plain(high)),
            (None, None) => "unknown".to_owned(),
        },
    }
}
