//! A source of choices: bytes, which proptest shrinks. An exhausted tape always chooses the first, which is the simplest.

use std::cell::Cell;

pub(crate) struct Tape<'t> {
    bytes: &'t [u8],
    at: Cell<usize>,
}

impl<'t> Tape<'t> {
    pub(crate) fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, at: Cell::new(0) }
    }

    /// A number below `count`.
    pub(crate) fn pick(&self, count: usize) -> usize {
        let byte = self.bytes.get(self.at.get()).copied().unwrap_or(0);
        self.at.set(self.at.get() + 1);
        usize::from(byte) * count / 256
    }

    /// Yes in so many of a hundred cases.
    pub(crate) fn chance(&self, percent: usize) -> bool {
        self.pick(100) >= 100 - percent
    }

    pub(crate) fn one<'a, T>(&self, of: &'a [T]) -> &'a T {
        &of[self.pick(of.len())]
    }

    pub(crate) fn word<'a>(&self, of: &[&'a str]) -> &'a str {
        of[self.pick(of.len())]
    }
}
