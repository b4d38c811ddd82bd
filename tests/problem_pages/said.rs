//! What the compiler, or the reader of orders, says of an example.

#![cfg(test)]

use crate::page::{Example, PREAMBLE_FILE, Page};
use crate::situation;
use interdict::facts::{DataProblem, Decoder, Orders, Table};
use interdict::problem::{Code, Problem, Severity};
use interdict::report::{Look, Sources, problems::terminal, verdicts::data};
use interdict::{Compiled, Compiler};
use std::collections::BTreeSet;

/// Makes a policy of the schema alone complete.
const SOME_RULE: &str = "rule some_rule\n  cites ear 746.7(e)\n  when order.ship_to.country is IR\n  then review\n";

/// The example and what is said of it.
pub(crate) fn said_of(page: &Page) -> String {
    if let Some((situation, command)) = page.command() {
        return format!("$ {command}\n{}", situation::run(situation, command));
    }
    let example = page.example();
    let mut text = String::new();
    let files = example.files.iter().filter(|(path, _)| *path != PREAMBLE_FILE);
    for (path, content) in files.chain(example.orders.iter().map(|(path, content)| (path, content))) {
        text += &format!("----- {path}\n{content}");
    }
    text + "----- what is said\n" + &rendered(&example)
}

fn rendered(example: &Example) -> String {
    let mut out = Vec::new();
    if let Some((input, _)) = &example.orders {
        data::write(&mut out, input, &data_problems(example), Look::PLAIN).unwrap();
    } else {
        let mut sources = Sources::default();
        example.files.iter().for_each(|(path, text)| sources.insert(path.as_str(), text.as_str()));
        terminal::write(&mut out, &policy_problems(example), &sources, Look::PLAIN).unwrap();
    }
    String::from_utf8(out).unwrap()
}

/// The codes of the problems that the example has.
pub(crate) fn codes_of(example: &Example) -> BTreeSet<Code> {
    match &example.orders {
        Some(_) => data_problems(example).iter().map(|problem| problem.code).collect(),
        None => policy_problems(example).iter().map(|problem| problem.code).collect(),
    }
}

fn compiled(example: &Example) -> Compiled {
    let mut compiler = Compiler::default();
    for (path, text) in &example.files {
        if path.ends_with(".policy") {
            compiler.set_policy(path, text.clone());
        } else {
            compiler.set_table(path, text.clone().into());
        }
    }
    compiler.compile()
}

/// What is wrong with the example, but for warnings of the preamble.
fn policy_problems(example: &Example) -> Vec<Problem> {
    let in_preamble = |problem: &Problem| {
        problem.labels.first().and_then(|label| label.file.as_deref()).is_some_and(|file| file == PREAMBLE_FILE)
    };
    let problems = compiled(example).problems.into_iter();
    problems.filter(|problem| problem.severity() == Severity::Error || !in_preamble(problem)).collect()
}

fn data_problems(example: &Example) -> Vec<DataProblem> {
    let Some((input, orders)) = &example.orders else { return Vec::new() };
    let mut policy = Example { files: example.files.clone(), orders: None };
    policy.files.insert("some_rule.policy".into(), SOME_RULE.into());
    let decoder = Decoder::new(compiled(&policy).program.unwrap());
    let problems: Vec<Vec<DataProblem>> = if input == "orders.csv" {
        Table::new(orders.as_bytes(), &decoder).filter_map(Result::err).collect()
    } else {
        let read = |raw: Result<_, DataProblem>| decoder.decode_raw(&raw.map_err(|problem| vec![problem])?);
        Orders::new(orders.as_bytes()).map(read).filter_map(Result::err).collect()
    };
    problems.concat()
}
