//! Whatever the new code does, its caller gets what the old code returns, and at once.

// The functions are such as people write.
#![allow(clippy::needless_pass_by_value)]

use flagkit::feature_flag;
use shadows::{flags, function, until_pairs};
use std::panic::catch_unwind;
use std::sync::atomic::{AtomicU32, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// What a caller may wait, on a busy machine, for a function that does nothing.
const AT_ONCE: Duration = Duration::from_millis(900);

#[feature_flag("equal", fallback = old_sum, shadow = pure)]
fn sum(numbers: &[u32]) -> u32 {
    numbers.iter().rev().sum()
}

fn old_sum(numbers: &[u32]) -> u32 {
    numbers.iter().sum()
}

#[test]
fn both_arms_run_in_both_orders_and_agree() {
    until_pairs("equal", 40, || assert_eq!(sum(&[1, 2, 3]), 6));
    let seen = function("equal");
    assert_eq!((seen.matches, seen.mismatches), (seen.pairs, 0));
    // One of 2^39 runs has no change in the order.
    assert!(0 < seen.old_ran_first && seen.old_ran_first < seen.pairs, "{seen:?}");
    assert!(seen.old_nanos > 0 && seen.new_nanos > 0);
    assert_eq!((seen.astray, seen.skipped, seen.not_compared), (0, 0, 0));
}

#[feature_flag("different", fallback = old_length, shadow = pure)]
fn length(text: &str) -> usize {
    text.len()
}

fn old_length(text: &str) -> usize {
    text.chars().count()
}

#[test]
fn a_difference_is_counted_and_not_served() {
    until_pairs("different", 2, || assert_eq!(length("été"), 3));
    assert_eq!(length("ete"), 3);
    let seen = function("different");
    assert_eq!((seen.pairs, seen.mismatches, seen.matches), (3, 2, 1));
    // Nobody asked for it.
    assert!(seen.samples.is_empty());
    let told = shadows::figures("different").unwrap().to_string();
    assert!(told.starts_with("`different`: shadow: 3 pairs, 2 mismatches"), "{told}");
}

#[feature_flag("slow", fallback = old_wait, shadow = pure)]
fn wait(_: u8) -> &'static str {
    thread::sleep(Duration::from_secs(2));
    "done"
}

fn old_wait(_: u8) -> &'static str {
    "done"
}

#[test]
fn new_code_that_sleeps_keeps_nobody_waiting() {
    let began = Instant::now();
    assert_eq!(wait(1), "done");
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    let seen = function("slow");
    assert_eq!((seen.pairs, seen.matches, seen.new_slower), (1, 1, 1));
    assert!(seen.new_nanos > 1_900_000_000 && seen.old_nanos < 900_000_000, "{seen:?}");
}

#[feature_flag("panicking", fallback = old_half, shadow = pure)]
fn half(number: u32) -> u32 {
    assert!(number.is_multiple_of(2), "{number} is odd");
    number / 2
}

fn old_half(number: u32) -> u32 {
    number / 2
}

#[test]
fn a_panic_stays_in_the_shadow() {
    until_pairs("panicking", 20, || assert_eq!(catch_unwind(|| half(7)).unwrap(), 3));
    assert_eq!(half(8), 4);
    let figures = shadows::figures("panicking").unwrap();
    let seen = &figures.functions[0];
    assert_eq!((seen.pairs, seen.new_failed_alone, seen.new_panics), (21, 20, 20));
    assert_eq!((seen.matches, seen.old_panics), (1, 0));
    assert!(figures.failures.would_be_stopped, "{figures}");
    assert!(figures.to_string().ends_with("new code failed alone 20 times: would be stopped"));
}

#[feature_flag("erring", fallback = old_parse, shadow = pure)]
fn parse(text: String) -> Result<u32, std::num::ParseIntError> {
    text.parse()
}

fn old_parse(text: String) -> Result<u32, std::num::ParseIntError> {
    text.trim().parse()
}

#[test]
fn an_error_is_a_failure_and_so_are_two() {
    for (text, expected) in [("7", Some(7)), (" 7", Some(7)), ("x", None)] {
        assert_eq!(parse(text.to_owned()).ok(), expected);
        assert!(flagkit::shadow::settle(Duration::from_secs(60)));
    }
    let seen = function("erring");
    assert_eq!((seen.pairs, seen.matches, seen.new_failed_alone), (3, 1, 1));
    assert_eq!((seen.both_failed, seen.mismatches), (1, 0));
}

#[feature_flag("adverse", fallback = old_status, shadow = pure, adverse = is_server_error)]
fn status(path: String) -> u16 {
    if path.contains('/') { 500 } else { 200 }
}

fn old_status(path: String) -> u16 {
    if path.is_empty() { 503 } else { 200 }
}

fn is_server_error(status: &u16) -> bool {
    *status >= 500
}

#[test]
fn what_is_a_failure_the_function_may_say() {
    for (path, expected) in [("a", 200), ("a/b", 200), ("", 503)] {
        assert_eq!(status(path.to_owned()), expected);
        assert!(flagkit::shadow::settle(Duration::from_secs(60)));
    }
    let seen = function("adverse");
    assert_eq!((seen.pairs, seen.new_failed_alone, seen.old_failed_alone), (3, 1, 1));
}

#[feature_flag("greedy", fallback = old_first, shadow = pure)]
fn first(seed: u8) -> u8 {
    // A quarter of a gigabyte, touched.
    let filled = vec![seed; 256 << 20];
    filled.last().copied().unwrap_or(seed)
}

fn old_first(seed: u8) -> u8 {
    seed
}

#[test]
fn memory_that_new_code_takes_is_no_callers() {
    let began = Instant::now();
    assert_eq!(first(3), 3);
    assert!(began.elapsed() < AT_ONCE, "{:?}", began.elapsed());
    assert_eq!(function("greedy").matches, 1);
}

static INNER_CALLS: AtomicU32 = AtomicU32::new(0);

#[feature_flag("outer", fallback = old_outer, shadow = pure)]
fn outer(number: u32) -> u32 {
    inner(number) + 1
}

fn old_outer(number: u32) -> u32 {
    inner(number) + 1
}

#[feature_flag("inner", otherwise = { INNER_CALLS.fetch_add(1, Ordering::Relaxed); number }, shadow = pure)]
fn inner(number: u32) -> u32 {
    number
}

#[test]
fn a_shadow_casts_none() {
    until_pairs("outer", 1, || assert_eq!(outer(1), 2));
    // Once for the caller, and once in each arm of the outer function's shadow, where the flag of the inner one serves
    // the old code; and once in the shadow of the caller's inner call.
    assert_eq!((function("outer").pairs, function("inner").pairs), (1, 1));
    assert_eq!(INNER_CALLS.load(Ordering::Relaxed), 4);
}

#[feature_flag("rescued", fallback = old_rescued, on_panic = fallback, on_error = fallback, shadow = pure)]
fn rescued(number: u32) -> Result<u32, String> {
    match number {
        0 => panic!("zero"),
        1 => Err("one".to_owned()),
        _ => Ok(number),
    }
}

fn old_rescued(number: u32) -> Result<u32, String> {
    Ok(number)
}

#[test]
fn nobody_rescues_a_shadow() {
    for number in 0..3 {
        assert_eq!(rescued(number), Ok(number));
        assert!(flagkit::shadow::settle(Duration::from_secs(60)));
    }
    let seen = function("rescued");
    assert_eq!((seen.new_failed_alone, seen.new_panics, seen.matches), (2, 1, 1));
    let site = flagkit::callsites().into_iter().find(|site| site.key() == "rescued").unwrap();
    assert_eq!(site.rescued(), 0);
    flagkit::testing::with(flags::RESCUED.on(), || assert_eq!(rescued(0), Ok(0)));
    assert_eq!(site.rescued(), 1);
}

/// Panics when it is told to.
struct Touchy {
    clone: bool,
    drop: bool,
}

impl Clone for Touchy {
    fn clone(&self) -> Self {
        assert!(!self.clone, "a clone that panics");
        Self { ..*self }
    }
}

impl Drop for Touchy {
    fn drop(&mut self) {
        // The caller's own is dropped on the caller's thread.
        let is_shadow = thread::current().name() == Some("flagkit-shadow");
        assert!(!(self.drop && is_shadow && !thread::panicking()), "a drop that panics");
    }
}

#[feature_flag("drops", fallback = old_touch, shadow = pure, compare = always)]
fn touch(touchy: &Touchy) -> Touchy {
    Touchy { ..*touchy }
}

fn old_touch(touchy: &Touchy) -> Touchy {
    Touchy { ..*touchy }
}

fn always(_: &Touchy, _: &Touchy) -> bool {
    true
}

#[test]
fn clones_and_drops_that_panic_reach_nobody() {
    touch(&Touchy { clone: true, drop: false });
    assert_eq!((function("drops").pairs, function("drops").skipped), (0, 1));
    touch(&Touchy { clone: false, drop: true });
    touch(&Touchy { clone: false, drop: false });
    let seen = function("drops");
    assert_eq!((seen.pairs, seen.matches), (2, 2));
}
