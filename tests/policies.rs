//! The shipped policies: no problems, and the example orders get the verdicts that are expected of them.

#![cfg(feature = "compiler")]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "helpers of tests"
)]

use interdict::eval::{Effect, Evaluator, Status};
use interdict::facts::Decoder;
use interdict::program::{Expected, Program, RuleKind};
use interdict::{Compiled, Compiler, Test, trial};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};

static COMPILED: LazyLock<Compiled> = LazyLock::new(|| compiler().compile());

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("policies")
}

fn compiler() -> Compiler {
    let mut compiler = Compiler::default();
    let mut folders = vec![root()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "policy") {
                let name = path.strip_prefix(root()).unwrap().to_str().unwrap().replace('\\', "/");
                compiler.set_policy(&name, std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    for table in compiler.tables_needed() {
        compiler.set_table(&table, std::fs::read(root().join(table.as_ref())).unwrap());
    }
    compiler
}

fn program() -> Arc<Program> {
    Arc::clone(COMPILED.program.as_ref().unwrap())
}

fn orders() -> Vec<(String, interdict::Order)> {
    let decoder = Decoder::new(program());
    let text = std::fs::read_to_string(root().join("examples/orders.ndjson")).unwrap();
    let decode = |line: &str| {
        let order = decoder.decode(line.as_bytes()).unwrap_or_else(|problems| panic!("{}", problems[0]));
        (order.id.clone().unwrap(), order)
    };
    text.lines().map(decode).collect()
}

#[test]
fn the_tests_show_nearly_every_rule_and_condition_both_ways() {
    let cases: Vec<_> = COMPILED.tests.iter().map(|test| &*test.case).collect();
    let coverage = trial::coverage::cover(&Evaluator::new(program()), &cases);
    assert!(coverage.failed == 0 && coverage.percent() > 98.0, "{} %", coverage.percent());
}

#[test]
fn every_atom_of_a_condition_stands_in_the_source() {
    let (program, places) = (program(), compiler().places(&program()));
    for (part, code, is_condition) in program.parts() {
        assert_eq!(places.atoms_in(part), code.atoms(is_condition).len(), "{part:?}");
    }
}

#[test]
fn the_policies_have_no_problems() {
    let problems: Vec<String> =
        COMPILED.problems.iter().map(|problem| format!("{} {}", problem.code, problem.message)).collect();
    assert_eq!(problems, Vec::<String>::new());
}

#[test]
fn every_example_order_gets_its_expected_verdict() {
    let program = program();
    let evaluator = Evaluator::new(Arc::clone(&program));
    let verdicts: Vec<String> = orders()
        .iter()
        .map(|(id, order)| {
            let verdict = evaluator.screen(order).verdict();
            let outcome = &program.outcomes.ranks[verdict.outcome as usize].name;
            format!("{id},{outcome},{}", if verdict.determined { "yes" } else { "no" })
        })
        .collect();
    let mut table = csv::Reader::from_path(root().join("examples/expected.csv")).unwrap();
    let rows = table.records().map(Result::unwrap);
    let expected: Vec<String> = rows.map(|row| format!("{},{},{}", &row[0], &row[1], &row[2])).collect();
    assert!(expected.len() >= 30);
    assert_eq!(verdicts, expected);
}

#[test]
fn every_rule_and_flag_finds_something_in_some_order() {
    let (found, _) = seen();
    let finds = |kind: &RuleKind| !matches!(kind, RuleKind::Exception { .. });
    let idle: Vec<String> = program()
        .rules
        .iter()
        .filter(|rule| finds(&rule.code.kind))
        .map(|rule| rule.code.name.to_string())
        .filter(|name| !found.contains(name) && name != GUARD)
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_exception_lifts_something_in_some_order() {
    let (_, lifted) = seen();
    let is_exception = |kind: &RuleKind| matches!(kind, RuleKind::Exception { .. });
    let over_exceptions: BTreeSet<String> = program()
        .rules
        .iter()
        .filter_map(|rule| match &rule.code.kind {
            RuleKind::Exception { lifts }
                if lifts.iter().any(|name| {
                    program().rules.iter().any(|other| other.code.name == *name && is_exception(&other.code.kind))
                }) =>
            {
                Some(rule.code.name.to_string())
            }
            _ => None,
        })
        .collect();
    let idle: Vec<String> = program()
        .rules
        .iter()
        .filter(|rule| is_exception(&rule.code.kind))
        .map(|rule| rule.code.name.to_string())
        .filter(|name| !lifted.contains(name) && !over_exceptions.contains(name))
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

#[test]
fn every_test_passes() {
    let evaluator = Evaluator::new(program());
    let fails = |test: &&Test| !trial::run(&evaluator, &test.case).passed();
    let failing: Vec<&str> = COMPILED.tests.iter().filter(fails).map(|test| &*test.case.title).collect();
    assert_eq!(failing, Vec::<&str>::new());
}

#[test]
fn every_rule_and_flag_has_a_test_for_it_and_one_against_it() {
    let expectations = || COMPILED.tests.iter().flat_map(|test| &test.case.expectations).map(|e| &e.expected);
    let tested = |name: &str| {
        let found = |expected: &Expected| matches!(expected, Expected::Finding { rule, .. } if **rule == *name);
        let not_found = |expected: &Expected| match expected {
            Expected::NoFinding(Some(rule)) => **rule == *name,
            _ => false,
        };
        (expectations().any(found) || name == GUARD) && expectations().any(not_found)
    };
    let finds = |kind: &RuleKind| !matches!(kind, RuleKind::Exception { .. });
    let names: Vec<String> = program()
        .rules
        .iter()
        .filter(|rule| finds(&rule.code.kind) && !tested(&rule.code.name))
        .map(|rule| rule.code.name.to_string())
        .collect();
    assert_eq!(names, Vec::<String>::new());
}

#[test]
fn every_exception_lifts_something_in_a_test() {
    let expectations = || COMPILED.tests.iter().flat_map(|test| &test.case.expectations).map(|e| &e.expected);
    let lifts = |name: &str| {
        expectations().any(|expected| matches!(expected, Expected::Lifted { by: Some(by), .. } if **by == *name))
    };
    let over_rules = |rule: &interdict::program::Rule| match &rule.kind {
        RuleKind::Exception { lifts } => lifts.iter().any(|name| {
            let mut rules = program().rules.clone().into_iter();
            rules.any(|other| other.code.name == *name && !matches!(other.code.kind, RuleKind::Exception { .. }))
        }),
        _ => false,
    };
    let idle: Vec<String> = program()
        .rules
        .iter()
        .filter(|rule| over_rules(&rule.code) && !lifts(&rule.code.name))
        .map(|rule| rule.code.name.to_string())
        .collect();
    assert_eq!(idle, Vec::<String>::new());
}

/// It guards against an embargoed place that no other rule covers: there is none today.
const GUARD: &str = "other_embargoed_place";

/// Rules that found something, and exceptions that lifted something for certain.
fn seen() -> (BTreeSet<String>, BTreeSet<String>) {
    let program = program();
    let evaluator = Evaluator::new(Arc::clone(&program));
    let name = |rule: u32| program.rules[rule as usize].code.name.to_string();
    let (mut found, mut lifted) = (BTreeSet::new(), BTreeSet::new());
    for (_, order) in orders() {
        for finding in evaluator.screen(&order).findings() {
            found.insert(name(finding.rule));
            if finding.status == Status::Lifted {
                lifted.extend(
                    finding.lifts.iter().filter(|lift| lift.effect == Effect::Lifts).map(|lift| name(lift.exception)),
                );
            }
        }
    }
    (found, lifted)
}

#[test]
fn a_program_survives_being_stored() {
    let program = program();
    let stored = serde_json::to_string(&*program).unwrap();
    let read: Program = serde_json::from_str(&stored).unwrap();
    assert_eq!(read, *program);
    let (here, there) = (Evaluator::new(Arc::clone(&program)), Evaluator::new(Arc::new(read)));
    for (id, order) in orders() {
        assert_eq!(here.screen(&order), there.screen(&order), "{id}");
    }
}
