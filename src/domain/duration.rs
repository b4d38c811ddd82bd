//! Durations by the calendar.

use super::{Undefined, serde_text::serde_by_text};
use std::{cmp::Ordering, fmt};

/// A number of months and a number of days, which no calendar lets convert into each other. A week is 7 days, a year 12 months.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Duration {
    months: i32,
    days: i32,
}

/// A unit of time.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Unit {
    /// One day.
    Day,
    /// Seven days.
    Week,
    /// One calendar month.
    Month,
    /// Twelve calendar months.
    Year,
}

impl Unit {
    /// Every spelling, singular and plural.
    pub const SPELLINGS: [&'static str; 8] = ["day", "days", "week", "weeks", "month", "months", "year", "years"];

    /// The unit of this name, singular or plural, in lower case; `None` when there is none.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        match text {
            "day" | "days" => Some(Self::Day),
            "week" | "weeks" => Some(Self::Week),
            "month" | "months" => Some(Self::Month),
            "year" | "years" => Some(Self::Year),
            _ => None,
        }
    }
}

impl Duration {
    /// So many of a unit.
    ///
    /// # Errors
    /// [`Undefined::Overflow`] beyond about two thousand million days or months.
    pub fn of(count: i32, unit: Unit) -> Result<Self, Undefined> {
        let times = |factor| count.checked_mul(factor).ok_or(Undefined::Overflow);
        Ok(match unit {
            Unit::Day => Self { months: 0, days: count },
            Unit::Week => Self { months: 0, days: times(7)? },
            Unit::Month => Self { months: count, days: 0 },
            Unit::Year => Self { months: times(12)?, days: 0 },
        })
    }

    /// Reads `30 days`, `1 year 3 months`, `-5 days`.
    ///
    /// # Errors
    /// When it is not a row of whole numbers, each with its unit.
    pub fn parse(text: &str) -> Result<Self, DurationError> {
        let mut words = text.split_ascii_whitespace();
        let mut total = None;
        while let Some(count) = words.next() {
            let count = count.parse().map_err(|_| DurationError::Format)?;
            let unit = Unit::parse(words.next().ok_or(DurationError::Format)?).ok_or(DurationError::Unit)?;
            let part = Self::of(count, unit).map_err(|_| DurationError::TooLong)?;
            total = Some(total.unwrap_or(Self::default()).plus(part).map_err(|_| DurationError::TooLong)?);
        }
        total.ok_or(DurationError::Format)
    }

    /// Its months, years included.
    #[must_use]
    pub fn months(self) -> i32 {
        self.months
    }

    /// Its days, weeks included.
    #[must_use]
    pub fn days(self) -> i32 {
        self.days
    }

    /// Both, one after the other.
    ///
    /// # Errors
    /// [`Undefined::Overflow`] beyond about two thousand million days or months.
    pub fn plus(self, other: Self) -> Result<Self, Undefined> {
        let months = self.months.checked_add(other.months).ok_or(Undefined::Overflow)?;
        let days = self.days.checked_add(other.days).ok_or(Undefined::Overflow)?;
        Ok(Self { months, days })
    }

    /// The same, backwards.
    ///
    /// # Errors
    /// [`Undefined::Overflow`] for the one number that has no negative.
    pub fn negated(self) -> Result<Self, Undefined> {
        let months = self.months.checked_neg().ok_or(Undefined::Overflow)?;
        let days = self.days.checked_neg().ok_or(Undefined::Overflow)?;
        Ok(Self { months, days })
    }

    /// Which is longer.
    ///
    /// # Errors
    /// [`Undefined::MonthsAndDays`] when it depends on the months meant: 30 days and one month.
    pub fn compare(self, other: Self) -> Result<Ordering, Undefined> {
        let months = i64::from(self.months) - i64::from(other.months);
        let days = i64::from(self.days) - i64::from(other.days);
        let (shortest, longest) = days_in_months(months.unsigned_abs().cast_signed());
        let (low, high) = if months < 0 { (-longest, -shortest) } else { (shortest, longest) };
        match (low + days, high + days) {
            (0, 0) => Ok(Ordering::Equal),
            (low, _) if low > 0 => Ok(Ordering::Greater),
            (_, high) if high < 0 => Ok(Ordering::Less),
            _ => Err(Undefined::MonthsAndDays),
        }
    }
}

/// The fewest and the most days that so many successive months can have; for several years a day or two wider.
fn days_in_months(months: i64) -> (i64, i64) {
    const SHORTEST: [i64; 12] = [0, 28, 59, 89, 120, 150, 181, 212, 242, 273, 303, 334];
    const LONGEST: [i64; 12] = [0, 31, 62, 92, 123, 153, 184, 215, 245, 276, 306, 337];
    if months == 0 {
        return (0, 0);
    }
    let (years, rest) = (months / 12, usize::try_from(months % 12).unwrap_or(0));
    let leaps_at_least = (years / 4 - years / 100 - 1).max(0);
    let leaps_at_most = if years == 0 { 0 } else { years / 4 + 1 };
    let pick = |table: &[i64; 12]| table.get(rest).copied().unwrap_or(0);
    (years * 365 + leaps_at_least + pick(&SHORTEST), years * 365 + leaps_at_most + pick(&LONGEST))
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parts = [(self.months / 12, "year"), (self.months % 12, "month"), (self.days, "day")];
        let mut space = "";
        for (count, unit) in parts.into_iter().filter(|(count, _)| *count != 0) {
            write!(f, "{space}{count} {unit}{}", if count == 1 { "" } else { "s" })?;
            space = " ";
        }
        if space.is_empty() { f.write_str("0 days") } else { Ok(()) }
    }
}

serde_by_text!(Duration, Duration::parse);

/// Why a text is no duration.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DurationError {
    /// It is not a number and a unit.
    Format,
    /// No such unit.
    Unit,
    /// Longer than can be counted.
    TooLong,
}

impl fmt::Display for DurationError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "a duration is a whole number and a unit, such as 30 days",
            Self::Unit => "the units of time are days, weeks, months and years",
            Self::TooLong => "this duration is too long",
        })
    }
}

impl std::error::Error for DurationError {}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn duration(text: &str) -> Duration {
        Duration::parse(text).unwrap()
    }

    #[test]
    fn a_duration_is_written_with_its_units() {
        assert_eq!(duration("30 days").to_string(), "30 days");
        assert_eq!(duration("15 months").to_string(), "1 year 3 months");
        assert_eq!(duration("1 week").to_string(), "7 days");
        assert_eq!(duration("0 days").to_string(), "0 days");
        assert_eq!(Duration::parse("30"), Err(DurationError::Format));
        assert_eq!(Duration::parse("30 dayz"), Err(DurationError::Unit));
        assert_eq!(Duration::parse("2000000000 years"), Err(DurationError::TooLong));
        assert_eq!(Duration::parse(""), Err(DurationError::Format));
    }

    #[test]
    fn what_is_wrong_with_a_duration_is_said() {
        let said = |text| Duration::parse(text).unwrap_err().to_string();
        assert_eq!(said("thirty days"), "a duration is a whole number and a unit, such as 30 days");
        assert_eq!(said("30 dayz"), "the units of time are days, weeks, months and years");
        assert_eq!(said("2000000000 years"), "this duration is too long");
    }

    #[test]
    fn months_and_days_compare_where_every_calendar_agrees() {
        let compare = |a, b| duration(a).compare(duration(b));
        assert_eq!(compare("27 days", "1 month"), Ok(Ordering::Less));
        assert_eq!(compare("32 days", "1 month"), Ok(Ordering::Greater));
        assert_eq!(compare("30 days", "1 month"), Err(Undefined::MonthsAndDays));
        assert_eq!(compare("1 year", "364 days"), Ok(Ordering::Greater));
        assert_eq!(compare("1 year", "365 days"), Err(Undefined::MonthsAndDays));
        assert_eq!(compare("1 year", "12 months"), Ok(Ordering::Equal));
        assert_eq!(compare("8 years", "2919 days"), Ok(Ordering::Greater));
        assert_eq!(compare("8 years", "2920 days"), Ok(Ordering::Greater));
        assert_eq!(compare("8 years", "2922 days"), Err(Undefined::MonthsAndDays));
        assert_eq!(compare("8 years", "2924 days"), Ok(Ordering::Less));
    }

    proptest! {
        #[test]
        fn a_printed_duration_reads_back(months in any::<i32>(), days in any::<i32>()) {
            let duration = Duration { months, days };
            prop_assert_eq!(Duration::parse(&duration.to_string()), Ok(duration));
        }

        #[test]
        fn a_decided_comparison_holds_from_every_date(months in 0_i32..120, days in 0_i32..4000, start in 0_i32..80_000) {
            let (a, b) = (Duration { months, days: 0 }, Duration { months: 0, days });
            let start = crate::domain::Date::parse("1850-01-01").unwrap().plus(Duration { months: 0, days: start }).unwrap();
            if let Ok(ordering) = a.compare(b) && start.day_of_month() <= 28 {
                prop_assert_eq!(start.plus(a).unwrap().cmp(&start.plus(b).unwrap()), ordering);
            }
        }

        #[test]
        fn comparing_never_panics(a in any::<(i32, i32)>(), b in any::<(i32, i32)>()) {
            let of = |(months, days)| Duration { months, days };
            let _ = of(a).compare(of(b));
            let _ = of(a).plus(of(b));
            let _ = of(a).negated();
        }
    }
}
