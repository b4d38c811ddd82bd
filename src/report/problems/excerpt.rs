//! The lines around the labels of a problem: all that the renderer gets to see of the texts.
//!
//! **Invariant:** the work for one problem does not grow with the size of the files, and no label lies outside its excerpt.

use crate::problem::Label;
use crate::report::clean::push_clean;
use crate::report::{Source, Sources, clean, shortened};
use miette::{LabeledSpan, MietteError, MietteSpanContents, SourceCode, SourceSpan, SpanContents};
use std::ops::Range;

/// Lines shown before and after a label.
pub(super) const CONTEXT: usize = 1;
/// A label over more lines than this is shown on its first line.
const MOST_LINES: usize = 8;
/// Bytes of a line that are shown; of a longer one, what is around the labels.
const LONGEST_LINE: usize = 240;
/// Labels shown for one problem.
const MOST_LABELS: usize = 12;

/// Pieces of one or more files one after the other, with the labels moved to where their text now stands.
#[derive(Debug)]
pub(super) struct Excerpt {
    pieces: Vec<Piece>,
    labels: Vec<LabeledSpan>,
}

/// Neighbouring lines of one file.
#[derive(Debug)]
struct Piece {
    file: String,
    text: String,
    /// Where it stands in the excerpt.
    offset: usize,
    /// Where its lines start in `text`, and where the last one ends.
    line_starts: Vec<usize>,
    /// Number of its first line, from 0.
    first_line: usize,
    /// Where labels start in the excerpt, and their column in the file, from 0.
    columns: Vec<(usize, usize)>,
}

/// A label, found in its file.
struct Place<'a> {
    label: &'a Label,
    main: bool,
    range: Range<usize>,
    lines: Range<usize>,
}

impl Excerpt {
    /// What there is to show of these places, the main one first; `None` when no label's text is known.
    pub(super) fn new(labels: &[Label], sources: &Sources) -> Option<Self> {
        let mut excerpt = Self { pieces: Vec::new(), labels: Vec::new() };
        let mut files: Vec<&str> = Vec::new();
        for file in labels.iter().filter_map(|label| label.file.as_deref()) {
            if !files.contains(&file) {
                files.push(file);
                excerpt.add_file(file, sources.get(file), labels);
            }
        }
        (!excerpt.labels.is_empty()).then_some(excerpt)
    }

    /// The labels, the main one marked.
    pub(super) fn labels(&self) -> &[LabeledSpan] {
        &self.labels
    }

    fn add_file(&mut self, file: &str, source: Option<&Source>, labels: &[Label]) {
        let Some(source) = source else { return };
        let mut places: Vec<_> = labels
            .iter()
            .take(MOST_LABELS)
            .enumerate()
            .filter(|(_, label)| label.file.as_deref() == Some(file))
            .map(|(index, label)| Place::new(label, index == 0, source))
            .collect();
        places.sort_by_key(|place| (place.range.start, place.range.end));
        for neighbours in places.chunk_by(|a, b| b.lines.start <= a.lines.end + 2 * CONTEXT) {
            self.add_piece(file, source, neighbours);
        }
    }

    fn add_piece(&mut self, file: &str, source: &Source, places: &[Place<'_>]) {
        let (Some(first), Some(last)) = (places.first(), places.iter().map(|place| place.lines.end).max()) else {
            return;
        };
        let first_line = first.lines.start.saturating_sub(CONTEXT);
        let lines = first_line..(last + CONTEXT).min(source.lines()).max(first_line + 1);
        let shown: Vec<_> = lines.clone().map(|line| Shown::new(source, line, places)).collect();
        let mut piece = Piece {
            file: clean(file).into_owned(),
            text: String::new(),
            offset: self.pieces.last().map_or(0, |piece| piece.offset + piece.text.len() + 1),
            line_starts: vec![0],
            first_line,
            columns: Vec::new(),
        };
        for line in &shown {
            // The blank gives a label at the end of the line something to stand under.
            piece.text.push_str(&line.text);
            piece.text.push_str(" \n");
            piece.line_starts.push(piece.text.len());
        }
        for place in places {
            self.labels.push(piece.label(place, source, &shown));
        }
        self.pieces.push(piece);
    }
}

impl Piece {
    fn label(&mut self, place: &Place<'_>, source: &Source, shown: &[Shown]) -> LabeledSpan {
        let start = self.moved(source, shown, place.range.start);
        let end = self.moved(source, shown, place.range.end).max(start);
        self.columns.push((start, source.position(place.range.start).column - 1));
        let text = Some(shortened(&place.label.text, 400).into_owned()).filter(|text| !text.is_empty());
        if place.main {
            LabeledSpan::new_primary_with_span(text, (start, end - start))
        } else {
            LabeledSpan::new_with_span(text, (start, end - start))
        }
    }

    /// Where an offset of the file stands in the excerpt.
    fn moved(&self, source: &Source, shown: &[Shown], offset: usize) -> usize {
        let line = source.line_at(offset).saturating_sub(self.first_line).min(shown.len().saturating_sub(1));
        let start = self.line_starts.get(line).copied().unwrap_or_default();
        let within = shown.get(line).map_or(0, |shown| shown.moved(source, offset));
        self.offset + start + within
    }

    /// The index of the line that holds an offset of the piece.
    fn line_at(&self, offset: usize) -> usize {
        self.line_starts
            .partition_point(|&start| start <= offset)
            .saturating_sub(1)
            .min(self.line_starts.len().saturating_sub(2))
    }
}

impl<'a> Place<'a> {
    fn new(label: &'a Label, main: bool, source: &Source) -> Self {
        let mut range = source.clamp(label.span);
        if source.ends_at(range.start) {
            range = source.last_word_end()..source.last_word_end();
        }
        let first = source.line_at(range.start);
        let mut last = source.line_at(range.end.saturating_sub(1).max(range.start));
        if last - first >= MOST_LINES {
            range.end = source.start_of(first) + source.line(first).len();
            range.end = range.end.max(range.start);
            last = first;
        }
        Self { label, main, range, lines: first..last + 1 }
    }
}

/// One line as it is shown: cleaned, and cut where it is very long.
struct Shown {
    text: String,
    /// The bytes of the file that are shown.
    kept: Range<usize>,
    /// Bytes of the mark that stands for what is left out before.
    lead: usize,
}

impl Shown {
    fn new(source: &Source, line: usize, places: &[Place<'_>]) -> Self {
        let (start, text) = (source.start_of(line), source.line(line));
        let kept = Self::kept(source, start..start + text.len(), places);
        let lead = if kept.start > start { "…" } else { "" };
        let tail = if kept.end < start + text.len() { "…" } else { "" };
        let mut shown = lead.to_owned();
        push_shown(&mut shown, text.get(kept.start - start..kept.end - start).unwrap_or_default());
        shown.push_str(tail);
        Self { text: shown, kept, lead: lead.len() }
    }

    /// All of a line, or a stretch around the labels on it.
    fn kept(source: &Source, line: Range<usize>, places: &[Place<'_>]) -> Range<usize> {
        if line.len() <= LONGEST_LINE {
            return line;
        }
        let ends = places.iter().flat_map(|place| [place.range.start, place.range.end]);
        let first = ends.filter(|end| line.contains(end)).min().unwrap_or(line.start);
        let start = first.saturating_sub(LONGEST_LINE / 3).max(line.start);
        let snap = |offset| source.clamp(crate::problem::Span::new(offset, offset)).start;
        snap(start)..snap((start + LONGEST_LINE).min(line.end))
    }

    fn moved(&self, source: &Source, offset: usize) -> usize {
        let Some(within) = offset.checked_sub(self.kept.start) else { return 0 };
        let line = source.line(source.line_at(self.kept.start));
        let start = self.kept.start - source.start_of(source.line_at(self.kept.start));
        let before = line.get(start..(start + within.min(self.kept.len())).min(line.len())).unwrap_or_default();
        let mut shown = String::new();
        push_shown(&mut shown, before);
        self.lead + shown.len()
    }
}

/// Appends source text, cleaned; tabs stay, the renderer knows their width.
fn push_shown(out: &mut String, text: &str) {
    text.chars().for_each(|character| match character {
        '\t' => out.push('\t'),
        _ => push_clean(out, character),
    });
}

impl SourceCode for Excerpt {
    fn read_span<'a>(
        &'a self,
        span: &SourceSpan,
        before: usize,
        after: usize,
    ) -> Result<Box<dyn SpanContents<'a> + 'a>, MietteError> {
        let piece = self.pieces.iter().rfind(|piece| piece.offset <= span.offset()).ok_or(MietteError::OutOfBounds)?;
        let (start, end) = (span.offset() - piece.offset, span.offset() - piece.offset + span.len());
        if end > piece.text.len() {
            return Err(MietteError::OutOfBounds);
        }
        let first = piece.line_at(start).saturating_sub(before);
        let last = (piece.line_at(end.saturating_sub(1).max(start)) + after).min(piece.line_starts.len() - 2);
        let at = |line: usize| piece.line_starts.get(line).copied().unwrap_or(piece.text.len());
        let text = piece.text.get(at(first)..at(last + 1)).unwrap_or_default();
        let column = piece.columns.iter().find(|(offset, _)| *offset == span.offset()).map_or(0, |&(_, column)| column);
        Ok(Box::new(MietteSpanContents::new_named(
            piece.file.clone(),
            text.as_bytes(),
            (piece.offset + at(first), text.len()).into(),
            piece.first_line + first,
            column,
            last - first + 1,
        )))
    }
}
