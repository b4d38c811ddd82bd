//! An order as the evaluator sees it, and how it is read from JSON and from tables.
//!
//! **Invariant:** an [`Order`] has the shape of its schema; whatever the input, each order in it yields either an `Order` or at
//! least one [`DataProblem`], in bounded memory.

mod assemble;
mod columns;
mod cut;
mod decode;
mod finished;
mod input;
mod layout;
mod order;
mod path;
mod position;
mod problem;
#[cfg(test)]
mod sample;
mod scalar;
mod stream;
mod syntax;
mod table;
mod taken;

pub use assemble::assemble;
pub use decode::Decoder;
pub use input::{Format, orders};
pub use order::{Fact, Order};
pub use problem::DataProblem;
pub use stream::{Orders, RawOrder};
pub use table::Table;
pub use taken::{lacking, taken_apart};

/// The most bytes that one order can have: 16 MiB.
pub const LIMIT_ORDER_BYTES: usize = 16 << 20;

/// The most elements that one list can have.
pub const LIMIT_ELEMENTS: usize = 10_000;

/// The most elements that all lists of one order can have together.
pub const LIMIT_ALL_ELEMENTS: usize = 100_000;

/// The most columns that an order table can have.
pub const LIMIT_COLUMNS: usize = 10_000;

/// How many of the last orders of a table are remembered by their ids, at least.
pub const LIMIT_IDS: usize = 1_000_000;

/// How deep an order can be nested.
pub const LIMIT_DEPTH: usize = 32;

/// How many problems of one order are reported one by one.
pub const LIMIT_PROBLEMS: usize = 1_000;
