//! Decision tables: their layout, their cells, their reference tables, and rows that are doubtful.

#![cfg(test)]

use crate::NOTHING;
use crate::said::{compiled, messages_of, said_beside, said_of, with_table};

const FRAME: &str = "table chart \"Chart\"\n  cites ear 746.7\n  for each line in order.lines\n";

/// What is said of a table with these lines.
fn said(lines: &[&str]) -> Vec<String> {
    said_of(&format!("{FRAME}  {}\n", lines.join("\n  ")))
}

#[test]
fn cells_are_tests_on_the_value_of_their_column() {
    let text = "set hubs of country AE, TR\n".to_owned()
        + FRAME
        + "  | line.hs       | order.ship_to.country | line.total   | line.sku         | order.ship_to.kind | then       | cites     |
  |---------------|:---------------------:|--------------|------------------|--------------------|------------|-----------|
  | 8542.31       | in hubs               | >= USD 5_000 | contains \"x | y\" | business           | review     | kyc KYC-1 |
  | in {85, 8471} | not in {IR, RU}       | -            | is not \"Z\"       | is known           | prohibited | ear 746.7 |
  | not 90        | not IR                |              |                  | not residence      | review     |           |
";
    assert_eq!(said_of(&text), ["W007 [is known]"]);
}

#[test]
fn each_mistake_in_a_cell_points_at_the_cell() {
    let text = [
        "| line.hs | order.ship_to.country | line.total | then   |",
        "| 85423   | IR                    |            | review |",
        "| 8542    | UK                    |            | revew  |",
        "| 8542    | in listed             | > 5        | review |",
        "| is is   | IR, RU                | 5,000      | a b    |",
    ];
    assert_eq!(
        said(&text),
        [
            "E042 [85423]",
            "E041 [UK]",
            "E029 [revew]",
            "E020 [listed]",
            "E040 [5]",
            "E006 [is]",
            "E006 [,]",
            "E007 [5,000]",
            "E006 [b]",
        ]
    );
}

#[test]
fn a_row_has_a_cell_for_each_column_and_ends_with_a_bar() {
    assert_eq!(
        said(&["| line.hs | then |", "| 85 |", "| 85 | review | IR |", "| 84 | review"]),
        ["E065 [| 85 | | | line.hs | then |]", "E065 [| 85 | review | IR | | | line.hs | then |]", "E006 [w]"]
    );
}

#[test]
fn a_table_has_a_heading_rows_and_an_outcome() {
    assert_eq!(said(&[]), ["E064 [chart]"]);
    assert_eq!(said(&["| line.hs | then |"]), ["E064 [chart]"]);
    assert_eq!(said(&["| line.hs |", "| 85 |"]), ["E010 [chart]"]);
    assert_eq!(said(&["then review", "| line.hs |", "| 85 |"]), NOTHING);
    assert_eq!(said(&["| line.hs | then |", "| 85 | |"]), ["E010 [| 85 | |]"]);
    assert_eq!(said(&["| line.hs | then | then |", "| 85 | review | review |"]), ["E011 [then | then]"]);
    assert_eq!(said(&["lifts some_rule", "| line.hs | then |", "| 85 | review |"])[0], "E016 [lifts some_rule]");
}

#[test]
fn a_condition_before_the_rows_is_not_joined_with_them() {
    assert_eq!(said(&["when order.ship_to.country is IR", "| line.hs | then |", "| 85 | review |"]), NOTHING);
    assert_eq!(
        said_of(
            "rule r\n  cites ear 746.7\n  when order.ship_to.country is IR | order.ship_to.kind is business\n  then review\n"
        ),
        ["E007 [|]"]
    );
}

#[test]
fn a_mistake_in_what_rows_share_is_reported_once() {
    let text = FRAME.replace("746.7", "746.8") + "  | line.hz | then |\n  | 85 | review |\n  | 84 | review |\n";
    assert_eq!(said_of(&text), ["E025 [746.8]", "E023 [hz]"]);
    let lists = ["| order.lines | order.ship_to | then |", "| 85 | IR | review |"];
    assert_eq!(said(&lists), ["E053 [order.lines]", "E053 [order.ship_to]"]);
}

#[test]
fn a_table_or_its_rows_cite_something() {
    let rows =
        "  | line.hs | then   | cites     |\n  | 85      | review | kyc KYC-1 |\n  | 84      | review |           |\n";
    let text = FRAME.replace("  cites ear 746.7\n", "") + rows;
    assert_eq!(said_of(&text), ["W001 [| 84      | review |           |]"]);
    let text = text.replace("| cites     ", "").replace("| kyc KYC-1 ", "").replace("|           |", "|");
    assert_eq!(messages_of(&text), ["`chart` cites nothing"]);
}

#[test]
fn doubtful_rows_are_warned_of() {
    let heading = "| line.hs | order.ship_to.country | line.total | line.total | then |";
    let rows = |rows: &[&str]| said(&[&[heading], rows].concat());
    let (a, b) = ("| 85 | IR | | | review |", "| 8542 | IR | | | review |");
    assert_eq!(rows(&[a, b]), [format!("W013 [{b} | {a}]")]);
    assert_eq!(rows(&[a, a]), [format!("W012 [{a} | {a}]")]);
    assert_eq!(rows(&[a, "| 8542 | IR | | | prohibited |", "| 8542 | RU | | | review |"]), NOTHING);
    let never = "| 85 | | >= USD 5 | < USD 5 | review |";
    assert_eq!(rows(&[never]), [format!("W011 [{never}]")]);
    assert_eq!(rows(&["| 85 | | >= USD 5 | <= USD 5 | review |", "| 85 | | >= USD 5 | < EUR 5 | review |"]), NOTHING);
    let (wide, narrow) = ("| | in {IR, RU} | > USD 3 | | review |", "| 85 | IR | >= USD 4 | | review |");
    assert_eq!(rows(&[narrow, wide]), [format!("W013 [{narrow} | {wide}]")]);
    assert_eq!(rows(&["| 85 | not IR | | | review |", "| 85 | RU | | | review |"]).len(), 1);
    assert_eq!(rows(&["| 85 | RU | | | review |", "| 85 | not RU | | | review |"]), NOTHING);
}

#[test]
fn sets_in_different_rows_are_told_apart() {
    let sets = "set hubs of country AE, TR\nset others of country IR\n";
    let text = |one: &str, other: &str| {
        format!(
            "{sets}{FRAME}  | line.hs | order.ship_to.country | then |\n  | 85 | {one} | review |\n  | 85 | {other} | review |\n"
        )
    };
    assert_eq!(said_of(&text("in hubs", "in others")), NOTHING);
    assert_eq!(said_of(&text("in hubs", "in hubs")).len(), 1);
    assert_eq!(said_of(&text("not in hubs", "in hubs")), NOTHING);
}

#[test]
fn rows_that_cite_different_provisions_may_overlap() {
    let rows = ["| line.hs | then | cites |", "| 85 | review | |", "| 8542 | review | kyc KYC-1 |"];
    assert_eq!(said(&rows), NOTHING);
}

#[test]
fn what_absence_does_is_warned_of_once() {
    let rows = ["| line.rate | then |", "| > 5 | review |", "| > 6 | prohibited |"];
    assert_eq!(said(&rows), ["W007 [line.rate | quantity or else 1]"]);
}

const SOURCE: &str = "  | line.hs | order.ship_to.country | then |\n  from \"data/chart.csv\"";

fn beside(clause: &str, csv: &str) -> Vec<String> {
    said_beside(&format!("{FRAME}{SOURCE}{clause}\n"), csv)
}

#[test]
fn rows_come_from_a_reference_table() {
    let csv = "line.hs,then,order.ship_to.country\n8542.31,review,IR\n\"in {84, 90}\",prohibited,not RU\n";
    assert_eq!(beside("", csv), NOTHING);
    let csv = "code,note,to,outcome,since\n8542.31,x,IR,review,2023-02-24\n85,y,,prohibited,\n";
    let clause = " column code, to, outcome, where note in {x, y}, in force from since";
    assert_eq!(beside(clause, csv), NOTHING);
    let program = with_table(&format!("{FRAME}{SOURCE}{clause}\n"), csv).program.unwrap();
    let rows: Vec<&str> = program.rules.iter().map(|rule| rule.code.name.as_ref()).collect();
    assert_eq!(rows, ["chart[1]", "chart[2]", "some_rule"]);
    assert_eq!(program.rules[0].code.period.from.map(|date| date.to_string()).as_deref(), Some("2023-02-24"));
}

#[test]
fn mistakes_in_a_reference_table_point_into_it() {
    let csv = "line.hs,order.ship_to.country,then\n85423,IR,review\n8542,UK,revew\n8542,IR\n,\"IR, RU\",review\n";
    assert_eq!(beside("", csv), ["E042 [85423]", "E041 [UK]", "E029 [revew]", "E073 [8542,IR]", "E006 [,]"]);
}

#[test]
fn no_error_is_lost_among_many_doubts() {
    let doubtful = "  | 8542 | review | |\n".repeat(40);
    let text = FRAME.replace("  cites ear 746.7\n", "")
        + "  | line.hs | then | cites |\n"
        + &doubtful
        + "  | 85423 | review | |\n";
    assert_eq!(said_of(&text).iter().filter(|said| said.starts_with('E')).count(), 1);
    assert!(compiled(&text).program.is_none());
}

#[test]
fn doubts_about_a_reference_table_point_into_it() {
    let csv = "line.hs,order.ship_to.country,then\nis known,IR,review\n85,RU,review\n8542,RU,review\n85,RU,review\n";
    assert_eq!(
        beside("", csv),
        ["W007 [is known]", "W013 [8542,RU,review | 85,RU,review]", "W012 [85,RU,review | 85,RU,review]"]
    );
}

#[test]
fn the_columns_of_a_reference_table_are_those_of_the_table() {
    assert_eq!(beside("", "line.hs,order.ship_to.contry,then\n"), ["E074 [order.ship_to.contry]"]);
    assert_eq!(beside("", "line.hs,then\n85,review\n"), ["E072 [\"data/chart.csv\"]"]);
    assert_eq!(beside(" column a, b", "a,b\n85,review\n"), ["E065 [b]"]);
    assert_eq!(beside(" column a, b, d", "a,b,c\n85,IR,review\n"), ["E072 [d]"]);
}

#[test]
fn a_table_has_a_limited_number_of_rows() {
    let csv = |rows: usize| "line.hs,order.ship_to.country,then\n".to_owned() + &"8542,IR,review\n".repeat(rows);
    assert!(beside("", &csv(10_001)).first().is_some_and(|said| said.starts_with("E066")));
}

#[test]
fn a_table_with_a_mistake_brings_no_rows() {
    let compiled = compiled(&format!("{FRAME}  | line.hs | then |\n  | 85 | review |\n  | 8x | review |\n"));
    assert!(compiled.program.is_none());
}
