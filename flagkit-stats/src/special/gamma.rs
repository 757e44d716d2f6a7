//! The gamma function's logarithm and its incomplete integral.
//!
//! Sources: Abramowitz & Stegun 6.1.41 (Stirling's series) and 6.1.15 (recurrence); NIST DLMF 8.7.1 (series of P) and 8.9.2
//! (continued fraction of Q), evaluated by Lentz's method as in Thompson & Barnett 1986.

use std::f64::consts::PI;

/// From here on Stirling's series with the terms below is exact to a double.
const LARGE: f64 = 10.0;

/// `ln Γ(x)` for positive `x`; NaN otherwise.
///
/// ```
/// use flagkit_stats::special::log_gamma;
///
/// assert!((log_gamma(6.0) - 120f64.ln()).abs() < 1e-14);
/// assert!(log_gamma(-1.0).is_nan());
/// ```
pub fn log_gamma(x: f64) -> f64 {
    if x.is_nan() || x <= 0.0 {
        return f64::NAN;
    }
    if x == f64::INFINITY {
        return x;
    }
    let (shifted, product) = shift(x);
    (shifted - 0.5) * shifted.ln() - shifted + 0.5 * (2.0 * PI).ln() + stirling(shifted)
        - product.ln()
}

/// `x + k` that is at least `LARGE`, and `x (x + 1) … (x + k − 1) = Γ(x + k) / Γ(x)`.
fn shift(mut x: f64) -> (f64, f64) {
    let mut product = 1.0;
    while x < LARGE {
        product *= x;
        x += 1.0;
    }
    (x, product)
}

/// What Stirling's formula lacks: `ln Γ(x) − ((x − ½) ln x − x + ½ ln 2 pi)`, for `x >= LARGE`.
pub(crate) fn stirling(x: f64) -> f64 {
    const TERMS: [f64; 8] = [
        -3617.0 / 122_400.0,
        1.0 / 156.0,
        -691.0 / 360_360.0,
        1.0 / 1_188.0,
        -1.0 / 1_680.0,
        1.0 / 1_260.0,
        -1.0 / 360.0,
        1.0 / 12.0,
    ];
    let inverse_square = 1.0 / (x * x);
    TERMS.iter().fold(0.0, |sum, term| sum * inverse_square + term) / x
}

/// The regularized incomplete gamma functions `(P(a, x), Q(a, x))`, which sum to 1; NaN outside `a > 0`, `x >= 0`.
///
/// Both, since the smaller of them cannot be had from the larger.
///
/// ```
/// use flagkit_stats::special::incomplete_gamma;
///
/// // Q(1, x) is exp(−x).
/// let (_, upper) = incomplete_gamma(1.0, 40.0);
/// assert!((upper / (-40f64).exp() - 1.0).abs() < 1e-13);
/// ```
pub fn incomplete_gamma(a: f64, x: f64) -> (f64, f64) {
    if a.is_nan() || x.is_nan() || a <= 0.0 || x < 0.0 || a == f64::INFINITY {
        return (f64::NAN, f64::NAN);
    }
    if x == 0.0 {
        return (0.0, 1.0);
    }
    if x == f64::INFINITY {
        return (1.0, 0.0);
    }
    let front = front(a, x);
    if x < a + 1.0 {
        let lower = (front * series(a, x)).min(1.0);
        (lower, 1.0 - lower)
    } else {
        let upper = (front * fraction(a, x)).min(1.0);
        (1.0 - upper, upper)
    }
}

/// `x^a e^−x / Γ(a)`. For a large `a` the powers of ten thousand digits cancel, so they are never formed.
fn front(a: f64, x: f64) -> f64 {
    if a < LARGE {
        return (a * x.ln() - x - log_gamma(a)).exp();
    }
    let off = (x - a) / a;
    // ln(1 + off) − off, which for x near a is a small difference of nearly equal numbers.
    let log_excess = if off.abs() < 1e-3 {
        off * off * (-0.5 + off * (1.0 / 3.0 + off * (-0.25 + off * (0.2 - off / 6.0))))
    } else {
        off.ln_1p() - off
    };
    (a / (2.0 * PI)).sqrt() * (a * log_excess - stirling(a)).exp()
}

/// `Σ x^n / (a (a + 1) … (a + n))`.
fn series(a: f64, x: f64) -> f64 {
    let (mut term, mut sum, mut n) = (1.0 / a, 1.0 / a, a);
    for _ in 0..STEPS {
        n += 1.0;
        term *= x / n;
        sum += term;
        if term < sum * f64::EPSILON {
            break;
        }
    }
    sum
}

/// `Q(a, x)` over its front, by Lentz's method.
fn fraction(a: f64, x: f64) -> f64 {
    let mut b = x + 1.0 - a;
    let mut c = 1.0 / TINY;
    let mut d = 1.0 / b;
    let mut value = d;
    for i in 1..STEPS {
        let i = f64::from(i);
        let term = -i * (i - a);
        b += 2.0;
        d = 1.0 / away_from_zero(term * d + b);
        c = away_from_zero(b + term / c);
        value *= c * d;
        if (c * d - 1.0).abs() < f64::EPSILON {
            break;
        }
    }
    value
}

/// Series and fractions here need about `sqrt` of their parameters; this is for those of a trillion.
pub(crate) const STEPS: u32 = 5_000_000;

/// What stands for zero in a denominator of Lentz's method.
pub(crate) const TINY: f64 = 1e-300;

pub(crate) fn away_from_zero(x: f64) -> f64 {
    if x.abs() < TINY { TINY } else { x }
}
