//! What happens to a whole when a part of it changes: the arithmetic of polarity.

/// What can happen to a condition or a value.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Effects {
    /// It becomes true, or greater.
    pub(super) rises: bool,
    /// It becomes false, or smaller.
    pub(super) falls: bool,
    /// It ceases to exist. As a condition, that is false.
    pub(super) vanishes: bool,
}

impl Effects {
    pub(super) const NOTHING: Self = Self { rises: false, falls: false, vanishes: false };
    pub(super) const ALL: Self = Self { rises: true, falls: true, vanishes: true };
    pub(super) const RISES: Self = Self { rises: true, ..Self::NOTHING };
    pub(super) const FALLS: Self = Self { falls: true, ..Self::NOTHING };
    pub(super) const VANISHES: Self = Self { vanishes: true, ..Self::NOTHING };

    pub(super) fn or(self, other: Self) -> Self {
        Self {
            rises: self.rises || other.rises,
            falls: self.falls || other.falls,
            vanishes: self.vanishes || other.vanishes,
        }
    }

    pub(super) fn and(self, other: Self) -> Self {
        Self {
            rises: self.rises && other.rises,
            falls: self.falls && other.falls,
            vanishes: self.vanishes && other.vanishes,
        }
    }

    pub(super) fn is_nothing(self) -> bool {
        self == Self::NOTHING
    }
}

/// Where a part stands in a whole: what happens to the whole when the part rises, falls or vanishes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Context {
    pub(super) rise: Effects,
    pub(super) fall: Effects,
    pub(super) vanish: Effects,
}

impl Context {
    /// The part is the whole.
    pub(super) const WHOLE: Self = Self { rise: Effects::RISES, fall: Effects::FALLS, vanish: Effects::VANISHES };

    /// The condition of something that finds: only its becoming false does harm.
    pub(super) const FINDS: Self = Self { rise: Effects::NOTHING, fall: Effects::FALLS, vanish: Effects::FALLS };

    /// The condition of something that lifts: only its becoming true does harm.
    pub(super) const LIFTS: Self = Self { rise: Effects::RISES, fall: Effects::NOTHING, vanish: Effects::NOTHING };

    /// What `effects` on the part do to the whole.
    pub(super) fn of(self, effects: Effects) -> Effects {
        let when = |happens: bool, then: Effects| if happens { then } else { Effects::NOTHING };
        when(effects.rises, self.rise).or(when(effects.falls, self.fall)).or(when(effects.vanishes, self.vanish))
    }

    pub(super) fn or(self, other: Self) -> Self {
        Self { rise: self.rise.or(other.rise), fall: self.fall.or(other.fall), vanish: self.vanish.or(other.vanish) }
    }

    pub(super) fn any(self) -> Effects {
        self.rise.or(self.fall).or(self.vanish)
    }

    /// In a part that grows with it and is false without it: of `and`, of `or`, left of `>`.
    pub(super) fn rising(self) -> Self {
        Self { vanish: self.fall, ..self }
    }

    /// Right of `>`.
    pub(super) fn falling(self) -> Self {
        Self { rise: self.fall, fall: self.rise, vanish: self.fall }
    }

    /// Beside `is`, in a test on a text or of membership: either way can make it true, and without it it is false.
    pub(super) fn tested(self) -> Self {
        let either = self.rise.or(self.fall);
        Self { rise: either, fall: either, vanish: self.fall }
    }

    /// Behind `not`.
    pub(super) fn negated(self) -> Self {
        Self { rise: self.fall, fall: self.rise, vanish: self.rise }
    }

    /// Subtracted, or divided by.
    pub(super) fn inverse(self) -> Self {
        Self { rise: self.fall, fall: self.rise, vanish: self.vanish }
    }

    /// Asked only whether it is there; `then` is what happens when it is not.
    pub(super) fn presence(then: Effects) -> Self {
        Self { rise: Effects::NOTHING, fall: Effects::NOTHING, vanish: then }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_negations_cancel_but_for_what_vanishes() {
        let twice = Context::WHOLE.negated().negated();
        assert_eq!((twice.rise, twice.fall), (Effects::RISES, Effects::FALLS));
        assert_eq!(twice.vanish, Effects::FALLS);
    }

    #[test]
    fn what_vanishes_behind_not_makes_it_true() {
        let not_in_and = Context::LIFTS.rising().negated();
        assert_eq!(not_in_and.of(Effects::VANISHES), Effects::RISES);
        assert!(Context::LIFTS.rising().of(Effects::VANISHES).is_nothing());
    }

    #[test]
    fn what_finds_is_harmed_by_falling_only() {
        assert!(Context::FINDS.rising().of(Effects::RISES).is_nothing());
        assert_eq!(Context::FINDS.negated().of(Effects::RISES), Effects::FALLS);
    }
}
