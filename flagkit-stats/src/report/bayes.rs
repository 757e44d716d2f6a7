//! What is to be believed of a lift.
//!
//! Source: the normal model of gbstats: a normal prior and a normal likelihood.

use crate::alpha::Alpha;
use crate::error::{OutOfRange, checked};
use crate::report::interval::Interval;
use crate::report::lift::{Lift, Scale};
use crate::special::{normal_cdf, normal_density, normal_quantile, normal_survival};

/// What is believed of the relative lift before anything was seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Prior {
    /// Nothing at all.
    Flat,
    /// A normal distribution of the relative lift; on the absolute scale it is multiplied by the control's value.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its variance.
        variance: f64,
    },
}

impl Prior {
    /// That lifts beyond 30 % are rare.
    pub const DEFAULT: Prior = Prior::Normal { mean: 0.0, variance: 0.09 };
}

/// A normal distribution of the lift, after the data.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{Lift, Moments, Prior, Scale};
///
/// let control = Moments::proportion(49, 100)?;
/// let treatment = Moments::proportion(51, 100)?;
/// let posterior = Lift::new(&control, &treatment, Scale::Relative)?.posterior(Prior::Flat);
/// assert!((posterior.chance_to_win() - 0.609).abs() < 1e-3);
/// assert!((posterior.expected_loss().of_treatment - 0.0406).abs() < 1e-4);
/// assert!(posterior.interval(Alpha::new(0.05)?).contains(0.0));
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Posterior {
    mean: f64,
    deviation: f64,
}

/// What a choice is expected to cost, on the scale of the lift, if it is the wrong one.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ExpectedLoss {
    /// Of staying with the control: the mean of what is above zero.
    pub of_control: f64,
    /// Of taking the treatment: the mean of what is below.
    pub of_treatment: f64,
}

impl Lift {
    /// The posterior of this lift; a prior that is no distribution on the lift's scale counts as flat.
    pub fn posterior(&self, prior: Prior) -> Posterior {
        let (mean, variance) = match prior {
            Prior::Normal { mean, variance } => {
                let unit = if self.scale == Scale::Relative { 1.0 } else { self.baseline };
                (mean * unit, variance * unit * unit)
            }
            Prior::Flat => (0.0, f64::INFINITY),
        };
        let total = self.variance + variance;
        // The weights of precision, written so that neither variance is divided by.
        let proper = variance > 0.0 && total.is_finite() && mean.is_finite();
        let (mean, weight) = if proper { (mean, variance / total) } else { (0.0, 1.0) };
        Posterior {
            mean: self.estimate * weight + mean * (1.0 - weight),
            deviation: (self.variance * weight).sqrt(),
        }
    }
}

impl Posterior {
    /// A posterior of known mean and standard deviation.
    ///
    /// # Errors
    ///
    /// When the mean is not finite, or the deviation is not positive and finite.
    pub fn new(mean: f64, deviation: f64) -> Result<Posterior, OutOfRange> {
        checked(mean.is_finite(), "mean", mean, "a finite number")?;
        let holds = deviation > 0.0 && deviation.is_finite();
        checked(holds, "deviation", deviation, "a positive number")?;
        Ok(Posterior { mean, deviation })
    }

    /// The posterior under a flat prior that an estimate and its two-sided interval of level `1 − alpha` stand for.
    ///
    /// ```
    /// use flagkit_stats::Alpha;
    /// use flagkit_stats::report::{Interval, Posterior};
    ///
    /// let interval = Interval { lower: -0.02, upper: 0.12 };
    /// let posterior = Posterior::from_interval(0.05, interval, Alpha::new(0.05)?)?;
    /// assert!((posterior.chance_to_win() - 0.919).abs() < 1e-3);
    /// # Ok::<(), flagkit_stats::OutOfRange>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When the interval has no width, or is infinite.
    pub fn from_interval(
        estimate: f64,
        interval: Interval,
        alpha: Alpha,
    ) -> Result<Posterior, OutOfRange> {
        let z = -normal_quantile(alpha.get() / 2.0);
        Posterior::new(estimate, (interval.upper - interval.lower) / (2.0 * z))
    }

    /// The expected lift.
    pub fn mean(&self) -> f64 {
        self.mean
    }

    /// The standard deviation.
    pub fn deviation(&self) -> f64 {
        self.deviation
    }

    /// The probability that the treatment is greater than the control; where less is better, one minus it.
    pub fn chance_to_win(&self) -> f64 {
        // A lift of exactly zero, known exactly, is a draw.
        let z = if self.mean == 0.0 { 0.0 } else { self.mean / self.deviation };
        normal_cdf(z)
    }

    /// The credible interval of level `1 − alpha`.
    pub fn interval(&self, alpha: Alpha) -> Interval {
        Interval::around(self.mean, -normal_quantile(alpha.get() / 2.0) * self.deviation)
    }

    /// What either choice is expected to cost.
    pub fn expected_loss(&self) -> ExpectedLoss {
        let Posterior { mean, deviation } = *self;
        let z = if mean == 0.0 { 0.0 } else { mean / deviation };
        let density = deviation * normal_density(z);
        ExpectedLoss {
            of_control: (mean * normal_cdf(z) + density).max(0.0),
            of_treatment: (density - mean * normal_survival(z)).max(0.0),
        }
    }
}
