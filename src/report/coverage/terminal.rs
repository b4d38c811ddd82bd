//! Coverage for people: the totals, then what is missing, worst first.

use super::{Covered, LONGEST_ATOM, counted_of_atom, counted_of_rule, gaps, kind};
use crate::program::{Rule, RuleKind};
use crate::report::paint::{BOLD, DIM, GREEN, RED, YELLOW};
use crate::report::problems::counted;
use crate::report::{Look, clean, shortened};
use crate::trial::coverage::{RuleSeen, Seen};
use std::io::{self, Write};

/// Writes the report.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, covered: &Covered<'_>, look: Look) -> io::Result<()> {
    let mut page = Page { out, covered, look };
    page.head()?;
    page.totals()?;
    page.rules()?;
    page.atoms()?;
    page.provisions()
}

struct Page<'a, 'c, W> {
    out: &'a mut W,
    covered: &'a Covered<'c>,
    look: Look,
}

impl<W: Write> Page<'_, '_, W> {
    /// `coverage 87 % by 243 tests (1530 of 1756)`
    fn head(&mut self) -> io::Result<()> {
        let share = self.covered.share();
        let style = match share.percent() {
            100 => GREEN,
            50.. => YELLOW,
            _ => RED,
        };
        let percent = format!("{} %", share.percent());
        let tests = counted((self.covered.coverage.tests, "test"));
        writeln!(
            self.out,
            "coverage {} by {tests} ({} of {})",
            self.look.paint(style | BOLD.get_effects(), percent),
            share.seen,
            share.all
        )?;
        match self.covered.coverage.failed {
            0 => Ok(()),
            failed => writeln!(self.out, "{}", self.look.paint(RED, format!("{} failed", counted((failed, "test"))))),
        }
    }

    fn totals(&mut self) -> io::Result<()> {
        let all: Vec<(&Rule, &RuleSeen)> = self.covered.rules().map(|(_, rule, seen)| (rule, seen)).collect();
        self.row(["", "all", "found", "not found", "unknown", "lifted"].map(str::to_owned), true)?;
        let of = |wanted: fn(&RuleKind) -> bool| {
            let seen: Vec<&RuleSeen> =
                all.iter().filter(|(rule, _)| wanted(&rule.kind)).map(|(_, seen)| *seen).collect();
            let count = |part: fn(&RuleSeen) -> Seen| seen.iter().filter(|seen| part(seen).is_some()).count();
            let counts = [count(|s| s.found), count(|s| s.not_found), count(|s| s.unknown), count(|s| s.lifted)];
            (seen.len(), counts)
        };
        let kinds = [
            ("rules", of(|kind| matches!(kind, RuleKind::Rule { .. }))),
            ("flags", of(|kind| matches!(kind, RuleKind::Flag { .. }))),
            ("exceptions", of(|kind| matches!(kind, RuleKind::Exception { .. }))),
        ];
        for (name, (all, [found, not_found, unknown, lifted])) in kinds {
            let counts = [all, found, not_found, unknown, lifted].map(|count| count.to_string());
            let [all, found, not_found, unknown, lifted] = counts;
            self.row([name.to_owned(), all, found, not_found, unknown, lifted], false)?;
        }
        self.row(["", "all", "true", "false", "unknown", ""].map(str::to_owned), true)?;
        let atoms = &self.covered.coverage.atoms;
        let count = |seen: Vec<Seen>| seen.into_iter().flatten().count().to_string();
        let conditions = [
            "conditions".to_owned(),
            atoms.len().to_string(),
            count(atoms.iter().map(|atom| atom.is_true).collect()),
            count(atoms.iter().map(|atom| atom.is_false).collect()),
            count(atoms.iter().map(|atom| atom.unknown).collect()),
            String::new(),
        ];
        self.row(conditions, false)?;
        self.row(["", "all", "rule", "test for", "against", ""].map(str::to_owned), true)?;
        let provisions = &self.covered.coverage.provisions;
        let row = [
            "provisions".to_owned(),
            provisions.len().to_string(),
            provisions.iter().filter(|seen| !seen.rules.is_empty()).count().to_string(),
            count(provisions.iter().map(|seen| seen.test_for).collect()),
            count(provisions.iter().map(|seen| seen.test_against).collect()),
            String::new(),
        ];
        self.row(row, false)
    }

    fn row(&mut self, [name, cells @ ..]: [String; 6], heading: bool) -> io::Result<()> {
        let cells: String = cells.iter().map(|cell| format!("{cell:>11}")).collect();
        let line = format!("  {name:<12}{}", cells.trim_end());
        let style = if heading { DIM } else { anstyle::Style::new() };
        writeln!(self.out, "{}", self.look.paint(style, line))
    }

    /// Rules that were not seen both ways, worst first.
    fn rules(&mut self) -> io::Result<()> {
        let mut short: Vec<_> = self.covered.rules().filter(|(_, _, seen)| seen.counted() < 2).collect();
        short.sort_by_key(|(number, _, seen)| (seen.counted(), seen.found.is_some(), *number));
        self.heading("Rules, flags and exceptions that tests do not show both ways", short.len())?;
        for (number, rule, seen) in short {
            let place = self.covered.places.rule(number);
            let place = place.map(|place| self.place(place, false)).unwrap_or_default();
            let name = format!("{} {}", kind(rule), clean(&rule.name));
            self.gap(&gaps(&counted_of_rule(seen)), &name, &place)?;
        }
        Ok(())
    }

    /// Atoms that were not seen both ways, worst first, then by place.
    fn atoms(&mut self) -> io::Result<()> {
        let mut short: Vec<_> = self.covered.atoms().filter(|(seen, _)| seen.counted() < 2).collect();
        short.sort_by(|(one, here), (other, there)| {
            let order = one.counted().cmp(&other.counted()).then_with(|| here.file.cmp(&there.file));
            order.then_with(|| here.span.cmp(&there.span))
        });
        self.heading("Conditions that tests do not show both ways", short.len())?;
        for (seen, place) in short {
            let said = self.covered.text(&place);
            let place = self.place(&place, true);
            self.gap(&gaps(&counted_of_atom(seen)), &shortened(&said, LONGEST_ATOM), &place)?;
        }
        Ok(())
    }

    /// Provisions without a rule, then those without a test.
    fn provisions(&mut self) -> io::Result<()> {
        let mut short: Vec<(usize, String, String)> = Vec::new();
        for seen in &self.covered.coverage.provisions {
            let Some((authority, provision)) = self.covered.provision(seen) else { continue };
            let (rank, lacks) = match (seen.rules.is_empty(), seen.test_for, seen.test_against) {
                (true, ..) => (0, "no rule"),
                (false, None, None) => (1, "no test"),
                (false, None, Some(_)) => (2, "no test for"),
                (false, Some(_), None) => (3, "no test against"),
                _ => continue,
            };
            let name = format!("{} {}  {}", clean(authority), clean(&provision.id), clean(&provision.title));
            short.push((rank, lacks.to_owned(), name));
        }
        short.sort();
        self.heading("Provisions without a rule, or without a test for or against them", short.len())?;
        short.into_iter().try_for_each(|(_, lacks, name)| self.gap(&lacks, &name, ""))
    }

    fn heading(&mut self, text: &str, count: usize) -> io::Result<()> {
        match count {
            0 => Ok(()),
            _ => writeln!(self.out, "\n{} {}", self.look.paint(BOLD, text), self.look.paint(DIM, format!("({count})"))),
        }
    }

    fn gap(&mut self, lacks: &str, name: &str, place: &str) -> io::Result<()> {
        let lacks = self.look.paint(YELLOW, format!("{lacks:<24}"));
        let line = format!("  {lacks}  {name}  {}", self.look.paint(DIM, place));
        writeln!(self.out, "{}", line.trim_end())
    }

    fn place(&self, place: &crate::semantics::Place, column: bool) -> String {
        let file = clean(&place.file);
        match self.covered.position(place) {
            Some(position) if column => format!("{file}:{}:{}", position.line, position.column),
            Some(position) => format!("{file}:{}", position.line),
            None => file.into_owned(),
        }
    }
}
