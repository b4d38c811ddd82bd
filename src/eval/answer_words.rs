//! Answers to questions in words.

use super::answers::{Case, Limit};
use super::wording;
use crate::domain::Value;
use crate::program::{Name, Type};

/// Values that are named one by one; of more, it is said how many there are.
const MOST_NAMED: usize = 12;

/// Some answers about a fact of this type: `yes`, `IR, KP or SY`, `USD 5,000 or more`, `any other country`.
pub(super) fn cases(ty: Option<&Type>, cases: &[Case]) -> String {
    let choices = match ty {
        Some(Type::OneOf(choices)) => choices,
        _ => &[][..],
    };
    let word = |case: &Case| self::case(ty, choices, case);
    let mut words: Vec<String> = cases.iter().take(MOST_NAMED).map(word).collect();
    match cases.len().saturating_sub(MOST_NAMED) {
        0 => {}
        1 => words.extend(cases.last().map(word)),
        more if cases.last() == Some(&Case::Other) => {
            words.extend([format!("{} more", more - 1), word(&Case::Other)]);
        }
        more => words.push(format!("{more} more")),
    }
    listed(&words)
}

fn listed(words: &[String]) -> String {
    match words.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, before)) => format!("{} or {last}", before.join(", ")),
    }
}

fn case(ty: Option<&Type>, choices: &[Name], case: &Case) -> String {
    match case {
        Case::Is(value) => value.literal(choices),
        Case::Under(value) => format!("another code under {}", value.literal(choices)),
        Case::Contains(part) => format!("a text with {}", Value::Text(part.clone()).literal(choices)),
        Case::Range { from, until } => range(from.as_ref(), until.as_ref()),
        Case::Other => match ty {
            Some(Type::Money) => "an amount in another currency".to_owned(),
            Some(ty) => format!("any other {}", wording::expected_of(ty)),
            None => "anything else".to_owned(),
        },
    }
}

fn range(from: Option<&Limit>, until: Option<&Limit>) -> String {
    let start = |limit: &Limit| match limit.included {
        true => format!("from {}", limit.value),
        false => format!("more than {}", limit.value),
    };
    let end = |limit: &Limit| match limit.included {
        true => format!("at most {}", limit.value),
        false => format!("less than {}", limit.value),
    };
    match (from, until) {
        (None, None) => "anything".to_owned(),
        (Some(from), None) if from.included => format!("{} or more", from.value),
        (Some(from), None) => start(from),
        (None, Some(until)) => end(until),
        (Some(from), Some(until)) => format!("{} and {}", start(from), end(until)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::{Country, Date, Money};

    fn limit(text: &str, included: bool) -> Option<Limit> {
        Some(Limit { value: Value::Money(Money::parse(text).unwrap()), included })
    }

    #[test]
    fn answers_read_as_people_say_them() {
        let country = |name: &str| Case::Is(Value::Country(Country::parse(name).unwrap()));
        let countries = [country("IR"), country("KP"), country("SY")];
        assert_eq!(cases(Some(&Type::Country), &countries), "IR, KP or SY");
        assert_eq!(cases(Some(&Type::Country), &[Case::Other]), "any other country");
        assert_eq!(cases(Some(&Type::YesNo), &[Case::Is(Value::YesNo(true))]), "yes");
        let choices = Type::OneOf(["business".into(), "mailbox".into()].into());
        assert_eq!(cases(Some(&choices), &[Case::Is(Value::OneOf(1))]), "mailbox");
    }

    #[test]
    fn ranges_name_their_ends() {
        let range = |from, until| cases(Some(&Type::Money), &[Case::Range { from, until }]);
        assert_eq!(range(limit("USD 5", true), None), "USD 5 or more");
        assert_eq!(range(limit("USD 5", false), None), "more than USD 5");
        assert_eq!(range(None, limit("USD 5", false)), "less than USD 5");
        assert_eq!(range(limit("USD 5", false), limit("USD 9", true)), "more than USD 5 and at most USD 9");
    }

    #[test]
    fn of_many_values_the_first_are_named() {
        let day = |number: u32| Case::Is(Value::Date(Date::parse(&format!("2023-01-{number:02}")).unwrap()));
        let many: Vec<Case> = (1..=20).map(day).chain([Case::Other]).collect();
        let words = cases(Some(&Type::Date), &many);
        assert!(words.ends_with("2023-01-12, 8 more or any other date"), "{words}");
    }
}
