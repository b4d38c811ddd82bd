//! Coverage for programs: one JSON object; `docs/coverage.md` says what each part means.

use super::{Covered, kind};
use crate::program::CodePart;
use crate::report::json;
use crate::trial::coverage::{AtomSeen, ProvisionSeen, RuleSeen};
use serde::Serialize;
use std::io::{self, Write};

/// Writes the report. Where something was seen, the title of the first test that shows it stands; else `null`.
///
/// # Errors
///
/// Those of `out`.
pub fn write(out: &mut impl Write, covered: &Covered<'_>) -> io::Result<()> {
    let share = covered.share();
    json::pretty(
        out,
        &Report {
            percent: share.percent(),
            seen: share.seen,
            of: share.all,
            tests: covered.coverage.tests,
            failed: covered.coverage.failed,
            rules: covered.rules().map(|(number, _, seen)| RuleRow::new(covered, number, seen)).collect(),
            conditions: covered.coverage.atoms.iter().map(|seen| AtomRow::new(covered, seen)).collect(),
            provisions: covered
                .coverage
                .provisions
                .iter()
                .filter_map(|seen| ProvisionRow::new(covered, seen))
                .collect(),
        },
    )
}

#[derive(Serialize)]
struct Report<'a> {
    percent: usize,
    seen: usize,
    of: usize,
    tests: usize,
    failed: usize,
    rules: Vec<RuleRow<'a>>,
    conditions: Vec<AtomRow<'a>>,
    provisions: Vec<ProvisionRow<'a>>,
}

#[derive(Serialize)]
struct RuleRow<'a> {
    name: &'a str,
    kind: &'static str,
    title: Option<&'a str>,
    policy: Option<&'a str>,
    file: Option<&'a str>,
    line: Option<usize>,
    found: Option<&'a str>,
    not_found: Option<&'a str>,
    unknown: Option<&'a str>,
    lifted: Option<&'a str>,
}

impl<'a> RuleRow<'a> {
    fn new(covered: &Covered<'a>, number: u32, seen: &RuleSeen) -> Self {
        let place = covered.places.rule(number);
        let rule = covered.program.rules.get(number as usize).map(|rule| &*rule.code);
        Self {
            name: rule.map_or("", |rule| &rule.name),
            kind: rule.map_or("rule", kind),
            title: rule.and_then(|rule| rule.title.as_deref()),
            policy: rule.and_then(|rule| rule.policy.as_deref()),
            file: place.map(|place| &*place.file),
            line: place.and_then(|place| covered.position(place)).map(|position| position.line),
            found: covered.title(seen.found),
            not_found: covered.title(seen.not_found),
            unknown: covered.title(seen.unknown),
            lifted: covered.title(seen.lifted),
        }
    }
}

#[derive(Serialize)]
struct AtomRow<'a> {
    item: String,
    part: &'static str,
    text: String,
    file: Option<String>,
    line: Option<usize>,
    column: Option<usize>,
    #[serde(rename = "true")]
    is_true: Option<&'a str>,
    #[serde(rename = "false")]
    is_false: Option<&'a str>,
    unknown: Option<&'a str>,
}

impl<'a> AtomRow<'a> {
    fn new(covered: &Covered<'a>, seen: &AtomSeen) -> Self {
        let place = covered.places.atom(seen.atom);
        let (line, column) =
            place.as_ref().and_then(|place| covered.position(place)).map(|at| (at.line, at.column)).unzip();
        let (item, part) = owner(covered, seen.atom.part);
        Self {
            item,
            part,
            text: place.as_ref().map(|place| covered.text(place)).unwrap_or_default(),
            file: place.map(|place| place.file.to_string()),
            line,
            column,
            is_true: covered.title(seen.is_true),
            is_false: covered.title(seen.is_false),
            unknown: covered.title(seen.unknown),
        }
    }
}

/// The item that a piece of code belongs to (a derived field as `record.field`), and which part of it.
fn owner(covered: &Covered<'_>, part: CodePart) -> (String, &'static str) {
    let program = covered.program;
    let rule = |number: u32| program.rules.get(number as usize).map(|rule| rule.code.name.to_string());
    let (name, part) = match part {
        CodePart::When(number) => (rule(number), "when"),
        CodePart::Unless(number) => (rule(number), "unless"),
        CodePart::Define(number) => {
            (program.defines.get(number as usize).map(|define| define.code.name.to_string()), "define")
        }
        CodePart::Derived(record, field) => {
            let record = program.schema.records.get(record as usize).map(|record| &record.code);
            let field = |record: &crate::program::Record| record.fields.get(usize::from(field)).map(|f| f.name.clone());
            (record.and_then(|record| Some(format!("{}.{}", record.name, field(record)?))), "field")
        }
    };
    (name.unwrap_or_default(), part)
}

#[derive(Serialize)]
struct ProvisionRow<'a> {
    authority: &'a str,
    provision: &'a str,
    title: &'a str,
    rules: Vec<&'a str>,
    test_for: Option<&'a str>,
    test_against: Option<&'a str>,
}

impl<'a> ProvisionRow<'a> {
    fn new(covered: &Covered<'a>, seen: &ProvisionSeen) -> Option<Self> {
        let (authority, provision) = covered.provision(seen)?;
        let name = |rule: &u32| covered.program.rules.get(*rule as usize).map(|rule| rule.code.name.as_ref());
        Some(Self {
            authority,
            provision: &provision.id,
            title: &provision.title,
            rules: seen.rules.iter().filter_map(name).collect(),
            test_for: covered.title(seen.test_for),
            test_against: covered.title(seen.test_against),
        })
    }
}
