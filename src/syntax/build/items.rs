//! Policies, authorities, outcomes, records, sets and definitions.

use super::{Builder, find, parts};
use crate::problem::{Code, Problem};
use crate::program::Verified;
use crate::syntax::grammar::Rule;
use crate::syntax::tree::{
    Authority, ColumnTest, Define, Field, FieldType, Ident, Outcomes, Period, Policy, Provision, Record, Set,
    SetMember, SetSource, Spanned,
};
use pest::iterators::Pair;
use std::sync::Arc;

impl Builder {
    pub(super) fn policy(&mut self, pair: Pair<'_, Rule>) -> Option<Policy> {
        let name = self.ident(&find(&pair, Rule::name)?);
        let mut policy = Policy { name, title: self.title(&pair), owner: None, judged_as_of: None };
        for clause in pair.into_inner() {
            match clause.as_rule() {
                Rule::owner_clause => {
                    let owner = find(&clause, Rule::text).map(|text| self.text(&text));
                    self.once("owner", &clause, &mut policy.owner, owner);
                }
                Rule::judged_clause => {
                    let path = find(&clause, Rule::path).map(|path| self.path_expression(path));
                    self.once("judged as of", &clause, &mut policy.judged_as_of, path);
                }
                _ => {}
            }
        }
        Some(policy)
    }

    pub(super) fn authority(&mut self, pair: Pair<'_, Rule>) -> Option<Authority> {
        let name = self.ident(&find(&pair, Rule::name)?);
        let title = self.title(&pair)?;
        let dated = find(&pair, Rule::dated_clause).and_then(|clause| find(&clause, Rule::date));
        let provisions = pair.clone().into_inner().filter(|inner| inner.as_rule() == Rule::provision);
        Some(Authority {
            name,
            title,
            dated: dated.map(|date| self.ident(&date)),
            provisions: provisions.filter_map(|provision| self.provision(&provision)).collect(),
        })
    }

    fn provision(&mut self, pair: &Pair<'_, Rule>) -> Option<Provision> {
        let verified = parts(pair.clone()).find_map(|part| match part.as_rule() {
            Rule::kw_seen => Some(Verified::Seen),
            Rule::kw_recalled => Some(Verified::Recalled),
            _ => None,
        });
        Some(Provision { id: self.ident(&find(pair, Rule::provision_id)?), title: self.title(pair)?, verified })
    }

    pub(super) fn outcomes(&mut self, pair: Pair<'_, Rule>) -> Outcomes {
        let counts = find(&pair, Rule::counts_clause).and_then(|clause| find(&clause, Rule::name));
        let counts_as = counts.map(|name| self.ident(&name));
        let outcomes = pair.into_inner().filter(|inner| inner.as_rule() == Rule::outcome);
        let ranks =
            outcomes.filter_map(|outcome| Some((self.ident(&find(&outcome, Rule::name)?), self.title(&outcome))));
        Outcomes { ranks: ranks.collect(), counts_as }
    }

    pub(super) fn record(&mut self, pair: Pair<'_, Rule>) -> Option<Record> {
        let name = self.ident(&find(&pair, Rule::name)?);
        let fields = pair.into_inner().filter(|inner| inner.as_rule() == Rule::field);
        Some(Record { name, fields: fields.filter_map(|field| self.field(field)).collect() })
    }

    pub(in crate::syntax) fn field(&mut self, pair: Pair<'_, Rule>) -> Option<Field> {
        let text = pair.as_str();
        let name_pair = find(&pair, Rule::name)?;
        let type_pair = find(&pair, Rule::field_type)?;
        let name = self.ident(&name_pair);
        let between = type_pair.as_span().start().saturating_sub(pair.as_span().start());
        if text.get(..between).is_some_and(|text| text.contains('\n')) {
            let message = format!("the field `{}` has no type", name.value);
            let problem = Problem::new(Code::UnknownType, message, name.span, "a type must follow on the same line");
            self.problems.push(problem.help("for example `country`, `text`, `yes_no`, `list of party`"));
            return None;
        }
        let ty = self.field_type(type_pair)?;
        let mut field = Field { name, ty, required: None, assumed: None, asks: None, derived: None };
        for modifier in parts(pair).skip(2) {
            self.modifier(&mut field, modifier);
        }
        Some(field)
    }

    fn modifier(&mut self, field: &mut Field, pair: Pair<'_, Rule>) {
        match pair.as_rule() {
            Rule::kw_required => {
                let span = self.span(&pair);
                self.once("required", &pair, &mut field.required, Some(span));
            }
            Rule::assumed_clause => {
                let literal = parts(pair.clone()).next().map(|literal| self.literal(literal));
                self.once("assumed", &pair, &mut field.assumed, literal);
            }
            Rule::asks_clause => {
                let asks = find(&pair, Rule::text).map(|text| self.text(&text));
                self.once("asks", &pair, &mut field.asks, asks);
            }
            Rule::derived_clause => {
                let derived = find(&pair, Rule::expression).and_then(|expression| self.expression(expression));
                self.once("=", &pair, &mut field.derived, derived);
            }
            _ => {}
        }
    }

    fn field_type(&mut self, pair: Pair<'_, Rule>) -> Option<Spanned<FieldType>> {
        let span = self.span(&pair);
        let inner = pair.into_inner().next()?;
        let value = match inner.as_rule() {
            Rule::list_type => FieldType::List(Box::new(self.field_type(find(&inner, Rule::field_type)?)?)),
            Rule::one_of_type => FieldType::OneOf(self.names(inner)),
            _ => FieldType::Named(Arc::from(inner.as_str())),
        };
        Some(Spanned { value, span })
    }

    pub(super) fn names(&self, pair: Pair<'_, Rule>) -> Vec<Ident> {
        pair.into_inner().filter(|inner| inner.as_rule() == Rule::name).map(|name| self.ident(&name)).collect()
    }

    pub(super) fn set(&mut self, pair: Pair<'_, Rule>) -> Option<Set> {
        let mut names = self.names(pair.clone()).into_iter();
        let (name, ty) = (names.next()?, names.next()?);
        let title = find(&pair, Rule::title).filter(|_| ty.value.as_ref() == "text");
        let members = title.and_then(|title| self.titled_texts(&title)).into_iter().collect();
        let mut set = Set { name, ty, members, sources: Vec::new() };
        for part in pair.into_inner() {
            match part.as_rule() {
                Rule::set_members => set.members.extend(parts(part).filter_map(|member| self.set_member(member))),
                Rule::set_source => set.sources.extend(self.set_source(part)),
                _ => {}
            }
        }
        Some(set)
    }

    /// In a set of texts a title and a first member look the same, and a member taken for a title would be lost.
    fn titled_texts(&mut self, title: &Pair<'_, Rule>) -> Option<SetMember> {
        let text = title.as_str().trim_end();
        let message = format!("`{text}` would be the title of this set of texts, not one of its members");
        let problem = Problem::new(Code::SyntaxError, message, self.span(title), "a member or a title?");
        self.problems.push(problem.help(
            "put a comma behind it if it is a member; a set of texts has no title: write it above the set, as a `#` comment",
        ));
        let value = self.literal(title.clone().into_inner().next()?);
        Some(SetMember { value, period: None })
    }

    fn set_member(&mut self, pair: Pair<'_, Rule>) -> Option<SetMember> {
        let period = find(&pair, Rule::period).map(|period| self.period(&period));
        let value = self.literal(parts(pair).next()?);
        Some(SetMember { value, period })
    }

    fn set_source(&mut self, pair: Pair<'_, Rule>) -> Option<SetSource> {
        let path_pair = find(&pair, Rule::text)?;
        let path = Spanned { value: self.text(&path_pair), span: self.span(&path_pair) };
        let column = self.ident(&find(&pair, Rule::name)?);
        let (filters, (from, until)) = (self.source_filters(&pair), self.source_period(&pair));
        Some(SetSource { path, column, filters, from, until })
    }

    pub(super) fn source_filters(&mut self, pair: &Pair<'_, Rule>) -> Vec<ColumnTest> {
        let Some(filter) = find(pair, Rule::source_filter) else { return Vec::new() };
        let tests = filter.into_inner().filter(|inner| inner.as_rule() == Rule::column_test);
        tests.filter_map(|test| self.column_test(test)).collect()
    }

    /// The columns with the first and the last day in force.
    pub(super) fn source_period(&self, pair: &Pair<'_, Rule>) -> (Option<Ident>, Option<Ident>) {
        find(pair, Rule::source_period).map_or((None, None), |period| self.bounds(&period, Rule::name))
    }

    fn column_test(&mut self, pair: Pair<'_, Rule>) -> Option<ColumnTest> {
        let column = self.ident(&find(&pair, Rule::name)?);
        let values = pair.into_inner().filter(|inner| inner.as_rule() == Rule::column_value);
        let values = values.filter_map(|value| {
            let inner = value.into_inner().next()?;
            Some(if inner.as_rule() == Rule::text { self.text(&inner) } else { Arc::from(inner.as_str()) })
        });
        Some(ColumnTest { column, values: values.collect() })
    }

    pub(super) fn period(&self, pair: &Pair<'_, Rule>) -> Period {
        let (from, until) = self.bounds(pair, Rule::date);
        Period { from, until }
    }

    /// What follows `from` and what follows `until`.
    fn bounds(&self, pair: &Pair<'_, Rule>, rule: Rule) -> (Option<Ident>, Option<Ident>) {
        let (mut from, mut until, mut after_until) = (None, None, false);
        for inner in pair.clone().into_inner() {
            match inner.as_rule() {
                Rule::kw_until => after_until = true,
                found if found == rule && after_until => until = Some(self.ident(&inner)),
                found if found == rule => from = Some(self.ident(&inner)),
                _ => {}
            }
        }
        (from, until)
    }

    pub(super) fn define(&mut self, pair: Pair<'_, Rule>) -> Option<Define> {
        let name = self.ident(&find(&pair, Rule::name)?);
        let mut parameters = Vec::new();
        if let Some(list) = find(&pair, Rule::parameters) {
            for parameter in list.into_inner().filter(|inner| inner.as_rule() == Rule::parameter) {
                let ty = match find(&parameter, Rule::one_of_parameter) {
                    Some(values) => {
                        let span = self.span(&values);
                        Spanned { value: FieldType::OneOf(self.names(values)), span }
                    }
                    None => self.field_type(find(&parameter, Rule::field_type)?)?,
                };
                parameters.push((self.ident(&find(&parameter, Rule::name)?), ty));
            }
        }
        let body = self.expression(find(&pair, Rule::expression)?)?;
        Some(Define { name, parameters, body })
    }

    pub(super) fn title(&mut self, pair: &Pair<'_, Rule>) -> Option<Arc<str>> {
        let text = find(&find(pair, Rule::title)?, Rule::text)?;
        Some(self.text(&text))
    }

    /// Fills a slot that may be filled once.
    fn once<T>(&mut self, word: &str, pair: &Pair<'_, Rule>, slot: &mut Option<T>, value: Option<T>) {
        if slot.is_some() {
            let problem = Problem::new(
                Code::RepeatedClause,
                format!("`{word}` is given twice"),
                self.span(pair),
                "given again here",
            );
            self.problems.push(problem.help("keep one of them"));
        } else {
            *slot = value;
        }
    }
}
