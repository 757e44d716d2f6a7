//! What holds for every way of drawing: places are within the space, a larger share keeps everyone,
//! ranges fill the space, and integers decide as the engine's own floats do.

use flagkit_core::Percentage;
use flagkit_core::bucketing::Bucketing;
use proptest::prelude::*;

/// One of each way to draw.
pub(crate) fn every(seed: &str, number: u32) -> Vec<Bucketing> {
    vec![
        Bucketing::native(seed),
        Bucketing::unleash(seed, 100, 0),
        Bucketing::unleash(seed, 1 + number % 5000, Bucketing::UNLEASH_VARIANT_SEED),
        Bucketing::growthbook_v1(seed),
        Bucketing::growthbook_v2(seed),
        Bucketing::launchdarkly(seed),
        Bucketing::flagd(seed),
        Bucketing::flagd_text(seed),
        Bucketing::flagd_v2(seed),
        Bucketing::flagd_v1(seed),
        Bucketing::configcat(seed),
        Bucketing::split(number),
        Bucketing::eppo(seed, 10_000),
        Bucketing::eppo(seed, 1 + number % 5000),
    ]
}

/// A way to draw under a seed.
type Way = fn(&str) -> Bucketing;

fn any_bucketing() -> impl Strategy<Value = Bucketing> {
    ("\\PC{0,12}", any::<u32>(), any::<prop::sample::Index>())
        .prop_map(|(seed, number, index)| index.get(&every(&seed, number)).clone())
}

fn share(buckets: u32) -> Percentage {
    let text = format!("{}.{:03}%", buckets / 1000, buckets % 1000);
    text.parse().expect("a percentage")
}

/// Places beside the ends of ranges, where a mistake would show, and one anywhere.
fn places(bucketing: &Bucketing, ends: &[u64], anywhere: u64) -> Vec<u64> {
    let beside = ends.iter().flat_map(|end| [end.saturating_sub(1), *end, end + 1]);
    let space = bucketing.space();
    beside.chain([0, space - 1, anywhere % space]).filter(|place| *place < space).collect()
}

fn range_of(ends: &[u64], place: u64) -> Option<usize> {
    ends.iter().position(|end| place < *end)
}

proptest! {
    #[test]
    fn places_are_within_the_space(bucketing in any_bucketing(), unit in prop::collection::vec(any::<u8>(), 0..80)) {
        prop_assert!(bucketing.position(&unit) < bucketing.space());
    }

    #[test]
    fn a_larger_share_keeps_everyone(bucketing in any_bucketing(), one in 0..=100_000_u32, other in 0..=100_000_u32) {
        let (low, high) = (one.min(other), one.max(other));
        if let (Some(low), Some(high)) = (bucketing.share(share(low)), bucketing.share(share(high))) {
            prop_assert!(low <= high && high <= bucketing.space());
        }
        prop_assert_eq!(bucketing.share(share(0)), Some(0));
        prop_assert_eq!(bucketing.share(share(100_000)), Some(bucketing.space()));
    }

    #[test]
    fn shares_in_steps_can_be_drawn(bucketing in any_bucketing(), times in 0..=100_000_u32) {
        let step = bucketing.step().buckets();
        prop_assert!(step > 0);
        if 100_000 % bucketing.space().min(100_000) == 0 {
            let share = share((times % (100_000 / step) + 1) * step);
            let end = bucketing.share(share);
            prop_assert!(end.is_some(), "{share} in steps of {}", bucketing.step());
            // As large as it says, give or take one place, or the engine's rounding.
            let exact = bucketing.space() as f64 * f64::from(share.buckets()) / 1e5;
            let slack = 1.0_f64.max(bucketing.space() as f64 * 1e-7);
            prop_assert!((end.map_or(0.0, |end| end as f64) - exact).abs() <= slack);
        }
    }

    #[test]
    fn cuts_ascend_and_fill_the_space(bucketing in any_bucketing(), weights in prop::collection::vec(0.0..1e6_f64, 1..8)) {
        let cuts = bucketing.cuts(&weights);
        prop_assert_eq!(cuts.len(), weights.len());
        prop_assert!(cuts.is_sorted(), "{:?}", cuts);
        prop_assert_eq!(cuts.last(), Some(&bucketing.space()));
    }

    #[test]
    fn cuts_never_panic(bucketing in any_bucketing(), weights in prop::collection::vec(any::<f64>(), 0..6)) {
        let cuts = bucketing.cuts(&weights);
        prop_assert_eq!(cuts.len(), weights.len());
        prop_assert!(cuts.is_sorted() && cuts.last().is_none_or(|end| *end == bucketing.space()));
    }

    #[test]
    fn boundaries_ascend(bucketing in any_bucketing(), one in any::<f64>(), other in 0.0..=1.0_f64) {
        let (low, high) = if one < other { (one, other) } else { (other, one) };
        let (low, high) = (bucketing.boundary(low), bucketing.boundary(high));
        prop_assert!(one.is_nan() || low <= high);
        prop_assert!(low.max(high) <= bucketing.space());
    }

    #[test]
    fn where_a_seed_ends_makes_no_difference(first in "\\PC{0,70}", second in "\\PC{0,70}", unit in "\\PC{0,70}") {
        let whole = format!("{first}{second}");
        let rest = format!("{second}{unit}");
        let ways: [Way; 5] = [
            Bucketing::configcat,
            Bucketing::growthbook_v2,
            Bucketing::flagd_text,
            Bucketing::flagd_v2,
            Bucketing::flagd_v1,
        ];
        for way in ways {
            prop_assert_eq!(way(&whole).position(unit.as_bytes()), way(&first).position(rest.as_bytes()));
        }
        let joined: [(&str, Way); 4] = [
            (":", Bucketing::native),
            (":", |seed| Bucketing::unleash(seed, 5000, 7)),
            (".", Bucketing::launchdarkly),
            ("-", |seed| Bucketing::eppo(seed, 5000)),
        ];
        for (by, way) in joined {
            let (whole, rest) = (format!("{first}{by}{second}"), format!("{second}{by}{unit}"));
            prop_assert_eq!(way(&whole).position(unit.as_bytes()), way(&first).position(rest.as_bytes()));
        }
    }

    /// The walk of `launchdarkly-server-sdk-evaluation`: `f32` sums, the last variation for the rest.
    #[test]
    fn launchdarkly_decides_so(parts in prop::collection::vec(0..=40_000_u32, 1..6), anywhere: u64) {
        let bucketing = Bucketing::launchdarkly("");
        let mut weights = parts.clone();
        let sum = parts.iter().sum::<u32>();
        prop_assume!(sum <= 100_000);
        weights.push(100_000 - sum);
        let cuts = bucketing.cuts(&weights.iter().map(|w| f64::from(*w)).collect::<Vec<_>>());
        for place in places(&bucketing, &cuts, anywhere) {
            let bucket = place as f32 / 0xfff_ffff_ffff_ffff_i64 as f32;
            let mut sum = 0.0_f32;
            let walked = weights.iter().position(|weight| {
                sum += *weight as f32 / 100_000.0;
                bucket < sum
            });
            prop_assert_eq!(range_of(&cuts, place), Some(walked.unwrap_or(weights.len() - 1)));
        }
    }

    /// GrowthBook's `chooseVariation` over `getBucketRange`, and its `n <= coverage`.
    #[test]
    fn growthbook_decides_so(parts in prop::collection::vec(0..=10_000_u32, 1..6), coverage in 1..100_000_u32, anywhere: u64) {
        let total = f64::from(parts.iter().sum::<u32>());
        prop_assume!(total > 0.0);
        let weights: Vec<f64> = parts.iter().map(|part| f64::from(*part) / total).collect();
        for bucketing in [Bucketing::growthbook_v1(""), Bucketing::growthbook_v2("")] {
            let (space, cuts) = (bucketing.space() as f64, bucketing.cuts(&weights));
            for place in places(&bucketing, &cuts, anywhere) {
                let n = place as f64 / space;
                let mut cumulative = 0.0;
                let walked = weights.iter().position(|weight| {
                    let start = cumulative;
                    cumulative += weight;
                    n >= start && n < start + 1.0 * weight
                });
                if let Some(walked) = walked {
                    prop_assert_eq!(range_of(&cuts, place), Some(walked));
                }
            }
            let end = bucketing.share(share(coverage)).expect("GrowthBook draws any share");
            let coverage: f64 = format!("{}e-5", coverage).parse().expect("a number");
            for place in places(&bucketing, &[end], anywhere) {
                prop_assert_eq!(place < end, place as f64 / space <= coverage);
            }
        }
    }

    /// `fractional.rs` of `flagd-evaluation-engine`, and the floats of the first formula.
    #[test]
    fn flagd_decides_so(weights in prop::collection::vec(0..=i32::MAX.unsigned_abs() / 8, 1..8), anywhere: u64) {
        let total = weights.iter().copied().map(u64::from).sum::<u64>();
        prop_assume!(total > 0);
        let floats: Vec<f64> = weights.iter().copied().map(f64::from).collect();
        let newer = Bucketing::flagd_v2("");
        let cuts = newer.cuts(&floats);
        for hash in places(&newer, &cuts, anywhere) {
            let (bucket, mut end) = ((hash * total) >> 32, 0);
            let walked = weights.iter().position(|weight| {
                end += u64::from(*weight);
                bucket < end
            });
            prop_assert_eq!(range_of(&cuts, hash), walked);
        }
        let older = Bucketing::flagd_v1("");
        let cuts = older.cuts(&floats);
        for hash in places(&older, &cuts, anywhere) {
            let bucket = hash as f64 / f64::from(i32::MAX) * 100.0;
            let mut end = 0.0;
            let walked = floats.iter().position(|weight| {
                end += 100.0 * weight / total as f64;
                bucket < end
            });
            // What flagd serves where no range matches is the default.
            prop_assert_eq!(range_of(&cuts, hash), Some(walked.unwrap_or(weights.len() - 1)));
        }
    }

    /// Whole weights in an engine's own units: cumulative whole numbers.
    #[test]
    fn whole_weights_are_cut_exactly(weights in prop::collection::vec(0..=1000_u32, 1..8), anywhere: u64) {
        let total = weights.iter().sum::<u32>();
        prop_assume!(total > 0);
        let floats: Vec<f64> = weights.iter().copied().map(f64::from).collect();
        for bucketing in [Bucketing::unleash("", total, 7), Bucketing::eppo("", total)] {
            let cuts = bucketing.cuts(&floats);
            for place in places(&bucketing, &cuts, anywhere) {
                // Unleash: the first variant whose cumulative weight reaches the target from 1.
                let (target, mut sum) = (place + 1, 0);
                let walked = weights.iter().position(|weight| {
                    sum += u64::from(*weight);
                    sum >= target
                });
                prop_assert_eq!(range_of(&cuts, place), walked);
            }
        }
    }
}

#[test]
fn shares_that_an_engine_cannot_draw() {
    let check = |bucketing: &Bucketing, share: &str, end: Option<u64>| {
        assert_eq!(bucketing.share(share.parse().unwrap()), end, "{bucketing:?} {share}");
    };
    for whole in [Bucketing::unleash("f", 100, 0), Bucketing::configcat("f"), Bucketing::split(1)] {
        check(&whole, "5%", Some(5));
        check(&whole, "5.5%", None);
        check(&whole, "0.001%", None);
        assert_eq!(whole.step().to_string(), "1%");
    }
    check(&Bucketing::eppo("s", 10_000), "5.25%", Some(525));
    check(&Bucketing::eppo("s", 10_000), "5.255%", None);
    // `n <= coverage` takes the bound in, and 0 takes no one.
    check(&Bucketing::growthbook_v1("f"), "5%", Some(51));
    check(&Bucketing::growthbook_v1("f"), "5.05%", Some(51));
    check(&Bucketing::growthbook_v1("f"), "0%", Some(0));
    check(&Bucketing::growthbook_v2("f"), "5%", Some(501));
    check(&Bucketing::growthbook_v2("f"), "100%", Some(10_000));
    // 0.05 × 2^32, rounded up.
    check(&Bucketing::flagd("f"), "5%", Some(214_748_365));
    check(&Bucketing::native("f"), "0.001%", Some(1));
    // No buckets are one.
    assert_eq!(Bucketing::unleash("f", 0, 0).position(b"u"), 0);
    assert_eq!(Bucketing::eppo("s", 0).space(), 1);
}

#[test]
fn weights_are_relative_but_where_the_engine_takes_them_as_they_are() {
    let check = |bucketing: &Bucketing, weights: &[f64], ends: &[u64]| {
        assert_eq!(bucketing.cuts(weights), ends, "{bucketing:?} {weights:?}");
    };
    check(&Bucketing::native("f"), &[1.0, 1.0, 1.0], &[33_333, 66_667, 100_000]);
    check(&Bucketing::native("f"), &[80.0, 10.0, 10.0], &[80_000, 90_000, 100_000]);
    check(&Bucketing::native("f"), &[0.001, 99.999], &[1, 100_000]);
    check(&Bucketing::configcat("f"), &[75.0, 0.0, 25.0], &[75, 75, 100]);
    // GrowthBook takes sums from 0.99 to 1.01 as they are.
    check(&Bucketing::growthbook_v1("f"), &[0.5, 0.495], &[500, 1000]);
    check(&Bucketing::growthbook_v1("f"), &[50.0, 50.0], &[500, 1000]);
    check(&Bucketing::growthbook_v1("f"), &[0.6, 0.6], &[500, 1000]);
    check(&Bucketing::launchdarkly("f"), &[0.0, 3.0], &[0, 1 << 60]);
    check(&Bucketing::flagd("f"), &[0.5, 1.5], &[1 << 30, 1 << 32]);
}

#[test]
fn weights_that_say_nothing_leave_all_to_the_last() {
    for bucketing in every("f", 3) {
        let all = bucketing.space();
        assert!(bucketing.cuts(&[]).is_empty());
        assert_eq!(bucketing.cuts(&[0.0, 0.0]), [0, all]);
        assert_eq!(bucketing.cuts(&[-1.0, 2.0]), [0, all]);
        assert_eq!(bucketing.cuts(&[f64::NAN, 2.0]), [0, all]);
        assert_eq!(bucketing.cuts(&[f64::INFINITY, 2.0]), [0, all]);
    }
}
