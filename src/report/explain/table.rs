//! A decision table: its rows as they stand, and in plain English.

use super::Policy;
use super::english::English;
use super::rest::{
    ExceptionAccount, NamedTest, ProvisionAccount, exceptions, heading, labelled, placed, provisions, tests,
    write_rest, write_said,
};
use super::rule::{applies_to, definitions, in_force, said};
use super::words::{Said, sentence};
use crate::program::{AtomId, CodePart, Expr, Rule, RuleKind};
use crate::report::paint::{BOLD, DIM};
use crate::report::problems::counted;
use crate::report::rules::row_of;
use crate::report::{Look, clean, shortened};
use serde::Serialize;
use std::io::{self, Write};

/// Rows that are told.
const MOST_ROWS: usize = 50;
/// Characters of a cell that are shown.
const LONGEST_CELL: usize = 40;

/// What there is to say of a decision table.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct TableAccount {
    /// Its name.
    pub name: String,
    /// `table`
    pub kind: &'static str,
    /// Its title.
    pub title: Option<String>,
    /// The policy it belongs to.
    pub policy: Option<String>,
    /// Where its first row stands.
    pub place: Option<String>,
    /// What its rows are applied to.
    pub applies_to: String,
    /// When all its rows are in force; `null` where they differ.
    pub in_force: Option<String>,
    /// The conditions that all rows share.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub when: Vec<Said>,
    /// Its `unless`.
    pub unless: Option<Said>,
    /// The headings of the columns that test something.
    pub columns: Vec<String>,
    /// Its rows.
    pub rows: Vec<RowAccount>,
    /// The definitions that the conditions use, each with what it means.
    pub definitions: Vec<Said>,
    /// The provisions that its rows rest on.
    pub provisions: Vec<ProvisionAccount>,
    /// The exceptions over it.
    pub exceptions: Vec<ExceptionAccount>,
    /// The tests that name it.
    pub tests: Vec<NamedTest>,
}

/// What there is to say of a row.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RowAccount {
    /// Its name: `chart[2]`.
    pub name: String,
    /// What its cells say, one for each column; empty where anything will do.
    pub cells: Vec<String>,
    /// The outcome.
    pub brings: String,
    /// Its condition, without what all rows share.
    pub when: Said,
    /// When it is in force.
    pub in_force: String,
    /// The provisions that it rests on.
    pub cites: Vec<String>,
}

impl TableAccount {
    /// The account of the table of this name; `None` when there is none.
    #[must_use]
    pub fn new(policy: &Policy<'_>, name: &str) -> Option<Self> {
        let rows: Vec<(u32, &Rule)> = policy
            .rules(name)
            .filter_map(|number| Some((number, &*policy.program.rules.get(number as usize)?.code)))
            .filter(|(_, rule)| rule.row.is_some())
            .collect();
        let (first, rule) = *rows.first()?;
        let shared = shared(&rows);
        let mut used = Vec::new();
        let when = English::new(policy.program, policy.places, CodePart::When(first));
        let when = sentences(when, parts(&rule.condition).get(..shared).unwrap_or_default(), &mut used);
        let columns = columns(policy, &rows);
        let told = rows.iter().map(|row| RowAccount::new(policy, *row, &columns, shared, &mut used)).collect();
        let unless = said(policy, CodePart::Unless(first), &mut used);
        let mut cites: Vec<_> = rows.iter().flat_map(|(_, rule)| rule.cites.iter().cloned()).collect();
        cites.sort();
        cites.dedup();
        let same_period = rows.iter().all(|(_, other)| other.period == rule.period);
        let place = policy.places.rule(first);
        Some(Self {
            name: name.to_owned(),
            kind: "table",
            title: rule.title.as_deref().map(str::to_owned),
            policy: rule.policy.as_deref().map(str::to_owned),
            place: place.map(|place| placed(&place.file, policy.position(place))),
            applies_to: applies_to(policy, first, rule),
            in_force: same_period.then(|| in_force(rule)),
            when,
            unless,
            columns,
            rows: told,
            definitions: definitions(policy, used),
            provisions: provisions(policy, &cites),
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
        writeln!(out, "table {}{title}", look.paint(BOLD, clean(&self.name)))?;
        self.policy.iter().try_for_each(|policy| labelled(out, look, "policy", policy))?;
        self.place.iter().try_for_each(|place| labelled(out, look, "rows from", place))?;
        labelled(out, look, "applies to", &self.applies_to)?;
        labelled(out, look, "in force", self.in_force.as_deref().unwrap_or("each row at its own time"))?;
        heading(out, look, &format!("{}, of which all that match count", counted((self.rows.len(), "row"))))?;
        self.write_cells(out, look)?;
        if !self.when.is_empty() {
            heading(out, look, "for every row")?;
            self.when.iter().try_for_each(|said| write_said(out, said, 1))?;
        }
        heading(out, look, "when")?;
        self.rows.iter().take(MOST_ROWS).try_for_each(|row| self.write_row(out, look, row))?;
        if let more @ 1.. = self.rows.len().saturating_sub(MOST_ROWS) {
            writeln!(out, "  and {}", counted((more, "more row")))?;
        }
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

    /// The rows as they stand, in columns.
    fn write_cells(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let line = |number: String, cells: &[String], brings: &str| {
            let cells = cells.iter().map(|cell| shortened(cell, LONGEST_CELL).into_owned());
            std::iter::once(number).chain(cells).chain([brings.to_owned()]).collect::<Vec<String>>()
        };
        let number = |row: &RowAccount| row_of(&row.name).map_or("", |(_, row)| row).to_owned();
        let mut lines = vec![line(String::new(), &self.columns, "then")];
        let rows = self.rows.iter().take(MOST_ROWS);
        lines.extend(rows.map(|row| line(number(row), &row.cells, &row.brings)));
        let wide = |column: usize| {
            let widths = lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count());
            widths.max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len() + 2).map(wide).collect();
        for (index, line) in lines.iter().enumerate() {
            let pad = |(cell, width): (&String, &usize)| format!("{cell}{}", " ".repeat(width - cell.chars().count()));
            let cells: Vec<String> = line.iter().zip(&widths).map(pad).collect();
            let text = format!("  {}", cells.join("  "));
            let text = text.trim_end();
            match index {
                0 => writeln!(out, "{}", look.paint(DIM, text))?,
                _ => writeln!(out, "{text}")?,
            }
        }
        Ok(())
    }

    /// `1. review when the order’s country is Iran (IR)`
    fn write_row(&self, out: &mut impl Write, look: Look, row: &RowAccount) -> io::Result<()> {
        let number = row_of(&row.name).map_or("", |(_, row)| row);
        let mut notes = Vec::new();
        if self.in_force.is_none() {
            notes.push(row.in_force.clone());
        }
        if row.cites.len() < self.provisions.len() {
            notes.push(format!("under {}", row.cites.join(", ")));
        }
        let notes = if notes.is_empty() { String::new() } else { format!("  ({})", notes.join("; ")) };
        writeln!(
            out,
            "  {number:>2}. {} when {}{}",
            clean(&row.brings),
            clean(&sentence(&row.when)),
            look.paint(DIM, clean(&notes))
        )
    }
}

impl RowAccount {
    fn new(
        policy: &Policy<'_>,
        (number, rule): (u32, &Rule),
        columns: &[String],
        shared: usize,
        used: &mut Vec<u32>,
    ) -> Self {
        let part = CodePart::When(number);
        let mut cells = vec![String::new(); columns.len()];
        for (heading, cell) in written(policy, number) {
            if let Some(slot) = columns.iter().position(|column| *column == heading).and_then(|at| cells.get_mut(at)) {
                *slot = cell;
            }
        }
        let english = English::new(policy.program, policy.places, part);
        let mut own = sentences(english, parts(&rule.condition).get(shared..).unwrap_or_default(), used);
        let when = match own.len() {
            0 => Said::line("that holds"),
            1 => own.swap_remove(0),
            _ => Said::over("all of these hold", own),
        };
        Self {
            name: rule.name.to_string(),
            cells,
            brings: outcome(rule),
            when,
            in_force: in_force(rule),
            cites: rule.cites.iter().map(|cited| format!("{} {}", cited.authority, cited.provision)).collect(),
        }
    }
}

fn outcome(rule: &Rule) -> String {
    match &rule.kind {
        RuleKind::Rule { outcome } => outcome.to_string(),
        RuleKind::Flag { .. } | RuleKind::Exception { .. } => String::new(),
    }
}

/// The parts of a condition that must all hold.
fn parts(condition: &Expr) -> &[Expr] {
    match condition {
        Expr::All(parts) => parts,
        single => std::slice::from_ref(single),
    }
}

fn sentences(mut english: English<'_>, parts: &[Expr], used: &mut Vec<u32>) -> Vec<Said> {
    let said = parts.iter().map(|part| english.condition(part)).collect();
    used.extend(english.used);
    said
}

/// How many parts all rows start with.
fn shared(rows: &[(u32, &Rule)]) -> usize {
    let [(_, first), others @ ..] = rows else { return 0 };
    if others.is_empty() {
        return 0;
    }
    let alike =
        |(at, part): &(usize, &Expr)| others.iter().all(|(_, other)| parts(&other.condition).get(*at) == Some(part));
    parts(&first.condition).iter().enumerate().take_while(alike).count()
}

/// The cells of a row with their headings.
fn written(policy: &Policy<'_>, rule: u32) -> impl Iterator<Item = (String, String)> {
    let part = CodePart::When(rule);
    let atoms = u32::try_from(policy.places.atoms_in(part)).unwrap_or(u32::MAX);
    (0..atoms).filter_map(move |number| {
        let written = policy.places.atom(AtomId { part, number })?;
        Some((policy.sources.words(written.heading.as_ref()?), policy.sources.words(&written.place)))
    })
}

/// The headings in the order in which they stand.
fn columns(policy: &Policy<'_>, rows: &[(u32, &Rule)]) -> Vec<String> {
    let mut headings = Vec::new();
    for (rule, _) in rows {
        let part = CodePart::When(*rule);
        let atoms = u32::try_from(policy.places.atoms_in(part)).unwrap_or(u32::MAX);
        let written = (0..atoms).filter_map(|number| policy.places.atom(AtomId { part, number }));
        headings.extend(written.filter_map(|written| written.heading.as_ref()));
    }
    headings.sort_by_key(|heading| heading.span);
    headings.dedup();
    headings.into_iter().map(|heading| policy.sources.words(heading)).collect()
}
