//! An evaluator that is brought up to date decides as one that is made anew.

#![cfg(feature = "compiler")]
#![expect(clippy::unwrap_used, reason = "helpers of tests")]

use interdict::eval::Evaluator;
use interdict::facts::Decoder;
use interdict::{Compiler, Program};
use std::sync::Arc;

const POLICY: &str = r#"outcomes
  clear
  review
  prohibited
  undetermined counts as review
authority ear "EAR"
  provision 1 "One"
record order
  id text required
  place country
  value money
set hubs of country AE, TR
define near = order.place in hubs
rule far
  cites ear 1
  when order.place is IR
  then prohibited
rule hub
  cites ear 1
  when near
  then review
flag dear
  cites ear 1
  when order.value > USD 100
rule flagged
  cites ear 1
  when weight of flags >= 1
  then review
exception small
  cites ear 1
  lifts hub
  when order.value < USD 10
table chart
  cites ear 1
  | order.place | order.value | then      |
  | AE          |             | review    |
  | KP          | >= USD 50   | prohibited |
exception known_place
  cites ear 1
  lifts chart
  when order.value < USD 60
"#;

/// Edits of what rules say, and of everything else.
const EDITS: [(&str, &str); 16] = [
    ("is IR", "is AE"),
    ("is AE", "is KP"),
    ("USD 100", "USD 5"),
    ("AE, TR", "AE"),
    ("then review\nflag", "then prohibited\nflag"),
    ("lifts hub", "lifts hub, dear"),
    ("rule far", "rule away"),
    ("define near = order.place in hubs", "define near = order.place in {AE, KP}"),
    ("  value money\n", "  value money\n  extra text\n"),
    ("flag dear\n", "flag dear\n  weight 3\n"),
    ("  when near\n", "  in force from 2024-01-01\n  when near\n"),
    ("record order\n", "record order\n  date date\n"),
    (">= USD 50 ", "< USD 50 "),
    ("  | AE          |", "  | DE          | - | prohibited |\n  | AE          |"),
    ("  | KP          | < USD 50   | prohibited |\n", ""),
    ("lifts chart", "lifts chart, away"),
];

fn orders(program: &Arc<Program>) -> Vec<interdict::Order> {
    let decoder = Decoder::new(Arc::clone(program));
    let values = ["", r#","value":"USD 7""#, r#","value":"USD 70""#, r#","value":"EUR 700""#];
    let places = ["", r#","place":"IR""#, r#","place":"AE""#, r#","place":"KP""#, r#","place":"DE""#];
    let texts =
        values.iter().flat_map(|value| places.iter().map(move |place| format!("{{\"id\":\"1\"{value}{place}}}")));
    texts.map(|text| decoder.decode(text.as_bytes()).unwrap()).collect()
}

#[test]
fn an_updated_evaluator_decides_as_a_new_one() {
    let mut compiler = Compiler::default();
    let mut text = POLICY.to_owned();
    compiler.set_policy("a.policy", text.clone());
    let mut updated = Evaluator::new(compiler.compile().program.unwrap());
    for (from, to) in EDITS {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
        compiler.set_policy("a.policy", text.clone());
        let compiled = compiler.compile();
        let program = compiled.program.unwrap_or_else(|| panic!("{from}: {:?}", compiled.problems));
        updated = updated.updated(Arc::clone(&program));
        let new = Evaluator::new(Arc::clone(&program));
        for order in orders(&program) {
            assert_eq!(
                updated.explain(&order, &updated.screen(&order)),
                new.explain(&order, &new.screen(&order)),
                "{from}"
            );
        }
    }
}
