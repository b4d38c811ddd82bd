//! Tests: their clauses as written.

use super::{Builder, find, parts};
use crate::problem::{Code, Problem};
use crate::syntax::grammar::Rule;
use crate::syntax::test_item::{
    Expect, Expected, GivenFact, GivenOrder, GivenValue, OrderFile, Segment, Slot, Test, TestClause,
};
use crate::syntax::tree::{Ident, Spanned};
use pest::iterators::Pair;

impl Builder {
    pub(super) fn test(&mut self, pair: Pair<'_, Rule>) -> Option<Test> {
        let text = find(&find(&pair, Rule::title)?, Rule::text)?;
        let title = Spanned { value: self.text(&text), span: self.span(&text) };
        let mut clauses = Vec::new();
        for part in pair.into_inner() {
            let span = self.span(&part);
            if let Some(value) = self.test_clause(part) {
                clauses.push(Spanned { value, span });
            }
        }
        Some(Test { title, clauses })
    }

    /// A clause; `None` for what is none.
    pub(in crate::syntax) fn test_clause(&mut self, pair: Pair<'_, Rule>) -> Option<TestClause> {
        Some(match pair.as_rule() {
            Rule::given_clause => {
                let from = find(&pair, Rule::order_file).and_then(|file| self.order_file(&file));
                let facts = pair.into_inner().filter(|inner| inner.as_rule() == Rule::given_fact);
                TestClause::Given(GivenOrder { from, facts: facts.filter_map(|fact| self.given_fact(&fact)).collect() })
            }
            Rule::as_of_clause => TestClause::AsOf(self.ident(&find(&pair, Rule::date)?)),
            Rule::expect_clause => TestClause::Expect(self.expect(&pair)),
            _ => return None,
        })
    }

    fn order_file(&mut self, pair: &Pair<'_, Rule>) -> Option<OrderFile> {
        let texts = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::text);
        let mut texts = texts.map(|text| Spanned { value: self.text(&text), span: self.span(&text) });
        Some(OrderFile { path: texts.next()?, id: texts.next() })
    }

    fn given_fact(&mut self, pair: &Pair<'_, Rule>) -> Option<GivenFact> {
        let slot = self.slot(&find(pair, Rule::slot)?);
        let value = match find(pair, Rule::given_values) {
            Some(values) => {
                let span = self.span(&values);
                GivenValue::Many(Spanned { value: parts(values).map(|literal| self.literal(literal)).collect(), span })
            }
            None => GivenValue::One(self.literal(parts(pair.clone()).nth(1)?)),
        };
        Some(GivenFact { slot, value })
    }

    fn slot(&self, pair: &Pair<'_, Rule>) -> Slot {
        let mut segments: Vec<Segment> = Vec::new();
        for part in pair.clone().into_inner() {
            match part.as_rule() {
                Rule::name | Rule::segment => segments.push(Segment { name: self.ident(&part), element: None }),
                Rule::element => {
                    if let (Some(last), Some(number)) = (segments.last_mut(), find(&part, Rule::element_number)) {
                        last.element = Some(self.ident(&number));
                    }
                }
                _ => {}
            }
        }
        Spanned { value: segments, span: self.span(pair) }
    }

    fn expect(&mut self, pair: &Pair<'_, Rule>) -> Expect {
        let mut expect = Expect { parts: Vec::new(), scope: None };
        for part in pair.clone().into_inner() {
            for scope in part.clone().into_inner().filter(|inner| inner.as_rule() == Rule::scope) {
                self.scope(&mut expect, &scope);
            }
            if let Some(value) = self.expected(&part) {
                expect.parts.push(Spanned { value, span: self.span(&part) });
            }
        }
        expect
    }

    fn scope(&mut self, expect: &mut Expect, pair: &Pair<'_, Rule>) {
        if expect.scope.is_some() {
            let message = "`for` is given twice in one `expect`";
            let problem = Problem::new(Code::RepeatedClause, message, self.span(pair), "given again here");
            self.problems.push(problem.help("write an `expect` of its own for each"));
        }
        expect.scope = find(pair, Rule::slot).map(|slot| self.slot(&slot));
    }

    fn expected(&self, pair: &Pair<'_, Rule>) -> Option<Expected> {
        let name = || find(pair, Rule::name).map(|name| self.ident(&name));
        Some(match pair.as_rule() {
            Rule::expected_outcome => Expected::Outcome { outcome: name()?, by: self.rules(pair) },
            Rule::expected_determined => Expected::Determined,
            Rule::expected_undetermined => Expected::Undetermined,
            Rule::expected_up_to => Expected::UpTo(name()?),
            Rule::expected_at_least => Expected::AtLeast(name()?),
            Rule::expected_finding => Expected::Finding(self.rules(pair)),
            Rule::expected_nothing => Expected::NoFinding(self.rules(pair)),
            Rule::expected_lifted => Expected::Lifted { rule: name()?, by: self.rules(pair) },
            Rule::expected_open => Expected::Open(self.rules(pair)),
            Rule::expected_needs => {
                let slots = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::slot);
                Expected::Needs(slots.map(|slot| self.slot(&slot)).collect())
            }
            _ => return None,
        })
    }

    fn rules(&self, pair: &Pair<'_, Rule>) -> Vec<Ident> {
        find(pair, Rule::rules).map(|rules| self.names(rules)).unwrap_or_default()
    }
}
