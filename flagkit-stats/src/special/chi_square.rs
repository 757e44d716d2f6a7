//! The chi-square distribution, which is a gamma distribution.
//!
//! Source: Abramowitz & Stegun 26.4.19.

use crate::special::gamma::incomplete_gamma;
use crate::special::root::bisect;

/// The probability of a value up to `x`.
///
/// ```
/// assert!((flagkit_stats::special::chi_square_cdf(2.0, 2.0) - (1.0 - (-1f64).exp())).abs() < 1e-15);
/// ```
pub fn chi_square_cdf(x: f64, degrees: f64) -> f64 {
    incomplete_gamma(degrees / 2.0, x.max(0.0) / 2.0).0
}

/// The probability of a value beyond `x`: the p-value of a statistic.
///
/// ```
/// let p = flagkit_stats::special::chi_square_survival(10.827_566_170_662_733, 1.0);
/// assert!((p - 0.001).abs() < 1e-15);
/// ```
pub fn chi_square_survival(x: f64, degrees: f64) -> f64 {
    incomplete_gamma(degrees / 2.0, x.max(0.0) / 2.0).1
}

/// The `x` whose cdf is `p`; NaN outside `0 <= p <= 1` or without degrees of freedom.
///
/// ```
/// let x = flagkit_stats::special::chi_square_quantile(0.999, 1.0);
/// assert!((x - 10.827_566_170_662_733).abs() < 1e-11);
/// ```
pub fn chi_square_quantile(p: f64, degrees: f64) -> f64 {
    let valid = (0.0..=1.0).contains(&p) && degrees > 0.0 && degrees.is_finite();
    if !valid {
        return f64::NAN;
    }
    if p == 0.0 || p == 1.0 {
        return if p == 0.0 { 0.0 } else { f64::INFINITY };
    }
    // Of the two tails, the smaller is the exact one.
    bisect(0.0, f64::INFINITY, |x| {
        if p < 0.5 {
            chi_square_cdf(x, degrees) < p
        } else {
            chi_square_survival(x, degrees) > 1.0 - p
        }
    })
}
