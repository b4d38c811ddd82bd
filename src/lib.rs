//! Interdict: a policy compiler for export compliance.
//!
//! Rules in a small language are compiled into a [`program::Program`]; an evaluator runs it against orders and explains every verdict.

pub mod domain;
pub mod facts;
pub mod problem;
pub mod program;

#[cfg(feature = "compiler")]
pub mod syntax;
