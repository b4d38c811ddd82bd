//! Flags once settled.
//!
//! **Invariant:** a flag counts once, however many bindings raise it.

use super::trace::Causes;
use crate::domain::{Decimal, Truth};
use std::collections::BTreeMap;

/// The flags that stand or may stand, by rule number.
pub(super) type FlagStates = BTreeMap<u32, FlagState>;

/// A flag that stands, or may.
#[derive(Debug)]
pub(super) struct FlagState {
    /// True: raised, and nothing can lift it. Unknown: it may be raised, or lifted.
    pub(super) truth: Truth,
    /// What it adds.
    pub(super) weight: Decimal,
    /// Facts of a flag that stands; of one that may, what it depends on.
    pub(super) causes: Causes,
}
