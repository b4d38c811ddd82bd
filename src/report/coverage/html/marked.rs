//! The text of a file, its conditions marked and its rules noted.
//!
//! **Invariant:** the marks of one line open and close on that line, one inside the other.

use crate::program::RuleKind;
use crate::report::Source;
use crate::report::coverage::Covered;
use crate::report::markup::escaped;
use crate::trial::coverage::{AtomSeen, Seen};
use std::fmt::Write as _;
use std::io::{self, Write};
use std::ops::Range;

/// The marks of a file.
pub(super) struct Marked<'c, 'a> {
    covered: &'c Covered<'a>,
    /// Outer marks before inner ones.
    marks: Vec<(Range<usize>, &'a AtomSeen)>,
    /// What is noted at the end of the line that holds a byte.
    notes: Vec<(usize, String)>,
}

impl<'c, 'a> Marked<'c, 'a> {
    pub(super) fn new(covered: &'c Covered<'a>, path: &str) -> Self {
        let here = covered.atoms().filter(|(_, place)| *place.file == *path);
        let mut marks: Vec<(Range<usize>, &AtomSeen)> = here.map(|(seen, place)| (place.span.range(), seen)).collect();
        marks.sort_by_key(|(range, seen)| (range.start, usize::MAX - range.end, seen.atom));
        let mut marked = Self { covered, marks, notes: Vec::new() };
        marked.note_rules(path);
        marked
    }

    /// What became of each rule, at its name.
    fn note_rules(&mut self, path: &str) {
        for (number, rule, seen) in self.covered.rules() {
            let Some(place) = self.covered.places.rule(number).filter(|place| *place.file == *path) else { continue };
            let found = if matches!(rule.kind, RuleKind::Exception { .. }) { "took effect" } else { "found" };
            let parts = [
                (found, seen.found, "no"),
                ("not found", seen.not_found, "no"),
                ("unknown", seen.unknown, "rest"),
                ("lifted", seen.lifted, "rest"),
            ];
            let parts: Vec<String> = parts.iter().map(|(word, seen, class)| self.note(word, *seen, class)).collect();
            self.notes.push((place.span.range().start, parts.join(" ")));
        }
    }

    fn note(&self, word: &str, seen: Seen, otherwise: &str) -> String {
        match self.covered.title(seen) {
            Some(test) => format!("<span class=\"yes\" title=\"in the test “{}”\">{word} ✓</span>", escaped(test)),
            None => format!("<span class=\"{otherwise}\" title=\"in no test\">{word} –</span>"),
        }
    }

    /// Writes a line, counted from 0.
    pub(super) fn line(&self, out: &mut impl Write, source: &Source, line: usize) -> io::Result<()> {
        let (start, text) = (source.start_of(line), source.line(line));
        let end = start + text.len();
        write!(out, "<span class=\"n\">{:>4}</span> ", line + 1)?;
        let indent = start + text.len() - text.trim_start().len();
        let here = self.marks.iter().filter(|(range, _)| range.start.max(indent) < range.end.min(end));
        let mut open: Vec<(usize, &AtomSeen, bool)> = Vec::new();
        let mut at = start;
        let mut html = String::new();
        for (range, seen) in here {
            let (from, to) = (range.start.max(indent), range.end.min(end));
            self.close(&mut html, source, &mut at, &mut open, from);
            self.text(&mut html, source, &mut at, from);
            let _ = write!(html, "<span class=\"m {}\" title=\"{}\">", class(seen), self.title(seen));
            open.push((to, seen, to == range.end));
        }
        self.close(&mut html, source, &mut at, &mut open, end + 1);
        self.text(&mut html, source, &mut at, end);
        write!(out, "{html}")?;
        for (_, note) in self.notes.iter().filter(|(at, _)| (start..=end).contains(at)) {
            write!(out, "  <span class=\"note\">{note}</span>")?;
        }
        writeln!(out)
    }

    /// Closes what ends at or before a byte.
    fn close(
        &self,
        html: &mut String,
        source: &Source,
        at: &mut usize,
        open: &mut Vec<(usize, &AtomSeen, bool)>,
        until: usize,
    ) {
        while let Some((end, seen, whole)) = open.pop_if(|(end, ..)| *end <= until) {
            self.text(html, source, at, end);
            if whole {
                let _ = write!(html, "<sup>{}</sup>", sign(seen));
            }
            html.push_str("</span>");
        }
    }

    fn text(&self, html: &mut String, source: &Source, at: &mut usize, until: usize) {
        if *at < until {
            let span = crate::problem::Span::new(*at, until);
            html.push_str(&escaped(source.text(span)).replace("\\t", "  "));
            *at = until;
        }
    }

    fn title(&self, seen: &AtomSeen) -> String {
        let part = |word: &str, seen: Seen| match self.covered.title(seen) {
            Some(test) => format!("{word} in “{test}”"),
            None => format!("never {word}"),
        };
        let parts = [part("true", seen.is_true), part("false", seen.is_false), part("unknown", seen.unknown)];
        parts.map(|part| escaped(&part)).join("&#10;")
    }
}

fn class(seen: &AtomSeen) -> &'static str {
    match seen.counted() {
        0 => "never",
        1 => "one",
        _ => "both",
    }
}

/// `TF?`: seen true, false, unknown; a dash for true or false not seen.
fn sign(seen: &AtomSeen) -> String {
    let mark = |seen: Seen, sign: char| if seen.is_some() { sign } else { '–' };
    let unknown = if seen.unknown.is_some() { "?" } else { "" };
    format!("{}{}{unknown}", mark(seen.is_true, 'T'), mark(seen.is_false, 'F'))
}
