//! Programs and orders built by hand, and statements about what they come to.

mod completions;
mod conditions;
mod dates;
mod exactly;
mod exceptions;
mod explaining;
mod flags;
mod lists;
mod matter;
mod verdicts;

use super::{Evaluator, Explanation};
use crate::domain::{Country, Date, Duration, Eccn, HsCode, Money, Period, Truth, Value, parse_decimal};
use crate::facts::{Fact, Order};
use crate::program::*;
use serde_json::Value as Json;
use std::sync::Arc;

pub(super) use serde_json::json;

/// Links of every item: sets are references 0 to 9, definitions 10 to 19, record links likewise.
const LINKS: [u32; 20] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9];

pub(super) fn linked<T>(code: T) -> Linked<T> {
    Linked { code: Arc::new(code), links: LINKS.into() }
}

pub(super) fn plain(name: &str, ty: Type) -> Field {
    Field { name: name.into(), ty, presence: Presence::Plain, asks: None }
}

pub(super) fn assumed(name: &str, ty: Type, assumption: Assumption) -> Field {
    Field { presence: Presence::Assumed(assumption), ..plain(name, ty) }
}

pub(super) fn derived(name: &str, ty: Type, expr: Expr) -> Field {
    let code = Code { expr, refs: Vec::new(), locals: 4, ty: ty.clone() };
    Field { presence: Presence::Derived(Arc::new(code)), ..plain(name, ty) }
}

pub(super) fn asking(field: Field, asks: &str) -> Field {
    Field { asks: Some(asks.into()), ..field }
}

pub(super) fn one_of(choices: &[&str]) -> Type {
    Type::OneOf(choices.iter().map(|choice| Name::from(*choice)).collect())
}

pub(super) fn list_of(record: &str) -> Type {
    Type::List(Box::new(Type::Record(record.into())))
}

pub(super) fn record(name: &str, fields: Vec<Field>) -> Linked<Record> {
    linked(Record { name: name.into(), fields })
}

/// The records that the statements are about, sorted by name.
pub(super) fn records() -> Vec<Linked<Record>> {
    let total = Expr::Multiply([(false, local(0, "line", "quantity")), (false, local(0, "line", "price"))].into());
    let value = sum(local(0, "order", "lines"), 1, local(1, "line", "total"), None);
    vec![
        record(
            "address",
            vec![
                plain("country", Type::Country),
                asking(plain("kind", one_of(&["business", "mailbox"])), "What kind of place is it?"),
                plain("city", Type::Text),
            ],
        ),
        record(
            "line",
            vec![
                plain("sku", Type::Text),
                plain("hs", Type::HsCode),
                plain("eccn", Type::Eccn),
                plain("quantity", Type::Number),
                plain("price", Type::Money),
                derived("total", Type::Money, total),
                plain("parts", list_of("part")),
            ],
        ),
        record(
            "order",
            vec![
                plain("id", Type::Text),
                plain("date", Type::Date),
                plain("ship_to", Type::Record("address".into())),
                plain("parties", list_of("party")),
                plain("lines", list_of("line")),
                assumed("payment", Type::Record("payment".into()), Assumption::None),
                assumed("notes", Type::List(Box::new(Type::Text)), Assumption::None),
                assumed("express", Type::YesNo, Assumption::Value(Value::YesNo(false))),
                plain("hold", Type::YesNo),
                plain("weight", Type::Number),
                plain("freight", Type::Money),
                plain("terms", Type::Duration),
                derived("value", Type::Money, value),
            ],
        ),
        record("part", vec![plain("origin", Type::Country)]),
        record(
            "party",
            vec![
                plain("name", Type::Text),
                plain("role", one_of(&["buyer", "end_user"])),
                plain("country", Type::Country),
            ],
        ),
        record("payment", vec![plain("method", Type::Text), plain("days", Type::Number), plain("cash", Type::YesNo)]),
    ]
}

/// The field at a dotted path, from an expression for a record of the statements' schema.
pub(super) fn field_of(of: Expr, record: &str, path: &str) -> Expr {
    let (name, rest) = path.split_once('.').map_or((path, None), |(name, rest)| (name, Some(rest)));
    let fields: Vec<(String, Option<String>)> = shape(record);
    let index = fields.iter().position(|(field, _)| field == name).unwrap_or_else(|| panic!("no {record}.{name}"));
    let field = Expr::Field { of: Box::new(of), record: record.into(), field: index as u16 };
    match rest {
        None => field,
        Some(rest) => field_of(field, fields[index].1.as_ref().unwrap(), rest),
    }
}

/// The field names of a record, with the record that each holds. Written out, because derived fields need it to build the schema.
fn shape(record: &str) -> Vec<(String, Option<String>)> {
    let fields = match record {
        "address" => "country kind city",
        "line" => "sku hs eccn quantity price total parts",
        "order" => {
            "id date ship_to:address parties lines payment:payment notes express hold weight freight terms value"
        }
        "part" => "origin",
        "party" => "name role country",
        "payment" => "method days cash",
        _ => panic!("no record {record}"),
    };
    let field = |field: &str| match field.split_once(':') {
        Some((name, record)) => (name.to_owned(), Some(record.to_owned())),
        None => (field.to_owned(), None),
    };
    fields.split(' ').map(field).collect()
}

pub(super) fn of(path: &str) -> Expr {
    field_of(Expr::Order, "order", path)
}

pub(super) fn local(local: u16, record: &str, path: &str) -> Expr {
    field_of(Expr::Local(local), record, path)
}

pub(super) fn number(text: &str) -> Value {
    Value::Number(parse_decimal(text).unwrap())
}

pub(super) fn money(text: &str) -> Value {
    Value::Money(Money::parse(text).unwrap())
}

pub(super) fn country(text: &str) -> Value {
    Value::Country(Country::parse(text).unwrap())
}

pub(super) fn hs(text: &str) -> Value {
    Value::HsCode(HsCode::parse(text).unwrap())
}

pub(super) fn eccn(text: &str) -> Value {
    Value::Eccn(Eccn::parse(text).unwrap())
}

pub(super) fn text(text: &str) -> Value {
    Value::Text(text.into())
}

pub(super) fn date(text: &str) -> Date {
    Date::parse(text).unwrap()
}

pub(super) fn since(text: &str) -> Period {
    Period { from: Some(date(text)), until: None }
}

pub(super) fn between(from: &str, until: &str) -> Period {
    Period { from: Some(date(from)), until: Some(date(until)) }
}

pub(super) fn yes(expr: Expr) -> Expr {
    is(expr, Value::YesNo(true))
}

pub(super) fn is(left: Expr, right: Value) -> Expr {
    compare(CompareOp::Is, left, Expr::Literal(right))
}

pub(super) fn more(left: Expr, right: Value) -> Expr {
    compare(CompareOp::More, left, Expr::Literal(right))
}

pub(super) fn at_least(left: Expr, right: Value) -> Expr {
    compare(CompareOp::AtLeast, left, Expr::Literal(right))
}

pub(super) fn compare(op: CompareOp, left: Expr, right: Expr) -> Expr {
    Expr::Compare { op, left: Box::new(left), right: Box::new(right), exactly: false }
}

pub(super) fn not(expr: Expr) -> Expr {
    Expr::Not(Box::new(expr))
}

pub(super) fn all<const N: usize>(parts: [Expr; N]) -> Expr {
    Expr::All(parts.into())
}

pub(super) fn any<const N: usize>(parts: [Expr; N]) -> Expr {
    Expr::Any(parts.into())
}

pub(super) fn known(expr: Expr) -> Expr {
    Expr::Known(Box::new(expr))
}

pub(super) fn is_none(expr: Expr) -> Expr {
    Expr::IsNone(Box::new(expr))
}

pub(super) fn in_set(item: Expr, set: u16) -> Expr {
    Expr::InSet { item: Box::new(item), set }
}

pub(super) fn in_values<const N: usize>(item: Expr, values: [Value; N]) -> Expr {
    Expr::OneOf { item: Box::new(item), values: values.into() }
}

pub(super) fn or_else(value: Expr, fallback: Value) -> Expr {
    Expr::OrElse { value: Box::new(value), fallback: Box::new(Expr::Literal(fallback)) }
}

pub(super) fn call<const N: usize>(define: u16, arguments: [Expr; N]) -> Expr {
    Expr::Call { define: 10 + define, arguments: arguments.into() }
}

pub(super) fn text_test(tested: Expr, test: TextTest) -> Expr {
    Expr::TextTest { test, text: Box::new(tested), exactly: false }
}

pub(super) fn quantified(quantifier: Quantifier, list: Expr, local: u16, body: Expr) -> Expr {
    Expr::Quantified { quantifier, list: Box::new(list), local, body: Box::new(body) }
}

pub(super) fn sum(list: Expr, local: u16, value: Expr, filter: Option<Expr>) -> Expr {
    Expr::Sum { list: Box::new(list), local, value: Box::new(value), filter: filter.map(Box::new) }
}

pub(super) fn count(list: Expr, local: u16, filter: Option<Expr>) -> Expr {
    Expr::Count { list: Box::new(list), local, filter: filter.map(Box::new) }
}

pub(super) fn item(name: &str, kind: RuleKind, condition: Expr) -> Rule {
    Rule {
        name: name.into(),
        row: None,
        question: None,
        title: None,
        policy: None,
        kind,
        cites: Vec::new(),
        period: Period::ALWAYS,
        loops: Vec::new(),
        condition,
        unless: None,
        message: Vec::new(),
        refs: Vec::new(),
        locals: 6,
    }
}

pub(super) fn rule(name: &str, outcome: &str, condition: Expr) -> Rule {
    item(name, RuleKind::Rule { outcome: outcome.into() }, condition)
}

pub(super) fn flag(name: &str, weight: &str, condition: Expr) -> Rule {
    item(name, RuleKind::Flag { weight: parse_decimal(weight).unwrap() }, condition)
}

pub(super) fn exception(name: &str, lifts: &[&str], condition: Expr) -> Rule {
    let lifts = lifts.iter().map(|lifted| Name::from(*lifted)).collect();
    item(name, RuleKind::Exception { lifts }, condition)
}

impl Rule {
    pub(super) fn each(mut self, variable: &str, list: Expr) -> Self {
        self.loops.push(Loop { variable: variable.into(), list });
        self
    }

    pub(super) fn unless(mut self, condition: Expr) -> Self {
        self.unless = Some(condition);
        self
    }

    pub(super) fn in_force(mut self, period: Period) -> Self {
        self.period = period;
        self
    }

    pub(super) fn within(mut self, policy: &str) -> Self {
        self.policy = Some(policy.into());
        self
    }

    pub(super) fn citing(mut self, authority: &str, provision: &str) -> Self {
        self.cites.push(Citation { authority: authority.into(), provision: provision.into() });
        self
    }

    pub(super) fn because(mut self, parts: Vec<MessagePart>) -> Self {
        self.message = parts;
        self
    }
}

pub(super) fn said(text: &str) -> MessagePart {
    MessagePart::Text(text.into())
}

pub(super) fn set(name: &str, ty: Type, entries: Vec<(Value, Period)>) -> Linked<Set> {
    let entry = |(value, period)| SetEntry { member: SetMember::Value(value), period };
    linked(Set { name: name.into(), ty, entries: entries.into_iter().map(entry).collect(), refs: Vec::new() })
}

pub(super) fn define(name: &str, parameters: u16, expr: Expr) -> Linked<Define> {
    let code = Code { expr, refs: Vec::new(), locals: parameters + 3, ty: Type::YesNo };
    linked(Define { name: name.into(), parameters, code })
}

pub(super) fn policy(name: &str, judged_as_of: Option<Expr>) -> Linked<Policy> {
    let code = |expr| Code { expr, refs: Vec::new(), locals: 0, ty: Type::Date };
    linked(Policy { name: name.into(), title: None, owner: None, judged_as_of: judged_as_of.map(code) })
}

/// A program over the statements' schema.
pub(super) fn program(rules: Vec<Rule>) -> Program {
    let outcome = |name: &str| Outcome { name: name.into(), title: None };
    let mut rules: Vec<Linked<Rule>> = rules.into_iter().map(linked).collect();
    rules.sort_by(|a, b| a.code.name.cmp(&b.code.name));
    Program {
        schema: Schema { records: records(), root: 2 },
        outcomes: Outcomes {
            ranks: ["clear", "review", "license_required", "prohibited"].map(outcome).into(),
            undetermined_counts_as: 1,
        },
        authorities: Vec::new(),
        policies: Vec::new(),
        sets: Vec::new(),
        defines: Vec::new(),
        rules,
    }
}

/// An order of a program's schema, from JSON.
pub(super) fn order(program: &Program, json: &Json) -> Order {
    let root = &program.schema.records[program.schema.root as usize].code;
    let id = json.get("id").map(|id| id.as_str().unwrap().to_owned());
    Order { id, fields: fields(program, root, json) }
}

fn fields(program: &Program, record: &Record, json: &Json) -> Box<[Fact]> {
    for name in json.as_object().unwrap().keys() {
        assert!(record.fields.iter().any(|field| *field.name == **name), "no field {name}");
    }
    record.fields.iter().map(|field| slot(program, field, json.get(&*field.name).unwrap_or(&Json::Null))).collect()
}

fn slot(program: &Program, field: &Field, json: &Json) -> Fact {
    match (&field.presence, json) {
        (Presence::Derived(_), _) => Fact::Derived,
        (Presence::Assumed(Assumption::None), Json::Null) => match field.ty {
            Type::List(_) => Fact::List { items: Vec::new(), assumed: true },
            _ => Fact::None,
        },
        (Presence::Assumed(Assumption::Value(value)), Json::Null) => {
            Fact::Scalar { value: value.clone(), assumed: true }
        }
        _ => fact(program, &field.ty, json),
    }
}

fn fact(program: &Program, ty: &Type, json: &Json) -> Fact {
    match (ty, json) {
        (_, Json::Null) => Fact::Missing,
        (Type::Record(name), _) => Fact::Record(fields(program, &program.schema.record(name).unwrap().code, json)),
        (Type::List(element), Json::Array(items)) => {
            Fact::List { items: items.iter().map(|item| fact(program, element, item)).collect(), assumed: false }
        }
        _ => Fact::Scalar { value: scalar(ty, json), assumed: false },
    }
}

fn scalar(ty: &Type, json: &Json) -> Value {
    let written = json.as_str().unwrap_or_default();
    match ty {
        Type::YesNo => Value::YesNo(json.as_bool().unwrap()),
        Type::Text => text(written),
        Type::Number => number(&json.to_string()),
        Type::Money => money(written),
        Type::Percent => Value::Percent(parse_decimal(written).unwrap()),
        Type::Date => Value::Date(date(written)),
        Type::Duration => Value::Duration(Duration::parse(written).unwrap()),
        Type::Country => country(written),
        Type::HsCode => hs(written),
        Type::Eccn => eccn(written),
        Type::OneOf(choices) => Value::OneOf(choices.iter().position(|choice| **choice == *written).unwrap() as u16),
        Type::Record(_) | Type::List(_) => panic!("{json} is no {ty:?}"),
    }
}

pub(super) fn screen(program: &Program, json: Json) -> Explanation {
    let evaluator = Evaluator::new(Arc::new(program.clone()));
    let order = order(program, &json);
    evaluator.explain(&order, &evaluator.screen(&order))
}

/// A verdict in short: `prohibited`, or `review, clear to prohibited` while it is undetermined.
pub(super) fn short(verdict: &super::explanation::VerdictText) -> String {
    let super::explanation::VerdictText { outcome, determined, lower, upper } = verdict;
    if *determined { outcome.clone() } else { format!("{outcome}, {lower} to {upper}") }
}

pub(super) fn verdict(program: &Program, json: Json) -> String {
    short(&screen(program, json).verdict)
}

pub(super) fn missing(program: &Program, json: Json) -> Vec<String> {
    screen(program, json).missing.into_iter().map(|missing| missing.path).collect()
}

/// Whether a condition holds for an order.
pub(super) fn truth(condition: Expr, json: Json) -> Truth {
    truth_in(&program(vec![rule("it", "prohibited", condition)]), json)
}

pub(super) fn truth_in(program: &Program, json: Json) -> Truth {
    match verdict(program, json).as_str() {
        "prohibited" => Truth::True,
        "clear" => Truth::False,
        "review, clear to prohibited" => Truth::Unknown,
        other => panic!("verdict {other}"),
    }
}

/// The missing facts that a condition depends on, and the reason of each that is given but does not serve.
pub(super) fn needs(condition: Expr, json: Json) -> Vec<(String, Option<String>)> {
    let missing = screen(&program(vec![rule("it", "prohibited", condition)]), json).missing;
    missing.into_iter().map(|missing| (missing.path, missing.reason)).collect()
}

pub(super) fn paths(needs: &[(String, Option<String>)]) -> Vec<&str> {
    needs.iter().map(|(path, _)| path.as_str()).collect()
}

#[test]
fn an_evaluator_can_be_shared_between_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Evaluator>();
    shared::<super::Decision>();
}
