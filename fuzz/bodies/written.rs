//! Orders that have the shape of a schema, and values that nobody expects.

use super::generate::tape::Tape;
use interdict::program::{Field, Name, Presence, Program, Record, Schema, Type};
use std::fmt::Write;

/// More than this is not added to an order.
const LONGEST: usize = 1 << 15;

/// An order as JSON. What the tape does not decide is given, and small.
pub(crate) fn order(program: &Program, tape: &Tape) -> String {
    let mut writer = Writer { schema: &program.schema, tape, json: String::new() };
    writer.record(&program.schema.records[program.schema.root as usize].code);
    writer.json
}

struct Writer<'w> {
    schema: &'w Schema,
    tape: &'w Tape<'w>,
    json: String,
}

impl Writer<'_> {
    fn record(&mut self, record: &Record) {
        let mut before = '{';
        for field in &record.fields {
            if self.is_given(field) {
                self.json.push(before);
                self.text(&field.name);
                self.json.push(':');
                self.value(&field.ty);
                before = ',';
            }
        }
        self.json.push_str(if before == '{' { "{}" } else { "}" });
    }

    fn is_given(&self, field: &Field) -> bool {
        match field.presence {
            Presence::Required => true,
            Presence::Derived(_) => false,
            Presence::Plain | Presence::Assumed(_) => self.json.len() < LONGEST && !self.tape.chance(30),
        }
    }

    fn value(&mut self, ty: &Type) {
        match ty {
            Type::Record(name) => {
                let record = &self.schema.record(name).unwrap().code;
                self.record(record);
            }
            Type::List(element) => self.list(element),
            Type::YesNo => self.json.push_str(self.tape.word(&["true", "false"])),
            Type::Number => self.json.push_str(self.tape.word(&NUMBERS)),
            Type::Text => {
                let text = if self.tape.chance(10) { "x\u{301}".repeat(700) } else { self.tape.word(&TEXTS).into() };
                self.text(&text);
            }
            Type::OneOf(choices) => self.text(self.tape.one::<Name>(choices)),
            Type::Money => {
                let currency = self.tape.word(&["USD", "EUR", "JPY", "XAU", "CLF"]);
                let _ = write!(self.json, "\"{currency} {}\"", self.tape.word(&NUMBERS));
            }
            Type::Percent => {
                let _ = write!(self.json, "\"{} %\"", self.tape.word(&NUMBERS));
            }
            Type::Date => self.text(self.tape.word(&DATES)),
            Type::Duration => self.text(self.tape.word(&DURATIONS)),
            Type::Country => self.text(self.tape.word(&COUNTRIES)),
            Type::HsCode => self.text(self.tape.word(&HS_CODES)),
            Type::Eccn => self.text(self.tape.word(&ECCNS)),
        }
    }

    fn list(&mut self, element: &Type) {
        let count = if self.tape.chance(3) { 60 } else { self.tape.pick(4) };
        self.json.push('[');
        for number in 0..count {
            if number > 0 {
                if self.json.len() > LONGEST {
                    break;
                }
                self.json.push(',');
            }
            if self.tape.chance(8) { self.json.push_str("null") } else { self.value(element) }
        }
        self.json.push(']');
    }

    fn text(&mut self, text: &str) {
        self.json.push_str(&serde_json::to_string(text).unwrap());
    }
}

const NUMBERS: [&str; 12] = [
    "1",
    "0",
    "100",
    "-1",
    "12.50",
    "5000",
    "0.0000000000000000000000000001",
    "9999999999999999999999999999",
    "-9999999999999999999999999999",
    "0.9999999999999999999999999999",
    "4999.99",
    "50",
];

const TEXTS: [&str; 16] = [
    "",
    "Military University of Technology",
    "\u{1b}[2J\u{9b}31m\r\n\t\u{0}",
    "\u{202e}gnp.exe\u{2066}\u{feff}",
    "Zürich, STRASSE straße İstanbul ǅ ﬁ",
    "{line.sku} \\{ } \" \\",
    "無人機 ドローン 🛩️ لطائرات بدون طيار",
    "a.b\\d+(?i)",
    "Alabuga special economic zone, Yelabuga",
    "Donetsk",
    "quadcopter loitering munition unmanned",
    "Simferopol, Sevastopol, Crimea",
    "no information",
    "\u{e0041}\u{fff9}\u{2028}\u{ad}",
    "A",
    "research institute",
];

const DATES: [&str; 10] = [
    "2023-06-20",
    "1800-01-01",
    "2200-12-31",
    "2024-02-29",
    "2022-02-24",
    "2023-02-23",
    "2023-07-19",
    "2025-12-31",
    "2100-02-28",
    "2020-01-31",
];

const DURATIONS: [&str; 10] = [
    "30 days",
    "0 days",
    "1 month",
    "-1 month",
    "400 years",
    "1 year 3 months",
    "2 weeks",
    "146097 days",
    "-5 days",
    "12 months 29 days",
];

const COUNTRIES: [&str; 16] =
    ["IR", "DE", "RU", "BY", "UA", "CU", "KP", "SY", "TR", "AE", "CN", "US", "XK", "IRN", "AQ", "HK"];

const HS_CODES: [&str; 10] =
    ["8542.31", "85", "8542", "854239", "8526.91", "8542.31.0001", "8471.50.0150", "88", "8806.21", "0101"];

const ECCNS: [&str; 12] = [
    "EAR99",
    "3A001",
    "3A001.a.2",
    "7A994",
    "9A012",
    "9A012.a",
    "5A992.c",
    "4A994",
    "0A501",
    "1C350.b",
    "3A991.p",
    "3A001.a",
];
