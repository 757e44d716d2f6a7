//! Failures of an arm against the control's, by key and set of shares.
//!
//! Every formula is flagkit-stats'.

use super::model::FailureLift;
use crate::measure::figures::{FlagFigures, UnitFigures};
use flagkit_stats::{Alpha, Counts, RelativeRisk, Share, Tally};

/// How often an interval of a report may be wrong, over all its looks.
pub(super) const ALPHA: f64 = 0.05;

/// The alpha of each of so many treatments.
pub(super) fn alpha(treatments: usize) -> Option<Alpha> {
    let treatments = u32::try_from(treatments).unwrap_or(u32::MAX);
    Some(Alpha::new(ALPHA).ok()?.divided_by(treatments))
}

/// The arms but the control's.
pub(super) fn treatments(figures: &FlagFigures) -> impl Iterator<Item = usize> + use<> {
    let control = usize::from(figures.fallback);
    (0..figures.variants.len()).filter(move |&arm| arm != control)
}

/// The control, then the others.
pub(super) fn arms(figures: &FlagFigures) -> impl Iterator<Item = usize> + use<> {
    std::iter::once(usize::from(figures.fallback)).chain(treatments(figures))
}

/// Units of an arm in this test.
pub(super) fn units(figures: &FlagFigures, arm: usize) -> UnitFigures {
    let mut total = UnitFigures::default();
    for units in figures.epochs.iter().filter_map(|epoch| epoch.arms.get(arm)) {
        total.sampled += units.sampled;
        total.units += units.units;
        total.failed += units.failed;
        total.panicked += units.panicked;
    }
    total
}

/// What was counted of an arm and the control, in each set of shares that both had a part of.
pub(super) fn tallies(figures: &FlagFigures, arm: usize) -> Vec<Tally> {
    let control = usize::from(figures.fallback);
    let epochs = figures.epochs.iter().filter_map(|epoch| {
        let counts = |arm: usize| {
            let units = epoch.arms.get(arm)?;
            Some(Counts { units: units.units, adverse: units.failed })
        };
        let share = |arm: usize| epoch.shares.get(arm).copied();
        Some(Tally {
            share: Share::between(share(control)?, share(arm)?).ok()?,
            control: counts(control)?,
            treatment: counts(arm)?,
        })
    });
    epochs.collect()
}

/// How many times as often the arm fails.
pub(super) fn failures(figures: &FlagFigures, arm: usize) -> Option<FailureLift> {
    let alpha = alpha(treatments(figures).count())?;
    let risk = RelativeRisk::of(&tallies(figures, arm), alpha)?;
    let RelativeRisk { estimate: times, lower, upper } = risk;
    Some(FailureLift { times, lower, upper, level: 1.0 - alpha.get() })
}

/// The p-value of the shares being what they should, the least of all sets of shares, each of which is a test of its own.
pub(super) fn assignment(figures: &FlagFigures) -> Option<f64> {
    use flagkit_stats::assignment::SequentialMultinomial;
    let epochs = figures.epochs.iter().enumerate().filter_map(|(number, epoch)| {
        let drawn = epoch.shares.iter().zip(&epoch.arms).filter(|(share, _)| **share > 0.0);
        let (shares, keys): (Vec<f64>, Vec<u64>) =
            drawn.map(|(share, units)| (*share, units.sampled)).unzip();
        if keys.iter().all(|&keys| keys == 0) {
            return None;
        }
        let p_value = SequentialMultinomial::new(&shares).ok()?.p_value(&keys);
        // As the guard divides what may go wrong: the parts add up to one.
        let number = number as f64 + 1.0;
        Some((p_value * number * (number + 1.0)).min(1.0))
    });
    epochs.min_by(f64::total_cmp)
}
