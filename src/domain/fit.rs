//! How a hierarchical code relates to another.

use super::Truth;

/// Whether a code lies under a pattern.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fit {
    /// It is the pattern, or lies under it.
    Within,
    /// It lies elsewhere.
    Outside,
    /// The pattern lies under it: more digits or paragraphs would be needed to tell.
    Imprecise,
}

impl From<Fit> for Truth {
    fn from(fit: Fit) -> Self {
        match fit {
            Fit::Within => Self::True,
            Fit::Outside => Self::False,
            Fit::Imprecise => Self::Unknown,
        }
    }
}
