//! Decisions for people.

mod facts;
mod fields;
mod findings;
mod questions;

use super::Vocabulary;
use super::data;
use super::page::{Page, TIE};
use crate::eval::explanation::{Binding, Explanation, LineVerdict, PolicyVerdict, VerdictText};
use crate::facts::DataProblem;
use crate::report::paint::{BOLD, DIM};
use crate::report::{Look, clean, shortened};
use std::fmt::Write as _;
use std::io::{self, Write};

/// Characters of a message that are shown; `--format json` has all of it.
const LONGEST_MESSAGE: usize = 800;
/// Characters of a value that are shown.
const LONGEST_VALUE: usize = 80;
/// Columns that the assumptions of a clear order may take on its line.
const LONGEST_NOTE: usize = 60;

/// Writes the orders of a batch one after the other: a line for one that is clear, a paragraph for any other.
#[derive(Debug)]
pub struct Orders {
    vocabulary: Vocabulary,
    look: Look,
    /// Whether the last thing written was a paragraph.
    after_paragraph: bool,
}

impl Orders {
    /// For a policy with these words.
    #[must_use]
    pub fn new(vocabulary: Vocabulary, look: Look) -> Self {
        Self { vocabulary, look, after_paragraph: true }
    }

    /// Writes the verdict on one order, and why.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn decision(&mut self, out: &mut impl Write, explanation: &Explanation) -> io::Result<()> {
        let brief = self.is_brief(explanation);
        let mut page = self.begin(out, brief)?;
        let mut order = OrderPage { page: &mut page, vocabulary: &self.vocabulary, explanation };
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
            && self.vocabulary.is_clear(&verdict.outcome)
            && explanation.findings.is_empty()
            && explanation.missing.is_empty()
            && explanation.open.is_empty()
    }
}

/// One order on its page.
struct OrderPage<'a, 'p, W> {
    page: &'a mut Page<'p, W>,
    vocabulary: &'a Vocabulary,
    explanation: &'a Explanation,
}

impl<W: Write> OrderPage<'_, '_, W> {
    fn one_line(&mut self) -> io::Result<()> {
        let head = self.head();
        let note = match facts::assumptions(&self.explanation.assumptions) {
            assumed if assumed.is_empty() => String::new(),
            assumed if assumed.chars().count() <= LONGEST_NOTE => format!("  assuming {assumed}"),
            _ => format!("  with {} assumptions", self.explanation.assumptions.len()),
        };
        writeln!(self.page.out, "{head}{}", self.page.look.paint(DIM, note.replace(TIE, " ")))
    }

    fn paragraphs(&mut self) -> io::Result<()> {
        let head = self.head();
        writeln!(self.page.out, "{head}")?;
        self.policies()?;
        self.lines()?;
        self.findings()?;
        self.questions()?;
        self.undecided()?;
        match facts::assumptions(&self.explanation.assumptions) {
            assumed if assumed.is_empty() => Ok(()),
            assumed => self.page.labelled(2, "assumed", &assumed),
        }
    }

    /// `● SO-1001  prohibited`
    fn head(&self) -> String {
        let look = self.page.look;
        let verdict = &self.explanation.verdict;
        let style = self.vocabulary.style(&verdict.outcome);
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
            let _ = write!(head, ", undetermined: {}", bounds(verdict));
        }
        head
    }

    /// The policies whose verdict is not clear, and how many others there are.
    fn policies(&mut self) -> io::Result<()> {
        let policies = &self.explanation.policies;
        let is_plain =
            |policy: &PolicyVerdict| policy.verdict.determined && self.vocabulary.is_clear(&policy.verdict.outcome);
        let plain = policies.iter().filter(|policy| is_plain(policy)).count();
        if policies.len() < 2 || plain == policies.len() {
            return Ok(());
        }
        let told = policies.iter().filter(|policy| !is_plain(policy)).map(|policy| {
            let title = clean(policy.title.as_deref().unwrap_or(&policy.policy));
            format!("{title}:{TIE}{}", self.brief(&policy.verdict))
        });
        let told = told.chain((plain > 0).then(|| self.others(plain)));
        let text = told.collect::<Vec<_>>().join("; ");
        self.page.labelled(2, "policies", &text)
    }

    /// `12 others: clear`
    fn others(&self, count: usize) -> String {
        let clear = self.vocabulary.outcomes().next().map(|clear| clean(clear)).unwrap_or_default();
        let noun = if count == 1 { "other" } else { "others" };
        format!("{count}{TIE}{noun}:{TIE}{}", self.page.look.paint(self.vocabulary.style(&clear), &clear))
    }

    /// The verdict of each line, where they differ.
    fn lines(&mut self) -> io::Result<()> {
        let lines = &self.explanation.lines;
        if lines.iter().all(|line| Some(&line.verdict) == lines.first().map(|first| &first.verdict)) {
            return Ok(());
        }
        let text = self.grouped_lines(lines);
        self.page.labelled(2, "lines", &text)
    }

    /// `1 prohibited; 2-5 clear`
    fn grouped_lines(&self, lines: &[LineVerdict]) -> String {
        let numbered: Vec<_> = lines.iter().enumerate().collect();
        let runs = numbered.chunk_by(|(_, a), (_, b)| a.verdict == b.verdict).filter_map(|run| {
            let ((first, line), (last, _)) = (run.first()?, run.last()?);
            let range = if first == last { format!("{}", first + 1) } else { format!("{}-{}", first + 1, last + 1) };
            Some(format!("{range}{TIE}{}", self.brief(&line.verdict)))
        });
        runs.collect::<Vec<_>>().join("; ")
    }

    /// An outcome, with its bounds when they differ.
    fn brief(&self, verdict: &VerdictText) -> String {
        let style = self.vocabulary.style(&verdict.outcome);
        let outcome = self.page.look.paint(style, clean(&verdict.outcome)).to_string();
        match verdict.determined {
            true => outcome,
            false => format!("{outcome} ({} to {})", clean(&verdict.lower), clean(&verdict.upper)),
        }
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
            Some(index) => write!(text, ", {}{TIE}{index}", clean(&binding.name)),
            None => write!(text, ", {}{TIE}{}", clean(&binding.name), clean(&binding.path)),
        };
    }
    text
}

#[cfg(test)]
mod tests;
