//! What a business metric says about the arms.
//!
//! Every formula is flagkit-stats'. Law: what cannot be computed is said to be so, and is no number.

use super::compare::{alpha, arms, treatments};
use super::model::{self, MetricArm, MetricLift, MetricReport};
use super::sites::EXPECTED_UNITS;
use super::words::{change, percent};
use crate::measure::figures::FlagFigures;
use crate::track::{ArmSums, MetricSums, Sums};
use flagkit_stats::Alpha;
use flagkit_stats::report::{
    BetaPrior, Comparison, Lift, Moments, NotComputable, Prior, Proportion, Scale, Side,
    chance_to_win, holm, newcombe,
};

/// With fewer keys in an arm than this, words would say more than the numbers do.
pub(super) const ENOUGH: u64 = 20;

/// A comparison as the report has it.
pub(super) fn told(comparison: &Comparison, alpha: Alpha) -> model::Lift {
    model::Lift {
        estimate: comparison.estimate,
        lower: comparison.interval.lower,
        upper: comparison.interval.upper,
        p_value: comparison.p_value,
        level: 1.0 - alpha.get(),
    }
}

/// Adjusts the p-values of one question that is asked of several treatments.
pub(super) fn holm_adjusted(lifts: Vec<&mut model::Lift>) {
    let p_values: Vec<f64> = lifts.iter().map(|lift| lift.p_value).collect();
    if let Ok(adjusted) = holm(&p_values) {
        lifts.into_iter().zip(adjusted).for_each(|(lift, p_value)| lift.p_value = p_value);
    }
}

/// The metrics of one flag while one set of shares was in force.
pub(super) fn metrics(figures: &FlagFigures, sums: &Sums) -> Vec<MetricReport> {
    sums.metrics.iter().map(|metric| self::metric(figures, sums, metric)).collect()
}

fn metric(figures: &FlagFigures, sums: &Sums, metric: &MetricSums) -> MetricReport {
    let keys = |arm: usize| sums.keys.get(arm).copied().unwrap_or_default();
    let brought = |arm: usize| metric.arms.get(arm).copied().unwrap_or_default();
    let variant = |arm: usize| figures.variants.get(arm).copied().unwrap_or_default();
    let control = usize::from(figures.fallback);
    // A metric of plain events is its conversions, unless somebody does it twice.
    let has_values = metric.arms.iter().any(|arm| arm.valued > 0);
    let told_arm = |arm: usize| {
        let (keys, brought) = (keys(arm), brought(arm));
        let per_key = |what: f64| (keys > 0).then(|| what / keys as f64);
        MetricArm {
            variant: variant(arm),
            keys,
            conversions: brought.conversions,
            rate: per_key(brought.conversions as f64),
            mean: per_key(brought.sum),
        }
    };
    let alpha = alpha(treatments(figures).count());
    let against = |arm: usize| {
        let a = Arm { keys: keys(control), brought: brought(control) };
        let b = Arm { keys: keys(arm), brought: brought(arm) };
        Some((arm, a, b, lift(variant(arm), a, b, has_values, alpha?)))
    };
    let mut found: Vec<_> = treatments(figures).filter_map(against).collect();
    holm_adjusted(found.iter_mut().filter_map(|found| found.3.0.conversion.as_mut()).collect());
    holm_adjusted(found.iter_mut().filter_map(|found| found.3.0.value.as_mut()).collect());
    holm_adjusted(found.iter_mut().filter_map(|found| found.3.0.value_once.as_mut()).collect());
    let is_named = found.len() > 1;
    let with_verdict = |(_, a, b, (mut lift, why)): (usize, Arm, Arm, (MetricLift, _))| {
        lift.verdict = verdict(metric.name, &lift, a, b, has_values, why, is_named);
        lift
    };
    MetricReport {
        name: metric.name,
        epoch: usize::from(sums.epoch),
        one_in: sums.one_in,
        arms: arms(figures).map(told_arm).collect(),
        treatments: found.into_iter().map(with_verdict).collect(),
    }
}

/// The keys of an arm, and what they brought.
#[derive(Clone, Copy)]
struct Arm {
    keys: u64,
    brought: ArmSums,
}

impl Arm {
    fn proportion(self) -> Result<Proportion, NotComputable> {
        Proportion::new(self.brought.conversions, self.keys)
    }

    fn rate(self) -> Result<Moments, NotComputable> {
        Moments::proportion(self.brought.conversions, self.keys)
    }

    fn mean(self) -> Result<Moments, NotComputable> {
        Moments::mean(self.keys, self.brought.sum, self.brought.sum_squares)
    }
}

/// The lift without words, and why there is none where there is none.
fn lift(
    variant: &'static str,
    a: Arm,
    b: Arm,
    has_values: bool,
    alpha: Alpha,
) -> (MetricLift, Option<NotComputable>) {
    let relative =
        |a: Result<Moments, _>, b: Result<Moments, _>| Lift::new(&a?, &b?, Scale::Relative);
    let sequential =
        |lift: &Lift| Some(told(&lift.sequential(alpha, Side::Both, EXPECTED_UNITS).ok()?, alpha));
    let rates = relative(a.rate(), b.rate());
    let means = relative(a.mean(), b.mean());
    let proportions = a.proportion().ok().zip(b.proportion().ok());
    let once = |lift: &Lift| told(&lift.welch(alpha, Side::Both), alpha);
    let chance = if has_values {
        means.as_ref().ok().map(|lift| lift.posterior(Prior::DEFAULT).chance_to_win())
    } else {
        proportions.map(|(a, b)| chance_to_win(a, b, BetaPrior::UNIFORM))
    };
    let why = if has_values { means.as_ref().err() } else { rates.as_ref().err() }.copied();
    let interval = proportions.map(|(a, b)| newcombe(a, b, alpha));
    let means = means.ok().filter(|_| has_values);
    let lift = MetricLift {
        variant,
        verdict: String::new(),
        conversion: rates.ok().as_ref().and_then(sequential),
        difference: interval.map(|interval| (interval.lower, interval.upper)),
        value: means.as_ref().and_then(sequential),
        value_once: means.as_ref().map(once),
        chance_to_win: chance,
    };
    (lift, why)
}

fn verdict(
    name: &str,
    lift: &MetricLift,
    a: Arm,
    b: Arm,
    has_values: bool,
    why: Option<NotComputable>,
    is_named: bool,
) -> String {
    // Whatever a program calls it, it stays on its line.
    let name = name.escape_debug();
    let of = if is_named { format!(" of `{}`", lift.variant) } else { String::new() };
    let keys = a.keys.min(b.keys);
    if keys < ENOUGH {
        let least = if a.keys < b.keys { "old code" } else { "new code" };
        return format!("{name}{of}: too early to tell: {keys} keys in the {least}");
    }
    let shown = if has_values { lift.value } else { lift.conversion };
    let Some(shown) = shown else {
        let why = why.map_or_else(String::new, |why| format!(": {why}"));
        return format!("{name}{of}: no lift can be computed{why}");
    };
    let chance = lift.chance_to_win.map_or_else(String::new, |chance| {
        // A posterior is no proof: it never says 100.
        format!(", chance to win {}", percent(chance.clamp(0.001, 0.999)))
    });
    let word = match (shown.lower > 0.0, shown.upper < 0.0) {
        (true, _) => "more",
        (_, true) => "less",
        _ => "not proven",
    };
    let what = if has_values { " per key" } else { "" };
    let change = change(shown.estimate, shown.lower, shown.upper);
    format!("{name}{of}{what}: {change}{chance}; {word}")
}
