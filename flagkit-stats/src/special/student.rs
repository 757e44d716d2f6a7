//! Student's t distribution, for any positive number of degrees of freedom.
//!
//! Source: Abramowitz & Stegun 26.7.1 with 26.5.27, by the incomplete beta function.

use crate::special::beta::incomplete;
use crate::special::normal::{normal_quantile, normal_survival};
use crate::special::root::bisect;

/// Beyond this many degrees of freedom the difference to the normal distribution is below rounding.
const NORMAL: f64 = 1e15;

/// The probability of a value beyond `t`; NaN without degrees of freedom.
///
/// ```
/// let p = flagkit_stats::special::student_survival(12.706_204_736_174_71, 1.0);
/// assert!((p - 0.025).abs() < 1e-15);
/// ```
pub fn student_survival(t: f64, degrees: f64) -> f64 {
    if t.is_nan() || degrees.is_nan() || degrees <= 0.0 {
        return f64::NAN;
    }
    if degrees > NORMAL {
        return normal_survival(t);
    }
    let square = t * t;
    // With both parts of 1 at hand, neither a small t nor a large one loses digits.
    let (x, y) = if square > degrees {
        let part = degrees / square;
        (part / (1.0 + part), 1.0 / (1.0 + part))
    } else {
        let part = square / degrees;
        (1.0 / (1.0 + part), part / (1.0 + part))
    };
    let tail = 0.5 * incomplete(degrees / 2.0, 0.5, x, y);
    if t > 0.0 { tail } else { 1.0 - tail }
}

/// The probability of a value up to `t`.
///
/// ```
/// assert_eq!(flagkit_stats::special::student_cdf(0.0, 3.0), 0.5);
/// ```
pub fn student_cdf(t: f64, degrees: f64) -> f64 {
    student_survival(-t, degrees)
}

/// The `t` whose cdf is `p`; infinite at 0 and 1, NaN outside or without degrees of freedom.
///
/// ```
/// let t = flagkit_stats::special::student_quantile(0.975, 10.0);
/// assert!((t - 2.228_138_851_986_274).abs() < 1e-13);
/// ```
pub fn student_quantile(p: f64, degrees: f64) -> f64 {
    if !(0.0..=1.0).contains(&p) || degrees.is_nan() || degrees <= 0.0 {
        return f64::NAN;
    }
    if degrees > NORMAL {
        return normal_quantile(p);
    }
    let tail = p.min(1.0 - p);
    if tail == 0.5 {
        return 0.0;
    }
    if tail == 0.0 {
        return f64::INFINITY.copysign(p - 0.5);
    }
    bisect(0.0, f64::INFINITY, |t| student_survival(t, degrees) > tail).copysign(p - 0.5)
}
