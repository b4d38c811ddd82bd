//! The reference evaluator: `docs/language.md` read literally, slow and without any cleverness.
//!
//! **Invariant:** it shares no code with `interdict::eval`; both use the program, the order and the values of `domain`.

mod expression;
mod logic;
mod value;

use expression::{Scope, World, elements, in_force};
use interdict::domain::{Date, Truth, Value};
use interdict::eval::{Decision, Status, Verdict};
use interdict::facts::{Fact, Order};
use interdict::program::{Name, Program, RuleKind, Type};
use logic::{all, truth};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt;
use std::rc::Rc;
use value::{Doubt, MISSING, Path, Quantity, Reading, Step, Unknown};

/// What is compared of a decision.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Judgment {
    pub(crate) verdict: Verdict,
    pub(crate) policies: Vec<(u32, Option<Date>, Verdict)>,
    pub(crate) lines: Vec<Verdict>,
    /// Rule, elements, status; sorted.
    pub(crate) findings: Vec<(u32, Bindings, &'static str)>,
    /// Rule, elements; sorted.
    pub(crate) open: Vec<(u32, Bindings)>,
}

impl fmt::Display for Judgment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{:?}\n  policies {:?}\n  lines {:?}", self.verdict, self.policies, self.lines)?;
        write!(f, "  findings {:?}\n  open {:?}", self.findings, self.open)
    }
}

/// The element of each `for each`; `None` for one of a list that is not given.
type Bindings = Vec<Option<Path>>;

/// A rule, flag or exception, for one combination of elements.
#[derive(Clone, Debug)]
struct Instance {
    at: Vec<Path>,
    /// In force, there are such elements, and the condition holds.
    holds: Truth,
    unless: Truth,
}

/// An instance of a rule or flag, after all exceptions.
struct Result {
    rule: usize,
    at: Vec<Path>,
    holds: Truth,
    lifted: Truth,
}

struct Judge<'w> {
    world: World<'w>,
    override_date: Option<Date>,
    known: RefCell<BTreeMap<usize, Rc<Vec<Instance>>>>,
}

/// Judges an order.
pub(crate) fn judge(program: &Program, order: &Order, as_of: Option<Date>) -> Judgment {
    let world = World { program, order, flags: Vec::new() };
    let mut judge = Judge { world, override_date: as_of, known: RefCell::default() };
    let flags = judge.results(|kind| matches!(kind, RuleKind::Flag { .. }));
    judge.world.flags = standing(program, &flags);
    let rules = judge.results(|kind| matches!(kind, RuleKind::Rule { .. }));
    let verdicts = Verdicts { program, rules: &rules };
    let policy_verdict = |index: usize| {
        let name = &program.policies[index].code.name;
        let of_policy = |result: &Result| program.rules[result.rule].code.policy.as_ref() == Some(name);
        (u32::try_from(index).unwrap(), judge.as_of(Some(name)), verdicts.of(of_policy))
    };
    let lines = lines(program, order);
    let line_verdict = |index: u32| {
        verdicts.of(|result| {
            let mut on_lines = result.at.iter().filter(|path| path.first() == lines.map(|(field, _)| field).as_ref());
            let found_on_none = on_lines.clone().next().is_none();
            found_on_none || on_lines.any(|path| path.get(1) == Some(&Step::Element(index)))
        })
    };
    Judgment {
        verdict: verdicts.of(|_| true),
        policies: (0..program.policies.len()).map(policy_verdict).collect(),
        lines: (0..lines.map_or(0, |(_, count)| count)).map(line_verdict).collect(),
        findings: sorted(rules.iter().chain(&flags).filter(|result| result.holds.is_true()).map(found)),
        open: sorted(rules.iter().chain(&flags).filter(|result| is_open(result)).map(|result| {
            let (rule, at, _) = found(result);
            (rule, at)
        })),
    }
}

/// What an evaluator decided, in the form that is compared.
pub(crate) fn judgment(decision: &Decision) -> Judgment {
    let bindings = |at: &[Option<interdict::eval::SlotPath>]| at.iter().map(|path| path.as_ref().map(steps)).collect();
    Judgment {
        verdict: decision.verdict(),
        policies: decision.policies().iter().map(|policy| (policy.policy, policy.as_of, policy.verdict)).collect(),
        lines: decision.lines().to_vec(),
        findings: sorted(decision.findings().iter().map(|finding| {
            let status = match finding.status {
                Status::Stands => "stands",
                Status::MayBeLifted => "may be lifted",
                Status::Lifted => "lifted",
            };
            (finding.rule, bindings(&finding.at), status)
        })),
        open: sorted(decision.open().iter().map(|open| (open.rule, bindings(&open.at)))),
    }
}

fn steps(path: &interdict::eval::SlotPath) -> Path {
    let step = |step: &interdict::eval::Step| match step {
        interdict::eval::Step::Field(field) => Step::Field(*field),
        interdict::eval::Step::Element(index) => Step::Element(*index),
    };
    path.steps().iter().map(step).collect()
}

fn sorted<T: Ord>(items: impl Iterator<Item = T>) -> Vec<T> {
    let mut items: Vec<T> = items.collect();
    items.sort();
    items
}

fn found(result: &Result) -> (u32, Bindings, &'static str) {
    let status = match result.lifted {
        Truth::True => "lifted",
        Truth::Unknown => "may be lifted",
        Truth::False => "stands",
    };
    let element = |path: &Path| (!path.contains(&Step::AnyElement)).then(|| path.clone());
    (u32::try_from(result.rule).unwrap(), result.at.iter().map(element).collect(), status)
}

fn is_open(result: &Result) -> bool {
    result.holds.is_unknown() && !result.lifted.is_true()
}

/// Of each flag, whether it stands: once, however many elements raise it.
fn standing(program: &Program, results: &[Result]) -> Vec<(usize, Truth)> {
    let stands = |flag: usize| {
        let of_flag = results.iter().filter(|result| result.rule == flag);
        of_flag.map(|result| result.holds.and(result.lifted.negate())).fold(Truth::False, Truth::or)
    };
    let is_flag = |rule: &usize| matches!(program.rules[*rule].code.kind, RuleKind::Flag { .. });
    (0..program.rules.len()).filter(is_flag).map(|flag| (flag, stands(flag))).collect()
}

/// The field `lines` of the order, and how many there are.
fn lines(program: &Program, order: &Order) -> Option<(Step, u32)> {
    let root = &program.schema.records[program.schema.root as usize].code;
    let index = root.fields.iter().position(|field| &*field.name == "lines")?;
    match &order.fields[index] {
        Fact::List { items, .. } => {
            Some((Step::Field(u16::try_from(index).unwrap()), u32::try_from(items.len()).unwrap()))
        }
        _ => None,
    }
}

struct Verdicts<'v> {
    program: &'v Program,
    rules: &'v [Result],
}

impl Verdicts<'_> {
    /// The bounds of a scope, and what it counts as.
    fn of(&self, in_scope: impl Fn(&Result) -> bool) -> Verdict {
        let worst = |counts: &dyn Fn(&Result) -> bool| {
            let ranks = self.rules.iter().filter(|result| in_scope(result) && counts(result));
            ranks.map(|result| self.rank(result.rule)).max().unwrap_or(0)
        };
        let lower = worst(&|result| result.holds.is_true() && result.lifted.is_false());
        let perhaps = worst(&|result| result.holds.is_true() && result.lifted.is_unknown());
        let upper = lower.max(perhaps).max(worst(&is_open));
        let undetermined = self.program.outcomes.undetermined_counts_as;
        let outcome = if lower == upper { lower } else { lower.max(perhaps).max(undetermined) };
        Verdict { outcome, lower, upper, determined: lower == upper }
    }

    fn rank(&self, rule: usize) -> u32 {
        let RuleKind::Rule { outcome } = &self.program.rules[rule].code.kind else { panic!("no rule") };
        let rank = self.program.outcomes.ranks.iter().position(|rank| rank.name == *outcome);
        u32::try_from(rank.unwrap()).unwrap()
    }
}

impl<'w> Judge<'w> {
    fn results(&self, of: impl Fn(&RuleKind) -> bool) -> Vec<Result> {
        let mut results = Vec::new();
        for (rule, linked) in self.world.program.rules.iter().enumerate().filter(|(_, rule)| of(&rule.code.kind)) {
            for instance in self.instances(rule).iter() {
                let lifted = self.lifted(linked.code.item(), instance);
                results.push(Result { rule, at: instance.at.clone(), holds: instance.holds, lifted });
            }
        }
        results
    }

    /// Its own `unless` holds, or some exception to it takes effect.
    /// A row is lifted by what lifts its table.
    fn lifted(&self, name: &Name, instance: &Instance) -> Truth {
        let mut lifted = instance.unless;
        for (index, linked) in self.world.program.rules.iter().enumerate() {
            let RuleKind::Exception { lifts } = &linked.code.kind else { continue };
            if !lifts.contains(name) {
                continue;
            }
            for exception in self.instances(index).iter() {
                if exception.at.iter().all(|element| instance.at.contains(element)) {
                    let takes_effect = exception.holds.and(self.lifted(linked.code.item(), exception).negate());
                    lifted = lifted.or(takes_effect);
                }
            }
        }
        lifted
    }

    fn instances(&self, rule: usize) -> Rc<Vec<Instance>> {
        if let Some(known) = self.known.borrow().get(&rule) {
            return Rc::clone(known);
        }
        let linked = &self.world.program.rules[rule];
        let as_of = self.as_of(linked.code.policy.as_ref());
        let scope = Scope { links: &linked.links, locals: Vec::new(), as_of };
        let mut instances = Vec::new();
        self.combinations(rule, scope, Vec::new(), in_force(linked.code.period, as_of), &mut instances);
        let instances = Rc::new(instances);
        self.known.borrow_mut().insert(rule, Rc::clone(&instances));
        instances
    }

    /// The instances for every combination of elements of the remaining loops.
    fn combinations(
        &self,
        rule: usize,
        mut scope: Scope<'w>,
        at: Vec<Path>,
        so_far: Reading<'w>,
        instances: &mut Vec<Instance>,
    ) {
        let code = &self.world.program.rules[rule].code;
        let Some(next) = code.loops.get(at.len()) else {
            let condition = self.world.reading(&code.condition, &mut scope);
            let unless = code.unless.as_ref().map(|unless| truth(&self.world.reading(unless, &mut scope)));
            let holds = truth(&all(&[so_far, condition]));
            instances.push(Instance { at, holds, unless: unless.unwrap_or(Truth::False) });
            return;
        };
        let list = self.world.reading(&next.list, &mut scope);
        let local = u16::try_from(at.len()).unwrap();
        let there = elements(&list);
        let so_far = if there.is_some() { so_far } else { all(&[so_far, MISSING]) };
        for (index, element) in there.unwrap_or_else(|| vec![any_element(&list)]).into_iter().enumerate() {
            let path = match (&list, &element) {
                (Reading::List(_, path), _) => {
                    [path.as_slice(), &[Step::Element(u32::try_from(index).unwrap())]].concat()
                }
                (_, Reading::Unknown(Unknown { place: Some(path), .. })) => path.clone(),
                other => panic!("{other:?} have no place"),
            };
            let mut inside = scope.clone();
            inside.bind(local, element);
            self.combinations(rule, inside, [at.as_slice(), &[path]].concat(), so_far.clone(), instances);
        }
    }

    /// The date by which a policy's rules are judged; `None` when it is unknown.
    fn as_of(&self, policy: Option<&Name>) -> Option<Date> {
        if self.override_date.is_some() {
            return self.override_date;
        }
        let program = self.world.program;
        let policy = policy.and_then(|name| program.policies.iter().find(|policy| policy.code.name == *name));
        let reading = match policy.and_then(|policy| policy.code.judged_as_of.as_ref().map(|code| (policy, code))) {
            Some((policy, code)) => {
                let mut scope = Scope { links: &policy.links, locals: Vec::new(), as_of: None };
                self.world.reading(&code.expr, &mut scope)
            }
            None => self.order_date(),
        };
        match reading {
            Reading::Known(Quantity::Of(Value::Date(date))) => Some(date),
            _ => None,
        }
    }

    fn order_date(&self) -> Reading<'w> {
        let program = self.world.program;
        let root = &program.schema.records[program.schema.root as usize].code;
        let date = root.fields.iter().position(|field| &*field.name == "date" && field.ty == Type::Date);
        let Some(field) = date else { return MISSING };
        self.world.order_field(u16::try_from(field).unwrap())
    }
}

/// Whatever element a list has that is not given.
fn any_element<'w>(list: &Reading<'w>) -> Reading<'w> {
    let Reading::Unknown(Unknown { place, doubt }) = list else { panic!("{list:?} is given") };
    let place = place.as_ref().map(|path| [path.as_slice(), &[Step::AnyElement]].concat());
    Reading::Unknown(Unknown { doubt: Doubt { hypothetical: true, ..*doubt }, place })
}
