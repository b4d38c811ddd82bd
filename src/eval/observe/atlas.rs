//! Which atom a prepared expression is.

use crate::eval::node::{Node, TextTest};
use crate::eval::resolve::{Engine, Item};
use crate::program::{AtomId, CodePart, CompareOp, Program, Quantifier};
use rustc_hash::FxHashMap;
use std::ptr;

/// The atoms of a program by where their prepared form lies in memory: an engine never moves what it has prepared.
#[derive(Debug, Default)]
pub(super) struct Atlas {
    atoms: FxHashMap<usize, AtomId>,
    rules: FxHashMap<usize, u32>,
}

impl Atlas {
    /// Goes through all code in the order of [`Program::parts`]. Linear in the program's size.
    pub(super) fn new(program: &Program, engine: &Engine) -> Self {
        let mut atlas = Self::default();
        let mut derived = engine.derived.iter();
        for (part, _, is_condition) in program.parts() {
            let node = match part {
                CodePart::When(rule) => engine.item(rule).map(|item| &item.condition),
                CodePart::Unless(rule) => engine.item(rule).and_then(|item| item.unless.as_ref()),
                CodePart::Define(define) => engine.defines.get(define as usize).map(|body| &body.node),
                CodePart::Derived(..) => derived.next().map(|body| &body.node),
            };
            let mut number = 0;
            node.into_iter().for_each(|node| atlas.gather(node, is_condition, part, &mut number));
        }
        atlas.rules = engine.items.iter().map(|item| address(&**item)).zip(0..).collect();
        atlas
    }

    pub(super) fn atom(&self, node: &Node) -> Option<AtomId> {
        self.atoms.get(&address(node)).copied()
    }

    pub(super) fn rule(&self, item: &Item) -> Option<u32> {
        self.rules.get(&address(item)).copied()
    }

    fn gather(&mut self, node: &Node, is_condition: bool, part: CodePart, number: &mut u32) {
        let is_atom = is_atom(node, is_condition);
        if is_atom {
            self.atoms.insert(address(node), AtomId { part, number: *number });
            *number += 1;
        }
        let inside = match node {
            Node::Not(inner) if is_atom => inner,
            _ => node,
        };
        for (inner, is_condition) in parts(inside) {
            self.gather(inner, is_condition, part, number);
        }
    }
}

fn address<T>(thing: &T) -> usize {
    ptr::from_ref(thing) as usize
}

/// As [`crate::program::Expr::is_atom`].
fn is_atom(node: &Node, is_condition: bool) -> bool {
    match node {
        Node::Compare { .. }
        | Node::In { .. }
        | Node::Known(_)
        | Node::IsNone(_)
        | Node::TextTest { .. }
        | Node::Quantified { .. } => true,
        Node::Field { .. } | Node::Local(_) | Node::OrElse { .. } => is_condition,
        Node::Not(inner) => !matches!(**inner, Node::Not(_)) && is_atom(inner, true),
        _ => false,
    }
}

fn looked_up_in_list(node: &Node) -> Option<&Node> {
    let Node::Quantified { quantifier: Quantifier::Any, local, body, .. } = node else { return None };
    match &**body {
        Node::Compare { op: CompareOp::Is, left, right, exactly: false } => {
            matches!(&**right, Node::Local(element) if element == local).then_some(left)
        }
        _ => None,
    }
}

/// The expressions directly inside, in the order of the program's atoms.
fn parts(node: &Node) -> Vec<(&Node, bool)> {
    if let Some(item) = looked_up_in_list(node) {
        return vec![(item, false)];
    }
    match node {
        Node::Literal(_) | Node::Order | Node::Local(_) | Node::Flags { .. } | Node::Unresolved => Vec::new(),
        Node::Field { of, .. } => vec![(of, false)],
        Node::Not(inner) => vec![(inner, true)],
        Node::All(parts) | Node::Any(parts) => parts.iter().map(|part| (part, true)).collect(),
        Node::Compare { left, right, .. } => vec![(left, false), (right, false)],
        Node::In { item, .. } => vec![(item, false)],
        Node::Known(inner) | Node::IsNone(inner) => vec![(inner, false)],
        Node::TextTest { test: TextTest::Contains(part) | TextTest::StartsWith(part), text, .. } => {
            vec![(text, false), (part, false)]
        }
        Node::TextTest { text, .. } => vec![(text, false)],
        Node::Quantified { body, .. } => vec![(body, true)],
        Node::Sum { value, filter, .. } => {
            std::iter::once((&**value, false)).chain(filter.iter().map(|filter| (&**filter, true))).collect()
        }
        Node::Count { filter, .. } => filter.iter().map(|filter| (&**filter, true)).collect(),
        Node::Add(terms) | Node::Multiply(terms) => terms.iter().map(|(_, term)| (term, false)).collect(),
        Node::OrElse { value, fallback } => vec![(value, false), (fallback, false)],
        Node::Call { arguments, .. } => arguments.iter().map(|argument| (argument, false)).collect(),
    }
}

#[cfg(all(test, feature = "compiler"))]
mod tests {
    use super::*;
    use crate::eval::Evaluator;

    const POLICY: &str = r#"outcomes
  clear
  review
  undetermined counts as review
authority house "Rules of our own"
  provision H-1 "Whatever we decide to look at"
record order
  id      text required
  express yes_no
  note    text
  route   list of country
  lines   list of line
  urgent  yes_no = express and not (note contains "slow")
record line
  hs       hs_code
  quantity number
  ready    yes_no
set hubs of country AE, TR
define far (place country) = place in order.route or not order.express is yes
define hurry = order.urgent
rule all
  cites house H-1
  for each line in order.lines
  when (far(TR) or hurry)
   and not (line.hs in {8542, 8471} and line.hs is not 8542.31)
   and (line.ready or else (order.note is missing))
   and (any stop in order.route has stop in hubs and stop is not TR)
   and (no stop in order.route has stop is none)
   and (every l in order.lines has not l.ready)
   and (count of l in order.lines where l.quantity > 3 and l.ready) >= 2
   and (sum of l.quantity for l in order.lines where l.hs is known) - 1 > 10
   and not (not (order.note starts with "x"))
  unless order.note contains any of words or order.express
  then review
set words of text "a", "b"
"#;

    #[test]
    fn what_is_prepared_has_its_atoms_in_the_order_of_the_program() {
        let mut compiler = crate::Compiler::default();
        compiler.set_policy("a.policy", POLICY.into());
        let compiled = compiler.compile();
        let evaluator = Evaluator::new(compiled.program.expect("no errors"));
        let program = evaluator.program();
        let atlas = Atlas::new(program, &evaluator.engine);
        let mut prepared: Vec<AtomId> = atlas.atoms.into_values().collect();
        prepared.sort_unstable();
        let mut written: Vec<AtomId> = Vec::new();
        for (part, code, is_condition) in program.parts() {
            written.extend((0_u32..).zip(code.atoms(is_condition)).map(|(number, _)| AtomId { part, number }));
        }
        written.sort_unstable();
        assert_eq!(prepared, written);
        let places = compiler.places(program);
        let text = |atom: &AtomId| places.atom(*atom).and_then(|place| POLICY.get(place.span.range()));
        let texts: Vec<&str> = written.iter().filter_map(text).collect();
        insta::assert_snapshot!(texts.join("\n"));
    }
}
