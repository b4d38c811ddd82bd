//! A rule, flag or exception in plain English.

use super::Policy;
use super::english::English;
use super::rest::{
    ExceptionAccount, NamedTest, ProvisionAccount, exceptions, heading, labelled, placed, provisions, tests,
    write_rest, write_said,
};
use super::words::Said;
use crate::program::{AtomId, CodePart, Rule, RuleKind};
use crate::report::paint::BOLD;
use crate::report::rules::{kind, row_of};
use crate::report::{Look, clean};
use serde::Serialize;
use std::io::{self, Write};

/// What there is to say of a rule, flag or exception.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleAccount {
    /// Its name.
    pub name: String,
    /// `rule`, `row`, `untranslatable`, `flag` or `exception`.
    pub kind: &'static str,
    /// Its title.
    pub title: Option<String>,
    /// What only a person can judge.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub question: Option<QuestionAccount>,
    /// The policy it belongs to.
    pub policy: Option<String>,
    /// Where it stands: `iran/parts.policy:12`.
    pub place: Option<String>,
    /// What it is applied to.
    pub applies_to: String,
    /// When it is in force.
    pub in_force: String,
    /// Its condition.
    pub when: Said,
    /// Its `unless`.
    pub unless: Option<Said>,
    /// The definitions that the conditions use, each with what it means.
    pub definitions: Vec<Said>,
    /// What it brings.
    pub brings: String,
    /// The provisions that it rests on.
    pub provisions: Vec<ProvisionAccount>,
    /// The exceptions over it.
    pub exceptions: Vec<ExceptionAccount>,
    /// The tests that name it.
    pub tests: Vec<NamedTest>,
}

/// The question of an untranslatable provision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct QuestionAccount {
    /// What to ask.
    pub asks: String,
    /// The field that holds the answer, as the policy names it.
    pub answered_by: String,
}

impl RuleAccount {
    /// The account of the rule of this number; `None` when there is none.
    #[must_use]
    pub fn new(policy: &Policy<'_>, number: u32) -> Option<Self> {
        let rule = &policy.program.rules.get(number as usize)?.code;
        let mut used = Vec::new();
        let when = said(policy, CodePart::When(number), &mut used)?;
        let unless = said(policy, CodePart::Unless(number), &mut used);
        Some(Self {
            name: rule.name.to_string(),
            kind: kind(rule),
            title: rule.title.as_deref().map(str::to_owned),
            question: question(policy, number, rule),
            policy: rule.policy.as_deref().map(str::to_owned),
            place: policy.places.rule(number).map(|place| placed(&place.file, policy.position(place))),
            applies_to: applies_to(policy, number, rule),
            in_force: in_force(rule),
            when,
            unless,
            definitions: definitions(policy, used),
            brings: brings(policy, rule),
            provisions: provisions(policy, &rule.cites),
            exceptions: exceptions(policy, rule.item()),
            tests: tests(policy, rule.item()),
        })
    }

    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let title = self.title.as_deref().map(|title| format!("  {}", clean(title))).unwrap_or_default();
        match row_of(&self.name) {
            Some((table, row)) => writeln!(out, "{} row {}{title}", look.paint(BOLD, clean(table)), clean(row))?,
            None => writeln!(out, "{} {}{title}", self.kind, look.paint(BOLD, clean(&self.name)))?,
        }
        self.policy.iter().try_for_each(|policy| labelled(out, look, "policy", policy))?;
        self.place.iter().try_for_each(|place| labelled(out, look, "stands in", place))?;
        labelled(out, look, "applies to", &self.applies_to)?;
        labelled(out, look, "in force", &self.in_force)?;
        match &self.question {
            None => labelled(out, look, "brings", &self.brings)?,
            Some(QuestionAccount { asks, answered_by }) => {
                labelled(out, look, "asks", asks)?;
                labelled(out, look, "answered by", answered_by)?;
                labelled(out, look, "a yes", &self.brings)?;
                labelled(out, look, "a no", "it finds nothing")?;
                labelled(out, look, "no answer", "the order stays undetermined, wherever the answer could change it")?;
            }
        }
        heading(out, look, "when")?;
        write_said(out, &self.when, 1)?;
        if let Some(unless) = &self.unless {
            heading(out, look, "unless")?;
            write_said(out, unless, 1)?;
        }
        if !self.definitions.is_empty() {
            heading(out, look, "where")?;
            self.definitions.iter().try_for_each(|definition| write_said(out, definition, 1))?;
        }
        write_rest(out, look, &self.provisions, &self.exceptions, &self.tests)
    }
}

/// A piece of code in words, where there is one.
pub(super) fn said(policy: &Policy<'_>, part: CodePart, used: &mut Vec<u32>) -> Option<Said> {
    let (_, code, is_condition) = policy.program.parts().find(|(other, ..)| *other == part)?;
    let mut english = English::new(policy.program, policy.places, part);
    let said =
        if is_condition { english.condition(code) } else { Said { text: english.value(code), parts: Vec::new() } };
    used.extend(english.used);
    Some(said)
}

/// What the definitions mean, with those that they use in turn.
pub(super) fn definitions(policy: &Policy<'_>, mut used: Vec<u32>) -> Vec<Said> {
    let mut definitions = Vec::new();
    let mut next = 0;
    while let Some(number) = used.get(next).copied() {
        next += 1;
        if used.iter().take(next - 1).any(|earlier| *earlier == number) {
            continue;
        }
        let Some(define) = policy.program.defines.get(number as usize) else { continue };
        let part = CodePart::Define(number);
        let names: Vec<&str> =
            (0..define.code.parameters).filter_map(|local| policy.places.variable(part, local)).collect();
        let of = if names.is_empty() { String::new() } else { format!(" of {}", names.join(", ")) };
        let Some(means) = said(policy, part, &mut used) else { continue };
        let (text, parts) = match (define.code.code.ty == crate::program::Type::YesNo, means.parts.is_empty()) {
            (false, _) => (format!("`{}`{of} is {}", define.code.name, means.text), Vec::new()),
            (true, true) => (format!("`{}`{of} holds when {}", define.code.name, means.text), Vec::new()),
            (true, false) => (format!("`{}`{of} holds when {}", define.code.name, means.text), means.parts),
        };
        definitions.push(Said { text, parts });
    }
    definitions
}

/// The answer is the last part of the condition.
fn question(policy: &Policy<'_>, number: u32, rule: &Rule) -> Option<QuestionAccount> {
    let part = CodePart::When(number);
    let last = u32::try_from(policy.places.atoms_in(part)).ok()?.checked_sub(1)?;
    let written = policy.places.atom(AtomId { part, number: last })?;
    let asks = rule.question.as_ref()?.asks.to_string();
    Some(QuestionAccount { asks, answered_by: policy.sources.atom(written) })
}

pub(super) fn applies_to(policy: &Policy<'_>, number: u32, rule: &Rule) -> String {
    let mut english = English::new(policy.program, policy.places, CodePart::When(number));
    let each = rule.loops.iter().map(|clause| format!("each {} of {}", clause.variable, english.value(&clause.list)));
    let each: Vec<String> = each.collect();
    if each.is_empty() { "the order as a whole".to_owned() } else { each.join(", and ") }
}

pub(super) fn in_force(rule: &Rule) -> String {
    match (rule.period.from, rule.period.until) {
        (None, None) => "at all times".to_owned(),
        (Some(from), None) => format!("from {from}"),
        (None, Some(until)) => format!("until {until}"),
        (Some(from), Some(until)) => format!("from {from} until {until}"),
    }
}

fn brings(policy: &Policy<'_>, rule: &Rule) -> String {
    match &rule.kind {
        RuleKind::Rule { outcome } => {
            let rank = policy.program.outcomes.ranks.iter().find(|rank| rank.name == *outcome);
            let means = rank.and_then(|rank| rank.title.as_deref()).map(|title| format!(": {title}"));
            format!("{outcome}{}", means.unwrap_or_default())
        }
        RuleKind::Flag { weight } => format!("a red flag of weight {weight}"),
        RuleKind::Exception { lifts } => format!("it lifts {}", lifts.join(", ")),
    }
}
