//! Sentences, and the words for names, values and what sets hold.

use crate::domain::Value;
use crate::program::{Name, Type};
use serde::Serialize;

/// A sentence, or the heading of what stands under it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Said {
    /// The sentence.
    pub text: String,
    /// What belongs to it.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub parts: Vec<Said>,
}

impl Said {
    pub(super) fn line(text: impl Into<String>) -> Self {
        Self { text: text.into(), parts: Vec::new() }
    }

    pub(super) fn over(text: impl Into<String>, parts: Vec<Self>) -> Self {
        Self { text: text.into(), parts }
    }
}

/// On one line.
pub(super) fn flat(said: &Said) -> String {
    if said.parts.is_empty() {
        return said.text.clone();
    }
    let (word, said_parts) = match said.text.as_str() {
        "all of these hold" => (" and ", String::new()),
        "any of these holds" => (" or ", String::new()),
        other => (" and ", format!("{other}, ")),
    };
    let parts: Vec<String> = said.parts.iter().map(flat).collect();
    let joined = parts.join(word);
    if said_parts.is_empty() && parts.len() > 1 { format!("({joined})") } else { format!("{said_parts}{joined}") }
}

pub(super) fn worded(name: &Name) -> String {
    match name.as_ref() {
        "hs" | "hs_code" => "HS code".to_owned(),
        "eccn" => "ECCN".to_owned(),
        "sku" => "SKU".to_owned(),
        name => name.replace('_', " "),
    }
}

/// A literal in words; choices by the type that declares them.
pub(super) fn said(value: &Value, ty: Option<&Type>) -> String {
    let choices = match ty {
        Some(Type::OneOf(choices)) => choices,
        _ => &[][..],
    };
    match value {
        Value::Country(country) => format!("{} ({country})", country.name()),
        Value::Text(text) => format!("“{text}”"),
        _ => value.plain(choices),
    }
}

pub(super) fn any_of(values: &[String]) -> String {
    match values {
        [only] => only.clone(),
        [first @ .., last] => format!("one of {} or {last}", first.join(", ")),
        [] => "one of nothing".to_owned(),
    }
}

pub(super) fn citing(authority: &Option<Name>) -> String {
    authority.as_ref().map(|authority| format!(" that cite `{authority}`")).unwrap_or_default()
}

/// A member of a set of this type, and several.
pub(super) fn entry(ty: &Type) -> (&'static str, &'static str) {
    match ty {
        Type::HsCode => ("HS code", "HS codes"),
        Type::Eccn => ("ECCN", "ECCNs"),
        Type::Text => ("text", "texts"),
        Type::Country => ("country", "countries"),
        Type::Date => ("date", "dates"),
        _ => ("entry", "entries"),
    }
}
