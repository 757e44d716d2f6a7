//! Durations and calls of each function.
//!
//! Every formula is flagkit-stats'.

use super::compare::{alpha, arms, treatments};
use super::metric::{holm_adjusted, told};
use super::model::{CallCounts, LatencyLift, SiteArm, SiteReport};
use crate::measure::figures::{ArmFigures, CallFigures, FlagFigures, SiteFigures};
use flagkit_stats::histogram::Histogram;
use flagkit_stats::report::{Interval, Lift, Moments, Scale, Side};
use std::time::Duration;

/// So many samples must lie beyond a quantile before it is compared: 20 for the median, 1 000 for the 99th.
const BEYOND: f64 = 10.0;

/// The quantiles that are shown.
pub(super) const QUANTILES: [f64; 3] = [0.5, 0.95, 0.99];

/// The number of units about which a confidence sequence is narrowest, as gbstats has it.
pub(super) const EXPECTED_UNITS: f64 = 5_000.0;

pub(super) fn counts(figures: &CallFigures) -> CallCounts {
    let &CallFigures { calls, adverse, panics, cancelled, rescued } = figures;
    CallCounts { calls, adverse, panics, cancelled, rescued }
}

/// All drawn calls of an arm.
pub(super) fn drawn(arm: &ArmFigures) -> CallFigures {
    let mut total = CallFigures::default();
    arm.drawn.iter().for_each(|calls| total.add(calls));
    total
}

pub(super) fn site(figures: &FlagFigures, site: &SiteFigures) -> SiteReport {
    let arm = |number: usize| {
        let arm = site.arms.get(number)?;
        let at = |q: f64| {
            let quantile = arm.latency.quantile(q)?;
            Some(Duration::from_nanos(quantile.midpoint as u64))
        };
        Some(SiteArm {
            variant: figures.variants.get(number).copied().unwrap_or_default(),
            drawn: counts(&drawn(arm)),
            placed: counts(&arm.placed),
            samples: arm.latency.total(),
            p50: at(0.5),
            p95: at(0.95),
            p99: at(0.99),
        })
    };
    SiteReport {
        function: site.site.function(),
        place: format!("{}:{}:{}", site.site.file(), site.site.line(), site.site.column()),
        arms: arms(figures).filter_map(arm).collect(),
        latency: QUANTILES.iter().flat_map(|&q| latency(figures, site, q)).collect(),
    }
}

/// A quantile of each treatment against the control's.
fn latency(figures: &FlagFigures, site: &SiteFigures, quantile: f64) -> Vec<LatencyLift> {
    let control = site.arms.get(usize::from(figures.fallback));
    let moments = control.and_then(|control| moments(&control.latency, quantile));
    let (Some(control), Some(alpha)) = (moments, alpha(treatments(figures).count())) else {
        return Vec::new();
    };
    let lift = |arm: usize| {
        let treatment = moments_of(site, arm, quantile)?;
        let lift = Lift::new(&control, &treatment, Scale::Relative).ok()?;
        let lift = told(&lift.sequential(alpha, Side::Both, EXPECTED_UNITS).ok()?, alpha);
        let variant = figures.variants.get(arm).copied()?;
        Some(LatencyLift { variant, quantile, lift })
    };
    let mut lifts: Vec<LatencyLift> = treatments(figures).filter_map(lift).collect();
    holm_adjusted(lifts.iter_mut().map(|lift| &mut lift.lift).collect());
    lifts
}

fn moments_of(site: &SiteFigures, arm: usize, quantile: f64) -> Option<Moments> {
    moments(&site.arms.get(arm)?.latency, quantile)
}

/// Nothing where so few samples lie beyond the quantile that it is one of them.
fn moments(latency: &Histogram, quantile: f64) -> Option<Moments> {
    if (latency.total() as f64) * (1.0 - quantile) < BEYOND {
        return None;
    }
    let (lower, upper) = latency.quantile_interval(quantile, 0.95)?;
    let bounds = Interval { lower: lower as f64, upper: upper as f64 };
    Moments::quantile(latency.total(), latency.quantile(quantile)?.midpoint, bounds).ok()
}

#[cfg(test)]
mod tests {
    use super::moments;
    use flagkit_stats::histogram::{Histogram, Layout};

    #[test]
    fn a_quantile_with_hardly_a_sample_beyond_it_is_not_compared() {
        let mut latency = Histogram::new(Layout::LATENCY);
        (0..150).for_each(|number| latency.record(1_000_000 + 1_000 * number));
        assert!(moments(&latency, 0.5).is_some() && moments(&latency, 0.95).is_none());
        (0..100).for_each(|number| latency.record(1_000_000 + 1_000 * number));
        assert!(moments(&latency, 0.95).is_some() && moments(&latency, 0.99).is_none());
    }
}
