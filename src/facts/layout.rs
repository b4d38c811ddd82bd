//! The schema, prepared for reading orders: records by index, fields by name.

use super::{Fact, scalar::Scalar};
use crate::program::{Assumption, Name, Presence, Schema, Type};
use rustc_hash::FxHashMap;

/// All shapes of an order.
#[derive(Debug)]
pub(super) struct Layout {
    shapes: Vec<Shape>,
    root: usize,
    /// Money as an object, `{"amount": …, "currency": …}`.
    money: Shape,
    /// The root's field `id`, where it holds a single value.
    id: Option<usize>,
}

/// One record.
#[derive(Debug)]
pub(super) struct Shape {
    pub(super) slots: Vec<Slot>,
    by_name: FxHashMap<Name, usize>,
}

/// One field.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: Name,
    pub(super) kind: Kind,
    absence: Absence,
}

/// What a field or an element holds.
#[derive(Debug)]
pub(super) enum Kind {
    Scalar(Scalar),
    /// A record, by index.
    Record(usize),
    List(Box<Kind>),
}

/// What a field is when the order does not give it.
#[derive(Debug)]
enum Absence {
    Refused,
    Fact(Fact),
}

impl Layout {
    pub(super) fn new(schema: &Schema) -> Self {
        let shapes: Vec<Shape> = schema
            .records
            .iter()
            .map(|record| {
                Shape::new(record.code.fields.iter().map(|field| {
                    let kind = Kind::of(&field.ty, schema);
                    let absence = Absence::of(&field.presence, &kind);
                    Slot { name: field.name.clone(), kind, absence }
                }))
            })
            .collect();
        let root = schema.root as usize;
        let id = shapes.get(root).and_then(|shape| {
            let index = shape.index("id")?;
            matches!(shape.slots.get(index)?.kind, Kind::Scalar(_)).then_some(index)
        });
        Self { shapes, root, money: Shape::money(), id }
    }

    /// The record of this index; an empty one in place of one that does not exist.
    pub(super) fn shape(&self, index: usize) -> &Shape {
        static NONE: std::sync::LazyLock<Shape> = std::sync::LazyLock::new(|| Shape::new([]));
        self.shapes.get(index).unwrap_or(&NONE)
    }

    pub(super) fn root(&self) -> &Shape {
        self.shape(self.root)
    }

    pub(super) fn root_index(&self) -> usize {
        self.root
    }

    pub(super) fn money(&self) -> &Shape {
        &self.money
    }

    /// The order's id, of the fact that its field `id` is.
    pub(super) fn id_text(&self, fact: &Fact) -> Option<String> {
        match (fact, &self.root().slots.get(self.id?)?.kind) {
            (Fact::Scalar { value, .. }, Kind::Scalar(Scalar::OneOf(choices))) => Some(value.plain(choices)),
            (Fact::Scalar { value, .. }, _) => Some(value.to_string()),
            _ => None,
        }
    }

    /// Index of the root's field `id`, where it holds a single value.
    pub(super) fn id(&self) -> Option<usize> {
        self.id
    }
}

impl Shape {
    fn new(slots: impl IntoIterator<Item = Slot>) -> Self {
        let slots: Vec<Slot> = slots.into_iter().collect();
        let by_name = slots.iter().enumerate().map(|(index, slot)| (slot.name.clone(), index)).collect();
        Self { slots, by_name }
    }

    fn money() -> Self {
        let slot =
            |name: &str, scalar| Slot { name: name.into(), kind: Kind::Scalar(scalar), absence: Absence::Refused };
        Self::new([slot("amount", Scalar::Amount), slot("currency", Scalar::Currency)])
    }

    /// The field of this name. O(1).
    pub(super) fn index(&self, name: &str) -> Option<usize> {
        self.by_name.get(name).copied()
    }

    /// The field of this name, looking first where it is likely to be. O(1).
    pub(super) fn index_near(&self, name: &str, likely: usize) -> Option<usize> {
        let is_there = self.slots.get(likely).is_some_and(|slot| *slot.name == *name);
        if is_there { Some(likely) } else { self.index(name) }
    }

    /// The names of the fields that an order can give.
    pub(super) fn givable(&self) -> impl Iterator<Item = &str> {
        self.slots.iter().filter(|slot| !slot.is_derived()).map(|slot| slot.name.as_ref())
    }

    /// The record before anything is read.
    pub(super) fn blank(&self) -> Box<[Fact]> {
        self.slots.iter().map(|_| Fact::Missing).collect()
    }

    /// Puts in what is assumed and what is derived, and calls `refuse` for each required field that is missing.
    pub(super) fn complete<'s>(&'s self, fields: &mut [Fact], mut refuse: impl FnMut(&'s Slot)) {
        for (fact, slot) in fields.iter_mut().zip(&self.slots).filter(|(fact, _)| matches!(fact, Fact::Missing)) {
            match &slot.absence {
                Absence::Refused => refuse(slot),
                Absence::Fact(Fact::Missing) => (),
                Absence::Fact(absent) => *fact = absent.clone(),
            }
        }
    }
}

impl Slot {
    pub(super) fn is_derived(&self) -> bool {
        matches!(self.absence, Absence::Fact(Fact::Derived))
    }
}

impl Kind {
    fn of(ty: &Type, schema: &Schema) -> Self {
        match (ty, Scalar::of(ty)) {
            (_, Some(scalar)) => Self::Scalar(scalar),
            (Type::List(element), None) => Self::List(Box::new(Self::of(element, schema))),
            (Type::Record(name), None) => Self::Record(schema.record_index(name).unwrap_or(usize::MAX)),
            (_, None) => Self::Record(usize::MAX),
        }
    }

    /// What is expected, in words.
    pub(super) fn expected(&self) -> String {
        match self {
            Self::Scalar(scalar) => scalar.expected(),
            Self::Record(_) => "an object with fields".into(),
            Self::List(_) => "a list".into(),
        }
    }
}

impl Absence {
    fn of(presence: &Presence, kind: &Kind) -> Self {
        match presence {
            Presence::Required => Self::Refused,
            Presence::Plain => Self::Fact(Fact::Missing),
            Presence::Derived(_) => Self::Fact(Fact::Derived),
            Presence::Assumed(Assumption::Value(value)) => {
                Self::Fact(Fact::Scalar { value: value.clone(), assumed: true })
            }
            Presence::Assumed(Assumption::None) => Self::Fact(match kind {
                Kind::List(_) => Fact::List { items: Vec::new(), assumed: true },
                _ => Fact::None,
            }),
        }
    }
}
