//! The evaluator against the language reference: random policies and partly known orders, judged by a second evaluator that does
//! nothing but what `docs/language.md` says; and what every policy promises, whatever it says.
//!
//! `INTERDICT_ORACLE_CASES` sets how many policies each test tries, `INTERDICT_ORACLE_SEED` which:
//! `INTERDICT_ORACLE_CASES=200000 cargo test --release --test oracle -- --nocapture`.

#![cfg(all(test, feature = "compiler"))]
#![expect(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a test: it stops at what it does not expect, reads its settings and prints its count"
)]

#[path = "oracle/generate/mod.rs"]
mod generate;
#[path = "oracle/reference/mod.rs"]
mod reference;
#[path = "oracle/support.rs"]
mod support;

use generate::edits;
use generate::policy;
use interdict::eval::{Change, Decision, MissingFact, SlotPath, Verdict};
use interdict::facts::{assemble, taken_apart};
use interdict::problem::{Code, Problem};
use std::collections::BTreeSet;
use support::{Compiled, try_all};

#[test]
fn the_evaluator_decides_as_the_reference_says() {
    try_all((1_400, 75), |compiled, case| {
        let order = compiled.order(&case.json)?;
        let decided = reference::judgment(&compiled.screen_cautiously(&order, case.as_of));
        let expected = reference::judge(&compiled.program, &order, case.as_of);
        if decided == expected {
            return Ok(());
        }
        let what = format!("as of {:?}\ndecided  {decided}\nexpected {expected}", case.as_of);
        Err(compiled.failure(&case.json, &what))
    });
}

#[test]
fn a_fact_that_is_not_listed_as_missing_changes_no_verdict() {
    try_all((200, 30), |compiled, case| {
        if compiled.source.absence {
            return Ok(());
        }
        let before = compiled.decide(&case.json, case.as_of)?;
        let listed: Vec<_> = before.missing().iter().map(|missing| missing.slot.steps().to_vec()).collect();
        let may_fill = |path: &[_]| !listed.iter().any(|listed| listed.starts_with(path));
        let filled = edits::filled(&case.tape, &compiled.source.schema, &case.json, may_fill);
        let after = compiled.decide(&filled, case.as_of)?;
        let all = |decision: &Decision| {
            let lines = if before.lines().is_empty() { &[] } else { decision.lines() };
            [&[decision.verdict()], &policy_verdicts(decision)[..], lines].concat()
        };
        let pairs: Vec<(Verdict, Verdict)> = all(&before).into_iter().zip(all(&after)).collect();
        let same = match before.is_exact() {
            true => pairs.iter().all(|(before, after)| before == after),
            // What could not be worked out before may be worked out now.
            false => pairs.iter().all(|(before, after)| before.lower <= after.lower && after.upper <= before.upper),
        };
        if same { Ok(()) } else { Err(differing(compiled, &case.json, &filled, &before, &after)) }
    });
}

#[test]
fn what_completions_have_lies_within_what_three_valued_logic_says() {
    try_all((300, 40), |compiled, case| {
        let order = compiled.order(&case.json)?;
        let (exact, cautious) = (compiled.screen(&order, case.as_of), compiled.screen_cautiously(&order, case.as_of));
        let within =
            |(exact, cautious): (&Verdict, &Verdict)| cautious.lower <= exact.lower && exact.upper <= cautious.upper;
        let all =
            |decision: &Decision| [&[decision.verdict()], &policy_verdicts(decision)[..], decision.lines()].concat();
        let narrower = all(&exact).iter().zip(&all(&cautious)).all(within);
        let slots = |decision: &Decision, change: Option<Change>| -> BTreeSet<SlotPath> {
            let wanted = |missing: &&MissingFact| change.is_none_or(|change| missing.change == change);
            decision.missing().iter().filter(wanted).map(|missing| missing.slot.clone()).collect()
        };
        let fewer = slots(&exact, Some(Change::Outcome)).is_subset(&slots(&cautious, None));
        let found = cautious
            .findings()
            .iter()
            .all(|found| exact.findings().iter().any(|own| (own.rule, &own.at) == (found.rule, &found.at)));
        if narrower && fewer && found {
            Ok(())
        } else {
            Err(differing(compiled, &case.json, &case.json, &exact, &cautious))
        }
    });
}

#[test]
fn more_facts_never_widen_the_bounds_where_absence_is_no_fact() {
    try_all((200, 30), |compiled, case| {
        if compiled.source.absence {
            return Ok(());
        }
        let before = compiled.decide(&case.json, case.as_of)?;
        let filled = edits::filled(&case.tape, &compiled.source.schema, &case.json, |_| !case.tape.chance(40));
        let after = compiled.decide(&filled, case.as_of)?;
        let within = |(before, after): (&Verdict, &Verdict)| before.lower <= after.lower && after.upper <= before.upper;
        let all_within = |before: &[Verdict], after: &[Verdict]| before.iter().zip(after).all(within);
        let narrower = within((&before.verdict(), &after.verdict()))
            && all_within(&policy_verdicts(&before), &policy_verdicts(&after))
            && all_within(before.lines(), after.lines());
        if narrower { Ok(()) } else { Err(differing(compiled, &case.json, &filled, &before, &after)) }
    });
}

#[test]
fn the_order_of_items_files_and_elements_changes_no_verdict() {
    try_all((150, 20), |compiled, case| {
        let before = compiled.decide(&case.json, case.as_of)?;
        let reversed = edits::reversed(&case.json);
        let after = compiled.decide(&reversed, case.as_of)?;
        let lines: Vec<Verdict> = after.lines().iter().rev().copied().collect();
        let same = before.verdict() == after.verdict()
            && policy_verdicts(&before) == policy_verdicts(&after)
            && before.lines() == lines;
        if !same {
            return Err(differing(compiled, &case.json, &reversed, &before, &after));
        }
        Ok(())
    });
    try_all((60, 1), |compiled, case| {
        let shuffled = Compiled::new(policy::reversed(&compiled.source))?;
        if shuffled.program == compiled.program {
            return Ok(());
        }
        let (before, after) = (compiled.decide(&case.json, case.as_of)?, shuffled.decide(&case.json, case.as_of)?);
        if before == after { Ok(()) } else { Err(differing(compiled, &case.json, &case.json, &before, &after)) }
    });
}

#[test]
fn another_exception_to_a_rule_never_makes_a_verdict_worse() {
    try_all((100, 1), |compiled, case| {
        let Some(source) = policy::with_exception(&compiled.source) else { return Ok(()) };
        let milder = Compiled::new(source)?;
        for _ in 0..20 {
            let json = generate::orders::order(&case.tape, &compiled.source.schema);
            let (before, after) = (compiled.decide(&json, case.as_of)?, milder.decide(&json, case.as_of)?);
            let no_worse = |(before, after): (&Verdict, &Verdict)| {
                after.lower <= before.lower && after.upper <= before.upper && after.outcome <= before.outcome
            };
            let all = [&[before.verdict()], &policy_verdicts(&before)[..], before.lines()].concat();
            let others = [&[after.verdict()], &policy_verdicts(&after)[..], after.lines()].concat();
            if !all.iter().zip(&others).all(no_worse) {
                return Err(differing(&milder, &json, &json, &before, &after));
            }
        }
        Ok(())
    });
}

#[test]
fn tables_and_untranslatable_provisions_decide_as_the_rules_that_they_stand_for() {
    try_all((150, 20), |compiled, case| {
        let plain = Compiled::new(policy::as_rules(&compiled.source))?;
        let (before, after) = (compiled.decide(&case.json, case.as_of)?, plain.decide(&case.json, case.as_of)?);
        let missing = |decision: &Decision| -> Vec<_> {
            decision.missing().iter().map(|missing| (missing.slot.clone(), missing.reason)).collect()
        };
        let same = before.verdict() == after.verdict()
            && policy_verdicts(&before) == policy_verdicts(&after)
            && before.lines() == after.lines()
            && missing(&before) == missing(&after)
            && before.findings().len() == after.findings().len();
        if same { Ok(()) } else { Err(differing(compiled, &case.json, &case.json, &before, &after)) }
    });
}

#[test]
fn rows_that_are_said_to_add_nothing_add_nothing() {
    let dropped = std::cell::Cell::new(0);
    try_all((300, 4), |compiled, case| {
        let adds_nothing = |problem: &&Problem| matches!(problem.code, Code::RowTwice | Code::RowCovered);
        let mut places: Vec<(String, std::ops::Range<usize>)> = Vec::new();
        for label in compiled.problems.iter().filter(adds_nothing).filter_map(|problem| problem.labels.first()) {
            let place = (label.file.as_deref().unwrap().to_owned(), label.span.range());
            if !places.contains(&place) {
                places.push(place);
            }
        }
        // A table keeps at least one row.
        let Ok(shorter) = Compiled::new(policy::without(&compiled.source, &places)) else { return Ok(()) };
        dropped.set(dropped.get() + places.len());
        let (before, after) = (compiled.decide(&case.json, case.as_of)?, shorter.decide(&case.json, case.as_of)?);
        let same = before.verdict() == after.verdict()
            && policy_verdicts(&before) == policy_verdicts(&after)
            && before.lines() == after.lines();
        if same { Ok(()) } else { Err(differing(compiled, &case.json, &case.json, &before, &after)) }
    });
    assert!(dropped.get() > 30, "{} rows", dropped.get());
}

#[test]
fn who_is_observed_decides_the_same_and_every_atom_stands_in_the_source() {
    try_all((150, 15), |compiled, case| {
        let order = compiled.order(&case.json)?;
        let observed = compiled.observe(&order, case.as_of);
        if observed.decision != compiled.screen(&order, case.as_of) {
            return Err(compiled.failure(&case.json, "observed, it decides otherwise"));
        }
        let found = |rule: u32| observed.applications.iter().any(|a| a.rule == rule && a.holds.is_true());
        if !observed.decision.findings().iter().all(|finding| found(finding.rule)) {
            return Err(compiled.failure(&case.json, "a finding was not observed"));
        }
        Ok(())
    });
    try_all((150, 1), |compiled, case| {
        let places = compiled.places();
        for (part, code, is_condition) in compiled.program.parts() {
            let (written, atoms) = (places.atoms_in(part), code.atoms(is_condition).len());
            if written != atoms {
                return Err(compiled.failure(&case.json, &format!("{part:?}: {written} places of {atoms} atoms")));
            }
        }
        Ok(())
    });
}

#[test]
fn an_order_taken_apart_and_put_together_is_the_same() {
    try_all((200, 20), |compiled, case| {
        let order = compiled.order(&case.json)?;
        let given = taken_apart(&order);
        let again = assemble(&compiled.program.schema, order.id.as_deref().unwrap_or("a test"), &given);
        // Of an order without an id, the title of the test is one.
        if order.id.is_none() || again == order {
            return Ok(());
        }
        Err(compiled.failure(&case.json, &format!("{order:?}\n{given:?}\n{again:?}")))
    });
}

fn policy_verdicts(decision: &Decision) -> Vec<Verdict> {
    decision.policies().iter().map(|policy| policy.verdict).collect()
}

fn differing(
    compiled: &Compiled,
    json: &str,
    other: &str,
    before: &Decision,
    after: &Decision,
) -> proptest::test_runner::TestCaseError {
    let (decided, now) = (reference::judgment(before), reference::judgment(after));
    let missing: Vec<_> = before.missing().iter().map(|missing| missing.slot.steps()).collect();
    compiled.failure(json, &format!("missing {missing:?}\n{decided}\n{other}\n{now}"))
}
