use super::*;
use crate::eval::explanation::{
    AnswerText, ChangeText, CitationText, FactValue, Finding, FindingStatus, Lift, LiftEffect, Missing, OpenRule,
    RuleKindText,
};
use crate::problem::Code;
use crate::program::Verified;

fn verdict(outcome: &str) -> VerdictText {
    VerdictText { outcome: outcome.into(), determined: true, lower: outcome.into(), upper: outcome.into() }
}

fn undetermined(outcome: &str, lower: &str, upper: &str) -> VerdictText {
    VerdictText { outcome: outcome.into(), determined: false, lower: lower.into(), upper: upper.into() }
}

fn fact(path: &str, value: &str, assumed: bool) -> FactValue {
    FactValue { path: path.into(), value: value.into(), assumed }
}

fn ear(provision: &str, title: &str, verified: Option<Verified>) -> CitationText {
    CitationText {
        authority: "ear".into(),
        authority_title: "Export Administration Regulations, 15 CFR parts 730-774".into(),
        provision: provision.into(),
        title: title.into(),
        verified,
    }
}

fn clear(id: &str) -> Explanation {
    Explanation {
        order: Some(id.into()),
        verdict: verdict("clear"),
        complete: true,
        exact: true,
        policies: vec![],
        lines: vec![],
        findings: vec![],
        open: vec![],
        missing: vec![],
        assumptions: vec![],
    }
}

fn supp7() -> Finding {
    Finding {
        rule: "supp7_to_iran".into(),
        kind: RuleKindText::Rule,
        title: Some("Supplement No. 7 item to Iran".into()),
        policy: Some("iran_uav".into()),
        outcome: Some("prohibited".into()),
        weight: None,
        status: FindingStatus::Stands,
        exceptions: vec![],
        at: vec![Binding { name: "line".into(), path: "lines[1]".into() }],
        message: "XC7K325T (HS 8542.31) is listed in Supplement No. 7 and is going to Iran".into(),
        cites: vec![
            ear("746.7(a)(1)(ii)", "Supplement No. 7 items need a licence for Iran", None),
            ear("734.9(j)", "Iran foreign direct product rule", Some(Verified::Recalled)),
        ],
        facts: vec![fact("lines[1].hs", "8542.31", false), fact("ship_to.country", "IR", true)],
        since: Some("2023-02-24".into()),
        until: None,
    }
}

fn authorised(effect: LiftEffect) -> Lift {
    Lift {
        exception: "ofac_authorised".into(),
        title: Some("An OFAC authorisation covers the sale".into()),
        effect,
        lifted_by: Vec::new(),
        message: None,
        cites: vec![ear("746.7(a)(2)", "An OFAC authorisation counts under the EAR", None)],
        facts: vec![fact("authorisation.agency", "ofac", false)],
    }
}

fn flag() -> Finding {
    Finding {
        rule: "last_minute_reroute".into(),
        kind: RuleKindText::Flag,
        title: Some("Shipping instructions changed late".into()),
        outcome: None,
        weight: Some("2".into()),
        at: vec![],
        message: String::new(),
        cites: vec![],
        facts: vec![fact("last_minute_change", "yes", false)],
        since: None,
        ..supp7()
    }
}

fn prohibited() -> Explanation {
    let line = |path: &str, outcome| LineVerdict { path: path.into(), verdict: verdict(outcome) };
    let policy = |policy: &str, title: &str, outcome| PolicyVerdict {
        policy: policy.into(),
        title: Some(title.into()),
        as_of: Some("2023-06-20".into()),
        verdict: verdict(outcome),
    };
    Explanation {
        order: Some("SO-1001".into()),
        verdict: verdict("prohibited"),
        policies: vec![
            policy("iran_uav", "Iran UAV procurement", "prohibited"),
            policy("russia", "Russia and Belarus", "clear"),
        ],
        lines: vec![line("lines[1]", "prohibited"), line("lines[2]", "clear"), line("lines[3]", "clear")],
        findings: vec![supp7(), flag()],
        assumptions: vec![fact("authorisation", "none", true), fact("ship_to.country", "IR", true)],
        ..clear("")
    }
}

fn cannot_tell() -> Explanation {
    Explanation {
        order: Some("SO-1002".into()),
        verdict: undetermined("review", "clear", "prohibited"),
        open: vec![OpenRule {
            rule: "supp7_to_iran".into(),
            kind: RuleKindText::Rule,
            title: Some("Supplement No. 7 item to Iran".into()),
            policy: None,
            outcome: Some("prohibited".into()),
            at: vec![],
            cites: vec![],
            needs: vec!["ship_to.country".into()],
        }],
        missing: vec![
            Missing {
                path: "ship_to.country".into(),
                ask: "Which country are the goods going to?".into(),
                expects: "country".into(),
                reason: None,
                changes: ChangeText::Outcome,
                bears_on: vec!["mailbox".into(), "supp7_to_iran".into()],
                answers: vec![
                    answer("any other country", "clear", "clear"),
                    answer("IR", "prohibited", "prohibited"),
                    answer("RU", "clear", "prohibited"),
                ],
            },
            Missing {
                path: "value".into(),
                ask: "What is the value of the order?".into(),
                expects: "money".into(),
                reason: Some("two currencies without a rate: USD and EUR".into()),
                changes: ChangeText::Outcome,
                bears_on: vec![],
                answers: vec![],
            },
            Missing {
                path: "payment.method".into(),
                ask: "How is it paid?".into(),
                expects: "text".into(),
                reason: None,
                changes: ChangeText::Findings,
                bears_on: vec!["supp7_to_iran".into()],
                answers: vec![],
            },
        ],
        ..clear("")
    }
}

fn answer(answer: &str, lower: &str, upper: &str) -> AnswerText {
    AnswerText { answer: answer.into(), lower: lower.into(), upper: upper.into(), settles: lower == upper }
}

fn bad_hs() -> DataProblem {
    DataProblem {
        code: Code::BadValue,
        order: Some("SO-4".into()),
        path: "lines[2].hs".into(),
        line: 17,
        column: 42,
        found: "\"85423\"".into(),
        expected: "an HS code of 2, 4, 6, 8 or 10 digits".into(),
        help: Some("write the code in full: `8542.31`".into()),
    }
}

fn render(look: Look, write: impl FnOnce(&mut Orders, &mut Vec<u8>) -> io::Result<()>) -> String {
    let mut out = Vec::new();
    write(
        &mut Orders::new(
            Vocabulary::new(
                ["clear", "review", "license_required", "prohibited"],
                [("supp7_to_iran", "Supplement No. 7 item to Iran")],
            ),
            look,
        ),
        &mut out,
    )
    .unwrap();
    String::from_utf8(out).unwrap()
}

fn plain(explanation: &Explanation) -> String {
    render(Look::PLAIN, |orders, out| orders.decision(out, explanation))
}

#[test]
fn a_prohibited_order_says_why() {
    insta::assert_snapshot!(plain(&prohibited()));
}

#[test]
fn a_row_is_named_and_so_is_what_a_person_judged() {
    let first_lines = |finding: Finding| {
        let shown = plain(&Explanation { findings: vec![finding], ..prohibited() });
        shown.lines().find(|line| line.contains('✗')).unwrap().trim().to_owned()
    };
    let row = Finding { rule: "country_chart[12]".into(), ..supp7() };
    assert!(first_lines(row).ends_with("Supplement No. 7 item to Iran, line 1, row 12"));
    let judged = Finding { kind: RuleKindText::Untranslatable, ..supp7() };
    assert!(first_lines(judged).ends_with("Supplement No. 7 item to Iran, line 1, judged by a person"));
}

#[test]
fn an_undetermined_order_asks() {
    insta::assert_snapshot!(plain(&cannot_tell()));
}

#[test]
fn the_same_question_about_many_lines_is_asked_once() {
    let missing = |line: usize| Missing {
        path: format!("lines[{line}].eccn"),
        ask: "What is the item's ECCN?".into(),
        expects: "ECCN".into(),
        reason: None,
        changes: ChangeText::Outcome,
        bears_on: vec!["supp7_to_iran".into()],
        answers: vec![],
    };
    let order = Explanation { missing: (1..=400).map(missing).collect(), ..cannot_tell() };
    let text = plain(&order);
    assert_eq!(text.matches("What is the item's ECCN?").count(), 1);
    assert!(text.contains("lines[1-400].eccn (ECCN), bears on “Supplement No. 7 item to Iran”"), "{text}");
}

#[test]
fn a_lifted_finding_is_shown_with_what_lifts_it() {
    let finding = Finding { status: FindingStatus::Lifted, exceptions: vec![authorised(LiftEffect::Lifts)], ..supp7() };
    insta::assert_snapshot!(plain(&Explanation { findings: vec![finding], ..clear("SO-1003") }));
}

#[test]
fn a_finding_that_its_own_unless_lifts_says_so() {
    let own =
        Lift { exception: supp7().rule, title: None, message: None, cites: vec![], ..authorised(LiftEffect::Lifts) };
    let finding = Finding { status: FindingStatus::Lifted, exceptions: vec![own], ..supp7() };
    let text = plain(&Explanation { findings: vec![finding], ..clear("SO-1003") });
    assert!(text.contains("lifted by  its own `unless`"), "{text}");
}

#[test]
fn a_finding_that_may_be_lifted_stands_for_now() {
    let finding =
        Finding { status: FindingStatus::MayBeLifted, exceptions: vec![authorised(LiftEffect::MayLift)], ..supp7() };
    let verdict = undetermined("prohibited", "clear", "prohibited");
    insta::assert_snapshot!(plain(&Explanation { verdict, findings: vec![finding], ..clear("SO-1004") }));
}

#[test]
fn a_batch_gives_clear_orders_one_line_each() {
    let assuming = Explanation { assumptions: vec![fact("authorisation", "none", true)], ..clear("SO-2") };
    let problem = bad_hs();
    let text = render(Look::PLAIN, |orders, out| {
        orders.decision(out, &clear("SO-1"))?;
        orders.decision(out, &assuming)?;
        orders.decision(out, &cannot_tell())?;
        orders.refused(out, "orders.ndjson", &[problem.clone(), problem])?;
        orders.decision(out, &clear("SO-5"))
    });
    insta::assert_snapshot!(text);
}

#[test]
fn decisions_and_refused_orders_are_as_their_schema_says() {
    let schema = serde_json::from_str(include_str!("../../../../docs/decision.schema.json")).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let lifted = Finding { status: FindingStatus::Lifted, exceptions: vec![authorised(LiftEffect::Lifts)], ..supp7() };
    let lifted = Explanation { findings: vec![lifted], order: None, ..prohibited() };
    for explanation in [clear("SO-1"), prohibited(), cannot_tell(), lifted] {
        let value = serde_json::to_value(&explanation).unwrap();
        let errors: Vec<_> = validator.iter_errors(&value).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:#?}");
    }
    let mut out = Vec::new();
    data::write_json(&mut out, "orders.json", &[bad_hs()]).unwrap();
    assert!(validator.is_valid(&serde_json::from_slice(&out).unwrap()));
    let mut stranger = serde_json::to_value(clear("SO-1")).unwrap();
    stranger["colour"] = "blue".into();
    assert!(!validator.is_valid(&stranger));
}

#[test]
fn what_an_order_says_cannot_steer_the_terminal() {
    let mut order = prohibited();
    order.order = Some("SO\u{1b}]0;owned\u{7}\r\n● SO-9  clear".into());
    order.findings[0].message = "part \u{9b}2J\u{202e}".into();
    order.findings[0].facts[0].value = "\u{1b}[31m\n".into();
    let text = plain(&order);
    assert!(text.chars().all(|character| character == '\n' || !character.is_control()));
    assert!(!text.lines().any(|line| line.starts_with("● SO-9")));
}

#[test]
fn a_very_long_message_is_cut() {
    let mut order = prohibited();
    order.findings[0].message = "x".repeat(10_000_000);
    assert!(plain(&order).len() < 10_000);
}

#[test]
fn colours_follow_the_rank() {
    let text = render(Look { colour: true, width: 80 }, |orders, out| orders.decision(out, &prohibited()));
    insta::assert_snapshot!(text.replace('\u{1b}', "ESC"));
}
