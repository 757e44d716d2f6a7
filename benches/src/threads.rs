//! Two threads on one flag against one thread: what is written to a shared cache line shows here.
//!
//! A round counts only if no thread stood in the queue for a core meanwhile, so that other programs are not taken for
//! a shared cache line. The control is a loop without a flag: what the machine gives two threads where nothing is shared.

use crate::Figure;
use crate::flags;
use crate::scheduler::Account;
use benches::crowd::{User, users};
use benches::report::{Budget, Report};
use benches::rounds::median;
use flagkit::feature_flag;
use std::hint::black_box;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Rounds that must count, and how many are tried for that at most.
const WANTED: usize = 60;
const TRIES: usize = 4_000;

/// A call that is made over and over.
type Call = fn(&User) -> usize;

/// How much more two threads must do than one.
const GAIN: f64 = 1.9;

static ON: AtomicBool = AtomicBool::new(true);

#[inline(never)]
fn old(user: &User) -> usize {
    user.key.len() ^ 1
}

#[inline(never)]
fn control(user: &User) -> usize {
    user.key.len()
}

#[inline(never)]
fn atomic(user: &User) -> usize {
    if !ON.load(Ordering::Relaxed) {
        return old(user);
    }
    user.key.len()
}

#[feature_flag("constant_on", fallback = old)]
#[inline(never)]
fn constant(user: &User) -> usize {
    user.key.len()
}

#[feature_flag("half", fallback = old, context = user)]
#[inline(never)]
fn percentage(user: &User) -> usize {
    user.key.len()
}

#[inline(never)]
fn handle(user: &User) -> usize {
    usize::from(flags::HALF.is_enabled_for(user))
}

/// Where threads wait for each other on their cores: one that sleeps there would begin late.
struct Start {
    missing: AtomicUsize,
}

impl Start {
    fn wait(&self) {
        self.missing.fetch_sub(1, Ordering::AcqRel);
        let begun = Instant::now();
        while self.missing.load(Ordering::Acquire) > 0 {
            if begun.elapsed() > Duration::from_millis(1) {
                // The other one may need this core to get here.
                thread::yield_now();
            }
        }
    }
}

/// When a thread began its calls and when it had made them; `None` if it had no core in between.
fn calls(users: &[User], calls: usize, start: &Start, call: Call) -> Option<(Instant, Instant)> {
    let call = black_box(call);
    let account = Account::of_this_thread();
    // Registers, and fills this thread's caches.
    for user in users {
        black_box(call(user));
    }
    start.wait();
    let waited = account.waited();
    let begun = Instant::now();
    for number in 0..calls {
        black_box(call(&users[number % users.len()]));
    }
    let ended = Instant::now();
    (account.waited() == waited).then_some((begun, ended))
}

/// Calls per nanosecond of this many threads together, from the first start to the last end.
fn throughput(threads: usize, number: usize, call: Call) -> Option<f64> {
    let start = Start { missing: AtomicUsize::new(threads) };
    let spans: Option<Vec<(Instant, Instant)>> = thread::scope(|scope| {
        // Each has its own users, as each request would.
        let spawn = |_| scope.spawn(|| calls(&users(), number, &start, call));
        let running: Vec<_> = (0..threads).map(spawn).collect();
        running.into_iter().map(|thread| thread.join().ok().flatten()).collect()
    });
    let spans = spans?;
    let begun = spans.iter().map(|span| span.0);
    let taken = spans.iter().map(|span| span.1).max()?.duration_since(begun.clone().min()?);
    // Side by side, or the round says nothing about sharing.
    if begun.clone().max()?.duration_since(begun.min()?) > taken / 50 {
        return None;
    }
    let taken = taken.as_nanos() as f64;
    Some((spans.len() * number) as f64 / taken)
}

pub(crate) fn figure() -> Figure {
    black_box(&ON);
    let competitors: [(&str, Call, usize, bool); 5] = [
        ("control: no flag", control, 800_000, false),
        ("AtomicBool", atomic, 800_000, false),
        ("constant, #[feature_flag]", constant, 800_000, true),
        ("percentage, #[feature_flag]", percentage, 60_000, true),
        ("percentage, handle", handle, 60_000, true),
    ];
    let mut gains: Vec<Vec<f64>> = competitors.iter().map(|_| Vec::new()).collect();
    for _ in 0..TRIES {
        for ((_, call, number, _), gains) in competitors.iter().zip(&mut gains) {
            let one = throughput(1, *number, *call);
            let two = throughput(2, *number, *call);
            gains.extend(one.zip(two).map(|(one, two)| two / one));
        }
        if gains.iter().all(|gains| gains.len() >= WANTED) {
            break;
        }
    }
    if let Some(few) = gains.iter().map(Vec::len).min().filter(|few| *few < WANTED / 4) {
        return Err(format!(
            "two threads had a core each in {few} of {TRIES} rounds; try again later"
        )
        .into());
    }
    let mut report =
        Report::new("two threads on one flag", &["two to one", "to control", "rounds"]);
    let control = median(gains[0].clone());
    for ((name, _, _, judged), gains) in competitors.iter().zip(&gains) {
        let gain = median(gains.clone());
        let budget = judged.then(|| Budget::at_least(gain, GAIN, " x"));
        let cells =
            [format!("{gain:.2}"), format!("{:.2}", gain / control), gains.len().to_string()];
        report.row(*name, cells, budget);
    }
    Ok(vec![report])
}
