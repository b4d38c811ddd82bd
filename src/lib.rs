//! Interdict: a policy compiler for export compliance.
//!
//! Rules in a small language are compiled into a [`program::Program`]; an evaluator runs it against orders and explains every verdict.

pub mod domain;
pub mod problem;
pub mod program;
#[cfg(feature = "compiler")]
pub mod report;

/// Until the evaluator is here: only the explanation.
pub mod eval {
    mod explanation;
    pub use explanation::*;
}

/// Until the facts are here: only the data problem.
pub mod facts {
    mod order;
    pub use order::{Fact, Order};
    /// Something wrong with an order.
    #[derive(Clone, Debug, PartialEq, Eq)]
    pub struct DataProblem {
        /// Which kind.
        pub code: crate::problem::Code,
        /// Its order, if known.
        pub order: Option<String>,
        /// Where in the order.
        pub path: String,
        /// Line.
        pub line: u32,
        /// Column.
        pub column: u32,
        /// What stands there.
        pub found: String,
        /// What should.
        pub expected: String,
        /// What to do.
        pub help: Option<String>,
    }
}
