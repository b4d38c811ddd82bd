//! Every change of a policy file: a stretch of its text, and what stands there instead.

use crate::numerals::{neighbours, next_days};
use interdict::problem::Span;
use interdict::program::Quantifier;
use interdict::syntax::{Clause, Expr, ExprKind, Ident, Literal, LiteralKind, Period, Rule, Set, Tree, parse, split};

/// Of the members of a set, one in so many is taken out.
const SAMPLED: usize = 5;

/// A change.
pub(crate) struct Mutant {
    /// What sort of change.
    pub(crate) kind: &'static str,
    /// Where, in bytes of the file.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// What stands there instead.
    pub(crate) text: String,
}

impl Mutant {
    /// The file with the change.
    pub(crate) fn applied(&self, file: &str) -> String {
        let part = |range: std::ops::Range<usize>| file.get(range).unwrap_or_default();
        format!("{}{}{}", part(0..self.start), self.text, part(self.end..file.len()))
    }
}

/// The changes of a file, in the order of their places.
pub(crate) fn of(file: &str) -> Vec<Mutant> {
    let mut found = Vec::new();
    for item in split(file).0 {
        let Some(tree) = parse(item.kind, item.text).tree else { continue };
        let mut changes = Changes { text: item.text, found: Vec::new() };
        changes.tree(&tree);
        let placed =
            |mutant: Mutant| Mutant { start: mutant.start + item.start, end: mutant.end + item.start, ..mutant };
        found.extend(changes.found.into_iter().map(placed));
    }
    found.sort_by_key(|mutant| (mutant.start, mutant.end));
    found
}

/// The changes of one item.
struct Changes<'t> {
    text: &'t str,
    found: Vec<Mutant>,
}

impl Changes<'_> {
    fn put(&mut self, kind: &'static str, start: usize, end: usize, text: impl Into<String>) {
        self.found.push(Mutant { kind, start, end, text: text.into() });
    }

    fn put_each(&mut self, kind: &'static str, span: Span, texts: Vec<String>) {
        for text in texts {
            self.put(kind, span.range().start, span.range().end, text);
        }
    }

    fn tree(&mut self, tree: &Tree) {
        match tree {
            Tree::Rule(rule) => self.rule(rule),
            Tree::Define(define) => self.expression(&define.body),
            Tree::Record(record) => record
                .fields
                .iter()
                .filter_map(|field| field.derived.as_ref())
                .for_each(|derived| self.expression(derived)),
            Tree::Set(set) => self.set(set),
            _ => {}
        }
    }

    fn rule(&mut self, rule: &Rule) {
        for clause in &rule.clauses {
            let span = clause.span.range();
            match &clause.value {
                Clause::Period(period) => self.period(period),
                Clause::When(condition) => self.expression(condition),
                Clause::Unless(condition) => {
                    self.expression(condition);
                    self.put("unless", span.start, span.end, "");
                }
                Clause::Then(outcome) => self.outcome(outcome),
                Clause::Lifts(names) if names.len() > 1 => self.left_out("lifts", names.iter().map(|name| name.span)),
                // The weight of a flag, as long as there is one, changes no verdict of the shipped policies.
                _ => {}
            }
        }
    }

    fn period(&mut self, period: &Period) {
        for day in [&period.from, &period.until].into_iter().flatten() {
            self.put_each("period", day.span, next_days(&day.value));
        }
    }

    /// The outcomes one milder and one more severe, as the shipped policies rank them.
    fn outcome(&mut self, outcome: &Ident) {
        const RANKS: [&str; 4] = ["clear", "review", "license_required", "prohibited"];
        let rank = RANKS.iter().position(|name| *name == &*outcome.value);
        let next = rank.into_iter().flat_map(|rank| [rank.checked_sub(1), Some(rank + 1)]).flatten();
        let texts = next.filter_map(|rank| RANKS.get(rank)).map(ToString::to_string).collect();
        self.put_each("outcome", outcome.span, texts);
    }

    fn set(&mut self, set: &Set) {
        set.members.iter().filter_map(|member| member.period.as_ref()).for_each(|period| self.period(period));
        let mut members = set.members.iter().map(|member| {
            let dates = member.period.iter().flat_map(|period| [&period.from, &period.until]).flatten();
            dates.fold(member.value.span, |span, date| span.to(date.span))
        });
        let spans: Vec<Span> = members.by_ref().collect();
        if spans.len() + set.sources.len() > 1 {
            let mut found = std::mem::take(&mut self.found);
            self.left_out("member", spans.into_iter());
            found.extend(std::mem::take(&mut self.found).into_iter().step_by(SAMPLED));
            self.found = found;
        }
    }

    /// Each element of a list left out, with a comma beside it.
    fn left_out(&mut self, kind: &'static str, spans: impl Iterator<Item = Span>) {
        for span in spans {
            let (start, end) = (span.range().start, span.range().end);
            let before = self.text.get(..start).unwrap_or_default().trim_end();
            let after = self.text.get(end..).unwrap_or_default();
            let comma = after.find(',').filter(|at| after.get(..*at).unwrap_or_default().trim().is_empty());
            match comma {
                Some(at) => self.put(kind, start, end + at + 1, ""),
                None if before.ends_with(',') => self.put(kind, before.len() - 1, end, ""),
                None => {}
            }
        }
    }

    fn expression(&mut self, expression: &Expr) {
        match &expression.kind {
            ExprKind::Literal(literal) => self.literal(literal, expression.span),
            ExprKind::Compare { left, right, .. } => self.comparison(left.span, right.span),
            ExprKind::InNamed { item, .. } => self.negation(item.span),
            ExprKind::InValues { item, values } => {
                self.negation(item.span);
                if values.len() > 1 {
                    self.left_out("member", values.iter().map(|value| value.span));
                }
                values.iter().for_each(|Literal { value, span }| self.literal(value, *span));
            }
            ExprKind::TextTest { text, .. } => self.negation(text.span),
            ExprKind::All(parts) => self.joined(parts, "and", "or"),
            ExprKind::Any(parts) => self.joined(parts, "or", "and"),
            ExprKind::Quantified { quantifier, .. } => self.quantifier(*quantifier, expression.span),
            _ => {}
        }
        expression.children().into_iter().for_each(|child| self.expression(child));
    }

    fn literal(&mut self, literal: &LiteralKind, span: Span) {
        match literal {
            LiteralKind::Numeral(numeral) => self.put_each("bound", span, neighbours(numeral)),
            LiteralKind::Percent(number) => {
                let texts = neighbours(number).into_iter().map(|number| number + " %").collect();
                self.put_each("bound", span, texts);
            }
            LiteralKind::Date(date) => self.put_each("period", span, next_days(date)),
            LiteralKind::Money { amount, .. } => self.put_each("bound", amount.span, neighbours(&amount.value)),
            LiteralKind::Duration(parts) => {
                parts.iter().for_each(|(count, _)| self.put_each("bound", count.span, neighbours(&count.value)));
            }
            _ => {}
        }
    }

    /// The sign between two values: its neighbour, and its contrary.
    fn comparison(&mut self, left: Span, right: Span) {
        let between = self.text.get(left.range().end..right.range().start).unwrap_or_default();
        let signs: [(&str, &[&str]); 6] = [
            ("<=", &["<", ">"]),
            (">=", &[">", "<"]),
            ("<", &["<=", ">="]),
            (">", &[">=", "<="]),
            ("is not", &["is"]),
            ("is", &["is not"]),
        ];
        let Some((at, sign, others)) =
            signs.iter().find_map(|(sign, others)| Some((between.find(sign)?, sign, others)))
        else {
            return;
        };
        let start = left.range().end + at;
        for other in *others {
            self.put("operator", start, start + sign.len(), *other);
        }
    }

    /// `in` and `not in`, `contains` and `not contains`, behind what is tested.
    fn negation(&mut self, tested: Span) {
        let end = tested.range().end;
        let after = self.text.get(end..).unwrap_or_default();
        // A bracket that closes belongs to what is tested.
        let rest = after.trim_start_matches(|c: char| c.is_whitespace() || c == ')');
        let start = end + after.len() - rest.len();
        let words = ["is not ", "not ", "is ", ""];
        let Some(word) = words.iter().find(|word| rest.starts_with(**word)) else { return };
        let other = if word.contains("not") { "" } else { "not " };
        self.put("operator", start, start + word.len(), other);
    }

    /// Each part of a conjunction or disjunction left out, and all joined the other way.
    fn joined(&mut self, parts: &[Expr], word: &'static str, other: &'static str) {
        let spans: Vec<(usize, usize)> = parts.iter().map(|part| self.in_brackets(part.span)).collect();
        let (Some(first), Some(last)) = (spans.first(), spans.last()) else { return };
        let mut text = String::new();
        let mut end = first.0;
        for &(start, after) in &spans {
            text += &self.text.get(end..start).unwrap_or_default().replacen(word, other, 1);
            text += self.text.get(start..after).unwrap_or_default();
            end = after;
        }
        self.put("join", first.0, last.1, text);
        for (index, &(start, end)) in spans.iter().enumerate() {
            match (index.checked_sub(1).and_then(|before| spans.get(before)), spans.get(index + 1)) {
                (Some(before), _) => self.put("part", before.1, end, ""),
                (None, Some(next)) => self.put("part", start, next.0, ""),
                (None, None) => {}
            }
        }
    }

    /// The stretch with the brackets around it.
    fn in_brackets(&self, span: Span) -> (usize, usize) {
        let (mut start, mut end) = (span.range().start, span.range().end);
        loop {
            let before = self.text.get(..start).unwrap_or_default().trim_end();
            let after = self.text.get(end..).unwrap_or_default();
            let rest = after.trim_start();
            if !(before.ends_with('(') && rest.starts_with(')')) {
                return (start, end);
            }
            start = before.len() - 1;
            end += after.len() - rest.len() + 1;
        }
    }

    fn quantifier(&mut self, quantifier: Quantifier, span: Span) {
        let (word, others): (&str, &[&str]) = match quantifier {
            Quantifier::Any => ("any", &["every", "no"]),
            Quantifier::Every => ("every", &["any"]),
            Quantifier::No => ("no", &["any"]),
        };
        let start = span.range().start;
        if self.text.get(start..).is_some_and(|text| text.starts_with(word)) {
            for other in others {
                self.put("operator", start, start + word.len(), *other);
            }
        }
    }
}
