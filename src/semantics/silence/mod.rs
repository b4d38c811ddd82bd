//! What an order's silence does: where the words of a policy make the absence of a fact true or false, instead of unknown.
//!
//! **Invariant:** an item is searched with the signatures of others only, and what is kept of it ([`Silence`]) has no places.
//! [`through`] puts that together for the whole policy, and looks for places only where it warns. So an edited body does not
//! search its users again, and an edit that only moves text changes nothing here.

mod effects;
mod guards;
mod items;
mod scope;
mod search;
mod through;
mod wording;

pub(super) use items::{of, of_rule};
pub(super) use through::through;

use crate::program::Name;
use effects::{Context, Effects};

/// What silence does to the conditions of an item, or to one definition or derived field.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Silence {
    /// What it does.
    said: Vec<Said>,
    /// What it could do through a definition or a derived field.
    uses: Vec<Use>,
}

impl Silence {
    /// What this and the other do.
    pub(super) fn add(&mut self, other: Self) {
        let new = |said: &Said| !self.said.contains(said);
        let said: Vec<Said> = other.said.into_iter().filter(new).collect();
        let new = |used: &Use| !self.uses.contains(used);
        let uses: Vec<Use> = other.uses.into_iter().filter(new).collect();
        self.said.extend(said);
        self.uses.extend(uses);
    }
}

/// Something that silence does.
#[derive(Clone, Debug, PartialEq)]
struct Said {
    kind: Kind,
    /// What it does to the whole.
    effects: Effects,
}

/// How silence comes to do something.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Kind {
    /// `is known`, `is missing`.
    Absence,
    /// `or else`.
    Fallback,
    /// A value that does not exist when this place is assumed to be none.
    Nothing(String),
    /// A list without elements.
    Empty(Emptiness),
    /// As [`Kind::Nothing`], if the value given for this parameter does not exist.
    Parameter(u16),
}

/// A kind without its place.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Sort {
    Absence,
    Fallback,
    Nothing,
    Empty(Reading),
    Parameter(u16),
}

impl Kind {
    fn sort(&self) -> Sort {
        match self {
            Self::Absence => Sort::Absence,
            Self::Fallback => Sort::Fallback,
            Self::Nothing(_) => Sort::Nothing,
            Self::Empty(emptiness) => Sort::Empty(emptiness.reading),
            Self::Parameter(parameter) => Sort::Parameter(*parameter),
        }
    }
}

/// A list that can be without elements.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Emptiness {
    /// The place that is assumed to be none; `None`: a list that is given empty.
    place: Option<String>,
    /// What the words make of it.
    reading: Reading,
}

/// What the words over a list make of one without elements.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Reading {
    /// `every`
    Every,
    /// `no`
    No,
    /// `any`
    Any,
    /// `sum of`, `count of`
    Zero,
}

/// A use of a definition, or of a derived field as `record.field`.
#[derive(Clone, Debug, PartialEq)]
struct Use {
    name: Name,
    context: Context,
    /// The arguments that do not exist when a place is assumed to be none.
    silent: Vec<Argument<String>>,
    /// The arguments that come from parameters of the definition around it.
    passed: Vec<Argument<u16>>,
}

/// An argument of a use, and where it comes from.
#[derive(Clone, Debug, PartialEq)]
struct Argument<T> {
    index: u16,
    from: T,
    /// What its not existing can still do to the whole, beside the conditions around it.
    left: Effects,
}
