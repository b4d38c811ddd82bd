//! The count of a batch.

use super::Vocabulary;
use crate::eval::Verdict;
use crate::report::paint::{BOLD, DIM};
use crate::report::{Look, clean};
use serde::Serialize;
use std::io::{self, Write};
use std::sync::Arc;

/// How the orders of a batch came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Summary {
    /// Orders that got a verdict.
    pub screened: u64,
    /// Orders that got none, because of data problems.
    pub refused: u64,
    /// Orders by the outcome they count as, least severe first; every outcome of the policy is listed.
    pub outcomes: Vec<OutcomeCount>,
    /// Orders whose verdict a missing fact could change.
    pub undetermined: u64,
    /// Data problems, of all orders.
    pub data_problems: u64,
    /// Whether the run was stopped before the end of the input.
    pub interrupted: bool,
    #[serde(skip)]
    vocabulary: Vocabulary,
}

/// How many orders count as one outcome.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutcomeCount {
    /// Its name.
    pub outcome: Arc<str>,
    /// How many orders.
    pub orders: u64,
    /// How many of them are undetermined.
    pub undetermined: u64,
}

impl Summary {
    /// An empty count.
    #[must_use]
    pub fn new(vocabulary: &Vocabulary) -> Self {
        let outcomes = vocabulary
            .outcomes()
            .map(|name| OutcomeCount { outcome: Arc::clone(name), orders: 0, undetermined: 0 })
            .collect();
        Self {
            screened: 0,
            refused: 0,
            outcomes,
            undetermined: 0,
            data_problems: 0,
            interrupted: false,
            vocabulary: vocabulary.clone(),
        }
    }

    /// Counts an order with this verdict.
    pub fn add(&mut self, verdict: Verdict) {
        let undetermined = u64::from(!verdict.determined);
        self.screened += 1;
        self.undetermined += undetermined;
        if let Some(count) = self.outcomes.get_mut(verdict.outcome as usize) {
            count.orders += 1;
            count.undetermined += undetermined;
        }
    }

    /// Counts an order that cannot be screened, with so many problems.
    pub fn refuse(&mut self, problems: usize) {
        self.refused += 1;
        self.data_problems += problems as u64;
    }

    /// Whether every order was screened and is clear beyond doubt.
    #[must_use]
    pub fn all_clear(&self) -> bool {
        self.refused == 0 && self.undetermined == 0 && self.outcomes.iter().skip(1).all(|count| count.orders == 0)
    }

    /// Writes the count for people, the most severe outcome first.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        writeln!(out, "{}", look.paint(BOLD, self.headline()))?;
        if self.screened > 0 {
            writeln!(out)?;
        }
        let shown: Vec<_> = self.outcomes.iter().rev().filter(|count| count.orders > 0).collect();
        let names = shown.iter().map(|count| count.outcome.chars().count()).max().unwrap_or(0);
        let numbers = shown.iter().map(|count| grouped(count.orders).len()).max().unwrap_or(0);
        for count in shown {
            let style = self.vocabulary.style(&count.outcome);
            write!(
                out,
                "  {}  {:>numbers$}",
                look.paint(style, format!("{:names$}", clean(&count.outcome))),
                grouped(count.orders)
            )?;
            write!(out, "  {}", look.paint(style, self.bar(count.orders)))?;
            if count.undetermined > 0 {
                write!(out, "  {}", look.paint(DIM, format!("{} undetermined", grouped(count.undetermined))))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// The count in a line: `34 orders screened, 5 undetermined, 2 not screened`.
    #[must_use]
    pub fn headline(&self) -> String {
        if self.screened + self.refused == 0 {
            return "no orders to screen".to_owned();
        }
        let mut text = format!("{} screened", counted(self.screened, "order"));
        if self.undetermined > 0 {
            text.push_str(&format!(", {} undetermined", grouped(self.undetermined)));
        }
        if self.refused > 0 {
            let problems = counted(self.data_problems, "data problem");
            text.push_str(&format!(", {} not screened ({problems})", grouped(self.refused)));
        }
        if self.interrupted {
            text.push_str("; stopped before the end of the input");
        }
        text
    }

    /// A bar as long as the outcome's share of the orders, never empty.
    fn bar(&self, orders: u64) -> String {
        const FULL: u64 = 40;
        let length = (u128::from(orders) * u128::from(FULL)).div_ceil(u128::from(self.screened.max(1)));
        "━".repeat(usize::try_from(length).unwrap_or(0))
    }
}

/// `1 order`, `12,000 orders`.
fn counted(count: u64, noun: &str) -> String {
    format!("{} {noun}{}", grouped(count), if count == 1 { "" } else { "s" })
}

/// `1,234,567`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(outcome: u32, determined: bool) -> Verdict {
        Verdict { outcome, determined, lower: outcome, upper: if determined { outcome } else { 2 } }
    }

    fn vocabulary() -> Vocabulary {
        Vocabulary::new(["clear", "review", "prohibited"], [])
    }

    #[test]
    fn the_count_lists_the_most_severe_first() {
        let mut summary = Summary::new(&vocabulary());
        (0..12).for_each(|_| summary.add(verdict(0, true)));
        summary.add(verdict(1, false));
        (0..3).for_each(|_| summary.add(verdict(2, true)));
        summary.refuse(2);
        let mut out = Vec::new();
        summary.write(&mut out, Look::PLAIN).unwrap();
        insta::assert_snapshot!(String::from_utf8(out).unwrap());
    }

    #[test]
    fn only_determined_clear_orders_are_all_clear() {
        let mut summary = Summary::new(&vocabulary());
        assert!(summary.all_clear());
        summary.add(verdict(0, true));
        assert!(summary.all_clear());
        summary.add(verdict(0, false));
        assert!(!summary.all_clear());
    }

    #[test]
    fn large_counts_are_grouped() {
        assert_eq!(
            ["7", "999", "1,000", "3,000,000"],
            [7, 999, 1_000, 3_000_000].map(grouped).each_ref().map(String::as_str)
        );
    }

    #[test]
    fn a_refused_order_is_never_all_clear() {
        let mut summary = Summary::new(&vocabulary());
        summary.refuse(1);
        assert!(!summary.all_clear());
    }
}
