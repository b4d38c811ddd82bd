//! The cases of hierarchical codes: each code seen, one under it that is none of the others, and one that lies under none of them.
//! A code that others lie under is no case: it leaves open which of theirs it is.

use super::cases::{Candidate, Held};
use crate::domain::{Eccn, Fit, HsCode, Value};
use crate::eval::answers::Case;

/// A code with a hierarchy.
trait Code: Copy + Ord {
    fn value(self) -> Value;
    fn of(value: &Value) -> Option<Self>;
    fn fit(self, pattern: Self) -> Fit;
    /// Codes that lie under it, or under nothing.
    fn under(code: Option<Self>) -> Box<dyn Iterator<Item = Self>>;
    /// Whether an order can give it.
    fn is_possible(self) -> bool;
}

pub(super) fn hs_codes(held: &Held<'_>) -> Vec<Candidate> {
    codes::<HsCode>(held)
}

pub(super) fn eccns(held: &Held<'_>) -> Vec<Candidate> {
    codes::<Eccn>(held)
}

fn codes<C: Code>(held: &Held<'_>) -> Vec<Candidate> {
    let given = held.given.and_then(C::of);
    let fits = |code: &C| code.is_possible() && given.is_none_or(|given| code.fit(given) == Fit::Within);
    let mut seen: Vec<C> = held.values.iter().filter_map(C::of).chain(given).collect();
    seen.sort_unstable();
    seen.dedup();
    let is_precise = |code: &C| !seen.iter().any(|other| code.fit(*other) == Fit::Imprecise);
    let apart = |code: &C, from: Option<C>| {
        let under = |other: &C| code.fit(*other) == Fit::Within || other.fit(*code) == Fit::Within;
        !seen.iter().any(|other| {
            Some(*other) != from && under(other) && !from.is_some_and(|own| own.fit(*other) == Fit::Within)
        })
    };
    let mut candidates = Vec::new();
    for own in seen.iter().copied() {
        if fits(&own) && is_precise(&own) {
            candidates.push(Candidate::of(own.value(), Case::Is(own.value())));
        }
        let below = C::under(Some(own)).find(|code| fits(code) && apart(code, Some(own)));
        candidates.extend(below.map(|code| Candidate::of(code.value(), Case::Under(own.value()))));
    }
    if given.is_none() {
        let other = C::under(None).find(|code| fits(code) && apart(code, None));
        candidates.extend(other.map(|code| Candidate::of(code.value(), Case::Other)));
    }
    candidates
}

impl Code for HsCode {
    fn value(self) -> Value {
        Value::HsCode(self)
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::HsCode(code) => Some(*code),
            _ => None,
        }
    }

    fn fit(self, pattern: Self) -> Fit {
        self.within(pattern)
    }

    fn under(code: Option<Self>) -> Box<dyn Iterator<Item = Self>> {
        let start = code.map(|code| code.to_string().replace('.', "")).unwrap_or_default();
        Box::new((0..100).rev().filter_map(move |pair| Self::parse(&format!("{start}{pair:02}")).ok()))
    }

    fn is_possible(self) -> bool {
        true
    }
}

impl Code for Eccn {
    fn value(self) -> Value {
        Value::Eccn(self)
    }

    fn of(value: &Value) -> Option<Self> {
        match value {
            Value::Eccn(code) => Some(*code),
            _ => None,
        }
    }

    fn fit(self, pattern: Self) -> Fit {
        self.within(&pattern)
    }

    fn under(code: Option<Self>) -> Box<dyn Iterator<Item = Self>> {
        let parsed = |text: String| Self::parse(&text).ok();
        let numbers = move |head: String| (0..1_000).rev().filter_map(move |n| parsed(format!("{head}{n:03}")));
        let groups =
            move |category: char| ('A'..='E').rev().flat_map(move |group| numbers(format!("{category}{group}")));
        let text = code.map(|code| code.as_str().to_owned()).unwrap_or_default();
        match text.len() {
            0 => Box::new(('0'..='9').flat_map(groups)),
            1 => Box::new(text.chars().next().into_iter().flat_map(groups)),
            2 => Box::new(numbers(text)),
            _ => Box::new(('a'..='z').rev().filter_map(move |letter| parsed(format!("{text}.{letter}")))),
        }
    }

    /// An order gives control numbers that are complete.
    fn is_possible(self) -> bool {
        self.is_complete()
    }
}
