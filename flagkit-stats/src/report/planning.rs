//! How many units an experiment takes.
//!
//! Sources: GrowthBook's power calculator; for two rates, Fleiss, Levin, Paik, *Statistical methods for rates and
//! proportions*, as in statsmodels.

use crate::alpha::Alpha;
use crate::error::{OutOfRange, checked, open_unit};
use crate::report::interval::Side;
use crate::report::lift::{Lift, Scale};
use crate::report::moments::Moments;
use crate::report::not_computable::NotComputable;
use crate::report::sequential::standard_errors;
use crate::special::{bisect, normal_quantile, normal_survival};

/// How the experiment will be looked at.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Looks {
    /// Once, at the end.
    Once,
    /// Whenever one likes, by a sequence that is narrowest about so many units.
    AnyTime {
        /// The units of both arms together.
        expected_units: f64,
    },
}

/// An experiment to be: a metric with the mean and the variance that it has now, in two arms of equal size.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Plan {
    /// The metric's mean.
    pub mean: f64,
    /// The variance of a unit.
    pub variance: f64,
    /// The units of each arm.
    pub units_per_arm: u64,
    /// The level of the test.
    pub alpha: Alpha,
    /// How it will be looked at.
    pub looks: Looks,
}

/// The probability of finding a relative lift, if there is one of this size.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{Looks, Plan, detectable, power};
///
/// let plan = Plan {
///     mean: 10.0,
///     variance: 3_910.0,
///     units_per_arm: 133_333,
///     alpha: Alpha::new(0.05)?,
///     looks: Looks::Once,
/// };
/// assert!((power(&plan, 0.05)? - 0.521).abs() < 1e-3);
/// assert!((detectable(&plan, 0.8)?.unwrap() - 0.0703).abs() < 1e-4);
/// let any_time = Plan { looks: Looks::AnyTime { expected_units: 5_000.0 }, ..plan };
/// assert!(power(&any_time, 0.05)? < 0.3);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
///
/// # Errors
///
/// When the plan gives no test: less than two units, no variance, a mean of zero, or expected units that are not positive.
pub fn power(plan: &Plan, lift: f64) -> Result<f64, NotComputable> {
    let control = Moments::new(plan.units_per_arm, plan.mean, plan.variance)?;
    let mean = plan.mean + plan.mean.abs() * lift;
    let treatment = Moments::new(plan.units_per_arm, mean, plan.variance)?;
    let planned = Lift::new(&control, &treatment, Scale::Relative)?;
    let needed = match plan.looks {
        Looks::Once => -normal_quantile(plan.alpha.get() / 2.0),
        Looks::AnyTime { expected_units } => {
            let holds = expected_units > 0.0 && expected_units.is_finite();
            checked(holds, "expected_units", expected_units, "a positive number")?;
            standard_errors(planned.units, plan.alpha.get(), Side::Both, expected_units)
        }
    };
    let effect = lift / planned.standard_error();
    Ok((normal_survival(needed - effect) + normal_survival(needed + effect)).min(1.0))
}

/// The least lift that is found with the given power; nothing when none is, however large: a relative lift grows no clearer than
/// the control's own mean is known.
///
/// # Errors
///
/// As for [`power`], and when `target` is not between 0 and 1.
pub fn detectable(plan: &Plan, target: f64) -> Result<Option<f64>, NotComputable> {
    open_unit("target", target)?;
    power(plan, 0.0)?;
    let found = |lift: f64| power(plan, lift).is_ok_and(|power| power >= target);
    const LARGEST: f64 = 1e6;
    Ok(found(LARGEST).then(|| bisect(0.0, LARGEST, |lift| !found(lift))))
}

/// The probability of finding that two rates differ, by the pooled z test, with arms of any sizes.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::proportions_power;
///
/// let power = proportions_power((0.001, 550.0), (0.015, 550.0), Alpha::new(0.05)?)?;
/// assert!((power - 0.7416).abs() < 1e-4);
/// # Ok::<(), flagkit_stats::OutOfRange>(())
/// ```
///
/// # Errors
///
/// When a rate is not between 0 and 1, or a size is not positive.
pub fn proportions_power(
    (control, control_units): (f64, f64),
    (treatment, treatment_units): (f64, f64),
    alpha: Alpha,
) -> Result<f64, OutOfRange> {
    open_unit("control", control)?;
    open_unit("treatment", treatment)?;
    for (parameter, units) in
        [("control_units", control_units), ("treatment_units", treatment_units)]
    {
        checked(units > 0.0 && units.is_finite(), parameter, units, "a positive number")?;
    }
    let total = control_units + treatment_units;
    let pooled = (control * control_units + treatment * treatment_units) / total;
    let spread = |rate: f64| rate * (1.0 - rate);
    let alike = (spread(pooled) * (1.0 / control_units + 1.0 / treatment_units)).sqrt();
    let apart = (spread(control) / control_units + spread(treatment) / treatment_units).sqrt();
    let needed = -normal_quantile(alpha.get() / 2.0) * alike;
    let difference = treatment - control;
    let beyond = |side: f64| normal_survival((needed - side * difference) / apart);
    Ok((beyond(1.0) + beyond(-1.0)).min(1.0))
}
