//! What was found, what it rests on, and what lifts it.

use super::facts::{equation, listed};
use super::{LONGEST_MESSAGE, OrderPage, about};
use crate::eval::explanation::{CitationText, FactValue, Finding, FindingStatus, Lift, LiftEffect, RuleKindText};
use crate::program::Verified;
use crate::report::paint::{BOLD, CYAN, DIM, YELLOW};
use crate::report::rules::row_of;
use crate::report::verdicts::page::TIE;
use crate::report::{clean, shortened};
use std::fmt::Write as _;
use std::io::{self, Write};

impl<W: Write> OrderPage<'_, '_, W> {
    pub(super) fn findings(&mut self) -> io::Result<()> {
        self.explanation.findings.iter().try_for_each(|finding| self.finding(finding))
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let look = self.page.look;
        let lifted = finding.status == FindingStatus::Lifted;
        let (mark, brings, style) = match (&finding.outcome, &finding.weight) {
            _ if lifted => ("○", "lifted".to_owned(), DIM),
            (Some(outcome), _) => ("✗", clean(outcome).into_owned(), self.vocabulary.style(outcome)),
            (None, Some(weight)) => ("⚑", format!("flag, weight {}", clean(weight)), CYAN),
            (None, None) => ("⚑", "flag".to_owned(), CYAN),
        };
        let title = clean(finding.title.as_deref().unwrap_or(&finding.rule));
        let first = format!("  {} {}  ", look.paint(style, mark), look.paint(style, brings));
        let title_style = if lifted { DIM } else { BOLD };
        let about = format!("{}{}", about(&finding.at), sort(finding));
        let text = format!("{}{}", look.paint(title_style, title), look.paint(DIM, about));
        self.page.paragraph(&first, 6, &text)?;
        // A rule without a reason of its own has its title for one.
        if !finding.message.is_empty() && Some(&finding.message) != finding.title.as_ref() {
            self.page.paragraph("      ", 6, &shortened(&finding.message, LONGEST_MESSAGE))?;
        }
        // What a lifted finding rested on matters less than what lifts it; `--format json` has both.
        if !lifted {
            self.grounds(finding)?;
        }
        finding.exceptions.iter().try_for_each(|lift| self.lift(lift, &finding.rule))
    }

    fn grounds(&mut self, finding: &Finding) -> io::Result<()> {
        self.citations(6, &finding.cites)?;
        if let Some(period) = period(finding) {
            self.page.labelled(6, "in force", &period)?;
        }
        self.facts(6, &finding.facts)
    }

    fn lift(&mut self, lift: &Lift, lifted: &str) -> io::Result<()> {
        let label = match lift.effect {
            LiftEffect::Lifts => "lifted by",
            LiftEffect::MayLift => "may be lifted by",
            LiftEffect::IsLifted => "not lifted by",
        };
        let mut text = match lift.exception == lifted {
            true => "its own `unless`".to_owned(),
            false => clean(lift.title.as_deref().unwrap_or(&lift.exception)).into_owned(),
        };
        match lift.effect {
            LiftEffect::Lifts => {}
            LiftEffect::MayLift => text.push_str(", which depends on missing facts"),
            LiftEffect::IsLifted => {
                let names: Vec<&str> =
                    lift.lifted_by.iter().map(|name| self.vocabulary.title(name).unwrap_or(name)).collect();
                let _ = write!(text, ", which is itself lifted by: {}", clean(&names.join("; ")));
            }
        }
        if let Some(message) = lift.message.as_ref().filter(|message| Some(*message) != lift.title.as_ref()) {
            let _ = write!(text, ": {}", shortened(message, LONGEST_MESSAGE));
        }
        self.page.labelled(6, label, &text)?;
        self.citations(8, &lift.cites)?;
        self.facts(8, &lift.facts)
    }

    /// The provisions, under the title of their authority.
    fn citations(&mut self, indent: usize, cites: &[CitationText]) -> io::Result<()> {
        let mut label = "under";
        let column = self.page.after_label(indent, label) + 2;
        for cited in cites.chunk_by(|a, b| a.authority == b.authority) {
            let authority = cited.first().map(|cited| clean(&cited.authority_title)).unwrap_or_default();
            self.page.labelled(indent, label, &authority)?;
            label = "";
            for cited in cited {
                let text = self.provision(cited);
                self.page.paragraph(&" ".repeat(column), column + 2, &text)?;
            }
        }
        Ok(())
    }

    fn provision(&self, cited: &CitationText) -> String {
        let mut text = clean(&cited.provision).into_owned();
        if !cited.title.is_empty() {
            let _ = write!(text, "  {}", clean(&cited.title));
        }
        if cited.verified == Some(Verified::Recalled) {
            let _ = write!(text, " {}", self.page.look.paint(YELLOW, "(recalled)"));
        }
        text
    }

    fn facts(&mut self, indent: usize, facts: &[FactValue]) -> io::Result<()> {
        let look = self.page.look;
        let text = listed(facts, |fact| match fact.assumed {
            true => format!("{}{TIE}{}", equation(fact), look.paint(YELLOW, "(assumed)")),
            false => equation(fact),
        });
        if text.is_empty() { Ok(()) } else { self.page.labelled(indent, "facts", &text) }
    }
}

/// `, row 2` of a table; or that a person judged it.
fn sort(finding: &Finding) -> String {
    // Without a title, the name of the row says so.
    match row_of(&finding.rule).filter(|_| finding.title.is_some()) {
        Some((_, row)) => format!(", row{TIE}{}", clean(row)),
        None if finding.kind == RuleKindText::Untranslatable => ", judged by a person".to_owned(),
        None => String::new(),
    }
}

/// `since 2023-02-24 until 2024-01-22`
fn period(finding: &Finding) -> Option<String> {
    let since = finding.since.as_deref().map(|date| format!("since {}", clean(date)));
    let until = finding.until.as_deref().map(|date| format!("until {}", clean(date)));
    let parts: Vec<_> = since.into_iter().chain(until).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}
