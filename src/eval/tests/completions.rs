//! What missing facts may turn out to be, all of it: over small finite domains, every completion of random orders, under random
//! policies, lies within the bounds, and only facts that are listed as missing make a difference.

use super::*;
use crate::eval::{Decision, SlotPath, Step, Verdict};
use proptest::bool::ANY as COIN;
use proptest::prelude::{
    BoxedStrategy, Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use std::collections::BTreeMap;

/// More completions than this are not tried: some missing facts are given first.
const COMPLETIONS_LIMIT: usize = 300;

/// `Local` of a rule's own loop, and of a quantifier's element.
const LOOP: u16 = 0;
const ELEMENT: u16 = 3;

fn at(of: Expr, record: &str, field: u16) -> Expr {
    Expr::Field { of: Box::new(of), record: record.into(), field }
}

fn top(field: u16) -> Expr {
    at(Expr::Order, "order", field)
}

fn line(local: u16, field: u16) -> Expr {
    at(Expr::Local(local), "line", field)
}

fn schema() -> Schema {
    let doubled = Expr::Add([(false, line(0, 1)), (false, line(0, 1))].into());
    let total = sum(at(Expr::Local(0), "order", 6), 1, line(1, 1), None);
    let records = vec![
        record(
            "line",
            vec![plain("x", Type::YesNo), plain("q", Type::Number), derived("doubled", Type::Number, doubled)],
        ),
        record(
            "order",
            vec![
                plain("date", Type::Date),
                plain("a", Type::YesNo),
                plain("b", Type::YesNo),
                plain("n", Type::Number),
                plain("c", Type::Country),
                plain("place", Type::Record("place".into())),
                plain("lines", list_of("line")),
                assumed("assumed", Type::YesNo, Assumption::Value(Value::YesNo(false))),
                derived("total", Type::Number, total),
            ],
        ),
        record("place", vec![plain("c", Type::Country), plain("p", Type::YesNo)]),
    ];
    Schema { records, root: 1 }
}

// ---- random policies ----

fn countries() -> impl Strategy<Value = Value> {
    prop_oneof![Just(country("IR")), Just(country("TR"))]
}

fn country_field() -> impl Strategy<Value = Expr> {
    prop_oneof![Just(top(4)), Just(at(top(5), "place", 0))]
}

fn operator() -> impl Strategy<Value = CompareOp> {
    prop_oneof![
        Just(CompareOp::Is),
        Just(CompareOp::Less),
        Just(CompareOp::AtMost),
        Just(CompareOp::More),
        Just(CompareOp::AtLeast),
    ]
}

fn quantifier() -> impl Strategy<Value = Quantifier> {
    prop_oneof![Just(Quantifier::Any), Just(Quantifier::Every), Just(Quantifier::No)]
}

fn line_condition(local: u16) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![
        Just(yes(line(local, 0))),
        Just(yes(top(1))),
        (operator(), 0..4_i64).prop_map(move |(op, n)| compare(op, line(local, 1), literal(n))),
        (operator(), 0..4_i64).prop_map(move |(op, n)| compare(op, line(local, 2), literal(n))),
    ];
    prop_oneof![
        3 => leaf.clone(),
        1 => leaf.clone().prop_map(not),
        1 => (leaf.clone(), leaf.clone()).prop_map(|(a, b)| all([a, b])),
        1 => (leaf.clone(), leaf).prop_map(|(a, b)| any([a, b])),
    ]
    .boxed()
}

fn literal(number: i64) -> Expr {
    Expr::Literal(Value::Number(number.into()))
}

fn amount() -> BoxedStrategy<Expr> {
    let filter = || proptest::option::of(line_condition(ELEMENT));
    let leaf = prop_oneof![
        2 => (-1..4_i64).prop_map(literal),
        2 => Just(top(3)),
        1 => Just(top(8)),
        2 => filter().prop_map(|filter| count(top(6), ELEMENT, filter)),
        2 => filter().prop_map(|filter| sum(top(6), ELEMENT, line(ELEMENT, 1), filter)),
    ];
    prop_oneof![
        4 => leaf.clone(),
        1 => (leaf.clone(), COIN, leaf.clone()).prop_map(|(a, minus, b)| Expr::Add([(false, a), (minus, b)].into())),
        1 => (leaf.clone(), COIN, leaf).prop_map(|(a, over, b)| Expr::Multiply([(false, a), (over, b)].into())),
    ]
    .boxed()
}

fn condition(bound: bool, weigh: bool) -> BoxedStrategy<Expr> {
    let mut leaves = vec![
        Just(yes(top(1))).boxed(),
        Just(yes(top(2))).boxed(),
        Just(yes(top(7))).boxed(),
        Just(yes(at(top(5), "place", 1))).boxed(),
        (country_field(), countries()).prop_map(|(field, country)| is(field, country)).boxed(),
        country_field().prop_map(|field| in_set(field, 0)).boxed(),
        (country_field(), countries()).prop_map(|(field, country)| call(0, [field, Expr::Literal(country)])).boxed(),
        (operator(), amount(), amount()).prop_map(|(op, a, b)| compare(op, a, b)).boxed(),
        (quantifier(), line_condition(ELEMENT)).prop_map(|(q, body)| quantified(q, top(6), ELEMENT, body)).boxed(),
    ];
    if bound {
        leaves.push(line_condition(LOOP));
        leaves.push(line_condition(LOOP));
    }
    if weigh {
        let weight = |limit: i64| compare(CompareOp::AtLeast, Expr::FlagWeight(None), literal(limit));
        leaves.push((1..4_i64).prop_map(weight).boxed());
        leaves.push(Just(compare(CompareOp::Is, Expr::FlagCount(None), literal(1))).boxed());
    }
    let leaf = proptest::sample::select(leaves).prop_flat_map(|leaf| leaf);
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(not),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| Expr::All(parts.into())),
            proptest::collection::vec(inner, 2..4).prop_map(|parts| Expr::Any(parts.into())),
        ]
    })
    .boxed()
}

fn period() -> impl Strategy<Value = Period> {
    prop_oneof![4 => Just(Period::ALWAYS), 1 => Just(since("2023-06-01")), 1 => Just(between("2022-01-01", "2023-06-01"))]
}

/// An item of a random kind's name, its loop, condition, `unless`, period and policy decided by chance.
fn random_item(kind: RuleKind, name: String, weigh: bool) -> BoxedStrategy<Rule> {
    COIN.prop_flat_map(move |bound| {
        let unless = proptest::option::weighted(0.2, condition(bound, false));
        (Just(bound), condition(bound, weigh), unless, period(), COIN)
    })
    .prop_map(move |(bound, condition, unless, period, in_policy)| {
        let mut rule = item(&name, kind.clone(), condition).in_force(period);
        rule.unless = unless;
        rule = if in_policy { rule.within("policy") } else { rule };
        if bound { rule.each("line", top(6)) } else { rule }
    })
    .boxed()
}

fn random_program() -> impl Strategy<Value = Program> {
    let outcome = |name: &str| RuleKind::Rule { outcome: name.into() };
    let lifts = |names: &[&str]| RuleKind::Exception { lifts: names.iter().map(|name| Name::from(*name)).collect() };
    let flag = |weight: i64| RuleKind::Flag { weight: weight.into() };
    let items = (
        random_item(flag(1), "f1".into(), false),
        random_item(flag(2), "f2".into(), false),
        random_item(outcome("review"), "r1".into(), true),
        random_item(outcome("license_required"), "r2".into(), false),
        random_item(outcome("prohibited"), "r3".into(), true),
        random_item(lifts(&["r3", "f1"]), "x1".into(), false),
        random_item(lifts(&["r2", "x1"]), "x2".into(), false),
        random_item(lifts(&["x2"]), "x3".into(), false),
    );
    (items, proptest::collection::vec(COIN, 8)).prop_map(|((f1, f2, r1, r2, r3, x1, x2, x3), kept)| {
        let rules = [f1, f2, r1, r2, r3, x1, x2, x3].into_iter().zip(kept);
        let mut program = program(rules.filter(|(_, kept)| *kept).map(|(rule, _)| rule).collect());
        program.schema = schema();
        program.policies = vec![policy("policy", None)];
        let entries = vec![(country("IR"), between("2022-01-01", "2023-06-01")), (country("TR"), since("2023-06-01"))];
        program.sets = vec![set("dated", Type::Country, entries)];
        let is_it = compare(CompareOp::Is, Expr::Local(0), Expr::Local(1));
        program.defines = vec![define("is_it", 2, any([all([is_it, yes(top(1))]), yes(top(2))]))];
        program
    })
}

// ---- random orders and their completions ----

fn domain(ty: &Type) -> Vec<Fact> {
    let values = match ty {
        Type::YesNo => vec![Value::YesNo(false), Value::YesNo(true)],
        Type::Number => [-1_i64, 0, 2].map(|n| Value::Number(n.into())).to_vec(),
        Type::Country => vec![country("IR"), country("TR")],
        Type::Date => vec![Value::Date(date("2023-01-01")), Value::Date(date("2024-01-01"))],
        other => panic!("no domain of {other:?}"),
    };
    values.into_iter().map(|value| Fact::Scalar { value, assumed: false }).collect()
}

fn product(choices: Vec<Vec<Fact>>) -> Vec<Vec<Fact>> {
    choices.into_iter().fold(vec![Vec::new()], |rows, choices| {
        let extended =
            |row: &Vec<Fact>| choices.iter().map(|fact| [row.clone(), vec![fact.clone()]].concat()).collect();
        rows.iter().flat_map::<Vec<Vec<Fact>>, _>(extended).collect()
    })
}

fn record_completions(schema: &Schema, record: &Record, facts: Option<&[Fact]>) -> Vec<Vec<Fact>> {
    let of_field = |(index, field): (usize, &Field)| match &field.presence {
        Presence::Derived(_) => vec![Fact::Derived],
        _ => completions(schema, &field.ty, facts.map_or(&Fact::Missing, |facts| &facts[index])),
    };
    product(record.fields.iter().enumerate().map(of_field).collect())
}

fn completions(schema: &Schema, ty: &Type, fact: &Fact) -> Vec<Fact> {
    match (ty, fact) {
        (Type::Record(name), Fact::Missing) => records_of(schema, name, None),
        (Type::Record(name), Fact::Record(facts)) => records_of(schema, name, Some(facts)),
        (Type::List(element), Fact::Missing) => {
            let one = completions(schema, element, &Fact::Missing);
            let lengths = [vec![], vec![one.clone()], vec![vec![one[1].clone(), one[4].clone()], one]];
            lengths.into_iter().flat_map(product).map(list).collect()
        }
        (Type::List(element), Fact::List { items, .. }) => {
            product(items.iter().map(|item| completions(schema, element, item)).collect())
                .into_iter()
                .map(list)
                .collect()
        }
        (_, Fact::Missing) => domain(ty),
        (_, given) => vec![given.clone()],
    }
}

fn records_of(schema: &Schema, name: &str, facts: Option<&[Fact]>) -> Vec<Fact> {
    let record = &schema.record(name).unwrap().code;
    record_completions(schema, record, facts).into_iter().map(|facts| Fact::Record(facts.into())).collect()
}

fn list(items: Vec<Fact>) -> Fact {
    Fact::List { items, assumed: false }
}

fn order_completions(schema: &Schema, order: &Order) -> Vec<Order> {
    let root = &schema.records[schema.root as usize].code;
    let orders = record_completions(schema, root, Some(&order.fields)).into_iter();
    orders.map(|fields| Order { id: None, fields: fields.into() }).collect()
}

fn maybe(given: BoxedStrategy<Fact>) -> impl Strategy<Value = Fact> {
    prop_oneof![1 => Just(Fact::Missing), 1 => given]
}

fn scalar_of(ty: Type) -> BoxedStrategy<Fact> {
    proptest::sample::select(domain(&ty)).boxed()
}

fn random_order() -> impl Strategy<Value = Order> {
    let maybe_of = |ty: Type| maybe(scalar_of(ty));
    let line =
        (maybe_of(Type::YesNo), maybe_of(Type::Number)).prop_map(|(x, q)| Fact::Record([x, q, Fact::Derived].into()));
    let lines = proptest::collection::vec(maybe(line.boxed()), 0..3).prop_map(list);
    let place = (maybe_of(Type::Country), maybe_of(Type::YesNo)).prop_map(|(c, p)| Fact::Record([c, p].into()));
    let assumed = prop_oneof![
        Just(Fact::Scalar { value: Value::YesNo(false), assumed: true }),
        Just(Fact::Scalar { value: Value::YesNo(true), assumed: false }),
    ];
    let fields = (
        maybe_of(Type::Date),
        maybe_of(Type::YesNo),
        maybe_of(Type::YesNo),
        maybe_of(Type::Number),
        maybe_of(Type::Country),
        maybe(place.boxed()),
        prop_oneof![1 => Just(Fact::Missing), 3 => lines],
        assumed,
    );
    fields.prop_map(|(date, a, b, n, c, place, lines, assumed)| Order {
        id: None,
        fields: [date, a, b, n, c, place, lines, assumed, Fact::Derived].into(),
    })
}

/// Gives facts, from the last field on, until few enough completions remain.
fn with_few_completions(schema: &Schema, mut order: Order) -> Order {
    for field in (0..order.fields.len()).rev() {
        let all = order_completions(schema, &order);
        if all.len() <= COMPLETIONS_LIMIT {
            break;
        }
        order.fields[field] = all[all.len() / 2].fields[field].clone();
    }
    order
}

// ---- what must hold ----

fn scopes(decision: &Decision, with_lines: bool) -> Vec<Verdict> {
    let mut scopes = vec![decision.verdict()];
    scopes.extend(decision.policies().iter().map(|policy| policy.verdict));
    if with_lines {
        scopes.extend(decision.lines());
    }
    scopes
}

fn fact_at<'o>(order: &'o Order, path: &SlotPath) -> &'o Fact {
    let mut facts: &[Fact] = &order.fields;
    let mut fact = &Fact::Missing;
    for step in path.steps() {
        let index = match step {
            Step::Field(field) => usize::from(*field),
            Step::Element(element) => *element as usize,
        };
        fact = &facts[index];
        facts = match fact {
            Fact::Record(fields) => fields,
            Fact::List { items, .. } => items,
            _ => &[],
        };
    }
    fact
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn every_completion_lies_within_the_bounds_and_only_listed_facts_matter(
        program in random_program(),
        order in random_order(),
    ) {
        let order = with_few_completions(&program.schema, order);
        let evaluator = Evaluator::new(Arc::new(program.clone()));
        let decision = evaluator.screen(&order);
        let with_lines = matches!(order.fields[6], Fact::List { .. });
        let partial = scopes(&decision, with_lines);
        let mut by_listed: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
        for completed in order_completions(&program.schema, &order) {
            let complete = scopes(&evaluator.screen(&completed), with_lines);
            for (complete, partial) in complete.iter().zip(&partial) {
                prop_assert!(partial.lower <= complete.lower, "{completed:?}: {complete:?} below {partial:?}");
                prop_assert!(complete.upper <= partial.upper, "{completed:?}: {complete:?} above {partial:?}");
            }
            let listed: Vec<&Fact> = decision.missing().iter().map(|missing| fact_at(&completed, &missing.slot)).collect();
            let bounds: Vec<(u32, u32)> = complete.iter().map(|verdict| (verdict.lower, verdict.upper)).collect();
            let first = by_listed.entry(format!("{listed:?}")).or_insert_with(|| bounds.clone());
            prop_assert_eq!(&*first, &bounds, "a fact that is not listed made a difference: {:?}", completed);
        }
    }

    #[test]
    fn an_explanation_of_any_decision_lists_what_the_decision_lists(program in random_program(), order in random_order()) {
        let evaluator = Evaluator::new(Arc::new(program));
        let decision = evaluator.screen(&order);
        let explanation = evaluator.explain(&order, &decision);
        prop_assert_eq!(explanation.findings.len(), decision.findings().len());
        prop_assert_eq!(explanation.open.len(), decision.open().len());
        prop_assert_eq!(explanation.missing.len(), decision.missing().len());
        prop_assert!(explanation.missing.iter().all(|missing| !missing.bears_on.is_empty() && !missing.ask.is_empty()));
        prop_assert_eq!(decision.verdict().determined, decision.verdict().lower == decision.verdict().upper);
    }
}
