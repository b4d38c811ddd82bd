//! The next number, and the next day.

use interdict::domain::{Date, Duration, Unit};

/// The number (code, amount) one higher and one lower in its last digit; nothing for what is not all digits.
pub(crate) fn neighbours(numeral: &str) -> Vec<String> {
    let digits: String = numeral.chars().filter(char::is_ascii_digit).collect();
    let others = numeral.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '_'));
    let Some(number) = digits.parse::<i64>().ok().filter(|_| others) else { return Vec::new() };
    [number + 1, number - 1].into_iter().map(|number| laid_out(number, numeral)).collect()
}

/// The number with the point of the other.
fn laid_out(number: i64, like: &str) -> String {
    let decimals = like.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    let whole = like.chars().filter(char::is_ascii_digit).count();
    let sign = if number < 0 { "-" } else { "" };
    let digits = format!("{:0whole$}", number.abs());
    let (before, after) = digits.split_at(digits.len() - decimals);
    if decimals == 0 { format!("{sign}{before}") } else { format!("{sign}{before}.{after}") }
}

/// The days before and after.
pub(crate) fn next_days(date: &str) -> Vec<String> {
    let Ok(date) = Date::parse(date) else { return Vec::new() };
    let moved = |days| date.plus(Duration::of(days, Unit::Day).ok()?).ok();
    [1, -1].into_iter().filter_map(moved).map(|date| date.to_string()).collect()
}
