//! Decisions in words.
//!
//! **Invariant:** says what the decision says, from the same program, order and dates; it decides nothing.

use super::answer_words;
use super::answers::IfAnswered;
use super::decision::{self, Bindings, Decision, SlotPath};
use super::explanation::{
    AnswerText, Binding, ChangeText, CitationText, Explanation, FactValue, Finding, FindingStatus, Lift, LiftEffect,
    LineVerdict, Missing, OpenRule, PolicyVerdict, RuleKindText, VerdictText,
};
use super::flags::FlagState;
use super::resolve::{Engine, Part};
use super::trace::Causes;
use super::walk::{Local, Walk};
use super::wording;
use crate::domain::{Decimal, Truth};
use crate::facts::Order;
use crate::program::{Citation, Program, Rule, RuleKind};

/// The explanation of a decision.
pub(super) fn explain(program: &Program, engine: &Engine, order: &Order, decision: &Decision) -> Explanation {
    let mut walk = Walk::new(engine, order);
    walk.judge_dates(decision.as_of);
    walk.settle_flags(decision.flags.iter().map(|(flag, truth)| flag_state(program, *flag, *truth)).collect());
    let mut explainer = Explainer { program, engine, order, walk };
    Explanation {
        order: order.id.clone(),
        verdict: explainer.verdict(decision.verdict),
        complete: decision.complete,
        exact: decision.exact,
        policies: decision.policies.iter().filter_map(|policy| explainer.policy(policy)).collect(),
        lines: explainer.lines(&decision.lines),
        findings: decision.findings.iter().filter_map(|finding| explainer.finding(finding)).collect(),
        open: decision.open.iter().filter_map(|open| explainer.open(open)).collect(),
        missing: decision.missing.iter().map(|missing| explainer.missing(missing)).collect(),
        assumptions: explainer.facts(&decision.assumptions),
    }
}

fn flag_state(program: &Program, flag: u32, truth: Truth) -> (u32, FlagState) {
    let weight = match program.rules.get(flag as usize).map(|rule| &rule.code.kind) {
        Some(RuleKind::Flag { weight }) => *weight,
        _ => Decimal::ZERO,
    };
    (flag, FlagState { truth, weight, causes: Causes::default() })
}

struct Explainer<'a> {
    program: &'a Program,
    engine: &'a Engine,
    order: &'a Order,
    walk: Walk<'a>,
}

impl<'a> Explainer<'a> {
    fn verdict(&self, verdict: decision::Verdict) -> VerdictText {
        VerdictText {
            outcome: self.outcome(verdict.outcome),
            determined: verdict.determined,
            lower: self.outcome(verdict.lower),
            upper: self.outcome(verdict.upper),
        }
    }

    fn outcome(&self, rank: u32) -> String {
        let outcome = self.program.outcomes.ranks.get(rank as usize);
        outcome.map_or_else(|| rank.to_string(), |outcome| outcome.name.to_string())
    }

    fn policy(&self, decision: &decision::PolicyDecision) -> Option<PolicyVerdict> {
        let policy = &self.program.policies.get(decision.policy as usize)?.code;
        Some(PolicyVerdict {
            policy: policy.name.to_string(),
            title: policy.title.as_deref().map(str::to_owned),
            as_of: decision.as_of.map(|date| date.to_string()),
            verdict: self.verdict(decision.verdict),
        })
    }

    fn lines(&self, verdicts: &[decision::Verdict]) -> Vec<LineVerdict> {
        let line = |(number, verdict): (usize, &decision::Verdict)| LineVerdict {
            path: format!("lines[{}]", number + 1),
            verdict: self.verdict(*verdict),
        };
        verdicts.iter().enumerate().map(line).collect()
    }

    fn finding(&mut self, finding: &decision::Finding) -> Option<Finding> {
        let rule = self.rule(finding.rule)?;
        let (outcome, weight) = outcome_and_weight(rule);
        Some(Finding {
            rule: rule.name.to_string(),
            kind: kind(rule),
            title: text(rule.title.as_deref()),
            policy: text(rule.policy.as_deref()),
            outcome,
            weight,
            status: match finding.status {
                decision::Status::Stands => FindingStatus::Stands,
                decision::Status::MayBeLifted => FindingStatus::MayBeLifted,
                decision::Status::Lifted => FindingStatus::Lifted,
            },
            exceptions: finding.lifts.iter().filter_map(|lift| self.lift(lift, finding.rule)).collect(),
            at: self.bindings(rule, &finding.at),
            message: self.message(finding.rule, &finding.at).unwrap_or_default(),
            cites: self.citations(rule),
            facts: self.facts(&finding.facts),
            since: rule.period.from.map(|date| date.to_string()),
            until: rule.period.until.map(|date| date.to_string()),
        })
    }

    /// A rule's own `unless` has no message and no provisions of its own.
    fn lift(&mut self, lift: &decision::Lift, lifted: u32) -> Option<Lift> {
        let rule = self.rule(lift.exception)?;
        let own = lift.exception == lifted;
        Some(Lift {
            exception: rule.name.to_string(),
            title: text(rule.title.as_deref()).filter(|_| !own),
            effect: match lift.effect {
                decision::Effect::Lifts => LiftEffect::Lifts,
                decision::Effect::MayLift => LiftEffect::MayLift,
                decision::Effect::IsLifted => LiftEffect::IsLifted,
            },
            lifted_by: lift
                .lifted_by
                .iter()
                .filter_map(|rule| self.rule(*rule))
                .map(|rule| rule.name.to_string())
                .collect(),
            message: if own { None } else { self.message(lift.exception, &lift.at) },
            cites: if own { Vec::new() } else { self.citations(rule) },
            facts: self.facts(&lift.facts),
        })
    }

    fn open(&self, open: &decision::OpenRule) -> Option<OpenRule> {
        let rule = self.rule(open.rule)?;
        Some(OpenRule {
            rule: rule.name.to_string(),
            kind: kind(rule),
            title: text(rule.title.as_deref()),
            policy: text(rule.policy.as_deref()),
            outcome: outcome_and_weight(rule).0,
            at: self.bindings(rule, &open.at),
            cites: self.citations(rule),
            needs: open.needs.iter().map(|slot| wording::path(self.program, slot)).collect(),
        })
    }

    fn missing(&self, missing: &decision::MissingFact) -> Missing {
        let name = |rule: &u32| self.rule(*rule).map(|rule| rule.name.to_string());
        Missing {
            path: wording::path(self.program, &missing.slot),
            ask: self.question(missing),
            expects: wording::expected(self.program, &missing.slot),
            reason: missing.reason.map(|reason| reason.to_string()),
            changes: match missing.change {
                decision::Change::Outcome => ChangeText::Outcome,
                decision::Change::Findings => ChangeText::Findings,
            },
            bears_on: missing.bears_on.iter().filter_map(name).collect(),
            answers: missing.answers.iter().map(|answer| self.answer(missing, answer)).collect(),
        }
    }

    fn answer(&self, missing: &decision::MissingFact, answer: &IfAnswered) -> AnswerText {
        AnswerText {
            answer: answer_words::cases(wording::type_at(self.program, missing.slot.steps()), &answer.cases),
            lower: self.outcome(answer.lower),
            upper: self.outcome(answer.upper),
            settles: answer.settles(),
        }
    }

    /// What to ask for: what an untranslatable provision asks, else what the field does.
    fn question(&self, missing: &decision::MissingFact) -> String {
        let questions = missing.bears_on.iter().filter_map(|rule| self.rule(*rule)?.question.as_ref());
        let mut own = questions.filter(|question| wording::is_field(self.program, &missing.slot, question));
        own.next().map_or_else(|| wording::question(self.program, &missing.slot), |question| question.asks.to_string())
    }

    fn facts(&self, slots: &[SlotPath]) -> Vec<FactValue> {
        let fact = |slot: &SlotPath| {
            let (value, assumed) = wording::fact(self.program, self.order, slot);
            FactValue { path: wording::path(self.program, slot), value, assumed }
        };
        slots.iter().map(fact).collect()
    }

    fn bindings(&self, rule: &Rule, at: &Bindings) -> Vec<Binding> {
        let binding = |(clause, slot): (&crate::program::Loop, &Option<SlotPath>)| {
            let path = wording::path(self.program, slot.as_ref()?);
            Some(Binding { name: clause.variable.to_string(), path })
        };
        rule.loops.iter().zip(at).filter_map(binding).collect()
    }

    fn citations(&self, rule: &Rule) -> Vec<CitationText> {
        rule.cites.iter().map(|citation| self.citation(citation)).collect()
    }

    fn citation(&self, citation: &Citation) -> CitationText {
        let authorities = &self.program.authorities;
        let authority = authorities.iter().find(|authority| authority.name == citation.authority);
        let mut provisions = authority.into_iter().flat_map(|authority| &authority.provisions);
        let provision = provisions.find(|provision| provision.id == citation.provision);
        CitationText {
            authority: citation.authority.to_string(),
            authority_title: authority.map(|authority| authority.title.to_string()).unwrap_or_default(),
            provision: citation.provision.to_string(),
            title: provision.map(|provision| provision.title.to_string()).unwrap_or_default(),
            verified: provision.and_then(|provision| provision.verified),
        }
    }

    /// The rule's `because`, filled in; its title where it has none.
    fn message(&mut self, rule: u32, at: &Bindings) -> Option<String> {
        let item = self.engine.item(rule)?;
        if item.message.is_empty() {
            return text(self.rule(rule)?.title.as_deref());
        }
        self.walk.date = item.date;
        self.walk.fresh_frame(item.locals);
        for (local, slot) in (0_u16..).zip(at) {
            if let Some(slot) = slot.as_ref().and_then(|path| self.slot(path)) {
                self.walk.set_local(local, Local::Slot(slot));
            }
        }
        let mut message = String::new();
        for part in &item.message {
            match part {
                Part::Text(text) => message.push_str(text),
                Part::Value { node, choices } => {
                    message.push_str(&wording::answer(&self.walk.value(node), choices));
                }
            }
        }
        Some(message)
    }

    fn slot(&mut self, path: &SlotPath) -> Option<super::place::Slot> {
        let (program, engine) = (self.program, self.engine);
        self.walk.slots.at(path, |steps| engine.shapes.get(wording::record_at(program, steps)?))
    }

    fn rule(&self, rule: u32) -> Option<&'a Rule> {
        self.program.rules.get(rule as usize).map(|rule| &*rule.code)
    }
}

fn kind(rule: &Rule) -> RuleKindText {
    match rule.kind {
        RuleKind::Flag { .. } => RuleKindText::Flag,
        _ if rule.question.is_some() => RuleKindText::Untranslatable,
        RuleKind::Rule { .. } | RuleKind::Exception { .. } => RuleKindText::Rule,
    }
}

fn outcome_and_weight(rule: &Rule) -> (Option<String>, Option<String>) {
    match &rule.kind {
        RuleKind::Rule { outcome } => (Some(outcome.to_string()), None),
        RuleKind::Flag { weight } => (None, Some(weight.to_string())),
        RuleKind::Exception { .. } => (None, None),
    }
}

fn text(text: Option<&str>) -> Option<String> {
    text.map(str::to_owned)
}
