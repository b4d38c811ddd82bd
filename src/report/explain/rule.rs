//! A rule, flag or exception in plain English.

use super::Policy;
use super::english::English;
use super::words::Said;
use crate::program::{CodePart, Expectation, Expected, Name, Rule, RuleKind, Verified};
use crate::report::paint::{BOLD, DIM, YELLOW};
use crate::report::{Look, Position, clean};
use serde::Serialize;
use std::io::{self, Write};

/// What there is to say of a rule, flag or exception.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleAccount {
    /// Its name.
    pub name: String,
    /// `rule`, `flag` or `exception`.
    pub kind: &'static str,
    /// Its title.
    pub title: Option<String>,
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

/// A provision that is cited.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ProvisionAccount {
    /// Name of the authority.
    pub authority: String,
    /// Its identifier.
    pub provision: String,
    /// What it says.
    pub title: String,
    /// Whether its text was read in a source.
    pub verified: Option<Verified>,
}

/// An exception, and those over it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct ExceptionAccount {
    /// Its name.
    pub name: String,
    /// Its title.
    pub title: Option<String>,
    /// When it is in force.
    pub in_force: String,
    /// Its condition.
    pub when: Said,
    /// The exceptions over it.
    pub exceptions: Vec<ExceptionAccount>,
}

/// A test.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct NamedTest {
    /// Its title.
    pub title: String,
    /// Where it stands.
    pub place: String,
}

/// How deep exceptions of exceptions are told.
const DEEPEST: usize = 8;

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
            policy: rule.policy.as_deref().map(str::to_owned),
            place: policy.places.rule(number).map(|place| placed(&place.file, policy.position(place))),
            applies_to: applies_to(policy, number, rule),
            in_force: in_force(rule),
            when,
            unless,
            definitions: definitions(policy, used),
            brings: brings(policy, rule),
            provisions: provisions(policy, rule),
            exceptions: exceptions(policy, &rule.name, DEEPEST),
            tests: tests(policy, &rule.name),
        })
    }

    /// Writes it for people.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let title = self.title.as_deref().map(|title| format!("  {}", clean(title))).unwrap_or_default();
        writeln!(out, "{} {}{title}", self.kind, look.paint(BOLD, clean(&self.name)))?;
        let mut labelled =
            |label: &str, text: &str| writeln!(out, "  {} {}", look.paint(DIM, format!("{label:<11}")), clean(text));
        self.policy.iter().try_for_each(|policy| labelled("policy", policy))?;
        self.place.iter().try_for_each(|place| labelled("stands in", place))?;
        labelled("applies to", &self.applies_to)?;
        labelled("in force", &self.in_force)?;
        labelled("brings", &self.brings)?;
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
        self.write_provisions(out, look)?;
        if !self.exceptions.is_empty() {
            heading(out, look, "except")?;
            self.exceptions.iter().try_for_each(|exception| exception.write(out, look, 1))?;
        }
        heading(out, look, if self.tests.is_empty() { "no test names it" } else { "tests" })?;
        self.tests
            .iter()
            .try_for_each(|test| writeln!(out, "  • {}  {}", clean(&test.title), look.paint(DIM, clean(&test.place))))
    }

    fn write_provisions(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        heading(out, look, if self.provisions.is_empty() { "it cites nothing" } else { "under" })?;
        for cited in &self.provisions {
            let mark = match cited.verified {
                Some(Verified::Recalled) => look.paint(YELLOW, "  recalled: not yet read in a source").to_string(),
                _ => String::new(),
            };
            writeln!(
                out,
                "  • {} {}  {}{mark}",
                clean(&cited.authority),
                clean(&cited.provision),
                clean(&cited.title)
            )?;
        }
        Ok(())
    }
}

impl ExceptionAccount {
    fn write(&self, out: &mut impl Write, look: Look, depth: usize) -> io::Result<()> {
        let title = self.title.as_deref().map(|title| format!("  {}", clean(title))).unwrap_or_default();
        let name = look.paint(BOLD, clean(&self.name));
        let in_force = look.paint(DIM, format!("  ({})", clean(&self.in_force)));
        writeln!(out, "{}• {name}{title}{in_force}", "  ".repeat(depth))?;
        write_said(out, &self.when, depth + 1)?;
        if !self.exceptions.is_empty() {
            writeln!(out, "{}{}", "  ".repeat(depth + 1), look.paint(DIM, "which is itself lifted by"))?;
        }
        self.exceptions.iter().try_for_each(|exception| exception.write(out, look, depth + 2))
    }
}

pub(super) fn heading(out: &mut impl Write, look: Look, text: &str) -> io::Result<()> {
    writeln!(out, "\n{}", look.paint(BOLD, text))
}

pub(super) fn write_said(out: &mut impl Write, said: &Said, depth: usize) -> io::Result<()> {
    let colon = if said.parts.is_empty() { "" } else { ":" };
    writeln!(out, "{}• {}{colon}", "  ".repeat(depth), clean(&said.text))?;
    said.parts.iter().try_for_each(|part| write_said(out, part, depth + 1))
}

/// A piece of code in words, where there is one.
fn said(policy: &Policy<'_>, part: CodePart, used: &mut Vec<u32>) -> Option<Said> {
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

pub(super) fn kind(rule: &Rule) -> &'static str {
    match rule.kind {
        RuleKind::Rule { .. } => "rule",
        RuleKind::Flag { .. } => "flag",
        RuleKind::Exception { .. } => "exception",
    }
}

fn applies_to(policy: &Policy<'_>, number: u32, rule: &Rule) -> String {
    let mut english = English::new(policy.program, policy.places, CodePart::When(number));
    let each = rule.loops.iter().map(|clause| format!("each {} of {}", clause.variable, english.value(&clause.list)));
    let each: Vec<String> = each.collect();
    if each.is_empty() { "the order as a whole".to_owned() } else { each.join(", and ") }
}

fn in_force(rule: &Rule) -> String {
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

fn provisions(policy: &Policy<'_>, rule: &Rule) -> Vec<ProvisionAccount> {
    let account = |cited: &crate::program::Citation| {
        let mut authorities = policy.program.authorities.iter();
        let authority = authorities.find(|authority| authority.name == cited.authority);
        let mut declared = authority.into_iter().flat_map(|authority| &authority.provisions);
        let provision = declared.find(|provision| provision.id == cited.provision);
        ProvisionAccount {
            authority: cited.authority.to_string(),
            provision: cited.provision.to_string(),
            title: provision.map(|provision| provision.title.to_string()).unwrap_or_default(),
            verified: provision.and_then(|provision| provision.verified),
        }
    };
    rule.cites.iter().map(account).collect()
}

fn exceptions(policy: &Policy<'_>, name: &Name, depth: usize) -> Vec<ExceptionAccount> {
    if depth == 0 {
        return Vec::new();
    }
    let over = (0_u32..)
        .zip(&policy.program.rules)
        .filter(|(_, rule)| matches!(&rule.code.kind, RuleKind::Exception { lifts } if lifts.contains(name)));
    let account = |(number, rule): (u32, &crate::program::Linked<Rule>)| {
        Some(ExceptionAccount {
            name: rule.code.name.to_string(),
            title: rule.code.title.as_deref().map(str::to_owned),
            in_force: in_force(&rule.code),
            when: said(policy, CodePart::When(number), &mut Vec::new())?,
            exceptions: exceptions(policy, &rule.code.name, depth - 1),
        })
    };
    over.filter_map(account).collect()
}

/// The tests whose expectations name a rule.
fn tests(policy: &Policy<'_>, name: &Name) -> Vec<NamedTest> {
    let names = |expectation: &Expectation| match &expectation.expected {
        Expected::Finding { rule, .. } | Expected::Open(rule) | Expected::NoFinding(Some(rule)) => rule == name,
        Expected::Lifted { rule, by } => rule == name || by.as_ref() == Some(name),
        _ => false,
    };
    let naming = policy.tests.iter().filter(|test| test.case.expectations.iter().any(names));
    let test = |test: &crate::semantics::Test| NamedTest {
        title: test.case.title.to_string(),
        place: placed(
            &test.file,
            policy.sources.get(&test.file).map(|source| source.position(test.title.range().start)),
        ),
    };
    naming.map(test).collect()
}

/// `iran/parts.policy:12`
fn placed(file: &str, position: Option<Position>) -> String {
    match position {
        Some(position) => format!("{file}:{}", position.line),
        None => file.to_owned(),
    }
}
