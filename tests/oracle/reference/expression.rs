//! What an expression comes to: a tree-walk, chapter by chapter of `docs/language.md`.

use super::logic::{all, any, compared, not, tested, truth};
use super::value::{
    self, Doubt, MISSING, NO_RESULT, Path, Quantity, Reading, Step, Unknown, between, doubt, is_unknown, plus, times,
    unknown_of,
};
use interdict::domain::{Date, Decimal, Period, Truth, Undefined, Value, text};
use interdict::facts::{Fact, Order};
use interdict::program::{CompareOp, Expr, Presence, Program, Quantifier, Set, SetEntry, SetMember, TextTest};
use regex::RegexBuilder;
use std::cmp::Ordering;

/// What an expression is evaluated with.
pub(crate) struct World<'w> {
    pub(crate) program: &'w Program,
    pub(crate) order: &'w Order,
    /// Of each flag, whether it stands.
    pub(crate) flags: Vec<(usize, Truth)>,
}

/// What is around an expression.
#[derive(Clone)]
pub(crate) struct Scope<'w> {
    pub(crate) links: &'w [u32],
    pub(crate) locals: Vec<Reading<'w>>,
    /// The as-of date of the rule that asks.
    pub(crate) as_of: Option<Date>,
}

impl<'w> Scope<'w> {
    pub(crate) fn bind(&mut self, local: u16, reading: Reading<'w>) {
        let local = usize::from(local);
        if self.locals.len() <= local {
            self.locals.resize(local + 1, MISSING);
        }
        self.locals[local] = reading;
    }
}

/// Whether something with this period takes part.
pub(crate) fn in_force<'w>(period: Period, as_of: Option<Date>) -> Reading<'w> {
    match as_of {
        _ if period == Period::ALWAYS => Reading::yes_no(true),
        Some(date) => Reading::yes_no(period.contains(date)),
        None => MISSING,
    }
}

impl<'w> World<'w> {
    pub(crate) fn reading(&self, expr: &'w Expr, scope: &mut Scope<'w>) -> Reading<'w> {
        match expr {
            Expr::Literal(value) => Reading::of(value.clone()),
            Expr::Order => Reading::Record(&self.order.fields, Path::new()),
            Expr::Local(local) => scope.locals[usize::from(*local)].clone(),
            Expr::Field { of, record, field } => {
                let of = self.reading(of, scope);
                self.field(&of, record, *field, scope.as_of)
            }
            Expr::Not(inner) => not(&self.reading(inner, scope)),
            Expr::All(parts) => all(&self.readings(parts, scope)),
            Expr::Any(parts) => any(&self.readings(parts, scope)),
            Expr::Compare { op, left, right, exactly } => {
                compared(*op, &self.reading(left, scope), &self.reading(right, scope), *exactly)
            }
            Expr::InSet { item, set } => {
                let item = self.reading(item, scope);
                let members = self.members(scope.links[usize::from(*set)], scope.as_of);
                tested(&item, &Reading::yes_no(true), |item, _| {
                    let of_member = |(member, counts): &(Value, Reading<'w>)| {
                        all(&[compared(CompareOp::Is, item, &Reading::of(member.clone()), false), counts.clone()])
                    };
                    any(&members.iter().map(of_member).collect::<Vec<_>>())
                })
            }
            Expr::OneOf { item, values } => {
                let item = self.reading(item, scope);
                tested(&item, &Reading::yes_no(true), |item, _| {
                    let is = |value: &Value| compared(CompareOp::Is, item, &Reading::of(value.clone()), false);
                    any(&values.iter().map(is).collect::<Vec<_>>())
                })
            }
            Expr::Known(inner) => match self.reading(inner, scope) {
                Reading::Known(_) | Reading::Record(..) | Reading::List(..) => Reading::yes_no(true),
                // Some element may have it.
                reading if doubt(&reading).hypothetical => unknown_of(&[&reading]),
                _ => Reading::yes_no(false),
            },
            Expr::IsNone(inner) => match self.reading(inner, scope) {
                Reading::None => Reading::yes_no(true),
                Reading::List(items, _) => Reading::yes_no(items.is_empty()),
                Reading::Known(_) | Reading::Record(..) => Reading::yes_no(false),
                reading => unknown_of(&[&reading]),
            },
            Expr::TextTest { test, text, exactly } => self.text_test(test, text, *exactly, scope),
            Expr::Quantified { quantifier, list, local, body } => {
                let list = self.reading(list, scope);
                let Some(items) = elements(&list) else { return unknown_of(&[&list]) };
                let of_item = |item: Reading<'w>| {
                    scope.bind(*local, item);
                    self.reading(body, scope)
                };
                let parts: Vec<Reading> = items.into_iter().map(of_item).collect();
                match quantifier {
                    Quantifier::Any => any(&parts),
                    Quantifier::Every => all(&parts),
                    Quantifier::No => not(&any(&parts)),
                }
            }
            Expr::Sum { list, local, value, filter } => {
                let list = self.reading(list, scope);
                let Some(items) = elements(&list) else { return unknown_of(&[&list]) };
                self.sum(items, *local, value, filter.as_deref(), scope)
            }
            Expr::Count { list, local, filter } => {
                let list = self.reading(list, scope);
                let Some(items) = elements(&list) else {
                    return Reading::Between(Some(whole(0)), None, doubt(&list));
                };
                let takes_part = |item: Reading<'w>| self.takes_part(item, *local, filter.as_deref(), scope);
                let parts: Vec<Reading> = items.into_iter().map(takes_part).collect();
                let low = parts.iter().filter(|part| truth(part).is_true()).count();
                let high = parts.iter().filter(|part| !truth(part).is_false()).count();
                let doubt = parts.iter().map(doubt).fold(Doubt::default(), Doubt::or);
                between(Some(whole(low)), Some(whole(high)), doubt)
            }
            Expr::Add(terms) => self.calculated(terms, plus, scope),
            Expr::Multiply(factors) => self.calculated(factors, times, scope),
            Expr::OrElse { value, fallback } => match self.reading(value, scope) {
                Reading::None => self.reading(fallback, scope),
                reading @ (Reading::Unknown(_) | Reading::Between(..)) => {
                    let doubt = doubt(&reading);
                    let stays = doubt.no_result || doubt.hypothetical;
                    if stays { unknown_of(&[&reading]) } else { self.reading(fallback, scope) }
                }
                held => held,
            },
            Expr::Call { define, arguments } => {
                let define = &self.program.defines[scope.links[usize::from(*define)] as usize];
                let locals = self.readings(arguments, scope);
                let mut inside = Scope { links: &define.links, locals, as_of: scope.as_of };
                self.reading(&define.code.code.expr, &mut inside)
            }
            Expr::FlagWeight(cited) => self.of_flags(cited.as_deref(), true),
            Expr::FlagCount(cited) => self.of_flags(cited.as_deref(), false),
        }
    }

    fn readings(&self, parts: &'w [Expr], scope: &mut Scope<'w>) -> Vec<Reading<'w>> {
        parts.iter().map(|part| self.reading(part, scope)).collect()
    }

    /// A field of the order itself.
    pub(crate) fn order_field(&self, field: u16) -> Reading<'w> {
        let order = Reading::Record(&self.order.fields, Path::new());
        self.field(&order, "order", field, None)
    }

    fn field(&self, of: &Reading<'w>, record: &str, field: u16, as_of: Option<Date>) -> Reading<'w> {
        if let (Reading::Unknown(_) | Reading::Record(..), Some(derived)) = (of, self.derived(record, field)) {
            let (expr, links) = derived;
            return self.reading(expr, &mut Scope { links, locals: vec![of.clone()], as_of });
        }
        let extended = |path: &Path| [path.as_slice(), &[Step::Field(field)]].concat();
        match of {
            Reading::None => Reading::None,
            Reading::Unknown(unknown) => {
                Reading::Unknown(Unknown { doubt: unknown.doubt, place: unknown.place.as_ref().map(extended) })
            }
            Reading::Record(facts, path) => fact_reading(&facts[usize::from(field)], extended(path)),
            other => panic!("{other:?} has no fields"),
        }
    }

    /// How a field is worked out, if it is; what it refers to.
    fn derived(&self, record: &str, field: u16) -> Option<(&'w Expr, &'w [u32])> {
        let record = self.program.schema.record(record).unwrap();
        match &record.code.fields[usize::from(field)].presence {
            Presence::Derived(code) => Some((&code.expr, &record.links)),
            _ => None,
        }
    }

    /// Every member that a set has at some time, and whether it counts.
    fn members(&self, set: u32, as_of: Option<Date>) -> Vec<(Value, Reading<'w>)> {
        let dated = self.dated_members(set, Period::ALWAYS);
        let some_day = dated.into_iter().filter(|(_, period)| !period.is_empty());
        some_day.map(|(value, period)| (value, in_force(period, as_of))).collect()
    }

    /// The members, those of included sets on the days that lie in both periods.
    fn dated_members(&self, set: u32, outer: Period) -> Vec<(Value, Period)> {
        let linked = &self.program.sets[set as usize];
        let set: &'w Set = &linked.code;
        let members_of = |entry: &'w SetEntry| {
            let from = [outer.from, entry.period.from].into_iter().flatten().max();
            let until = [outer.until, entry.period.until].into_iter().flatten().min();
            match &entry.member {
                SetMember::Value(value) => vec![(value.clone(), Period { from, until })],
                SetMember::Set(included) => {
                    self.dated_members(linked.links[usize::from(*included)], Period { from, until })
                }
            }
        };
        set.entries.iter().flat_map(members_of).collect()
    }

    fn text_test(
        &self,
        test: &'w TextTest,
        tested_text: &'w Expr,
        exactly: bool,
        scope: &mut Scope<'w>,
    ) -> Reading<'w> {
        let subject = self.reading(tested_text, scope);
        let texts = |a: &Reading, b: &Reading, test: fn(&str, &str, bool) -> bool| match (a, b) {
            (Reading::Known(Quantity::Of(Value::Text(a))), Reading::Known(Quantity::Of(Value::Text(b)))) => {
                Reading::yes_no(test(a, b, exactly))
            }
            other => panic!("{other:?} are no texts"),
        };
        match test {
            TextTest::Contains(part) => {
                tested(&subject, &self.reading(part, scope), |a, b| texts(a, b, text::contains))
            }
            TextTest::StartsWith(part) => {
                tested(&subject, &self.reading(part, scope), |a, b| texts(a, b, text::starts_with))
            }
            TextTest::ContainsAny(set) => {
                let members = self.members(scope.links[usize::from(*set)], scope.as_of);
                tested(&subject, &Reading::yes_no(true), |subject, _| {
                    let of_member = |(member, counts): &(Value, Reading<'w>)| {
                        all(&[texts(subject, &Reading::of(member.clone()), text::contains), counts.clone()])
                    };
                    any(&members.iter().map(of_member).collect::<Vec<_>>())
                })
            }
            TextTest::Matches(pattern) => tested(&subject, &Reading::yes_no(true), |subject, _| {
                let Reading::Known(Quantity::Of(Value::Text(subject))) = subject else { panic!("no text") };
                let regex = RegexBuilder::new(pattern).case_insensitive(!exactly).build().unwrap();
                Reading::yes_no(regex.is_match(subject) || !exactly && regex.is_match(&text::fold(subject)))
            }),
        }
    }

    fn takes_part(
        &self,
        item: Reading<'w>,
        local: u16,
        filter: Option<&'w Expr>,
        scope: &mut Scope<'w>,
    ) -> Reading<'w> {
        scope.bind(local, item);
        filter.map_or(Reading::yes_no(true), |filter| self.reading(filter, scope))
    }

    fn sum(
        &self,
        items: Vec<Reading<'w>>,
        local: u16,
        value: &'w Expr,
        filter: Option<&'w Expr>,
        scope: &mut Scope<'w>,
    ) -> Reading<'w> {
        let mut sum = Reading::Known(Quantity::Nothing);
        // Of parts that are unknown, and of whether parts take part. The order of the elements makes no difference.
        let (mut unknown, mut doubts) = (false, Doubt::default());
        for item in items {
            let part = self.takes_part(item, local, filter, scope);
            let value = self.reading(value, scope);
            if truth(&part).is_false() || matches!(value, Reading::None) {
                continue;
            }
            doubts = doubts.or(doubt(&part)).or(doubt(&value));
            if is_unknown(&value) {
                unknown = true;
                continue;
            }
            let added = if truth(&part).is_true() { value } else { perhaps(value, doubt(&part)) };
            sum = plus(false, &sum, &added);
        }
        let doubt = doubts.or(doubt(&sum));
        match sum {
            _ if unknown => Reading::Unknown(Unknown { doubt, place: None }),
            Reading::Between(low, high, _) => Reading::Between(low, high, doubt),
            sum => sum,
        }
    }

    fn calculated(
        &self,
        parts: &'w [(bool, Expr)],
        operation: fn(bool, &Reading<'w>, &Reading<'w>) -> Reading<'w>,
        scope: &mut Scope<'w>,
    ) -> Reading<'w> {
        let mut parts = parts.iter().map(|(inverse, part)| (*inverse, self.reading(part, scope)));
        let first = parts.next().unwrap().1;
        parts.fold(first, |total, (inverse, part)| operation(inverse, &total, &part))
    }

    fn of_flags(&self, cited: Option<&str>, weighs: bool) -> Reading<'w> {
        let (mut low, mut high) = (Decimal::ZERO, Decimal::ZERO);
        for (flag, stands) in &self.flags {
            let flag = &self.program.rules[*flag].code;
            if cited.is_some_and(|cited| !flag.cites.iter().any(|citation| *citation.authority == *cited)) {
                continue;
            }
            let adds = match &flag.kind {
                interdict::program::RuleKind::Flag { weight } if weighs => *weight,
                _ => Decimal::ONE,
            };
            low += if stands.is_true() { adds } else { Decimal::ZERO };
            high += if stands.is_false() { Decimal::ZERO } else { adds };
        }
        let number = |number| Some(Quantity::Of(Value::Number(number)));
        between(number(low), number(high), Doubt::default())
    }
}

/// A value of which it is unknown whether it takes part: nothing is one of its bounds.
fn perhaps(value: Reading, part: Doubt) -> Reading {
    let (low, high) = value::bounds(&value);
    // A zero keeps its currency.
    let beyond = |end: Option<Quantity>, other_side: Ordering| match end {
        Some(end) => {
            let order = value::compare(&end, &Quantity::Nothing)?;
            Ok::<_, Undefined>(Some(if order == other_side { Quantity::Nothing } else { end }))
        }
        None => Ok(None),
    };
    match (beyond(low, Ordering::Greater), beyond(high, Ordering::Less)) {
        (Ok(low), Ok(high)) => between(low, high, doubt(&value).or(part)),
        _ => NO_RESULT,
    }
}

fn whole(number: usize) -> Quantity {
    Quantity::Of(Value::Number(Decimal::from(number)))
}

/// The elements of a list: none at all of one that is none, `None` of one that is not given.
pub(crate) fn elements<'w>(list: &Reading<'w>) -> Option<Vec<Reading<'w>>> {
    match list {
        Reading::None => Some(Vec::new()),
        Reading::Unknown(_) => None,
        Reading::List(items, path) => {
            let element = |(index, item)| fact_reading(item, [path.as_slice(), &[Step::Element(index)]].concat());
            Some((0_u32..).zip(items.iter()).map(element).collect())
        }
        other => panic!("{other:?} is no list"),
    }
}

fn fact_reading(fact: &Fact, path: Path) -> Reading<'_> {
    match fact {
        Fact::Missing => Reading::Unknown(Unknown { doubt: Doubt::default(), place: Some(path) }),
        Fact::None | Fact::List { assumed: true, .. } => Reading::None,
        Fact::Scalar { value, .. } => Reading::of(value.clone()),
        Fact::Record(facts) => Reading::Record(facts, path),
        Fact::List { items, .. } => Reading::List(items, path),
        Fact::Derived => panic!("a derived field outside a record"),
    }
}
