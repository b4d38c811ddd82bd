//! Doubtful rows of a table: those that no order meets, that say what another says, or that lie under another.
//!
//! **Invariant:** a warning is certain. What cannot be told of two rows, such as what two sets have in common, is taken to differ.

use super::sets::ancestors;
use super::values::Values;
use crate::domain::{Period, Value};
use crate::problem::{Code, Problem, Span};
use crate::program::{Expr, Ref, Rule};
use rustc_hash::FxHashMap;

/// Not more pairs of rows than this are compared: enough for all that share a code or country.
const LIMIT_PAIRS: usize = 1_000_000;

/// What all rows share.
#[derive(Default)]
pub(super) struct Frame {
    /// What its code refers to; the references of each row start with these.
    pub(super) refs: Vec<Ref>,
    /// `when`
    pub(super) condition: Option<Expr>,
    /// The value that the first column tests.
    pub(super) first: Option<Expr>,
}

/// The warnings, row by row.
pub(super) fn doubtful(frame: &Frame, rows: &[(Rule, Span)]) -> Vec<Problem> {
    let rows: Vec<Tests<'_>> = rows.iter().map(|(rule, span)| Tests::of(rule, *span)).collect();
    let mut problems: Vec<Problem> = rows.iter().filter_map(Tests::never_matches).collect();
    let heads = Heads::of(frame, &rows);
    let mut pairs = 0;
    for (number, row) in rows.iter().enumerate() {
        let others = heads.over(frame, row).into_iter().filter(|other| *other != number);
        let mut wider = others.take(LIMIT_PAIRS.saturating_sub(pairs)).filter_map(|other| {
            pairs += 1;
            // Of two rows that say the same, the later one is told so.
            let wide = rows.get(other).filter(|wide| row.lies_under(wide, frame))?;
            (other < number || !wide.lies_under(row, frame)).then_some(wide)
        });
        problems.extend(wider.next().map(|wide| row.problem(wide, frame)));
    }
    problems
}

/// A row as what it asks of each value.
struct Tests<'r> {
    rule: &'r Rule,
    span: Span,
    values: Vec<(&'r Expr, Values<'r>)>,
    /// Conditions that say nothing about one value.
    others: Vec<&'r Expr>,
}

impl<'r> Tests<'r> {
    fn of(rule: &'r Rule, span: Span) -> Self {
        let parts = match &rule.condition {
            Expr::All(parts) => parts,
            one => std::slice::from_ref(one),
        };
        let mut tests = Self { rule, span, values: Vec::new(), others: Vec::new() };
        for part in parts {
            match Values::of(part, &rule.refs) {
                Some(test) => tests.values.push(test),
                None => tests.others.push(part),
            }
        }
        tests
    }

    fn never_matches(&self) -> Option<Problem> {
        let mut pairs = self
            .values
            .iter()
            .enumerate()
            .flat_map(|(number, one)| self.values.iter().skip(number + 1).map(move |other| (one, other)));
        let clash = pairs.any(|((one, these), (other, those))| one == other && these.excludes(those));
        let problem = || Problem::new(Code::RowNeverMatches, "no order can match this row", self.span, "never matches");
        clash.then(|| problem().help("two of its cells, or a cell and `when`, exclude each other: correct one of them"))
    }

    /// Whether every order that matches this row matches the wider one, which brings the same.
    fn lies_under(&self, wide: &Self, frame: &Frame) -> bool {
        let wider = |(value, values): &(&Expr, Values<'_>)| {
            self.values.iter().any(|(own, own_values)| own == value && own_values.lie_within(values))
        };
        let same = |condition: &&Expr| {
            // References of different rows differ, but for those that they share.
            let comparable = self.rule.refs == wide.rule.refs || frame.condition.as_ref() == Some(condition);
            comparable && self.others.contains(condition)
        };
        self.rule.kind == wide.rule.kind
            && wide.values.iter().all(wider)
            && wide.others.iter().all(same)
            && self.rule.cites.iter().all(|citation| wide.rule.cites.contains(citation))
            && within(self.rule.period, wide.rule.period)
    }

    fn problem(&self, wide: &Self, frame: &Frame) -> Problem {
        if wide.lies_under(self, frame) {
            return Problem::new(Code::RowTwice, "this row says what another says", self.span, "says the same again")
                .also(wide.span, "said here")
                .help("remove one of them, or correct the one that was meant otherwise");
        }
        Problem::new(Code::RowCovered, "this row lies under another of the same outcome", self.span, "adds nothing")
            .also(wide.span, "covers it")
            .help("remove it, or the wider row if that was not meant; rows that cite different provisions may overlap")
    }
}

fn within(inner: Period, outer: Period) -> bool {
    let from = outer.from.is_none_or(|outer| inner.from.is_some_and(|inner| outer <= inner));
    from && outer.until.is_none_or(|outer| inner.until.is_some_and(|inner| inner <= outer))
}

/// The rows by the one value that they want in the first column.
struct Heads<'r> {
    by_value: FxHashMap<&'r Value, Vec<usize>>,
    /// Those that want several values there, or any.
    others: Vec<usize>,
}

impl<'r> Heads<'r> {
    fn of(frame: &Frame, rows: &[Tests<'r>]) -> Self {
        let mut heads = Self { by_value: FxHashMap::default(), others: Vec::new() };
        for (number, row) in rows.iter().enumerate() {
            match row.head(frame) {
                Some(value) => heads.by_value.entry(value).or_default().push(number),
                None => heads.others.push(number),
            }
        }
        heads
    }

    /// The rows that could lie over this one.
    fn over(&self, frame: &Frame, row: &Tests<'r>) -> Vec<usize> {
        let Some(value) = row.head(frame) else { return self.others.clone() };
        let mut over: Vec<usize> = self.by_value.get(value).into_iter().flatten().copied().collect();
        for ancestor in ancestors(value) {
            over.extend(self.by_value.get(&ancestor).into_iter().flatten());
        }
        over.extend(&self.others);
        over
    }
}

impl<'r> Tests<'r> {
    fn head(&self, frame: &Frame) -> Option<&'r Value> {
        let first = self.values.iter().find(|(value, _)| Some(*value) == frame.first.as_ref());
        first.and_then(|(_, values)| values.only())
    }
}
