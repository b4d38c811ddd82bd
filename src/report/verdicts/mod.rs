//! Decisions on orders, the count of a batch, and the problems of orders that could not be screened.

pub mod data;
mod page;
mod summary;
pub mod terminal;
mod vocabulary;

pub use summary::{OutcomeCount, Summary};
pub use vocabulary::Vocabulary;
