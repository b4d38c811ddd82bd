//! Decision diagrams: functions of facts, each of which has finitely many cases, to small numbers.
//!
//! **Invariant:** equal functions are one [`Function`], and a fact stands in a diagram exactly when the function depends on it: some
//! choice of the other facts' cases makes its own make a difference. (Bryant, Graph-based algorithms for Boolean function
//! manipulation, 1986; here with as many branches as a fact has cases, and with more than two results.)

use rustc_hash::{FxHashMap, FxHashSet};
use std::collections::BTreeSet;

/// Results are smaller than this.
const RESULTS: u32 = 1 << 20;

/// Nodes of one order's diagrams. What needs more is not worked out.
const LIMIT_NODES: usize = 100_000;

/// Facts in play, and so how deep a diagram can be.
const LIMIT_VARIABLES: u32 = 1_000;

/// The limits do not allow for it.
#[derive(Debug)]
pub(in crate::eval) struct Spent;

/// A function: its result when it is constant, else a node.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) struct Function(u32);

/// How the results of two functions are put together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Join {
    /// The smaller one: `and`.
    Least,
    /// The larger one: `or`.
    Most,
    /// Both added up.
    Sum,
    /// Both, as one number: the first times this, and the second.
    Pair(u32),
}

impl Join {
    fn of(self, a: u32, b: u32) -> u32 {
        match self {
            Self::Least => a.min(b),
            Self::Most => a.max(b),
            Self::Sum => (a + b).min(RESULTS - 1),
            Self::Pair(width) => (a * width + b).min(RESULTS - 1),
        }
    }
}

#[derive(Debug)]
struct Node {
    variable: u32,
    /// One a case.
    branches: Box<[Function]>,
}

/// All functions of one order.
#[derive(Debug, Default)]
pub(super) struct Diagrams {
    nodes: Vec<Node>,
    known: FxHashMap<(u32, Box<[Function]>), Function>,
    joined: FxHashMap<(Join, Function, Function), Function>,
}

impl Diagrams {
    /// The function that always has this result.
    pub(super) fn constant(result: u32) -> Function {
        Function(result.min(RESULTS - 1))
    }

    /// The result of a function that always has the same.
    pub(super) fn result(function: Function) -> Option<u32> {
        (function.0 < RESULTS).then_some(function.0)
    }

    /// The function that is, in each case of this variable, the function given for it. Their variables come later.
    pub(super) fn of_cases(&mut self, variable: u32, branches: Vec<Function>) -> Result<Function, Spent> {
        let Some(first) = branches.first().copied() else { return Err(Spent) };
        if branches.iter().all(|branch| *branch == first) {
            return Ok(first);
        }
        let key = (variable, branches.into_boxed_slice());
        if let Some(function) = self.known.get(&key) {
            return Ok(*function);
        }
        if self.nodes.len() >= LIMIT_NODES || variable >= LIMIT_VARIABLES {
            return Err(Spent);
        }
        let number = u32::try_from(self.nodes.len()).map_err(|_| Spent)?;
        let function = Function(RESULTS + number);
        self.nodes.push(Node { variable, branches: key.1.clone() });
        self.known.insert(key, function);
        Ok(function)
    }

    /// Two functions put together. O(product of their sizes) at most.
    pub(super) fn join(&mut self, join: Join, a: Function, b: Function) -> Result<Function, Spent> {
        if let (Some(a), Some(b)) = (Self::result(a), Self::result(b)) {
            return Ok(Self::constant(join.of(a, b)));
        }
        if a == b && matches!(join, Join::Least | Join::Most) {
            return Ok(a);
        }
        let key = match join {
            Join::Pair(_) => (join, a, b),
            Join::Least | Join::Most | Join::Sum => (join, a.min(b), a.max(b)),
        };
        if let Some(function) = self.joined.get(&key) {
            return Ok(*function);
        }
        let variable = self.variable(a).min(self.variable(b));
        let cases = self.cases(a, variable).max(self.cases(b, variable));
        let mut branches = Vec::with_capacity(cases);
        for case in 0..cases {
            let (a, b) = (self.given(a, variable, case), self.given(b, variable, case));
            branches.push(self.join(join, a, b)?);
        }
        let function = self.of_cases(variable, branches)?;
        self.joined.insert(key, function);
        Ok(function)
    }

    /// A function with other results. O(its size).
    pub(super) fn map(&mut self, function: Function, change: &dyn Fn(u32) -> u32) -> Result<Function, Spent> {
        self.map_known(function, change, &mut FxHashMap::default())
    }

    fn map_known(
        &mut self,
        function: Function,
        change: &dyn Fn(u32) -> u32,
        done: &mut FxHashMap<Function, Function>,
    ) -> Result<Function, Spent> {
        if let Some(result) = Self::result(function) {
            return Ok(Self::constant(change(result)));
        }
        if let Some(function) = done.get(&function) {
            return Ok(*function);
        }
        let variable = self.variable(function);
        let mut branches = Vec::new();
        for case in 0..self.cases(function, variable) {
            let branch = self.given(function, variable, case);
            branches.push(self.map_known(branch, change, done)?);
        }
        let mapped = self.of_cases(variable, branches)?;
        done.insert(function, mapped);
        Ok(mapped)
    }

    /// What results a function has, ascending. O(its size).
    pub(super) fn results(&self, function: Function) -> BTreeSet<u32> {
        self.results_given(function, None)
    }

    /// What results a function has when this variable is in this case.
    pub(super) fn results_in(&self, function: Function, variable: u32, case: usize) -> BTreeSet<u32> {
        self.results_given(function, Some((variable, case)))
    }

    fn results_given(&self, function: Function, given: Option<(u32, usize)>) -> BTreeSet<u32> {
        let mut results = BTreeSet::new();
        self.visit(function, given, &mut |function, _| results.extend(Self::result(function)));
        results
    }

    /// The variables that a function depends on. O(its size).
    pub(super) fn variables(&self, function: Function) -> BTreeSet<u32> {
        let mut variables = BTreeSet::new();
        self.visit(function, None, &mut |_, node| variables.extend(node.map(|node| node.variable)));
        variables
    }

    fn visit(&self, function: Function, given: Option<(u32, usize)>, each: &mut dyn FnMut(Function, Option<&Node>)) {
        let mut seen = FxHashSet::default();
        let mut pending = vec![function];
        while let Some(function) = pending.pop() {
            if !seen.insert(function) {
                continue;
            }
            let node = self.node(function);
            each(function, node);
            match (node, given) {
                (Some(node), Some((variable, case))) if node.variable == variable => {
                    pending.extend(node.branches.get(case));
                }
                (Some(node), _) => pending.extend(&node.branches),
                (None, _) => {}
            }
        }
    }

    fn node(&self, function: Function) -> Option<&Node> {
        self.nodes.get(function.0.checked_sub(RESULTS)? as usize)
    }

    /// The first variable; after all variables for a constant. Functions are put together fastest with the last ones first.
    pub(super) fn variable(&self, function: Function) -> u32 {
        self.node(function).map_or(u32::MAX, |node| node.variable)
    }

    fn cases(&self, function: Function, variable: u32) -> usize {
        self.node(function).filter(|node| node.variable == variable).map_or(0, |node| node.branches.len())
    }

    /// The function in a case of a variable that is not behind its own first.
    fn given(&self, function: Function, variable: u32, case: usize) -> Function {
        let node = self.node(function).filter(|node| node.variable == variable);
        node.and_then(|node| node.branches.get(case)).copied().unwrap_or(function)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NO: Function = Function(0);
    const YES: Function = Function(2);

    fn variable(diagrams: &mut Diagrams, variable: u32) -> Function {
        diagrams.of_cases(variable, vec![NO, YES]).unwrap()
    }

    fn not(diagrams: &mut Diagrams, function: Function) -> Function {
        diagrams.map(function, &|truth| 2 - truth).unwrap()
    }

    #[test]
    fn equal_functions_are_one() {
        let mut diagrams = Diagrams::default();
        let (a, b) = (variable(&mut diagrams, 0), variable(&mut diagrams, 1));
        let and = diagrams.join(Join::Least, a, b).unwrap();
        let (not_a, not_b) = (not(&mut diagrams, a), not(&mut diagrams, b));
        let neither = diagrams.join(Join::Most, not_b, not_a).unwrap();
        assert_eq!(not(&mut diagrams, neither), and);
    }

    #[test]
    fn what_holds_in_every_case_is_constant() {
        let mut diagrams = Diagrams::default();
        let a = variable(&mut diagrams, 0);
        let not_a = not(&mut diagrams, a);
        assert_eq!(diagrams.join(Join::Most, a, not_a).unwrap(), YES);
        assert_eq!(diagrams.join(Join::Least, a, not_a).unwrap(), NO);
    }

    #[test]
    fn a_variable_that_makes_no_difference_is_not_there() {
        let mut diagrams = Diagrams::default();
        let (a, b) = (variable(&mut diagrams, 0), variable(&mut diagrams, 1));
        let not_b = not(&mut diagrams, b);
        let with = diagrams.join(Join::Least, a, b).unwrap();
        let without = diagrams.join(Join::Least, a, not_b).unwrap();
        let either = diagrams.join(Join::Most, with, without).unwrap();
        assert_eq!(either, a);
        assert_eq!(diagrams.variables(with), BTreeSet::from([0, 1]));
        assert_eq!(diagrams.variables(either), BTreeSet::from([0]));
    }

    #[test]
    fn results_are_those_that_some_case_has() {
        let mut diagrams = Diagrams::default();
        let three = diagrams.of_cases(0, vec![Function(1), Function(5), Function(1)]).unwrap();
        let b = variable(&mut diagrams, 1);
        let sum = diagrams.join(Join::Sum, three, b).unwrap();
        assert_eq!(diagrams.results(sum), BTreeSet::from([1, 3, 5, 7]));
        assert_eq!(diagrams.results_in(sum, 0, 1), BTreeSet::from([5, 7]));
        assert_eq!(diagrams.results_in(sum, 1, 0), BTreeSet::from([1, 5]));
        let pair = diagrams.join(Join::Pair(10), three, b).unwrap();
        assert_eq!(diagrams.results(pair), BTreeSet::from([10, 12, 50, 52]));
    }

    #[test]
    fn a_threshold_over_many_facts_stays_small() {
        let mut diagrams = Diagrams::default();
        let mut sum = NO;
        for number in (0..200).rev() {
            let fact = diagrams.of_cases(number, vec![NO, Function(1)]).unwrap();
            sum = diagrams.join(Join::Sum, sum, fact).unwrap();
        }
        let many = diagrams.map(sum, &|sum| u32::from(sum >= 100)).unwrap();
        assert_eq!(diagrams.variables(many).len(), 200);
        assert!(diagrams.nodes.len() < LIMIT_NODES);
    }

    #[test]
    fn what_grows_beyond_the_limits_is_refused() {
        let mut diagrams = Diagrams::default();
        let mut parity = NO;
        let mut build = || {
            for number in 0..20_u32 {
                let fact = diagrams.of_cases(number, vec![NO, Function(1 << number.min(18))])?;
                parity = diagrams.join(Join::Sum, parity, fact)?;
            }
            Ok::<_, Spent>(())
        };
        assert!(build().is_err());
        assert!(Diagrams::default().of_cases(LIMIT_VARIABLES, vec![NO, YES]).is_err());
    }
}
