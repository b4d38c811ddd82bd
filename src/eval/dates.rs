//! The date an order is judged by.

use super::trace::Lack;
use crate::domain::{Date, Period, Truth};

/// The as-of date of a policy, for one order.
#[derive(Clone, Debug, Default)]
pub(super) struct AsOf {
    /// The date, when it can be told.
    pub(super) date: Option<Date>,
    /// What would have to be known to tell it.
    pub(super) missing: Vec<Lack>,
}

impl AsOf {
    /// This date.
    pub(super) fn on(date: Date) -> Self {
        Self { date: Some(date), missing: Vec::new() }
    }

    /// Whether the date lies in the period; unknown without a date, unless all dates or none do.
    pub(super) fn in_force(&self, period: Period) -> Truth {
        match self.date {
            _ if period == Period::ALWAYS => Truth::True,
            Some(date) => Truth::from(period.contains(date)),
            None if period.is_empty() => Truth::False,
            None => Truth::Unknown,
        }
    }
}
