//! The ids of orders that have been read, in bounded memory.

use super::LIMIT_IDS;
use rustc_hash::FxHashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Remembers the last [`LIMIT_IDS`] ids at least, and twice as many at most: 64 bits each, so that two ids in some billions are
/// taken for one.
#[derive(Debug, Default)]
pub(super) struct Finished {
    recent: FxHashSet<u64>,
    older: FxHashSet<u64>,
}

impl Finished {
    pub(super) fn contains(&self, id: &[u8]) -> bool {
        let hash = hash(id);
        self.recent.contains(&hash) || self.older.contains(&hash)
    }

    pub(super) fn add(&mut self, id: &[u8]) {
        if self.recent.len() == LIMIT_IDS {
            self.older = std::mem::take(&mut self.recent);
        }
        self.recent.insert(hash(id));
    }
}

/// Not the quick hash of the sets: ids can be chosen to collide there.
fn hash(id: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    id.hash(&mut hasher);
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_last_ids_are_remembered_in_bounded_memory() {
        let mut finished = Finished::default();
        for number in 0..2 * LIMIT_IDS + 10 {
            finished.add(number.to_string().as_bytes());
        }
        assert!(finished.recent.len() + finished.older.len() <= 2 * LIMIT_IDS);
        assert!(finished.contains((2 * LIMIT_IDS + 9).to_string().as_bytes()));
        assert!(finished.contains((LIMIT_IDS + 10).to_string().as_bytes()));
        assert!(!finished.contains(b"0"));
    }
}
