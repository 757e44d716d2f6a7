//! Shadows that do not come to an end. One test, since they take the threads of the whole process.

use flagkit::feature_flag;
use flagkit::shadow::{Limits, set_limits, settle};
use shadows::{flags, function};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

static MAY_END: AtomicBool = AtomicBool::new(false);
const PATIENCE: Duration = Duration::from_millis(300);
const DEADLINE: Duration = Duration::from_secs(60);

#[feature_flag("slow", fallback = old_endless, shadow = pure)]
fn endless(number: u32) -> u32 {
    while !MAY_END.load(Ordering::Relaxed) {
        thread::sleep(Duration::from_millis(1));
    }
    number
}

fn old_endless(number: u32) -> u32 {
    number
}

#[feature_flag("equal", fallback = old_quick, shadow = pure)]
fn quick(number: u32) -> u32 {
    number
}

fn old_quick(number: u32) -> u32 {
    number
}

fn called_at_once() {
    let began = Instant::now();
    assert_eq!(endless(1), 1);
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
}

#[test]
fn hanging_code_is_given_up_until_too_much_of_it_hangs() {
    set_limits(Limits { patience: PATIENCE, ..Limits::default() });
    for hanging in 1..=3 {
        called_at_once();
        assert!(settle(DEADLINE), "what hangs is given up");
        let seen = function("slow");
        assert_eq!((seen.new_hangs, seen.new_failed_alone, seen.old_hangs), (hanging, hanging, 0));
        // Another thread has taken over.
        quick(1);
        assert_eq!(function("equal").matches, hanging);
    }
    called_at_once();
    assert!(settle(DEADLINE));
    assert_eq!(function("slow").new_hangs, 4);
    quick(1);
    let seen = function("equal");
    assert_eq!((seen.pairs, seen.skipped), (3, 1), "four threads hang, so nothing is shadowed");

    MAY_END.store(true, Ordering::Relaxed);
    let end = Instant::now() + DEADLINE;
    while function("equal").pairs < 4 {
        assert!(Instant::now() < end, "what hung has ended, and nothing is shadowed");
        quick(1);
    }
    // What came late is not counted twice.
    let seen = function("slow");
    assert_eq!((seen.pairs, seen.new_hangs), (4, 4));
    assert_eq!(flags::SLOW.key(), "slow");
}
