//! Atoms: the parts of a program's conditions whose truth is looked at one by one, numbered in one order.
//!
//! An atom is a comparison, a membership, a test on a text, `is known`, `is none`, a quantified condition, or a `yes_no` that
//! stands for itself where a condition is needed; a `not` directly around one belongs to it. They are counted from 0 in the order
//! in which they start in the text: an atom before the atoms inside it. `X in LIST` is one atom.

use super::{CompareOp, Expr, Presence, Program, Quantifier, TextTest, Type};
use serde::{Deserialize, Serialize};

/// A piece of code of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum CodePart {
    /// The condition of a rule, flag or exception, by its number.
    When(u32),
    /// The `unless` of a rule, flag or exception.
    Unless(u32),
    /// The body of a definition.
    Define(u32),
    /// What a derived field is worked out by: number of the record, and of its field.
    Derived(u32, u16),
}

/// An atom of a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct AtomId {
    /// Where.
    pub part: CodePart,
    /// Its number there, from 0.
    pub number: u32,
}

impl Program {
    /// All code that can hold atoms: of the rules, the definitions, the derived fields, each in the program's order; and whether it
    /// is a condition.
    pub fn parts(&self) -> impl Iterator<Item = (CodePart, &Expr, bool)> {
        let rules = (0_u32..).zip(&self.rules).flat_map(|(number, rule)| {
            let when = (CodePart::When(number), &rule.code.condition, true);
            let unless = rule.code.unless.as_ref().map(|unless| (CodePart::Unless(number), unless, true));
            std::iter::once(when).chain(unless)
        });
        let defines = (0_u32..).zip(&self.defines).map(|(number, define)| {
            let code = &define.code.code;
            (CodePart::Define(number), &code.expr, code.ty == Type::YesNo)
        });
        let derived = (0_u32..).zip(&self.schema.records).flat_map(|(number, record)| {
            (0_u16..).zip(&record.code.fields).filter_map(move |(field, declared)| match &declared.presence {
                Presence::Derived(code) => Some((CodePart::Derived(number, field), &code.expr, code.ty == Type::YesNo)),
                _ => None,
            })
        });
        rules.chain(defines).chain(derived)
    }
}

impl Expr {
    /// The atoms of this expression in their order. O(size).
    #[must_use]
    pub fn atoms(&self, is_condition: bool) -> Vec<&Self> {
        let mut found = Vec::new();
        self.gather(is_condition, &mut found);
        found
    }

    fn gather<'e>(&'e self, is_condition: bool, found: &mut Vec<&'e Self>) {
        let is_atom = self.is_atom(is_condition);
        if is_atom {
            found.push(self);
        }
        let inside = match self {
            Self::Not(inner) if is_atom => inner,
            _ => self,
        };
        for (part, is_condition) in inside.parts() {
            part.gather(is_condition, found);
        }
    }

    /// Whether it is an atom where it stands: in the place of a condition, or of a value.
    #[must_use]
    pub fn is_atom(&self, is_condition: bool) -> bool {
        match self {
            Self::Compare { .. }
            | Self::InSet { .. }
            | Self::OneOf { .. }
            | Self::Known(_)
            | Self::IsNone(_)
            | Self::TextTest { .. }
            | Self::Quantified { .. } => true,
            Self::Field { .. } | Self::Local(_) | Self::OrElse { .. } => is_condition,
            Self::Not(inner) => !matches!(**inner, Self::Not(_)) && inner.is_atom(true),
            _ => false,
        }
    }

    /// For `X in LIST`: X.
    #[must_use]
    pub fn looked_up_in_list(&self) -> Option<&Self> {
        let Self::Quantified { quantifier: Quantifier::Any, local, body, .. } = self else { return None };
        match &**body {
            Self::Compare { op: CompareOp::Is, left, right, exactly: false } if **right == Self::Local(*local) => {
                Some(left)
            }
            _ => None,
        }
    }

    /// The expressions directly inside, and whether each stands in the place of a condition.
    fn parts(&self) -> Vec<(&Self, bool)> {
        if let Some(item) = self.looked_up_in_list() {
            return vec![(item, false)];
        }
        match self {
            Self::Literal(_) | Self::Order | Self::Local(_) | Self::FlagWeight(_) | Self::FlagCount(_) => Vec::new(),
            Self::Field { of, .. } => vec![(of, false)],
            Self::Not(inner) => vec![(inner, true)],
            Self::All(parts) | Self::Any(parts) => parts.iter().map(|part| (part, true)).collect(),
            Self::Compare { left, right, .. } => vec![(left, false), (right, false)],
            Self::InSet { item, .. } | Self::OneOf { item, .. } => vec![(item, false)],
            Self::Known(inner) | Self::IsNone(inner) => vec![(inner, false)],
            Self::TextTest { test: TextTest::Contains(part) | TextTest::StartsWith(part), text, .. } => {
                vec![(text, false), (part, false)]
            }
            Self::TextTest { text, .. } => vec![(text, false)],
            Self::Quantified { body, .. } => vec![(body, true)],
            Self::Sum { value, filter, .. } => {
                std::iter::once((&**value, false)).chain(filter.iter().map(|filter| (&**filter, true))).collect()
            }
            Self::Count { filter, .. } => filter.iter().map(|filter| (&**filter, true)).collect(),
            Self::Add(terms) | Self::Multiply(terms) => terms.iter().map(|(_, term)| (term, false)).collect(),
            Self::OrElse { value, fallback } => vec![(value, false), (fallback, false)],
            Self::Call { arguments, .. } => arguments.iter().map(|argument| (argument, false)).collect(),
        }
    }
}
