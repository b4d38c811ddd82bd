//! Truth with three values.

use std::ops::Not;

/// A truth value of Kleene's strong logic: `Unknown` stays unknown exactly where the truth of it would matter.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Truth {
    /// It does not hold.
    False,
    /// It cannot be told.
    Unknown,
    /// It holds.
    True,
}

impl Truth {
    /// Both hold. False as soon as one is.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        self.min(other)
    }

    /// At least one holds. True as soon as one is.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        self.max(other)
    }

    /// The contrary; unknown of unknown.
    #[must_use]
    pub fn negate(self) -> Self {
        match self {
            Self::False => Self::True,
            Self::Unknown => Self::Unknown,
            Self::True => Self::False,
        }
    }

    /// Whether it holds for certain.
    #[must_use]
    pub fn is_true(self) -> bool {
        self == Self::True
    }

    /// Whether it fails for certain.
    #[must_use]
    pub fn is_false(self) -> bool {
        self == Self::False
    }

    /// Whether it cannot be told.
    #[must_use]
    pub fn is_unknown(self) -> bool {
        self == Self::Unknown
    }
}

impl From<bool> for Truth {
    fn from(value: bool) -> Self {
        if value { Self::True } else { Self::False }
    }
}

impl Not for Truth {
    type Output = Self;

    fn not(self) -> Self {
        self.negate()
    }
}

#[cfg(test)]
mod tests {
    use super::Truth::{self, False, True, Unknown};

    const ALL: [Truth; 3] = [False, Unknown, True];

    #[test]
    fn a_false_part_settles_a_conjunction_and_a_true_part_a_disjunction() {
        for truth in ALL {
            assert_eq!(False.and(truth), False);
            assert_eq!(truth.and(False), False);
            assert_eq!(True.or(truth), True);
            assert_eq!(truth.or(True), True);
        }
    }

    #[test]
    fn each_truth_is_one_of_three() {
        assert_eq!(ALL.map(Truth::is_false), [true, false, false]);
        assert_eq!(ALL.map(Truth::is_unknown), [false, true, false]);
        assert_eq!(ALL.map(Truth::is_true), [false, false, true]);
    }

    #[test]
    fn the_unknown_remains_unknown_where_it_matters() {
        assert_eq!(Unknown.and(True), Unknown);
        assert_eq!(Unknown.or(False), Unknown);
        assert_eq!(!Unknown, Unknown);
    }

    #[test]
    fn de_morgan_holds() {
        for a in ALL {
            for b in ALL {
                assert_eq!(!(a.and(b)), (!a).or(!b));
            }
        }
    }
}
