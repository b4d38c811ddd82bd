//! Random well-typed policies, as text, and partly known orders for them.

pub(crate) mod edits;
mod expression;
pub(crate) mod orders;
pub(crate) mod policy;
pub(crate) mod schema;
mod table;
pub(crate) mod tape;
