//! What happens in a shadow happens to nobody: it is no call, no exposure and no event of a metric.

use flagkit::{EvaluationContext, feature_flag, scope, track};
use shadows::{flags, function};
use std::sync::atomic::{AtomicU32, Ordering};

static RUNS: AtomicU32 = AtomicU32::new(0);

#[feature_flag("half", fallback = old_step, shadow = pure)]
fn step() -> u32 {
    1
}

fn old_step() -> u32 {
    1
}

#[feature_flag("equal", fallback = sell_old, shadow = pure)]
fn sell() -> u32 {
    RUNS.fetch_add(1, Ordering::Relaxed);
    track("sold", 1.0);
    step()
}

fn sell_old() -> u32 {
    RUNS.fetch_add(1, Ordering::Relaxed);
    track("sold", 1.0);
    step()
}

#[test]
fn a_shadow_is_not_measured() {
    let user = EvaluationContext::new("user-1");
    scope(&user, || {
        // Whoever is tracked must have been drawn before.
        assert_eq!(step(), 1);
        assert_eq!(sell(), 1);
    });
    assert_eq!(function("equal").matches, 1);
    assert_eq!(RUNS.load(Ordering::Relaxed), 3, "the caller's, and both of the shadow");

    let report = flagkit::report();
    let calls = |key: &str| -> u64 {
        let flag = report.flag(key).unwrap();
        flag.arms.iter().map(|arm| arm.drawn.calls + arm.placed.calls).sum()
    };
    assert_eq!((calls("half"), calls("equal")), (2, 1));
    let half = report.flag("half").unwrap();
    let sold: f64 = half.metrics[0].arms.iter().filter_map(|arm| arm.mean).sum();
    assert!((sold - 1.0).abs() < 1e-9, "{half:?}");
    assert_eq!((report.shadows.len(), report.shadows[0].key), (1, "equal"));
    assert_eq!(flags::EQUAL.key(), "equal");
}
