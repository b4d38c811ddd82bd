//! What an edit costs: the whole map of queries that run after it. And: a warm compiler says what a fresh one says.

#![cfg(feature = "compiler")]
#![expect(clippy::unwrap_used, clippy::indexing_slicing, clippy::string_slice, reason = "helpers of tests")]

use interdict::Compiler;
use proptest::prelude::*;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::{Arc, Mutex};

const SCHEMA: &str = r#"outcomes
  clear
  review
  undetermined counts as review
authority ear "Export Administration Regulations"
  provision 746.7 "Iran"
record order
  id text required
  date date required
  ship_to address
  lines list of line
record address
  country country
record line
  hs hs_code
  value money
"#;

const SHARED: &str = "set hubs of country AE, TR
set embargoed of country IR, KP
define sensitive (code hs_code) = code is 8542
define to_hub = order.ship_to.country in hubs
";

const RULES: &str = "rule to_embargoed
  cites ear 746.7
  when order.ship_to.country in embargoed
  then review
rule chips_to_hub
  cites ear 746.7
  for each line in order.lines
  when to_hub and sensitive(line.hs)
  then review
rule large
  cites ear 746.7
  for each line in order.lines
  when line.value >= USD 5_000
  then review
";

/// A compiler that counts the queries it runs.
struct Bench {
    compiler: Compiler,
    counts: Arc<Mutex<BTreeMap<String, usize>>>,
}

impl Bench {
    fn new() -> Self {
        let counts = Arc::new(Mutex::new(BTreeMap::new()));
        let seen = Arc::clone(&counts);
        let mut compiler =
            Compiler::observed(move |query| *seen.lock().unwrap().entry(query.to_owned()).or_insert(0) += 1);
        compiler.set_policies([
            ("schema.policy", SCHEMA.into()),
            ("shared.policy", SHARED.into()),
            ("rules.policy", RULES.into()),
        ]);
        compiler.set_policy("sets.policy", "set chips of hs_code from \"codes.csv\" column hs6\nrule chip\n  cites ear 746.7\n  for each line in order.lines\n  when line.hs in chips\n  then review\n".into());
        compiler.set_table("codes.csv", b"hs6\n854231\n".to_vec());
        let bench = Self { compiler, counts };
        bench.queries();
        bench
    }

    /// The queries that compiling runs now, each with how often, on one line.
    fn queries(&self) -> String {
        self.counts.lock().unwrap().clear();
        let compiled = self.compiler.compile();
        assert!(compiled.program.is_some(), "{:#?}", compiled.problems);
        let counts = self.counts.lock().unwrap();
        let mut text = String::new();
        for (query, count) in counts.iter() {
            let _ = write!(text, "{query} {count}, ");
        }
        text.trim_end_matches(", ").to_owned()
    }

    fn edit(&mut self, path: &str, from: &str, to: &str, original: &str) -> String {
        assert!(original.contains(from), "`{from}` is not in {path}");
        self.compiler.set_policy(path, original.replace(from, to));
        self.queries()
    }
}

#[test]
fn nothing_changed() {
    insta::assert_snapshot!(Bench::new().queries(), @"");
}

#[test]
fn the_same_text_again() {
    let mut bench = Bench::new();
    bench.compiler.set_policy("rules.policy", RULES.into());
    insta::assert_snapshot!(bench.queries(), @"");
}

#[test]
fn one_body_edited() {
    let queries = Bench::new().edit("rules.policy", "USD 5_000", "USD 6_000", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1");
}

const TABLE: &str = "table chart
  cites ear 746.7
  for each line in order.lines
  | line.hs       | order.ship_to.country | then   |
  | 8542          | IR                    | review |
  | in {85, 8471} | in embargoed          | review |
";

#[test]
fn a_row_of_a_table_edited() {
    let mut bench = Bench::new();
    bench.compiler.set_policy("chart.policy", TABLE.into());
    bench.queries();
    let queries = bench.edit("chart.policy", "8471", "8473", TABLE);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1, rows 1");
}

#[test]
fn a_reference_table_of_a_table_edited() {
    let mut bench = Bench::new();
    bench.compiler.set_policy("chart.policy", format!("{TABLE}  from \"chart.csv\"\n"));
    let csv = |code: &str| format!("line.hs,order.ship_to.country,then\n{code},KP,review\n").into_bytes();
    bench.compiler.set_table("chart.csv", csv("90"));
    bench.queries();
    bench.compiler.set_table("chart.csv", csv("91"));
    insta::assert_snapshot!(bench.queries(), @"checked 1, file_summary 1, program 1, rows 1");
}

#[test]
fn a_rule_inserted_on_top() {
    let new = "rule first\n  cites ear 746.7\n  when order.ship_to.country is CU\n  then review\nrule to_embargoed\n";
    let queries = Bench::new().edit("rules.policy", "rule to_embargoed\n", new, RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, item_index 1, items 1, lookup 15, parsed 1, program 1, tangles 1");
}

#[test]
fn a_comment_between_rules_added() {
    let queries = Bench::new().edit("rules.policy", "rule chips_to_hub\n", "# about chips\nrule chips_to_hub\n", RULES);
    insta::assert_snapshot!(queries, @"items 1");
}

#[test]
fn a_comment_inside_a_rule_added() {
    let queries = Bench::new().edit("rules.policy", "when to_hub", "# about chips\n  when to_hub", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1");
}

#[test]
fn a_rule_moved() {
    let start = RULES.find("rule large").unwrap();
    let moved = format!("{}{}", &RULES[start..], &RULES[..start]);
    let mut bench = Bench::new();
    bench.compiler.set_policy("rules.policy", moved);
    insta::assert_snapshot!(bench.queries(), @"file_summary 1, item_index 1, items 1, program 1, tangles 1");
}

#[test]
fn a_rule_renamed() {
    let queries = Bench::new().edit("rules.policy", "rule large", "rule expensive", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, item_index 1, items 1, lookup 15, parsed 1, program 1, tangles 1");
}

#[test]
fn a_reason_reworded() {
    let mut bench = Bench::new();
    bench.edit("rules.policy", "USD 5_000\n", "USD 5_000\n  because \"too much\"\n", RULES);
    let queries = bench.edit("rules.policy", "USD 5_000\n", "USD 5_000\n  because \"too much by far\"\n", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1");
}

#[test]
fn a_set_member_added() {
    let queries = Bench::new().edit("shared.policy", "AE, TR", "AE, TR, OM", SHARED);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, lookup 1, parsed 1, program 1, signature 1, tangles 1");
}

#[test]
fn a_row_of_a_table_added() {
    let mut bench = Bench::new();
    bench.compiler.set_table("codes.csv", b"hs6\n854231\n854232\n".to_vec());
    insta::assert_snapshot!(bench.queries(), @"checked 1, file_summary 1, program 1");
}

#[test]
fn the_body_of_a_definition_edited() {
    let queries = Bench::new().edit("shared.policy", "code is 8542", "code is 8541", SHARED);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1, signature 1, tangles 1");
}

#[test]
fn the_type_of_a_definition_changed() {
    let mut bench = Bench::new();
    let used = SHARED.replace("define to_hub = order.ship_to.country in hubs", "define to_hub = order.ship_to.country");
    let rules = RULES.replace("to_hub and", "to_hub in hubs and");
    bench.compiler.set_policies([("shared.policy", used), ("rules.policy", rules)]);
    insta::assert_snapshot!(bench.queries(), @"checked 2, file_summary 2, items 2, parsed 2, program 1, signature 1, tangles 1");
}

#[test]
fn a_field_added() {
    let queries = Bench::new().edit("schema.policy", "  value money\n", "  value money\n  sku text\n", SCHEMA);
    insta::assert_snapshot!(queries, @"checked 4, file_summary 1, items 1, parsed 1, program 1, signature 1, tangles 1");
}

const TESTS: &str = "test \"large orders are looked at\"
  given order
    date = 2023-06-20
    ship_to.country = DE
    lines[1].hs = 9013
    lines[1].value = USD 5_000
  expect review by large
";

#[test]
fn a_test_edited_costs_no_check_of_a_rule() {
    let mut bench = Bench::new();
    bench.compiler.set_policy("tests.policy", TESTS.into());
    insta::assert_snapshot!(bench.queries(), @"fields_of_test 1, file_summary 1, item_index 1, items 1, lookup 1, parsed 1, program 1, schema 1, signature 1, tangles 1, tested 1");
    let queries = bench.edit("tests.policy", "USD 5_000", "USD 9_000", TESTS);
    insta::assert_snapshot!(queries, @"fields_of_test 1, items 1, parsed 1, tested 1");
    let queries = bench.edit("tests.policy", "looked at\"", "looked at, of course\"", TESTS);
    insta::assert_snapshot!(queries, @"fields_of_test 1, file_summary 1, item_index 1, items 1, parsed 1, schema 1, tangles 1, tested 1");
}

#[test]
fn an_order_edited_in_its_file_costs_the_tests_that_take_from_it() {
    let order = |value: &str| {
        format!(r#"{{"id":"A","date":"2023-06-20","lines":[{{"hs":"9013","value":"USD {value}"}}]}}"#).into_bytes()
    };
    let taken = "test \"as it was ordered\"\n  given order \"order.json\"\n  expect review by large\n";
    let mut bench = Bench::new();
    bench.compiler.set_policies([("taken.policy", taken.into()), ("tests.policy", TESTS.into())]);
    bench.compiler.set_table("order.json", order("5000"));
    bench.queries();
    bench.compiler.set_table("order.json", order("9000"));
    insta::assert_snapshot!(bench.queries(), @"fields_of_test 1, tested 1");
    let queries = bench.edit("rules.policy", "USD 5_000", "USD 6_000", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1, signature 1");
}

#[test]
fn a_rule_edited_costs_no_check_of_a_test() {
    let mut bench = Bench::new();
    bench.compiler.set_policy("tests.policy", TESTS.into());
    bench.queries();
    let queries = bench.edit("rules.policy", "USD 5_000", "USD 6_000", RULES);
    insta::assert_snapshot!(queries, @"checked 1, file_summary 1, items 1, parsed 1, program 1, signature 1");
}

#[test]
fn a_file_added_and_removed() {
    let mut bench = Bench::new();
    bench.compiler.set_policy(
        "more.policy",
        "rule more\n  cites ear 746.7\n  when order.ship_to.country is CU\n  then review\n".into(),
    );
    insta::assert_snapshot!(bench.queries(), @"checked 1, file_summary 1, item_index 1, items 1, lookup 15, parsed 1, program 1, tangles 1");
    bench.compiler.remove_policy("more.policy");
    insta::assert_snapshot!(bench.queries(), @"item_index 1, lookup 15, program 1, tangles 1");
}

/// One edit of the workspace.
#[derive(Clone, Debug)]
enum Edit {
    Replace { file: usize, from: usize, to: usize },
    Swap { file: usize, at: usize },
    Remove(usize),
    Restore(usize),
    Table(Vec<u32>),
    DropTable,
}

/// What edits exchange: names, values, words, broken things.
const PIECES: [&str; 16] = [
    "hubs",
    "embargoed",
    "to_hub",
    "sensitive(line.hs)",
    "order.ship_to.country",
    "IR",
    "8542",
    "USD 5_000",
    "rule",
    "define",
    "review",
    "\n  unless order.date is known",
    "\n# remark\n",
    " and ",
    "record line\n  hs eccn\n",
    "",
];

const FILES: [(&str, &str); 3] = [("schema.policy", SCHEMA), ("shared.policy", SHARED), ("rules.policy", RULES)];

fn edits() -> impl Strategy<Value = Vec<Edit>> {
    let pieces = PIECES.len();
    let edit = prop_oneof![
        4 => (0..3_usize, 0..pieces, 0..pieces).prop_map(|(file, from, to)| Edit::Replace { file, from, to }),
        2 => (0..3_usize, 0..20_usize).prop_map(|(file, at)| Edit::Swap { file, at }),
        1 => (0..3_usize).prop_map(Edit::Remove),
        1 => (0..3_usize).prop_map(Edit::Restore),
        1 => proptest::collection::vec(0..1_000_000_u32, 0..4).prop_map(Edit::Table),
        1 => Just(Edit::DropTable),
    ];
    proptest::collection::vec(edit, 1..12)
}

#[derive(Clone, Default)]
struct Texts {
    files: BTreeMap<&'static str, String>,
    table: Option<Vec<u8>>,
}

impl Texts {
    fn apply(&mut self, edit: &Edit) {
        match edit {
            Edit::Replace { file, from, to } => self.change(*file, |text| text.replacen(PIECES[*from], PIECES[*to], 1)),
            Edit::Swap { file, at } => self.change(*file, |text| {
                let mut lines: Vec<&str> = text.lines().collect();
                if at + 1 < lines.len() {
                    lines.swap(*at, at + 1);
                }
                lines.join("\n")
            }),
            Edit::Remove(file) => _ = self.files.remove(FILES[*file].0),
            Edit::Restore(file) => _ = self.files.insert(FILES[*file].0, FILES[*file].1.to_owned()),
            Edit::Table(codes) => {
                self.table =
                    Some(codes.iter().fold("hs6\n".to_owned(), |text, code| format!("{text}{code}\n")).into_bytes())
            }
            Edit::DropTable => self.table = None,
        }
    }

    fn change(&mut self, file: usize, change: impl Fn(&str) -> String) {
        if let Some(text) = self.files.get_mut(FILES[file].0) {
            *text = change(text);
        }
    }

    fn give(&self, compiler: &mut Compiler) {
        for (path, _) in FILES {
            match self.files.get(path) {
                Some(text) => compiler.set_policy(path, text.clone()),
                None => compiler.remove_policy(path),
            }
        }
        compiler.set_policy("sets.policy", "set chips of hs_code from \"codes.csv\" column hs6\n".into());
        match &self.table {
            Some(bytes) => compiler.set_table("codes.csv", bytes.clone()),
            None => compiler.remove_table("codes.csv"),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_warm_compiler_says_what_a_fresh_one_says(edits in edits()) {
        let mut warm = Compiler::default();
        let mut texts = Texts::default();
        (0..3).for_each(|file| texts.apply(&Edit::Restore(file)));
        texts.give(&mut warm);
        let _ = warm.compile();
        for edit in &edits {
            texts.apply(edit);
            texts.give(&mut warm);
            let mut fresh = Compiler::default();
            texts.give(&mut fresh);
            let (warm, fresh) = (warm.compile(), fresh.compile());
            prop_assert_eq!(&warm.problems, &fresh.problems);
            prop_assert_eq!(&warm.program, &fresh.program);
        }
    }
}
