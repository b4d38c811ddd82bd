//! Reading orders, on any bytes.

use super::shipped::SHIPPED;
use interdict::facts::Table;
use interdict::{DataProblem, Decoder, Order, Orders};
use std::io::BufReader;
use std::sync::{Arc, LazyLock};

static DECODER: LazyLock<Decoder> = LazyLock::new(|| Decoder::new(Arc::clone(&SHIPPED)));

/// No panic; not more results than bytes; every problem has a place in the input. As JSON, as NDJSON and as CSV; in pieces of
/// whatever size.
pub(crate) fn run(input: &[u8]) {
    let decode = |raw: Result<_, DataProblem>| DECODER.decode_raw(&raw.map_err(|problem| vec![problem])?);
    let json: Vec<_> = Orders::new(input).map(decode).collect();
    reads(input, &json);
    let in_pieces: Vec<_> = Orders::new(BufReader::with_capacity(7, input)).map(decode).collect();
    assert_eq!(json, in_pieces);
    let lines: Vec<_> = Orders::one_per_line(input).map(decode).collect();
    reads(input, &lines);
    let in_pieces: Vec<_> = Orders::one_per_line(BufReader::with_capacity(7, input)).map(decode).collect();
    assert_eq!(lines, in_pieces);
    let table: Vec<_> = Table::new(input, &DECODER).collect();
    let columns = input.split(|byte| *byte == b',').count();
    reads_within(input, &table, |_| columns);
}

fn reads(input: &[u8], orders: &[Result<Order, Vec<DataProblem>>]) {
    let lines: Vec<&[u8]> = input.split(|byte| *byte == b'\n').collect();
    reads_within(input, orders, |line| lines[line - 1].len());
}

/// `columns`: how many there are in a line.
fn reads_within(input: &[u8], orders: &[Result<Order, Vec<DataProblem>>], columns: impl Fn(usize) -> usize) {
    assert!(orders.len() <= input.len() + 1, "{} orders", orders.len());
    let lines = input.split(|byte| *byte == b'\n').count();
    for problems in orders.iter().filter_map(|order| order.as_ref().err()) {
        assert!(!problems.is_empty(), "refused without a problem");
        for problem in problems {
            let (line, column) = (problem.line as usize, problem.column as usize);
            assert!((1..=lines).contains(&line), "{problem:?}");
            assert!((1..=columns(line) + 1).contains(&column), "{problem:?}");
            assert!(problem.to_string().chars().all(|c| !c.is_control()), "{problem:?}");
        }
    }
}
