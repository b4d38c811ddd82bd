//! Compiling: from nothing, and after an edit.

#![expect(
    missing_docs,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::disallowed_macros,
    reason = "a benchmark"
)]

#[path = "support/policies.rs"]
mod policies;

use criterion::{BatchSize, Criterion, criterion_group, criterion_main};
use interdict::Compiler;
use interdict::eval::Evaluator;
use policies::Sources;

fn cold(c: &mut Criterion) {
    let mut group = c.benchmark_group("cold compile");
    group.sample_size(20);
    let cases = [
        ("shipped policy", Sources::shipped()),
        ("1000 rules", Sources::generated(1_000)),
        ("10000 rules", Sources::generated(10_000)),
    ];
    for (name, sources) in cases {
        assert!(sources.compile().1.program.is_some(), "{name} has errors");
        println!("{name}: {} files, {} tables", sources.files.len(), sources.tables.len());
        group.bench_function(name, |b| b.iter_batched(|| (), |()| sources.compile(), BatchSize::PerIteration));
    }
    group.finish();
}

/// One body edited, to the new evaluator and all problems.
fn edit(c: &mut Criterion) {
    let mut group = c.benchmark_group("one body edited");
    group.sample_size(50);
    for rules in [1_000, 10_000] {
        let sources = Sources::generated(rules);
        let (path, text) = sources.files.last().unwrap().clone();
        let mut compiler = Compiler::default();
        sources.give(&mut compiler);
        let _ = compiler.compile();
        let mut number = 0_u32;
        group.bench_function(format!("to program and problems, {rules} rules"), |b| {
            b.iter(|| {
                number += 1;
                compiler
                    .set_policy(&path, text.replacen("line.quantity >= ", &format!("line.quantity >= 1{number}"), 1));
                compiler.compile()
            });
        });
        let mut evaluator = Evaluator::new(compiler.compile().program.unwrap());
        group.bench_function(format!("to evaluator and problems, {rules} rules"), |b| {
            b.iter(|| {
                number += 1;
                compiler
                    .set_policy(&path, text.replacen("line.quantity >= ", &format!("line.quantity >= 1{number}"), 1));
                let compiled = compiler.compile();
                evaluator = evaluator.updated(compiled.program.unwrap());
                compiled.problems
            });
        });
    }
    group.finish();
}

criterion_group!(benches, cold, edit);
criterion_main!(benches);
