//! Orders read one after the other, whatever they are written in.

use super::input::Input;
use interdict::facts::{DataProblem, Decoder, Order, Orders, RawOrder, Table};
use std::path::Path;

/// What orders are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(super) enum InputFormat {
    /// JSON of any kind: one order, an array, one after the other
    Json,
    /// JSON with one order a line: a line that is broken costs that line only
    Ndjson,
    /// One row an order line
    Csv,
}

impl InputFormat {
    /// What the name of a file says.
    pub(super) fn of(path: &Path) -> Self {
        let extension = path.extension().map(|extension| extension.to_string_lossy().to_ascii_lowercase());
        match extension.as_deref() {
            Some("csv") => Self::Csv,
            Some("ndjson" | "jsonl") => Self::Ndjson,
            _ => Self::Json,
        }
    }
}

/// An order, or what is wrong with it.
pub(super) type Read = Result<Order, Vec<DataProblem>>;

/// The orders of an input.
pub(super) fn orders<'d>(
    input: Input,
    format: InputFormat,
    decoder: &'d Decoder,
) -> Box<dyn Iterator<Item = Read> + 'd> {
    let read_one = |raw: Result<RawOrder, DataProblem>| decoder.decode_raw(&raw.map_err(|problem| vec![problem])?);
    match format {
        InputFormat::Csv => Box::new(Table::new(input.reader, decoder)),
        InputFormat::Ndjson => Box::new(Orders::one_per_line(input.reader).map(read_one)),
        InputFormat::Json => Box::new(Orders::new(input.reader).map(read_one)),
    }
}
