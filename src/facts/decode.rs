//! Reading one order from JSON, by its schema.

use super::{
    DataProblem, Fact, LIMIT_ALL_ELEMENTS, LIMIT_ELEMENTS, LIMIT_PROBLEMS, Order, RawOrder,
    layout::{Kind, Layout, Shape, Slot},
    path::{Step, rendered},
    position::{Place, after},
    problem::excerpt,
    scalar::{Refusal, Scalar, did_you_mean},
    syntax::expected_syntax,
};
use crate::domain::{Money, Value};
use crate::problem::Code;
use crate::program::{Program, Schema};
use jiter::{Jiter, JiterError, JiterResult, Peek};
use std::sync::Arc;

/// How many characters of a field's name that the schema lacks are kept.
const KEY: usize = 64;

/// Reads orders of one schema. `Send` and `Sync`; make one and share it.
#[derive(Debug)]
pub struct Decoder {
    layout: Layout,
}

impl Decoder {
    /// A decoder of the orders that the program judges. O(fields).
    #[must_use]
    pub fn new(program: Arc<Program>) -> Self {
        Self::of(&program.schema)
    }

    /// A decoder of the orders of this shape. O(fields).
    #[must_use]
    pub fn of(schema: &Schema) -> Self {
        Self { layout: Layout::new(schema) }
    }

    /// Reads one order, a JSON object. O(length).
    ///
    /// # Errors
    /// Everything that is wrong with it, in the order of the input; beyond [`LIMIT_PROBLEMS`], only how many more.
    pub fn decode(&self, json: &[u8]) -> Result<Order, Vec<DataProblem>> {
        self.decode_at(json, (1, 1))
    }

    /// Reads an order that was cut out of an input; problems are placed in that input.
    ///
    /// # Errors
    /// As [`Decoder::decode`].
    pub fn decode_raw(&self, raw: &RawOrder) -> Result<Order, Vec<DataProblem>> {
        self.decode_at(&raw.bytes, (raw.line, raw.column))
    }

    pub(super) fn layout(&self) -> &Layout {
        &self.layout
    }

    fn decode_at(&self, json: &[u8], start: Place) -> Result<Order, Vec<DataProblem>> {
        let valid = std::str::from_utf8(json);
        let text = valid.unwrap_or_else(|error| {
            json.get(..error.valid_up_to()).and_then(|valid| std::str::from_utf8(valid).ok()).unwrap_or_default()
        });
        let mut reading = Reading::new(&self.layout, text);
        if valid.is_err() {
            reading.not_utf8(json);
            return Err(reading.into_problems(start));
        }
        let order = reading.order();
        if reading.problems.is_empty() { Ok(order) } else { Err(reading.into_problems(start)) }
    }
}

/// An order being read.
struct Reading<'d, 'j> {
    layout: &'d Layout,
    json: &'j str,
    jiter: Jiter<'j>,
    path: Vec<Step<'d>>,
    /// For each record that is open, which of its fields have been seen.
    seen: Vec<bool>,
    /// How many elements of lists were read.
    elements: usize,
    /// With the place of each, in bytes.
    problems: Vec<(usize, DataProblem)>,
    /// How many problems are not listed.
    unlisted: usize,
    id: Option<String>,
}

/// The next key of an object.
enum Key {
    Known(usize),
    /// One that the schema lacks, cut short.
    Unknown(String),
}

impl<'d, 'j> Reading<'d, 'j> {
    fn new(layout: &'d Layout, json: &'j str) -> Self {
        let jiter = Jiter::new(json.as_bytes());
        Self {
            layout,
            json,
            jiter,
            path: Vec::new(),
            seen: Vec::new(),
            elements: 0,
            problems: Vec::new(),
            unlisted: 0,
            id: None,
        }
    }

    fn order(&mut self) -> Order {
        let fields = self.root().unwrap_or_else(|error| {
            self.not_json(&error);
            Box::default()
        });
        Order { id: self.id.clone(), fields }
    }

    fn root(&mut self) -> JiterResult<Box<[Fact]>> {
        let peek = self.jiter.peek()?;
        let start = self.jiter.current_index();
        if peek != Peek::Object {
            self.jiter.known_skip(peek)?;
            self.report(Code::WrongShape, start, |problem| problem.expecting("an order, as a JSON object"));
            return Ok(Box::default());
        }
        let fields = self.fields(self.layout.root())?;
        self.jiter.finish()?;
        Ok(fields)
    }

    /// Any value. A value that is refused becomes [`Fact::None`], so that it does not count as missing too.
    fn value(&mut self, kind: &'d Kind) -> JiterResult<Fact> {
        let peek = self.jiter.peek()?;
        match (kind, peek) {
            (_, Peek::Null) => self.jiter.known_null().map(|()| Fact::Missing),
            (Kind::Scalar(Scalar::Money), Peek::Object) => self.money(),
            (Kind::Scalar(scalar), _) => self.scalar(scalar, peek),
            (Kind::Record(index), Peek::Object) => self.fields(self.layout.shape(*index)).map(Fact::Record),
            (Kind::List(element), Peek::Array) => self.list(element),
            _ => {
                let start = self.jiter.current_index();
                self.jiter.known_skip(peek)?;
                self.report(Code::WrongShape, start, |problem| problem.expecting(kind.expected()));
                Ok(Fact::None)
            }
        }
    }

    fn scalar(&mut self, scalar: &'d Scalar, peek: Peek) -> JiterResult<Fact> {
        let start = self.jiter.current_index();
        let reading = match peek {
            Peek::String => scalar.read_text(self.jiter.known_str()?),
            Peek::True | Peek::False => scalar.read_bool(self.jiter.known_bool(peek)?),
            Peek::Array | Peek::Object => {
                self.jiter.known_skip(peek)?;
                Err(Refusal::Shape(None))
            }
            _ => {
                let digits = self.jiter.known_number_bytes(peek)?;
                scalar.read_number(std::str::from_utf8(digits).unwrap_or_default())
            }
        };
        let (code, help) = match reading {
            Ok(value) => return Ok(Fact::Scalar { value, assumed: false }),
            Err(Refusal::Shape(help)) => (Code::WrongShape, help.map(str::to_owned)),
            Err(Refusal::Value(help)) => (Code::BadValue, help),
        };
        self.report(code, start, |problem| DataProblem { help, ..problem.expecting(scalar.expected()) });
        Ok(Fact::None)
    }

    fn money(&mut self) -> JiterResult<Fact> {
        let parts = self.fields(self.layout.money())?;
        Ok(match &*parts {
            [Fact::Scalar { value: Value::Number(amount), .. }, Fact::Scalar { value: Value::Money(money), .. }] => {
                Fact::Scalar { value: Value::Money(Money { amount: *amount, ..*money }), assumed: false }
            }
            _ => Fact::None,
        })
    }

    fn list(&mut self, element: &'d Kind) -> JiterResult<Fact> {
        let start = self.jiter.current_index();
        let mut items = Vec::new();
        let mut next = self.jiter.known_array()?;
        while let Some(peek) = next {
            self.elements += 1;
            if items.len() == LIMIT_ELEMENTS || self.elements > LIMIT_ALL_ELEMENTS {
                self.skip_elements(peek)?;
                self.report(Code::OrderTooLarge, start, |problem| {
                    problem.expecting(format!(
                        "at most {LIMIT_ELEMENTS} elements, {LIMIT_ALL_ELEMENTS} in all lists together"
                    ))
                });
                return Ok(Fact::None);
            }
            self.path.push(Step::Element(items.len()));
            items.push(self.value(element)?);
            self.path.pop();
            next = self.jiter.array_step()?;
        }
        Ok(Fact::List { items, assumed: false })
    }

    fn skip_elements(&mut self, first: Peek) -> JiterResult<()> {
        let mut next = Some(first);
        while let Some(peek) = next {
            self.jiter.known_skip(peek)?;
            next = self.jiter.array_step()?;
        }
        Ok(())
    }

    /// The fields of the object that comes next.
    fn fields(&mut self, shape: &'d Shape) -> JiterResult<Box<[Fact]>> {
        let start = self.jiter.current_index();
        let mut fields = shape.blank();
        let base = self.seen.len();
        self.seen.resize(base + fields.len(), false);
        let mut next = key(self.jiter.known_object()?, shape, 0);
        while let Some(key) = next {
            let mut after = 0;
            match key {
                Key::Known(index) => {
                    after = index + 1;
                    if let (Some(slot), Some(fact)) = (shape.slots.get(index), fields.get_mut(index)) {
                        self.field(slot, base + index, fact)?;
                    }
                }
                Key::Unknown(name) => self.unknown_field(&name, shape)?,
            }
            next = self::key(self.jiter.next_key()?, shape, after);
        }
        self.seen.truncate(base);
        shape.complete(&mut fields, |slot| self.missing_field(slot, start));
        Ok(fields)
    }

    fn field(&mut self, slot: &'d Slot, seen: usize, fact: &mut Fact) -> JiterResult<()> {
        self.path.push(Step::Field(&slot.name));
        let again = self.seen.get_mut(seen).is_some_and(|seen| std::mem::replace(seen, true));
        if again {
            self.refuse(Code::DuplicateKey, |problem| {
                problem.expecting("each field once").help("remove one of the two")
            })?;
        } else if slot.is_derived() {
            self.refuse(Code::DerivedGiven, |problem| {
                problem.expecting("no value: the policy works this field out").help("remove the field from the order")
            })?;
        } else {
            *fact = self.value(&slot.kind)?;
            self.note_id(fact);
        }
        self.path.pop();
        Ok(())
    }

    /// Remembers the order's id as soon as it is read, so that problems can name it.
    fn note_id(&mut self, fact: &Fact) {
        if let [Step::Field("id")] = self.path.as_slice() {
            self.id = self.layout.id_text(fact);
        }
    }

    fn unknown_field(&mut self, name: &str, shape: &'d Shape) -> JiterResult<()> {
        self.refuse(Code::UnknownOrderField, |mut problem| {
            problem.found = excerpt(name);
            problem.path.extend([if problem.path.is_empty() { "" } else { "." }, &problem.found]);
            problem.help = did_you_mean(name, shape.givable());
            problem.expecting("a field that the schema has")
        })
    }

    /// Reports a required field that the record at `start` lacks.
    fn missing_field(&mut self, slot: &'d Slot, start: usize) {
        self.path.push(Step::Field(&slot.name));
        self.list_problem(start, |reading| {
            DataProblem::at(Code::RequiredMissing, (0, 0), "", slot.kind.expected())
                .on(reading.path())
                .help("the policy requires this field, and the order lacks it")
        });
        self.path.pop();
    }

    /// Skips the value that comes next, and reports it.
    fn refuse(&mut self, code: Code, describe: impl FnOnce(DataProblem) -> DataProblem) -> JiterResult<()> {
        let peek = self.jiter.peek()?;
        let start = self.jiter.current_index();
        self.jiter.known_skip(peek)?;
        self.report(code, start, describe);
        Ok(())
    }

    /// Reports the value from `start` to here.
    fn report(&mut self, code: Code, start: usize, describe: impl FnOnce(DataProblem) -> DataProblem) {
        self.list_problem(start, |reading| {
            let found = reading.json.get(start..reading.jiter.current_index()).unwrap_or_default();
            describe(DataProblem::at(code, (0, 0), found, "").on(reading.path()))
        });
    }

    fn list_problem(&mut self, start: usize, problem: impl FnOnce(&Self) -> DataProblem) {
        if self.problems.len() < LIMIT_PROBLEMS {
            let problem = problem(self);
            self.problems.push((start, problem));
        } else {
            self.unlisted += 1;
        }
    }

    fn not_json(&mut self, error: &JiterError) {
        let rest = self.json.get(error.index..).unwrap_or_default();
        let (code, expected) = expected_syntax(error);
        self.problems.push((error.index, DataProblem::at(code, (0, 0), rest, expected).on(self.path())));
    }

    fn not_utf8(&mut self, json: &[u8]) {
        let byte = json.get(self.json.len()).copied().unwrap_or_default();
        let problem = DataProblem::at(Code::NotJson, (0, 0), &format!("byte {byte:#04X}"), "text in UTF-8");
        self.problems.push((self.json.len(), problem.help("save the orders as UTF-8")));
    }

    fn path(&self) -> String {
        rendered(self.path.iter().copied())
    }

    /// The problems in the order of the input, each with its place and the order's id.
    fn into_problems(mut self, start: Place) -> Vec<DataProblem> {
        self.problems.sort_by_key(|(at, _)| *at);
        let (mut place, mut done) = (start, 0);
        let mut problems = Vec::new();
        for (at, mut problem) in self.problems {
            place = after(place, self.json.as_bytes().get(done..at).unwrap_or_default());
            done = at;
            (problem.line, problem.column) = place;
            problem.order.clone_from(&self.id);
            problems.push(problem);
        }
        if self.unlisted > 0 {
            let found = format!("{} more problems", self.unlisted);
            let mut problem =
                DataProblem::at(Code::OrderTooLarge, start, &found, format!("at most {LIMIT_PROBLEMS} problems"));
            problem.order = self.id;
            problems.push(problem);
        }
        problems
    }
}

fn key(text: Option<&str>, shape: &Shape, likely: usize) -> Option<Key> {
    text.map(|text| match shape.index_near(text, likely) {
        Some(index) => Key::Known(index),
        None => Key::Unknown(text.chars().take(KEY).collect()),
    })
}

#[cfg(test)]
mod tests {
    use super::super::sample::{decoder, fact, given, places};
    use super::*;
    use proptest::prelude::*;

    const ORDER: &str = r#"{"id": "A-1", "date": "2023-06-20", "lines": [{"sku": "X"}]}"#;

    fn read(json: &str) -> Order {
        decoder().decode(json.as_bytes()).unwrap()
    }

    fn problems(json: &str) -> Vec<DataProblem> {
        decoder().decode(json.as_bytes()).unwrap_err()
    }

    /// The only problem of an order with this field added.
    fn problem(field: &str) -> DataProblem {
        let json = ORDER.replacen('{', &format!("{{{field}, "), 1);
        let [problem] = problems(&json).try_into().unwrap();
        problem
    }

    #[test]
    fn every_kind_of_value_has_its_spellings() {
        let order = read(
            r#"{"id": "A-1", "date": "2023-06-20", "ship_to": {"country": "irn", "kind": "residence"},
                "lines": [{"sku": "X", "hs": 854231, "eccn": "3a001.A", "quantity": 1.50, "price": "USD 12.50"},
                          {"sku": "Y", "hs": "8542.31", "price": {"currency": "usd", "amount": 3}},
                          {"sku": "Z", "price": {"amount": "4.0", "currency": "EUR"}}],
                "express": "yes", "margin": "25 %", "lead": "30 days", "route": ["DE", null]}"#,
        );
        assert_eq!(order.id.as_deref(), Some("A-1"));
        let values = [vec![1], vec![3, 0], vec![3, 1], vec![4, 0, 1], vec![4, 0, 2], vec![4, 0, 3], vec![4, 0, 4]];
        let words = values.map(|path| given(&order, &path));
        assert_eq!(words, ["2023-06-20", "IR", "choice 2", "8542.31", "3A001.a", "1.50", "USD 12.50"]);
        let values = [vec![4, 1, 4], vec![4, 2, 4], vec![8], vec![9], vec![10], vec![5, 0]];
        let words = values.map(|path| given(&order, &path));
        assert_eq!(words, ["USD 3", "EUR 4.0", "yes", "25 %", "30 days", "DE"]);
    }

    #[test]
    fn what_an_order_does_not_give_is_missing_assumed_or_derived() {
        let order = read(&ORDER.replace("\"lines\"", "\"ship_to\": null, \"express\": null, \"lines\""));
        assert_eq!(fact(&order, &[2]), &Fact::Derived);
        assert_eq!(fact(&order, &[3]), &Fact::Missing);
        assert_eq!(fact(&order, &[6]), &Fact::None);
        assert_eq!(fact(&order, &[7]), &Fact::List { items: Vec::new(), assumed: true });
        assert_eq!(fact(&order, &[8]), &Fact::Scalar { value: Value::YesNo(false), assumed: true });
        assert_eq!(fact(&order, &[4, 0, 1]), &Fact::Missing);
    }

    #[test]
    fn a_null_element_is_an_unknown_element() {
        let order = read(r#"{"id": "A", "date": "2023-06-20", "lines": [null, {"sku": "X"}]}"#);
        assert_eq!(fact(&order, &[4, 0]), &Fact::Missing);
    }

    #[test]
    fn a_value_of_the_wrong_kind_is_d002() {
        for field in [
            r#""ship_to": "IR""#,
            r#""ship_to": []"#,
            r#""route": "DE""#,
            r#""express": 1"#,
            r#""margin": true"#,
            r#""lead": {"days": 3}"#,
        ] {
            assert_eq!(problem(field).code, Code::WrongShape, "{field}");
        }
        assert_eq!(places(&problems("[1]")), ["D002 1:1"]);
        let quoted = r#"{"id": "A", "date": "2023-06-20", "lines": [{"sku": "X", "quantity": "5"}]}"#;
        assert_eq!(problems(quoted)[0].help.as_deref(), Some("write the number without quotes"));
    }

    #[test]
    fn an_unknown_field_is_d003_with_the_nearest_name() {
        let problem = problem(r#""ship_too": {"country": "IR"}"#);
        assert_eq!((problem.code, problem.path.as_str()), (Code::UnknownOrderField, "ship_too"));
        assert_eq!(problem.help.as_deref(), Some("did you mean `ship_to`?"));
    }

    #[test]
    fn a_missing_required_field_is_d004_in_lists_too() {
        let json = "{\"id\": null,\n \"date\": \"2023-06-20\",\n \"lines\": [{\"sku\": \"X\"}, {}]}";
        assert_eq!(places(&problems(json)), ["D004 id 1:1", "D004 lines[2].sku 3:26"]);
    }

    #[test]
    fn a_field_given_twice_is_d005_however_it_is_spelled() {
        assert_eq!(problem(r#""express": true, "\u0065xpress": null"#).code, Code::DuplicateKey);
        assert_eq!(problem(r#""ship_to": {"country": "IR", "country": "IR"}"#).path, "ship_to.country");
        let money = ORDER.replace("\"X\"", r#""X", "price": {"amount": 1, "amount": 2, "currency": "USD"}"#);
        assert_eq!(places(&problems(&money)), ["D005 lines[1].price.amount 1:93"]);
    }

    #[test]
    fn a_value_that_does_not_exist_is_d006() {
        for (field, help) in [
            (r#""ship_to": {"country": "Iran"}"#, "the code of Iran is `IR`"),
            (r#""ship_to": {"kind": "residense"}"#, "did you mean `residence`?"),
            (r#""lead": "30 dayz""#, "the units of time are days, weeks, months and years"),
            (r#""margin": 1e400"#, "this number is too large; numbers have at most 28 digits"),
            (r#""route": ["ZZ"]"#, "countries have ISO 3166 codes of two or three letters, such as `IR` or `IRN`"),
        ] {
            let problem = problem(field);
            assert_eq!((problem.code, problem.help.as_deref()), (Code::BadValue, Some(help)), "{field}");
        }
        let line = |field: &str| problems(&ORDER.replace("\"X\"", &format!("\"X\", {field}")));
        for field in [
            r#""hs": "85423""#,
            r#""eccn": "3A""#,
            r#""price": "USD x""#,
            r#""quantity": 0.12345678901234567890123456789"#,
        ] {
            assert_eq!(line(field)[0].code, Code::BadValue, "{field}");
        }
        assert_eq!(places(&line(r#""price": {"amount": 1}"#)), ["D004 lines[1].price.currency 1:69"]);
    }

    #[test]
    fn a_derived_field_given_is_d008() {
        assert_eq!(problem(r#""value": "USD 1""#).code, Code::DerivedGiven);
    }

    #[test]
    fn all_problems_are_told_in_the_order_of_the_input_with_the_id() {
        let json = "{\"ship_to\": {\"country\": \"ZZ\"},\n\"lines\": [{\"hs\": 12345}],\n\"id\": \"Ä-1\", \"x\": 1}";
        let problems = problems(json);
        assert_eq!(
            places(&problems),
            [
                "D004 date 1:1",
                "D006 ship_to.country 1:25",
                "D004 lines[1].sku 2:11",
                "D006 lines[1].hs 2:18",
                "D003 x 3:19"
            ]
        );
        assert!(problems.iter().all(|problem| problem.order.as_deref() == Some("Ä-1")));
    }

    #[test]
    fn places_are_those_of_the_input() {
        let raw = RawOrder { bytes: br#"{"id": 1}"#.to_vec(), line: 7, column: 3 };
        assert_eq!(places(&decoder().decode_raw(&raw).unwrap_err())[2], "D002 id 7:10");
    }

    #[test]
    fn what_is_not_json_is_d001() {
        for json in [
            "",
            "{",
            "{\"id\"",
            "{\"id\": }",
            "{\"id\": \"A\",}",
            "{id: 1}",
            "{\"id\": NaN}",
            "{\"id\": \"\\ud800\"}",
            "{\"id\": \"a\0b\"}",
            "{\"id\": \"\\x\"}",
            "{} {}",
            "{\"id\": 01}",
            "{\"x\": [1 2]}",
        ] {
            let problems = problems(json);
            assert!(problems.iter().any(|problem| problem.code == Code::NotJson), "{json}: {problems:?}");
        }
    }

    #[test]
    fn a_byte_that_is_not_utf8_is_shown_with_its_place() {
        let [problem] = decoder().decode(b"{\"id\":\n \"caf\xE9\"}").unwrap_err().try_into().unwrap();
        assert_eq!((problem.code, problem.line, problem.column), (Code::NotJson, 2, 6));
        assert_eq!(problem.found, "byte 0xE9");
    }

    #[test]
    fn nul_in_a_text_is_data() {
        assert_eq!(read(&ORDER.replace("A-1", "A\\u0000")).id.as_deref(), Some("A\0"));
    }

    #[test]
    fn a_list_beyond_the_limit_is_d007() {
        let nulls = vec!["null"; LIMIT_ELEMENTS + 1].join(",");
        let problem = problem(&format!("\"route\": [{nulls}]"));
        assert_eq!((problem.code, problem.path.as_str()), (Code::OrderTooLarge, "route"));
        let lines = format!(
            "[{}]",
            vec![r#"{"sku":"X","origins":[null,null,null,null,null,null,null,null,null,null]}"#; 9_999].join(",")
        );
        assert_eq!(problems(&ORDER.replace("[{\"sku\": \"X\"}]", &lines))[0].code, Code::OrderTooLarge);
    }

    #[test]
    fn a_flood_of_problems_is_counted_not_listed() {
        let unknown = (0..5_000).map(|number| format!("\"x{number}\": 1, ")).collect::<String>();
        let problems = problems(&ORDER.replacen('{', &format!("{{{unknown}"), 1));
        assert_eq!(problems.len(), LIMIT_PROBLEMS + 1);
        assert_eq!(problems[LIMIT_PROBLEMS].found, "4000 more problems");
    }

    #[test]
    fn a_long_text_is_read_and_cut_short_where_it_is_wrong() {
        let long = "x".repeat(10 << 20);
        assert_eq!(read(&ORDER.replace("A-1", &long)).id.map(|id| id.len()), Some(10 << 20));
        assert!(problem(&format!("\"lead\": \"{long}\"")).found.chars().count() <= 41);
    }

    #[test]
    fn deep_nesting_ends_in_a_problem() {
        let deep = format!("\"x\": {}{}", "[".repeat(100_000), "]".repeat(100_000));
        let json = ORDER.replacen('{', &format!("{{{deep}, "), 1);
        assert_eq!(problems(&json)[0].code, Code::OrderTooLarge);
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = decoder().decode(&bytes);
        }

        #[test]
        fn a_damaged_order_is_read_or_refused(at in 0_usize..200, byte in any::<u8>()) {
            let mut bytes = br#"{"id":"A","date":"2023-06-20","ship_to":{"country":"IR"},"lines":[{"sku":"X","hs":"8542.31","price":{"amount":1.5,"currency":"USD"}}],"express":true,"margin":"5 %"}"#.to_vec();
            if let Some(slot) = bytes.get_mut(at) {
                *slot = byte;
            }
            if let Err(problems) = decoder().decode(&bytes) {
                prop_assert!(!problems.is_empty());
            }
        }
    }
}
