//! The report of one flag, put together of what was counted and what the guards say.
//!
//! It asks nobody anything, so that it can be held against figures that were made by hand.

use super::model::{ArmReport, ArmShare, EpochReport, FlagReport, StageReport, TreatmentReport};
use super::words::several;
use super::{compare, conclude, metric, sites};
use crate::guard::GuardStatus;
use crate::measure::figures::{ArmFigures, CallFigures, FlagFigures, UnitFigures};
use crate::track::Sums;

/// What is known of a flag.
#[derive(Debug)]
pub(super) struct Known {
    pub(super) figures: FlagFigures,
    pub(super) guard: GuardStatus,
    /// Without its samples.
    pub(super) stage: Option<StageReport>,
    pub(super) sums: Vec<Sums>,
}

pub(super) fn told(known: Known) -> FlagReport {
    let Known { figures, guard, stage, sums } = known;
    let assignment = compare::assignment(&figures);
    let sites: Vec<_> = figures.sites.iter().map(|site| sites::site(&figures, site)).collect();
    let treatments: Vec<TreatmentReport> = compare::treatments(&figures)
        .map(|arm| conclude::treatment(&figures, &guard, assignment, &sites, arm))
        .collect();
    let metrics = sums.iter().flat_map(|sums| metric::metrics(&figures, sums)).collect();
    let stage = stage.map(|stage| StageReport { samples: samples(&figures), ..stage });
    FlagReport {
        key: figures.key,
        verdict: conclude::flag(&treatments),
        test: figures.test,
        keys: figures.keys,
        control: variant(&figures, usize::from(figures.fallback)),
        stage,
        epochs: epochs(&figures),
        arms: compare::arms(&figures).map(|number| arm(&figures, number)).collect(),
        treatments,
        sites,
        assignment,
        guard,
        metrics,
        notes: notes(&figures, &sums),
    }
}

pub(super) fn variant(figures: &FlagFigures, arm: usize) -> &'static str {
    figures.variants.get(arm).copied().unwrap_or_default()
}

fn epochs(figures: &FlagFigures) -> Vec<EpochReport> {
    let epoch = |epoch: &crate::measure::figures::EpochFigures| EpochReport {
        shares: compare::arms(figures)
            .map(|arm| ArmShare {
                variant: variant(figures, arm),
                share: epoch.shares.get(arm).copied().unwrap_or_default(),
            })
            .collect(),
        units: epoch.arms.iter().map(|units| units.units).sum(),
    };
    figures.epochs.iter().map(epoch).collect()
}

/// The calls of an arm at every function.
fn calls(
    figures: &FlagFigures,
    arm: usize,
    read: impl Fn(&ArmFigures) -> CallFigures,
) -> CallFigures {
    let mut total = CallFigures::default();
    for arm in figures.sites.iter().filter_map(|site| site.arms.get(arm)) {
        total.add(&read(arm));
    }
    total
}

fn arm(figures: &FlagFigures, number: usize) -> ArmReport {
    let units = compare::units(figures, number);
    ArmReport {
        variant: variant(figures, number),
        is_control: number == usize::from(figures.fallback),
        units: units.units,
        failed_units: units.failed,
        panicked_units: units.panicked,
        drawn: sites::counts(&calls(figures, number, sites::drawn)),
        placed: sites::counts(&calls(figures, number, |arm| arm.placed)),
    }
}

/// Drawn calls of new code with the newest shares.
fn samples(figures: &FlagFigures) -> u64 {
    let newest = |arm: &ArmFigures| arm.drawn.last().copied().unwrap_or_default();
    compare::treatments(figures).map(|arm| calls(figures, arm, newest).calls).sum()
}

fn notes(figures: &FlagFigures, sums: &[Sums]) -> Vec<String> {
    let mut notes = Vec::new();
    if figures.test > 1 {
        notes.push(
            "keys are those of this test; calls, panics and durations are all since the process began".to_owned(),
        );
    }
    if figures.is_crowded {
        notes.push(
            "so many keys have failed that some failures may be missing; the share of failed keys is a lower bound"
                .to_owned(),
        );
    }
    let drawn = figures.epochs.iter().filter(|epoch| epoch.arms.iter().any(|arm| arm.units > 0));
    let drawn = drawn.count();
    let sum = |read: fn(&UnitFigures) -> u64| -> u64 {
        figures.epochs.iter().flat_map(|epoch| epoch.arms.iter().map(read)).sum()
    };
    let (sampled, units) = (sum(|units| units.sampled), sum(|units| units.units));
    if units > sampled {
        notes.push(format!(
            "keys are about right: {sampled} were looked at, which stand for {units}; failed keys are all there were"
        ));
    }
    if drawn > 1 {
        notes.push(format!(
            "durations and calls are of {drawn} sets of shares together; failures of keys are compared within each",
        ));
    }
    for sums in sums.iter().filter(|sums| sums.one_in > 1) {
        let keys = sums.keys.iter().sum();
        notes.push(format!(
            "metrics look at one of {} keys ({}), chosen by a hash; rates and lifts hold for all",
            sums.one_in,
            several(keys, "key", "keys"),
        ));
    }
    notes
}
