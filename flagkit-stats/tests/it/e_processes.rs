//! Laws of the e-processes: nothing of them may grow by chance alone.

use flagkit_stats::{Alpha, Counts, EventGuard, GuardState, Share, Tally, event_log_e};
use proptest::prelude::*;

fn tally(share: f64, control: u64, treatment: u64) -> Tally {
    let counts = |adverse| Counts { units: 1_000_000, adverse };
    let share = Share::new(share).expect("a share of the test");
    Tally { share, control: counts(control), treatment: counts(treatment) }
}

proptest! {
    /// `E[M after one more event] <= M` when the event is the treatment's with probability theta <= rho: exactly, not by simulation.
    #[test]
    fn an_event_is_expected_to_change_nothing(
        share in 0.001..0.999_f64, control in 0_u64..500, treatment in 0_u64..500, less in 0.0..=1.0_f64,
    ) {
        let theta = share * less;
        let now = event_log_e(&[tally(share, control, treatment)]).exp();
        let in_control = event_log_e(&[tally(share, control + 1, treatment)]).exp();
        let in_treatment = event_log_e(&[tally(share, control, treatment + 1)]).exp();
        prop_assume!(in_treatment.is_finite());
        let expected = (1.0 - theta) * in_control + theta * in_treatment;
        prop_assert!(expected <= now * (1.0 + 1e-9), "{expected} > {now}");
        // With theta = rho it is a martingale.
        let at_null = (1.0 - share) * in_control + share * in_treatment;
        prop_assert!((at_null / now - 1.0).abs() < 1e-9);
    }

    #[test]
    fn failures_speak_against_their_arm(
        share in 0.001..0.999_f64, control in 0_u64..500, treatment in 0_u64..500,
    ) {
        let now = event_log_e(&[tally(share, control, treatment)]);
        prop_assert!(event_log_e(&[tally(share, control + 1, treatment)]) < now);
        prop_assert!(event_log_e(&[tally(share, control, treatment + 1)]) > now);
    }

    #[test]
    fn epochs_of_one_share_are_one_epoch(
        share in 0.001..0.999_f64, a in 0_u64..500, b in 0_u64..500, c in 0_u64..500, d in 0_u64..500,
    ) {
        let apart = event_log_e(&[tally(share, a, b), tally(share, c, d)]);
        let together = event_log_e(&[tally(share, a + c, b + d)]);
        prop_assert!((apart - together).abs() < 1e-9 * (1.0 + apart.abs()));
    }

    #[test]
    fn no_counts_make_it_panic_or_lose_its_way(
        share in 1e-300..1.0_f64, control: (u64, u64), treatment: (u64, u64), alpha in 1e-300..1.0_f64,
        peak_log_e: f64, difference in 0.0..0.999_f64,
    ) {
        let counts = |(units, adverse)| Counts { units, adverse };
        let tally =
            Tally { share: Share::new(share).unwrap(), control: counts(control), treatment: counts(treatment) };
        let mut guard = EventGuard::new(Alpha::new(alpha).unwrap())
            .with_min_difference(difference).unwrap()
            .resume(GuardState { peak_log_e, rolled_back: None });
        let verdict = guard.judge(&[tally, tally]);
        prop_assert!(!verdict.evidence().log_e.is_nan());
        prop_assert!((0.0..=1.0).contains(&verdict.evidence().p_value()));
        prop_assert!(!verdict.to_owned().evidence().to_string().is_empty());
        // What was latched stays.
        if verdict.is_roll_back() {
            prop_assert_eq!(guard.judge(&[]), verdict);
        }
    }
}

#[test]
fn parameters_out_of_range_are_named() {
    for wrong in [f64::NAN, 0.0, 1.0, -0.1, f64::INFINITY] {
        assert_eq!(Alpha::new(wrong).unwrap_err().parameter, "alpha");
        assert_eq!(Share::new(wrong).unwrap_err().parameter, "share");
    }
    let guard = EventGuard::default();
    for wrong in [f64::NAN, 1.0, -0.1] {
        assert_eq!(guard.with_min_difference(wrong).unwrap_err().parameter, "min_difference");
    }
    for wrong in [f64::NAN, 0.9, f64::INFINITY] {
        assert_eq!(guard.with_min_ratio(wrong).unwrap_err().parameter, "min_ratio");
    }
    for wrong in [f64::NAN, 0.0, f64::INFINITY] {
        assert_eq!(Share::between(wrong, 1.0).unwrap_err().parameter, "control");
        assert_eq!(Share::between(1.0, wrong).unwrap_err().parameter, "treatment");
    }
    assert_eq!(Share::between(1e-300, 1.0).unwrap_err().parameter, "share");
}
