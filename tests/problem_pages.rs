//! Every problem code has a page under `docs/problems` whose example has that problem, and whose correction does not. What the
//! compiler says of the example is a snapshot.

#![cfg(all(test, feature = "cli"))]
#![expect(clippy::disallowed_methods, reason = "it reads the pages, and makes the files that some of them need")]

#[path = "problem_pages/page.rs"]
mod page;
#[path = "problem_pages/situation.rs"]
mod situation;

use interdict::facts::{DataProblem, Decoder, Orders, Table};
use interdict::problem::{Code, Problem, Severity};
use interdict::report::{Look, Sources, problems::terminal, verdicts::data};
use interdict::{Compiled, Compiler};
use page::{Example, PREAMBLE_FILE, Page, folder, pages};
use std::collections::BTreeSet;
use std::fs;

/// Makes a policy of the schema alone complete.
const SOME_RULE: &str = "rule some_rule\n  cites ear 746.7(e)\n  when order.ship_to.country is IR\n  then review\n";

#[test]
fn every_page_belongs_to_a_code_and_has_its_parts() {
    for page in pages() {
        let (code, text) = (page.code, &page.text);
        let title = format!("# {code}: {}\n", code.title());
        assert!(text.starts_with(&title), "docs/problems/{code}.md must start with {title}");
        for part in ["\n## Example\n", "\n## How to fix it\n"] {
            assert!(text.contains(part), "docs/problems/{code}.md lacks {part}");
        }
    }
    for entry in fs::read_dir(folder()).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let of_a_code = name.strip_suffix(".md").is_some_and(|stem| stem == "README" || Code::parse(stem).is_some());
        assert!(of_a_code, "docs/problems/{name} is the page of no code");
    }
}

#[test]
fn the_index_lists_every_code_with_its_title() {
    let index = fs::read_to_string(folder().join("README.md")).unwrap();
    let listed: Vec<&str> = index.lines().filter(|line| line.starts_with("| [")).collect();
    let wanted: Vec<String> =
        Code::ALL.iter().map(|code| format!("| [{code}]({code}.md) | {} |", code.title())).collect();
    assert_eq!(listed, wanted);
    assert!(index.contains(include_str!("problem_pages/preamble.policy")), "the index shows the preamble");
}

#[test]
fn every_example_has_the_problem_of_its_page_and_no_other() {
    for page in pages() {
        let found = match page.command() {
            Some((situation, command)) => situation::codes(&situation::run(situation, command)),
            None => codes_of(&page.example()),
        };
        assert!(found.contains(&page.code), "{}: the example has {found:?}", page.code);
        let other: Vec<&Code> = found.iter().filter(|code| !page.codes().contains(code)).collect();
        assert!(other.is_empty(), "{}: the example has {other:?} as well", page.code);
    }
}

#[test]
fn every_correction_is_free_of_problems() {
    for page in pages().iter().filter(|page| page.command().is_none()) {
        assert!(page.has_correction(), "{}: no corrected example", page.code);
        let found = codes_of(&page.corrected());
        assert!(found.is_empty(), "{}: the correction has {found:?}", page.code);
    }
}

#[test]
fn what_is_said_of_every_example_is_known() {
    for page in pages() {
        insta::assert_snapshot!(page.code.as_str(), said_of(&page));
    }
}

/// The example and what is said of it.
fn said_of(page: &Page) -> String {
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

fn codes_of(example: &Example) -> BTreeSet<Code> {
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
