//! From a program to the form that is evaluated: names to indices, sets to look-up tables, patterns to automata, once.

use super::lifting;
use super::node::{Body, Measure, Node, TextTest};
use super::place::Shape;
use super::sets::Members;
use crate::domain::{Decimal, Period};
use crate::program::{self, Code, Expr, Linked, MessagePart, Policy, Presence, Program, Rule, RuleKind, Schema, Type};
use regex::{Regex, RegexBuilder};
use rustc_hash::FxHashMap;
use std::sync::Arc;

/// A program, resolved.
#[derive(Clone, Debug)]
pub(super) struct Engine {
    /// One a record type.
    pub(super) shapes: Arc<[Shape]>,
    /// The code of derived fields.
    pub(super) derived: Arc<[Body]>,
    pub(super) defines: Arc<[Body]>,
    /// The as-of date where no policy says otherwise, then that of each policy. Without code: undated.
    pub(super) dates: Arc<[Option<Body>]>,
    sets: Arc<[Arc<Members>]>,
    /// One a rule of the program.
    pub(super) items: Vec<Arc<Item>>,
    /// Exceptions, each after everything that it lifts.
    pub(super) exceptions: Arc<[u32]>,
    /// Exceptions that lift each other in a circle: there are none in a program without errors. They never settle.
    pub(super) circular: Arc<[u32]>,
    /// `order.lines`, a field of the order, where the schema has it as a list.
    pub(super) lines: Option<u16>,
    /// Index of the order's shape.
    pub(super) root: usize,
    /// Rank of the most severe outcome.
    pub(super) worst: u32,
}

/// A rule, flag or exception, resolved.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) kind: Kind,
    /// Index into [`Engine::dates`].
    pub(super) date: usize,
    /// Index into the program's policies.
    pub(super) policy: Option<u32>,
    pub(super) period: Period,
    /// The lists that its loops run over.
    pub(super) loops: Vec<Node>,
    pub(super) condition: Node,
    pub(super) unless: Option<Node>,
    pub(super) locals: u16,
    /// The exceptions that name it.
    pub(super) lifted_by: Box<[u32]>,
    pub(super) message: Vec<Part>,
}

impl Item {
    pub(super) fn is_exception(&self) -> bool {
        matches!(self.kind, Kind::Exception { .. })
    }
}

/// What sort of item it is.
#[derive(Clone, Debug)]
pub(super) enum Kind {
    Rule { rank: u32 },
    Flag { weight: Decimal },
    Exception { lifts: Vec<u32> },
}

/// A part of a message.
#[derive(Debug)]
pub(super) enum Part {
    Text(Arc<str>),
    Value { node: Node, choices: Arc<[program::Name]> },
}

impl Engine {
    /// Resolves a program. Linear in its size.
    pub(super) fn new(program: &Program) -> Self {
        let sets: Arc<[Arc<Members>]> = Members::of_sets(&program.sets).into();
        let records = record_numbers(program);
        let resolver = Resolver { program, sets: &sets, records: &records, links: &[] };
        let (shapes, derived) = resolver.records();
        let lifted_by = lifting::lifted_by(program);
        let items: Vec<Arc<Item>> = program
            .rules
            .iter()
            .zip(lifted_by)
            .map(|(rule, lifted_by)| Arc::new(resolver.item(rule, lifted_by)))
            .collect();
        let (exceptions, circular) = lifting::targets_first(&items);
        Self {
            shapes: shapes.into(),
            derived: derived.into(),
            defines: program.defines.iter().map(|define| resolver.body(&define.code.code, &define.links)).collect(),
            dates: resolver.dates().into(),
            items,
            exceptions: exceptions.into(),
            circular: circular.into(),
            lines: root_field(&program.schema, "lines", |ty| matches!(ty, Type::List(_))),
            root: program.schema.root as usize,
            worst: u32::try_from(program.outcomes.ranks.len().saturating_sub(1)).unwrap_or(u32::MAX),
            sets,
        }
    }

    /// The engine of a program that differs from the one of this engine only in what rules say, rule by rule.
    /// `None` where more has changed. Linear in the number of rules, with a small factor; what has not changed is shared.
    pub(super) fn updated(&self, before: &Program, after: &Program) -> Option<Self> {
        if !same_frame(before, after) {
            return None;
        }
        let records = record_numbers(after);
        let resolver = Resolver { program: after, sets: &self.sets, records: &records, links: &[] };
        let pairs = before.rules.iter().zip(&after.rules).zip(&self.items);
        let items = pairs.map(|((before, after), item)| {
            if same(before, after) { Arc::clone(item) } else { Arc::new(resolver.item(after, item.lifted_by.clone())) }
        });
        Some(Self { items: items.collect(), ..self.clone() })
    }

    pub(super) fn item(&self, rule: u32) -> Option<&Item> {
        self.items.get(rule as usize).map(AsRef::as_ref)
    }
}

fn record_numbers(program: &Program) -> FxHashMap<&str, usize> {
    program.schema.records.iter().map(|record| record.code.name.as_ref()).zip(0..).collect()
}

fn same<T>(one: &Linked<T>, other: &Linked<T>) -> bool {
    Arc::ptr_eq(&one.code, &other.code) && one.links == other.links
}

fn all_same<T>(one: &[Linked<T>], other: &[Linked<T>]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
}

/// Whether two programs differ only in the conditions, periods and words of their rules.
fn same_frame(before: &Program, after: &Program) -> bool {
    let alike = |(one, other): (&Linked<Rule>, &Linked<Rule>)| {
        same(one, other)
            || (one.code.place() == other.code.place()
                && one.code.kind == other.code.kind
                && one.code.cites == other.code.cites)
    };
    before.schema.root == after.schema.root
        && before.outcomes == after.outcomes
        && all_same(&before.schema.records, &after.schema.records)
        && all_same(&before.policies, &after.policies)
        && all_same(&before.sets, &after.sets)
        && all_same(&before.defines, &after.defines)
        && before.rules.len() == after.rules.len()
        && before.rules.iter().zip(&after.rules).all(alike)
}

#[derive(Clone, Copy)]
struct Resolver<'p> {
    program: &'p Program,
    sets: &'p [Arc<Members>],
    records: &'p FxHashMap<&'p str, usize>,
    links: &'p [u32],
}

impl<'p> Resolver<'p> {
    fn records(&self) -> (Vec<Shape>, Vec<Body>) {
        let mut derived = Vec::new();
        let mut shapes = Vec::new();
        for record in &self.program.schema.records {
            let mut codes = Vec::new();
            for field in &record.code.fields {
                codes.push(match &field.presence {
                    Presence::Derived(code) => {
                        derived.push(self.body(code, &record.links));
                        u32::try_from(derived.len() - 1).ok()
                    }
                    _ => None,
                });
            }
            shapes.push(Shape { derived: codes.into() });
        }
        (shapes, derived)
    }

    fn dates(&self) -> Vec<Option<Body>> {
        let order_date = || {
            let field = root_field(&self.program.schema, "date", |ty| *ty == Type::Date)?;
            let node = Node::Field { of: Box::new(Node::Order), record: self.program.schema.root as usize, field };
            Some(Body { node, locals: 0 })
        };
        let policy_date = |policy: &'p Linked<Policy>| match &policy.code.judged_as_of {
            Some(code) => Some(self.body(code, &policy.links)),
            None => order_date(),
        };
        std::iter::once(order_date()).chain(self.program.policies.iter().map(policy_date)).collect()
    }

    fn item(&self, rule: &'p Linked<Rule>, lifted_by: Box<[u32]>) -> Item {
        let with = self.with(&rule.links);
        let code = &*rule.code;
        let policy =
            code.policy.as_ref().and_then(|name| index_of(&self.program.policies, name, |policy| &policy.name));
        Item {
            kind: self.kind(&code.kind),
            date: policy.map_or(0, |policy| policy as usize + 1),
            policy,
            period: code.period,
            loops: code.loops.iter().map(|clause| with.node(&clause.list)).collect(),
            condition: with.node(&code.condition),
            unless: code.unless.as_ref().map(|unless| with.node(unless)),
            locals: code.locals,
            lifted_by,
            message: code.message.iter().map(|part| with.part(part, code)).collect(),
        }
    }

    /// An outcome that is not declared (there is none in a program without errors) counts as the worst.
    fn kind(&self, kind: &RuleKind) -> Kind {
        let rules = |name: &program::Name| lifting::of_item(&self.program.rules, name);
        match kind {
            RuleKind::Rule { outcome } => {
                let ranks = &self.program.outcomes.ranks;
                let rank = ranks.iter().position(|rank| rank.name == *outcome).unwrap_or(ranks.len().saturating_sub(1));
                Kind::Rule { rank: u32::try_from(rank).unwrap_or(u32::MAX) }
            }
            RuleKind::Flag { weight } => Kind::Flag { weight: *weight },
            RuleKind::Exception { lifts } => Kind::Exception { lifts: numbers(lifts.iter().flat_map(rules)) },
        }
    }

    fn part(&self, part: &MessagePart, rule: &Rule) -> Part {
        match part {
            MessagePart::Text(text) => Part::Text(Arc::clone(text)),
            MessagePart::Value(expr) => {
                let choices = match self.type_of(expr, rule) {
                    Some(Type::OneOf(choices)) => choices,
                    _ => Arc::new([]),
                };
                Part::Value { node: self.node(expr), choices }
            }
        }
    }

    /// The type of an expression that can be a choice.
    fn type_of(&self, expr: &Expr, rule: &Rule) -> Option<Type> {
        match expr {
            Expr::Field { record, field, .. } => {
                let record = self.program.schema.record(record)?;
                record.code.fields.get(usize::from(*field)).map(|field| field.ty.clone())
            }
            Expr::Local(local) => match self.type_of(&rule.loops.get(usize::from(*local))?.list, rule)? {
                Type::List(element) => Some(*element),
                _ => None,
            },
            Expr::OrElse { value, fallback } => self.type_of(value, rule).or_else(|| self.type_of(fallback, rule)),
            Expr::Call { define, .. } => {
                let define = self.program.defines.get(self.link(*define)?)?;
                Some(define.code.code.ty.clone())
            }
            _ => None,
        }
    }

    fn body(&self, code: &Code, links: &'p [u32]) -> Body {
        Body { node: self.with(links).node(&code.expr), locals: code.locals }
    }

    fn with(&self, links: &'p [u32]) -> Self {
        Self { links, ..*self }
    }

    fn link(&self, reference: u16) -> Option<usize> {
        self.links.get(usize::from(reference)).map(|index| *index as usize)
    }

    fn node(&self, expr: &Expr) -> Node {
        match expr {
            Expr::Literal(value) => Node::Literal(value.clone()),
            Expr::Order => Node::Order,
            Expr::Local(local) => Node::Local(*local),
            Expr::Field { of, record, field } => match self.records.get(record.as_ref()) {
                Some(record) => Node::Field { of: self.boxed(of), record: *record, field: *field },
                None => Node::Unresolved,
            },
            Expr::Not(inner) => Node::Not(self.boxed(inner)),
            Expr::All(parts) => Node::All(self.nodes(parts)),
            Expr::Any(parts) => Node::Any(self.nodes(parts)),
            Expr::Compare { op, left, right, exactly } => {
                Node::Compare { op: *op, left: self.boxed(left), right: self.boxed(right), exactly: *exactly }
            }
            Expr::InSet { item, set } => match self.set(*set) {
                Some(set) => Node::In { item: self.boxed(item), set },
                None => Node::Unresolved,
            },
            Expr::OneOf { item, values } => {
                Node::In { item: self.boxed(item), set: Arc::new(Members::of_values(values)) }
            }
            Expr::Known(inner) => Node::Known(self.boxed(inner)),
            Expr::IsNone(inner) => Node::IsNone(self.boxed(inner)),
            Expr::TextTest { test, text, exactly } => match self.text_test(test, *exactly) {
                Some(test) => Node::TextTest { test, text: self.boxed(text), exactly: *exactly },
                None => Node::Unresolved,
            },
            Expr::Add(terms) => Node::Add(self.signed(terms)),
            Expr::Multiply(factors) => Node::Multiply(self.signed(factors)),
            Expr::OrElse { value, fallback } => {
                Node::OrElse { value: self.boxed(value), fallback: self.boxed(fallback) }
            }
            Expr::Call { define, arguments } => match self.link(*define) {
                Some(define) => Node::Call { define, arguments: self.nodes(arguments) },
                None => Node::Unresolved,
            },
            Expr::FlagWeight(authority) => Node::Flags { measure: Measure::Weight, which: self.flags(authority) },
            Expr::FlagCount(authority) => Node::Flags { measure: Measure::Count, which: self.flags(authority) },
            Expr::Quantified { .. } | Expr::Sum { .. } | Expr::Count { .. } => self.over_list(expr),
        }
    }

    fn over_list(&self, expr: &Expr) -> Node {
        let filter = |filter: &Option<Box<Expr>>| filter.as_ref().map(|filter| self.boxed(filter));
        match expr {
            Expr::Quantified { quantifier, list, local, body } => Node::Quantified {
                quantifier: *quantifier,
                list: self.boxed(list),
                local: *local,
                body: self.boxed(body),
            },
            Expr::Sum { list, local, value, filter: only } => {
                Node::Sum { list: self.boxed(list), local: *local, value: self.boxed(value), filter: filter(only) }
            }
            Expr::Count { list, local, filter: only } => {
                Node::Count { list: self.boxed(list), local: *local, filter: filter(only) }
            }
            _ => Node::Unresolved,
        }
    }

    fn text_test(&self, test: &program::TextTest, exactly: bool) -> Option<TextTest> {
        Some(match test {
            program::TextTest::Contains(part) => TextTest::Contains(self.boxed(part)),
            program::TextTest::StartsWith(start) => TextTest::StartsWith(self.boxed(start)),
            program::TextTest::ContainsAny(set) => TextTest::ContainsAny(self.set(*set)?),
            program::TextTest::Matches(pattern) => TextTest::Matches(Box::new(automaton(pattern, exactly)?)),
        })
    }

    fn set(&self, reference: u16) -> Option<Arc<Members>> {
        self.sets.get(self.link(reference)?).cloned()
    }

    fn flags(&self, authority: &Option<program::Name>) -> Box<[u32]> {
        let cites = |rule: &Rule| match authority {
            Some(authority) => rule.cites.iter().any(|citation| citation.authority == *authority),
            None => true,
        };
        let flag = |rule: &Rule| matches!(rule.kind, RuleKind::Flag { .. });
        (0_u32..)
            .zip(&self.program.rules)
            .filter(|(_, rule)| flag(&rule.code) && cites(&rule.code))
            .map(|(n, _)| n)
            .collect()
    }

    fn boxed(&self, expr: &Expr) -> Box<Node> {
        Box::new(self.node(expr))
    }

    fn nodes(&self, exprs: &[Expr]) -> Box<[Node]> {
        exprs.iter().map(|expr| self.node(expr)).collect()
    }

    fn signed(&self, exprs: &[(bool, Expr)]) -> Box<[(bool, Node)]> {
        exprs.iter().map(|(inverse, expr)| (*inverse, self.node(expr))).collect()
    }
}

fn automaton(pattern: &str, exactly: bool) -> Option<Regex> {
    RegexBuilder::new(pattern).case_insensitive(!exactly).build().ok()
}

fn root_field(schema: &Schema, name: &str, fits: impl Fn(&Type) -> bool) -> Option<u16> {
    let fields = &schema.records.get(schema.root as usize)?.code.fields;
    let index = fields.iter().position(|field| &*field.name == name && fits(&field.ty))?;
    u16::try_from(index).ok()
}

fn numbers(indices: impl Iterator<Item = usize>) -> Vec<u32> {
    indices.filter_map(|index| u32::try_from(index).ok()).collect()
}

fn index_of<T>(sorted: &[Linked<T>], name: &str, name_of: impl Fn(&T) -> &program::Name) -> Option<u32> {
    let index = sorted.binary_search_by(|entry| name_of(&entry.code).as_ref().cmp(name)).ok()?;
    u32::try_from(index).ok()
}
