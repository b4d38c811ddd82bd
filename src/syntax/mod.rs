//! From text to trees: the splitter, the grammar, and the trees of items.
//!
//! **Invariant:** everything here works on the text of one file or one item; spans of a tree are relative to its item, so that an
//! item that only moves keeps its tree. No salsa, no I/O; hostile text yields problems, never a panic.

mod build;
mod expectation;
mod expression;
mod format;
mod grammar;
mod nesting;
mod parse;
mod split;
mod table;
mod test_item;
mod tree;

pub use build::parse_cell;
pub use expression::{Comparison, Expr, ExprKind, Literal, LiteralKind, Over, TextTest};
pub use format::{Formatted, format};
pub use parse::{Parsed, parse};
pub use split::{ItemKind, LIMIT_ITEM_BYTES, LIMIT_ITEMS, RESERVED, RawItem, known_as, split};
pub use table::{Cell, Column, Row, Table, TableSource};
pub use test_item::{Expect, Expected, GivenFact, GivenOrder, GivenValue, OrderFile, Segment, Slot, Test, TestClause};
pub use tree::{
    Authority, Citation, Clause, ColumnTest, Define, Field, FieldType, Ident, MessagePart, Outcomes, Period, Policy,
    Provision, Record, Rule, RuleWord, Set, SetMember, SetSource, Spanned, Tree,
};
