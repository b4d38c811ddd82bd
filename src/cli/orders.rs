//! Orders read one after the other, whatever they are written in.

use super::input::Input;
use interdict::facts::{self, DataProblem, Decoder, Format, Order};
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
        match Format::of(&path.to_string_lossy()) {
            Format::Csv => Self::Csv,
            Format::Ndjson => Self::Ndjson,
            Format::Json => Self::Json,
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
    let format = match format {
        InputFormat::Json => Format::Json,
        InputFormat::Ndjson => Format::Ndjson,
        InputFormat::Csv => Format::Csv,
    };
    facts::orders(input.reader, format, decoder)
}
