//! Every example of `docs/language.md` is compiled, and every verdict that it shows is the evaluator's.
//!
//! The blocks of the page, by the words after the fence:
//!
//! * `interdict preamble`: part of the policy that the whole page shares;
//! * `interdict`: compiled with the preamble, without errors (`alone`: without the preamble; `warns=W007`: with exactly these warnings,
//!   unused names aside; `fails=E041`: with exactly these errors);
//! * `csv PATH`: a reference table;
//! * `json`, then `verdict`: an order, and what the policy of the last example says (`as-of=DATE`: as of that date);
//! * `json`, then `refused`: an order, and what is wrong with it.
//!
//! The tests in an example pass.
#![cfg(feature = "compiler")]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail")]

use interdict::domain::Date;
use interdict::eval::Evaluator;
use interdict::eval::explanation::{Binding, ChangeText, Explanation, Finding, FindingStatus, VerdictText};
use interdict::facts::Decoder;
use interdict::problem::{Code, Problem, Severity};
use interdict::program::Program;
use interdict::{Compiled, Compiler, trial};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::Arc;

const PAGE: &str = include_str!("../docs/language.md");

/// A fenced block of the page.
struct Block {
    words: Vec<&'static str>,
    text: String,
    /// Line of its fence, from 1.
    line: usize,
}

impl Block {
    fn is(&self, word: &str) -> bool {
        self.words.contains(&word)
    }

    /// What follows `key=` among its words.
    fn setting(&self, key: &str) -> Option<&'static str> {
        self.words.iter().find_map(|word| word.strip_prefix(key)?.strip_prefix('='))
    }

    fn codes(&self, key: &str) -> BTreeSet<Code> {
        let parse = |code: &str| Code::parse(code).unwrap_or_else(|| panic!("line {}: no code {code}", self.line));
        self.setting(key).into_iter().flat_map(|codes| codes.split(',')).map(parse).collect()
    }
}

fn blocks() -> Vec<Block> {
    let mut blocks: Vec<Block> = Vec::new();
    let mut open = false;
    for (index, line) in PAGE.lines().enumerate() {
        match (line.strip_prefix("```"), open) {
            (Some(words), false) => {
                blocks.push(Block { words: words.split_whitespace().collect(), text: String::new(), line: index + 1 });
                open = true;
            }
            (Some(_), true) => open = false,
            (None, true) => blocks.last_mut().unwrap().text.extend([line, "\n"]),
            (None, false) => {}
        }
    }
    blocks
}

fn is_example(block: &Block) -> bool {
    block.is("interdict") && !block.is("preamble")
}

/// The policy of an example: the preamble of the page and the example.
fn compile(blocks: &[Block], example: &Block) -> (Option<Arc<Program>>, Vec<Problem>) {
    let compiled = compiled(blocks, example);
    (compiled.program, compiled.problems)
}

fn compiled(blocks: &[Block], example: &Block) -> Compiled {
    let mut compiler = Compiler::default();
    for block in blocks {
        match block.words.as_slice() {
            ["csv", path] => compiler.set_table(path, block.text.clone().into_bytes()),
            ["interdict", "preamble"] if !example.is("alone") => {
                compiler.set_policy(&format!("line_{:04}.policy", block.line), block.text.clone());
            }
            _ => {}
        }
    }
    compiler.set_policy("example.policy", example.text.clone());
    compiler.compile()
}

fn codes_of(problems: &[Problem], severity: Severity) -> BTreeSet<Code> {
    let unused = Code::Unused;
    problems.iter().filter(|problem| problem.severity() == severity && problem.code != unused).map(|p| p.code).collect()
}

#[test]
fn every_example_compiles_or_fails_as_the_page_says() {
    let blocks = blocks();
    let examples: Vec<&Block> = blocks.iter().filter(|block| is_example(block)).collect();
    assert!(examples.len() > 20, "the page has examples");
    let mut wrong = String::new();
    for example in examples {
        let lead = PAGE.lines().nth(example.line.saturating_sub(3)).unwrap();
        let codes = example.codes("fails").into_iter().chain(example.codes("warns"));
        for code in codes {
            assert!(lead.contains(code.as_str()), "line {}: the text above does not say {code}", example.line);
        }
        let (_, problems) = compile(&blocks, example);
        let expected = (example.codes("fails"), example.codes("warns"));
        let found = (codes_of(&problems, Severity::Error), codes_of(&problems, Severity::Warning));
        if expected != found {
            let problems: Vec<String> = problems
                .iter()
                .filter(|problem| problem.code != Code::Unused)
                .map(|problem| format!("  {} {} {:?}", problem.code, problem.message, problem.help))
                .collect();
            writeln!(wrong, "line {}: {expected:?} expected\n{}", example.line, problems.join("\n")).unwrap();
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn every_verdict_is_the_evaluator_s() {
    let blocks = blocks();
    let mut wrong = String::new();
    let mut seen = 0;
    for pair in blocks.windows(2) {
        let [order, shown] = pair else { continue };
        if !order.is("json") {
            continue;
        }
        let before = |block: &&Block| block.line < order.line && is_example(block) && block.setting("fails").is_none();
        let example = blocks.iter().rfind(before).unwrap();
        let found = screen(&blocks, example, order, shown);
        if found != shown.text {
            writeln!(wrong, "line {}: the verdict is\n{found}", shown.line).unwrap();
        }
        seen += 1;
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert!(seen > 10, "the page has verdicts");
}

#[test]
fn every_test_of_the_page_passes() {
    let blocks = blocks();
    let mut seen = 0;
    for example in blocks.iter().filter(|block| is_example(block)) {
        let Compiled { program: Some(program), tests, .. } = compiled(&blocks, example) else { continue };
        let evaluator = Evaluator::new(program);
        for test in tests {
            let tried = trial::run(&evaluator, &test.case);
            assert!(tried.passed(), "`{}`: {:?} of {:?}", test.case.title, tried.failed, test.case.expectations);
            seen += 1;
        }
    }
    assert!(seen >= 4, "the page has tests");
}

#[test]
fn the_words_that_cannot_be_names_are_those_of_the_grammar() {
    let (_, rule) = include_str!("../grammar/interdict.pest").split_once("\nkeyword ").unwrap();
    let (rule, _) = rule.split_once("~").unwrap();
    let words: Vec<&str> = rule.split('"').skip(1).step_by(2).collect();
    let shown = PAGE.split('`').find(|text| text.starts_with("and any because")).unwrap();
    let shown: BTreeSet<&str> = shown.split_whitespace().collect();
    assert_eq!(shown, words.into_iter().collect());
}

#[test]
fn the_limits_are_those_of_the_source() {
    let limits = [
        (include_str!("../src/cli/load.rs"), "LARGEST_POLICY: u64 = 4 << 20", "4 MiB, 64 MiB"),
        (include_str!("../src/cli/load.rs"), "LARGEST_TABLE: u64 = 64 << 20", "4 MiB, 64 MiB"),
        (include_str!("../src/syntax/split.rs"), "LIMIT_ITEMS: usize = 100_000", "100,000; 512 KiB"),
        (include_str!("../src/syntax/split.rs"), "LIMIT_ITEM_BYTES: usize = 512 * 1024", "100,000; 512 KiB"),
        (include_str!("../src/syntax/nesting.rs"), "LIMIT: usize = 24", "24"),
        (include_str!("../src/semantics/tangle.rs"), "LIMIT_DEPTH: usize = 100", "100"),
        (include_str!("../src/semantics/tangle.rs"), "LIMIT_CHAIN: usize = 32", "32"),
        (include_str!("../src/semantics/tangle.rs"), "LIMIT_COST: u64 = 1_000_000", "1,000,000"),
        (include_str!("../src/semantics/check/test_given.rs"), "LIMIT_ELEMENT: u32 = 1_000", "1,000"),
        (include_str!("../src/facts/mod.rs"), "LIMIT_ORDER_BYTES: usize = 16 << 20", "16 MiB, 32 levels"),
        (include_str!("../src/facts/mod.rs"), "LIMIT_DEPTH: usize = 32", "16 MiB, 32 levels"),
        (include_str!("../src/facts/mod.rs"), "LIMIT_ELEMENTS: usize = 10_000", "10,000, 100,000"),
        (include_str!("../src/facts/mod.rs"), "LIMIT_ALL_ELEMENTS: usize = 100_000", "10,000, 100,000"),
    ];
    for (source, limit, shown) in limits {
        assert!(
            source.contains(&format!("{limit};")),
            "the source no longer says {limit}: change the page, then this test"
        );
        assert!(PAGE.contains(&format!(" | {shown} |\n")), "the page lacks the limit {shown}");
    }
}

/// What the policy of the example says of the order, in the form of the page.
fn screen(blocks: &[Block], example: &Block, order: &Block, shown: &Block) -> String {
    let (program, problems) = compile(blocks, example);
    let Some(program) = program else { return format!("none: {} problems", problems.len()) };
    let decoded = Decoder::new(Arc::clone(&program)).decode(order.text.as_bytes());
    let order = match decoded {
        Ok(order) => order,
        Err(problems) => return problems.iter().map(|problem| format!("{} {problem}\n", problem.code)).collect(),
    };
    let evaluator = Evaluator::new(program);
    let decision = match shown.setting("as-of") {
        Some(date) => evaluator.screen_as_of(&order, Date::parse(date).unwrap()),
        None => evaluator.screen(&order),
    };
    text_of(&evaluator.explain(&order, &decision))
}

fn text_of(explanation: &Explanation) -> String {
    let mut lines = vec![verdict(&explanation.verdict)];
    lines.extend(explanation.policies.iter().map(|policy| format!("{}: {}", policy.policy, verdict(&policy.verdict))));
    if explanation.lines.len() > 1 {
        lines.extend(explanation.lines.iter().map(|line| format!("{}: {}", line.path, verdict(&line.verdict))));
    }
    lines.extend(explanation.findings.iter().map(finding));
    lines.extend(explanation.open.iter().map(|open| format!("open {}{}", open.rule, places(&open.at))));
    for missing in &explanation.missing {
        let reason = missing.reason.as_ref().map(|reason| format!(" ({reason})")).unwrap_or_default();
        let little = if missing.changes == ChangeText::Findings { ", for what is found only" } else { "" };
        lines.push(format!("missing {}{reason}: {}{little}", missing.path, missing.ask));
    }
    lines.extend(explanation.assumptions.iter().map(|fact| format!("assumed {} = {}", fact.path, fact.value)));
    lines.iter().map(|line| format!("{line}\n")).collect()
}

fn verdict(verdict: &VerdictText) -> String {
    match verdict {
        VerdictText { outcome, determined: true, .. } => outcome.clone(),
        VerdictText { outcome, lower, upper, .. } => format!("{outcome}, undetermined: {lower} to {upper}"),
    }
}

fn finding(finding: &Finding) -> String {
    let status = match finding.status {
        FindingStatus::Stands => "found",
        FindingStatus::MayBeLifted => "found, may be lifted,",
        FindingStatus::Lifted => "lifted",
    };
    let by: Vec<&str> = finding.exceptions.iter().map(|lift| lift.exception.as_str()).collect();
    let by = if by.is_empty() { String::new() } else { format!(" by {}", by.join(", ")) };
    let message = if finding.message.is_empty() { String::new() } else { format!(": {}", finding.message) };
    format!("{status} {}{}{by}{message}", finding.rule, places(&finding.at))
}

fn places(at: &[Binding]) -> String {
    let places: Vec<&str> = at.iter().map(|binding| binding.path.as_str()).collect();
    if places.is_empty() { String::new() } else { format!(" at {}", places.join(", ")) }
}
