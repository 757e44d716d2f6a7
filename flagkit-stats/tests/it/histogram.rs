//! Laws of the histogram, for layouts of any shape.

use flagkit_stats::histogram::{Histogram, Layout};
use proptest::prelude::*;

fn layouts() -> impl Strategy<Value = Layout> {
    (0_u8..=12, 1_u8..=64)
        .prop_filter_map("a layout", |(power, range)| Layout::new(power, range).ok())
}

proptest! {
    #[test]
    fn a_value_is_within_its_bucket(layout in layouts(), value: u64, shift in 0_u32..64) {
        let value = value >> shift;
        let bucket = layout.index(value);
        let (lower, upper) = (layout.lower(bucket), layout.upper(bucket));
        prop_assert!(bucket < layout.buckets());
        prop_assert!(lower <= value);
        // Beyond the range, the last bucket takes all.
        prop_assert!(value <= upper || bucket == layout.buckets() - 1);
        prop_assert_eq!(layout.index(lower), bucket);
        prop_assert_eq!(layout.index(upper), bucket);
    }

    #[test]
    fn buckets_touch(layout in layouts(), bucket in 0_usize..100_000) {
        let bucket = bucket % layout.buckets();
        if bucket + 1 < layout.buckets() {
            prop_assert_eq!(layout.upper(bucket) + 1, layout.lower(bucket + 1));
        }
    }

    #[test]
    fn larger_values_are_in_later_buckets(layout in layouts(), a: u64, b: u64) {
        let (a, b) = (a.min(b), a.max(b));
        prop_assert!(layout.index(a) <= layout.index(b));
    }

    #[test]
    fn merging_is_recording_in_one_place(
        a in prop::collection::vec(any::<u64>(), 0..50),
        b in prop::collection::vec(any::<u64>(), 0..50),
    ) {
        let recorded = |values: &[u64]| {
            let mut histogram = Histogram::new(Layout::LATENCY);
            values.iter().for_each(|&value| histogram.record(value >> 24));
            histogram
        };
        let mut merged = recorded(&a);
        merged.merge(&recorded(&b)).unwrap();
        prop_assert_eq!(merged, recorded(&[a, b].concat()));
    }

    #[test]
    fn a_quantile_is_within_the_error_of_its_layout(
        mut values in prop::collection::vec(1_u64..1 << 40, 1..200),
        q in 0.0..=1.0_f64,
    ) {
        let mut histogram = Histogram::new(Layout::LATENCY);
        values.iter().for_each(|&value| histogram.record(value));
        values.sort_unstable();
        let rank = ((q * values.len() as f64).ceil() as usize).clamp(1, values.len());
        let exact = values[rank - 1];
        let quantile = histogram.quantile(q).unwrap();
        prop_assert!(quantile.lower <= exact && exact <= quantile.upper);
        prop_assert!((quantile.midpoint - exact as f64).abs() <= exact as f64 / 32.0);
    }
}

#[test]
fn quantiles_of_nothing_and_of_nonsense() {
    let mut histogram = Histogram::new(Layout::LATENCY);
    assert_eq!(histogram.quantile(0.5), None);
    assert_eq!(histogram.quantile_interval(0.5, 0.95), None);
    histogram.record(7);
    for q in [f64::NAN, -0.1, 1.1, f64::INFINITY] {
        assert_eq!(histogram.quantile(q), None);
        assert_eq!(histogram.quantile_interval(q, 0.95), None);
        assert_eq!(histogram.quantile_interval(0.5, q), None);
    }
    assert_eq!(histogram.quantile(0.0).unwrap().lower, 7);
    assert_eq!(histogram.quantile(1.0).unwrap().upper, 7);
}

#[test]
fn whole_ranks_are_not_rounded_up() {
    // 0.07 × 100 is 7.000000000000001.
    let mut histogram = Histogram::new(Layout::LATENCY);
    (1..=16).for_each(|value| histogram.record(value));
    (17..=100).for_each(|_| histogram.record(31));
    assert_eq!(histogram.quantile(0.07).unwrap().lower, 7);
}

#[test]
fn counts_saturate() {
    let mut full = Histogram::new(Layout::LATENCY);
    full.add(3, u32::MAX);
    full.record(3);
    full.merge(&full.clone()).unwrap();
    full.add(usize::MAX, 1);
    assert_eq!(full.total(), u64::from(u32::MAX));
}

#[test]
fn other_layouts_do_not_merge() {
    let other = Layout::new(4, 41).unwrap();
    let mut histogram = Histogram::new(Layout::LATENCY);
    let refused = histogram.merge(&Histogram::new(other)).unwrap_err();
    assert_eq!((refused.expected, refused.given), (592, 608));
}
