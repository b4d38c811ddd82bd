//! Whole policies.

use super::expression::{Definition, Writer};
use super::schema::{Field, MEMBERS, Presence, Record, SCALARS, Schema, Ty, day, literal};
use super::table::{self, Frame, Rewritten};
use super::tape::Tape;
use proptest::collection::vec;
use proptest::prelude::*;
use std::cell::Cell;
use std::ops::Range;

/// What a policy is made from.
#[derive(Clone, Debug)]
pub(crate) struct Seeds {
    pub(crate) absence: bool,
    pub(crate) records: Vec<Vec<u8>>,
    pub(crate) sets: Vec<Vec<u8>>,
    pub(crate) definitions: Vec<Vec<u8>>,
    pub(crate) policies: Vec<Vec<u8>>,
    pub(crate) findings: Vec<Vec<u8>>,
    pub(crate) exceptions: Vec<Vec<u8>>,
    pub(crate) another: Vec<u8>,
}

pub(crate) fn seeds() -> impl Strategy<Value = Seeds> {
    let tapes = |length, count| vec(vec(any::<u8>(), 0..length), count);
    (
        any::<bool>(),
        tapes(60, 2..5),
        tapes(30, 0..6),
        tapes(60, 0..4),
        tapes(4, 0..3),
        tapes(160, 1..7),
        tapes(120, 0..5),
        vec(any::<u8>(), 0..120),
    )
        .prop_map(|(absence, records, sets, definitions, policies, findings, exceptions, another)| Seeds {
            absence,
            records,
            sets,
            definitions,
            policies,
            findings,
            exceptions,
            another,
        })
}

/// A policy as text, and what its orders look like.
#[derive(Clone, Debug)]
pub(crate) struct Source {
    /// Each with its path.
    pub(crate) files: Vec<(String, Vec<String>)>,
    pub(crate) schema: Schema,
    /// Whether it may speak of absence.
    pub(crate) absence: bool,
    /// An exception to some rule that it does not have.
    exception: Option<String>,
    /// Its tables and untranslatable provisions.
    rewritten: Vec<Rewritten>,
}

/// The same with its files, and the items in each, turned round; all but the `policy` items that others belong to.
pub(crate) fn reversed(source: &Source) -> Source {
    let mut reversed = source.clone();
    for (index, (path, items)) in reversed.files.iter_mut().enumerate() {
        items[usize::from(index > 0)..].reverse();
        *path = format!("{}.policy", 9 - index);
    }
    reversed
}

/// The same with rules in the place of tables and untranslatable provisions.
pub(crate) fn as_rules(source: &Source) -> Source {
    let mut plain = source.clone();
    let items = plain.files.iter_mut().flat_map(|(_, items)| items);
    for item in items {
        match source.rewritten.iter().find(|rewritten| rewritten.text == *item) {
            Some(rewritten) => *item = rewritten.rules.clone(),
            None => {
                source.rewritten.iter().for_each(|other| *item = item.replace(&other.name, &other.names.join(", ")))
            }
        }
    }
    plain
}

/// The same without what stands at these places: each a file and its bytes.
pub(crate) fn without(source: &Source, places: &[(String, Range<usize>)]) -> Source {
    let mut shorter = source.clone();
    for (path, items) in &mut shorter.files {
        let mut text = items.concat();
        let mut here: Vec<&Range<usize>> = places.iter().filter(|(file, _)| file == path).map(|(_, at)| at).collect();
        here.sort_by_key(|at| at.start);
        here.iter().rev().for_each(|at| text.replace_range((*at).clone(), ""));
        *items = vec![text];
    }
    shorter
}

/// The same with one more exception to a rule.
pub(crate) fn with_exception(source: &Source) -> Option<Source> {
    let mut milder = source.clone();
    milder.files[0].1.push(source.exception.clone()?);
    Some(milder)
}

const FRAME: &str = "outcomes
  clear
  review
  license_required
  prohibited
  undetermined counts as review
authority law \"Law\"
  provision 1 \"One\"
authority house \"House\"
  provision 1 \"One\"
";

/// A rule, flag or exception that can be lifted.
struct Liftable {
    name: String,
    loops: Vec<Loop>,
    /// A flag, or an exception over one.
    settles_flags: bool,
}

impl Liftable {
    fn is_rule(&self) -> bool {
        !self.name.starts_with("flag") && !self.name.starts_with("exception")
    }
}

#[derive(Clone)]
struct Loop {
    list: String,
    element: Ty,
    /// The loop whose variable the list starts from.
    parent: Option<usize>,
}

struct Items<'s> {
    seeds: &'s Seeds,
    schema: Schema,
    sets: Vec<(String, Ty)>,
    definitions: Vec<Definition>,
    liftable: Vec<Liftable>,
    files: Vec<(String, Vec<String>)>,
    rewritten: Vec<Rewritten>,
}

pub(crate) fn source(seeds: &Seeds) -> Source {
    let mut items = Items {
        seeds,
        schema: Schema::default(),
        sets: Vec::new(),
        definitions: Vec::new(),
        liftable: Vec::new(),
        files: vec![("frame.policy".into(), vec![FRAME.into()])],
        rewritten: Vec::new(),
    };
    for tape in &seeds.sets {
        items.set(&Tape::new(tape));
    }
    for (index, tape) in seeds.records.iter().enumerate() {
        let last = index + 1 == seeds.records.len();
        items.record(&Tape::new(tape), if last { "order".into() } else { format!("part{index}") });
    }
    for tape in &seeds.definitions {
        items.definition(&Tape::new(tape));
    }
    for (index, tape) in seeds.policies.iter().enumerate() {
        let judged = items.judged(&Tape::new(tape));
        items.files.push((format!("p{index}.policy"), vec![format!("policy p{index}\n{judged}")]));
    }
    for tape in &seeds.findings {
        items.finding(&Tape::new(tape));
    }
    for tape in &seeds.exceptions {
        items.exception(&Tape::new(tape));
    }
    let exception = items.exception_to_a_rule(&Tape::new(&seeds.another));
    let Items { files, schema, rewritten, .. } = items;
    Source { files, schema, absence: seeds.absence, exception, rewritten }
}

impl Items<'_> {
    fn writer<'w>(&'w self, tape: &'w Tape<'w>) -> Writer<'w> {
        Writer {
            tape,
            schema: &self.schema,
            sets: &self.sets,
            definitions: &self.definitions,
            scope: Vec::new(),
            order: true,
            flags: false,
            absence: self.seeds.absence,
            asked_flags: Cell::new(false),
            variables: Cell::new(0),
        }
    }

    /// Puts an item into some file.
    fn put(&mut self, tape: &Tape, text: String) {
        let file = tape.pick(self.files.len());
        self.files[file].1.push(text);
    }

    fn set(&mut self, tape: &Tape) {
        let ty = tape.one(&MEMBERS).clone();
        let name = format!("set{}", self.sets.len());
        let mut members: Vec<String> =
            (0..=tape.pick(4)).map(|_| literal(tape, &ty) + &period(tape, 45).replace('\n', "")).collect();
        for (other, of) in &self.sets {
            if *of == ty && tape.chance(60) {
                members.push(other.clone() + &period(tape, 45).replace('\n', ""));
            }
        }
        // The comma behind it keeps the first text from being read as a title.
        let text = format!("set {name} of {} {},\n", self.schema.type_name(&ty), members.join(", "));
        self.sets.push((name, ty));
        self.files[0].1.push(text);
    }

    fn record(&mut self, tape: &Tape, name: String) {
        let is_order = name == "order";
        let mut fields = Vec::new();
        if is_order && tape.chance(50) {
            fields.push(Field { name: "shipped".into(), ty: Ty::Date, presence: Presence::Plain });
        }
        if is_order {
            fields.push(Field { name: "id".into(), ty: Ty::Text, presence: Presence::Required });
            let presence = if tape.chance(50) { Presence::Plain } else { Presence::Required };
            fields.push(Field { name: "date".into(), ty: Ty::Date, presence });
            if let Some(last) = self.schema.records.len().checked_sub(1) {
                let ty = Ty::List(Box::new(Ty::Record(last)));
                let presence = given(tape, &ty, self.seeds.absence);
                fields.push(Field { name: "lines".into(), ty, presence });
            }
        }
        for index in 0..2 + tape.pick(5) {
            let ty = self.field_type(tape);
            let presence = given(tape, &ty, self.seeds.absence);
            fields.push(Field { name: format!("f{index}"), ty, presence });
        }
        for index in 0..tape.pick(3) {
            let field = self.derived(tape, &fields, format!("d{index}"));
            fields.extend(field);
        }
        let record = Record { name, fields };
        self.schema.records.push(record);
        let text = self.schema.written(&self.schema.records[self.schema.records.len() - 1]);
        self.files[0].1.push(text);
    }

    fn field_type(&self, tape: &Tape) -> Ty {
        let records = self.schema.records.len();
        match tape.pick(10) {
            7 if records > 0 => Ty::Record(tape.pick(records)),
            8 if records > 0 => Ty::List(Box::new(Ty::Record(tape.pick(records)))),
            9 => Ty::List(Box::new(tape.one(&SCALARS).clone())),
            _ => tape.one(&SCALARS).clone(),
        }
    }

    fn derived(&self, tape: &Tape, fields: &[Field], name: String) -> Option<Field> {
        let mut members = Vec::new();
        for (set, ty) in &self.sets {
            let of_type = fields.iter().filter(|field| field.ty == *ty);
            members.extend(of_type.map(|field| format!("{} in {set}", field.name)));
        }
        if tape.chance(50) && !members.is_empty() {
            let presence = Presence::Derived(tape.one(&members).clone());
            return Some(Field { name, ty: Ty::YesNo, presence });
        }
        let ty = if tape.chance(40) { Ty::YesNo } else { tape.one(&SCALARS).clone() };
        let scope = fields.iter().map(|field| (field.name.clone(), field.ty.clone())).collect();
        let writer = Writer { scope, order: false, ..self.writer(tape) };
        let body = if ty == Ty::YesNo { writer.condition(2) } else { writer.own(&ty, 2)? };
        Some(Field { name, ty, presence: Presence::Derived(body) })
    }

    fn definition(&mut self, tape: &Tape) {
        let mut parameters: Vec<Ty> = (0..tape.pick(3)).map(|_| self.field_type(tape)).collect();
        // The values in a `list of one of` end with the bracket, so only the last parameter can have such a type.
        let last = parameters.pop();
        parameters.retain(|ty| !self.schema.type_name(ty).contains("of one of"));
        parameters.extend(last);
        let scope: Vec<(String, Ty)> =
            parameters.iter().enumerate().map(|(index, ty)| (format!("x{index}"), ty.clone())).collect();
        let name = format!("def{}", self.definitions.len());
        let writer = Writer { scope, flags: tape.chance(30), ..self.writer(tape) };
        let ty = if tape.chance(50) { self.field_type(tape) } else { Ty::YesNo };
        let (ty, body) = match ty {
            Ty::YesNo => (Ty::YesNo, writer.condition(2)),
            ty => match writer.place_of(&ty) {
                Some(place) => (ty, place),
                None => (Ty::YesNo, writer.condition(2)),
            },
        };
        let asks_flags = writer.asked_flags.get();
        let typed = |(index, ty): (usize, &Ty)| format!("x{index} {}", self.schema.type_name(ty));
        let written: Vec<String> = parameters.iter().enumerate().map(typed).collect();
        let brackets = if written.is_empty() { String::new() } else { format!("({})", written.join(", ")) };
        self.files[0].1.push(format!("define {name}{brackets} = {body}\n"));
        self.definitions.push(Definition { name, parameters, ty, asks_flags });
    }

    /// The day by which a policy judges.
    fn judged(&self, tape: &Tape) -> String {
        let mut places = Vec::new();
        self.schema.below("order", &Ty::Record(self.schema.root()), &mut places);
        let dates: Vec<String> = places.into_iter().filter(|(_, ty)| *ty == Ty::Date).map(|(path, _)| path).collect();
        if tape.chance(60) { format!("  judged as of {}\n", tape.one(&dates)) } else { String::new() }
    }

    fn finding(&mut self, tape: &Tape) {
        let flag = tape.chance(30);
        let name = format!("{}{}", if flag { "flag" } else { "rule" }, self.liftable.len());
        let mut writer = Writer { flags: !flag, ..self.writer(tape) };
        let mut loops: Vec<Loop> = Vec::new();
        let mut text = String::new();
        for _ in 0..[0, 1, 1, 2][tape.pick(4)] {
            let paths = Writer { definitions: &[], ..self.writer(tape) };
            let paths = Writer { scope: writer.scope.clone(), ..paths };
            let Some((list, element)) = paths.list() else { break };
            let variable = writer.variable();
            text += &format!("  for each {variable} in {list}\n");
            let parent = writer.scope.iter().position(|(name, _)| list.starts_with(&format!("{name}.")));
            writer.scope.push((variable, element.clone()));
            loops.push(Loop { list, element, parent });
        }
        let (condition, as_table) = (writer.condition(3), !flag && tape.chance(25));
        let mut rest = String::new();
        if tape.chance(25) {
            rest += &format!("  unless {}\n", writer.condition(2));
        }
        rest += &period(tape, 20);
        if as_table {
            let frame = Frame { number: self.liftable.len(), loops: &text, condition: &condition, rest: &rest };
            let rewritten = table::rewritten(&writer, &frame);
            self.liftable.push(Liftable { name: rewritten.name.clone(), loops, settles_flags: false });
            self.put(tape, rewritten.text.clone());
            self.rewritten.push(rewritten);
            return;
        }
        text += &format!("  when {condition}\n{rest}");
        text += &if flag {
            tape.word(&["", "  weight 2\n", "  weight 0.5\n"]).to_owned()
        } else {
            format!("  then {}\n", tape.word(&["review", "prohibited", "license_required", "clear"]))
        };
        let cites = tape.word(&["law 1", "house 1", "law 1, house 1"]);
        let word = if flag { "flag" } else { "rule" };
        let item = format!("{word} {name} cites {cites}\n{text}");
        self.put(tape, item);
        self.liftable.push(Liftable { name, loops, settles_flags: flag });
    }

    fn exception_to_a_rule(&self, tape: &Tape) -> Option<String> {
        let rules: Vec<&Liftable> = self.liftable.iter().filter(|item| item.is_rule()).collect();
        (!rules.is_empty()).then(|| exception_over(self, tape, &rules).1)
    }

    fn exception(&mut self, tape: &Tape) {
        let all: Vec<&Liftable> = self.liftable.iter().collect();
        let (name, text, loops, settles_flags) = exception_over(self, tape, &all);
        self.put(tape, text);
        self.liftable.push(Liftable { name, loops, settles_flags });
    }
}

fn exception_over(items: &Items, tape: &Tape, over: &[&Liftable]) -> (String, String, Vec<Loop>, bool) {
    let name = format!("exception{}", items.liftable.len());
    let mut targets = vec![*tape.one(over)];
    if tape.chance(30) {
        targets.push(*tape.one(over));
    }
    targets.dedup_by(|a, b| a.name == b.name);
    let settles_flags = targets.iter().any(|target| target.settles_flags);
    let mut writer = Writer { flags: !settles_flags, ..items.writer(tape) };
    let mut loops: Vec<Loop> = Vec::new();
    let mut text = String::new();
    // Lists as the order has them: a loop over a list in an element only with the loop over the elements.
    if tape.chance(70) {
        for outer in targets[0].loops.iter().filter(|list| list.parent.is_none()) {
            if targets.iter().all(|target| target.loops.iter().any(|list| list.list == outer.list)) && tape.chance(70) {
                let variable = writer.variable();
                text += &format!("  for each {variable} in {}\n", outer.list);
                writer.scope.push((variable, outer.element.clone()));
                loops.push(outer.clone());
            }
        }
    }
    text += &format!("  when {}\n", writer.condition(2));
    if tape.chance(15) {
        text += &format!("  unless {}\n", writer.condition(1));
    }
    text += &period(tape, 15);
    let names: Vec<&str> = targets.iter().map(|target| target.name.as_str()).collect();
    let text = format!("exception {name} cites law 1\n  lifts {}\n{text}", names.join(", "));
    (name, text, loops, settles_flags)
}

/// How a field is given.
fn given(tape: &Tape, ty: &Ty, absence: bool) -> Presence {
    match (tape.pick(10), ty) {
        (8, _) => Presence::Required,
        (9, Ty::Record(_) | Ty::List(_)) if absence => Presence::Assumed("none".into()),
        (9, scalar) if absence => Presence::Assumed(literal_to_assume(tape, scalar)),
        _ => Presence::Plain,
    }
}

fn literal_to_assume(tape: &Tape, ty: &Ty) -> String {
    match ty {
        Ty::Eccn => "EAR99".into(),
        _ => literal(tape, ty),
    }
}

fn period(tape: &Tape, percent: usize) -> String {
    if !tape.chance(percent) {
        return String::new();
    }
    let (first, last) = (day(tape), day(tape));
    match tape.pick(3) {
        0 => format!("  in force from {first}\n"),
        1 => format!("  in force until {first}\n"),
        _ => format!("  in force from {} until {}\n", first.min(last), first.max(last)),
    }
}
