//! Rules, flags and exceptions applied: one instance per binding of their loops.
//!
//! **Invariant:** an instance exists for every binding whose condition is not false, and only for rules that are in force or may be.

use super::dates::AsOf;
use super::place::Slot;
use super::read::List;
use super::resolve::Item;
use super::trace::Causes;
use super::value::Answer;
use super::walk::{Local, Walk};
use crate::domain::{Date, Truth, Value};

/// A rule, flag or exception whose condition is true or unknown for a binding.
#[derive(Debug)]
pub(super) struct Instance {
    /// One element a loop; `None` where the list is missing.
    pub(super) variables: Box<[Option<Slot>]>,
    /// The elements, ascending, each once.
    pub(super) bindings: Box<[Slot]>,
    /// Whether it is in force and its condition holds: true or unknown.
    pub(super) holds: Truth,
    pub(super) causes: Causes,
    /// Whether its own `unless` holds.
    pub(super) unless: Truth,
    pub(super) unless_causes: Causes,
    /// Whether something lifts it. Unknown until that is settled.
    pub(super) lifted: Truth,
}

impl Instance {
    /// Whether it holds and nothing lifts it.
    pub(super) fn effective(&self) -> Truth {
        self.holds.and(!self.lifted)
    }
}

/// A binding under way.
#[derive(Default)]
struct Binding {
    variables: Vec<Option<Slot>>,
    /// Lists that are missing: whether they have such an element is open.
    missing_lists: Vec<Slot>,
}

impl<'a> Walk<'a> {
    /// Works out the as-of dates, or takes this one for all.
    pub(super) fn judge_dates(&mut self, as_of: Option<Date>) {
        let engine = self.engine;
        self.date = usize::MAX;
        let mut dates = Vec::with_capacity(engine.dates.len());
        for body in engine.dates.iter() {
            dates.push(match (as_of, body) {
                (Some(date), _) => AsOf::on(date),
                (None, None) => AsOf::default(),
                (None, Some(body)) => {
                    self.fresh_frame(body.locals);
                    self.judge_date(&body.node)
                }
            });
        }
        self.dates = dates;
    }

    fn judge_date(&mut self, node: &'a super::node::Node) -> AsOf {
        if let Answer::Known(value) = self.value(node)
            && let Value::Date(date) = *value
        {
            return AsOf::on(date);
        }
        let causes = self.traced(|walk| _ = walk.value(node));
        AsOf { date: None, missing: causes.missing }
    }

    /// The instances of an item.
    pub(super) fn instances(&mut self, item: &'a Item) -> Vec<Instance> {
        self.date = item.date;
        let in_force = self.as_of().in_force(item.period);
        let mut found = Vec::new();
        if !in_force.is_false() {
            self.fresh_frame(item.locals);
            self.bind(item, in_force, &mut Binding::default(), &mut found);
        }
        found
    }

    fn bind(&mut self, item: &'a Item, in_force: Truth, binding: &mut Binding, found: &mut Vec<Instance>) {
        if self.budget.is_spent() {
            return;
        }
        let Some(list) = item.loops.get(binding.variables.len()) else {
            found.extend(self.instance(item, in_force, binding));
            return;
        };
        let local = u16::try_from(binding.variables.len()).unwrap_or(u16::MAX);
        match self.list(list) {
            List::Items(list, count) => {
                for index in 0..count {
                    let element = self.slots.element(list, index);
                    self.set_local(local, Local::Slot(element));
                    binding.variables.push(Some(element));
                    self.bind(item, in_force, binding, found);
                    binding.variables.pop();
                }
            }
            List::Empty => {}
            List::Missing(list) => {
                let element = self.slots.generic(list);
                self.set_local(local, Local::Slot(element));
                self.bind_unsure(item, Some(list), binding, found);
            }
            List::Unknown => {
                self.set_local(local, Local::Unknown);
                self.bind_unsure(item, None, binding, found);
            }
        }
    }

    /// Goes on with an element that may or may not exist.
    fn bind_unsure(&mut self, item: &'a Item, list: Option<Slot>, binding: &mut Binding, found: &mut Vec<Instance>) {
        let in_force = self.as_of().in_force(item.period);
        let known_lists = binding.missing_lists.len();
        binding.missing_lists.extend(list);
        binding.variables.push(None);
        self.bind(item, in_force, binding, found);
        binding.variables.pop();
        binding.missing_lists.truncate(known_lists);
    }

    fn instance(&mut self, item: &'a Item, in_force: Truth, binding: &Binding) -> Option<Instance> {
        let exists = if binding.variables.contains(&None) { Truth::Unknown } else { Truth::True };
        let holds = in_force.and(exists).and(self.truth(&item.condition));
        if self.observer.is_some() {
            self.observe(item, &binding.variables, in_force.and(exists));
        }
        if holds.is_false() {
            return None;
        }
        let causes = self.traced(|walk| {
            if in_force.is_unknown() {
                walk.trace_date();
            }
            for list in &binding.missing_lists {
                walk.trace.missing(*list);
            }
            walk.truth(&item.condition);
        });
        let (unless, unless_causes) = self.unless(item);
        let mut bindings: Vec<Slot> = binding.variables.iter().copied().flatten().collect();
        bindings.sort_unstable();
        bindings.dedup();
        let slots = causes.facts.len() + causes.missing.len() + unless_causes.facts.len() + unless_causes.missing.len();
        self.budget.retain(slots);
        Some(Instance {
            variables: binding.variables.as_slice().into(),
            bindings: bindings.into(),
            holds,
            causes,
            unless,
            unless_causes,
            lifted: Truth::Unknown,
        })
    }

    fn unless(&mut self, item: &'a Item) -> (Truth, Causes) {
        let Some(condition) = &item.unless else { return (Truth::False, Causes::default()) };
        match self.truth(condition) {
            Truth::False => (Truth::False, Causes::default()),
            truth => (truth, self.traced(|walk| _ = walk.truth(condition))),
        }
    }
}
