//! Interdict: a policy compiler for export compliance.
//!
//! Rules in a small language are compiled into a [`program::Program`]; an evaluator runs it against orders and explains every verdict.
//! What the crate promises to others is what stands at its root; the modules are its rooms (see `docs/architecture.md`).

pub mod domain;
pub mod eval;
pub mod facts;
pub mod problem;
pub mod program;
pub mod trial;

#[cfg(feature = "compiler")]
mod compiler;
#[cfg(feature = "compiler")]
pub mod lower;
#[cfg(feature = "compiler")]
pub mod report;
#[cfg(feature = "compiler")]
pub mod semantics;
#[cfg(feature = "compiler")]
pub mod syntax;

#[cfg(feature = "compiler")]
pub use compiler::{Compiled, Compiler};
pub use eval::{Decision, Evaluator, Explanation, Verdict};
pub use facts::{DataProblem, Decoder, Order, Orders};
pub use program::Program;
#[cfg(feature = "compiler")]
pub use semantics::{Places, Test};

#[cfg(all(doctest, feature = "compiler"))]
#[doc = include_str!("../README.md")]
struct Readme;
