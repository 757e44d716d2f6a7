//! `async fn`s: driven on the shadow's thread, by their runtime where they need it. One test, since whoever drives them
//! does so for the whole process.

use flagkit::shadow::{Limits, run_futures_with, set_limits, settle};
use flagkit::{EvaluationContext, InFlagScope as _, feature_flag};
use shadows::{flags, function};
use std::future::Future;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

#[feature_flag("equal", fallback = old_paused, shadow = pure)]
async fn paused(number: &u32) -> u32 {
    pause().await;
    *number
}

async fn old_paused(number: &u32) -> u32 {
    *number
}

/// Pending once, and woken by another thread.
async fn pause() {
    let mut is_first = true;
    std::future::poll_fn(|context| {
        if !std::mem::take(&mut is_first) {
            return std::task::Poll::Ready(());
        }
        let waker = context.waker().clone();
        std::thread::spawn(move || waker.wake());
        std::task::Poll::Pending
    })
    .await;
}

#[feature_flag("slow", fallback = old_timed, shadow = pure)]
async fn timed(millis: u64) -> u64 {
    tokio::time::sleep(Duration::from_millis(millis)).await;
    millis
}

async fn old_timed(millis: u64) -> u64 {
    millis
}

static DROPPED: AtomicBool = AtomicBool::new(false);

struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        DROPPED.store(true, Ordering::Relaxed);
    }
}

#[feature_flag("erring", fallback = old_never_woken, shadow = pure)]
async fn never_woken() -> u8 {
    let _held = Held;
    std::future::pending().await
}

async fn old_never_woken() -> u8 {
    1
}

#[feature_flag("panicking", fallback = old_panics, shadow = pure)]
async fn panics(number: u8) -> u8 {
    pause().await;
    assert!(number > 1, "one is too small");
    number
}

async fn old_panics(number: u8) -> u8 {
    number
}

/// What the flag `half` says inside.
#[feature_flag("different", fallback = old_asked, shadow = pure)]
async fn asked() -> bool {
    pause().await;
    !flags::HALF.is_enabled()
}

async fn old_asked() -> bool {
    flags::HALF.is_enabled()
}

#[async_trait::async_trait]
trait Shop {
    async fn price(&self, items: u32) -> u32;
}

#[derive(Clone)]
struct Corner(u32);

#[async_trait::async_trait]
impl Shop for Corner {
    #[feature_flag("forms", otherwise = items * self.0, shadow = pure)]
    async fn price(&self, items: u32) -> u32 {
        pause().await;
        (0..items).map(|_| self.0).sum()
    }
}

struct Native;

trait NativeShop {
    fn price(&self, items: u32) -> impl Future<Output = u32>;
}

impl Clone for Native {
    fn clone(&self) -> Self {
        Self
    }
}

impl NativeShop for Native {
    #[feature_flag("greedy", otherwise = items, shadow = pure)]
    async fn price(&self, items: u32) -> u32 {
        pause().await;
        items
    }
}

fn settled() {
    assert!(settle(Duration::from_secs(60)));
}

#[test]
fn futures_are_driven_and_dropped() {
    set_limits(Limits { patience: Duration::from_secs(1), ..Limits::default() });
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(1)
        .enable_time()
        .build()
        .unwrap();
    // A shadow changes nothing about who may poll the function's own future.
    assert_eq!(runtime.block_on(runtime.spawn(async { paused(&1).await })).unwrap(), 1);
    settled();
    assert_eq!(function("equal").matches, 1);

    // There is no runtime on the shadow's thread, so a timer panics.
    runtime.block_on(async { assert_eq!(timed(1).await, 1) });
    settled();
    assert_eq!((function("slow").new_panics, function("slow").pairs), (1, 1));

    endless_is_dropped(&runtime);
    let handle = runtime.handle().clone();
    run_futures_with(move |future| handle.block_on(future));
    endless_is_dropped(&runtime);
    assert_eq!((function("erring").new_hangs, function("erring").new_failed_alone), (2, 2));

    runtime.block_on(async { assert_eq!(timed(20).await, 20) });
    settled();
    let seen = function("slow");
    assert_eq!((seen.matches, seen.pairs, seen.new_slower), (1, 2, 1));
    assert!(seen.new_nanos > 20_000_000, "{seen:?}");

    runtime.block_on(async { assert_eq!((panics(1).await, panics(2).await), (1, 2)) });
    settled();
    assert_eq!((function("panicking").new_panics, function("panicking").matches), (1, 1));

    runtime.block_on(async {
        for user in 0..10 {
            let user = EvaluationContext::new(format!("user-{user}"));
            let half = flags::HALF.is_enabled_for(&user);
            assert_eq!(asked().in_flag_scope(user).await, half);
        }
    });
    settled();
    assert_eq!(function("different").mismatches, 10, "each is asked for its own user");

    assert_eq!(runtime.block_on(Corner(3).price(2)), 6);
    assert_eq!(runtime.block_on(Native.price(2)), 2);
    settled();
    assert_eq!((function("forms").matches, function("greedy").matches), (1, 1));

    // A driver that does not drive.
    run_futures_with(|_| ());
    runtime.block_on(async { assert_eq!(paused(&1).await, 1) });
    settled();
    assert_eq!((function("equal").pairs, function("equal").astray), (1, 1));
}

fn endless_is_dropped(runtime: &tokio::runtime::Runtime) {
    DROPPED.store(false, Ordering::Relaxed);
    let began = Instant::now();
    assert_eq!(runtime.block_on(never_woken()), 1);
    assert!(began.elapsed() < Duration::from_millis(900), "{:?}", began.elapsed());
    settled();
    assert!(DROPPED.load(Ordering::Relaxed));
}
