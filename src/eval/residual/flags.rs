//! Conditions over the weight or the number of the flags that stand.

use super::super::node::{Measure, Node};
use super::super::resolve::Kind;
use super::super::walk::Local;
use super::diagram::{Diagrams, Function, Join, Spent};
use super::play::constant;
use super::standing::{Conditions, Standings};
use crate::domain::{Decimal, Truth};
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Sums are smaller than this, in units of the finest weight.
const WIDTH: u32 = 1_000;

/// What the flags come to at least and at most, as a function of the facts in play.
pub(super) struct Sums {
    function: Function,
    /// Decimal places of a unit.
    scale: u32,
}

/// The sum over these flags. Each counts once, however many instances it has.
pub(super) fn sums<'s>(
    of: &mut Standings<'s, '_>,
    measure: Measure,
    which: &[u32],
    conditions: &[Conditions],
) -> Result<Sums, Spent> {
    let mut by_flag: BTreeMap<u32, Function> = BTreeMap::new();
    let found = of.found;
    for (rule, instance) in found.by_rule().filter(|(rule, _)| which.contains(rule)) {
        let effective = of.effective(rule, instance, conditions)?;
        let so_far = by_flag.get(&rule).copied().unwrap_or(constant(Truth::False));
        by_flag.insert(rule, of.diagrams.join(Join::Most, so_far, effective)?);
    }
    let weight = |flag: u32| match (measure, of.walk.engine.item(flag).map(|item| &item.kind)) {
        (Measure::Count, _) => Ok(Decimal::ONE),
        (Measure::Weight, Some(Kind::Flag { weight })) => Ok(weight.normalize()),
        (Measure::Weight, _) => Err(Spent),
    };
    let weights: Vec<Decimal> = by_flag.keys().map(|flag| weight(*flag)).collect::<Result<_, _>>()?;
    let scale = weights.iter().map(Decimal::scale).max().unwrap_or(0);
    let units: Vec<u32> = weights.iter().map(|weight| in_units(*weight, scale)).collect::<Option<_>>().ok_or(Spent)?;
    if units.iter().sum::<u32>() >= WIDTH {
        return Err(Spent);
    }
    let (mut least, mut most) = (Diagrams::constant(0), Diagrams::constant(0));
    let mut parts: Vec<(Function, u32)> = by_flag.into_values().zip(units).collect();
    parts.sort_by_key(|(truth, _)| Reverse(of.diagrams.variable(*truth)));
    for (truth, units) in parts {
        let sure = of.diagrams.map(truth, &|truth| if truth == 2 { units } else { 0 })?;
        let possible = of.diagrams.map(truth, &|truth| if truth == 0 { 0 } else { units })?;
        least = of.diagrams.join(Join::Sum, least, sure)?;
        most = of.diagrams.join(Join::Sum, most, possible)?;
    }
    Ok(Sums { function: of.diagrams.join(Join::Pair(WIDTH), least, most)?, scale })
}

fn in_units(weight: Decimal, scale: u32) -> Option<u32> {
    let mut units = weight;
    units.rescale(scale);
    u32::try_from(units.mantissa()).ok().filter(|units| *units < WIDTH)
}

/// The truth of a condition over what the flags come to.
pub(super) fn truth_over<'a>(
    of: &mut Standings<'_, 'a>,
    sums: &Sums,
    (node, frame, date): (&'a Node, &[Local<'a>], usize),
) -> Result<Function, Spent> {
    let units = |units: u32| Decimal::new(units.into(), sums.scale);
    of.walk.date = date;
    let mut truth = |least: u32, most: u32| {
        of.walk.supposed_flags = Some((units(least), units(most)));
        let truth = of.walk.in_frame(frame, |walk| walk.truth_supposing(&[], node));
        of.walk.supposed_flags = None;
        truth
    };
    // It hangs on other facts as well.
    if truth(0, 0).is_unknown() {
        return Err(Spent);
    }
    let mut truths: BTreeMap<u32, u32> = BTreeMap::new();
    for sum in of.diagrams.results(sums.function) {
        let truth = truth(sum / WIDTH, sum % WIDTH);
        truths.insert(sum, Diagrams::result(constant(truth)).unwrap_or_default());
    }
    of.diagrams.map(sums.function, &|sum| truths.get(&sum).copied().unwrap_or(1))
}
