//! Decisions on orders, the count of a batch, and the problems of orders that could not be screened.

pub mod data;
mod page;
mod ranks;
mod summary;
pub mod terminal;

pub use ranks::Ranks;
pub use summary::{OutcomeCount, Summary};
