//! Laws of guard L, of the draw's test, of the relative risk: what may not grow by chance does not.

use flagkit_stats::assignment::{SequentialMultinomial, chi_square, homogeneity};
use flagkit_stats::{
    Alpha, Counts, LatencyGuard, LatencyState, NonInferiority, RelativeRisk, Share, Tally,
    zero_failures_bound,
};
use proptest::prelude::*;

fn histories() -> impl Strategy<Value = Vec<u32>> {
    prop::collection::vec(prop_oneof![Just(0), 0_u32..2_000], 4..40)
        .prop_filter("a history", |counts| counts.iter().sum::<u32>() >= 1_000)
}

fn one(bucket: usize, buckets: usize) -> Vec<u32> {
    let mut counts = vec![0; buckets];
    counts[bucket] = 1;
    counts
}

fn tally(share: f64, control: u64, treatment: u64) -> Tally {
    let counts = |adverse| Counts { units: 1_000_000, adverse };
    let share = Share::new(share).expect("a share of the test");
    Tally { share, control: counts(control), treatment: counts(treatment) }
}

proptest! {
    /// Whatever a duration is, the coin decides whose it is: the expectation over the coin is the evidence before.
    #[test]
    fn a_sample_is_expected_to_change_nothing(
        history in histories(), share in 0.001..0.999_f64, buckets in prop::collection::vec(0_usize..40, 1..8),
    ) {
        let drawn = Share::new(share).unwrap();
        let none = vec![0; history.len()];
        let mut guard = LatencyGuard::new(Alpha::DEFAULT, &history).unwrap();
        for bucket in buckets {
            let sample = one(bucket % history.len(), history.len());
            let (mut tails, mut heads) = (guard.clone(), guard.clone());
            tails.tick(drawn, &sample, &none).unwrap();
            heads.tick(drawn, &none, &sample).unwrap();
            let expected = (1.0 - share) * tails.log_e().exp() + share * heads.log_e().exp();
            prop_assert!((expected / guard.log_e().exp() - 1.0).abs() < 1e-9);
            guard = heads;
        }
    }

    #[test]
    fn ticks_add_up(history in histories(), share in 0.001..0.999_f64, bucket in 0_usize..40) {
        let share = Share::new(share).unwrap();
        let sample = one(bucket % history.len(), history.len());
        let both: Vec<u32> = sample.iter().map(|count| 2 * count).collect();
        let (mut once, mut twice) =
            (LatencyGuard::new(Alpha::DEFAULT, &history).unwrap(), LatencyGuard::new(Alpha::DEFAULT, &history).unwrap());
        once.tick(share, &both, &both).unwrap();
        twice.tick(share, &sample, &sample).unwrap();
        twice.tick(share, &sample, &sample).unwrap();
        prop_assert!((once.log_e() - twice.log_e()).abs() < 1e-9);
        prop_assert_eq!(once.state().control, twice.state().control);
    }

    #[test]
    fn no_counts_break_guard_l(
        history in prop::collection::vec(any::<u32>(), 1..30), share in 1e-300..1.0_f64,
        control in prop::collection::vec(any::<u32>(), 30), treatment in prop::collection::vec(any::<u32>(), 30),
        component: f64,
    ) {
        let Ok(guard) = LatencyGuard::new(Alpha::DEFAULT, &history) else { return Ok(()) };
        let kept = LatencyState { log_components: [component; 10], ..LatencyState::default() };
        let mut guard = guard.resume(kept);
        let verdict = guard.tick(Share::new(share).unwrap(), &control[..history.len()], &treatment[..history.len()]);
        prop_assert!(!verdict.unwrap().evidence().log_e.is_nan());
    }

    /// `Σ share × e(one more unit in that arm)` is e.
    #[test]
    fn a_unit_is_expected_to_change_nothing(
        weights in prop::collection::vec(0.01..10.0_f64, 2..5), units in prop::collection::vec(0_u64..2_000, 5),
    ) {
        let test = SequentialMultinomial::new(&weights).unwrap();
        let units = &units[..weights.len()];
        let total: f64 = weights.iter().sum();
        let expected: f64 = (0..weights.len()).map(|arm| {
            let mut more = units.to_vec();
            more[arm] += 1;
            weights[arm] / total * (test.log_e(&more) - test.log_e(units)).exp()
        }).sum();
        prop_assert!((expected - 1.0).abs() < 1e-7, "{expected}");
    }

    #[test]
    fn the_interval_holds_the_estimate_and_narrows(
        share in 0.01..0.99_f64, control in 0_u64..2_000, treatment in 0_u64..2_000,
    ) {
        prop_assume!(control + treatment > 0);
        let tallies = [tally(share, control, treatment)];
        let strict = RelativeRisk::of(&tallies, Alpha::new(0.01).unwrap()).unwrap();
        let lenient = RelativeRisk::of(&tallies, Alpha::new(0.1).unwrap()).unwrap();
        for risk in [strict, lenient] {
            prop_assert!(risk.lower <= risk.estimate && risk.estimate <= risk.upper, "{risk:?}");
        }
        prop_assert!(strict.lower <= lenient.lower && lenient.upper <= strict.upper);
        // With one epoch the estimate is the ratio of the rates.
        if control > 0 && treatment > 0 {
            let ratio = treatment as f64 / control as f64 * (1.0 - share) / share;
            prop_assert!((strict.estimate / ratio - 1.0).abs() < 1e-9);
        }
    }

    /// Exchanging the arms turns the ratio over; the grid is symmetric too.
    #[test]
    fn the_relative_risk_turns_over(share in 0.01..0.99_f64, control in 1_u64..500, treatment in 1_u64..500) {
        let alpha = Alpha::new(0.05).unwrap();
        let one = RelativeRisk::of(&[tally(share, control, treatment)], alpha).unwrap();
        let other = RelativeRisk::of(&[tally(1.0 - share, treatment, control)], alpha).unwrap();
        // What is not excluded down to 0 is not excluded up to infinity the other way round.
        prop_assert_eq!(one.lower == 0.0, other.upper == f64::INFINITY);
        if one.lower > 0.0 {
            prop_assert!((one.lower * other.upper - 1.0).abs() < 1e-6, "{one:?} {other:?}");
        }
    }
}

#[test]
fn only_one_arm_failed() {
    let alpha = Alpha::new(0.05).unwrap();
    assert_eq!(RelativeRisk::of(&[], alpha), None);
    assert_eq!(RelativeRisk::of(&[tally(0.5, 0, 0)], alpha), None);
    let none_in_treatment = RelativeRisk::of(&[tally(0.5, 40, 0)], alpha).unwrap();
    assert_eq!((none_in_treatment.estimate, none_in_treatment.lower), (0.0, 0.0));
    assert!(none_in_treatment.upper < 1.0);
    let none_in_control = RelativeRisk::of(&[tally(0.5, 0, 40)], alpha).unwrap();
    assert_eq!((none_in_control.estimate, none_in_control.upper), (f64::INFINITY, f64::INFINITY));
    assert!(none_in_control.lower > 1.0);
    let absurd = RelativeRisk::of(&[tally(0.5, u64::MAX, u64::MAX)], alpha).unwrap();
    assert!(absurd.lower <= absurd.upper);
}

#[test]
fn guard_l_takes_new_weights_when_the_past_has_doubled() {
    let history = [600, 300, 90, 10];
    let mut guard = LatencyGuard::new(Alpha::DEFAULT, &history).unwrap();
    assert!(!guard.refresh(&[1_100, 600, 180, 20]).unwrap());
    assert!(guard.refresh(&[1_200, 600, 180, 20]).unwrap());
    assert_eq!(guard.refresh(&[1, 2]).unwrap_err().expected, 4);
    let share = Share::new(0.5).unwrap();
    assert_eq!(guard.tick(share, &[1, 2], &[1, 2, 3, 4]).unwrap_err().given, 2);
    assert_eq!(guard.tick(share, &[1, 2, 3, 4], &[1]).unwrap_err().given, 1);
    assert_eq!(guard.log_e(), 0.0);
}

#[test]
fn tails_begin_where_the_past_has_its_quantile() {
    // Nine tenths, then to 99 %, then the rest.
    let history = [900, 90, 9, 1];
    let guard = LatencyGuard::new(Alpha::DEFAULT, &history).unwrap();
    let rows: Vec<[f64; 10]> = guard.log_weights().collect();
    let column = |k: usize| [0, 1, 2, 3].map(|bucket: usize| rows[bucket][k].exp());
    let near = |a: [f64; 4], b: [f64; 4]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-12);
    let below = 0.85 / 0.9;
    assert!(near(column(5), [below, 1.5, 1.5, 1.5]), "{:?}", column(5));
    let below = 0.80 / 0.99;
    assert!(near(column(9), [below, below, 20.0, 20.0]), "{:?}", column(9));
    // A tail is a distribution of durations: its weights average to 1 over the past.
    for k in 5..10 {
        let mean: f64 = column(k).iter().zip(history).map(|(w, n)| w * f64::from(n) / 1e3).sum();
        assert!((mean - 1.0).abs() < 1e-12, "{k}: {mean}");
    }
    // A shift is one of the normal score, by the middle rank, and scores beyond 3 are 3.
    let score = flagkit_stats::special::normal_quantile((900.0 - 450.0 + 0.5) / 1_001.0);
    assert!((rows[0][2] - (0.4 * score - 0.08)).abs() < 1e-12, "{rows:?}");
    assert!((rows[3][4] - (1.6 * 3.0 - 1.28)).abs() < 1e-12, "{rows:?}");
    // The slow ones are those from the first tail on.
    let mut guard = guard;
    let share = Share::new(0.5).unwrap();
    let verdict = guard.tick(share, &[7, 1, 0, 0], &[0, 1, 2, 0]).unwrap();
    assert_eq!(verdict.evidence().control, Counts { units: 8, adverse: 1 });
    assert_eq!(verdict.evidence().treatment, Counts { units: 3, adverse: 3 });
}

#[test]
fn a_state_that_no_guard_l_wrote() {
    for component in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let guard = LatencyGuard::new(Alpha::DEFAULT, &[500, 400, 90, 10]).unwrap();
        let kept = LatencyState { log_components: [component; 10], ..LatencyState::default() };
        assert_eq!(guard.resume(kept).state(), LatencyState::default());
    }
}

#[test]
fn guard_l_sees_a_tail_that_is_one_bucket() {
    // Half of the past is in the last bucket: there is no tail to bet on, and the shifts have to do.
    let mut guard = LatencyGuard::new(Alpha::DEFAULT, &[500, 0, 0, 500]).unwrap();
    let share = Share::new(0.5).unwrap();
    let verdict = guard.tick(share, &[100, 0, 0, 100], &[0, 0, 0, 200]).unwrap();
    assert!(verdict.is_roll_back());
    assert_eq!(guard.state().log_components[5..], [0.0; 5]);
}

#[test]
fn what_is_out_of_range_is_named() {
    for wrong in [f64::NAN, 1.0, 0.5, f64::INFINITY] {
        let refused = NonInferiority::new(wrong, Alpha::DEFAULT).unwrap_err();
        assert_eq!(refused.parameter, "tolerance");
    }
    for wrong in [vec![], vec![1.0], vec![1.0, 0.0], vec![1.0, f64::NAN], vec![f64::MAX; 2]] {
        assert!(SequentialMultinomial::new(&wrong).is_err(), "{wrong:?}");
        assert!(chi_square(&[1, 2], &wrong).is_err(), "{wrong:?}");
    }
    assert_eq!(chi_square(&[1], &[1.0, 1.0]).unwrap_err().parameter, "observed");
    assert_eq!(chi_square(&[0, 0], &[1.0, 1.0]).unwrap().p_value, 1.0);
    for wrong in [&[(1, 0), (1, 2)][..], &[(3, 2), (1, 2)], &[(1, 2)], &[]] {
        assert_eq!(homogeneity(wrong), None);
    }
    assert_eq!(zero_failures_bound(0, Alpha::DEFAULT), 1.0);
    assert!(zero_failures_bound(u64::MAX, Alpha::DEFAULT) < 1e-17);
}
