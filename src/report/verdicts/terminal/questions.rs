//! What is not known, what to ask, and what it bears on.

use super::{LONGEST_MESSAGE, OrderPage, about};
use crate::eval::explanation::{Missing, OpenRule};
use crate::report::paint::{BOLD, DIM, YELLOW};
use crate::report::{clean, shortened};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Rules named after a question.
const MOST_RULES: usize = 4;

impl<W: Write> OrderPage<'_, '_, W> {
    pub(super) fn questions(&mut self) -> io::Result<()> {
        let missing = &self.explanation.missing;
        if missing.is_empty() {
            return Ok(());
        }
        let look = self.page.look;
        let head = match self.explanation.verdict.determined {
            false => "I cannot tell yet. Ask:",
            true => "The verdict stands, but that of a line or a policy may change. Ask:",
        };
        writeln!(self.page.out, "  {} {}", look.paint(YELLOW, "?"), look.paint(BOLD, head))?;
        missing.iter().enumerate().try_for_each(|(index, missing)| self.question(index + 1, missing))
    }

    fn question(&mut self, number: usize, missing: &Missing) -> io::Result<()> {
        let first = format!("    {number:>2}. ");
        self.page.paragraph(&first, 8, &shortened(&missing.ask, LONGEST_MESSAGE))?;
        let mut detail = format!("{} ({})", clean(&missing.path), shortened(&missing.expects, 200));
        if let Some(reason) = &missing.reason {
            let _ = write!(detail, ", unknown because of {}", clean(reason));
        }
        if !missing.bears_on.is_empty() {
            let _ = write!(detail, ", bears on {}", self.titles(&missing.bears_on));
        }
        let detail = self.page.look.paint(DIM, detail).to_string();
        self.page.paragraph("        ", 8, &detail)
    }

    /// The titles of rules, flags and exceptions, the first few.
    fn titles(&self, names: &[String]) -> String {
        let title = |name: &String| match self.vocabulary.title(name) {
            Some(title) => format!("“{}”", clean(title)),
            None => clean(name).into_owned(),
        };
        let mut titles: Vec<_> = names.iter().take(MOST_RULES).map(title).collect();
        if names.len() > MOST_RULES {
            titles.push(format!("{} more", names.len() - MOST_RULES));
        }
        titles.join("; ")
    }

    /// Rules that may find something although there is nothing to ask.
    pub(super) fn undecided(&mut self) -> io::Result<()> {
        for open in self.explanation.open.iter().filter(|open| open.needs.is_empty()) {
            let first = format!("  {} ", self.page.look.paint(YELLOW, "?"));
            self.page.paragraph(&first, 4, &undecided(open))?;
        }
        Ok(())
    }
}

fn undecided(open: &OpenRule) -> String {
    let title = clean(open.title.as_deref().unwrap_or(&open.rule));
    let brings = open.outcome.as_deref().map(|outcome| format!(" ({})", clean(outcome))).unwrap_or_default();
    format!("undecided: {title}{}{brings}", about(&open.at))
}
