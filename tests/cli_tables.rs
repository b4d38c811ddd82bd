//! Decision tables and what only a person can judge, as the users of every subcommand meet them.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::Folder;

const FRAME: &str = r#"authority ear "Export Administration Regulations"
  provision 744.21  "Military end use" recalled
  provision 738-1   "Country chart"
outcomes
  clear
  review
  license_required  "needs a licence"
  undetermined counts as review
record order
  id       text          required
  ship_to  address
  lines    list of line  required
  legal    legal
  express  yes_no        assumed no
record address
  country  country
record legal
  military  yes_no
record line
  sku   text   required
  eccn  eccn
"#;

const RULES: &str = r#"set group_d5 of country "Country group D:5" BY, CU, RU
table chart "Country chart"
  cites ear 738-1
  for each line in order.lines
  when order.express is no
  because "{line.sku} to {order.ship_to.country}"
  | line.eccn | order.ship_to.country | then             | cites      |
  |-----------|-----------------------|------------------|------------|
  | 3A001     | in group_d5           | license_required | ear 744.21 |
  | 7A994     | not IR                | review           |            |
table sectors
  cites ear 738-1
  for each line in order.lines
  | line.eccn | order.ship_to.country | then |
  from "data/sectors.csv" column eccn, to, outcome, where list is eu, in force from since
untranslatable military "Military end use"
  cites ear 744.21
  when order.ship_to.country in group_d5
  asks "Is it meant for a military end use?"
  answered by order.legal.military
  then license_required
exception samples "Samples"
  lifts chart
  cites ear 738-1
  for each line in order.lines
  when line.sku is "sample"
"#;

const SECTORS: &str = "list,eccn,to,outcome,since\neu,5A992,RU,review,\nus,5A992,CU,review,\neu,5A002,\"in {RU, BY}\",review,2020-01-01\n";

const TESTS: &str = r#"test "chips to Russia"
  given order "orders.ndjson" id "SO-1"
  expect license_required by chart
  expect no finding by sectors
test "nobody was asked"
  given order "orders.ndjson" id "SO-2"
  expect open military, needs legal.military
"#;

const ORDERS: [&str; 4] = [
    r#"{"id":"SO-1","ship_to":{"country":"RU"},"lines":[{"sku":"A","eccn":"3A001.a"}],"legal":{"military":false}}"#,
    r#"{"id":"SO-2","ship_to":{"country":"RU"},"lines":[{"sku":"B","eccn":"EAR99"}]}"#,
    r#"{"id":"SO-3","ship_to":{"country":"RU"},"lines":[{"sku":"B","eccn":"EAR99"}],"legal":{"military":true}}"#,
    r#"{"id":"SO-4","ship_to":{"country":"RU"},"lines":[{"sku":"B","eccn":"EAR99"}],"legal":{"military":false}}"#,
];

fn folder(tests: &str) -> Folder {
    let folder = Folder::empty().file("p/frame.policy", FRAME).file("p/rules.policy", RULES);
    let folder = folder.file("p/data/sectors.csv", SECTORS).file("p/orders.ndjson", ORDERS.join("\n"));
    folder.file("p/tests.policy", tests)
}

fn out(arguments: &[&str]) -> String {
    let run = folder(TESTS).run(arguments);
    assert_eq!(run.status, 0, "{}", run.err);
    run.out
}

#[test]
fn coverage_lists_rows_and_cells_where_they_stand() {
    insta::assert_snapshot!(out(&["coverage", "p"]));
}

#[test]
fn coverage_marks_each_cell_and_what_rows_share_once() {
    let page = out(&["coverage", "p", "--format", "html"]);
    let marks = |text: &str| -> usize {
        let lines = page.lines().filter(|line| line.contains(text) && line.contains("class=\"n\""));
        lines.map(|line| line.matches("<sup>").count()).sum()
    };
    assert_eq!(marks("order.express is no"), 1);
    assert_eq!(marks("in group_d5<"), 3, "the row, and the condition of the question");
    assert_eq!(marks("not IR"), 2);
    assert_eq!(marks("order.legal.military<"), 1);
    assert_eq!(marks("in {RU, BY}"), 2, "in the reference table");
    assert!(!page.contains("us,5A992"), "what is no rule is left out");
}

#[test]
fn coverage_in_json_names_rows_and_headings() {
    let report: serde_json::Value = serde_json::from_str(&out(&["coverage", "p", "--format", "json"])).unwrap();
    let rules = report["rules"].as_array().unwrap();
    let kinds: Vec<_> =
        rules.iter().map(|rule| [&rule["name"], &rule["kind"]].map(|it| it.as_str().unwrap())).collect();
    let named = [["chart[1]", "row"], ["chart[2]", "row"], ["military", "untranslatable"], ["samples", "exception"]];
    assert_eq!([&kinds[..4]].concat(), named);
    let cell = report["conditions"].as_array().unwrap().iter().find(|row| row["text"] == "line.eccn: 5A002").unwrap();
    assert_eq!(cell["item"], "sectors[2]");
    assert_eq!((&cell["file"], &cell["line"], &cell["column"]), (&"data/sectors.csv".into(), &4.into(), &4.into()));
    let provisions = report["provisions"].as_array().unwrap();
    assert_eq!(provisions[0]["test_against"], "chips to Russia", "no finding by a table is one by none of its rows");
}

#[test]
fn a_table_a_row_and_a_question_are_told_in_plain_english() {
    let told = ["chart", "chart[2]", "sectors row 2", "military"].map(|name| out(&["explain", "p", name]));
    insta::assert_snapshot!(told.join("\n----------\n"));
}

#[test]
fn of_a_long_table_the_first_rows_are_told_and_the_others_counted() {
    let rows: String = (10..75).map(|chapter| format!("  | {chapter} | review |\n")).collect();
    let long = format!("table long\n  cites ear 738-1\n  for each line in order.lines\n  | line.hs | then |\n{rows}");
    let folder = folder(TESTS).file("p/frame.policy", format!("{FRAME}  hs    hs_code\n")).file("p/long.policy", long);
    let run = folder.run(&["explain", "p", "long"]);
    assert_eq!((run.status, run.err.as_str()), (0, ""));
    assert!(run.out.contains("\n65 rows, of which all that match count\n"), "{}", run.out);
    assert!(
        run.out.contains("  50. review when the line’s HS code is 59, or under it\n  and 15 more rows\n"),
        "{}",
        run.out
    );
    let json = folder.run(&["explain", "p", "long", "--format", "json"]).out;
    let account: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(account["rows"].as_array().unwrap().len(), 65);
    assert_eq!(account["rows"][64]["cells"][0], "74");
}

#[test]
fn names_of_tables_and_numbers_of_rows_are_looked_for() {
    let said = |name: &str| {
        let run = folder(TESTS).run(&["explain", "p", name]);
        assert_eq!(run.status, 64);
        run.err
    };
    let nothing = "no rule, table, flag, exception, definition or set is named `chrt`; did you mean `chart`?";
    assert_eq!(said("chrt"), format!("interdict: {nothing}\n"));
    assert_eq!(said("chart[3]"), "interdict: there is no `chart[3]`: `chart` has 2 rows\n");
}

#[test]
fn a_verdict_is_accounted_for_row_by_row() {
    let account = |name: &str| out(&["explain", "p", name, "--order", "p/orders.ndjson", "--id", "SO-1"]);
    let all = account("chart");
    assert!(all.contains("chart row 1") && all.contains("chart row 2"), "{all}");
    assert!(all.contains("✓ true    order.ship_to.country: in group_d5"), "{all}");
    let one = account("chart row 1");
    assert!(one.contains("chart row 1") && !one.contains("chart row 2"), "{one}");
}

#[test]
fn a_question_is_asked_and_each_answer_said_to_bring_what_it_brings() {
    let run = folder(TESTS).run(&["screen", "p", "p/orders.ndjson"]);
    assert_eq!((run.status, run.err.as_str()), (1, ""));
    insta::assert_snapshot!(run.out);
    let run = folder(TESTS).run(&["screen", "p", "p/orders.ndjson", "--format", "ndjson"]);
    let decision: serde_json::Value = serde_json::from_str(run.out.lines().nth(1).unwrap()).unwrap();
    let missing = &decision["missing"][0];
    assert_eq!(missing["ask"], "Is it meant for a military end use?");
    let answers = missing["answers"].as_array().unwrap();
    let brought: Vec<_> =
        answers.iter().map(|answer| [&answer["answer"], &answer["lower"], &answer["upper"]]).collect();
    let (yes, no) = (["yes", "license_required", "license_required"], ["no", "clear", "clear"]);
    assert!(brought.contains(&yes.map(serde_json::Value::from).each_ref()), "{brought:?}");
    assert!(brought.contains(&no.map(serde_json::Value::from).each_ref()), "{brought:?}");
}

#[test]
fn an_expectation_of_a_table_that_fails_names_the_rows() {
    let tests = r#"test "nothing of the chart"
  given order "orders.ndjson" id "SO-1"
  expect no finding by chart
  expect review by chart
  expect no finding
test "nothing known"
  given order
    lines[1].sku = "A"
    legal.military = no
  expect finding by chart
"#;
    let run = folder(tests).run(&["test", "p"]);
    assert_eq!(run.status, 1);
    let said: Vec<&str> = run.out.lines().filter_map(|line| line.split_once("╰── ").map(|(_, said)| said)).collect();
    assert_eq!(
        said,
        [
            "expected no finding by chart, but row 1 finds at lines[1]",
            "expected review by chart, but row 1 brings license_required",
            "expected review, but the verdict is license_required",
            "expected no finding, but there is: chart row 1",
            "expected a finding by chart, but row 1, row 2 are open: a missing fact decides",
        ]
    );
}
