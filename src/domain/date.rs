//! Calendar days.

use super::{Duration, Undefined, serde_text::serde_by_text};
use jiff::{Span, civil};
use std::fmt;

/// A day of the Gregorian calendar, between the years 1800 and 2200.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Date(civil::Date);

impl Date {
    /// Reads a date as ISO 8601 writes it: `2023-06-20`, nothing else.
    ///
    /// # Errors
    /// When it is written otherwise, there is no such day, or the year is out of range.
    pub fn parse(text: &str) -> Result<Self, DateError> {
        let (year, rest) = text.split_once('-').ok_or(DateError::Format)?;
        let (month, day) = rest.split_once('-').ok_or(DateError::Format)?;
        let digits = |text: &str, length| text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
        if !(digits(year, 4) && digits(month, 2) && digits(day, 2)) {
            return Err(DateError::Format);
        }
        let year = year.parse().map_err(|_| DateError::Format)?;
        let month = month.parse().map_err(|_| DateError::Format)?;
        let day = day.parse().map_err(|_| DateError::Format)?;
        let date = civil::Date::new(year, month, day).map_err(|_| DateError::NoSuchDay)?;
        Self::in_range(date).ok_or(DateError::Year)
    }

    /// The date a duration later (earlier, when it is negative). Months are counted first; a day that the month lacks
    /// becomes its last day: 31 January and one month is 28 or 29 February.
    ///
    /// # Errors
    /// [`Undefined::Overflow`] when the result leaves the years 1800 to 2200.
    pub fn plus(self, duration: Duration) -> Result<Self, Undefined> {
        // One after the other: a span of two signs does not exist.
        let months = Span::new().try_months(duration.months());
        let days = Span::new().try_days(duration.days());
        let moved = months.and_then(|months| self.0.checked_add(months)).and_then(|date| date.checked_add(days?));
        let date = moved.map_err(|_| Undefined::Overflow)?;
        Self::in_range(date).ok_or(Undefined::Overflow)
    }

    /// How many days later the other date is; negative when it is earlier.
    #[must_use]
    pub fn days_until(self, other: Self) -> i64 {
        self.0.until(other.0).map_or(0, |span| i64::from(span.get_days()))
    }

    /// The day after; `None` at the end of the range.
    #[must_use]
    pub fn next_day(self) -> Option<Self> {
        self.0.tomorrow().ok().and_then(Self::in_range)
    }

    /// The day before; `None` at the start of the range.
    #[must_use]
    pub fn previous_day(self) -> Option<Self> {
        self.0.yesterday().ok().and_then(Self::in_range)
    }

    #[cfg(test)]
    pub(super) fn day_of_month(self) -> i8 {
        self.0.day()
    }

    fn in_range(date: civil::Date) -> Option<Self> {
        (1800..=2200).contains(&date.year()).then_some(Self(date))
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.0.year(), self.0.month(), self.0.day())
    }
}

serde_by_text!(Date, Date::parse);

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DateError {
    /// It is not written as year, month and day.
    Format,
    /// There is no such day.
    NoSuchDay,
    /// The year is before 1800 or after 2200.
    Year,
}

impl fmt::Display for DateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Format => "a date is written as year, month and day, such as 2023-06-20",
            Self::NoSuchDay => "there is no such day in the calendar",
            Self::Year => "a date lies between the years 1800 and 2200",
        })
    }
}

impl std::error::Error for DateError {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Unit;
    use proptest::prelude::*;

    fn date(text: &str) -> Date {
        Date::parse(text).unwrap()
    }

    #[test]
    fn a_date_is_written_in_one_way() {
        assert_eq!(date("2023-06-20").to_string(), "2023-06-20");
        for text in ["2023-6-20", "20.06.2023", "2023-06-20T00:00", "20230620", "", "2023-06-2\u{661}", "+023-06-20"] {
            assert_eq!(Date::parse(text), Err(DateError::Format), "{text}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused() {
        assert_eq!(Date::parse("2023-02-29"), Err(DateError::NoSuchDay));
        assert_eq!(Date::parse("2023-13-01"), Err(DateError::NoSuchDay));
        assert!(Date::parse("2024-02-29").is_ok());
    }

    #[test]
    fn years_far_away_are_refused() {
        assert_eq!(Date::parse("0023-06-20"), Err(DateError::Year));
        assert_eq!(Date::parse("2201-01-01"), Err(DateError::Year));
    }

    #[test]
    fn a_month_after_the_31st_is_the_end_of_the_next_month() {
        let month = Duration::of(1, Unit::Month).unwrap();
        assert_eq!(date("2023-01-31").plus(month), Ok(date("2023-02-28")));
    }

    #[test]
    fn months_and_days_may_have_different_signs() {
        let parse = |text| Duration::parse(text).unwrap();
        assert_eq!(date("2022-12-31").plus(parse("1 year -30 days")), Ok(date("2023-12-01")));
        assert_eq!(date("2022-12-31").plus(parse("-1 year 30 days")), Ok(date("2022-01-30")));
        assert_eq!(date("2024-03-31").plus(parse("-1 month 1 day")), Ok(date("2024-03-01")));
        assert_eq!(date("2200-12-31").plus(parse("1 month -31 days")), Ok(date("2200-12-31")));
    }

    #[test]
    fn leaving_the_calendar_is_undefined() {
        let long = Duration::of(300, Unit::Year).unwrap();
        assert_eq!(date("2023-01-31").plus(long), Err(Undefined::Overflow));
        assert_eq!(date("2200-12-31").next_day(), None);
        assert_eq!(date("1800-01-01").previous_day(), None);
    }

    #[test]
    fn days_are_counted_across_leap_days() {
        assert_eq!(date("2024-02-28").days_until(date("2024-03-01")), 2);
        assert_eq!(date("2024-03-01").days_until(date("2024-02-28")), -2);
    }

    proptest! {
        #[test]
        fn adding_the_days_between_two_dates_leads_from_one_to_the_other(a in 0_i32..140_000, b in 0_i32..140_000) {
            let start = date("1800-01-01");
            let at = |days| start.plus(Duration::of(days, Unit::Day).unwrap()).unwrap();
            let between = i32::try_from(at(a).days_until(at(b))).unwrap();
            prop_assert_eq!(between, b - a);
            prop_assert_eq!(at(a).plus(Duration::of(between, Unit::Day).unwrap()), Ok(at(b)));
        }
    }
}
