//! Tables and untranslatable provisions, each with the rules that it stands for.

use super::expression::{ORDERED, Writer};
use super::schema::{Presence, Ty, literal};

/// What is written as a table or an untranslatable provision.
pub(super) struct Frame<'f> {
    pub(super) number: usize,
    /// `for each` clauses.
    pub(super) loops: &'f str,
    pub(super) condition: &'f str,
    /// Further clauses.
    pub(super) rest: &'f str,
}

/// An item, and rules that say the same.
#[derive(Clone, Debug)]
pub(crate) struct Rewritten {
    /// No other name has it in it.
    pub(super) name: String,
    pub(super) text: String,
    /// The names of the rules.
    pub(super) names: Vec<String>,
    pub(super) rules: String,
}

pub(super) fn rewritten(writer: &Writer<'_>, frame: &Frame<'_>) -> Rewritten {
    let answers = answers(writer);
    if !answers.is_empty() && writer.tape.chance(40) {
        untranslatable(writer, frame, &answers)
    } else {
        table(writer, frame)
    }
}

const OUTCOMES: [&str; 4] = ["review", "prohibited", "license_required", "clear"];

fn untranslatable(writer: &Writer<'_>, frame: &Frame<'_>, answers: &[String]) -> Rewritten {
    let Frame { number, loops, condition, rest } = frame;
    let (answer, outcome) = (writer.tape.one(answers), writer.tape.word(&OUTCOMES));
    let name = format!("asked{number}z");
    let head = format!("{name} cites law 1\n{loops}{rest}  then {outcome}\n");
    Rewritten {
        text: format!("untranslatable {head}  when {condition}\n  asks \"Is it?\"\n  answered by {answer}\n"),
        rules: format!("rule {head}  when {condition} and {answer} is yes\n"),
        names: vec![name.clone()],
        name,
    }
}

/// The plain fields of type `yes_no`.
fn answers(writer: &Writer<'_>) -> Vec<String> {
    let mut found = Vec::new();
    let schema = writer.schema;
    for (name, ty) in writer.scope.iter().cloned().chain([("order".to_owned(), Ty::Record(schema.root()))]) {
        let mut places = Vec::new();
        schema.below(&name, &ty, &mut places);
        for (path, ty) in &places {
            let Ty::Record(record) = ty else { continue };
            let plain = schema.records[*record].fields.iter().filter(|field| field.presence == Presence::Plain);
            found.extend(plain.filter(|field| field.ty == Ty::YesNo).map(|field| format!("{path}.{}", field.name)));
        }
    }
    found
}

fn table(writer: &Writer<'_>, frame: &Frame<'_>) -> Rewritten {
    let Frame { number, loops, condition, rest } = frame;
    let tape = writer.tape;
    let name = format!("chart{number}z");
    let scalar = |ty: &Ty| !matches!(ty, Ty::Record(_) | Ty::List(_));
    let columns: Vec<(String, Ty)> = (0..=tape.pick(3)).filter_map(|_| writer.pick_place(scalar)).collect();
    let when = if tape.chance(60) { format!("  when {condition}\n") } else { String::new() };
    let shared = format!("{loops}{rest}");
    let headings: String = columns.iter().map(|(place, _)| format!(" {place} |")).collect();
    let mut text = format!("table {name} cites law 1\n{shared}{when}  then review\n  |{headings} then | cites |\n");
    let (mut names, mut rules) = (Vec::new(), String::new());
    for row in 1..=1 + tape.pick(3) {
        let mut tests: Vec<String> = if when.is_empty() { vec!["1 is 1".into()] } else { vec![(*condition).into()] };
        text += "  |";
        for (place, ty) in &columns {
            let (cell, test) = cell(writer, place, ty);
            text += &format!(" {cell} |");
            tests.extend(test);
        }
        let (outcome, cites) =
            (tape.word(&["", "prohibited", "license_required", "clear"]), tape.word(&["", "house 1"]));
        text += &format!(" {outcome} | {cites} |\n");
        let (outcome, cites) =
            (if outcome.is_empty() { "review" } else { outcome }, if cites.is_empty() { "" } else { ", house 1" });
        names.push(format!("{name}{row}"));
        let when = tests.join(" and ");
        rules += &format!("rule {name}{row} cites law 1{cites}\n{shared}  when {when}\n  then {outcome}\n");
    }
    Rewritten { name, text, names, rules }
}

/// A cell, and the test that it stands for.
fn cell(writer: &Writer<'_>, place: &str, ty: &Ty) -> (String, Option<String>) {
    let tape = writer.tape;
    let value = || literal(tape, ty);
    let tail = |cell: String| (cell.clone(), Some(format!("{place} {cell}")));
    let set = writer.sets.iter().find(|(_, of)| of == ty).map(|(name, _)| name);
    match tape.pick(8) {
        0 => (tape.word(&["", "-"]).to_owned(), None),
        1 => {
            let value = value();
            (format!("not {value}"), Some(format!("{place} is not {value}")))
        }
        2 => tail(format!("{}in {{{}, {}}}", tape.word(&["", "not "]), value(), value())),
        3 | 4 if ORDERED.contains(ty) => tail(format!("{} {}", tape.word(&["<", "<=", ">", ">="]), value())),
        5 if writer.absence => tail(format!("is {}", tape.word(&["known", "missing"]))),
        6 if set.is_some() => tail(format!("{}in {}", tape.word(&["", "not "]), set.map_or("", String::as_str))),
        7 if *ty == Ty::Text => tail(format!("{}contains {}", tape.word(&["", "not "]), value())),
        _ => {
            let value = value();
            (value.clone(), Some(format!("{place} is {value}")))
        }
    }
}
