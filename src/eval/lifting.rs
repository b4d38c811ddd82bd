//! Which exceptions lie over which rules, and in what order they are applied.

use super::resolve::{Item, Kind};
use crate::program::{Linked, Program, Rule, RuleKind};
use std::ops::Range;
use std::sync::Arc;

/// The numbers of the rules that come from the item of this name: of a table, all its rows. O(log rules).
pub(super) fn of_item(rules: &[Linked<Rule>], name: &str) -> Range<usize> {
    let start = rules.partition_point(|rule| rule.code.item().as_ref() < name);
    let end = rules.partition_point(|rule| rule.code.item().as_ref() <= name);
    start..end
}

/// The exceptions that name each rule, in the program's order. O(rules log rules).
pub(super) fn lifted_by(program: &Program) -> Vec<Box<[u32]>> {
    let mut lifted_by: Vec<Vec<u32>> = vec![Vec::new(); program.rules.len()];
    for (exception, rule) in (0_u32..).zip(&program.rules) {
        let RuleKind::Exception { lifts } = &rule.code.kind else { continue };
        for target in lifts.iter().flat_map(|name| of_item(&program.rules, name)) {
            if let Some(over) = lifted_by.get_mut(target).filter(|over| over.last() != Some(&exception)) {
                over.push(exception);
            }
        }
    }
    lifted_by.into_iter().map(Vec::into_boxed_slice).collect()
}

/// The exceptions in an order in which each comes after those that it lifts; then those that have no such order.
pub(super) fn targets_first(items: &[Arc<Item>]) -> (Vec<u32>, Vec<u32>) {
    let lifts_of = |item: &Item| match &item.kind {
        Kind::Exception { lifts } => Some(lifts.clone()),
        _ => None,
    };
    let is_exception = |rule: &u32| items.get(*rule as usize).is_some_and(|item| lifts_of(item).is_some());
    let mut waiting: Vec<usize> = vec![0; items.len()];
    let mut ready = Vec::new();
    for (exception, item) in (0_u32..).zip(items) {
        let Some(mut targets) = lifts_of(item) else { continue };
        targets.retain(is_exception);
        targets.sort_unstable();
        targets.dedup();
        if let Some(count) = waiting.get_mut(exception as usize) {
            *count = targets.len();
        }
        if targets.is_empty() {
            ready.push(exception);
        }
    }
    let mut next = 0;
    while let Some(exception) = ready.get(next).copied() {
        next += 1;
        for lifter in items.get(exception as usize).into_iter().flat_map(|item| &item.lifted_by) {
            if let Some(count) = waiting.get_mut(*lifter as usize) {
                *count -= 1;
                if *count == 0 {
                    ready.push(*lifter);
                }
            }
        }
    }
    let circular = (0_u32..).zip(&waiting).filter(|(_, count)| **count > 0).map(|(exception, _)| exception).collect();
    (ready, circular)
}
