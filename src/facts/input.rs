//! Orders one after the other, whatever they are written in.

use super::{DataProblem, Decoder, Order, Orders, RawOrder, Table};
use std::io::BufRead;

/// What orders are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// JSON of any kind: one order, an array, one after the other.
    Json,
    /// JSON with one order a line: a line that is broken costs that line only.
    Ndjson,
    /// One row an order line.
    Csv,
}

impl Format {
    /// What the name of a file says: CSV and NDJSON by their endings, else JSON of any kind.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
        match ending.as_deref() {
            Some("csv") => Self::Csv,
            Some("ndjson" | "jsonl") => Self::Ndjson,
            _ => Self::Json,
        }
    }
}

/// The orders of an input, each read or refused. Constant memory.
pub fn orders<'d, R: BufRead + 'd>(
    reader: R,
    format: Format,
    decoder: &'d Decoder,
) -> Box<dyn Iterator<Item = Result<Order, Vec<DataProblem>>> + 'd> {
    let read_one = |raw: Result<RawOrder, DataProblem>| decoder.decode_raw(&raw.map_err(|problem| vec![problem])?);
    match format {
        Format::Csv => Box::new(Table::new(reader, decoder)),
        Format::Ndjson => Box::new(Orders::one_per_line(reader).map(read_one)),
        Format::Json => Box::new(Orders::new(reader).map(read_one)),
    }
}
