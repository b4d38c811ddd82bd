//! What missing facts can change, against all their completions: over conditions whose facts have few cases, bounds, findings, the
//! facts that matter and what each answer would bring are just what enumeration says.

use super::*;
use crate::domain::Fit;
use crate::eval::{Case, Change, Decision, Limit, SlotPath, Status, Step, Verdict};
use proptest::bool::ANY as COIN;
use proptest::collection::vec;
use proptest::prelude::{
    BoxedStrategy, Just, ProptestConfig, Strategy, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;
use std::collections::{BTreeMap, BTreeSet};

/// More completions than this are not tried: some missing facts are given first.
const COMPLETIONS_LIMIT: usize = 600;

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
    let both = all([yes(line(0, 0)), in_values(line(0, 1), [hs("8542")])]);
    let records = vec![
        record("line", vec![plain("x", Type::YesNo), plain("hs", Type::HsCode), derived("both", Type::YesNo, both)]),
        record(
            "order",
            vec![
                plain("a", Type::YesNo),
                plain("b", Type::YesNo),
                plain("k", one_of(&["x", "y", "z"])),
                plain("c", Type::Country),
                plain("n", Type::Number),
                plain("place", Type::Record("place".into())),
                plain("lines", list_of("line")),
                plain("e", Type::Eccn),
                plain("m", Type::Money),
                plain("t", Type::Text),
                plain("d", Type::Date),
                plain("s", Type::Percent),
            ],
        ),
        record("place", vec![plain("c", Type::Country), plain("p", Type::YesNo)]),
    ];
    Schema { records, root: 1 }
}

// ---- conditions whose facts have few cases ----

fn operator() -> impl Strategy<Value = CompareOp> {
    select(vec![CompareOp::Is, CompareOp::Less, CompareOp::AtMost, CompareOp::More, CompareOp::AtLeast])
}

fn compared(fact: Expr, with: [&'static str; 2], of: fn(&str) -> Value) -> BoxedStrategy<Expr> {
    (operator(), select(with.to_vec()))
        .prop_map(move |(op, with)| compare(op, fact.clone(), Expr::Literal(of(with))))
        .boxed()
}

fn code(local: u16) -> BoxedStrategy<Expr> {
    let codes = prop_oneof![Just(vec!["8542.31"]), Just(vec!["8542"]), Just(vec!["8542.31", "9001"])];
    codes.prop_map(move |codes| in_values_of(line(local, 1), codes.into_iter().map(hs).collect())).boxed()
}

fn in_values_of(item: Expr, values: Vec<Value>) -> Expr {
    Expr::OneOf { item: Box::new(item), values: values.into() }
}

fn line_condition(local: u16) -> BoxedStrategy<Expr> {
    let leaf = prop_oneof![Just(yes(line(local, 0))), code(local), Just(line(local, 2)), Just(yes(top(0)))].boxed();
    prop_oneof![
        3 => leaf.clone(),
        1 => leaf.clone().prop_map(not),
        1 => (leaf.clone(), leaf.clone()).prop_map(|(a, b)| all([a, b])),
        1 => (leaf.clone(), leaf).prop_map(|(a, b)| any([a, b])),
    ]
    .boxed()
}

fn condition(bound: bool, weigh: bool) -> BoxedStrategy<Expr> {
    let country_field = || prop_oneof![Just(top(3)), Just(at(top(5), "place", 0))];
    let quantifier = select(vec![Quantifier::Any, Quantifier::Every, Quantifier::No]);
    let day = |text: &str| Value::Date(date(text));
    let mut leaves = vec![
        Just(yes(top(0))).boxed(),
        Just(yes(top(1))).boxed(),
        Just(yes(at(top(5), "place", 1))).boxed(),
        (0..3_u16).prop_map(|choice| is(top(2), Value::OneOf(choice))).boxed(),
        (country_field(), select(vec!["IR", "TR"])).prop_map(|(field, name)| is(field, country(name))).boxed(),
        Just(in_set(top(3), 0)).boxed(),
        Just(compare(CompareOp::Is, top(3), at(top(5), "place", 0))).boxed(),
        Just(call(0, [top(3), Expr::Literal(country("IR"))])).boxed(),
        compared(top(4), ["1", "2"], number),
        compared(top(8), ["USD 1", "EUR 2"], money),
        compared(top(10), ["2023-01-01", "2023-01-02"], day),
        compared(top(10), ["2023-01-02", "2023-06-01"], day),
        compared(top(11), ["10", "25"], percent),
        select(vec!["3A001", "3A001.a", "EAR99"]).prop_map(|code| is(top(7), eccn(code))).boxed(),
        Just(text_test(top(9), TextTest::Contains(Box::new(Expr::Literal(text("drone")))))).boxed(),
        Just(is(top(9), text("a drone"))).boxed(),
        (quantifier, line_condition(ELEMENT)).prop_map(|(q, body)| quantified(q, top(6), ELEMENT, body)).boxed(),
    ];
    if bound {
        leaves.push(line_condition(LOOP));
        leaves.push(line_condition(LOOP));
    }
    if weigh {
        let weight = |limit: i64| {
            compare(CompareOp::AtLeast, Expr::FlagWeight(None), Expr::Literal(Value::Number(limit.into())))
        };
        leaves.push((1..4_i64).prop_map(weight).boxed());
        leaves.push(Just(is(Expr::FlagCount(None), number("1"))).boxed());
    }
    let leaf = select(leaves).prop_flat_map(|leaf| leaf);
    leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            inner.clone().prop_map(not),
            vec(inner.clone(), 2..4).prop_map(|parts| Expr::All(parts.into())),
            vec(inner, 2..4).prop_map(|parts| Expr::Any(parts.into())),
        ]
    })
    .boxed()
}

fn random_item(kind: RuleKind, name: &str, weigh: bool) -> BoxedStrategy<Rule> {
    let name = name.to_owned();
    COIN.prop_flat_map(move |bound| {
        let unless = proptest::option::weighted(0.2, condition(bound, false));
        (Just(bound), condition(bound, weigh), unless, COIN)
    })
    .prop_map(move |(bound, condition, unless, in_policy)| {
        let mut rule = item(&name, kind.clone(), condition);
        rule.unless = unless;
        rule = if in_policy { rule.within("policy") } else { rule };
        if bound { rule.each("line", top(6)) } else { rule }
    })
    .boxed()
}

fn random_program() -> impl Strategy<Value = Program> {
    let outcome = |name: &str| RuleKind::Rule { outcome: name.into() };
    let lifts = |names: &[&str]| RuleKind::Exception { lifts: names.iter().map(|name| Name::from(*name)).collect() };
    let flag = |weight: &str| RuleKind::Flag { weight: parse_decimal(weight).unwrap() };
    let items = (
        random_item(flag("1"), "f1", false),
        random_item(flag("1.5"), "f2", false),
        random_item(outcome("review"), "r1", true),
        random_item(outcome("license_required"), "r2", false),
        random_item(outcome("prohibited"), "r3", true),
        random_item(lifts(&["r3", "f1"]), "x1", false),
        random_item(lifts(&["r2", "x1"]), "x2", false),
    );
    (items, vec(COIN, 7)).prop_map(|((f1, f2, r1, r2, r3, x1, x2), kept)| {
        let rules = [f1, f2, r1, r2, r3, x1, x2].into_iter().zip(kept);
        let mut program = program(rules.filter(|(_, kept)| *kept).map(|(rule, _)| rule).collect());
        program.schema = schema();
        program.policies = std::vec![policy("policy", None)];
        program.sets = std::vec![set(
            "hubs",
            Type::Country,
            [("TR"), ("AE")].map(|name| (country(name), Period::ALWAYS)).to_vec()
        )];
        let is_it = compare(CompareOp::Is, Expr::Local(0), Expr::Local(1));
        program.defines = std::vec![define("is_it", 2, any([is_it, yes(top(1))]))];
        program
    })
}

// ---- orders and their completions ----

fn percent(text: &str) -> Value {
    Value::Percent(parse_decimal(text).unwrap())
}

/// A value for each case that the conditions above can tell apart.
fn domain(ty: &Type) -> Vec<Value> {
    let all = |of: fn(&str) -> Value, texts: &[&str]| texts.iter().map(|text| of(text)).collect();
    match ty {
        Type::YesNo => [false, true].map(Value::YesNo).to_vec(),
        Type::OneOf(_) => [0, 1, 2].map(Value::OneOf).to_vec(),
        Type::Country => all(country, &["IR", "TR", "AE", "DE", "FR"]),
        Type::Number => all(number, &["0", "1", "1.25", "2", "7"]),
        Type::HsCode => all(hs, &["8542.31.00", "8542.32", "9001.10", "8501"]),
        Type::Eccn => all(eccn, &["3A001.a", "3A001.b", "EAR99", "5A002"]),
        Type::Money => all(money, &["USD 0", "USD 1", "USD 2", "EUR 1", "EUR 2", "EUR 3", "JPY 1"]),
        Type::Text => all(text, &["a drone", "DRONES", "kite"]),
        Type::Date => ["2022-12-31", "2023-01-01", "2023-01-02", "2023-03-01", "2023-06-01", "2024-02-29"]
            .map(|day| Value::Date(date(day)))
            .to_vec(),
        Type::Percent => all(percent, &["0", "10", "12.5", "25", "60"]),
        other => panic!("no domain of {other:?}"),
    }
}

type Place = Vec<Step>;

/// The order with everything that is missing chosen by place and type.
fn filled(schema: &Schema, order: &Order, choose: &mut dyn FnMut(&Place, &Type) -> Fact) -> Order {
    let root = &schema.records[schema.root as usize].code;
    Order { id: None, fields: filled_record(schema, root, Some(&order.fields), &std::vec![], choose) }
}

fn filled_record(
    schema: &Schema,
    record: &Record,
    facts: Option<&[Fact]>,
    place: &Place,
    choose: &mut dyn FnMut(&Place, &Type) -> Fact,
) -> Box<[Fact]> {
    let mut fields = Vec::new();
    for (index, field) in record.fields.iter().enumerate() {
        let within = [&place[..], &[Step::Field(index as u16)]].concat();
        fields.push(match field.presence {
            Presence::Derived(_) => Fact::Derived,
            _ => filled_fact(schema, &field.ty, facts.map_or(&Fact::Missing, |facts| &facts[index]), &within, choose),
        });
    }
    fields.into()
}

fn filled_fact(
    schema: &Schema,
    ty: &Type,
    fact: &Fact,
    place: &Place,
    choose: &mut dyn FnMut(&Place, &Type) -> Fact,
) -> Fact {
    match (ty, fact) {
        (Type::Record(name), Fact::Missing | Fact::Record(_)) => {
            let given = if let Fact::Record(facts) = fact { Some(&facts[..]) } else { None };
            Fact::Record(filled_record(schema, &schema.record(name).unwrap().code, given, place, choose))
        }
        (Type::List(element), Fact::List { items, assumed }) => {
            let element = |(index, item): (usize, &Fact)| {
                filled_fact(schema, element, item, &[&place[..], &[Step::Element(index as u32)]].concat(), choose)
            };
            Fact::List { items: items.iter().enumerate().map(element).collect(), assumed: *assumed }
        }
        (_, Fact::Missing) => choose(place, ty),
        (_, given) => given.clone(),
    }
}

fn missing_places(schema: &Schema, order: &Order) -> Vec<(Place, Type)> {
    let mut places = Vec::new();
    filled(schema, order, &mut |place, ty| {
        places.push((place.clone(), ty.clone()));
        Fact::Missing
    });
    places
}

fn count_completions(places: &[(Place, Type)]) -> usize {
    places.iter().map(|(_, ty)| domain(ty).len()).product()
}

/// Every combination of the values that the missing places can have.
fn completions(places: &[(Place, Type)]) -> Vec<Vec<Value>> {
    places.iter().fold(std::vec![std::vec![]], |rows, (_, ty)| {
        rows.iter().flat_map(|row| domain(ty).into_iter().map(move |value| [&row[..], &[value]].concat())).collect()
    })
}

fn completed(schema: &Schema, order: &Order, places: &[(Place, Type)], values: &[Value]) -> Order {
    filled(schema, order, &mut |place, _| {
        let index = places.iter().position(|(own, _)| own == place).unwrap();
        Fact::Scalar { value: values[index].clone(), assumed: false }
    })
}

fn random_order() -> impl Strategy<Value = Order> {
    let maybe = |ty: Type| {
        let given = select(domain(&ty)).prop_map(|value| Fact::Scalar { value, assumed: false });
        prop_oneof![2 => Just(Fact::Missing), 1 => given]
    };
    let of_line = (maybe(Type::YesNo), maybe(Type::HsCode));
    let of_line = of_line.prop_map(|(x, hs)| Fact::Record([x, hs, Fact::Derived].into()));
    let element = prop_oneof![1 => Just(Fact::Missing), 3 => of_line];
    let lines = vec(element, 0..3).prop_map(|items| Fact::List { items, assumed: false });
    let place = (maybe(Type::Country), maybe(Type::YesNo)).prop_map(|(c, p)| Fact::Record([c, p].into()));
    let place = prop_oneof![1 => Just(Fact::Missing), 1 => place];
    let first = (maybe(Type::YesNo), maybe(Type::YesNo), maybe(one_of(&["x", "y", "z"])), maybe(Type::Country));
    let second = (
        maybe(Type::Number),
        place,
        lines,
        maybe(Type::Eccn),
        maybe(Type::Money),
        maybe(Type::Text),
        maybe(Type::Date),
        maybe(Type::Percent),
    );
    (first, second).prop_map(|((a, b, k, c), (n, place, lines, e, m, t, d, s))| Order {
        id: None,
        fields: [a, b, k, c, n, place, lines, e, m, t, d, s].into(),
    })
}

/// Gives facts, picked by chance, until few enough completions remain.
fn with_few_completions(schema: &Schema, order: &Order, picks: &[usize]) -> Order {
    let mut order = order.clone();
    for pick in picks.iter().cycle() {
        let places = missing_places(schema, &order);
        if count_completions(&places) <= COMPLETIONS_LIMIT {
            break;
        }
        let picked = places[pick % places.len()].0.clone();
        order = filled(schema, &order, &mut |place, ty| match *place == picked {
            true => Fact::Scalar { value: domain(ty)[1].clone(), assumed: false },
            false => Fact::Missing,
        });
    }
    order
}

// ---- what must hold ----

type Bounds = Vec<(u32, u32)>;
type Seen = (Vec<(u32, String, Option<Status>)>, Bounds);

fn scopes(decision: &Decision) -> Vec<Verdict> {
    let mut scopes = std::vec![decision.verdict()];
    scopes.extend(decision.policies().iter().map(|policy| policy.verdict));
    scopes.extend(decision.lines());
    scopes
}

fn bounds(decision: &Decision) -> Bounds {
    scopes(decision).iter().map(|verdict| (verdict.lower, verdict.upper)).collect()
}

/// What a decision finds, and what it leaves open.
fn seen(decision: &Decision) -> Vec<(u32, String, Option<Status>)> {
    let found = decision.findings().iter().map(|found| (found.rule, format!("{:?}", found.at), Some(found.status)));
    let open = decision.open().iter().map(|open| (open.rule, format!("{:?}", open.at), None));
    found.chain(open).collect()
}

/// Whether two results differ that differ in nothing but this place.
fn differ<T: PartialEq>(results: &[(Vec<Value>, T)], place: usize) -> bool {
    let mut by_others: BTreeMap<String, &T> = BTreeMap::new();
    results.iter().any(|(values, result)| {
        let others: Vec<&Value> =
            values.iter().enumerate().filter(|(index, _)| *index != place).map(|(_, v)| v).collect();
        *by_others.entry(format!("{others:?}")).or_insert(result) != result
    })
}

fn is_case(case: &Case, value: &Value) -> Option<bool> {
    let beyond = |limit: &Limit, wanted: std::cmp::Ordering| match value.compare(&limit.value) {
        Ok(ordering) => ordering == wanted || (limit.included && ordering.is_eq()),
        Err(_) => false,
    };
    match case {
        Case::Is(Value::Eccn(own)) => Some(matches!(value, Value::Eccn(value) if value.within(own) == Fit::Within)),
        Case::Is(Value::HsCode(own)) => {
            Some(matches!(value, Value::HsCode(value) if value.within(*own) == Fit::Within))
        }
        Case::Is(own) => Some(own == value),
        Case::Range { from, until } => {
            let from = from.as_ref().is_none_or(|limit| beyond(limit, std::cmp::Ordering::Greater));
            Some(from && until.as_ref().is_none_or(|limit| beyond(limit, std::cmp::Ordering::Less)))
        }
        Case::Under(_) | Case::Contains(_) | Case::Other => None,
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 600, max_shrink_iters: 400, ..ProptestConfig::default() })]

    #[test]
    fn bounds_findings_and_facts_that_matter_are_what_enumeration_says(
        program in random_program(),
        order in random_order(),
        picks in vec(0..60_usize, 12),
    ) {
        let schema = &program.schema;
        let order = with_few_completions(schema, &order, &picks);
        let evaluator = Evaluator::new(Arc::new(program.clone()));
        let decision = evaluator.screen(&order);
        let places = missing_places(schema, &order);
        let complete = |values: Vec<Value>| {
            let decision = evaluator.screen(&completed(schema, &order, &places, &values));
            (values, (seen(&decision), bounds(&decision)))
        };
        let results: Vec<(Vec<Value>, Seen)> = completions(&places).into_iter().map(complete).collect();
        let conditions: Vec<_> = program.rules.iter().map(|rule| (&rule.code.name, &rule.code.condition, &rule.code.unless)).collect();
        prop_assert!(decision.is_exact(), "DETAIL {:?} of {:?}", conditions, order);

        for (scope, verdict) in scopes(&decision).iter().enumerate() {
            let lower = results.iter().map(|(_, (_, bounds))| bounds[scope].0).min().unwrap();
            let upper = results.iter().map(|(_, (_, bounds))| bounds[scope].1).max().unwrap();
            prop_assert_eq!((verdict.lower, verdict.upper), (lower, upper), "scope {} of {:?}", scope, order);
            prop_assert_eq!(verdict.determined, lower == upper);
        }

        if scopes(&decision).iter().all(|verdict| verdict.determined) {
            prop_assert!(decision.missing().is_empty());
            return Ok(());
        }
        let always: BTreeSet<(u32, String)> = results[0].1.0.iter()
            .filter(|(_, _, status)| status.is_some())
            .map(|(rule, at, _)| (*rule, at.clone()))
            .filter(|(rule, at)| results.iter().all(|(_, (seen, _))| seen.iter().any(|(r, a, s)| (r, a) == (rule, at) && s.is_some())))
            .collect();
        let found: BTreeSet<(u32, String)> = seen(&decision).into_iter()
            .filter(|(_, _, status)| status.is_some()).map(|(rule, at, _)| (rule, at)).collect();
        prop_assert_eq!(found, always, "{:?} {:?}", order, conditions);

        let outcomes: Vec<(Vec<Value>, Bounds)> = results.iter().map(|(v, (_, bounds))| (v.clone(), bounds.clone())).collect();
        for (index, (place, _)) in places.iter().enumerate() {
            let listed = decision.missing().iter().find(|missing| missing.slot == SlotPath::new(place.clone()));
            let change = match (differ(&outcomes, index), differ(&results, index)) {
                (true, _) => Some(Change::Outcome),
                (_, true) => Some(Change::Findings),
                _ => None,
            };
            prop_assert_eq!(listed.map(|missing| missing.change), change, "{:?} of {:?} DETAIL {:?}", place, order, conditions);
            for answer in listed.iter().flat_map(|missing| &missing.answers) {
                let of_answer = |values: &[Value]| answer.cases.iter().any(|case| is_case(case, &values[index]) == Some(true));
                let own: Vec<_> = outcomes.iter().filter(|(values, _)| of_answer(values)).map(|(_, bounds)| bounds[0]).collect();
                let lower = own.iter().map(|(lower, _)| *lower).min();
                let upper = own.iter().map(|(_, upper)| *upper).max();
                if let (Some(lower), Some(upper)) = (lower, upper) {
                    prop_assert_eq!((answer.lower, answer.upper), (lower, upper), "{:?}: {:?} of {:?}", place, answer, order);
                }
            }
        }
    }
}
