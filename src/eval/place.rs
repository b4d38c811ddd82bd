//! Slots: the places of an order that facts stand in, or would stand in.
//!
//! **Invariant:** within one screening a place has one [`Slot`], however it is reached, so slots compare as places do. Places
//! under a missing record, and the elements that a missing list might have, are slots as well.

use super::decision::{SlotPath, Step};
use crate::domain::Value;
use crate::facts::{Fact, Order};

/// A place of the order, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Slot(u32);

impl Slot {
    /// The order itself.
    pub(super) const ORDER: Self = Self(0);
}

/// What stands in a slot.
#[derive(Clone, Copy, Debug)]
pub(super) enum Content<'a> {
    /// Nothing, and nothing is assumed.
    Missing,
    /// Known not to exist.
    None,
    /// Worked out by this code: an index into the engine's derived fields.
    Derived(u32),
    /// A value.
    Scalar { value: &'a Value, assumed: bool },
    /// A record's fields.
    Record(&'a [Fact]),
    /// A list's elements.
    List { items: &'a [Fact], assumed: bool },
}

impl<'a> From<&'a Fact> for Content<'a> {
    fn from(fact: &'a Fact) -> Self {
        match fact {
            // A derived field is recognised by its record's shape; one without code has no value.
            Fact::Missing | Fact::Derived => Self::Missing,
            Fact::None => Self::None,
            Fact::Scalar { value, assumed } => Self::Scalar { value, assumed: *assumed },
            Fact::Record(fields) => Self::Record(fields),
            Fact::List { items, assumed } => Self::List { items, assumed: *assumed },
        }
    }
}

/// The fields of a record type: for each, its code when it is derived.
#[derive(Debug)]
pub(super) struct Shape {
    /// An index into the engine's derived fields.
    pub(super) derived: Box<[Option<u32>]>,
}

/// How a slot is reached from its parent.
#[derive(Clone, Copy, Debug)]
enum Reach {
    Step(Step),
    /// An element that a missing list might have; stands for all of them.
    Generic,
}

#[derive(Debug)]
struct Node<'a> {
    content: Content<'a>,
    parent: u32,
    reach: Reach,
    /// Number of the first child; the children are in one block. Zero while it has not been laid out.
    first: u32,
    assumption_noted: bool,
}

/// The slots of one order, laid out as they are asked for.
#[derive(Debug)]
pub(super) struct Slots<'a> {
    nodes: Vec<Node<'a>>,
    assumptions: Vec<Slot>,
}

impl<'a> Slots<'a> {
    pub(super) fn new(order: &'a Order) -> Self {
        let mut slots = Self { nodes: Vec::with_capacity(64), assumptions: Vec::new() };
        slots.push(Content::Record(&order.fields), 0, Reach::Step(Step::Field(0)));
        slots
    }

    /// What stands there.
    pub(super) fn content(&self, slot: Slot) -> Content<'a> {
        self.nodes.get(slot.0 as usize).map_or(Content::Missing, |node| node.content)
    }

    /// The record or list that the slot belongs to.
    pub(super) fn parent(&self, slot: Slot) -> Slot {
        Slot(self.nodes.get(slot.0 as usize).map_or(0, |node| node.parent))
    }

    /// A field of the record in this slot.
    pub(super) fn field(&mut self, record: Slot, shape: &Shape, field: u16) -> Slot {
        let first = self.first_child(record).unwrap_or_else(|| self.lay_out_fields(record, shape));
        if usize::from(field) < shape.derived.len() {
            Slot(first + u32::from(field))
        } else {
            self.push(Content::Missing, record.0, Reach::Step(Step::Field(field)))
        }
    }

    /// An element of the list in this slot, counted from 0.
    pub(super) fn element(&mut self, list: Slot, index: u32) -> Slot {
        let first = self.first_child(list).unwrap_or_else(|| self.lay_out_elements(list));
        Slot(first + index)
    }

    /// The element that a missing list might have: of it, nothing is known.
    pub(super) fn generic(&mut self, list: Slot) -> Slot {
        if let Some(first) = self.first_child(list) {
            return Slot(first);
        }
        let slot = self.push(Content::Missing, list.0, Reach::Generic);
        self.set_first_child(list, slot.0);
        slot
    }

    /// Whether the slot is an element that a missing list might have, or lies in one.
    pub(super) fn is_generic(&self, slot: Slot) -> bool {
        let mut at = slot;
        while at != Slot::ORDER {
            let Some(node) = self.nodes.get(at.0 as usize) else { break };
            if matches!(node.reach, Reach::Generic) {
                return true;
            }
            at = Slot(node.parent);
        }
        false
    }

    /// Notes that the assumption in this slot was relied on.
    pub(super) fn note_assumption(&mut self, slot: Slot) {
        if let Some(node) = self.nodes.get_mut(slot.0 as usize)
            && !node.assumption_noted
        {
            node.assumption_noted = true;
            self.assumptions.push(slot);
        }
    }

    /// The assumptions relied on so far.
    pub(super) fn assumptions(&self) -> &[Slot] {
        &self.assumptions
    }

    /// The record or list that is known not to exist, of which the slot is a part (or which it is).
    pub(super) fn outermost_none(&self, slot: Slot) -> Slot {
        let mut outermost = slot;
        while outermost != Slot::ORDER && matches!(self.content(self.parent(outermost)), Content::None) {
            outermost = self.parent(outermost);
        }
        outermost
    }

    /// The position in `list` of the element that the slot is, or lies under.
    pub(super) fn position_in(&self, list: Slot, slot: Slot) -> Option<usize> {
        let mut at = slot;
        while at != Slot::ORDER {
            if self.parent(at) == list {
                return match self.nodes.get(at.0 as usize)?.reach {
                    Reach::Step(Step::Element(index)) => Some(index as usize),
                    Reach::Step(Step::Field(_)) | Reach::Generic => None,
                };
            }
            at = self.parent(at);
        }
        None
    }

    /// Where the slot is in the order. What lies under an element of a missing list is reported as the list.
    pub(super) fn path(&self, slot: Slot) -> SlotPath {
        let mut steps = Vec::new();
        let mut at = slot;
        while at != Slot::ORDER {
            let Some(node) = self.nodes.get(at.0 as usize) else { break };
            match node.reach {
                Reach::Step(step) => steps.push(step),
                Reach::Generic => steps.clear(),
            }
            at = Slot(node.parent);
        }
        steps.reverse();
        SlotPath::new(steps)
    }

    /// The slot at a path, as far as the order's facts reach.
    pub(super) fn at(&mut self, path: &SlotPath, shape_of: impl Fn(&[Step]) -> Option<&'a Shape>) -> Option<Slot> {
        let mut slot = Slot::ORDER;
        for (depth, step) in path.steps().iter().enumerate() {
            slot = match *step {
                Step::Field(field) => self.field(slot, shape_of(path.steps().get(..depth)?)?, field),
                Step::Element(index) => self.element(slot, index),
            };
        }
        Some(slot)
    }

    fn first_child(&self, slot: Slot) -> Option<u32> {
        self.nodes.get(slot.0 as usize).map(|node| node.first).filter(|first| *first != 0)
    }

    fn set_first_child(&mut self, slot: Slot, first: u32) {
        if let Some(node) = self.nodes.get_mut(slot.0 as usize) {
            node.first = first;
        }
    }

    fn lay_out_fields(&mut self, record: Slot, shape: &Shape) -> u32 {
        let content = self.content(record);
        let first = self.next();
        for (field, derived) in (0_u16..).zip(&shape.derived) {
            let child = match (content, derived) {
                (Content::None, _) => Content::None,
                (_, Some(code)) => Content::Derived(*code),
                (Content::Record(facts), None) => facts.get(usize::from(field)).map_or(Content::Missing, Content::from),
                _ => Content::Missing,
            };
            self.push(child, record.0, Reach::Step(Step::Field(field)));
        }
        self.set_first_child(record, first);
        first
    }

    fn lay_out_elements(&mut self, list: Slot) -> u32 {
        let first = self.next();
        if let Content::List { items, .. } = self.content(list) {
            for (index, fact) in (0_u32..).zip(items) {
                self.push(Content::from(fact), list.0, Reach::Step(Step::Element(index)));
            }
        }
        self.set_first_child(list, first);
        first
    }

    fn next(&self) -> u32 {
        u32::try_from(self.nodes.len()).unwrap_or(u32::MAX)
    }

    fn push(&mut self, content: Content<'a>, parent: u32, reach: Reach) -> Slot {
        let slot = Slot(self.next());
        self.nodes.push(Node { content, parent, reach, first: 0, assumption_noted: false });
        slot
    }
}
