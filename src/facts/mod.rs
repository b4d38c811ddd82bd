//! An order as the evaluator sees it, and how it is read.

mod order;

pub use order::{Fact, Order};
