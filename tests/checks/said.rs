//! A small schema, and what the compiler says of a text that stands beside it.

#![cfg(test)]

use interdict::problem::Problem;
use interdict::{Compiled, Compiler};

const SCHEMA: &str = include_str!("schema.policy");

/// Makes a text without rules complete.
const SOME_RULE: &str = "rule some_rule\n  cites ear 746.7\n  when order.ship_to.country is KP\n  then prohibited\n";

/// The problems of a text, each as `CODE [what it points at]`, with every place that it points at. Names that nothing uses are left out.
pub(crate) fn said_of(text: &str) -> Vec<String> {
    problems_of(text).iter().map(|problem| shown(problem, text)).collect()
}

/// The messages of a text's problems.
pub(crate) fn messages_of(text: &str) -> Vec<String> {
    problems_of(text).into_iter().map(|problem| problem.message).collect()
}

fn problems_of(text: &str) -> Vec<Problem> {
    compiled(text).problems.into_iter().filter(|problem| problem.code.as_str() != "W002").collect()
}

pub(crate) fn compiled(text: &str) -> Compiled {
    let mut compiler = Compiler::default();
    compiler.set_policy("schema.policy", SCHEMA.into());
    compiler.set_policy("some_rule.policy", SOME_RULE.into());
    compiler.set_policy("text.policy", text.into());
    compiler.compile()
}

/// The problems of a text beside a reference table, which labels can point into.
pub(crate) fn said_beside(text: &str, csv: &str) -> Vec<String> {
    let problems = with_table(text, csv).problems.into_iter().filter(|problem| problem.code.as_str() != "W002");
    let places = |problem: &Problem| {
        let place = |label: &interdict::problem::Label| match label.file.as_deref() {
            Some("data/chart.csv") => csv.get(label.span.range()).unwrap().to_owned(),
            _ => text.get(label.span.range()).unwrap().to_owned(),
        };
        problem.labels.iter().map(place).collect::<Vec<_>>().join(" | ")
    };
    problems.map(|problem| format!("{} [{}]", problem.code, places(&problem))).collect()
}

pub(crate) fn with_table(text: &str, csv: &str) -> Compiled {
    let mut compiler = Compiler::default();
    compiler.set_policy("schema.policy", SCHEMA.into());
    compiler.set_policy("some_rule.policy", SOME_RULE.into());
    compiler.set_policy("text.policy", text.into());
    compiler.set_table("data/chart.csv", csv.as_bytes().to_vec());
    assert_eq!(compiler.tables_needed().iter().map(AsRef::as_ref).collect::<Vec<&str>>(), ["data/chart.csv"]);
    compiler.compile()
}

fn shown(problem: &Problem, text: &str) -> String {
    let places = problem.labels.iter().map(|label| match label.file.as_deref() {
        Some("text.policy") => text.get(label.span.range()).unwrap().to_owned(),
        Some("schema.policy") => SCHEMA.get(label.span.range()).unwrap().to_owned(),
        other => other.unwrap_or_default().to_owned(),
    });
    format!("{} [{}]", problem.code, places.collect::<Vec<_>>().join(" | "))
}
