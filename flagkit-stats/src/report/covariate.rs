//! CUPED: taking out of a metric what was known of each unit before.
//!
//! `Y' = Y − theta X` with `theta = cov(Y, X) / var(X)` on both arms together, and variance `s²_Y + theta² s²_X − 2 theta s_XY`. A lift stays
//! relative to the control's plain mean, so that the control is in it twice, and its variance has the delta method's ratio before
//! the metric but not before the covariate. It needs keyed units, whose values before the experiment are known.
//!
//! Source: Deng, Xu, Kohavi, Walker, WSDM 2013; gbstats, whose ratios use the delta method for both periods.

use std::ops::Add;

use crate::report::moments::{Moments, covariance};
use crate::report::not_computable::NotComputable;

/// The sums of a metric and of the same units' value before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Covariate {
    /// How many units.
    pub units: u64,
    /// Σ of the metric.
    pub post: f64,
    /// Σ of its squares.
    pub post_squares: f64,
    /// Σ of the value before.
    pub pre: f64,
    /// Σ of its squares.
    pub pre_squares: f64,
    /// Σ of the products of both.
    pub products: f64,
}

/// The sums of a ratio `m / d` and of the same units' ratio before.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct RatioCovariate {
    /// How many units.
    pub units: u64,
    /// Σ of m, d, and of m and d before: the order of all that follows.
    pub sums: [f64; 4],
    /// Σ of the products of each two of these, row by row.
    pub products: [[f64; 4]; 4],
}

/// Means, variances and covariance of a metric and its covariate.
struct Joint {
    post: f64,
    pre: f64,
    post_variance: f64,
    pre_variance: f64,
    covariance: f64,
}

impl Joint {
    fn adjusted(&self, units: u64, theta: f64) -> Result<Moments, NotComputable> {
        let plain = Moments::new(units, self.post, self.post_variance)?;
        Moments {
            explained: theta * self.pre,
            explained_variance: theta * theta * self.pre_variance,
            shared: theta * self.covariance,
            ..plain
        }
        .checked()
    }
}

/// Control and treatment without what the covariate explains; as they are, where it does not vary.
///
/// ```
/// use flagkit_stats::Alpha;
/// use flagkit_stats::report::{Covariate, Lift, Scale, Side, adjusted};
///
/// let control = Covariate {
///     units: 3_001, post: 300.0, post_squares: 600.0, pre: 210.0, pre_squares: 415.0, products: -20.0,
/// };
/// let treatment = Covariate {
///     units: 3_000, post: 222.0, post_squares: 555.0, pre: 120.0, pre_squares: 405.0, products: -10.0,
/// };
/// let (control, treatment) = adjusted(&control, &treatment)?;
/// let lift = Lift::new(&control, &treatment, Scale::Relative)?;
/// assert!((lift.estimate() + 0.2817).abs() < 1e-4);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
///
/// # Errors
///
/// As for [`Moments::mean`].
pub fn adjusted(
    control: &Covariate,
    treatment: &Covariate,
) -> Result<(Moments, Moments), NotComputable> {
    let (a, b) = (control.joint(), treatment.joint());
    let both = (*control + *treatment).joint();
    let theta = theta(both.covariance, both.pre_variance);
    Ok((a.adjusted(control.units, theta)?, b.adjusted(treatment.units, theta)?))
}

/// [`adjusted`] for ratios, whose `theta` is `Σ cov / Σ var` within the arms, since ratios of both arms together are none of either.
///
/// ```
/// use flagkit_stats::report::{Lift, RatioCovariate, Scale, adjusted_ratio};
///
/// // Orders per session of users with two sessions each, now and before. The sums of m, d, and both before, then those of
/// // the products of each two.
/// let arm = |orders: f64, squares: f64| RatioCovariate {
///     units: 100,
///     sums: [orders, 200.0, 200.0, 200.0],
///     products: [
///         [squares, 2.0 * orders, 650.0, 2.0 * orders],
///         [2.0 * orders, 400.0, 400.0, 400.0],
///         [650.0, 400.0, 600.0, 400.0],
///         [2.0 * orders, 400.0, 400.0, 400.0],
///     ],
/// };
/// let (control, treatment) = adjusted_ratio(&arm(250.0, 800.0), &arm(260.0, 860.0))?;
/// let lift = Lift::new(&control, &treatment, Scale::Relative)?;
/// assert!((lift.estimate() - 0.04).abs() < 1e-9);
/// # Ok::<(), flagkit_stats::report::NotComputable>(())
/// ```
///
/// # Errors
///
/// As for [`Moments::ratio`].
pub fn adjusted_ratio(
    control: &RatioCovariate,
    treatment: &RatioCovariate,
) -> Result<(Moments, Moments), NotComputable> {
    let (a, b) = (control.joint()?, treatment.joint()?);
    let degrees = |units: u64| units.saturating_sub(1) as f64;
    let pooled =
        |of_a: f64, of_b: f64| degrees(control.units) * of_a + degrees(treatment.units) * of_b;
    let theta = theta(pooled(a.covariance, b.covariance), pooled(a.pre_variance, b.pre_variance));
    let (a, b) = (a.adjusted(control.units, theta)?, b.adjusted(treatment.units, theta)?);
    // What the treatment's plain mean would be, were the covariate balanced: the derivative of the adjusted lift has it.
    let reference = a.plain_mean + b.value() - a.value();
    Ok((a, Moments { reference, ..b }))
}

/// Nothing is taken out by a covariate that does not vary.
fn theta(covariance: f64, variance: f64) -> f64 {
    let varies = variance > 0.0 && variance.is_finite() && covariance.is_finite();
    if varies { covariance / variance } else { 0.0 }
}

impl Covariate {
    fn joint(&self) -> Joint {
        let n = self.units as f64;
        Joint {
            post: self.post / n,
            pre: self.pre / n,
            post_variance: covariance(n, self.post, self.post, self.post_squares),
            pre_variance: covariance(n, self.pre, self.pre, self.pre_squares),
            covariance: covariance(n, self.post, self.pre, self.products),
        }
    }
}

impl Add for Covariate {
    type Output = Covariate;

    fn add(self, other: Covariate) -> Covariate {
        Covariate {
            units: self.units.saturating_add(other.units),
            post: self.post + other.post,
            post_squares: self.post_squares + other.post_squares,
            pre: self.pre + other.pre,
            pre_squares: self.pre_squares + other.pre_squares,
            products: self.products + other.products,
        }
    }
}

impl RatioCovariate {
    /// The delta method: to first order, `m/d` varies as `(m − R d) / mean d`.
    fn joint(&self) -> Result<Joint, NotComputable> {
        let n = self.units as f64;
        let [post, post_below, pre, pre_below] = self.sums;
        if post_below == 0.0 || pre_below == 0.0 {
            return Err(NotComputable::ZeroBaseline);
        }
        let gradient = |ratio: f64, below: f64| [n / below, -ratio * n / below];
        let [a, b] = gradient(post / post_below, post_below);
        let [c, d] = gradient(pre / pre_below, pre_below);
        let (of_post, of_pre) = ([a, b, 0.0, 0.0], [0.0, 0.0, c, d]);
        let form = |left: [f64; 4], right: [f64; 4]| {
            let mut sum = 0.0;
            for (i, row) in self.products.iter().enumerate() {
                for (j, &products) in row.iter().enumerate() {
                    let both = covariance(n, self.sums[i], self.sums[j], products);
                    sum += left[i] * right[j] * both;
                }
            }
            sum
        };
        Ok(Joint {
            post: post / post_below,
            pre: pre / pre_below,
            post_variance: form(of_post, of_post),
            pre_variance: form(of_pre, of_pre),
            covariance: form(of_post, of_pre),
        })
    }
}
