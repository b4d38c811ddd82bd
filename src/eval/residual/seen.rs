//! What conditions hold facts against, noted while they are evaluated.

use super::super::node::{Node, TextTest};
use super::super::place::{Content, Slot};
use super::super::sets::Members;
use super::super::value::Answer;
use super::super::walk::{Operand, Walk};
use crate::domain::{Truth, Value};
use std::sync::Arc;

/// What the facts of a condition are held against.
#[derive(Clone, Debug, Default)]
pub(in crate::eval) struct Seen {
    /// Values that a fact is compared with or looked up among.
    pub(super) values: Vec<Value>,
    /// Texts that a fact is searched for.
    pub(super) parts: Vec<Arc<str>>,
    /// Something is worked out from the unknown facts, or a text has to match a pattern: their values cannot be told apart by what
    /// they are compared with.
    pub(super) computed: bool,
    /// It depends on the as-of date, which is missing, or on whether a fact exists at all: no value tells.
    pub(super) beyond_values: bool,
    /// Two unknown facts are held against each other.
    pub(super) mutual: bool,
}

impl<'a> Walk<'a> {
    /// Runs `body`, and says what facts were held against.
    pub(super) fn seeing<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> (R, Seen) {
        let before = self.seen.replace(Box::default());
        let result = body(self);
        let seen = std::mem::replace(&mut self.seen, before);
        (result, seen.map(|seen| *seen).unwrap_or_default())
    }

    /// Notes two sides of a comparison.
    pub(in crate::eval) fn see_compared(&mut self, sides: [(&'a Node, &Answer<'a>); 2]) {
        let unknown = |answer: &Answer<'a>| matches!(answer, Answer::Between(_) | Answer::Unknown(_));
        if let Some(seen) = &mut self.seen {
            seen.mutual |= sides.iter().all(|(_, answer)| unknown(answer));
        }
        for (node, answer) in sides {
            match answer {
                Answer::Known(value) => self.see_value(value),
                Answer::None => {}
                // Zero of any kind and currency is no value that could be noted.
                Answer::Zero => self.see_computed(),
                Answer::Between(_) | Answer::Unknown(_) => self.see_unknown(node),
            }
        }
    }

    /// Notes a look-up among members.
    pub(in crate::eval) fn see_members(&mut self, item: &'a Node, set: &Members) {
        self.see_unknown(item);
        self.see_date(set);
        if let Some(seen) = &mut self.seen {
            seen.values.extend(set.values().cloned());
        }
    }

    /// Notes a test on a text.
    pub(in crate::eval) fn see_text_test(&mut self, test: &'a TextTest, tested: &'a Node) {
        self.see_unknown(tested);
        let parts: Vec<Arc<str>> = match test {
            TextTest::Contains(part) | TextTest::StartsWith(part) => match self.unseen(|walk| walk.value(part)) {
                Answer::Known(value) => match &*value {
                    Value::Text(text) => vec![Arc::clone(text)],
                    _ => Vec::new(),
                },
                _ => return self.see_computed(),
            },
            TextTest::ContainsAny(set) => {
                self.see_date(set);
                set.texts().cloned().collect()
            }
            TextTest::Matches(_) => return self.see_computed(),
        };
        if let Some(seen) = &mut self.seen {
            seen.parts.extend(parts);
        }
    }

    fn see_date(&mut self, set: &Members) {
        let undated = set.is_dated() && self.as_of().date.is_none();
        if let Some(seen) = &mut self.seen {
            seen.beyond_values |= undated;
        }
    }

    /// Notes a question whether something exists.
    pub(in crate::eval) fn see_existence(&mut self) {
        if let Some(seen) = &mut self.seen {
            seen.beyond_values = true;
        }
    }

    fn see_value(&mut self, value: &Value) {
        if let Some(seen) = &mut self.seen {
            seen.values.push(value.clone());
        }
    }

    fn see_computed(&mut self) {
        if let Some(seen) = &mut self.seen {
            seen.computed = true;
        }
    }

    /// Something unknown is either a fact itself, or worked out.
    fn see_unknown(&mut self, node: &'a Node) {
        if self.seen.is_none() {
            return;
        }
        let operand = self.unseen(|walk| walk.operand(node));
        let plain = match operand {
            Operand::Slot(slot) => !matches!(self.slots.content(slot), Content::Derived(_)),
            Operand::Value(answer) => matches!(answer, Answer::Known(_)),
        };
        if !plain {
            self.see_computed();
        }
    }

    /// Runs `body` without a note of what it looks at.
    fn unseen<R>(&mut self, body: impl FnOnce(&mut Self) -> R) -> R {
        let (seen, traced) = (self.seen.take(), self.trace.switch(false));
        let result = body(self);
        self.seen = seen;
        self.trace.switch(traced);
        result
    }

    /// Whether a condition holds when these slots hold these values.
    pub(super) fn truth_supposing(&mut self, supposed: &[(Slot, Value)], node: &'a Node) -> Truth {
        let before = std::mem::replace(&mut self.supposed, supposed.to_vec());
        let truth = self.truth(node);
        self.supposed = before;
        truth
    }
}
