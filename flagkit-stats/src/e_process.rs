//! The arithmetic that all e-processes here share: mixtures in log space, and their peak.
//!
//! An e-process is a non-negative process whose expectation never exceeds 1 while the hypothesis is true. By Ville's
//! inequality it then reaches 1/alpha with probability at most alpha, ever; so it may be looked at at any time.
//! Sources: Shafer, Shen, Vereshchagin, Vovk, arXiv 0912.4269; Ville 1939. A mean of e-processes is one again, which is why
//! a grid of alternatives costs `ln` of its size and no more.

/// `ln(mean(exp(terms)))`, without overflow; of no terms, 0.
pub(crate) fn log_mean_exp(terms: &[f64]) -> f64 {
    let largest = terms.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !largest.is_finite() {
        return if terms.is_empty() { 0.0 } else { largest };
    }
    let sum: f64 = terms.iter().map(|term| (term - largest).exp()).sum();
    largest + (sum / terms.len() as f64).ln()
}

/// `min(1, 1/e)`, from the logarithm of an e-value.
pub(crate) fn p_value(log_e: f64) -> f64 {
    (-log_e).exp().min(1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn terms_beyond_the_range_of_exp() {
        assert_eq!(log_mean_exp(&[5_000.0, 5_000.0]), 5_000.0);
        assert!((log_mean_exp(&[5_000.0, -5_000.0]) - (5_000.0 - 2f64.ln())).abs() < 1e-9);
        assert_eq!(log_mean_exp(&[]), 0.0);
        assert_eq!(log_mean_exp(&[f64::NEG_INFINITY]), f64::NEG_INFINITY);
        assert_eq!(p_value(-3.0), 1.0);
        assert_eq!(p_value(2_000.0), 0.0);
    }
}
