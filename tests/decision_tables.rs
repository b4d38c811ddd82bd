//! Decision tables at work: what lifts them, what tests say of them, and where their rows stand.

#![cfg(feature = "compiler")]
#![expect(clippy::panic, reason = "a test may fail")]

use interdict::report::{Look, Sources, problems::terminal};
use interdict::{Compiled, Compiler, Evaluator, trial};
use proptest::prelude::*;
use std::sync::Arc;

const POLICY: &str = r#"outcomes
  clear
  review
  prohibited
  undetermined counts as review
authority ear "EAR"
  provision 1  "One"
  provision 2  "Two"
record order
  id       text     required
  place    country
  express  yes_no
  told     yes_no
  lines    list of line  required
record line
  eccn  eccn
table chart "Chart"
  cites ear 1
  for each line in order.lines
  | line.eccn | order.place  | then       | cites | because          |
  | 3A001     | in {IR, KP}  | prohibited | ear 2 | "{order.place}"  |
  | 3A        |              | review     |       |                  |
exception express "Express"
  lifts chart
  cites ear 1
  when order.express is yes
untranslatable knowledge "Knowledge"
  cites ear 2
  when order.place is TR
  asks "Does anyone know?"
  answered by order.told
  then prohibited
"#;

const TESTS: &str = r#"test "two rows, and none"
  given order
    place = IR
    express = no
    lines[1].eccn = 3A001.a
    lines[2].eccn = 7A994
  expect prohibited by chart
  expect review by chart for lines[1]
  expect no finding by chart for lines[2]
  expect clear for lines[2]
test "an exception lifts what any row found"
  given order
    place = IR
    express = yes
    lines[1].eccn = 3A001
  expect clear
  expect lifted chart by express
test "a row waits for the place"
  given order
    express = no
    lines[1].eccn = 3A001
  expect review, undetermined, up to prohibited
  expect open chart, needs place
test "a question waits for its answer"
  given order
    place = TR
    lines = none
  expect open knowledge, needs told
test "and gets it"
  given order
    place = TR
    lines = none
    told = yes
  expect prohibited by knowledge
"#;

fn compiled(text: &str) -> Compiled {
    let mut compiler = Compiler::default();
    compiler.set_policy("a.policy", text.into());
    compiler.compile()
}

/// The titles of the tests that fail.
fn failing(tests: &str) -> Vec<String> {
    let compiled = compiled(&format!("{POLICY}{tests}"));
    let program = compiled.program.unwrap_or_else(|| panic!("{:#?}", compiled.problems));
    let evaluator = Evaluator::new(program);
    let failed = compiled.tests.iter().filter(|test| !trial::run(&evaluator, &test.case).passed());
    failed.map(|test| test.case.title.to_string()).collect()
}

#[test]
fn the_name_of_a_table_stands_for_all_its_rows() {
    assert_eq!(
        failing(&TESTS.replace("expect review by chart for lines[1]", "expect finding by chart for lines[1]")),
        Vec::<String>::new()
    );
    assert_eq!(failing(TESTS), ["two rows, and none"], "the first line is prohibited, not under review");
    assert_eq!(failing(&TESTS.replace("open chart", "finding by chart")).len(), 1, "one row stands, under review");
}

#[test]
fn rows_are_sorted_by_their_numbers() {
    let rows = "  | 3A | | review | | |\n".repeat(10);
    let text = POLICY.replace("exception express", &format!("{rows}exception express"));
    let program = compiled(&text).program.unwrap();
    let names: Vec<&str> = program.rules.iter().map(|rule| rule.code.name.as_ref()).collect();
    let rows = (1..=12).map(|row| format!("chart[{row}]"));
    let expected: Vec<String> = rows.chain(["express".into(), "knowledge".into()]).collect();
    assert_eq!(names, expected);
}

#[test]
fn rows_and_questions_are_stored_with_the_program() {
    let program = compiled(POLICY).program.unwrap();
    let stored = serde_json::to_string(&*program).unwrap();
    assert_eq!(serde_json::from_str::<interdict::Program>(&stored).unwrap(), *program);
}

#[test]
fn a_question_is_that_of_the_provision() {
    let program = compiled(POLICY).program.unwrap();
    let order =
        interdict::Decoder::new(Arc::clone(&program)).decode(br#"{"id": "1", "place": "TR", "lines": []}"#).unwrap();
    let evaluator = Evaluator::new(program);
    let explanation = evaluator.explain(&order, &evaluator.screen(&order));
    let asked: Vec<&str> = explanation.missing.iter().map(|missing| missing.ask.as_str()).collect();
    assert_eq!(asked, ["Does anyone know?"]);
    assert_eq!(serde_json::to_value(&explanation.open).unwrap()[0]["kind"], "untranslatable");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    #[test]
    fn whatever_stands_in_cells_is_read_or_reported(
        rows in "(3A001|in \\{IR, é\\}|\"|\"\"|,|\\||\n|\r\n| |-|#|é|not |is known|prohibited|>=|\\(|contains \"é|ear 1|\\{order.place\\}){0,40}"
    ) {
        let heading = "  | line.eccn | order.place | then | cites | because |\n";
        let clauses = "  cites ear 1\n  for each line in order.lines\n";
        let tables = format!("table inline\n{clauses}{heading}  {}\ntable read\n{clauses}{heading}  from \"rows.csv\"\n", rows.replace('\n', "\n  "));
        let text = format!("{POLICY}{tables}");
        let csv = format!("line.eccn,order.place,then,cites,because\n{rows}");
        let mut compiler = Compiler::default();
        compiler.set_policy("a.policy", text.clone());
        compiler.set_table("rows.csv", csv.clone().into_bytes());
        let compiled = compiler.compile();
        let mut sources = Sources::default();
        sources.insert("a.policy", text.as_str());
        sources.insert("rows.csv", csv.as_str());
        let mut out = Vec::new();
        terminal::write(&mut out, &compiled.problems, &sources, Look::PLAIN).unwrap();
        for label in compiled.problems.iter().flat_map(|problem| &problem.labels) {
            let length = if label.file.as_deref() == Some("rows.csv") { csv.len() } else { text.len() };
            prop_assert!(label.span.start <= label.span.end && label.span.end as usize <= length, "{label:?} of {length}");
        }
        if let Some(program) = compiled.program {
            prop_assert!(program.rules.iter().any(|rule| rule.code.name.starts_with("inline[")));
        }
    }
}
