//! `interdict screen`, as its users run it.

#![cfg(feature = "cli")]

mod cli_support;

use cli_support::{CLEAR, Folder, POLICY, PROHIBITED, UNDETERMINED, WRONG};
use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};

const ALL: [&str; 4] = [CLEAR, PROHIBITED, UNDETERMINED, WRONG];

fn with_orders(orders: &[&str]) -> Folder {
    Folder::with_policy().file("orders.ndjson", orders.join("\n"))
}

fn status(orders: &[&str]) -> i32 {
    with_orders(orders).run(&["screen", "policies", "orders.ndjson"]).status
}

#[test]
fn people_read_the_count_and_then_each_order() {
    insta::assert_snapshot!(with_orders(&ALL).run(&["screen", "policies", "orders.ndjson"]).out);
}

#[test]
fn the_summary_alone() {
    insta::assert_snapshot!(with_orders(&ALL).run(&["screen", "policies", "orders.ndjson", "--format", "summary"]).out);
}

#[test]
fn ndjson_has_one_line_an_order_in_the_order_of_the_input() {
    let run = with_orders(&ALL).run(&["screen", "policies", "orders.ndjson", "--format", "ndjson"]);
    let rows: Vec<serde_json::Value> = run.out.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        rows.iter().map(|row| row["order"].as_str().unwrap()).collect::<Vec<_>>(),
        ["SO-1", "SO-2", "SO-3", "SO-4"]
    );
    assert_eq!(rows[1]["verdict"]["outcome"], "prohibited");
    assert_eq!(rows[2]["missing"][0]["ask"], "Which country are the goods going to?");
    assert_eq!(rows[3]["data_problems"][0]["path"], "lines[2].hs");
    assert_eq!(rows[3]["data_problems"][0]["line"], 4);
}

#[test]
fn json_is_one_object_as_its_schema_says() {
    let run = with_orders(&ALL).run(&["screen", "policies", "orders.ndjson", "--format", "json"]);
    let batch: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    let schema = serde_json::from_str(include_str!("../docs/decision.schema.json")).unwrap();
    let errors: Vec<_> =
        jsonschema::validator_for(&schema).unwrap().iter_errors(&batch).map(|error| error.to_string()).collect();
    assert!(errors.is_empty(), "{errors:#?}");
    assert_eq!(batch["decisions"].as_array().unwrap().len(), 3);
    assert_eq!(batch["refused"].as_array().unwrap().len(), 1);
    assert_eq!(batch["summary"]["screened"], 3);
}

#[test]
fn the_exit_status_says_how_it_went() {
    assert_eq!(status(&[CLEAR]), 0);
    assert_eq!(status(&[CLEAR, PROHIBITED]), 1);
    assert_eq!(status(&[UNDETERMINED]), 1);
    assert_eq!(status(&[PROHIBITED, WRONG]), 2);
    let wrong_policy = Folder::empty().file("policies/a.policy", POLICY.replace("is IR\n", "is IRX\n"));
    let run = wrong_policy.file("o.json", WRONG).run(&["screen", "policies", "o.json"]);
    assert_eq!((run.status, run.out.as_str()), (3, ""));
    assert!(run.err.contains("E041") && run.err.contains("no order was screened"), "{}", run.err);
}

#[test]
fn arguments_that_make_no_sense_are_not_taken_for_a_verdict() {
    let folder = with_orders(&[CLEAR]);
    assert_eq!(folder.run(&["screen"]).status, 64);
    assert_eq!(folder.run(&["screen", "policies", "--as-of", "tomorrow"]).status, 64);
    assert_eq!(folder.run(&["scren"]).status, 64);
    assert_eq!(folder.run(&["--version"]).status, 0);
}

#[test]
fn orders_come_from_standard_input() {
    let folder = Folder::with_policy();
    let piped = folder.run_on(&["screen", "policies", "--format", "ndjson"], &ALL.join("\n"));
    let dashed = folder.run_on(&["screen", "policies", "-", "--format", "ndjson"], &ALL.join("\n"));
    assert_eq!(piped.out.lines().count(), 4);
    assert_eq!(piped.out, dashed.out);
}

#[test]
fn an_input_without_orders_is_not_taken_for_orders_that_are_clear() {
    let folder = Folder::with_policy();
    for (format, input) in [("json", ""), ("json", "\n \n"), ("json", "[]"), ("ndjson", ""), ("csv", "id,date\n")] {
        let run = folder.run_on(&["screen", "policies", "--input", format], input);
        assert_eq!(run.status, 2, "{format}: {input:?}");
        assert!(run.err.contains("no orders"), "{format}: {}", run.err);
    }
}

#[test]
fn an_array_and_a_single_order_are_accepted() {
    let folder = Folder::with_policy();
    assert_eq!(folder.run_on(&["screen", "policies"], CLEAR).status, 0);
    let array = folder.run_on(&["screen", "policies", "--format", "json"], &format!("[\n{}\n]", ALL.join(",\n")));
    let batch: serde_json::Value = serde_json::from_str(&array.out).unwrap();
    assert_eq!((&batch["summary"]["screened"], &batch["summary"]["refused"]), (&3.into(), &1.into()));
}

#[test]
fn a_csv_table_has_one_row_an_order_line() {
    let table = "id,date,ship_to.country,lines.sku,lines.hs\nSO-1,2023-06-20,IR,A,0101\nSO-1,2023-06-20,IR,B,8542.31\nSO-2,2023-06-20,FR,C,8542.31\n";
    let folder = Folder::with_policy().file("orders.csv", table);
    let run = folder.run(&["screen", "policies", "orders.csv", "--format", "json"]);
    let batch: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(batch["summary"]["screened"], 2, "{}", run.out);
    assert_eq!(batch["decisions"][0]["lines"][1]["outcome"], "prohibited");
    assert_eq!(folder.run_on(&["screen", "policies", "--input", "csv"], table).status, 1);
}

#[test]
fn a_file_that_is_not_there_does_not_stop_the_others() {
    let run = with_orders(&[CLEAR]).run(&["screen", "policies", "missing.json", "orders.ndjson", "."]);
    assert_eq!(run.status, 2);
    assert!(run.out.contains("● SO-1  clear"), "{}", run.out);
    assert!(run.out.contains("missing.json"), "{}", run.out);
    assert!(run.out.contains("it is a folder"), "{}", run.out);
    assert!(run.out.starts_with("1 order screened, 2 not screened"), "{}", run.out);
}

#[test]
fn broken_orders_cost_only_themselves() {
    let run = with_orders(&["{\"id\":", CLEAR, "nonsense", PROHIBITED, CLEAR.split_at(40).0]).run(&[
        "screen",
        "policies",
        "orders.ndjson",
        "--format",
        "json",
    ]);
    let batch: serde_json::Value = serde_json::from_str(&run.out).unwrap();
    assert_eq!(batch["summary"]["screened"], 2, "{}", run.out);
    assert_eq!(batch["summary"]["refused"], 3, "{}", run.out);
    assert_eq!(run.status, 2);
}

#[test]
fn another_date_can_be_asked_for() {
    let folder = with_orders(&[PROHIBITED]);
    assert_eq!(folder.run(&["screen", "policies", "orders.ndjson", "--as-of", "2020-01-01"]).status, 0);
    assert_eq!(folder.run(&["screen", "policies", "orders.ndjson", "--as-of", "2023-02-24"]).status, 1);
}

#[test]
fn clear_orders_can_be_left_out_but_are_counted() {
    let run = with_orders(&ALL).run(&["screen", "policies", "orders.ndjson", "--only", "not-clear"]);
    assert!(!run.out.contains("SO-1 "), "{}", run.out);
    assert!(run.out.starts_with("3 orders screened"), "{}", run.out);
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = with_orders(&ALL);
    for format in ["text", "json", "ndjson", "summary"] {
        let run = || folder.run(&["screen", "policies", "orders.ndjson", "--format", format]).out;
        assert_eq!(run(), run());
    }
}

#[test]
fn a_reader_that_goes_away_ends_the_run_quietly() {
    let folder = Folder::with_policy();
    let mut command = folder.command(&["screen", "policies", "--format", "ndjson"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || while writeln!(stdin, "{PROHIBITED}").is_ok() {});
    let mut first = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.contains("SO-2"));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(141));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
}

#[test]
fn a_verdict_does_not_wait_for_the_next_order() {
    let folder = Folder::with_policy();
    let mut command = folder.command(&["screen", "policies", "--format", "ndjson"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    for _ in 0..2 {
        writeln!(stdin, "{CLEAR}").unwrap();
        let mut line = String::new();
        out.read_line(&mut line).unwrap();
        assert!(line.contains("SO-1"));
    }
    drop(stdin);
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

#[cfg(unix)]
#[test]
fn an_interrupted_run_gives_the_count_so_far() {
    let folder = Folder::with_policy();
    let mut command = folder.command(&["screen", "policies", "--format", "ndjson"]);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    let writer = std::thread::spawn(move || while writeln!(stdin, "{CLEAR}").is_ok() {});
    let mut out = BufReader::new(child.stdout.take().unwrap()).lines();
    out.next().unwrap().unwrap();
    assert!(Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap().success());
    assert!(out.map(Result::unwrap).all(|line| line.ends_with('}')));
    let output = child.wait_with_output().unwrap();
    writer.join().unwrap();
    assert_eq!(output.status.code(), Some(130));
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.contains("orders screened; stopped before the end"), "{said}");
}

#[test]
fn what_an_order_says_cannot_steer_the_terminal() {
    let order = PROHIBITED.replace("XC7", "\\u001b[2J\\u009b\\u202e");
    for format in ["text", "json", "ndjson"] {
        let run = Folder::with_policy().run_on(&["screen", "policies", "--format", format], &order);
        assert!(run.out.chars().all(|c| c == '\n' || !c.is_control()), "{format}: {}", run.out);
        assert!(!run.out.contains('\u{202e}'));
    }
}
