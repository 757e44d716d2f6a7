//! Where a monotone condition changes: the inverse of functions that have no formula for it.
//!
//! Law: it ends, whatever the condition does, and costs at most a few hundred questions. Bisection in the order of the doubles
//! rather than on the line, so that 1e-300 and 1e300 are found as fast as 1.

/// The greatest number from `below` to `above` of which `is_left` holds, to the last bit, for non-negative bounds;
/// `below` where it holds nowhere.
pub(crate) fn bisect(below: f64, above: f64, is_left: impl Fn(f64) -> bool) -> f64 {
    // Non-negative doubles have the order of their bits.
    let (mut left, mut right) = (below.max(0.0).to_bits(), above.max(0.0).to_bits());
    while right.saturating_sub(left) > 1 {
        let middle = left + (right - left) / 2;
        if is_left(f64::from_bits(middle)) { left = middle } else { right = middle }
    }
    f64::from_bits(left)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_of_any_size() {
        for root in [1e-300, 0.5, 2.0, 3e200] {
            assert_eq!(bisect(0.0, f64::INFINITY, |x| x <= root), root);
        }
        assert_eq!(bisect(1.0, 2.0, |_| false), 1.0);
        assert!(bisect(1.0, 2.0, |_| true) < 2.0);
        // Bounds in the wrong order are no reason to panic.
        assert_eq!(bisect(2.0, 1.0, |_| true), 2.0);
    }
}
