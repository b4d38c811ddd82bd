//! Decisions for people.

use super::Ranks;
use super::data;
use super::page::Page;
use crate::eval::explanation::{
    Binding, CitationText, Explanation, FactValue, Finding, FindingStatus, Lift, LineVerdict, Missing, OpenRule,
    VerdictText,
};
use crate::facts::DataProblem;
use crate::program::Verified;
use crate::report::paint::{BOLD, CYAN, DIM, YELLOW};
use crate::report::{Look, clean, shortened};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Characters of a message that are shown; `--format json` has all of it.
const LONGEST_MESSAGE: usize = 800;
/// Characters of a value that are shown.
const LONGEST_VALUE: usize = 80;
/// Facts listed for one finding.
const MOST_FACTS: usize = 24;
/// Rules named after a question.
const MOST_RULES: usize = 4;

/// Writes the orders of a batch one after the other: a line for one that is clear, a paragraph for any other.
#[derive(Debug)]
pub struct Orders {
    ranks: Ranks,
    look: Look,
    /// Whether the last thing written was a paragraph.
    after_paragraph: bool,
}

impl Orders {
    /// For a policy with these outcomes.
    #[must_use]
    pub fn new(ranks: Ranks, look: Look) -> Self {
        Self { ranks, look, after_paragraph: true }
    }

    /// Writes the verdict on one order, and why.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn decision(&mut self, out: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
        let brief = self.is_brief(explanation);
        let mut page = self.begin(out, brief)?;
        let mut order = OrderPage { page: &mut page, ranks: &self.ranks, explanation };
        if brief { order.one_line() } else { order.paragraphs() }
    }

    /// Writes why an order, from the named input, could not be screened.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn refused(&mut self, out: &mut impl Write, input: &str, problems: &[DataProblem]) -> io::Result<()> {
        let page = self.begin(out, false)?;
        data::write(page.out, input, problems, page.look)
    }

    fn begin<'a, W: Write>(&mut self, out: &'a mut W, brief: bool) -> io::Result<Page<'a, W>> {
        let mut page = Page { out, look: self.look };
        if self.after_paragraph || !brief {
            page.blank()?;
        }
        self.after_paragraph = !brief;
        Ok(page)
    }

    /// Clear beyond doubt, and nothing found that a reader should know of.
    fn is_brief(&self, explanation: &Explanation) -> bool {
        let verdict = &explanation.verdict;
        verdict.determined
            && self.ranks.is_clear(&verdict.outcome)
            && explanation.findings.is_empty()
            && explanation.missing.is_empty()
    }
}

/// One order on its page.
struct OrderPage<'a, 'p, W> {
    page: &'a mut Page<'p, W>,
    ranks: &'a Ranks,
    explanation: &'a Explanation,
}

impl<W: Write> OrderPage<'_, '_, W> {
    fn one_line(&mut self) -> io::Result<()> {
        let assumed = self.explanation.assumptions.as_slice();
        let note = match (assumed, listed(assumed, equation)) {
            ([], _) => String::new(),
            (_, listed) if listed.chars().count() <= 60 => format!("  assuming {listed}"),
            _ => format!("  with {} assumptions", assumed.len()),
        };
        let head = self.head();
        let note = self.page.look.paint(DIM, &note);
        writeln!(self.page.out, "{head}{note}")
    }

    fn paragraphs(&mut self) -> io::Result<()> {
        let head = self.head();
        writeln!(self.page.out, "{head}")?;
        self.scopes()?;
        self.explanation.findings.iter().try_for_each(|finding| self.finding(finding))?;
        self.questions()?;
        self.undecided()?;
        self.assumptions()
    }

    /// `● SO-1001  prohibited`
    fn head(&self) -> String {
        let look = self.page.look;
        let verdict = &self.explanation.verdict;
        let style = self.ranks.style(&verdict.outcome);
        let id = match &self.explanation.order {
            Some(id) => shortened(id, LONGEST_VALUE),
            None => "order without id".into(),
        };
        let mut head = format!(
            "{} {}  {}",
            look.paint(style, if verdict.determined { "●" } else { "◐" }),
            look.paint(BOLD, id),
            look.paint(style | BOLD.get_effects(), clean(&verdict.outcome)),
        );
        if !verdict.determined {
            let _ = write!(head, ", cannot tell yet: {}", bounds(verdict));
        }
        head
    }

    /// The verdicts per policy and per line, where they differ.
    fn scopes(&mut self) -> io::Result<()> {
        let policies: Vec<_> = self
            .explanation
            .policies
            .iter()
            .map(|policy| (policy.title.as_deref().unwrap_or(&policy.policy), &policy.verdict))
            .collect();
        if policies.len() > 1 {
            let text = policies.iter().map(|(title, verdict)| format!("{}: {}", clean(title), self.brief(verdict)));
            let text = text.collect::<Vec<_>>().join("; ");
            self.page.labelled(2, "policies", &text)?;
        }
        let lines = &self.explanation.lines;
        if lines.iter().any(|line| Some(&line.verdict) != lines.first().map(|first| &first.verdict)) {
            let text = self.grouped_lines(lines);
            self.page.labelled(2, "lines", &text)?;
        }
        Ok(())
    }

    /// `1 prohibited; 2-5 clear`
    fn grouped_lines(&self, lines: &[LineVerdict]) -> String {
        let runs = lines.iter().enumerate().collect::<Vec<_>>();
        let runs = runs.chunk_by(|(_, a), (_, b)| a.verdict == b.verdict).filter_map(|run| {
            let ((first, line), (last, _)) = (run.first()?, run.last()?);
            let range = if first == last { format!("{}", first + 1) } else { format!("{}-{}", first + 1, last + 1) };
            Some(format!("{range} {}", self.brief(&line.verdict)))
        });
        runs.collect::<Vec<_>>().join("; ")
    }

    /// An outcome, with its bounds when they differ.
    fn brief(&self, verdict: &VerdictText) -> String {
        let outcome = self.page.look.paint(self.ranks.style(&verdict.outcome), clean(&verdict.outcome)).to_string();
        if verdict.determined { outcome } else { format!("{outcome} ({})", bounds(verdict)) }
    }

    fn finding(&mut self, finding: &Finding) -> io::Result<()> {
        let look = self.page.look;
        let lifted = finding.status == FindingStatus::Lifted;
        let (mark, brings, style) = match (&finding.outcome, &finding.weight) {
            _ if lifted => ("○", "lifted".to_owned(), DIM),
            (Some(outcome), _) => ("✗", clean(outcome).into_owned(), self.ranks.style(outcome)),
            (None, Some(weight)) => ("⚑", format!("flag, weight {}", clean(weight)), CYAN),
            (None, None) => ("⚑", "flag".to_owned(), CYAN),
        };
        let title = clean(finding.title.as_deref().unwrap_or(&finding.rule)).into_owned();
        let first = format!("  {} {}  ", look.paint(style, mark), look.paint(style, brings));
        let title_style = if lifted { DIM } else { BOLD };
        let text = format!("{}{}", look.paint(title_style, title), look.paint(DIM, about(&finding.at)));
        self.page.paragraph(&first, 6, &text)?;
        self.details(finding)
    }

    fn details(&mut self, finding: &Finding) -> io::Result<()> {
        if !finding.message.is_empty() {
            self.page.paragraph("      ", 6, &shortened(&finding.message, LONGEST_MESSAGE))?;
        }
        self.citations(6, &finding.cites)?;
        if let Some(period) = period(finding) {
            self.page.labelled(6, "in force", &period)?;
        }
        self.facts(6, &finding.facts)?;
        finding.exceptions.iter().try_for_each(|lift| self.lift(lift))
    }

    fn lift(&mut self, lift: &Lift) -> io::Result<()> {
        let label = if lift.certain { "lifted by" } else { "may be lifted by" };
        let mut text = clean(lift.title.as_deref().unwrap_or(&lift.exception)).into_owned();
        if !lift.certain {
            text.push_str(", which depends on missing facts");
        }
        if let Some(message) = &lift.message {
            let _ = write!(text, ": {}", shortened(message, LONGEST_MESSAGE));
        }
        self.page.labelled(6, label, &text)?;
        self.citations(8, &lift.cites)?;
        self.facts(8, &lift.facts)
    }

    /// The provisions, under the title of their authority.
    fn citations(&mut self, indent: usize, cites: &[CitationText]) -> io::Result<()> {
        let mut label = "under";
        for cited in cites.chunk_by(|a, b| a.authority == b.authority) {
            let authority = cited.first().map(|cited| clean(&cited.authority_title)).unwrap_or_default();
            self.page.labelled(indent, label, &authority)?;
            label = "";
            for cited in cited {
                let text = self.provision(cited);
                self.page.labelled(indent, label, &text)?;
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
            true => format!("{} {}", equation(fact), look.paint(YELLOW, "(assumed)")),
            false => equation(fact),
        });
        if text.is_empty() { Ok(()) } else { self.page.labelled(indent, "facts", &text) }
    }

    fn questions(&mut self) -> io::Result<()> {
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
        let mut titles: Vec<_> = names.iter().take(MOST_RULES).map(|name| self.title(name).to_owned()).collect();
        if names.len() > MOST_RULES {
            titles.push(format!("{} more", names.len() - MOST_RULES));
        }
        titles.join("; ")
    }

    fn title(&self, name: &str) -> String {
        let explanation = self.explanation;
        let open = explanation.open.iter().map(|open| (&open.rule, &open.title));
        let found = explanation.findings.iter().map(|finding| (&finding.rule, &finding.title));
        let lifts = explanation.findings.iter().flat_map(|finding| &finding.exceptions);
        let lifts = lifts.map(|lift| (&lift.exception, &lift.title));
        let title =
            open.chain(found).chain(lifts).find(|(rule, _)| *rule == name).and_then(|(_, title)| title.as_deref());
        match title {
            Some(title) => format!("“{}”", clean(title)),
            None => clean(name).into_owned(),
        }
    }

    /// Rules that may find something although there is nothing to ask.
    fn undecided(&mut self) -> io::Result<()> {
        for open in self.explanation.open.iter().filter(|open| open.needs.is_empty()) {
            let text = undecided(open);
            let first = format!("  {} ", self.page.look.paint(YELLOW, "?"));
            self.page.paragraph(&first, 4, &text)?;
        }
        Ok(())
    }

    fn assumptions(&mut self) -> io::Result<()> {
        let text = listed(&self.explanation.assumptions, equation);
        if text.is_empty() { Ok(()) } else { self.page.labelled(2, "assumed", &text) }
    }
}

/// `at least clear, at most prohibited`
fn bounds(verdict: &VerdictText) -> String {
    format!("at least {}, at most {}", clean(&verdict.lower), clean(&verdict.upper))
}

/// `, line 1`; the path in full where it is not the element of one list.
fn about(at: &[Binding]) -> String {
    let mut text = String::new();
    for binding in at {
        let index = binding.path.strip_suffix(']').and_then(|path| path.split_once('[')).map(|(_, index)| index);
        let _ = match index.filter(|index| index.bytes().all(|byte| byte.is_ascii_digit())) {
            Some(index) => write!(text, ", {} {index}", clean(&binding.name)),
            None => write!(text, ", {} {}", clean(&binding.name), clean(&binding.path)),
        };
    }
    text
}

/// `since 2023-02-24 until 2024-01-22`
fn period(finding: &Finding) -> Option<String> {
    let since = finding.since.as_deref().map(|date| format!("since {}", clean(date)));
    let until = finding.until.as_deref().map(|date| format!("until {}", clean(date)));
    let parts: Vec<_> = since.into_iter().chain(until).collect();
    (!parts.is_empty()).then(|| parts.join(" "))
}

/// `ship_to.country = IR`
fn equation(fact: &FactValue) -> String {
    format!("{} = {}", clean(&fact.path), shortened(&fact.value, LONGEST_VALUE))
}

/// The first facts, and how many more there are.
fn listed(facts: &[FactValue], write: impl Fn(&FactValue) -> String) -> String {
    let mut texts: Vec<_> = facts.iter().take(MOST_FACTS).map(write).collect();
    if facts.len() > MOST_FACTS {
        texts.push(format!("and {} more", facts.len() - MOST_FACTS));
    }
    texts.join(", ")
}

fn undecided(open: &OpenRule) -> String {
    let title = clean(open.title.as_deref().unwrap_or(&open.rule));
    let brings = open.outcome.as_deref().map(|outcome| format!(" ({})", clean(outcome))).unwrap_or_default();
    format!("undecided: {title}{}{brings}", about(&open.at))
}

#[cfg(test)]
mod tests;
