//! What missing facts can still change, exactly: what is left of every condition, as functions of the facts in play.
//!
//! Three-valued logic looks at each condition alone: `a or not a` is unknown to it. Here the conditions that are left are decision
//! diagrams over the same facts, so that the bounds are those of the completions, and a fact is listed just when some completion
//! makes it matter.
//!
//! **Invariant:** never less cautious than the completions. Where facts cannot be told apart by cases, or the limits are reached, more
//! is taken to be possible than is, and the decision says so.

mod cases;
mod codes;
mod diagram;
mod flags;
mod formula;
mod matter;
mod play;
pub(super) mod seen;
mod standing;

pub(super) use diagram::Spent;

use super::lift::Found;
use super::walk::Walk;
use crate::program::Program;
use diagram::Diagrams;
use formula::Leaves;
use play::Play;
use standing::Standings;
use std::collections::BTreeSet;

/// What is left open, worked out; and what is found, settled where it can be after all. `None` where it cannot be worked out:
/// whether something is in force depends on a date that is missing, or the limits are reached.
pub(super) fn settle<'a>(walk: &mut Walk<'a>, program: &Program, found: &mut Found) -> Option<Residual> {
    if !walk.engine.circular.is_empty() {
        return None;
    }
    work_out(walk, program, found).ok()
}

/// What is left open.
#[derive(Debug)]
pub(super) struct Residual {
    diagrams: Diagrams,
    play: Play,
    standings: Vec<standing::Standing>,
    lacks: Vec<super::trace::Lack>,
    /// Standings whose outcome would be the worst of some scope that has been looked at.
    in_question: BTreeSet<usize>,
}

fn work_out<'a>(walk: &mut Walk<'a>, program: &Program, found: &mut Found) -> Result<Residual, Spent> {
    let mut leaves = Leaves::default();
    let conditions = standing::conditions(walk, found, &mut leaves)?;
    let mut diagrams = Diagrams::default();
    let play = Play::of(walk, program, &leaves, &mut diagrams)?;
    let standings = Standings::new(walk, found, &leaves, &play, &mut diagrams).all(&conditions)?;
    if walk.budget.is_spent() {
        return Err(Spent);
    }
    let standings = standing::settled(found, standings, &mut diagrams)?;
    walk.settle_flags(found.flag_states(walk.engine));
    let lacks = leaves.all.into_iter().flat_map(|leaf| leaf.lacks).collect();
    Ok(Residual { diagrams, play, standings, lacks, in_question: BTreeSet::new() })
}
