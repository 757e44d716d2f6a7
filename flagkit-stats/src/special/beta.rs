//! The beta function's logarithm and its incomplete integral.
//!
//! Sources: Abramowitz & Stegun 6.1.41 and 6.2.2, arranged as in Didonato & Morris, Algorithm 708 (1992), so that large
//! terms never cancel; NIST DLMF 8.17.22 (continued fraction) and 8.17.4 (reflection), by Lentz's method.

use std::f64::consts::PI;

use crate::special::gamma::{STEPS, TINY, away_from_zero, stirling};

/// `ln B(a, b)` for positive `a` and `b`; NaN otherwise.
///
/// As exact for a billion as for one, where a difference of log gammas would have lost all digits.
///
/// ```
/// use flagkit_stats::special::log_beta;
///
/// assert!((log_beta(2.0, 3.0) + 12f64.ln()).abs() < 1e-14);
/// ```
pub fn log_beta(a: f64, b: f64) -> f64 {
    if a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0 {
        return f64::NAN;
    }
    if a == f64::INFINITY || b == f64::INFINITY {
        return f64::NEG_INFINITY;
    }
    // B(a, b) = B(a + 1, b) (a + b) / a, until Stirling's series holds for both.
    let (mut a, mut b, mut product) = (a, b, 1.0);
    while a < 10.0 {
        product *= (a + b) / a;
        a += 1.0;
    }
    let mut log_product = f64::ln(product);
    product = 1.0;
    while b < 10.0 {
        product *= (a + b) / b;
        b += 1.0;
    }
    log_product += product.ln();
    let sum = a + b;
    let correction = stirling(a) + stirling(b) - stirling(sum);
    log_product + correction + 0.5 * (2.0 * PI).ln() + 0.5 * (1.0 / a + 1.0 / b).ln()
        - a * (b / a).ln_1p()
        - b * (a / b).ln_1p()
}

/// The regularized incomplete beta function `I_x(a, b)`; NaN outside `a > 0`, `b > 0`, `0 <= x <= 1`.
///
/// ```
/// use flagkit_stats::special::incomplete_beta;
///
/// // The probability that 1 of 2 fair coins or more is heads.
/// assert!((incomplete_beta(1.0, 2.0, 0.5) - 0.75).abs() < 1e-15);
/// ```
pub fn incomplete_beta(a: f64, b: f64, x: f64) -> f64 {
    incomplete(a, b, x, 1.0 - x)
}

/// The same, of somebody who knows `y = 1 − x` better than the difference does.
pub(crate) fn incomplete(a: f64, b: f64, x: f64, y: f64) -> f64 {
    let positive = a > 0.0 && b > 0.0 && a.is_finite() && b.is_finite();
    if !positive || !(0.0..=1.0).contains(&x) || !(0.0..=1.0).contains(&y) {
        return f64::NAN;
    }
    if x == 0.0 || y == 0.0 {
        return if x == 0.0 { 0.0 } else { 1.0 };
    }
    // Near 1 the logarithm is told by the other part, which has the digits.
    let log = |part: f64, other: f64| if part > 0.5 { (-other).ln_1p() } else { part.ln() };
    let front = (a * log(x, y) + b * log(y, x) - log_beta(a, b)).exp();
    // The fraction converges fast on this side of the mean, and the reflection leads there.
    if x < (a + 1.0) / (a + b + 2.0) {
        (front * fraction(a, b, x) / a).clamp(0.0, 1.0)
    } else {
        (1.0 - front * fraction(b, a, y) / b).clamp(0.0, 1.0)
    }
}

fn fraction(a: f64, b: f64, x: f64) -> f64 {
    let mut c = 1.0;
    let mut d = 1.0 / away_from_zero(1.0 - (a + b) * x / (a + 1.0));
    let mut value = d;
    for m in 1..STEPS {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / away_from_zero(1.0 + even * d);
        c = away_from_zero(1.0 + even / c);
        value *= c * d;
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / away_from_zero(1.0 + odd * d);
        c = away_from_zero(1.0 + odd / c);
        value *= c * d;
        if (c * d - 1.0).abs() < 2.0 * f64::EPSILON || value.abs() < TINY {
            break;
        }
    }
    value
}
