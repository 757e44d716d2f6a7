//! Whether asking allocates, and how much memory a document takes: the allocator of this program counts.
//!
//! The counting costs the figures that allocate (`load`) a few nanoseconds per allocation, which is in their times.

use crate::Figure;
use crate::flags;
use crate::targeting;
use benches::crowd::{User, users};
use benches::report::{Budget, Report};
use flagkit::{EvaluationContext, feature_flag};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::hint::black_box;
use std::sync::atomic::{AtomicI64, Ordering};

thread_local! {
    /// Of this thread, so that a watching thread does not count.
    static ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

/// Bytes that are allocated now, by all threads.
static LIVE: AtomicI64 = AtomicI64::new(0);

struct Counting;

#[global_allocator]
static ALLOCATOR: Counting = Counting;

fn count(bytes: i64) {
    LIVE.fetch_add(bytes, Ordering::Relaxed);
    if bytes > 0 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
    }
}

// SAFETY: every call is passed on as it is; counting neither allocates nor unwinds, since the thread-local is
// initialised by a constant and has no destructor.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller keeps `alloc`'s contract.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        count(layout.size() as i64);
        // SAFETY: the caller keeps `alloc_zeroed`'s contract.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn realloc(&self, memory: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count(size as i64);
        count(-(layout.size() as i64));
        // SAFETY: the caller keeps `realloc`'s contract.
        unsafe { System.realloc(memory, layout, size) }
    }

    unsafe fn dealloc(&self, memory: *mut u8, layout: Layout) {
        count(-(layout.size() as i64));
        // SAFETY: the caller keeps `dealloc`'s contract.
        unsafe { System.dealloc(memory, layout) }
    }
}

/// Bytes that are allocated now.
pub(crate) fn live_bytes() -> i64 {
    LIVE.load(Ordering::Relaxed)
}

#[feature_flag("constant_on", fallback = plain)]
fn constant(user: &User) -> usize {
    user.key.len()
}

#[feature_flag("half", fallback = plain, context = user)]
fn percentage(user: &User) -> usize {
    user.key.len()
}

#[feature_flag("half", fallback = plain)]
fn ambient(user: &User) -> usize {
    user.key.len()
}

#[feature_flag("ranker", variants(semantic, hybrid = plain), fallback = plain)]
fn ranker(user: &User) -> usize {
    user.key.len()
}

fn plain(user: &User) -> usize {
    user.key.len() + 1
}

const CALLS: usize = 1_000;

fn per_call(users: &[User], call: impl Fn(&User) -> usize) -> f64 {
    // The first call registers the table and fills the thread's cache; a first scope enrols its cell.
    black_box(call(&users[0]));
    let before = ALLOCATIONS.get();
    for number in 0..CALLS {
        black_box(call(&users[number % users.len()]));
    }
    (ALLOCATIONS.get() - before) as f64 / CALLS as f64
}

pub(crate) fn figure() -> Figure {
    let users = users();
    let context = EvaluationContext::new("user-42").with("country", "KR");
    let override_ = flags::RANKER.serve(flags::Ranker::Hybrid);
    let rows = [
        ("constant, #[feature_flag]", per_call(&users, constant)),
        ("constant, handle", per_call(&users, |_| usize::from(flags::CONSTANT_OFF.is_enabled()))),
        ("percentage, #[feature_flag]", per_call(&users, percentage)),
        (
            "percentage, handle",
            per_call(&users, |user| usize::from(flags::HALF.is_enabled_for(user))),
        ),
        (
            "percentage, an EvaluationContext",
            per_call(&users, |_| usize::from(flags::HALF.is_enabled_for(&context))),
        ),
        ("percentage, no context: the fallback", per_call(&users, ambient)),
        ("variants, #[feature_flag]", per_call(&users, ranker)),
        ("percentage, derived context per call", per_call(&users, targeting::few)),
        ("rule of one condition", per_call(&users, targeting::korea)),
        ("three weighted variants", per_call(&users, targeting::ranking)),
        ("segment", per_call(&users, targeting::members)),
        ("10 rules of 3 conditions", per_call(&users, targeting::ten_rules)),
        ("variants, handle", per_call(&users, |_| flags::RANKER.variant() as usize)),
        ("percentage, inside a scope", flagkit::scope(&context, || per_call(&users, ambient))),
        (
            "variants that ask, inside an override",
            flagkit::testing::with(override_, || per_call(&users, ranker)),
        ),
        (
            "entering a scope and asking in it",
            per_call(&users, |user| flagkit::scope(user, || ambient(user))),
        ),
        (
            "entering a scope in a scope",
            flagkit::scope(&context, || {
                per_call(&users, |user| flagkit::scope(user, || ambient(user)))
            }),
        ),
    ];
    let mut report = Report::new("allocations", &["per call"]);
    for (name, allocations) in rows {
        let budget = Budget::at_most(allocations, 0.0, "");
        report.row(name, [format!("{allocations}")], Some(budget));
    }
    Ok(vec![report])
}
