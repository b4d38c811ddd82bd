//! The limit on what one order may cost: a policy's loops over an order's lists can multiply.
//!
//! **Invariant:** when the budget is spent, everything that has not been decided is unknown, and the verdict says so: it is never
//! clear, and never determined.

/// Expressions that may be evaluated for one order: a few seconds.
const LIMIT_STEPS: u64 = if cfg!(test) { 2_000_000 } else { 200_000_000 };

/// Instances and slots that the findings of one order may hold: a few hundred megabytes.
const LIMIT_RETAINED: usize = if cfg!(test) { 200_000 } else { 10_000_000 };

/// What is left for an order.
#[derive(Debug)]
pub(super) struct Budget {
    steps: u64,
    retained: usize,
}

impl Default for Budget {
    fn default() -> Self {
        Self { steps: LIMIT_STEPS, retained: LIMIT_RETAINED }
    }
}

impl Budget {
    /// Takes one step, if there is one left.
    pub(super) fn step(&mut self) -> bool {
        self.steps = self.steps.saturating_sub(1);
        !self.is_spent()
    }

    /// Keeps an instance that rests on this many slots.
    pub(super) fn retain(&mut self, slots: usize) {
        self.retained = self.retained.saturating_sub(slots + 16);
    }

    /// Whether something was left undecided for want of it.
    pub(super) fn is_spent(&self) -> bool {
        self.steps == 0 || self.retained == 0
    }
}
