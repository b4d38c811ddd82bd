//! The cases of hierarchical codes: each code seen, one under it that is none of the others, and one that lies under none of them.
//! A code that others lie under is no case: it leaves open which of theirs it is.

use super::cases::{Candidate, Held};
use crate::domain::{Eccn, Fit, HsCode, Value};
use crate::eval::answers::Case;
use std::collections::BTreeSet;

/// Codes whose next level is looked through for one that is free.
const LIMIT_LEVELS: usize = 50;

/// A code with a hierarchy.
trait Code: Copy + Ord {
    fn value(self) -> Value;
    fn of(value: &Value) -> Option<Self>;
    fn fit(self, pattern: Self) -> Fit;
    /// Itself and what it lies under, the most precise first.
    fn levels(self) -> Vec<Self>;
    /// The codes one level under it, or under nothing.
    fn next_level(code: Option<Self>) -> Box<dyn Iterator<Item = Self>>;
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
    let fits = |code: &C| given.is_none_or(|given| code.fit(given) == Fit::Within);
    let seen: BTreeSet<C> = held.values.iter().filter_map(C::of).chain(given).collect();
    let above: BTreeSet<C> = seen.iter().flat_map(|code| code.levels().into_iter().skip(1)).collect();
    let mut candidates = Vec::new();
    for own in seen.iter().copied().filter(fits) {
        if own.is_possible() && !above.contains(&own) {
            candidates.push(Candidate::of(own.value(), Case::Is(own.value())));
        }
        let below = unseen(Some(own), &seen, &above);
        candidates.extend(below.map(|code| Candidate::of(code.value(), Case::Under(own.value()))));
    }
    if given.is_none() {
        let other = unseen(None, &seen, &above);
        candidates.extend(other.map(|code| Candidate::of(code.value(), Case::Other)));
    }
    candidates
}

/// A possible code under `from` that lies under nothing seen below that, and that nothing seen lies under.
fn unseen<C: Code>(from: Option<C>, seen: &BTreeSet<C>, above: &BTreeSet<C>) -> Option<C> {
    let mut pending = vec![from];
    for _ in 0..LIMIT_LEVELS {
        let parent = pending.pop()?;
        if let Some(free) = C::next_level(parent).find(|code| !seen.contains(code) && !above.contains(code)) {
            return std::iter::successors(Some(free), |code| C::next_level(Some(*code)).next())
                .find(|code| code.is_possible());
        }
        pending.extend(C::next_level(parent).filter(|code| !seen.contains(code)).map(Some));
    }
    None
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

    fn levels(self) -> Vec<Self> {
        self.prefixes().collect()
    }

    fn next_level(code: Option<Self>) -> Box<dyn Iterator<Item = Self>> {
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

    fn levels(self) -> Vec<Self> {
        self.prefixes().collect()
    }

    fn next_level(code: Option<Self>) -> Box<dyn Iterator<Item = Self>> {
        let text = code.map(|code| code.as_str().to_owned()).unwrap_or_default();
        let parsed = |text: String| Self::parse(&text).ok();
        match text.len() {
            0 => Box::new(('0'..='9').filter_map(move |category| parsed(category.to_string()))),
            1 => Box::new(('A'..='E').rev().filter_map(move |group| parsed(format!("{text}{group}")))),
            2 => Box::new((0..1_000).rev().filter_map(move |number| parsed(format!("{text}{number:03}")))),
            _ => Box::new(('a'..='z').rev().filter_map(move |letter| parsed(format!("{text}.{letter}")))),
        }
    }

    /// An order gives control numbers that are complete.
    fn is_possible(self) -> bool {
        self.is_complete()
    }
}
