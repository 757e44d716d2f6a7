//! The queue before the shadows is short, and a call that finds it full goes on without one.

use flagkit::feature_flag;
use flagkit::shadow::{Limits, set_limits};
use shadows::{flags, function};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

static GATE: Mutex<()> = Mutex::new(());
static ALIVE: AtomicUsize = AtomicUsize::new(0);
static MOST_ALIVE: AtomicUsize = AtomicUsize::new(0);

/// Knows how many of it there are.
struct Cart;

impl Cart {
    fn new() -> Self {
        MOST_ALIVE.fetch_max(ALIVE.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
        Self
    }
}

impl Clone for Cart {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl Drop for Cart {
    fn drop(&mut self) {
        ALIVE.fetch_sub(1, Ordering::SeqCst);
    }
}

#[feature_flag("slow", fallback = old_closed, shadow = pure)]
fn closed(_: &Cart) -> bool {
    drop(GATE.lock());
    true
}

fn old_closed(_: &Cart) -> bool {
    true
}

#[test]
fn a_full_queue_takes_no_more() {
    set_limits(Limits { waiting: 8, ..Limits::default() });
    let gate = GATE.lock().unwrap();
    let cart = Cart::new();
    let began = Instant::now();
    for _ in 0..1_000 {
        assert!(closed(&cart));
    }
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    // The caller's, the one that runs, the ones that wait.
    assert!(MOST_ALIVE.load(Ordering::SeqCst) <= 1 + 1 + 8);
    drop(gate);
    let seen = function("slow");
    assert!((8..=9).contains(&seen.pairs), "{seen:?}");
    assert_eq!(seen.pairs + seen.skipped, 1_000);
    assert_eq!(ALIVE.load(Ordering::SeqCst), 1);

    set_limits(Limits { workers: 0, ..Limits::default() });
    closed(&cart);
    assert_eq!(function("slow").skipped, seen.skipped + 1);

    // Two at a time.
    set_limits(Limits { workers: 2, ..Limits::default() });
    let gate = GATE.lock().unwrap();
    closed(&cart);
    closed(&cart);
    let end = Instant::now() + Duration::from_secs(60);
    while flagkit_shadow_threads() < 2 {
        assert!(Instant::now() < end, "one thread does the work of two");
        std::thread::yield_now();
    }
    drop(gate);
    assert_eq!(function("slow").pairs, seen.pairs + 2);
    assert_eq!(flags::SLOW.key(), "slow");
}

/// How many threads of this process are the shadows', where the system tells.
fn flagkit_shadow_threads() -> usize {
    let Ok(tasks) = std::fs::read_dir("/proc/self/task") else { return 2 };
    let names =
        tasks.filter_map(|task| std::fs::read_to_string(task.ok()?.path().join("comm")).ok());
    names.filter(|name| name.trim_end() == "flagkit-shadow").count()
}
