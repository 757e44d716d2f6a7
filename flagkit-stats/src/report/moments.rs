//! One arm of a metric: how many units, their mean, their variance.
//!
//! It keeps sums, never samples, so that threads and processes can add theirs. Law: what it holds is finite, and the variance is
//! positive; everything else was refused when it was made.
//!
//! Sources: gbstats; for ratios, the delta method as in Deng, Knoblich, Lu, arXiv 1803.06336.

use crate::report::not_computable::NotComputable;
use crate::special::normal_quantile;

/// The mean of a metric in one arm, and what is needed to know how exact it is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Moments {
    pub(crate) units: f64,
    /// The mean and the variance of a unit, before a covariate is taken out.
    pub(crate) plain_mean: f64,
    pub(crate) plain_variance: f64,
    /// The plain mean that the variance of a relative lift takes for the treatment's; another one for ratios with a covariate.
    pub(crate) reference: f64,
    /// `theta` times the covariate's mean, what is taken out; 0 where there is none, as the next two are.
    pub(crate) explained: f64,
    /// `theta² s²_X`
    pub(crate) explained_variance: f64,
    /// `theta s_XY`
    pub(crate) shared: f64,
}

/// The sums of a metric `numerator / denominator`, each of which a unit has, as in orders per session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioSums {
    /// How many units.
    pub units: u64,
    /// Σ numerator.
    pub numerator: f64,
    /// Σ numerator².
    pub numerator_squares: f64,
    /// Σ denominator.
    pub denominator: f64,
    /// Σ denominator².
    pub denominator_squares: f64,
    /// Σ numerator × denominator.
    pub products: f64,
}

impl Moments {
    /// A mean over units, of their sum and their sum of squares.
    ///
    /// ```
    /// use flagkit_stats::report::{Moments, NotComputable};
    ///
    /// assert_eq!(Moments::mean(4, 10.0, 30.0)?.value(), 2.5);
    /// assert_eq!(Moments::mean(1, 3.0, 9.0), Err(NotComputable::TooFewUnits));
    /// assert_eq!(Moments::mean(4, 8.0, 16.0), Err(NotComputable::NoVariance));
    /// # Ok::<(), NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of less than two units, and where the values do not vary.
    pub fn mean(units: u64, sum: f64, sum_squares: f64) -> Result<Moments, NotComputable> {
        let n = units as f64;
        Moments::new(units, sum / n, covariance(n, sum, sum, sum_squares))
    }

    /// A share of units.
    ///
    /// ```
    /// use flagkit_stats::report::Moments;
    ///
    /// assert_eq!(Moments::proportion(14, 28)?.value(), 0.5);
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of less than two units, of more successes than units, and where none or all are successes: see
    /// [`newcombe`](crate::report::newcombe) for those.
    pub fn proportion(successes: u64, units: u64) -> Result<Moments, NotComputable> {
        if successes > units {
            return Err(NotComputable::Inconsistent);
        }
        let rate = successes as f64 / units as f64;
        Moments::new(units, rate, rate * (1.0 - rate))
    }

    /// A ratio of two sums, by the delta method: `(s²_M − 2 R s_MD + R² s²_D) / mD²`.
    ///
    /// ```
    /// use flagkit_stats::report::{Moments, RatioSums};
    ///
    /// let orders_per_session = Moments::ratio(&RatioSums {
    ///     units: 100, numerator: 270.0, numerator_squares: 848.79,
    ///     denominator: 510.0, denominator_squares: 2_810.0, products: 1_400.0,
    /// })?;
    /// assert!((orders_per_session.value() - 0.529).abs() < 0.001);
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of less than two units, of a denominator of zero, and where the ratio does not vary.
    pub fn ratio(sums: &RatioSums) -> Result<Moments, NotComputable> {
        if sums.denominator == 0.0 {
            return Err(NotComputable::ZeroBaseline);
        }
        Moments::new(sums.units, sums.numerator / sums.denominator, sums.variance())
    }

    /// A quantile with the bounds of its 95 % interval by order statistics, as
    /// [`Histogram::quantile_interval`](crate::histogram::Histogram::quantile_interval) gives them:
    /// the standard error is `(upper − lower) / 2z × sqrt((n − 1) / n)`.
    ///
    /// ```
    /// use flagkit_stats::report::{Interval, Moments};
    ///
    /// let p90 = Moments::quantile(11_054, 7.158, Interval { lower: 7.099, upper: 7.217 })?;
    /// assert_eq!(p90.value(), 7.158);
    /// # Ok::<(), flagkit_stats::report::NotComputable>(())
    /// ```
    ///
    /// # Errors
    ///
    /// Of less than two units, and where the bounds are one.
    pub fn quantile(
        units: u64,
        estimate: f64,
        bounds: crate::report::Interval,
    ) -> Result<Moments, NotComputable> {
        let n = units as f64;
        let error = (bounds.upper - bounds.lower) / (2.0 * normal_quantile(0.975));
        Moments::new(units, estimate, error * error * (n - 1.0))
    }

    pub(crate) fn new(units: u64, mean: f64, variance: f64) -> Result<Moments, NotComputable> {
        let plain = Moments {
            units: units as f64,
            plain_mean: mean,
            plain_variance: variance,
            reference: mean,
            explained: 0.0,
            explained_variance: 0.0,
            shared: 0.0,
        };
        if units < 2 { Err(NotComputable::TooFewUnits) } else { plain.checked() }
    }

    pub(crate) fn checked(self) -> Result<Moments, NotComputable> {
        let variance = self.variance(1.0);
        if !self.value().is_finite() || !variance.is_finite() {
            return Err(NotComputable::NotFinite);
        }
        if variance > 0.0 { Ok(self) } else { Err(NotComputable::NoVariance) }
    }

    /// The mean, the rate, the ratio or the quantile, without what a covariate explains.
    pub fn value(&self) -> f64 {
        self.plain_mean - self.explained
    }

    /// The variance per unit of `ratio × Y − theta X`.
    pub(crate) fn variance(&self, ratio: f64) -> f64 {
        ratio * ratio * self.plain_variance + self.explained_variance - 2.0 * ratio * self.shared
    }
}

impl RatioSums {
    /// The delta method's variance per unit.
    fn variance(&self) -> f64 {
        let n = self.units as f64;
        let ratio = self.numerator / self.denominator;
        let numerator = covariance(n, self.numerator, self.numerator, self.numerator_squares);
        let denominator =
            covariance(n, self.denominator, self.denominator, self.denominator_squares);
        let both = covariance(n, self.numerator, self.denominator, self.products);
        let mean = self.denominator / n;
        (numerator - 2.0 * ratio * both + ratio * ratio * denominator) / (mean * mean)
    }
}

/// `(Σ xy − Σx Σy / n) / (n − 1)`.
pub(crate) fn covariance(n: f64, sum_x: f64, sum_y: f64, products: f64) -> f64 {
    (products - sum_x * sum_y / n) / (n - 1.0)
}
