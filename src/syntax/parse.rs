//! One item: from its text to its tree. This is the seam behind which the parser could be replaced.

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::split::ItemKind;
use super::tree::Tree;
use super::{expectation, nesting};
use crate::problem::{Code, Problem, Span};
use pest::Parser;

/// What parsing an item yields. Without a tree there is at least one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The tree, if the text is well-formed enough to have one.
    pub tree: Option<Tree>,
    /// What is wrong, with spans relative to the item.
    pub problems: Vec<Problem>,
}

/// Parses the text of one item. Time is linear in practice; memory and recursion are bounded by the limits on size and nesting.
#[must_use]
pub fn parse(kind: ItemKind, text: &str) -> Parsed {
    if let Some(problem) = nesting::problem(text) {
        return Parsed { tree: None, problems: vec![problem] };
    }
    match Grammar::parse(rule_of(kind), text) {
        Ok(mut pairs) => {
            let mut builder = Builder::default();
            let tree = pairs.next().and_then(|pair| builder.tree(kind, pair));
            let mut problems = builder.problems;
            if tree.is_none() && problems.is_empty() {
                problems.push(unreadable(text));
            }
            Parsed { tree, problems }
        }
        Err(error) => Parsed { tree: None, problems: expectation::problems(kind, text, &error) },
    }
}

fn rule_of(kind: ItemKind) -> Rule {
    match kind {
        ItemKind::Policy => Rule::item_policy,
        ItemKind::Authority => Rule::item_authority,
        ItemKind::Outcomes => Rule::item_outcomes,
        ItemKind::Record => Rule::item_record,
        ItemKind::Set => Rule::item_set,
        ItemKind::Define => Rule::item_define,
        ItemKind::Rule => Rule::item_rule,
        ItemKind::Flag => Rule::item_flag,
        ItemKind::Exception => Rule::item_exception,
    }
}

fn unreadable(text: &str) -> Problem {
    Problem::new(Code::SyntaxError, "this item cannot be read", Span::new(0, text.len()), "here")
        .help("compare it with the examples in the language reference")
}
