//! The chance of ever stopping a treatment that does no harm, worked out instead of simulated.
//!
//! How many of d failures are the treatment's is a random walk. The guard stops from a bound on upwards, so the walk's distribution
//! below the bound, step by step, gives the chance of having stopped, exactly.

use flagkit_stats::{Alpha, Counts, EventGuard, NonInferiority, RelativeRisk, Share, Tally};

fn tally(share: f64, control: usize, treatment: usize) -> Tally {
    let counts = |adverse: usize| Counts { units: 0, adverse: adverse as u64 };
    let share = Share::new(share).expect("a share of the test");
    Tally { share, control: counts(control), treatment: counts(treatment) }
}

/// The chance that `stops` holds after one of the first `failures` failures, each the treatment's with probability `theta`.
fn chance_of_stopping(failures: usize, theta: f64, stops: impl Fn(usize, usize) -> bool) -> f64 {
    let mut going_on = vec![1.0];
    let mut stopped = 0.0;
    for seen in 1..=failures {
        let mut next = vec![0.0; seen + 1];
        for (treatment, chance) in going_on.iter().enumerate() {
            next[treatment] += chance * (1.0 - theta);
            next[treatment + 1] += chance * theta;
        }
        for (treatment, chance) in next.iter_mut().enumerate() {
            // What is that unlikely needs no verdict.
            if *chance > 1e-15 && stops(seen - treatment, treatment) {
                stopped += *chance;
                *chance = 0.0;
            }
        }
        going_on = next;
    }
    stopped
}

#[test]
fn guard_e_stops_falsely_with_less_than_alpha() {
    // The last column was worked out by another program, from the formula alone.
    for (alpha, share, expected) in [
        (0.01, 0.5, 0.005799845820),
        (0.01, 0.05, 0.003080263132),
        (0.05, 0.5, 0.034622592335),
        (0.05, 0.05, 0.018122179179),
        (0.05, 0.95, 0.029104039814),
        (0.2, 0.25, 0.130157652466),
    ] {
        let alpha = Alpha::new(alpha).unwrap();
        let chance = chance_of_stopping(300, share, |control, treatment| {
            let mut guard = EventGuard::new(alpha).with_min_events(0);
            guard.judge(&[tally(share, control, treatment)]).is_roll_back()
        });
        assert!(chance <= alpha.get(), "{chance}");
        assert!((chance - expected).abs() < 1e-9, "{chance} instead of {expected}");
    }
}

#[test]
fn a_better_treatment_is_stopped_less() {
    let alpha = Alpha::new(0.05).unwrap();
    let chance = |theta: f64| {
        chance_of_stopping(200, theta, |control, treatment| {
            let mut guard = EventGuard::new(alpha).with_min_events(0);
            guard.judge(&[tally(0.25, control, treatment)]).is_roll_back()
        })
    };
    assert!(chance(0.20) < chance(0.25) && chance(0.25) < chance(0.5));
    assert!(chance(0.5) > 0.9);
}

#[test]
fn a_bad_treatment_is_called_safe_with_less_than_alpha() {
    let alpha = Alpha::new(0.05).unwrap();
    let test = NonInferiority::new(2.0, alpha).unwrap();
    let share = 0.25;
    // As bad as may not be: twice as often.
    let theta = share * 2.0 / (1.0 + share);
    let safe = |control, treatment| test.is_safe(&[tally(share, control, treatment)]);
    assert!(chance_of_stopping(300, theta, safe) <= 0.05);
    // As good as the control.
    assert!(chance_of_stopping(300, share, safe) > 0.9);
}

#[test]
fn the_relative_risk_is_missed_with_less_than_alpha() {
    let alpha = Alpha::new(0.05).unwrap();
    let share = 0.25;
    for psi in [0.5, 1.0, 3.0] {
        let theta = share * psi / (1.0 - share + share * psi);
        let missed = chance_of_stopping(120, theta, |control, treatment| {
            let risk = RelativeRisk::of(&[tally(share, control, treatment)], alpha).unwrap();
            psi < risk.lower || risk.upper < psi
        });
        assert!(missed <= 0.05, "{psi}: {missed}");
        assert!(missed > 0.0, "{psi}: {missed}");
    }
}
