//! One item: from its text to its tree. This is the seam behind which the parser could be replaced.

use super::build::Builder;
use super::grammar::{Grammar, Rule};
use super::split::ItemKind;
use super::tree::Tree;
use super::{expectation, nesting};
use crate::problem::{Code, Problem, Span};
use pest::Parser;

/// What parsing an item yields. Without a tree there is at least one problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parsed {
    /// The tree, if the text is well-formed enough to have one.
    pub tree: Option<Tree>,
    /// What is wrong, with spans relative to the item.
    pub problems: Vec<Problem>,
}

/// Parses the text of one item. Time is linear in practice; memory and recursion are bounded by the limits on size and nesting.
#[must_use]
pub fn parse(kind: ItemKind, text: &str) -> Parsed {
    let too_deep = match kind {
        ItemKind::Table => nesting::problem_beside_rows(text),
        _ => nesting::problem(text),
    };
    if let Some(problem) = too_deep {
        return Parsed { tree: None, problems: vec![problem] };
    }
    match Grammar::parse(rule_of(kind), text) {
        Ok(mut pairs) => {
            let mut builder = Builder::default();
            let tree = pairs.next().and_then(|pair| builder.tree(kind, pair));
            let mut problems = builder.problems;
            if tree.is_none() && problems.is_empty() {
                problems.push(unreadable(text));
            }
            Parsed { tree, problems }
        }
        Err(error) => Parsed { tree: None, problems: expectation::problems(kind, text, &error) },
    }
}

pub(super) fn rule_of(kind: ItemKind) -> Rule {
    match kind {
        ItemKind::Policy => Rule::item_policy,
        ItemKind::Authority => Rule::item_authority,
        ItemKind::Outcomes => Rule::item_outcomes,
        ItemKind::Record => Rule::item_record,
        ItemKind::Set => Rule::item_set,
        ItemKind::Define => Rule::item_define,
        ItemKind::Rule => Rule::item_rule,
        ItemKind::Flag => Rule::item_flag,
        ItemKind::Exception => Rule::item_exception,
        ItemKind::Untranslatable => Rule::item_untranslatable,
        ItemKind::Table => Rule::item_table,
        ItemKind::Test => Rule::item_test,
    }
}

fn unreadable(text: &str) -> Problem {
    Problem::new(Code::SyntaxError, "this item cannot be read", Span::new(0, text.len()), "here")
        .help("compare it with the examples in the language reference")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::split;

    /// Every problem of a text, as `code at [text]: message`.
    fn problems_of(text: &str) -> Vec<String> {
        let (items, mut found) = split(text);
        for item in items {
            let start = u32::try_from(item.start).unwrap();
            found.extend(
                parse(item.kind, item.text).problems.into_iter().map(|problem| problem.placed(&"a".into(), start)),
            );
        }
        let show = |problem: &Problem| {
            format!("{} [{}] {}", problem.code, text.get(problem.labels[0].span.range()).unwrap(), problem.message)
        };
        found.iter().map(show).collect()
    }

    #[test]
    fn the_constructs_of_the_language_parse() {
        let text = r#"policy iran_uav "Iran UAV procurement"        # what follows
  owner "Trade Compliance"
  judged as of order.date
authority ear "Export Administration Regulations"  dated 2023-06-09
  provision 746.7(a)(1)(ii)  "Supplement No. 7 items" seen
  provision RF-13 "Routing"
outcomes
  clear
  review  "a person looks"
  undetermined counts as review
record order "An order"
  id text required
  authorisation authorisation assumed none
  lines list of line required
  value money = sum of line.total for line in lines
  kind one of business, residence asks "What kind?"
set supp7 of hs_code "Supplement No. 7"
  from "data/hs_codes.csv" column hs6, where list is supp7_746 and tier in {1, 3.A}, in force from effective_from
set hubs of country  AE, OM in force from 2023-01-01 until 2024-01-01, TR,
define bound_for (place country) = order.ship_to.country is place
  or any party in order.parties has party.role in {end_user, ultimate_consignee} and party.country is place
rule supp7_to_iran "Supplement No. 7 item to Iran"
  cites ear 746.7(a)(1)(ii), ear RF-13
  in force from 2023-02-24
  for each line in order.lines
  when bound_for(IR) and line.hs in supp7 and not (line.total >= USD 5_000 or line.share > 25 %)
  unless order.date >= order.since + 1 year 3 months
  then prohibited
  because "{line.sku} (HS {line.hs}) \{x\} {order.value or else 0}"
flag reroute
  weight 2
  when order.change is yes and order.name matches "a\d+" and order.x is exactly "Q" and order.y is not known_value
exception authorised lifts supp7_to_iran when order.authorisation is none or (count of l in order.lines where l.hs is 8542) >= 3
rule sum when weight of flags >= 1 and count of flags citing ear < 5 then review
"#;
        assert_eq!(problems_of(text), Vec::<String>::new());
    }

    #[test]
    fn foreign_spellings_are_named() {
        let text = "rule a\n  when order.x == 5,000 && !order.y || order.z ≠ $5,000.50\n  then clear\n";
        let found = problems_of(text);
        assert_eq!(found.len(), 8, "{found:#?}");
        assert!(found.iter().all(|line| line.starts_with("E007") || line.starts_with("E012")), "{found:#?}");
    }

    #[test]
    fn every_broken_clause_of_a_rule_is_reported() {
        let text = "rule a\n  cites\n  when order.x is is 5\n  then\n  becuase \"x\"\n";
        let found = problems_of(text);
        assert!(found.len() >= 3, "{found:#?}");
    }

    #[test]
    fn every_broken_field_of_a_record_is_reported() {
        let found = problems_of("record r\n  a\n  b text required required\n  c one off x\n  d list party\n");
        assert_eq!(found.len(), 4, "{found:#?}");
    }

    #[test]
    fn a_curly_quotation_mark_is_named() {
        let found = problems_of("rule a “Title”\n  then clear\n");
        assert_eq!(found, ["E006 [“] a curly quotation mark is not read here"]);
    }

    #[test]
    fn the_cells_of_a_table_are_nested_each_for_itself() {
        let heading = "table a\n  | b.c or else no | then |\n";
        let rows = "  | d or else (e or else f) | g |  # why\n".repeat(40);
        assert_eq!(problems_of(&format!("{heading}{rows}")), Vec::<String>::new());
        let deep = format!("{heading}  | {}x{} | g |\n", "(".repeat(10_000), ")".repeat(10_000));
        assert!(problems_of(&deep)[0].starts_with("E008"));
        let open = format!("table a\n  when {}x\n", "(any x in y has\n | ".repeat(10_000));
        assert!(problems_of(&open)[0].starts_with("E008"));
    }

    #[test]
    fn deep_nesting_is_refused_before_parsing() {
        let found = problems_of(&format!("define a = {}x{}\n", "(".repeat(10_000), ")".repeat(10_000)));
        assert_eq!(found.len(), 1);
        assert!(found[0].starts_with("E008"));
    }
}
