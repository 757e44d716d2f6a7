//! Which positions a rule or a variation takes: GrowthBook's bucket ranges, as whole numbers.
//!
//! Law: every comparison of fractions is made here, once, by `Bucketing::boundary`, so that a draw compares whole numbers
//! and still falls as GrowthBook's does.

use flagkit_core::bucketing::Bucketing;
use flagkit_core::plan::Range;

/// The hash of a `hashVersion`, if there is such a version.
///
/// ```
/// use flagkit_import::growthbook::bucketing;
///
/// assert_eq!(bucketing("seed", 2).unwrap().position(b"a"), 505);
/// assert!(bucketing("seed", 99).is_none());
/// ```
pub fn bucketing(seed: &str, version: u32) -> Option<Bucketing> {
    match version {
        1 => Some(Bucketing::growthbook_v1(seed)),
        2 => Some(Bucketing::growthbook_v2(seed)),
        _ => None,
    }
}

/// The weights of that many variations, where none are given.
///
/// ```
/// assert_eq!(flagkit_import::growthbook::equal_weights(4), [0.25; 4]);
/// ```
pub fn equal_weights(variations: usize) -> Vec<f64> {
    vec![1.0 / variations as f64; variations]
}

/// The part of each variation, from `0.0` to `1.0`; a coverage below 1 leaves gaps between them.
///
/// ```
/// use flagkit_import::growthbook::bucket_ranges;
///
/// assert_eq!(bucket_ranges(2, Some(0.5), None), [(0.0, 0.25), (0.5, 0.75)]);
/// ```
pub fn bucket_ranges(
    variations: usize,
    coverage: Option<f64>,
    weights: Option<&[f64]>,
) -> Vec<(f64, f64)> {
    let coverage = coverage.unwrap_or(1.0).clamp(0.0, 1.0);
    let fits = |weights: &&[f64]| {
        weights.len() == variations && (0.99..=1.01).contains(&weights.iter().sum::<f64>())
    };
    let equal = equal_weights(variations);
    let mut cumulative = 0.0;
    let range = |weight: &f64| {
        let start = cumulative;
        cumulative += weight;
        (start, start + coverage * weight)
    };
    weights.filter(fits).unwrap_or(&equal).iter().map(range).collect()
}

/// The positions of a part.
pub(super) fn positions(bucketing: &Bucketing, part: (f64, f64)) -> (u64, u64) {
    (bucketing.boundary(part.0), bucketing.boundary(part.1))
}

/// The end of the positions that a coverage includes, its bound among them unless it is 0.
pub(super) fn covered(bucketing: &Bucketing, coverage: f64) -> u64 {
    let space = bucketing.space();
    let end = bucketing.boundary(coverage);
    let on_the_bound = end < space && end as f64 / space as f64 == coverage;
    end + u64::from(on_the_bound && coverage != 0.0)
}

/// Ranges of which the first that has a position gets it, as ranges without overlap, ascending.
///
/// `variant` says what a range serves; where it is nothing, those within get nothing.
pub(super) fn disjoint(
    ranges: &[(u64, u64)],
    variant: impl Fn(usize) -> Option<usize>,
) -> Box<[Range]> {
    let mut bounds: Vec<u64> = ranges.iter().flat_map(|&(start, end)| [start, end]).collect();
    bounds.sort_unstable();
    bounds.dedup();
    let mut disjoint: Vec<Range> = Vec::new();
    for (&start, &end) in bounds.iter().zip(bounds.iter().skip(1)) {
        let owner = ranges.iter().position(|range| range.0 <= start && end <= range.1);
        let Some(variant) = owner.and_then(&variant) else { continue };
        match disjoint.last_mut() {
            Some(last) if last.end == start && last.variant == variant => last.end = end,
            _ => disjoint.push(Range { start, end, variant, origin: None }),
        }
    }
    disjoint.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_of_several_ranges_counts() {
        let ranges = |ranges: &[(u64, u64)]| -> Vec<(u64, u64, usize)> {
            let served = disjoint(ranges, |index| (index != 9).then_some(index));
            served.iter().map(|range| (range.start, range.end, range.variant)).collect()
        };
        assert_eq!(ranges(&[(90, 100), (0, 90)]), [(0, 90, 1), (90, 100, 0)]);
        assert_eq!(ranges(&[(0, 60), (40, 100)]), [(0, 60, 0), (60, 100, 1)]);
        assert_eq!(ranges(&[(40, 50), (0, 100)]), [(0, 40, 1), (40, 50, 0), (50, 100, 1)]);
        assert_eq!(ranges(&[(0, 50), (50, 50), (50, 100)]), [(0, 50, 0), (50, 100, 2)]);
        assert_eq!(disjoint(&[(0, 50), (0, 100)], |index| index.checked_sub(1)).len(), 1);
    }

    #[test]
    fn a_coverage_includes_its_bound() {
        let v1 = Bucketing::growthbook_v1("");
        assert_eq!(
            [0.0, 0.5, 0.0555, 1.0, 7.0].map(|part| covered(&v1, part)),
            [0, 501, 56, 1000, 1000]
        );
    }

    #[test]
    fn weights_that_do_not_fit_are_equal() {
        assert_eq!(bucket_ranges(2, None, Some(&[0.9, 0.2])), [(0.0, 0.5), (0.5, 1.0)]);
        assert_eq!(bucket_ranges(2, Some(-1.0), Some(&[1.0])), [(0.0, 0.0), (0.5, 0.5)]);
        assert_eq!(bucket_ranges(0, None, None), []);
    }
}
