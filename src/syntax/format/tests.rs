//! What the layout is, and that it loses nothing.

use super::tokens::Tokens;
use super::{Formatted, format, item_text};
use crate::syntax::{parse, split};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use std::fmt::Write;

/// The text in its layout, which laying out again leaves as it is.
fn formatted(text: &str) -> String {
    let once = format(text).text;
    assert_eq!(format(&once).text, once, "laid out twice");
    once
}

fn unchanged(text: &str) {
    assert_eq!(formatted(text), text);
}

#[test]
fn clauses_stand_on_lines_of_their_own_in_the_order_of_their_author() {
    assert_eq!(
        formatted("rule a  \"A\" then review cites ear 1.2(a),ear 3 when order.x is yes\n"),
        "rule a \"A\"\n  then review\n  cites ear 1.2(a), ear 3\n  when order.x is yes\n"
    );
}

#[test]
fn signs_get_their_spaces_and_literals_keep_theirs() {
    assert_eq!(
        formatted("rule a when(order.x+1)>=USD  5_000 and f (A,b) and y in {IR ,TR,} and z<25% then b\n"),
        "rule a\n  when (order.x + 1) >= USD  5_000 and f(A, b) and y in {IR, TR,} and z < 25%\n  then b\n"
    );
}

#[test]
fn a_condition_broken_once_is_broken_at_each_part() {
    assert_eq!(
        formatted("rule a\n  when b and c\n and (d or e) and\n f\n"),
        "rule a\n  when b\n   and c\n   and (d or e)\n   and f\n"
    );
    assert_eq!(formatted("define a = b or (c\n  and d)\n"), "define a = b\n  or (c\n  and d)\n");
}

#[test]
fn a_long_condition_is_broken_and_a_short_one_is_not() {
    let long = format!("rule a\n  when {}\n", ["order.a_rather_long_name is yes"; 4].join(" and "));
    assert_eq!(formatted(&long), long.replace(" and ", "\n   and "));
    unchanged("rule a\n  when order.b is yes and order.c is yes\n");
}

#[test]
fn the_inside_of_brackets_breaks_only_when_it_has_to() {
    let part = "order.a_rather_long_name is yes";
    let text = format!("rule a\n  when b and ({part} or {part} or {part}) and c\n");
    let broken = text.replace(" and ", "\n   and ");
    assert_eq!(formatted(&text), broken);
    let text = text.replace(" or ", &format!(" or {part} or "));
    assert_eq!(formatted(&text), text.replace(" and ", "\n   and ").replace(" or ", "\n     or "));
}

#[test]
fn a_quantifier_may_have_its_condition_on_the_next_line() {
    unchanged("define a = any b in order.lines has\n  b.c is d or b.e in f\n");
    unchanged("rule a\n  when c\n   and any b in order.lines has\n         b.c is d and b.e in f\n");
}

#[test]
fn fields_stand_in_columns() {
    assert_eq!(
        formatted("record a\n b text required\n long_name list of c assumed none asks \"Q\"\n d one of e,f\n"),
        "record a\n  b          text       required\n  long_name  list of c  assumed none  asks \"Q\"\n  d          one of e, f\n"
    );
    unchanged("record a\n  b  text  required\n\n  long_name  yes_no  required\n");
}

#[test]
fn what_does_not_fit_beside_a_type_stands_under_it() {
    let choice = (0..10).map(|n| format!("value_{n}")).collect::<Vec<_>>().join(", ");
    let question = "What is the value?";
    let field = |between: &str| format!("record a\n  b  one of {choice}{between}asks \"{question}\"\n");
    assert_eq!(formatted(&field("  ")), field("\n     "));
}

#[test]
fn a_number_does_not_get_a_unit_by_being_joined_with_the_next_word() {
    unchanged("record a\n  b  number  assumed 5\n     required\n");
}

#[test]
fn provisions_and_outcomes_stand_in_columns() {
    assert_eq!(
        formatted("authority a \"A\" dated 2023-06-09 provision 1(a) \"x\" seen provision 10(b)(ii)   \"y\"\n"),
        "authority a \"A\" dated 2023-06-09\n  provision 1(a)       \"x\" seen\n  provision 10(b)(ii)  \"y\"\n"
    );
    assert_eq!(
        formatted("outcomes\n clear\n review \"r\"\n prohibited \"p\"\n undetermined  counts as review\n"),
        "outcomes\n  clear\n  review      \"r\"\n  prohibited  \"p\"\n  undetermined counts as review\n"
    );
}

#[test]
fn members_keep_the_lines_of_their_author_where_they_fit() {
    unchanged("set a of country\n  IR, RU,\n  BY in force from 2022-03-02,\n\n  CU\n");
    let codes = ["8542.31"; 20].join(", ");
    let wrapped = formatted(&format!("set a of hs_code {codes}\n"));
    assert_eq!(wrapped.lines().map(|line| line.len() <= 120).collect::<Vec<_>>(), [true, true, true]);
}

#[test]
fn a_long_list_breaks_after_the_condition_that_it_is_in() {
    let codes = |count: usize| vec!["8542.31"; count].join(", ");
    assert_eq!(
        formatted(&format!("rule a\n  when order.x in {{{}}} and order.y is yes\n", codes(14))),
        format!("rule a\n  when order.x in {{{},\n{:19}{}}}\n   and order.y is yes\n", codes(11), "", codes(3))
    );
    let body = ["order.a_rather_long_name is x"; 4].join("\n  or ");
    unchanged(&format!("define a(x country, y yes_no) = {body}\n"));
}

#[test]
fn what_is_worked_out_breaks_beside_its_type() {
    let part = "a_rather_long_name is yes";
    unchanged(&format!("record a\n  b  yes_no  = {part}\n{0}or {part}\n{0}or {part}\n{0}or {part}\n", " ".repeat(12)));
}

#[test]
fn a_long_source_breaks_before_its_period() {
    let start =
        "set a of country\n  from \"data/country_groups.csv\" column country_code, where group in {\"E:1\", \"E:2\"},";
    let end = "in force from effective_from until effective_until\n";
    assert_eq!(formatted(&format!("{start} {end}")), format!("{start}\n    {end}"));
}

#[test]
fn remarks_stay_where_they_belong() {
    unchanged(
        "# the file\n\n# the rule\nrule a  # why\n  # the citation\n  cites b 1,  # first\n        c 2   # second\n\n  # the condition\n  when d  # one\n   # or rather\n   and e\n  then f\n  # the end\n\n# more\n",
    );
    unchanged("set a of country\n  # one\n  IR,  # two\n  # three\n  RU  # four\n");
    unchanged("record a   # one\n  b  text  # two\n  # three\n  c  yes_no  required  # four\n");
    unchanged("rule a\n  when b is  # why not\n    c\n  then d\n");
}

#[test]
fn blank_lines_are_kept_one_by_one_and_only_between_clauses() {
    assert_eq!(
        formatted("\n\nrule a\n\n\n  when b\n\n   and c\n  then d\n\n\n\nrule e\n  then d\n\n\n"),
        "rule a\n\n  when b\n   and c\n  then d\n\nrule e\n  then d\n"
    );
}

#[test]
fn marks_and_ends_of_lines_are_normalised() {
    assert_eq!(formatted("\u{feff}rule a  \r\n\tthen b\t\r\n# c \r\n"), "rule a\n  then b\n# c\n");
    assert_eq!(formatted("rule a\n  then b"), "rule a\n  then b\n");
    assert_eq!(formatted(" \n\n"), "");
}

#[test]
fn what_does_not_parse_keeps_its_bytes() {
    let broken = "rule  b\r\n   when  when\n  then   c";
    let reserved = "guarantee  x\n    given   y";
    let text = format!("rule  a\n   then b\n\n\n{broken}\n\n{reserved}\n\nrule  c\n    then  d\n");
    let Formatted { text, left_alone } = format(&text);
    assert_eq!(text, format!("rule a\n  then b\n\n{broken}\n\n{reserved}\n\nrule c\n  then d\n"));
    assert_eq!(left_alone, 2);
}

#[test]
fn no_text_of_an_item_ends_up_in_column_one() {
    assert_eq!(formatted("define a =\n (b\n and c)\n"), "define a =\n  (b\n  and c)\n");
}

#[test]
fn the_cells_of_a_table_stand_in_columns() {
    assert_eq!(
        formatted(
            "table a  \"A\" cites ear 1(a)\n for each l in order.lines\n |l.eccn|order.x |then|\n |--|:-|---|\n\n  # why\n  | 3A001 ||review|  # this\n | in {7A, 9A} | not  IR | b |\n from \"b.csv\"\n"
        ),
        "table a \"A\"\n  cites ear 1(a)\n  for each l in order.lines\n  | l.eccn      | order.x | then   |\n  | --          | :-      | ---    |\n\n  # why\n  | 3A001       |         | review |  # this\n  | in {7A, 9A} | not  IR | b      |\n  from \"b.csv\"\n"
    );
    unchanged("table a\n  when b is c\n  | d | because     |\n  | é | \"x | \\\" y\" |\n");
    unchanged("table a\n  | d | then | # not closed is left alone\n  | e | f\n");
}

#[test]
fn what_a_test_gives_stands_under_it() {
    assert_eq!(
        formatted(
            "test \"a\" given order date=2023-06-20 lines[1].hs =8542\n route = {DE,TR}\n # of the day\n as of 2023-06-21 expect clear,no finding\n expect open a and b for lines[1],\n   needs ship_to.country # why\n"
        ),
        "test \"a\"\n  given order\n    date = 2023-06-20\n    lines[1].hs = 8542\n    route = {DE, TR}\n  # of the day\n  as of 2023-06-21\n  expect clear, no finding\n  expect open a and b for lines[1],\n         needs ship_to.country  # why\n"
    );
}

#[test]
fn the_clauses_of_an_untranslatable_provision_stand_on_lines_of_their_own() {
    assert_eq!(
        formatted("untranslatable a \"A\" cites ear 1 asks \"b?\" answered  by order.c then d\n"),
        "untranslatable a \"A\"\n  cites ear 1\n  asks \"b?\"\n  answered by order.c\n  then d\n"
    );
}

/// Words and remarks of all items, with those that do not parse as they are.
fn words(text: &str) -> Vec<String> {
    let words = |item: crate::syntax::RawItem<'_>| match Tokens::read(item.kind, item.text) {
        Some(tokens) => tokens.words().map(str::to_owned).collect(),
        None => vec![item.text.to_owned()],
    };
    split(text).0.into_iter().flat_map(words).collect()
}

/// The trees of all items, without their spans.
fn trees(text: &str) -> Vec<String> {
    let bare = |item: crate::syntax::RawItem<'_>| {
        let mut shown = String::new();
        let _ = write!(shown, "{:?}", parse(item.kind, item.text).tree);
        without_spans(&shown)
    };
    split(text).0.into_iter().map(bare).collect()
}

fn without_spans(shown: &str) -> String {
    let mut parts = shown.split("Span { start: ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| text + part.split_once('}').map_or("", |(_, rest)| rest))
}

fn remarks(text: &str) -> usize {
    text.lines().filter(|line| line.contains('#')).count()
}

fn assert_kept(text: &str) {
    let Formatted { text: once, left_alone } = format(text);
    assert_eq!(format(&once).text, once, "laid out twice, from:\n{text}");
    for item in split(text).0.iter().filter(|item| parse(item.kind, item.text).problems.is_empty()) {
        assert!(item_text(item).is_some(), "left as it is, although it parses:\n{}", item.text);
    }
    assert_eq!(words(&once), words(text), "words of:\n{text}");
    assert_eq!(trees(&once), trees(text), "trees of:\n{text}");
    assert!(left_alone > 0 || !(once.contains("\n\n\n") || once.contains(" \n")), "{once}");
}

const SHIPPED: &[&str] = &[
    include_str!("../../../policies/schema.policy"),
    include_str!("../../../policies/definitions.policy"),
    include_str!("../../../policies/sets/countries.policy"),
    include_str!("../../../policies/sets/words.policy"),
    include_str!("../../../policies/authorities/sanctions.policy"),
    include_str!("../../../policies/iran/embargo.policy"),
    include_str!("../../../policies/end_use_end_user/owners.policy"),
    include_str!("../../../policies/end_use_end_user/unmanned_aircraft.policy"),
    include_str!("../../../policies/red_flags/advisory/movement.policy"),
];

/// White space and remarks that may stand between two words.
fn gap() -> impl Strategy<Value = &'static str> {
    prop_oneof![
        6 => Just(" "),
        1 => Just(""),
        1 => Just("   "),
        1 => Just("\t"),
        2 => Just("\n  "),
        1 => Just("\r\n    "),
        1 => Just("\n\n   "),
        1 => Just("  # why\n  "),
        1 => Just("\n  # so\n\n# and so\n      "),
    ]
}

/// The text with other white space between its words.
fn mangled(text: &str, gaps: &[&str]) -> String {
    let mut gaps = gaps.iter().cycle();
    let mut mangled = String::new();
    for item in split(text).0 {
        let words = words(item.text);
        for (number, word) in words.iter().enumerate() {
            let gap = if number == 0 { "\n" } else { gaps.next().unwrap() };
            mangled.push_str(gap);
            mangled.push_str(word);
            mangled.push_str(if word.starts_with('#') { "\n " } else { "" });
        }
    }
    mangled
}

fn condition() -> impl Strategy<Value = String> {
    let test = prop_oneof![
        Just("order.a is yes".to_owned()),
        Just("bound_for(IR, TR)".to_owned()),
        Just("is_all((order.a is yes and order.b is no), (order.c is yes or order.d is missing))".to_owned()),
        Just("order.value >= USD 5_000 + order.b * -2".to_owned()),
        Just("x.hs in {8542.31, 85, 3A001.a,}".to_owned()),
        Just("order.name not contains exactly \"a # b\"".to_owned()),
        Just("(sum of o.share for o in p.owners where o.listed is yes) > 25 %".to_owned()),
        Just("order.date - p.since < 1 year 3 months".to_owned()),
        Just("weight of flags citing ear >= 2".to_owned()),
    ];
    test.prop_recursive(4, 24, 4, |inner| {
        let join = |word: &'static str| move |parts: Vec<String>| parts.join(word);
        prop_oneof![
            prop::collection::vec(inner.clone(), 2..5).prop_map(join(" and ")).prop_map(|all| format!("({all})")),
            prop::collection::vec(inner.clone(), 2..5).prop_map(join(" or ")).prop_map(|any| format!("not ({any})")),
            inner.clone().prop_map(|body| format!("(any p in order.parties has {body} or p.b is c)")),
            inner.prop_map(|body| format!("(count of l in order.lines where {body} and l.x is y) or else 3 > 2")),
        ]
    })
}

fn item() -> impl Strategy<Value = String> {
    prop_oneof![
        condition().prop_map(|c| format!("rule a \"A\" cites ear 1(a), ear 2 when {c} unless {c} then b because \"c\"")),
        condition().prop_map(|c| format!("define a(b country, c list of d) = {c}")),
        condition().prop_map(|c| format!("flag a weight 2 in force from 2020-01-01 for each l in order.lines when {c}")),
        condition().prop_map(|c| format!("record a b yes_no = {c} asks \"d\" c one of d, e assumed 5 required d text")),
        Just("set a of number \"A\" 1, -2 in force until 2030-12-31, from \"b.csv\" column c where d is e and f in {1, g} in force from h 5".to_owned()),
        condition().prop_map(|c| format!("untranslatable a \"A\" cites ear 1 when {c} asks \"b?\" answered by order.c then d")),
        Just("test \"a\" given order date = 2023-06-20 lines[1].hs = 8542 route = {DE, TR} parties = none as of 2023-06-21 expect clear by a and b, no finding by c for lines[1] expect needs x.y and z, lifted a by b, undetermined, up to c".to_owned()),
        Just("policy a owner \"b\" judged as of order.date".to_owned()),
        Just("outcomes a b \"c\" undetermined counts as b".to_owned()),
        Just("authority a \"b\" dated 2023-06-09 provision 1(a) \"c\" seen provision §2 \"d\"".to_owned()),
        Just("exception a lifts b, c cites d 1 then".to_owned()),
    ]
}

/// A table with other white space in its lines, and remarks and blank lines between them.
fn table() -> impl Strategy<Value = String> {
    const CELLS: [&str; 8] =
        ["", "-", "8542.31", "in {IR, TR,}", "not in hubs", ">= USD 5_000", "not  \"a | # b\"", "is known"];
    let space = || prop::sample::select(vec!["", " ", "\t", "    "]);
    let between =
        || prop::sample::select(vec!["\n", "\n\n\n", " # why | not\n", "\n  # a line\n", "\n    when b is c\n"]);
    let cell = (space(), prop::sample::select(CELLS.to_vec()), space());
    let row = (prop::collection::vec(cell, 3), between());
    (prop::collection::vec(row, 1..6), between(), 0..2_u8).prop_map(|(rows, after, ruled)| {
        let mut text =
            format!("table a \"A\"\n cites b 1\n |order.x|  sum of l.total for l in order.lines|y or else no |{after}");
        if ruled == 1 {
            text.push_str(" |--|:-:|---|\n");
        }
        for (cells, after) in rows {
            let cells: Vec<String> =
                cells.iter().map(|(before, cell, after)| format!("{before}{cell}{after}")).collect();
            let _ = write!(text, " |{}|{after}", cells.join("|"));
        }
        text
    })
}

#[test]
fn generated_items_parse() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let tree = |text: &String| trees(text).iter().all(|tree| tree != "None");
    let parsed = (0..200).filter(|_| tree(&item().new_tree(&mut runner).unwrap().current())).count();
    assert!(parsed > 120, "{parsed} of 200");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_of_shipped_policies(policy in 0..SHIPPED.len(), gaps in prop::collection::vec(gap(), 50..200)) {
        assert_kept(&mangled(SHIPPED[policy], &gaps));
    }

    #[test]
    fn nothing_is_lost_of_generated_items(items in prop::collection::vec(item(), 1..4), gaps in prop::collection::vec(gap(), 20..80)) {
        let text = mangled(&(items.join("\n") + "\n"), &gaps);
        assert_kept(&text);
        prop_assert!(remarks(&format(&text).text) >= remarks(&text).min(1));
    }

    #[test]
    fn nothing_is_lost_of_generated_tables(tables in prop::collection::vec(table(), 1..3)) {
        let text = tables.concat();
        prop_assert!(trees(&text).iter().all(|tree| tree != "None"), "{text}");
        assert_kept(&text);
        let once = format(&text).text;
        prop_assert_eq!(remarks(&once), remarks(&text), "{}", once);
    }

    #[test]
    fn any_text_has_a_layout(text in "(rule a|table t|set|\\|#|\"|\\{|,|=|then b|when|and|\n|\r| |x|5|é){0,60}") {
        let once = format(&text).text;
        prop_assert_eq!(&format(&once).text, &once);
        prop_assert_eq!(words(&once), words(&text));
    }
}
