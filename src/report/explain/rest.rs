//! What a rule rests on, what lifts it, and what tries it.

use super::Policy;
use super::rule::{in_force, said};
use super::words::Said;
use crate::program::{Citation, CodePart, Expectation, Expected, Name, Rule, RuleKind, Verified};
use crate::report::paint::{BOLD, DIM, YELLOW};
use crate::report::{Look, Position, clean};
use serde::Serialize;
use std::io::{self, Write};

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

/// What rules and tables end with.
pub(super) fn write_rest(
    out: &mut impl Write,
    look: Look,
    provisions: &[ProvisionAccount],
    exceptions: &[ExceptionAccount],
    tests: &[NamedTest],
) -> io::Result<()> {
    heading(out, look, if provisions.is_empty() { "it cites nothing" } else { "under" })?;
    provisions.iter().try_for_each(|cited| cited.write(out, look))?;
    if !exceptions.is_empty() {
        heading(out, look, "except")?;
        exceptions.iter().try_for_each(|exception| exception.write(out, look, 1))?;
    }
    heading(out, look, if tests.is_empty() { "no test names it" } else { "tests" })?;
    tests
        .iter()
        .try_for_each(|test| writeln!(out, "  • {}  {}", clean(&test.title), look.paint(DIM, clean(&test.place))))
}

impl ProvisionAccount {
    fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let mark = match self.verified {
            Some(Verified::Recalled) => look.paint(YELLOW, "  recalled: not yet read in a source").to_string(),
            _ => String::new(),
        };
        writeln!(out, "  • {} {}  {}{mark}", clean(&self.authority), clean(&self.provision), clean(&self.title))
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

/// `  policy      iran`
pub(super) fn labelled(out: &mut impl Write, look: Look, label: &str, text: &str) -> io::Result<()> {
    writeln!(out, "  {} {}", look.paint(DIM, format!("{label:<11}")), clean(text))
}

pub(super) fn heading(out: &mut impl Write, look: Look, text: &str) -> io::Result<()> {
    writeln!(out, "\n{}", look.paint(BOLD, text))
}

pub(super) fn write_said(out: &mut impl Write, said: &Said, depth: usize) -> io::Result<()> {
    let colon = if said.parts.is_empty() { "" } else { ":" };
    writeln!(out, "{}• {}{colon}", "  ".repeat(depth), clean(&said.text))?;
    said.parts.iter().try_for_each(|part| write_said(out, part, depth + 1))
}

pub(super) fn provisions(policy: &Policy<'_>, cites: &[Citation]) -> Vec<ProvisionAccount> {
    let account = |cited: &Citation| {
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
    cites.iter().map(account).collect()
}

/// The exceptions over an item.
pub(super) fn exceptions(policy: &Policy<'_>, name: &Name) -> Vec<ExceptionAccount> {
    exceptions_to(policy, name, DEEPEST)
}

fn exceptions_to(policy: &Policy<'_>, name: &Name, depth: usize) -> Vec<ExceptionAccount> {
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
            exceptions: exceptions_to(policy, &rule.code.name, depth - 1),
        })
    };
    over.filter_map(account).collect()
}

/// The tests whose expectations name an item.
pub(super) fn tests(policy: &Policy<'_>, name: &Name) -> Vec<NamedTest> {
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
pub(super) fn placed(file: &str, position: Option<Position>) -> String {
    match position {
        Some(position) => format!("{file}:{}", position.line),
        None => file.to_owned(),
    }
}
