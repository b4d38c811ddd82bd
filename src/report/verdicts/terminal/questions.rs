//! What is not known, what to ask, and what it bears on.

use super::fields::Fields;
use super::{LONGEST_MESSAGE, OrderPage, about};
use crate::eval::explanation::{AnswerText, ChangeText, Missing, OpenRule};
use crate::report::paint::{BOLD, DIM, YELLOW};
use crate::report::{clean, shortened};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{self, Write};

/// Questions that are written out.
const MOST_QUESTIONS: usize = 40;
/// Fields that are named on which no outcome hangs.
const MOST_FIELDS: usize = 12;
/// Characters of some answers.
const LONGEST_ANSWER: usize = 100;
/// Rules named after a question.
const MOST_RULES: usize = 4;

impl<W: Write> OrderPage<'_, '_, W> {
    pub(super) fn questions(&mut self) -> io::Result<()> {
        let missing = &self.explanation.missing;
        if missing.is_empty() {
            return self.nothing_to_ask();
        }
        let look = self.page.look;
        let head = match self.explanation.verdict.determined {
            false => "I cannot tell yet. Ask:",
            true => "The verdict stands, but that of a line or a policy may change. Ask:",
        };
        writeln!(self.page.out, "  {} {}", look.paint(YELLOW, "?"), look.paint(BOLD, head))?;
        let (telling, others): (Vec<_>, Vec<_>) =
            grouped(missing).into_iter().partition(|question| question.missing.changes == ChangeText::Outcome);
        for (index, question) in telling.iter().take(MOST_QUESTIONS).enumerate() {
            self.question(index + 1, question)?;
        }
        if let more @ 1.. = telling.len().saturating_sub(MOST_QUESTIONS) {
            writeln!(self.page.out, "        and {more} more, which `--format json` lists")?;
        }
        if !self.explanation.exact && telling.len() > 1 {
            let note = "Too much is missing to tell these questions apart: some of them may turn out not to matter.";
            self.page.paragraph("    ", 4, &look.paint(DIM, note).to_string())?;
        }
        self.other_questions(&others)
    }

    /// Questions whose answers bring or take findings, but change no outcome.
    fn other_questions(&mut self, questions: &[Question<'_>]) -> io::Result<()> {
        let fields: Vec<String> =
            questions.iter().take(MOST_FIELDS).map(|question| question.fields.to_string()).collect();
        if fields.is_empty() {
            return Ok(());
        }
        let more = match questions.len().saturating_sub(MOST_FIELDS) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        let text = format!("No outcome hangs on these, only what is found besides: {}{more}.", fields.join(", "));
        let text = self.page.look.paint(DIM, text).to_string();
        self.page.paragraph("    ", 4, &text)
    }

    /// An undetermined verdict always says why.
    fn nothing_to_ask(&mut self) -> io::Result<()> {
        let text = match (self.explanation.complete, self.explanation.verdict.determined) {
            (false, _) => {
                "This order is too large for the policy's loops over its lists: not every rule was decided. A person must look, or split the order."
            }
            (true, false) => "I cannot tell, and no single fact of the order would settle it: a person must look.",
            (true, true) => return Ok(()),
        };
        let first = format!("  {} ", self.page.look.paint(YELLOW, "?"));
        self.page.paragraph(&first, 4, text)
    }

    fn question(&mut self, number: usize, question: &Question<'_>) -> io::Result<()> {
        let Question { missing, fields } = question;
        let first = format!("    {number:>2}. ");
        self.page.paragraph(&first, 8, &shortened(&missing.ask, LONGEST_MESSAGE))?;
        let mut detail = format!("{fields} ({})", shortened(&missing.expects, 200));
        if let Some(reason) = &missing.reason {
            let _ = write!(detail, ", unknown because of {}", clean(reason));
        }
        if !missing.bears_on.is_empty() {
            let _ = write!(detail, ", bears on {}", self.titles(&missing.bears_on));
        }
        let detail = self.page.look.paint(DIM, detail).to_string();
        self.page.paragraph("        ", 8, &detail)?;
        match settling(&missing.answers) {
            Some(text) => self.page.paragraph("        ", 8, &text),
            None => Ok(()),
        }
    }

    /// The titles of rules, flags and exceptions, the first few.
    fn titles(&self, names: &[String]) -> String {
        let title = |name: &String| match self.vocabulary.title(name) {
            Some(title) => format!("“{}”", clean(title)),
            None => clean(name).into_owned(),
        };
        let mut titles: Vec<_> = names.iter().map(title).collect();
        // The rows of a table have one title.
        titles.dedup();
        if titles.len() > MOST_RULES {
            let more = format!("{} more", titles.len() - MOST_RULES);
            titles.truncate(MOST_RULES);
            titles.push(more);
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

/// What the answers would make of the verdict; nothing where no answer alone would settle it.
fn settling(answers: &[AnswerText]) -> Option<String> {
    let settle = |answer: &&AnswerText| answer.settles;
    if !answers.iter().any(|answer| answer.settles) {
        return None;
    }
    let each = answers.iter().filter(settle).map(|answer| {
        let words = shortened(&answer.answer, LONGEST_ANSWER);
        format!("{words} → {}", clean(&answer.lower))
    });
    let settled: Vec<String> = each.collect();
    let open = if answers.iter().all(|answer| answer.settles) { "" } else { "; anything else leaves it open" };
    Some(format!("{}{open}", settled.join("; ")))
}

/// What to ask once, of one or more fields.
struct Question<'a> {
    missing: &'a Missing,
    fields: Fields<'a>,
}

/// Missing facts that differ in nothing but their path are one question, where the first of them stands.
fn grouped(missing: &[Missing]) -> Vec<Question<'_>> {
    let mut questions: Vec<Question<'_>> = Vec::new();
    let mut known = BTreeMap::new();
    for missing in missing {
        let key = (&missing.ask, &missing.expects, &missing.reason, &missing.bears_on, &missing.answers);
        let index = *known.entry(key).or_insert(questions.len());
        match questions.get_mut(index) {
            Some(question) => question.fields.add(&missing.path),
            None => questions.push(Question { missing, fields: Fields::of(&missing.path) }),
        }
    }
    questions
}

fn undecided(open: &OpenRule) -> String {
    let title = clean(open.title.as_deref().unwrap_or(&open.rule));
    let brings = open.outcome.as_deref().map(|outcome| format!(" ({})", clean(outcome))).unwrap_or_default();
    format!("undecided: {title}{}{brings}", about(&open.at))
}
