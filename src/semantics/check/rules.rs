//! Rules, flags and exceptions.

use super::CheckedItem;
use super::checker::Checker;
use crate::domain::{Decimal, Period};
use crate::problem::{Code, Problem, Span};
use crate::program::{self, Citation, Loop, MessagePart, Name, RuleKind};
use crate::semantics::signatures::{ListPath, Signature, list_paths};
use crate::syntax::{self, Clause, Expr, Ident, ItemKind, Rule, RuleWord, Spanned};
use std::sync::Arc;

/// What an exception can lift.
const LIFTABLE: [ItemKind; 5] =
    [ItemKind::Rule, ItemKind::Table, ItemKind::Untranslatable, ItemKind::Flag, ItemKind::Exception];

impl Checker<'_> {
    pub(super) fn rule(&mut self, rule: &Rule, policy: Option<Name>) -> Option<CheckedItem> {
        let needed: &[&str] = match rule.word {
            RuleWord::Rule => &["when", "then"],
            RuleWord::Flag => &["when"],
            RuleWord::Exception => &["when", "lifts"],
            RuleWord::Untranslatable => &["cites", "asks", "answered by", "then"],
        };
        self.clauses_in_place(rule, noun(rule.word), needed);
        self.compiled(rule, policy).map(|rule| CheckedItem::Rule(Arc::new(rule)))
    }

    /// The code of a rule whose clauses are in place. Without a condition it always holds.
    pub(super) fn compiled(&mut self, rule: &Rule, policy: Option<Name>) -> Option<program::Rule> {
        let loops = self.loops(rule);
        let kind = self.kind(rule);
        let cites = self.cites(rule);
        let period = self.own_period(rule);
        let condition = self.condition_clause(when(rule));
        let question = self.question(rule);
        let unless = self.condition_clause(unless(rule));
        let message = self.message(rule);
        self.refuse_costly_rule(rule);
        let (question, answer) = question?.unzip();
        let condition = match (condition?, answer) {
            (Some(condition), None) => condition,
            (condition, answer) => program::Expr::All(condition.into_iter().chain(answer).collect()),
        };
        Some(program::Rule {
            name: Name::clone(&rule.name.value),
            row: None,
            question,
            title: rule.title.clone(),
            policy,
            kind: kind?,
            cites: cites?,
            period: period?,
            loops: loops?,
            condition,
            unless: unless?,
            message: message?,
            refs: std::mem::take(&mut self.refs),
            locals: self.locals,
        })
    }

    /// Reports clauses that are given twice, that do not belong here, or that are missing.
    pub(super) fn clauses_in_place(&mut self, rule: &Rule, own: &str, needed: &[&str]) {
        let mut seen: Vec<(&str, Span)> = Vec::new();
        for clause in &rule.clauses {
            let word = clause.value.word();
            if let Some(belongs) = misplaced(rule.word, &clause.value) {
                let article = if own.starts_with(['e', 'u']) { "an" } else { "a" };
                let message = format!("`{word}` does not belong in {article} {own}");
                self.error(Code::MisplacedClause, message, clause.span, "not here", belongs);
            }
            let first = seen.iter().find(|(known, _)| *known == word).map(|(_, span)| *span);
            if let Some(first) = first.filter(|_| word != "for each") {
                let problem = Problem::new(
                    Code::RepeatedClause,
                    format!("`{word}` is given twice"),
                    clause.span,
                    "given again here",
                );
                self.report(problem.also(first, "first given here").help(join_help(word)));
            }
            seen.push((word, clause.span));
        }
        for word in needed {
            if !seen.iter().any(|(known, _)| known == word) {
                let message = format!("the {own} `{}` has no `{word}`", rule.name.value);
                self.error(
                    Code::MissingClause,
                    message,
                    rule.name.span,
                    format!("`{word}` is missing"),
                    missing_help(word),
                );
            }
        }
    }

    pub(super) fn loops(&mut self, rule: &Rule) -> Option<Vec<Loop>> {
        let mut loops = Vec::new();
        let mut sound = true;
        for clause in &rule.clauses {
            let Clause::ForEach { variable, list } = &clause.value else { continue };
            match self.list(list) {
                Some((list, element)) => {
                    self.bind(variable, element);
                    loops.push(Loop { variable: Name::clone(&variable.value), list });
                }
                None => {
                    self.poisoned.push(Name::clone(&variable.value));
                    sound = false;
                }
            }
        }
        sound.then_some(loops)
    }

    pub(super) fn kind(&mut self, rule: &Rule) -> Option<RuleKind> {
        match rule.word {
            RuleWord::Rule | RuleWord::Untranslatable => {
                let outcome =
                    find(rule, |clause| if let Clause::Then(outcome) = clause { Some(outcome) } else { None })?;
                self.outcome(outcome).map(|outcome| RuleKind::Rule { outcome })
            }
            RuleWord::Flag => {
                let weight = find(rule, |clause| if let Clause::Weight(weight) = clause { Some(weight) } else { None });
                let weight = weight.map_or(Some(Decimal::ONE), |weight| self.weight(weight));
                weight.map(|weight| RuleKind::Flag { weight })
            }
            RuleWord::Exception => {
                let lifts = find(rule, |clause| if let Clause::Lifts(lifts) = clause { Some(lifts) } else { None })?;
                self.refuse_repeated(lifts.iter(), "name");
                let lists = list_paths(&rule.clauses);
                let sound: Vec<bool> = lifts.iter().map(|name| self.lifted(name, rule, &lists)).collect();
                let names = lifts.iter().map(|name| Name::clone(&name.value)).collect();
                sound.into_iter().all(|sound| sound).then_some(RuleKind::Exception { lifts: names })
            }
        }
    }

    fn outcome(&mut self, outcome: &Ident) -> Option<Name> {
        let Some(Signature::Outcomes(names)) = self.resolve(&Arc::from("outcomes")) else { return None };
        if names.contains(&outcome.value) {
            return Some(Name::clone(&outcome.value));
        }
        let help = match crate::domain::nearest(&outcome.value, names.iter().map(AsRef::as_ref)) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("outcomes are {}", names.join(", ")),
        };
        self.error(
            Code::UnknownOutcome,
            format!("there is no outcome `{}`", outcome.value),
            outcome.span,
            "not declared",
            help,
        );
        None
    }

    fn weight(&mut self, weight: &Ident) -> Option<Decimal> {
        let number = self.decimal(&weight.value, weight.span)?;
        if number.is_sign_negative() || number.is_zero() {
            self.error(
                Code::BadNumber,
                "a weight must be more than zero",
                weight.span,
                "not more than zero",
                "a flag that lowers the weight would be an exception",
            );
            return None;
        }
        Some(number)
    }

    /// Whether `name` can be lifted by this exception.
    fn lifted(&mut self, name: &Ident, rule: &Rule, lists: &[ListPath]) -> bool {
        match self.resolve(&name.value).cloned() {
            None => {
                self.unknown(name, &LIFTABLE, "rule, flag or exception");
                false
            }
            Some(Signature::Rule { lists: theirs, .. }) => match lists.iter().find(|list| !theirs.contains(list)) {
                Some(list) => {
                    self.unrelated(name, rule, list);
                    false
                }
                None => true,
            },
            Some(Signature::Broken) => false,
            Some(_) => {
                let kind = self.kind_of(&name.value);
                kind.into_iter().for_each(|kind| self.wrong_kind(name, kind, "a rule, flag or exception"));
                false
            }
        }
    }

    fn unrelated(&mut self, name: &Ident, rule: &Rule, list: &ListPath) {
        let message = format!("this exception runs over `{}`, but `{}` does not", list.join("."), name.value);
        let each = rule.clauses.iter().find(|clause| matches!(clause.value, Clause::ForEach { .. }));
        let mut problem = Problem::new(Code::LiftsUnrelated, message, name.span, "does not run over that list");
        if let Some(each) = each {
            problem = problem.also(each.span, "runs over it");
        }
        self.report(
            problem.help(
                "which of its findings to lift cannot be told: write `any x in … has …` in the condition instead",
            ),
        );
    }

    pub(super) fn cites(&mut self, rule: &Rule) -> Option<Vec<Citation>> {
        let written = find(rule, |clause| if let Clause::Cites(citations) = clause { Some(citations) } else { None });
        // Of an untranslatable provision that is an error, and reported already.
        let Some(written) = written.filter(|written| !written.is_empty()) else {
            if rule.word == RuleWord::Untranslatable {
                return None;
            }
            let message = format!("`{}` cites nothing", rule.name.value);
            self.error(
                Code::CitesNothing,
                message,
                rule.name.span,
                "on what does it rest?",
                "add `cites AUTHORITY PROVISION`, such as `cites ear 746.7(c)`",
            );
            return Some(Vec::new());
        };
        let citations: Vec<Option<Citation>> = written.iter().map(|citation| self.citation(citation)).collect();
        citations.into_iter().collect()
    }

    fn citation(&mut self, citation: &syntax::Citation) -> Option<Citation> {
        let (authority, provision) = (&citation.authority, &citation.provision);
        let Signature::Authority(provisions) = self.named(authority, ItemKind::Authority, "authority")? else {
            return None;
        };
        if !provisions.contains(&provision.value) {
            let near = crate::domain::nearest(&provision.value, provisions.iter().map(AsRef::as_ref));
            let help = near.map_or_else(
                || format!("declare it under `authority {}`", authority.value),
                |near| format!("did you mean `{near}`?"),
            );
            let message = format!("`{}` has no provision `{}`", authority.value, provision.value);
            self.error(Code::UnknownProvision, message, provision.span, "not declared", help);
            return None;
        }
        Some(Citation { authority: Name::clone(&authority.value), provision: Arc::clone(&provision.value) })
    }

    /// The period of a rule.
    pub(super) fn own_period(&mut self, rule: &Rule) -> Option<Period> {
        let period = find(rule, |clause| if let Clause::Period(period) = clause { Some(period) } else { None });
        period.map_or(Some(Period::default()), |period| self.period(period))
    }

    /// A period in force. One that ends before it starts is a warning: it never holds.
    pub(super) fn period(&mut self, period: &syntax::Period) -> Option<Period> {
        let mut bound = |date: &Option<Ident>| match date {
            Some(date) => self.date(&date.value, date.span).map(Some),
            None => Some(None),
        };
        let (from, until) = (bound(&period.from), bound(&period.until));
        let checked = Period { from: from?, until: until? };
        if checked.is_empty()
            && let (Some(from), Some(until)) = (&period.from, &period.until)
        {
            let problem =
                Problem::new(Code::EmptyPeriod, "this period ends before it starts", until.span, "the last day");
            self.report(problem.also(from.span, "the first day").help("exchange the dates, or correct one of them"));
        }
        Some(checked)
    }

    /// `None`: wrong. `Some(None)`: not given.
    pub(super) fn condition_clause(&mut self, clause: Option<&Spanned<Clause>>) -> Option<Option<program::Expr>> {
        let Some(Spanned { value: Clause::When(expr) | Clause::Unless(expr), .. }) = clause else { return Some(None) };
        self.refuse_constant(expr);
        self.condition(expr).map(Some)
    }

    /// Warns of a condition that looks at nothing.
    fn refuse_constant(&mut self, expr: &Expr) {
        let mut looks = false;
        expr.walk(&mut |part| {
            use syntax::{ExprKind, LiteralKind};
            looks |= matches!(
                part.kind,
                ExprKind::Literal(LiteralKind::Path(_))
                    | ExprKind::Call { .. }
                    | ExprKind::FlagWeight(_)
                    | ExprKind::FlagCount(_)
            );
        });
        if !looks {
            self.error(
                Code::AlwaysSame,
                "this condition looks at no fact of the order",
                expr.span,
                "the same for every order",
                "name a fact, such as `order.ship_to.country`",
            );
        }
    }

    pub(super) fn message(&mut self, rule: &Rule) -> Option<Vec<MessagePart>> {
        let written = find(rule, |clause| if let Clause::Because(parts) = clause { Some(parts) } else { None });
        // What a message shows changes no verdict.
        let asks_flags = self.asks_flags.clone();
        let mut parts = Vec::new();
        let mut sound = true;
        for part in written.into_iter().flatten() {
            match part {
                syntax::MessagePart::Text(text) => parts.push(MessagePart::Text(Arc::clone(text))),
                syntax::MessagePart::Value(expr) => match self.message_value(expr) {
                    Some(value) => parts.push(MessagePart::Value(value)),
                    None => sound = false,
                },
            }
        }
        self.asks_flags = asks_flags;
        sound.then_some(parts)
    }

    fn message_value(&mut self, expr: &Expr) -> Option<program::Expr> {
        let typed = self.expression(expr, None)?;
        let help = match typed.ty {
            program::Type::Record(_) => "name one of its fields",
            program::Type::List(_) => "go through the list with `for each`, and name a field of its elements",
            _ => return Some(typed.expr),
        };
        let message = format!("{} cannot be shown in a message", super::types::a_type(&typed.ty));
        self.error(Code::BadMessage, message, expr.span, "not one value", help);
        None
    }
}

pub(super) fn find<'r, T>(rule: &'r Rule, pick: impl Fn(&'r Clause) -> Option<T>) -> Option<T> {
    rule.clauses.iter().find_map(|clause| pick(&clause.value))
}

pub(super) fn when(rule: &Rule) -> Option<&Spanned<Clause>> {
    rule.clauses.iter().find(|clause| matches!(clause.value, Clause::When(_)))
}

pub(super) fn unless(rule: &Rule) -> Option<&Spanned<Clause>> {
    rule.clauses.iter().find(|clause| matches!(clause.value, Clause::Unless(_)))
}

/// What such an item is called.
pub(super) fn noun(word: RuleWord) -> &'static str {
    match word {
        RuleWord::Rule => "rule",
        RuleWord::Flag => "flag",
        RuleWord::Exception => "exception",
        RuleWord::Untranslatable => "untranslatable provision",
    }
}

/// What to do about a clause that does not belong in such an item.
fn misplaced(word: RuleWord, clause: &Clause) -> Option<&'static str> {
    match (word, clause) {
        (RuleWord::Rule | RuleWord::Untranslatable, Clause::Weight(_)) => {
            Some("a rule has an outcome (`then`); a flag has a weight")
        }
        (RuleWord::Rule | RuleWord::Flag | RuleWord::Untranslatable, Clause::Lifts(_)) => {
            Some("only an exception lifts something")
        }
        (RuleWord::Flag, Clause::Then(_)) => {
            Some("a flag has a `weight`; a rule on `weight of flags` gives the outcome")
        }
        (RuleWord::Exception, Clause::Then(_)) => Some("an exception has no outcome: it `lifts` the findings of rules"),
        (RuleWord::Exception, Clause::Weight(_)) => Some("an exception has no weight: it `lifts` flags"),
        (RuleWord::Rule | RuleWord::Flag | RuleWord::Exception, Clause::Asks(_) | Clause::AnsweredBy(_)) => {
            Some("only an `untranslatable` provision asks a person; otherwise, a field of a record `asks`")
        }
        _ => None,
    }
}

fn join_help(word: &str) -> &'static str {
    match word {
        "cites" => "put all provisions into one `cites`, with commas between them",
        "when" | "unless" => "join the conditions with `and` or `or`",
        "lifts" => "put all names into one `lifts`, with commas between them",
        _ => "keep one of them",
    }
}

fn missing_help(word: &str) -> &'static str {
    match word {
        "when" => "add a condition: `when order.ship_to.country is IR`",
        "then" => "add the outcome: `then review`",
        "cites" => "name the provision that only a person can judge: `cites ear 764.2(e)`",
        "asks" => "add the question that a person must answer: `asks \"…?\"`",
        "answered by" => "name the field that holds the answer, of type yes_no: `answered by order.FIELD`",
        _ => "name the rules that it lifts: `lifts NAME`",
    }
}
