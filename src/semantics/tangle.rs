//! Items that refer to themselves, directly or through others, and definitions whose chains are too long or too costly: what
//! keeps every program within a bound known when it is compiled.

use super::db::Workspace;
use super::index::item_index;
use super::item::{Item, items, parsed};
use crate::syntax::{Expr, ExprKind, FieldType, ItemKind, LiteralKind, TextTest, Tree};
use rustc_hash::FxHashMap;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A chain of items that use one another may be this long.
pub(super) const LIMIT_CHAIN: usize = 32;

/// What a definition may cost: expressions, counting those of the definitions it uses, each level of a list ten times.
pub(super) const LIMIT_COST: u64 = 1_000_000;

/// How deep the expression of a definition may be, together with those of the definitions it uses: what evaluation recurses over.
pub(super) const LIMIT_DEPTH: usize = 100;

/// Names that nothing may descend into: those on a circle, those that lead into one, and those at the head of too long a chain.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tangles {
    /// Each circle, from its first name (in alphabetical order) round to the last one.
    pub circles: Vec<Vec<Arc<str>>>,
    /// Names that stand at the head of too long a chain.
    pub too_long: Vec<Arc<str>>,
    /// Names whose expressions, with those of what they use, are too deep.
    pub too_deep: Vec<Arc<str>>,
    /// Names that cost too much.
    pub too_costly: Vec<Arc<str>>,
    names: BTreeSet<Arc<str>>,
}

impl Tangles {
    /// Whether to keep away from this name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.names.contains(name)
    }
}

/// The tangles of a policy. O(records, sets, definitions and exceptions with their references); rules take no part.
#[salsa::tracked]
pub fn tangles(db: &dyn salsa::Database, workspace: Workspace) -> Tangles {
    let index = item_index(db, workspace);
    let mut graph = Graph::default();
    for file in workspace.files(db) {
        for item in &items(db, *file).items {
            if index.by_name.get(item.name(db)) == Some(item)
                && let Some(mentions) = mentions(db, *item)
            {
                graph.add(Arc::clone(item.name(db)), mentions);
            }
        }
    }
    graph.tangles()
}

/// The names that an item of a kind that can be tangled refers to, each with how much its cost weighs; and its own cost.
fn mentions<'db>(db: &'db dyn salsa::Database, item: Item<'db>) -> Option<Mentions> {
    if !matches!(item.kind(db), ItemKind::Record | ItemKind::Set | ItemKind::Define | ItemKind::Exception) {
        return None;
    }
    let mut mentions = Mentions::default();
    match parsed(db, item).tree.as_ref()? {
        Tree::Record(record) => mentions.add_all(record.fields.iter().filter_map(|field| record_name(&field.ty.value))),
        Tree::Set(set) => mentions.add_all(set.members.iter().filter_map(|member| one_name(&member.value.value))),
        Tree::Define(define) => {
            mentions.depth = depth(&define.body);
            mentions.expression(&define.body, 1);
        }
        Tree::Rule(rule) => {
            for clause in &rule.clauses {
                if let crate::syntax::Clause::Lifts(lifts) = &clause.value {
                    mentions.add_all(lifts.iter().map(|name| Arc::clone(&name.value)));
                }
            }
        }
        _ => {}
    }
    Some(mentions)
}

#[derive(Default)]
struct Mentions {
    names: BTreeMap<Arc<str>, u64>,
    cost: u64,
    depth: usize,
}

impl Mentions {
    fn add_all(&mut self, names: impl Iterator<Item = Arc<str>>) {
        names.for_each(|name| self.add(name, 0));
    }

    fn add(&mut self, name: Arc<str>, weight: u64) {
        let total = self.names.entry(name).or_default();
        *total = total.saturating_add(weight);
    }

    fn expression(&mut self, expr: &Expr, weight: u64) {
        self.cost = self.cost.saturating_add(weight);
        if let Some(name) = used_name(expr) {
            self.add(name, weight);
        }
        let over_list = matches!(expr.kind, ExprKind::Quantified { .. } | ExprKind::Sum { .. } | ExprKind::Count(_));
        let inner = if over_list { weight.saturating_mul(10) } else { weight };
        expr.children().into_iter().for_each(|child| self.expression(child, inner));
    }
}

fn depth(expr: &Expr) -> usize {
    1 + expr.children().into_iter().map(depth).max().unwrap_or(0)
}

fn record_name(ty: &FieldType) -> Option<Arc<str>> {
    match ty {
        FieldType::Named(name) => Some(Arc::clone(name)),
        FieldType::List(inner) => record_name(&inner.value),
        FieldType::OneOf(_) => None,
    }
}

fn one_name(literal: &LiteralKind) -> Option<Arc<str>> {
    match literal {
        LiteralKind::Path(path) => path.first().map(|name| Arc::clone(&name.value)),
        _ => None,
    }
}

fn used_name(expr: &Expr) -> Option<Arc<str>> {
    match &expr.kind {
        ExprKind::Literal(literal) => one_name(literal),
        ExprKind::Call { name, .. } => Some(Arc::clone(&name.value)),
        // Sets; a definition that stands where a set should is looked into too.
        ExprKind::InNamed { set, .. } => set.first().map(|name| Arc::clone(&name.value)),
        ExprKind::TextTest { test: TextTest::ContainsAny(set), .. } => Some(Arc::clone(&set.value)),
        _ => None,
    }
}

#[derive(Default)]
struct Graph {
    numbers: FxHashMap<Arc<str>, usize>,
    names: Vec<Arc<str>>,
    mentions: Vec<Mentions>,
}

#[derive(Clone, Copy, PartialEq)]
enum State {
    New,
    Open,
    Done { chain: usize, depth: usize, cost: u64, tangled: bool },
}

impl Graph {
    fn add(&mut self, name: Arc<str>, mentions: Mentions) {
        self.numbers.insert(Arc::clone(&name), self.names.len());
        self.names.push(name);
        self.mentions.push(mentions);
    }

    /// Depth first, with a stack of our own: chains can be as long as a policy has items.
    fn tangles(&self) -> Tangles {
        let mut walk = Walk {
            graph: self,
            states: vec![State::New; self.names.len()],
            stack: Vec::new(),
            tangles: Tangles::default(),
        };
        let mut order: Vec<usize> = (0..self.names.len()).collect();
        order.sort_by_key(|number| self.names.get(*number));
        for number in order {
            walk.from(number);
        }
        walk.tangles
    }

    /// What an item refers to, with the weight of its cost.
    fn targets(&self, number: usize) -> impl Iterator<Item = (usize, u64)> {
        let names = self.mentions.get(number).into_iter().flat_map(|mentions| &mentions.names);
        names.filter_map(|(name, weight)| Some((*self.numbers.get(name)?, *weight)))
    }

    fn name(&self, number: usize) -> Arc<str> {
        self.names.get(number).cloned().unwrap_or_default()
    }
}

struct Walk<'g> {
    graph: &'g Graph,
    states: Vec<State>,
    /// The open items, each with the targets it has yet to visit.
    stack: Vec<(usize, Vec<usize>)>,
    tangles: Tangles,
}

impl Walk<'_> {
    fn from(&mut self, root: usize) {
        self.open(root);
        while let Some((number, targets)) = self.stack.last_mut() {
            let number = *number;
            match targets.pop() {
                Some(target) => match self.states.get(target) {
                    Some(State::Open) => self.circle(target),
                    _ => self.open(target),
                },
                None => {
                    self.stack.pop();
                    self.close(number);
                }
            }
        }
    }

    fn open(&mut self, number: usize) {
        if let Some(state) = self.states.get_mut(number).filter(|state| **state == State::New) {
            *state = State::Open;
            let mut targets: Vec<usize> = self.graph.targets(number).map(|(target, _)| target).collect();
            targets.reverse();
            self.stack.push((number, targets));
        }
    }

    fn close(&mut self, number: usize) {
        let name = self.graph.name(number);
        let own = self.graph.mentions.get(number);
        let (mut chain, mut below, mut cost) = (1, 0, own.map_or(0, |mentions| mentions.cost));
        let mut tangled = self.tangles.names.contains(&name);
        for (target, weight) in self.graph.targets(number) {
            if let Some(State::Done { chain: its_chain, depth, cost: its_cost, tangled: its_tangled }) =
                self.states.get(target)
            {
                chain = chain.max(its_chain + 1);
                below = below.max(*depth);
                cost = cost.saturating_add(its_cost.saturating_mul(weight));
                tangled |= *its_tangled;
            }
        }
        let depth = below + own.map_or(0, |mentions| mentions.depth);
        if !tangled {
            let limits = [
                (chain > LIMIT_CHAIN, &mut self.tangles.too_long),
                (depth > LIMIT_DEPTH, &mut self.tangles.too_deep),
                (cost > LIMIT_COST, &mut self.tangles.too_costly),
            ];
            for (_, names) in limits.into_iter().filter(|(over, _)| *over) {
                names.push(Arc::clone(&name));
                tangled = true;
            }
        }
        if tangled {
            self.tangles.names.insert(name);
        }
        if let Some(state) = self.states.get_mut(number) {
            *state = State::Done { chain, depth, cost, tangled };
        }
    }

    /// The open items from `first` on form a circle.
    fn circle(&mut self, first: usize) {
        let from = self.stack.iter().position(|(number, _)| *number == first).unwrap_or(0);
        let circle: Vec<Arc<str>> = self.stack.iter().skip(from).map(|(number, _)| self.graph.name(*number)).collect();
        self.tangles.names.extend(circle.iter().cloned());
        self.tangles.circles.push(circle);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn uses<'a>(names: impl Iterator<Item = &'a str>) -> Mentions {
        let mut mentions = Mentions { cost: 1, ..Mentions::default() };
        names.for_each(|name| mentions.add(Arc::from(name), 1));
        mentions
    }

    fn tangles_of(edges: &[(&str, &[&str])]) -> Tangles {
        let mut graph = Graph::default();
        for (name, mentions) in edges {
            graph.add(Arc::from(*name), uses(mentions.iter().copied()));
        }
        graph.tangles()
    }

    #[test]
    fn a_circle_is_found_once_and_taints_what_leads_into_it() {
        let tangles = tangles_of(&[("a", &["b"]), ("b", &["c"]), ("c", &["b"]), ("d", &[])]);
        assert_eq!(tangles.circles, [vec![Arc::from("b"), Arc::from("c")]]);
        assert!(tangles.contains("a") && tangles.contains("b") && !tangles.contains("d"));
    }

    #[test]
    fn an_item_can_be_its_own_circle() {
        assert_eq!(tangles_of(&[("a", &["a"])]).circles, [vec![Arc::from("a")]]);
    }

    #[test]
    fn a_long_chain_is_cut_where_it_gets_too_long() {
        let names: Vec<String> = (0..100_000).map(|n| format!("n{n:06}")).collect();
        let mut graph = Graph::default();
        for pair in names.windows(2) {
            graph.add(Arc::from(pair[0].as_str()), uses([pair[1].as_str()].into_iter()));
        }
        let tangles = graph.tangles();
        assert_eq!(tangles.too_long.len(), 1);
        assert!(tangles.circles.is_empty());
    }

    #[test]
    fn definitions_that_double_are_cut_where_they_cost_too_much() {
        let mut graph = Graph::default();
        for n in 0..30 {
            let mut mentions = uses(std::iter::empty());
            mentions.add(Arc::from(format!("n{:02}", n + 1).as_str()), 2);
            graph.add(Arc::from(format!("n{n:02}").as_str()), mentions);
        }
        assert_eq!(graph.tangles().too_costly.len(), 1);
    }
}
