//! The full account of one verdict: the rules that came near, each atom of their conditions with the facts it was told from.
//!
//! **Invariant:** what is told was noted by the walk that decides.

use super::Policy;
use super::rule::kind;
use crate::domain::Truth;
use crate::eval::explanation::Explanation;
use crate::eval::observe::{Application, Observation, ReadFact, SeenAtom, Source};
use crate::program::{AtomId, CodePart};
use crate::report::paint::{BOLD, CYAN, DIM, GREEN, RED, YELLOW};
use crate::report::verdicts::Vocabulary;
use crate::report::verdicts::terminal::Orders;
use crate::report::{Look, clean, shortened};
use serde::Serialize;
use std::collections::BTreeMap;
use std::io::{self, Write};

/// Characters of an atom, and of a value, that are shown.
const LONGEST: usize = 100;

/// The account of a verdict.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OrderAccount {
    /// The verdict.
    pub decision: Explanation,
    /// The rules that came near, one for each binding.
    pub rules: Vec<RuleOutcome>,
}

/// How a rule came out for one binding.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct RuleOutcome {
    /// Its name.
    pub rule: String,
    /// `rule`, `flag` or `exception`.
    pub kind: &'static str,
    /// Its title.
    pub title: Option<String>,
    /// What it was applied to: variable and path of each `for each`; without a path, some element of a list that is missing.
    pub at: Vec<(String, Option<String>)>,
    /// `found`, `lifted`, `may_be_lifted`, `open`, `near` or `false`.
    pub result: &'static str,
    /// The atoms that were looked at.
    pub atoms: Vec<AtomAccount>,
}

/// An atom that was looked at.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AtomAccount {
    /// Where it stands: `when`, `unless`, or the name of a definition.
    pub part: String,
    /// Its text.
    pub text: String,
    /// `true`, `false` or `unknown`.
    pub truth: &'static str,
    /// Whether it alone keeps the condition false.
    pub decisive: bool,
    /// The facts that it was told from.
    pub facts: Vec<ReadFact>,
}

impl OrderAccount {
    /// The account of a decision. `only`: of this rule alone, however it came out; else of all rules that came near.
    #[must_use]
    pub fn new(policy: &Policy<'_>, observation: &Observation, decision: Explanation, only: Option<u32>) -> Self {
        let told = |application: &&Application| match only {
            Some(rule) => application.rule == rule,
            None => result(application) != "false",
        };
        let mut applications: Vec<&Application> = observation.applications.iter().filter(told).collect();
        applications.sort_by_key(|application| (order_of(result(application)), application.rule));
        let rules = applications.into_iter().filter_map(|application| outcome(policy, application)).collect();
        Self { decision, rules }
    }

    /// Writes it for people: the verdict, then the rules.
    ///
    /// # Errors
    ///
    /// Those of `out`.
    pub fn write(&self, out: &mut impl Write, vocabulary: &Vocabulary, look: Look) -> io::Result<()> {
        Orders::new(vocabulary.clone(), look).decision(out, &self.decision)?;
        if self.rules.is_empty() {
            return writeln!(out, "\nno rule came near");
        }
        self.rules.iter().try_for_each(|rule| rule.write(out, look))
    }
}

impl RuleOutcome {
    fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let (style, said) = match self.result {
            "found" => (RED, if self.kind == "exception" { "takes effect" } else { "finds" }),
            "lifted" => (DIM, "finds, and is lifted"),
            "may_be_lifted" => (YELLOW, "finds, and may be lifted"),
            "open" => (YELLOW, "open: a missing fact decides"),
            "near" => (CYAN, "does not find, but came near"),
            _ => (GREEN, "does not find"),
        };
        let at: String = self.at.iter().map(|(name, path)| place(name, path.as_deref())).collect();
        let title = self.title.as_deref().map(|title| format!("  {}", clean(title))).unwrap_or_default();
        writeln!(out, "\n{} {}{title}{at}", self.kind, look.paint(BOLD, clean(&self.rule)))?;
        writeln!(out, "  {}", look.paint(style, said))?;
        let mut part = "when";
        for atom in &self.atoms {
            if atom.part != part {
                part = &atom.part;
                writeln!(out, "  {}", look.paint(DIM, format!("{}:", clean(part))))?;
            }
            atom.write(out, look)?;
        }
        Ok(())
    }
}

/// `, line = lines[2]`
fn place(name: &str, path: Option<&str>) -> String {
    match path {
        Some(path) => format!(", {} = {}", clean(name), clean(path)),
        None => format!(", {} = some element of a list that is missing", clean(name)),
    }
}

impl AtomAccount {
    fn write(&self, out: &mut impl Write, look: Look) -> io::Result<()> {
        let (style, sign) = match self.truth {
            "true" => (GREEN, "✓"),
            "false" => (RED, "✗"),
            _ => (YELLOW, "?"),
        };
        let decides = if self.decisive { look.paint(CYAN, "  ← this alone").to_string() } else { String::new() };
        writeln!(
            out,
            "    {} {} {}{decides}",
            look.paint(style, sign),
            look.paint(style, format!("{:<7}", self.truth)),
            shortened(&self.text, LONGEST)
        )?;
        for fact in &self.facts {
            writeln!(out, "              {}", look.paint(DIM, told(fact)))?;
        }
        Ok(())
    }
}

/// `ship_to.country = IR`, `parties is not in the order`
fn told(fact: &ReadFact) -> String {
    let path = clean(&fact.path);
    match (&fact.value, fact.source) {
        (Some(value), Source::Assumed) => format!("{path} = {} (assumed)", shortened(value, LONGEST)),
        (Some(value), Source::WorkedOut) => format!("{path} = {} (worked out)", shortened(value, LONGEST)),
        (Some(value), _) => format!("{path} = {}", shortened(value, LONGEST)),
        (None, Source::WorkedOut) => format!("{path} cannot be worked out yet"),
        (None, _) => format!("{path} is not in the order"),
    }
}

fn result(application: &Application) -> &'static str {
    match (application.holds, application.lifted) {
        (Truth::True, Truth::True) => "lifted",
        (Truth::True, Truth::Unknown) => "may_be_lifted",
        (Truth::True, Truth::False) => "found",
        (Truth::Unknown, _) => "open",
        (Truth::False, _) if is_near(application) => "near",
        (Truth::False, _) => "false",
    }
}

/// Whether its condition is false by one part only, while another part is not.
fn is_near(application: &Application) -> bool {
    let own = |seen: &&SeenAtom| matches!(seen.atom.part, CodePart::When(_) | CodePart::Define(_));
    let mut others = application.atoms.iter().filter(own);
    !application.decisive.is_empty() && others.any(|seen| !seen.truth.is_false())
}

/// What matters most comes first.
fn order_of(result: &str) -> usize {
    let order = ["found", "may_be_lifted", "open", "lifted", "near"];
    order.iter().position(|other| *other == result).unwrap_or(order.len())
}

fn outcome(policy: &Policy<'_>, application: &Application) -> Option<RuleOutcome> {
    let rule = &policy.program.rules.get(application.rule as usize)?.code;
    let names = rule.loops.iter().map(|clause| clause.variable.to_string());
    Some(RuleOutcome {
        rule: rule.name.to_string(),
        kind: kind(rule),
        title: rule.title.as_deref().map(str::to_owned),
        at: names.zip(application.paths.iter().cloned()).collect(),
        result: result(application),
        atoms: atoms(policy, application),
    })
}

/// The atoms of the rule and of the definitions that it uses, part by part, in the order of the source, each with its facts once.
fn atoms(policy: &Policy<'_>, application: &Application) -> Vec<AtomAccount> {
    let mut by_part: BTreeMap<CodePart, Vec<&SeenAtom>> = BTreeMap::new();
    for seen in application.atoms.iter().filter(|seen| !matches!(seen.atom.part, CodePart::Derived(..))) {
        by_part.entry(seen.atom.part).or_default().push(seen);
    }
    let mut told: Vec<AtomAccount> = Vec::new();
    for (part, mut seen) in by_part {
        seen.sort_by_key(|seen| seen.atom.number);
        for seen in seen {
            let decisive = application.decisive.contains(&seen.atom);
            let account = atom(policy, part, seen.atom, seen, decisive);
            if !told.contains(&account) {
                told.push(account);
            }
        }
    }
    told
}

fn atom(policy: &Policy<'_>, part: CodePart, id: AtomId, seen: &SeenAtom, decisive: bool) -> AtomAccount {
    let define = |number: u32| policy.program.defines.get(number as usize).map(|define| define.code.name.to_string());
    AtomAccount {
        part: match part {
            CodePart::Define(number) => define(number).unwrap_or_default(),
            CodePart::Unless(_) => "unless".to_owned(),
            CodePart::When(_) | CodePart::Derived(..) => "when".to_owned(),
        },
        text: policy.places.atom(id).map(|place| policy.text(&place)).unwrap_or_default(),
        truth: match seen.truth {
            Truth::True => "true",
            Truth::False => "false",
            Truth::Unknown => "unknown",
        },
        decisive: decisive && seen.truth.is_false(),
        facts: seen.facts.clone(),
    }
}
