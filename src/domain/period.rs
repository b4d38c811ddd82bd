//! Periods in force.

use super::Date;
use serde::{Deserialize, Serialize};

/// A period, its first and last day included. The default is always.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Period {
    /// First day; `None` without a beginning.
    pub from: Option<Date>,
    /// Last day; `None` without an end.
    pub until: Option<Date>,
}

impl Period {
    /// Without beginning or end.
    pub const ALWAYS: Self = Self { from: None, until: None };

    /// Whether the day lies in the period.
    #[must_use]
    pub fn contains(self, day: Date) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// The days that lie in both.
    #[must_use]
    pub fn shared_with(self, other: Self) -> Self {
        let from = [self.from, other.from].into_iter().flatten().max();
        let until = [self.until, other.until].into_iter().flatten().min();
        Self { from, until }
    }

    /// Whether some day lies in both.
    #[must_use]
    pub fn meets(self, other: Self) -> bool {
        !self.shared_with(other).is_empty()
    }

    /// Whether it ends before it starts.
    #[must_use]
    pub fn is_empty(self) -> bool {
        matches!((self.from, self.until), (Some(from), Some(until)) if until < from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn the_first_and_the_last_day_belong_to_a_period() {
        let period = Period { from: Some(date("2023-02-24")), until: Some(date("2023-05-19")) };
        assert!(period.contains(date("2023-02-24")));
        assert!(period.contains(date("2023-05-19")));
        assert!(!period.contains(date("2023-02-23")));
        assert!(!period.contains(date("2023-05-20")));
    }

    #[test]
    fn a_period_without_bounds_is_always() {
        assert!(Period::default().contains(date("1800-01-01")));
        assert_eq!(Period::default(), Period::ALWAYS);
    }

    #[test]
    fn periods_share_the_days_that_lie_in_both() {
        let (until, from) =
            (|day| Period { from: None, until: Some(date(day)) }, |day| Period { from: Some(date(day)), until: None });
        assert!(until("2023-02-24").meets(from("2023-02-24")) && from("2023-02-24").meets(until("2023-02-24")));
        assert!(!until("2023-02-24").meets(from("2023-02-25")));
        let shared = until("2023-02-24").shared_with(from("2023-01-01"));
        assert_eq!(shared, Period { from: Some(date("2023-01-01")), until: Some(date("2023-02-24")) });
        assert_eq!(shared.shared_with(Period { until: Some(date("2023-12-31")), ..Period::ALWAYS }), shared);
        assert!(Period::ALWAYS.meets(Period::ALWAYS));
    }

    #[test]
    fn periods_meet_where_a_day_lies_in_both() {
        let from = |text| Period { from: Some(date(text)), until: None };
        let until = |text| Period { from: None, until: Some(date(text)) };
        assert!(from("2023-02-24").meets(until("2023-02-24")));
        assert!(!from("2023-02-24").meets(until("2023-02-23")));
        assert!(from("2023-02-24").meets(from("2024-02-24")) && until("1999-01-01").meets(Period::ALWAYS));
    }

    #[test]
    fn a_period_that_ends_before_it_starts_is_empty() {
        let day = date("2023-02-24");
        assert!(Period { from: Some(day), until: day.previous_day() }.is_empty());
        assert!(!Period { from: Some(day), until: Some(day) }.is_empty());
    }
}
