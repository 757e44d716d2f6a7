//! Shares of units, also where they are few.
//!
//! Sources: Wilson 1927; Newcombe 1998, method 10; Altman, *Practical statistics for medical research* (pooled z).

use crate::alpha::Alpha;
use crate::error::open_unit;
use crate::report::interval::Interval;
use crate::report::not_computable::NotComputable;
use crate::special::{normal_quantile, normal_survival};

/// So many successes of so many trials.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{NotComputable, Proportion};
///
/// let interval = Proportion::new(4, 20)?.wilson(Alpha::new(0.05)?);
/// assert!((interval.lower - 0.0807).abs() < 1e-4 && (interval.upper - 0.4160).abs() < 1e-4);
/// assert_eq!(Proportion::new(5, 4), Err(NotComputable::Inconsistent));
/// # Ok::<(), NotComputable>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Proportion {
    successes: u64,
    trials: u64,
}

/// A z statistic and its two-sided p-value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ZTest {
    /// The difference over its standard error.
    pub z: f64,
    /// The probability of such a difference, to either side, by chance.
    pub p_value: f64,
}

impl Proportion {
    /// A proportion.
    ///
    /// # Errors
    ///
    /// Of no trials, and of more successes than trials.
    pub fn new(successes: u64, trials: u64) -> Result<Proportion, NotComputable> {
        match trials {
            0 => Err(NotComputable::TooFewUnits),
            _ if successes > trials => Err(NotComputable::Inconsistent),
            _ => Ok(Proportion { successes, trials }),
        }
    }

    /// How many successes.
    pub fn successes(&self) -> u64 {
        self.successes
    }

    /// How many trials.
    pub fn trials(&self) -> u64 {
        self.trials
    }

    /// Successes over trials.
    pub fn rate(&self) -> f64 {
        self.successes as f64 / self.trials as f64
    }

    /// Wilson's score interval of level `1 − alpha`: `(p + z²/2n ± z sqrt(p(1 − p)/n + z²/4n²)) / (1 + z²/n)`.
    pub fn wilson(&self, alpha: Alpha) -> Interval {
        let z = -normal_quantile(alpha.get() / 2.0);
        let (p, n) = (self.rate(), self.trials as f64);
        let square = z * z / n;
        let half_width = z * (p * (1.0 - p) / n + square / (4.0 * n)).sqrt();
        let Interval { lower, upper } = Interval::around(p + square / 2.0, half_width);
        let bound = |value: f64| (value / (1.0 + square)).clamp(0.0, 1.0);
        Interval { lower: bound(lower), upper: bound(upper) }
    }

    /// The test that the rate is another one, with the variance of the sample.
    ///
    /// ```
    /// use flagkit_stats::report::Proportion;
    ///
    /// let test = Proportion::new(5, 83)?.z_against(0.05)?;
    /// assert!((test.p_value - 0.695).abs() < 1e-3);
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// When `rate` is not between 0 and 1, and when none or all of the trials were successes.
    pub fn z_against(&self, rate: f64) -> Result<ZTest, NotComputable> {
        open_unit("rate", rate)?;
        let p = self.rate();
        z_test(p - rate, p * (1.0 - p) / self.trials as f64)
    }
}

/// The difference `pB − pA` by Newcombe's hybrid score interval, good also for small counts and for rates of 0 and 1.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{Proportion, newcombe};
///
/// let interval = newcombe(Proportion::new(1, 34)?, Proportion::new(7, 34)?, Alpha::new(0.05)?);
/// assert!((interval.lower - 0.019).abs() < 5e-3 && (interval.upper - 0.34).abs() < 5e-3);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
pub fn newcombe(control: Proportion, treatment: Proportion, alpha: Alpha) -> Interval {
    let (a, b) = (control.wilson(alpha), treatment.wilson(alpha));
    let (rate_a, rate_b) = (control.rate(), treatment.rate());
    let difference = rate_b - rate_a;
    Interval {
        lower: difference - (rate_b - b.lower).hypot(a.upper - rate_a),
        upper: difference + (b.upper - rate_b).hypot(rate_a - a.lower),
    }
}

/// The test that two rates are one, with the variance of both together.
///
/// ```
/// use flagkit_stats::report::{Proportion, pooled_z};
///
/// let test = pooled_z(Proportion::new(1, 34)?, Proportion::new(7, 34)?)?;
/// assert!((test.z - 2.258).abs() < 1e-3);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
///
/// # Errors
///
/// When none or all of the trials were successes.
pub fn pooled_z(control: Proportion, treatment: Proportion) -> Result<ZTest, NotComputable> {
    let (a, b) = (control.trials as f64, treatment.trials as f64);
    let rate = (control.successes as f64 + treatment.successes as f64) / (a + b);
    let variance = rate * (1.0 - rate) * (1.0 / a + 1.0 / b);
    z_test(treatment.rate() - control.rate(), variance)
}

fn z_test(difference: f64, variance: f64) -> Result<ZTest, NotComputable> {
    if variance <= 0.0 {
        return Err(NotComputable::NoVariance);
    }
    let z = difference / variance.sqrt();
    Ok(ZTest { z, p_value: 2.0 * normal_survival(z.abs()) })
}
