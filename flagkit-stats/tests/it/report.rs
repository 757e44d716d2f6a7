//! Laws of the report, and what it does with data that say nothing.

use flagkit_stats::Alpha;
use flagkit_stats::report::*;
use proptest::prelude::*;

fn alpha() -> Alpha {
    Alpha::new(0.05).expect("an alpha of the test")
}

/// Moments of `values`.
fn moments(values: &[f64]) -> Result<Moments, NotComputable> {
    let squares = values.iter().map(|value| value * value).sum();
    Moments::mean(values.len() as u64, values.iter().sum(), squares)
}

fn arms() -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let arm = || prop::collection::vec(1.0..100.0_f64, 3..40);
    (arm(), arm())
}

proptest! {
    /// Who is called control is a convention: on the absolute scale the arms may be exchanged.
    #[test]
    fn exchanging_the_arms_mirrors_the_result((a, b) in arms()) {
        let (a, b) = (moments(&a).unwrap(), moments(&b).unwrap());
        let one = Lift::new(&a, &b, Scale::Absolute).unwrap();
        let other = Lift::new(&b, &a, Scale::Absolute).unwrap();
        let (t, u) = (one.welch(alpha(), Side::Both), other.welch(alpha(), Side::Both));
        prop_assert!((t.p_value - u.p_value).abs() < 1e-9);
        prop_assert!((t.interval.lower + u.interval.upper).abs() < 1e-6);
        let greater = one.welch(alpha(), Side::Greater).p_value;
        let less = other.welch(alpha(), Side::Less).p_value;
        prop_assert!((greater - less).abs() < 1e-9);
        prop_assert!((greater + one.welch(alpha(), Side::Less).p_value - 1.0).abs() < 1e-9);
        let chances = (one.posterior(Prior::Flat), other.posterior(Prior::Flat));
        prop_assert!((chances.0.chance_to_win() + chances.1.chance_to_win() - 1.0).abs() < 1e-9);
        let losses = (chances.0.expected_loss(), chances.1.expected_loss());
        prop_assert!((losses.0.of_control - losses.1.of_treatment).abs() < 1e-9);
    }

    #[test]
    fn intervals_hold_the_estimate_and_agree_with_the_p_value((a, b) in arms()) {
        let (a, b) = (moments(&a).unwrap(), moments(&b).unwrap());
        let lift = Lift::new(&a, &b, Scale::Absolute).unwrap();
        for side in [Side::Both, Side::Greater, Side::Less] {
            let welch = lift.welch(alpha(), side);
            let sequence = lift.sequential(alpha(), side, 5_000.0).unwrap();
            prop_assert!(welch.interval.contains(lift.estimate()));
            prop_assert!(sequence.interval.lower <= welch.interval.lower);
            prop_assert!(sequence.interval.upper >= welch.interval.upper);
            for test in [welch, sequence] {
                prop_assert!((0.0..=1.0).contains(&test.p_value));
                // At the very edge rounding may decide; gbstats' grid of one-sided p-values is as wide as 0.0001.
                if (test.p_value - 0.05).abs() > 2e-4 {
                    prop_assert_eq!(test.p_value < 0.05, !test.interval.contains(0.0), "{:?}", test);
                }
            }
        }
    }

    #[test]
    fn a_prior_shrinks((a, b) in arms(), variance in 1e-6..10.0_f64) {
        let (a, b) = (moments(&a).unwrap(), moments(&b).unwrap());
        let lift = Lift::new(&a, &b, Scale::Relative).unwrap();
        let flat = lift.posterior(Prior::Flat);
        let shrunk = lift.posterior(Prior::Normal { mean: 0.0, variance });
        prop_assert!(shrunk.mean().abs() <= flat.mean().abs());
        prop_assert!(shrunk.deviation() < flat.deviation());
    }

    #[test]
    fn adjusting_raises_p_values_and_keeps_their_order(p in prop::collection::vec(0.0..=1.0_f64, 0..20)) {
        let (holm, hochberg) = (holm(&p).unwrap(), benjamini_hochberg(&p).unwrap());
        for i in 0..p.len() {
            prop_assert!(holm[i] >= hochberg[i] - 1e-12 && hochberg[i] >= p[i] - 1e-12);
            for j in 0..p.len() {
                if p[i] <= p[j] {
                    prop_assert!(holm[i] <= holm[j] && hochberg[i] <= hochberg[j]);
                }
            }
        }
    }

    /// The closed sum that holds for whole parameters, against the integral.
    #[test]
    fn the_chance_to_win_is_the_closed_sum(a in 0_u64..60, b in 0_u64..60, c in 0_u64..60, d in 0_u64..60) {
        prop_assume!(a + b > 0 && c + d > 0);
        let control = Proportion::new(a, a + b).unwrap();
        let treatment = Proportion::new(c, c + d).unwrap();
        let (a, b, d) = (a as f64 + 1.0, b as f64 + 1.0, d as f64 + 1.0);
        let sum: f64 = (0..=c).map(|i| {
            let i = i as f64;
            let log = flagkit_stats::special::log_beta(a + i, b + d)
                - (d + i).ln()
                - flagkit_stats::special::log_beta(1.0 + i, d)
                - flagkit_stats::special::log_beta(a, b);
            log.exp()
        }).sum();
        let chance = chance_to_win(control, treatment, BetaPrior::UNIFORM);
        prop_assert!((chance - sum).abs() < 1e-10, "{chance} {sum}");
    }

    #[test]
    fn newcombe_is_symmetric(a in 0_u64..50, b in 1_u64..50, c in 0_u64..50, d in 1_u64..50) {
        let (a, c) = (Proportion::new(a.min(b), b).unwrap(), Proportion::new(c.min(d), d).unwrap());
        let (one, other) = (newcombe(a, c, alpha()), newcombe(c, a, alpha()));
        prop_assert!((one.lower + other.upper).abs() < 1e-12);
        prop_assert!(one.contains(c.rate() - a.rate()));
        prop_assert!(-1.0 - 1e-12 <= one.lower && one.upper <= 1.0 + 1e-12);
    }

    #[test]
    fn a_covariate_that_says_nothing_changes_nothing((a, b) in arms()) {
        let sums = |values: &[f64]| {
            let units = values.len() as u64;
            let post: f64 = values.iter().sum();
            Covariate {
                units,
                post,
                post_squares: values.iter().map(|value| value * value).sum(),
                pre: units as f64,
                pre_squares: units as f64,
                products: post,
            }
        };
        let (control, treatment) = adjusted(&sums(&a), &sums(&b)).unwrap();
        let with = Lift::new(&control, &treatment, Scale::Relative).unwrap();
        let without = Lift::new(&moments(&a).unwrap(), &moments(&b).unwrap(), Scale::Relative).unwrap();
        prop_assert!((with.estimate() - without.estimate()).abs() < 1e-9);
        prop_assert!((with.variance() - without.variance()).abs() < 1e-9 * without.variance());
    }

    #[test]
    fn more_units_find_more(units in 10_u64..1_000_000, lift in 0.001..0.5_f64) {
        let plan = |units_per_arm, looks| Plan { mean: 10.0, variance: 400.0, units_per_arm, alpha: alpha(), looks };
        let any_time = Looks::AnyTime { expected_units: 5_000.0 };
        let once = power(&plan(units, Looks::Once), lift).unwrap();
        prop_assert!(once <= power(&plan(2 * units, Looks::Once), lift).unwrap() + 1e-12);
        prop_assert!(power(&plan(units, any_time), lift).unwrap() <= once);
    }

    #[test]
    fn no_sums_make_it_panic(
        units: (u64, u64), sums: (f64, f64), squares: (f64, f64), successes: (u64, u64),
        mean: f64, variance: f64, expected_units: f64, target: f64,
    ) {
        let arms = [
            (Moments::mean(units.0, sums.0, squares.0), Moments::mean(units.1, sums.1, squares.1)),
            (Moments::proportion(successes.0, units.0), Moments::proportion(successes.1, units.1)),
            (Moments::proportion(3, 9), Moments::mean(units.1, sums.1, squares.1)),
        ];
        for (control, treatment) in arms {
            let (Ok(control), Ok(treatment)) = (control, treatment) else { continue };
            for scale in [Scale::Absolute, Scale::Relative] {
                let Ok(lift) = Lift::new(&control, &treatment, scale) else { continue };
                let test = lift.welch(alpha(), Side::Both);
                prop_assert!(!test.p_value.is_nan(), "{lift:?} {test:?}");
                if let Ok(test) = lift.sequential(alpha(), Side::Greater, expected_units) {
                    prop_assert!(!test.p_value.is_nan(), "{lift:?} {test:?}");
                }
                let posterior = lift.posterior(Prior::Normal { mean, variance });
                prop_assert!(!posterior.chance_to_win().is_nan(), "{lift:?} {posterior:?}");
            }
        }
        let plan = Plan {
            mean, variance, units_per_arm: units.0, alpha: alpha(), looks: Looks::AnyTime { expected_units },
        };
        if let Ok(power) = power(&plan, target) {
            prop_assert!((0.0..=1.0).contains(&power) || !target.is_finite(), "{power}");
        }
        let _ = detectable(&plan, target);
    }
}

#[test]
fn what_cannot_be_computed_is_said() {
    assert_eq!(Moments::mean(0, 0.0, 0.0), Err(NotComputable::TooFewUnits));
    assert_eq!(Moments::mean(9, f64::NAN, 1.0), Err(NotComputable::NotFinite));
    assert_eq!(Moments::proportion(0, 9), Err(NotComputable::NoVariance));
    assert_eq!(Moments::proportion(10, 9), Err(NotComputable::Inconsistent));
    assert_eq!(Moments::ratio(&RatioSums::default()), Err(NotComputable::ZeroBaseline));
    let zero = moments(&[-1.0, 1.0]).unwrap();
    let one = moments(&[0.0, 2.0]).unwrap();
    assert_eq!(Lift::new(&zero, &one, Scale::Relative), Err(NotComputable::ZeroBaseline));
    let lift = Lift::new(&zero, &one, Scale::Absolute).unwrap();
    let refused = lift.sequential(Alpha::new(0.5).unwrap(), Side::Less, 5_000.0).unwrap_err();
    assert_eq!(
        refused.to_string(),
        "`alpha` is 0.5; give a number less than 0.5 for a test of one side"
    );
    for wrong in [0.0, f64::NAN, -1.0, f64::INFINITY] {
        let refused = lift.sequential(alpha(), Side::Both, wrong).unwrap_err();
        assert!(refused.to_string().starts_with("`expected_units` is"), "{refused}");
    }
    assert_eq!(holm(&[0.5, f64::NAN]).unwrap_err().parameter, "p");
    assert_eq!(benjamini_hochberg(&[1.1]).unwrap_err().parameter, "p");
    assert_eq!(adjusted_interval(0.1, -0.1, alpha()).unwrap_err().parameter, "adjusted_p");
    assert_eq!(BetaPrior::new(0.0, 1.0).unwrap_err().parameter, "successes");
    assert_eq!(Posterior::new(0.0, 0.0).unwrap_err().parameter, "deviation");
    assert_eq!(
        proportions_power((0.1, 10.0), (0.2, 0.0), alpha()).unwrap_err().parameter,
        "treatment_units"
    );
}

#[test]
fn a_prior_that_is_none_counts_as_flat() {
    let lift = Lift::new(
        &moments(&[1e20, 2e20]).unwrap(),
        &moments(&[1.0, 2.0]).unwrap(),
        Scale::Absolute,
    );
    let lift = lift.unwrap();
    let flat = lift.posterior(Prior::Flat);
    for (mean, variance) in
        [(0.0, 0.0), (f64::NAN, 1.0), (0.0, f64::INFINITY), (1e300, 1.0), (0.0, -1.0)]
    {
        assert_eq!(lift.posterior(Prior::Normal { mean, variance }), flat);
    }
}

#[test]
fn an_adjusted_p_value_of_one_excludes_nothing() {
    let interval = adjusted_interval(0.1, 1.0, alpha()).unwrap();
    assert_eq!((interval.lower, interval.upper), (f64::NEG_INFINITY, f64::INFINITY));
}

#[test]
fn a_lift_without_end_is_never_sure() {
    // The control's own mean is known to within 60 %: no lift is found with certainty.
    let plan =
        Plan { mean: 1.0, variance: 3.6, units_per_arm: 10, alpha: alpha(), looks: Looks::Once };
    assert_eq!(detectable(&plan, 0.9999).unwrap(), None);
    assert!(detectable(&plan, 0.1).unwrap().is_some());
}
