//! Conditions: three-valued truth with its causes.

use super::node::{Node, TextTest};
use super::read::{List, Presence};
use super::value::{self, Answer};
use super::walk::{Local, Operand, Walk};
use crate::domain::{Truth, Undefined, Value, text};
use crate::program::{CompareOp, Quantifier};
use regex::Regex;

impl<'a> Walk<'a> {
    /// Whether a condition holds.
    pub(super) fn truth(&mut self, node: &'a Node) -> Truth {
        let (start, doubt) = (self.trace.mark(), self.doubt);
        let mut truth = self.deeper(Truth::Unknown, |walk| walk.condition(node));
        if self.observer.is_some() {
            truth = self.observed(node, start, truth);
        }
        self.trace.settle(start, truth);
        if !truth.is_unknown() {
            self.doubt = doubt;
        }
        truth
    }

    fn condition(&mut self, node: &'a Node) -> Truth {
        match node {
            Node::Not(inner) => !self.truth(inner),
            Node::All(parts) => self.all_or_any(Truth::False, parts),
            Node::Any(parts) => self.all_or_any(Truth::True, parts),
            Node::Compare { op, left, right, exactly } => self.compare(*op, left, right, *exactly),
            Node::In { item, set } => self.is_in(item, set),
            Node::Known(inner) => self.is_known(inner),
            Node::IsNone(inner) => self.is_none(inner),
            Node::TextTest { test, text, exactly } => self.text_test(test, text, *exactly),
            Node::Quantified { quantifier, list, local, body } => self.quantified(*quantifier, list, *local, body),
            Node::Call { define, arguments } => self.call(*define, arguments, Truth::Unknown, Self::truth),
            _ => self.value(node).truth(),
        }
    }

    fn all_or_any(&mut self, settling: Truth, parts: &'a [Node]) -> Truth {
        self.joined(settling, parts.len(), |walk, index| {
            parts.get(index).map_or(Truth::Unknown, |part| walk.truth(part))
        })
    }

    fn compare(&mut self, op: CompareOp, left: &'a Node, right: &'a Node, exactly: bool) -> Truth {
        let start = self.trace.mark();
        let (left, right) = {
            let values = (self.value(left), self.value(right));
            if self.seen.is_some() {
                self.see_compared([(left, &values.0), (right, &values.1)]);
            }
            values
        };
        value::compare(op, &left, &right, exactly).unwrap_or_else(|reason| {
            self.undefined(start, reason);
            Truth::Unknown
        })
    }

    fn is_in(&mut self, item: &'a Node, set: &'a super::sets::Members) -> Truth {
        let start = self.trace.mark();
        if self.seen.is_some() {
            self.see_members(item, set);
        }
        match self.value(item) {
            Answer::None => Truth::False,
            Answer::Unknown(_) => self.depends_on_date(Truth::Unknown, set),
            Answer::Known(value) if !matches!(*value, Value::Money(_) | Value::Duration(_)) => {
                let membership = set.membership(&value, self.as_of());
                if membership.imprecise {
                    self.undefined(start, Undefined::Imprecise);
                }
                self.depends_on_date(membership.truth, set)
            }
            amount => {
                let truth = set.measured(&amount, self.as_of()).unwrap_or_else(|reason| {
                    self.undefined(start, reason);
                    Truth::Unknown
                });
                self.depends_on_date(truth, set)
            }
        }
    }

    /// An unknown membership may hang on the as-of date as well.
    fn depends_on_date(&mut self, truth: Truth, set: &super::sets::Members) -> Truth {
        if truth.is_unknown() && set.is_dated() {
            self.trace_date();
        }
        truth
    }

    fn is_known(&mut self, node: &'a Node) -> Truth {
        let start = self.trace.mark();
        let (presence, doubt) = self.doubting(|walk| {
            let operand = walk.operand(node);
            walk.presence(&operand)
        });
        let known = matches!(presence, Presence::Given | Presence::Empty);
        if !known && doubt.hypothetical {
            return Truth::Unknown;
        }
        if !known {
            self.trace.absent(start);
        }
        Truth::from(known)
    }

    fn is_none(&mut self, node: &'a Node) -> Truth {
        let operand = self.operand(node);
        match self.presence(&operand) {
            Presence::None | Presence::Empty => Truth::True,
            Presence::Given => Truth::False,
            Presence::Absent | Presence::Undefined => {
                self.see_existence();
                Truth::Unknown
            }
        }
    }

    fn text_test(&mut self, test: &'a TextTest, tested: &'a Node, exactly: bool) -> Truth {
        if self.seen.is_some() {
            self.see_text_test(test, tested);
        }
        let tested = self.value(tested);
        match test {
            TextTest::Contains(part) => self.two_texts(&tested, part, |a, b| text::contains(a, b, exactly)),
            TextTest::StartsWith(start) => self.two_texts(&tested, start, |a, b| text::starts_with(a, b, exactly)),
            TextTest::Matches(pattern) => one_text(&tested, |text| Truth::from(matches(pattern, text, exactly))),
            TextTest::ContainsAny(set) => {
                let truth = one_text(&tested, |text| set.any_in(text, exactly, self.as_of()));
                self.depends_on_date(truth, set)
            }
        }
    }

    fn two_texts(&mut self, tested: &Answer, part: &'a Node, test: impl Fn(&str, &str) -> bool) -> Truth {
        let part = self.value(part);
        match (tested, &part) {
            (Answer::None, _) | (_, Answer::None) => Truth::False,
            _ => one_text(tested, |text| one_text(&part, |part| Truth::from(test(text, part)))),
        }
    }

    fn quantified(&mut self, quantifier: Quantifier, list: &'a Node, local: u16, body: &'a Node) -> Truth {
        let settling = if quantifier == Quantifier::Every { Truth::False } else { Truth::True };
        let truth = match self.list(list) {
            List::Items(slot, count) => self.joined(settling, count as usize, |walk, index| {
                let element = walk.slots.element(slot, u32::try_from(index).unwrap_or(u32::MAX));
                walk.set_local(local, Local::Slot(element));
                walk.truth(body)
            }),
            List::Empty => !settling,
            List::Missing(slot) => {
                self.trace_generic(slot, local, [Some(body)]);
                Truth::Unknown
            }
            List::Unknown => Truth::Unknown,
        };
        if quantifier == Quantifier::No { !truth } else { truth }
    }

    /// What a condition over a missing list depends on: the list, and whatever else is missing once there are elements.
    pub(super) fn trace_generic<const N: usize>(
        &mut self,
        list: super::place::Slot,
        local: u16,
        on: [Option<&'a Node>; N],
    ) {
        if !self.trace.is_on() {
            return;
        }
        self.trace.missing(list);
        let element = self.slots.generic(list);
        self.set_local(local, Local::Slot(element));
        for node in on.into_iter().flatten() {
            match self.operand(node) {
                Operand::Slot(slot) => drop(self.read(slot)),
                Operand::Value(_) => {}
            }
        }
    }
}

fn one_text(answer: &Answer, test: impl FnOnce(&str) -> Truth) -> Truth {
    match answer {
        Answer::Known(value) => match &**value {
            Value::Text(text) => test(text),
            _ => Truth::Unknown,
        },
        Answer::None => Truth::False,
        Answer::Zero | Answer::Between(_) | Answer::Unknown(_) => Truth::Unknown,
    }
}

/// Without `exactly`, case is the pattern's affair and accents are tried both ways.
fn matches(pattern: &Regex, text: &str, exactly: bool) -> bool {
    pattern.is_match(text) || (!exactly && pattern.is_match(&text::fold(text)))
}
