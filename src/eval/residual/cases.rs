//! The cases that a missing fact can be in: values that stand for all values which the conditions in play can tell apart.
//!
//! **Invariant:** whatever value the fact turns out to have, one of its cases has the same truth in every condition that only compares
//! it with the values seen, or looks it up among them.

use super::codes;
use crate::domain::{Country, Currency, Date, Decimal, Money, Value, text};
use crate::eval::answers::{Case, Limit};
use crate::program::Type;
use std::cmp::Ordering;
use std::sync::Arc;

/// A value, and what it stands for.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) value: Value,
    pub(super) case: Case,
}

impl Candidate {
    pub(super) fn of(value: Value, case: Case) -> Self {
        Self { value, case }
    }

    fn itself(value: Value) -> Self {
        Self::of(value.clone(), Case::Is(value))
    }
}

/// What a fact is held against.
#[derive(Debug)]
pub(super) struct Held<'s> {
    pub(super) values: &'s [Value],
    pub(super) parts: &'s [Arc<str>],
    /// How many such facts the same conditions may hold against each other.
    pub(super) facts: usize,
    /// What is given, where it is not precise enough.
    pub(super) given: Option<&'s Value>,
}

/// Whether all values of a type are few, so that each is a case.
pub(super) fn is_finite(ty: &Type) -> bool {
    matches!(ty, Type::YesNo | Type::OneOf(_))
}

/// The cases of a fact of this type; `None` where they cannot be told.
pub(super) fn candidates(ty: &Type, held: &Held<'_>) -> Option<Vec<Candidate>> {
    match ty {
        Type::YesNo => Some([true, false].map(|yes| Candidate::itself(Value::YesNo(yes))).to_vec()),
        Type::OneOf(choices) => {
            let count = u16::try_from(choices.len()).ok()?;
            Some((0..count).map(|choice| Candidate::itself(Value::OneOf(choice))).collect())
        }
        Type::Country => Some(countries(held)),
        Type::Number => measures(&sorted(held, |value| matches!(value, Value::Number(_))), held, Value::Number),
        Type::Percent => measures(&sorted(held, |value| matches!(value, Value::Percent(_))), held, Value::Percent),
        Type::Money => money(held),
        Type::Date => dates(held),
        Type::Text if held.facts == 1 => texts(held),
        Type::HsCode if held.facts == 1 => Some(codes::hs_codes(held)),
        Type::Eccn if held.facts == 1 => Some(codes::eccns(held)),
        _ => None,
    }
}

/// The values of a kind that the fact is held against, ascending, each once.
fn sorted(held: &Held<'_>, of_kind: impl Fn(&Value) -> bool) -> Vec<Value> {
    let mut values: Vec<Value> = held.values.iter().filter(|value| of_kind(value)).cloned().collect();
    values.sort_by(|a, b| a.compare(b).unwrap_or(Ordering::Equal));
    values.dedup();
    values
}

fn countries(held: &Held<'_>) -> Vec<Candidate> {
    let named = sorted(held, |value| matches!(value, Value::Country(_)));
    let others = Country::all().map(Value::Country).filter(|country| !named.contains(country)).take(held.facts);
    let others: Vec<Candidate> = others.map(|value| Candidate::of(value, Case::Other)).collect();
    named.into_iter().map(Candidate::itself).chain(others).collect()
}

fn number(value: &Value) -> Option<Decimal> {
    match value {
        Value::Number(number) | Value::Percent(number) => Some(*number),
        Value::Money(money) => Some(money.amount),
        _ => None,
    }
}

/// Each value, and what lies below, between and above.
fn measures(values: &[Value], held: &Held<'_>, of: impl Fn(Decimal) -> Value) -> Option<Vec<Candidate>> {
    let numbers: Vec<Decimal> = values.iter().map(number).collect::<Option<_>>()?;
    let count = i64::try_from(held.facts).ok()?;
    let mut candidates = Vec::new();
    let mut gap = |low: Option<Decimal>, high: Option<Decimal>| {
        let limit = |number: Decimal| Limit::beyond(of(number));
        let case = Case::Range { from: low.map(limit), until: high.map(limit) };
        for step in 1..=count {
            let number = inside(low, high, step.into(), (count + 1).into())?;
            candidates.push(Candidate::of(of(number), case.clone()));
        }
        candidates.extend(high.map(|high| Candidate::itself(of(high))));
        Some(())
    };
    let mut low = None;
    for high in numbers {
        gap(low, Some(high))?;
        low = Some(high);
    }
    gap(low, None)?;
    Some(candidates)
}

/// A number between two others, `step` of `steps` on the way; or beyond the only one.
fn inside(low: Option<Decimal>, high: Option<Decimal>, step: Decimal, steps: Decimal) -> Option<Decimal> {
    match (low, high) {
        (None, None) => Some(step),
        (Some(low), None) => low.checked_add(step),
        (None, Some(high)) => high.checked_sub(steps.checked_sub(step)?),
        (Some(low), Some(high)) => {
            let between = low.checked_add(high.checked_sub(low)?.checked_mul(step)?.checked_div(steps)?)?;
            (low < between && between < high).then_some(between)
        }
    }
}

/// In each currency seen, and in another one.
fn money(held: &Held<'_>) -> Option<Vec<Candidate>> {
    let mut currencies: Vec<Currency> = held.values.iter().filter_map(currency).collect();
    currencies.sort_unstable();
    currencies.dedup();
    let mut candidates = Vec::new();
    for own in &currencies {
        let amounts = sorted(held, |value| currency(value) == Some(*own));
        candidates.extend(measures(&amounts, held, |amount| Value::Money(Money { amount, currency: *own }))?);
    }
    let other = Currency::all().find(|other| !currencies.contains(other))?;
    for step in 1..=held.facts {
        let value = Value::Money(Money { amount: step.into(), currency: other });
        candidates.push(Candidate::of(value, Case::Other));
    }
    Some(candidates)
}

fn currency(value: &Value) -> Option<Currency> {
    match value {
        Value::Money(money) => Some(money.currency),
        _ => None,
    }
}

fn dates(held: &Held<'_>) -> Option<Vec<Candidate>> {
    let day = |value: &Value| match value {
        Value::Date(date) => Some(*date),
        _ => None,
    };
    let days: Vec<Date> = sorted(held, |value| day(value).is_some()).iter().filter_map(day).collect();
    let mut candidates = Vec::new();
    let mut gap = |low: Option<Date>, high: Option<Date>| {
        let limit = |date: Date| Limit::beyond(Value::Date(date));
        let case = Case::Range { from: low.map(limit), until: high.map(limit) };
        for date in days_between(low, high, held.facts) {
            candidates.push(Candidate::of(Value::Date(date), case.clone()));
        }
        candidates.extend(high.map(|high| Candidate::itself(Value::Date(high))));
    };
    let mut low = None;
    for high in days {
        gap(low, Some(high));
        low = Some(high);
    }
    gap(low, None);
    Some(candidates)
}

/// Some days between two others, as many as there are facts where there are so many.
fn days_between(low: Option<Date>, high: Option<Date>, count: usize) -> Vec<Date> {
    let forwards = |first: Option<Date>| std::iter::successors(first, |date| date.next_day());
    let backwards = |first: Option<Date>| std::iter::successors(first, |date| date.previous_day());
    match (low, high) {
        (Some(low), high) => {
            let days = forwards(low.next_day());
            days.take_while(|date| high.is_none_or(|high| *date < high)).take(count).collect()
        }
        (None, Some(high)) => backwards(high.previous_day()).take(count).collect(),
        (None, None) => forwards(Date::parse("2020-01-01").ok()).take(count).collect(),
    }
}

/// Texts to be equal to, texts that contain what is searched for, and another one. With more than one text to be searched for it
/// cannot be told which a text contains together.
fn texts(held: &Held<'_>) -> Option<Vec<Candidate>> {
    let equal = sorted(held, |value| matches!(value, Value::Text(_)));
    let taken = |other: &str| {
        let equal = equal.iter().any(|value| matches!(value, Value::Text(own) if text::fold(own) == text::fold(other)));
        equal || held.parts.iter().any(|part| text::contains(other, part, false))
    };
    let other = (0..1_000).map(|number| format!("\u{b7}{number}")).find(|other| !taken(other))?;
    let containing = match held.parts {
        [] => Vec::new(),
        [part] => {
            let texts = [part.to_string(), format!("{part}{other}"), format!("{other}{part}")];
            let cased = [part.to_uppercase(), part.to_lowercase()];
            let case = || Case::Contains(Arc::clone(part));
            texts.into_iter().chain(cased).map(|text| Candidate::of(Value::Text(text.into()), case())).collect()
        }
        _ => return None,
    };
    let other = Candidate::of(Value::Text(other.into()), Case::Other);
    Some(equal.into_iter().map(Candidate::itself).chain(containing).chain([other]).collect())
}
