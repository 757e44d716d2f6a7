//! The special functions against `special_functions.txt`, and their quantiles against themselves.

use flagkit_stats::special::*;
use proptest::prelude::*;

/// A line of the table: the function's name, its arguments and, last, its value.
fn computed(name: &str, arguments: &[f64]) -> f64 {
    match (name, arguments) {
        ("normal_survival", [x]) => normal_survival(*x),
        ("normal_quantile", [p]) => normal_quantile(*p),
        ("log_gamma", [x]) => log_gamma(*x),
        ("log_beta", [a, b]) => log_beta(*a, *b),
        ("incomplete_beta", [a, b, x]) => incomplete_beta(*a, *b, *x),
        ("chi_square_survival", [x, degrees]) => chi_square_survival(*x, *degrees),
        ("student_survival", [t, degrees]) => student_survival(*t, *degrees),
        _ => panic!("the table asks for `{name}` of {} arguments", arguments.len()),
    }
}

#[test]
fn values_computed_elsewhere() {
    let lines = include_str!("special_functions.txt").lines().filter(|line| !line.starts_with('#'));
    let mut wrong = Vec::new();
    for line in lines {
        let (name, numbers) = line.split_once(' ').unwrap();
        let numbers: Vec<f64> = numbers.split(' ').map(|number| number.parse().unwrap()).collect();
        let (expected, arguments) = numbers.split_last().unwrap();
        let value = computed(name, arguments);
        if (value - expected).abs() > 1e-11 * expected.abs() + 1e-300 {
            wrong.push(format!("{line}: {value:e}, off by {:e}", value / expected - 1.0));
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}

proptest! {
    #[test]
    fn quantiles_invert(p in 1e-12..1.0_f64, degrees in 0.3..5_000.0_f64) {
        prop_assert!((normal_cdf(normal_quantile(p)) - p).abs() < 1e-13);
        prop_assert!((student_cdf(student_quantile(p, degrees), degrees) - p).abs() < 1e-12);
        prop_assert!((chi_square_cdf(chi_square_quantile(p, degrees), degrees) - p).abs() < 1e-11);
    }

    #[test]
    fn symmetric(x in -40.0..40.0_f64, degrees in 0.1..1e6_f64) {
        prop_assert!((normal_cdf(x) - normal_survival(-x)).abs() == 0.0);
        prop_assert!((student_cdf(x, degrees) + student_survival(x, degrees) - 1.0).abs() < 1e-14);
        prop_assert!((incomplete_beta(degrees, 2.0, 0.3) + incomplete_beta(2.0, degrees, 0.7) - 1.0).abs() < 1e-12);
    }

    #[test]
    fn any_number_gives_a_probability_or_nan(a: f64, b: f64, x: f64) {
        let (small_a, small_b) = (a.abs().min(1e6), b.abs().min(1e6));
        for p in [
            normal_cdf(x), student_cdf(x, a), student_cdf(x, small_a), chi_square_cdf(x, small_b),
            incomplete_beta(small_a, small_b, x), incomplete_beta(a, b, x), incomplete_gamma(small_a, x).0,
        ] {
            prop_assert!(p.is_nan() || (0.0..=1.0).contains(&p));
        }
        prop_assert_eq!(normal_cdf(x).is_nan(), x.is_nan());
        prop_assert_eq!(normal_quantile(x).is_nan(), !(0.0..=1.0).contains(&x));
        prop_assert_eq!(log_gamma(a).is_nan(), a.is_nan() || a <= 0.0);
        prop_assert_eq!(log_beta(a, b).is_nan(), a.is_nan() || b.is_nan() || a <= 0.0 || b <= 0.0);
    }
}

#[test]
fn the_edges() {
    assert_eq!(normal_survival(f64::INFINITY), 0.0);
    assert_eq!(normal_survival(f64::NEG_INFINITY), 1.0);
    assert!(normal_survival(f64::NAN).is_nan());
    assert_eq!(student_quantile(1.0, 3.0), f64::INFINITY);
    assert_eq!(student_quantile(0.0, 3.0), f64::NEG_INFINITY);
    assert!(student_quantile(0.5, 0.0).is_nan());
    assert!(student_quantile(f64::NAN, 3.0).is_nan());
    assert_eq!(chi_square_quantile(1.0, 3.0), f64::INFINITY);
    assert!(chi_square_quantile(0.5, f64::INFINITY).is_nan());
    assert_eq!(chi_square_survival(-1.0, 3.0), 1.0);
    assert_eq!(log_beta(f64::INFINITY, 1.0), f64::NEG_INFINITY);
}
