//! Problems and decisions as text for people, and as JSON and SARIF for programs.
//!
//! **Invariant:** the only room that renders. It does no I/O of its own: it writes to what it is given, the same bytes for the
//! same input, and no control character from a policy or an order ever gets through to a terminal.

pub mod changes;
mod clean;
pub mod coverage;
pub mod explain;
pub mod json;
mod markup;
mod paint;
pub mod problems;
mod sources;
pub mod trials;
pub mod verdicts;

pub use clean::{clean, shortened};
pub use paint::Look;
pub use sources::{Position, Source, Sources};
