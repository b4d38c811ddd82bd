//! Types, records, and the literals of each type.

use super::tape::Tape;

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Ty {
    YesNo,
    Text,
    Number,
    Money,
    Percent,
    Date,
    Duration,
    Country,
    HsCode,
    Eccn,
    /// One of the lists of [`CHOICES`].
    OneOf(usize),
    /// By index.
    Record(usize),
    List(Box<Ty>),
}

pub(crate) const SCALARS: [Ty; 12] = [
    Ty::Number,
    Ty::Country,
    Ty::YesNo,
    Ty::Money,
    Ty::Text,
    Ty::Date,
    Ty::HsCode,
    Ty::Eccn,
    Ty::Percent,
    Ty::Duration,
    Ty::OneOf(0),
    Ty::OneOf(1),
];

/// The types that sets hold.
pub(crate) const MEMBERS: [Ty; 6] = [Ty::Country, Ty::HsCode, Ty::Eccn, Ty::Text, Ty::Number, Ty::Date];

pub(crate) const CHOICES: [&[&str]; 2] = [&["small", "medium", "large"], &["sea", "air"]];

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Presence {
    Required,
    Plain,
    /// What is assumed, as a policy writes it.
    Assumed(String),
    /// How it is worked out.
    Derived(String),
}

#[derive(Clone, Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    pub(crate) ty: Ty,
    pub(crate) presence: Presence,
}

#[derive(Clone, Debug)]
pub(crate) struct Record {
    pub(crate) name: String,
    pub(crate) fields: Vec<Field>,
}

/// Records, the order last: each uses only earlier ones.
#[derive(Clone, Debug, Default)]
pub(crate) struct Schema {
    pub(crate) records: Vec<Record>,
}

impl Schema {
    pub(crate) fn root(&self) -> usize {
        self.records.len() - 1
    }

    /// All that a path can name that starts at a thing of this type, the thing itself first.
    pub(crate) fn below(&self, path: &str, ty: &Ty, found: &mut Vec<(String, Ty)>) {
        found.push((path.to_owned(), ty.clone()));
        if let Ty::Record(index) = ty {
            for field in &self.records[*index].fields {
                self.below(&format!("{path}.{}", field.name), &field.ty, found);
            }
        }
    }

    pub(crate) fn type_name(&self, ty: &Ty) -> String {
        match ty {
            Ty::YesNo => "yes_no".into(),
            Ty::Text => "text".into(),
            Ty::Number => "number".into(),
            Ty::Money => "money".into(),
            Ty::Percent => "percent".into(),
            Ty::Date => "date".into(),
            Ty::Duration => "duration".into(),
            Ty::Country => "country".into(),
            Ty::HsCode => "hs_code".into(),
            Ty::Eccn => "eccn".into(),
            Ty::OneOf(list) => format!("one of {}", CHOICES[*list].join(", ")),
            Ty::Record(index) => self.records[*index].name.clone(),
            Ty::List(element) => format!("list of {}", self.type_name(element)),
        }
    }

    /// A record as a policy writes it.
    pub(crate) fn written(&self, record: &Record) -> String {
        let mut text = format!("record {}\n", record.name);
        for field in &record.fields {
            let presence = match &field.presence {
                Presence::Required => "required".into(),
                Presence::Plain => String::new(),
                Presence::Assumed(value) => format!("assumed {value}"),
                Presence::Derived(expression) => format!("= {expression}"),
            };
            text += &format!("  {} {} {presence}\n", field.name, self.type_name(&field.ty));
        }
        text
    }
}

const DATES: [&str; 10] = [
    "2023-06-09",
    "2023-06-08",
    "2023-06-10",
    "2023-01-31",
    "2023-02-28",
    "2024-02-29",
    "2024-03-01",
    "2022-12-31",
    "1800-01-01",
    "2200-12-31",
];

/// A day around which periods begin and end.
pub(crate) fn day<'a>(tape: &Tape) -> &'a str {
    DATES[tape.pick(8)]
}

/// A literal as a policy writes it; of codes also incomplete ones.
pub(crate) fn literal(tape: &Tape, ty: &Ty) -> String {
    match ty {
        Ty::Eccn => tape.word(&["3A001", "3A", "3", "3A001.a", "3A001.a.2", "5A002", "EAR99", "5A002.b.1"]).into(),
        Ty::Text => format!("\"{}\"", scalar(tape, ty)),
        _ => scalar(tape, ty),
    }
}

/// A scalar as an order gives it, in JSON.
pub(crate) fn json(tape: &Tape, ty: &Ty) -> String {
    let text = scalar(tape, ty);
    match ty {
        Ty::Number => text.replace('_', ""),
        Ty::YesNo => if text == "yes" { "true" } else { "false" }.into(),
        _ => format!("\"{text}\""),
    }
}

fn scalar(tape: &Tape, ty: &Ty) -> String {
    let choices: &[&str] = match ty {
        Ty::YesNo => &["yes", "no"],
        Ty::Text => &["Zürich", "ZURICH", "zurich west", "military use", "Straße", "strasse", "", "a.b"],
        Ty::Number => &["1", "0", "2", "3", "-2", "0.5", "1.00", "100", "5_000", "9999999999999999999999999999"],
        Ty::Money => {
            &["USD 5", "USD 0", "USD 5.00", "USD 100", "EUR 5", "USD -5", "EUR 0", "EUR 12.50", "USD 1", "USD 2"]
        }
        Ty::Percent => &["25 %", "0 %", "50 %", "100 %", "-10 %", "12.5 %"],
        Ty::Date => &DATES,
        Ty::Duration => &[
            "1 day", "0 days", "30 days", "1 month", "2 weeks", "28 days", "1 year", "366 days", "-1 month", "-5 days",
        ],
        Ty::Country => &["IR", "DE", "TR", "XK"],
        Ty::HsCode => &["8542.31", "85", "8542", "854239", "8526.91", "8542.31.0001", "8542.31.00", "84"],
        Ty::Eccn => &["3A001", "3A001.a", "3A001.a.2", "5A002", "EAR99", "3A002"],
        Ty::OneOf(list) => CHOICES[*list],
        Ty::Record(_) | Ty::List(_) => panic!("{ty:?} has no literal"),
    };
    tape.word(choices).to_owned()
}
