//! The normal distribution: density, cdf, survival function, quantile.
//!
//! Sources: W. J. Cody, *Rational Chebyshev approximations for the error function*, Math. Comp. 23 (1969) and Algorithm 715
//! (1993), in the form for the normal integral; M. J. Wichura, Algorithm AS 241, Applied Statistics 37 (1988).

#![allow(clippy::excessive_precision, reason = "the coefficients stand as they were published")]

use std::f64::consts::{FRAC_1_SQRT_2, PI};

/// `exp(−x²/2) / sqrt(2 pi)`.
///
/// ```
/// assert!((flagkit_stats::special::normal_density(0.0) - 0.398_942_280_401_432_7).abs() < 1e-16);
/// ```
pub fn normal_density(x: f64) -> f64 {
    (-0.5 * x * x).exp() * FRAC_1_SQRT_2 / PI.sqrt()
}

/// The probability of a value up to `x`.
///
/// ```
/// assert!((flagkit_stats::special::normal_cdf(1.959_963_984_540_054) - 0.975).abs() < 1e-15);
/// ```
pub fn normal_cdf(x: f64) -> f64 {
    normal_survival(-x)
}

/// The probability of a value beyond `x`, also where it is too small to be told from 1 − cdf.
///
/// ```
/// let tail = flagkit_stats::special::normal_survival(30.0);
/// assert!((tail / 4.906_713_927_148_187e-198 - 1.0).abs() < 1e-12);
/// ```
pub fn normal_survival(x: f64) -> f64 {
    let y = x.abs();
    if y <= 0.674_489_75 {
        return 0.5 - center(x);
    }
    let tail = tail(y);
    if x > 0.0 { tail } else { 1.0 - tail }
}

/// `cdf(x) − 1/2` near 0.
fn center(x: f64) -> f64 {
    const P: [f64; 5] = [
        0.065682337918207449113,
        2.2352520354606839287,
        161.02823106855587881,
        1067.6894854603709582,
        18154.981253343561249,
    ];
    const Q: [f64; 5] = [
        1.0,
        47.20258190468824187,
        976.09855173777669322,
        10260.932208618978205,
        45507.789335026729956,
    ];
    x * ratio(&P, &Q, x * x)
}

/// `1 − cdf(y)` for y greater than 0.67.
fn tail(y: f64) -> f64 {
    const P: [f64; 9] = [
        1.0765576773720192317e-8,
        0.39894151208813466764,
        8.8831497943883759412,
        93.506656132177855979,
        597.27027639480026226,
        2494.5375852903726711,
        6848.1904505362823326,
        11602.651437647350124,
        9842.7148383839780218,
    ];
    const Q: [f64; 9] = [
        1.0,
        22.266688044328115691,
        235.38790178262499861,
        1519.377599407554805,
        6485.558298266760755,
        18615.571640885098091,
        34900.952721145977266,
        38912.003286093271411,
        19685.429676859990727,
    ];
    const FAR_P: [f64; 6] = [
        0.02307344176494017303,
        0.21589853405795699,
        0.1274011611602473639,
        0.022235277870649807,
        0.001421619193227893466,
        2.9112874951168792e-5,
    ];
    const FAR_Q: [f64; 6] = [
        1.0,
        1.28426009614491121,
        0.468238212480865118,
        0.0659881378689285515,
        0.00378239633202758244,
        7.29751555083966205e-5,
    ];
    let value = if y <= 32f64.sqrt() {
        ratio(&P, &Q, y)
    } else if y < 1e8 {
        let inverse = 1.0 / (y * y);
        (1.0 / (2.0 * PI).sqrt() - inverse * ratio(&FAR_P, &FAR_Q, inverse)) / y
    } else {
        return if y.is_nan() { y } else { 0.0 };
    };
    // The square is split so that its rounding does not become a relative error of the result.
    let coarse = (y * 16.0).trunc() / 16.0;
    let rest = (y - coarse) * (y + coarse);
    value * (-coarse * coarse / 2.0).exp() * (-rest / 2.0).exp()
}

/// The `x` whose cdf is `p`; infinite at 0 and 1, NaN outside.
///
/// ```
/// use flagkit_stats::special::normal_quantile;
///
/// assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
/// assert_eq!(normal_quantile(0.0), f64::NEG_INFINITY);
/// ```
pub fn normal_quantile(p: f64) -> f64 {
    const A: [f64; 8] = [
        2.5090809287301226727e3,
        3.3430575583588128105e4,
        6.7265770927008700853e4,
        4.5921953931549871457e4,
        1.3731693765509461125e4,
        1.9715909503065514427e3,
        1.3314166789178437745e2,
        3.3871328727963666080,
    ];
    const B: [f64; 8] = [
        5.2264952788528545610e3,
        2.8729085735721942674e4,
        3.9307895800092710610e4,
        2.1213794301586595867e4,
        5.3941960214247511077e3,
        6.8718700749205790830e2,
        4.2313330701600911252e1,
        1.0,
    ];
    const C: [f64; 8] = [
        7.74545014278341407640e-4,
        2.27238449892691845833e-2,
        2.41780725177450611770e-1,
        1.27045825245236838258,
        3.64784832476320460504,
        5.76949722146069140550,
        4.63033784615654529590,
        1.42343711074968357734,
    ];
    const D: [f64; 8] = [
        1.05075007164441684324e-9,
        5.47593808499534494600e-4,
        1.51986665636164571966e-2,
        1.48103976427480074590e-1,
        6.89767334985100004550e-1,
        1.67638483018380384940,
        2.05319162663775882187,
        1.0,
    ];
    const E: [f64; 8] = [
        2.01033439929228813265e-7,
        2.71155556874348757815e-5,
        1.24266094738807843860e-3,
        2.65321895265761230930e-2,
        2.96560571828504891230e-1,
        1.78482653991729133580,
        5.46378491116411436990,
        6.65790464350110377720,
    ];
    const F: [f64; 8] = [
        2.04426310338993978564e-15,
        1.42151175831644588870e-7,
        1.84631831751005468180e-5,
        7.86869131145613259100e-4,
        1.48753612908506148525e-2,
        1.36929880922735805310e-1,
        5.99832206555887937690e-1,
        1.0,
    ];
    if !(0.0..=1.0).contains(&p) {
        return f64::NAN;
    }
    let q = p - 0.5;
    if q.abs() <= 0.425 {
        return q * ratio(&A, &B, 0.180625 - q * q);
    }
    let smaller = p.min(1.0 - p);
    if smaller == 0.0 {
        return f64::INFINITY.copysign(q);
    }
    let r = (-smaller.ln()).sqrt();
    let x = if r <= 5.0 { ratio(&C, &D, r - 1.6) } else { ratio(&E, &F, r - 5.0) };
    x.copysign(q)
}

/// A ratio of polynomials, coefficients from the highest power down.
fn ratio(above: &[f64], below: &[f64], x: f64) -> f64 {
    let value = |coefficients: &[f64]| coefficients.iter().fold(0.0, |sum, next| sum * x + next);
    value(above) / value(below)
}
