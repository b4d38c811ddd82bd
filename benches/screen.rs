//! Screening one order: from decoded facts, from JSON bytes, and with its explanation.

#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark"
)]

#[path = "support/orders.rs"]
mod orders;
#[path = "support/policies.rs"]
mod policies;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use interdict::eval::Evaluator;
use interdict::facts::Decoder;
use orders::example_orders;
use policies::Sources;
use std::sync::Arc;

fn shipped(c: &mut Criterion) {
    let program = Sources::shipped().compile().1.program.unwrap();
    let (decoder, evaluator) = (Decoder::new(Arc::clone(&program)), Evaluator::new(Arc::clone(&program)));
    let orders = example_orders();
    let clear = orders.iter().find(|order| order.contains("\"A-001\"")).unwrap();
    let prohibited = orders.iter().find(|order| order.contains("\"B-001\"")).unwrap();
    let mut group = c.benchmark_group(format!("shipped policy, {} rules", program.rules.len()));
    for (name, json) in [("a clear order", clear), ("a prohibited order", prohibited)] {
        let order = decoder.decode(json.as_bytes()).unwrap();
        let decision = evaluator.screen(&order);
        group.throughput(Throughput::Bytes(json.len() as u64));
        group.bench_function(format!("{name}: facts to verdict"), |b| b.iter(|| evaluator.screen(&order)));
        group.bench_function(format!("{name}: decode"), |b| b.iter(|| decoder.decode(json.as_bytes())));
        group.bench_function(format!("{name}: JSON to verdict"), |b| {
            b.iter(|| evaluator.screen(&decoder.decode(json.as_bytes()).unwrap()))
        });
        group.bench_function(format!("{name}: verdict to words"), |b| b.iter(|| evaluator.explain(&order, &decision)));
        group.bench_function(format!("{name}: serde_json to Value"), |b| {
            b.iter(|| serde_json::from_slice::<serde_json::Value>(json.as_bytes()))
        });
    }
    group.finish();
}

/// What it costs to tell exactly what missing facts can change.
fn undetermined(c: &mut Criterion) {
    let program = Sources::shipped().compile().1.program.unwrap();
    let (decoder, evaluator) = (Decoder::new(Arc::clone(&program)), Evaluator::new(program));
    let orders = example_orders();
    let mut group = c.benchmark_group("undetermined");
    group.sample_size(20);
    for (id, what) in
        [("F-002", "one fact"), ("I-004", "the destination"), ("I-006", "all parties"), ("I-007", "nearly all")]
    {
        let json = orders.iter().find(|order| order.contains(&format!("\"{id}\""))).unwrap();
        let order = decoder.decode(json.as_bytes()).unwrap();
        let decision = evaluator.screen(&order);
        println!("{id}: {} facts missing, exact: {}", decision.missing().len(), decision.is_exact());
        group.bench_function(format!("{id}, {what} missing: exactly"), |b| b.iter(|| evaluator.screen(&order)));
        group.bench_function(format!("{id}, {what} missing: by three-valued logic"), |b| {
            b.iter(|| evaluator.screen_cautiously(&order, None))
        });
    }
    group.finish();
}

fn generated(c: &mut Criterion) {
    let mut group = c.benchmark_group("generated policy");
    group.sample_size(20);
    for rules in [1_000, 10_000] {
        let program = Sources::generated(rules).compile().1.program.unwrap();
        let (decoder, evaluator) = (Decoder::new(Arc::clone(&program)), Evaluator::new(program));
        let order = decoder.decode(generated_order().as_bytes()).unwrap();
        println!("{rules} rules: {} findings", evaluator.screen(&order).findings().len());
        group.bench_function(format!("{rules} rules: facts to verdict"), |b| b.iter(|| evaluator.screen(&order)));
    }
    group.finish();
}

/// An order for the generated rules, of four lines.
fn generated_order() -> String {
    let line = |hs: &str, quantity: u32| format!(r#"{{"hs":"{hs}","quantity":{quantity}}}"#);
    let lines = [line("8542.31", 50), line("8400.10", 5000), line("8517.62", 3), line("9014.20", 1)].join(",");
    format!(
        r#"{{"id":"G-1","date":"2024-06-20","customer":"Someone","ship_to":{{"country":"TR"}},"lines":[{lines}],"value":{{"amount":"1200.00","currency":"USD"}}}}"#
    )
}

criterion_group!(benches, shipped, undetermined, generated);
criterion_main!(benches);
