//! What a test expects: outcomes, rules and facts that exist.

use super::checker::Checker;
use crate::problem::{Code, Problem, Span};
use crate::program::{Expectation, Expected, Name, Scope};
use crate::semantics::signatures::Signature;
use crate::syntax::{self, Expect, Ident, ItemKind, RuleWord, Slot, Spanned};

/// What can have findings.
const FINDERS: [RuleWord; 3] = [RuleWord::Rule, RuleWord::Untranslatable, RuleWord::Flag];

impl Checker<'_> {
    /// What an `expect` clause asks for, each with its place.
    pub(super) fn expect(&mut self, expect: &Expect, found: &mut Vec<(Expectation, Span)>) {
        self.refuse_both(expect);
        let Some(scope) = self.expected_scope(expect) else { return };
        let unsure = expect.parts.iter().any(|part| part.value == syntax::Expected::Undetermined);
        for part in &expect.parts {
            for (expected, span) in self.expected(part, unsure) {
                found.push((Expectation { scope: scope.clone(), expected }, span));
            }
        }
    }

    /// A part can stand for several expectations, each with its place.
    fn expected(&mut self, part: &Spanned<syntax::Expected>, unsure: bool) -> Vec<(Expected, Span)> {
        use syntax::Expected as Part;
        match &part.value {
            Part::Outcome { outcome, by } => {
                let determined = !unsure;
                let wanted = self.expected_outcome(outcome).map(|outcome| Expected::Outcome { outcome, determined });
                let brought = Some(Name::clone(&outcome.value));
                let found = self.each_finding(by, |rule| Expected::Finding { rule, outcome: brought.clone() });
                wanted.map(|wanted| (wanted, outcome.span)).into_iter().chain(found).collect()
            }
            Part::Determined => vec![(Expected::Determined(true), part.span)],
            Part::Undetermined => vec![(Expected::Determined(false), part.span)],
            Part::UpTo(outcome) => self.bound(outcome, part.span, Expected::UpTo),
            Part::AtLeast(outcome) => self.bound(outcome, part.span, Expected::AtLeast),
            Part::Finding(rules) => self.each_finding(rules, |rule| Expected::Finding { rule, outcome: None }),
            Part::NoFinding(rules) if rules.is_empty() => vec![(Expected::NoFinding(None), part.span)],
            Part::NoFinding(rules) => self.each_finding(rules, |rule| Expected::NoFinding(Some(rule))),
            Part::Open(rules) => self.each_finding(rules, Expected::Open),
            Part::Lifted { rule, by } => {
                self.expected_lifting(rule, by).into_iter().map(|expected| (expected, part.span)).collect()
            }
            Part::Needs(slots) => {
                let needed = |slot: &Slot| Some((Expected::Needs(self.needed(slot)?), slot.span));
                slots.iter().filter_map(needed).collect()
            }
        }
    }

    fn bound(&mut self, outcome: &Ident, span: Span, expected: fn(Name) -> Expected) -> Vec<(Expected, Span)> {
        self.expected_outcome(outcome).map(|outcome| (expected(outcome), span)).into_iter().collect()
    }

    fn each_finding(&mut self, rules: &[Ident], expected: impl Fn(Name) -> Expected) -> Vec<(Expected, Span)> {
        let found = |rule: &Ident| Some((expected(self.one_of_words(rule, &FINDERS, "a rule or flag")?), rule.span));
        rules.iter().filter_map(found).collect()
    }

    fn expected_outcome(&mut self, name: &Ident) -> Option<Name> {
        let Some(Signature::Outcomes(outcomes)) = self.peek(&Name::from("outcomes")) else { return None };
        if outcomes.contains(&name.value) {
            return Some(Name::clone(&name.value));
        }
        let words = ["determined", "undetermined", "finding", "no finding", "lifted", "open", "needs"];
        let known = outcomes.iter().map(AsRef::as_ref).chain(words);
        let help = match crate::domain::nearest(&name.value, known) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("outcomes are {}", outcomes.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(", ")),
        };
        let message = format!("there is no outcome `{}`", name.value);
        self.error(Code::UnknownOutcome, message, name.span, "not declared", help);
        None
    }

    fn expected_lifting(&mut self, rule: &Ident, by: &[Ident]) -> Vec<Expected> {
        let Some(name) = self.one_of_words(rule, &FINDERS, "a rule or flag") else {
            return Vec::new();
        };
        if by.is_empty() {
            return vec![Expected::Lifted { rule: name, by: None }];
        }
        // Its own name stands for its `unless`.
        let exception = |checker: &mut Self, by: &Ident| match by.value == rule.value {
            true => Some(Name::clone(&name)),
            false => checker.one_of_words(by, &[RuleWord::Exception], "an exception"),
        };
        let by: Vec<Name> = by.iter().filter_map(|by| exception(self, by)).collect();
        by.into_iter().map(|by| Expected::Lifted { rule: Name::clone(&name), by: Some(by) }).collect()
    }

    fn one_of_words(&mut self, name: &Ident, words: &[RuleWord], needed: &str) -> Option<Name> {
        match self.resolve(&name.value) {
            Some(Signature::Rule { word, .. }) if words.contains(word) => Some(Name::clone(&name.value)),
            Some(Signature::Rule { word, .. }) => {
                let what = match word {
                    RuleWord::Exception => "an exception",
                    RuleWord::Rule => "a rule",
                    RuleWord::Flag => "a flag",
                    RuleWord::Untranslatable => "an untranslatable provision",
                };
                let message = format!("`{}` is {what}, but {needed} is needed here", name.value);
                self.error(Code::WrongKind, message, name.span, what, format!("name {needed}"));
                None
            }
            Some(Signature::Broken) => None,
            Some(_) => {
                self.kind_of(&name.value).into_iter().for_each(|kind| self.wrong_kind(name, kind, needed));
                None
            }
            None => {
                let kinds: &[ItemKind] = match words {
                    [RuleWord::Exception] => &[ItemKind::Exception],
                    _ => &[ItemKind::Rule, ItemKind::Table, ItemKind::Untranslatable, ItemKind::Flag],
                };
                self.unknown(name, kinds, needed.trim_start_matches("an ").trim_start_matches("a "));
                None
            }
        }
    }

    fn needed(&mut self, slot: &Slot) -> Option<String> {
        let place = self.place(slot)?;
        if place.field.derived {
            let message = format!("`{}` is worked out, so nobody is asked for it", place.field.name);
            let help = "name the facts that it is worked out from";
            self.error(Code::CannotBeGiven, message, slot.span, "worked out", help);
            return None;
        }
        Some(rendered(slot))
    }

    /// What the clause speaks of; `None` when that makes no sense.
    fn expected_scope(&mut self, expect: &Expect) -> Option<Scope> {
        let Some(slot) = &expect.scope else { return Some(Scope::Order) };
        if let [only] = slot.value.as_slice()
            && only.element.is_none()
        {
            return self.policy_scope(&only.name, expect);
        }
        let place = self.place(slot)?;
        if !place.element {
            return self.no_scope(slot);
        }
        let path = rendered(slot);
        let of_line = matches!(slot.value.as_slice(), [only] if only.name.value.as_ref() == "lines");
        match expect.parts.iter().find(|part| !of_line && speaks_of_verdict(part)) {
            None => Some(Scope::Element(path)),
            Some(part) => {
                let message = format!("`{path}` has no verdict of its own");
                let help = "verdicts are given on the order, on policies and on `lines[1]`, `lines[2]` …";
                self.error(Code::WrongKind, message, part.span, "no such verdict", help);
                None
            }
        }
    }

    fn policy_scope(&mut self, name: &Ident, expect: &Expect) -> Option<Scope> {
        match self.resolve(&name.value) {
            Some(Signature::Policy) => match expect.parts.iter().find(|part| !speaks_of_verdict(part)) {
                None => Some(Scope::Policy(Name::clone(&name.value))),
                Some(part) => {
                    let message = "`for` with a policy goes with an outcome only";
                    let help = "a rule belongs to one policy already: leave `for` out";
                    self.error(Code::WrongKind, message, part.span, "not of one policy", help);
                    None
                }
            },
            Some(Signature::Broken) => None,
            Some(_) => {
                self.kind_of(&name.value)
                    .into_iter()
                    .for_each(|kind| self.wrong_kind(name, kind, "a policy, or an element such as `lines[1]`"));
                None
            }
            None => {
                self.unknown(name, &[ItemKind::Policy], "policy");
                None
            }
        }
    }

    fn no_scope(&mut self, slot: &Slot) -> Option<Scope> {
        let message = format!("`{}` is no element of a list", rendered(slot));
        let help = "name a policy, or an element such as `lines[1]`";
        self.error(Code::WrongKind, message, slot.span, "not an element", help);
        None
    }

    fn refuse_both(&mut self, expect: &Expect) {
        let at = |wanted: syntax::Expected| expect.parts.iter().find(|part| part.value == wanted);
        let both = (at(syntax::Expected::Determined), at(syntax::Expected::Undetermined));
        if let (Some(determined), Some(undetermined)) = both {
            let message = "a verdict cannot be determined and undetermined";
            let problem = Problem::new(Code::NotComparable, message, undetermined.span, "never with the other");
            self.report(problem.also(determined.span, "and this").help("keep one of them"));
        }
    }
}

/// Whether it is about a verdict itself, not about findings or facts.
fn speaks_of_verdict(part: &Spanned<syntax::Expected>) -> bool {
    use syntax::Expected as Part;
    match &part.value {
        Part::Outcome { .. } | Part::Determined | Part::Undetermined | Part::UpTo(_) | Part::AtLeast(_) => true,
        Part::Finding(_) | Part::NoFinding(_) | Part::Lifted { .. } | Part::Open(_) | Part::Needs(_) => false,
    }
}

/// The path as verdicts write it.
fn rendered(slot: &Slot) -> String {
    let segment = |segment: &syntax::Segment| match &segment.element {
        Some(number) => format!("{}[{}]", segment.name.value, number.value.trim_start_matches('0')),
        None => segment.name.value.to_string(),
    };
    slot.value.iter().map(segment).collect::<Vec<_>>().join(".")
}
