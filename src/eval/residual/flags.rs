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

/// The flags that are measured: whether each stands, and what it adds, in units of the finest weight.
struct Measured {
    parts: Vec<(Function, u32)>,
    /// Decimal places of a unit.
    scale: u32,
    /// What all of them come to.
    total: u32,
}

/// A condition with its variables and as-of date.
pub(super) type Place<'l, 'a> = (&'a Node, &'l [Local<'a>], usize);

/// The truth of a condition over what these flags come to, as a function of the facts in play.
pub(super) fn truth_over<'a>(
    of: &mut Standings<'_, 'a>,
    (measure, which): (Measure, &[u32]),
    place: Place<'_, 'a>,
    conditions: &[Conditions],
) -> Result<Function, Spent> {
    let Measured { parts, scale, total } = measured(of, measure, which, conditions)?;
    let enough = enough(of, place, scale, total)?;
    let (mut least, mut most) = (Diagrams::constant(0), Diagrams::constant(0));
    for (truth, units) in parts {
        let sure = of.diagrams.map(truth, &|truth| if truth == 2 { units.min(enough) } else { 0 })?;
        let possible = of.diagrams.map(truth, &|truth| if truth == 0 { 0 } else { units.min(enough) })?;
        least = of.diagrams.join(Join::SumTo(enough), least, sure)?;
        most = of.diagrams.join(Join::SumTo(enough), most, possible)?;
    }
    let both = of.diagrams.join(Join::Pair(WIDTH), least, most)?;
    let mut truths: BTreeMap<u32, u32> = BTreeMap::new();
    for sums in of.diagrams.results(both) {
        let (least, most) = (sums / WIDTH, sums % WIDTH);
        let truth = truth(of, place, scale, (least, if most == enough { total } else { most }));
        truths.insert(sums, Diagrams::result(constant(truth)).unwrap_or_default());
    }
    of.diagrams.map(both, &|sums| truths.get(&sums).copied().unwrap_or(1))
}

/// Each flag counts once, however many instances it has.
fn measured(
    of: &mut Standings<'_, '_>,
    measure: Measure,
    which: &[u32],
    conditions: &[Conditions],
) -> Result<Measured, Spent> {
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
    let total = units.iter().sum::<u32>();
    if total >= WIDTH {
        return Err(Spent);
    }
    let mut parts: Vec<(Function, u32)> = by_flag.into_values().zip(units).collect();
    parts.sort_by_key(|(truth, _)| Reverse(of.diagrams.variable(*truth)));
    Ok(Measured { parts, scale, total })
}

fn in_units(weight: Decimal, scale: u32) -> Option<u32> {
    let mut units = weight;
    units.rescale(scale);
    u32::try_from(units.mantissa()).ok().filter(|units| *units < WIDTH)
}

/// The least sum from which on more makes no difference.
///
/// # Errors
/// When the condition hangs on other facts as well.
fn enough<'a>(of: &mut Standings<'_, 'a>, place: Place<'_, 'a>, scale: u32, total: u32) -> Result<u32, Spent> {
    let last = truth(of, place, scale, (total, total));
    let mut enough = total;
    for sum in (0..=total).rev() {
        match truth(of, place, scale, (sum, sum)) {
            Truth::Unknown => return Err(Spent),
            truth if truth == last && enough == sum + 1 => enough = sum,
            _ => {}
        }
    }
    Ok(enough)
}

/// The truth of the condition when the flags come to this at least and at most.
fn truth<'a>(
    of: &mut Standings<'_, 'a>,
    (node, frame, date): Place<'_, 'a>,
    scale: u32,
    (least, most): (u32, u32),
) -> Truth {
    let units = |units: u32| Decimal::new(units.into(), scale);
    of.walk.date = date;
    of.walk.supposed_flags = Some((units(least), units(most)));
    let truth = of.walk.in_frame(frame, |walk| walk.truth(node));
    of.walk.supposed_flags = None;
    truth
}
