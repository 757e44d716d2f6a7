//! The threads that run shadows, and the queue before them.
//!
//! What a job is, `trial` knows. Law: nothing of the program's runs under the lock, whoever offers a job never waits for
//! one, and a job that hangs costs one thread and not the shadows after it.
//!
//! Nobody watches a job. Whoever offers the next one, or reads figures, finds those that are overdue: while nobody
//! comes, nobody is held up.

use super::ledger::Shadowed;
use super::trial::Side;
use crate::news::News;
use crate::sync::{AtomicBool, AtomicU8, AtomicU64, Mutex, Ordering};
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
// Not from `crate::sync`: this is no part of the publishing protocol.
use std::sync::{Arc, Condvar, OnceLock};
use std::task::Waker;
use std::time::{Duration, Instant};

/// How many threads may hang before nothing is shadowed any more.
const MOST_LOST: usize = 4;

/// For how long a thread waits for the next job.
const IDLE: Duration = Duration::from_secs(10);

static CREW: Mutex<Crew> = Mutex::new(Crew {
    limits: Limits { workers: 1, waiting: 64, patience: Duration::from_secs(10) },
    waiting: VecDeque::new(),
    running: Vec::new(),
    workers: 0,
    idle: 0,
    lost: 0,
    told: false,
});
/// Rings when there is a job.
static WORK: Condvar = Condvar::new();
/// Rings when a job is over.
static OVER: Condvar = Condvar::new();

/// How much of the process shadows may take.
///
/// ```
/// use flagkit::shadow::{self, Limits};
/// use std::time::Duration;
///
/// shadow::set_limits(Limits { workers: 2, patience: Duration::from_secs(2), ..Limits::default() });
/// # shadow::set_limits(Limits::default());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// How many jobs run at a time, each on a thread of its own. 1 by default; with 0 nothing is shadowed.
    pub workers: usize,
    /// How many jobs, each with its cloned arguments, may wait. 64 by default.
    pub waiting: usize,
    /// For how long one arm may run until it counts as hanging. 10 seconds by default.
    pub patience: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { workers: 1, waiting: 64, patience: Duration::from_secs(10) }
    }
}

/// Sets how much of the process shadows may take from now on.
///
/// ```
/// use flagkit::shadow::{Limits, set_limits};
/// set_limits(Limits { waiting: 16, ..Limits::default() });
/// # set_limits(Limits::default());
/// ```
pub fn set_limits(limits: Limits) {
    let mut crew = CREW.lock();
    crew.limits = limits;
    // Where there is to be no thread, nobody would ever come for them.
    let dropped =
        if limits.workers == 0 { std::mem::take(&mut crew.waiting) } else { VecDeque::new() };
    drop(crew);
    WORK.notify_all();
    dropped.into_iter().for_each(Task::skip);
}

/// Waits until no shadow waits or runs, for a test or before a program ends; whether that came to be in time.
///
/// A function that hangs counts as over once it was given up.
///
/// ```
/// use std::time::Duration;
/// assert!(flagkit::shadow::settle(Duration::from_secs(5)));
/// ```
#[must_use = "it may not have settled in time"]
pub fn settle(timeout: Duration) -> bool {
    let end = Instant::now().checked_add(timeout);
    loop {
        give_up_overdue();
        let crew = CREW.lock();
        if crew.waiting.is_empty() && crew.running.is_empty() {
            return true;
        }
        let left = end.map_or(timeout, |end| end.saturating_duration_since(Instant::now()));
        if left.is_zero() {
            return false;
        }
        // Not for long: nobody rings when a job becomes overdue.
        drop(OVER.wait_timeout(crew, left.min(Duration::from_millis(20))));
    }
}

struct Crew {
    limits: Limits,
    waiting: VecDeque<Task>,
    running: Vec<Arc<Running>>,
    /// Threads that are not lost.
    workers: usize,
    /// Those of them that wait for a job.
    idle: usize,
    /// Threads whose jobs hang.
    lost: usize,
    /// That shadowing has stopped was told.
    told: bool,
}

/// What a thread does for a job.
type Work = Box<dyn FnOnce(&Arc<Running>) + Send>;

/// A job in the queue.
pub(crate) struct Task {
    pub(crate) shadowed: &'static Shadowed,
    pub(crate) work: Work,
}

impl Task {
    /// Counts it as one that did not run. The arguments may panic when they are dropped.
    fn skip(self) {
        self.shadowed.skip();
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(self.work))) {
            super::trial::forget(payload);
        }
    }
}

/// A job that runs, as others see it.
pub(crate) struct Running {
    shadowed: &'static Shadowed,
    /// What runs: 0 nothing of either arm, else the side and one.
    side: AtomicU8,
    /// Since when, in nanoseconds of [`now`].
    since: AtomicU64,
    /// Whoever comes first, the job that ends or somebody who finds it overdue, tells of it.
    closed: AtomicBool,
    /// The future that runs is to end.
    expired: AtomicBool,
    /// How to reach the future that runs.
    waker: Mutex<Option<Waker>>,
}

/// Nanoseconds since the first call.
fn now() -> u64 {
    static BEGIN: OnceLock<Instant> = OnceLock::new();
    u64::try_from(BEGIN.get_or_init(Instant::now).elapsed().as_nanos()).unwrap_or(u64::MAX)
}

// ORDERING: a side and its beginning are read by who looks for what is overdue, where either may be a moment old;
// `closed` is a message by itself.
impl Running {
    fn new(shadowed: &'static Shadowed) -> Self {
        Self {
            shadowed,
            side: AtomicU8::new(0),
            since: AtomicU64::new(now()),
            closed: AtomicBool::new(false),
            expired: AtomicBool::new(false),
            waker: Mutex::new(None),
        }
    }

    /// Marks what runs from now on.
    pub(crate) fn turn_to(&self, side: Option<Side>) {
        self.since.store(now(), Ordering::Relaxed);
        self.expired.store(false, Ordering::Relaxed);
        self.side.store(side.map_or(0, |side| side as u8 + 1), Ordering::Relaxed);
    }

    fn side(&self) -> Option<Side> {
        match self.side.load(Ordering::Relaxed) {
            0 => None,
            1 => Some(Side::Old),
            _ => Some(Side::New),
        }
    }

    /// Whether it is the caller who tells what became of the job.
    pub(crate) fn close(&self) -> bool {
        !self.closed.swap(true, Ordering::Relaxed)
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.closed.load(Ordering::Relaxed)
    }

    /// How to reach the future that runs, or `None` when it is over.
    pub(crate) fn set_waker(&self, waker: Option<Waker>) {
        let former = std::mem::replace(&mut *self.waker.lock(), waker);
        drop(former);
    }

    /// Whether the future that runs is to end: somebody found it overdue, or it is.
    pub(crate) fn is_expired(&self) -> bool {
        self.expired.load(Ordering::Relaxed) || self.age() > patience()
    }

    fn age(&self) -> Duration {
        Duration::from_nanos(now().saturating_sub(self.since.load(Ordering::Relaxed)))
    }
}

/// For how long one arm may run.
pub(crate) fn patience() -> Duration {
    CREW.lock().limits.patience
}

/// Whether a job would be taken now. Whoever finds overdue ones gives them up.
pub(crate) fn has_room() -> bool {
    give_up_overdue();
    CREW.lock().has_room()
}

/// Puts a job into the queue, unless there is no room, or no thread.
pub(crate) fn hire(task: Task) -> Result<(), Task> {
    let mut crew = CREW.lock();
    if !crew.has_room() {
        return Err(task);
    }
    crew.waiting.push_back(task);
    // One that was woken counts as idle until it has the lock.
    if crew.idle >= crew.waiting.len() {
        WORK.notify_one();
        return Ok(());
    }
    if crew.workers >= crew.limits.workers || crew.start() || crew.workers > 0 {
        return Ok(());
    }
    // Nobody will ever come for it.
    let task = crew.waiting.pop_back();
    drop(crew);
    task.map_or(Ok(()), Err)
}

impl Crew {
    fn has_room(&self) -> bool {
        self.limits.workers > 0 && self.waiting.len() < self.limits.waiting && self.lost < MOST_LOST
    }

    /// Starts a thread; whether the operating system let us.
    fn start(&mut self) -> bool {
        let started =
            std::thread::Builder::new().name("flagkit-shadow".to_owned()).spawn(work).is_ok();
        self.workers += usize::from(started);
        started
    }
}

/// The life of a thread.
fn work() {
    let mut crew = CREW.lock();
    loop {
        if crew.workers > crew.limits.workers {
            crew.workers -= 1;
            return;
        }
        let Some(task) = crew.waiting.pop_front() else {
            crew.idle += 1;
            let (woken, wait) =
                WORK.wait_timeout(crew, IDLE).unwrap_or_else(|poisoned| poisoned.into_inner());
            crew = woken;
            crew.idle -= 1;
            if wait.timed_out() && crew.waiting.is_empty() {
                crew.workers -= 1;
                return;
            }
            continue;
        };
        let running = Arc::new(Running::new(task.shadowed));
        crew.running.push(Arc::clone(&running));
        drop(crew);
        if let Err(payload) = catch_unwind(AssertUnwindSafe(|| (task.work)(&running))) {
            super::trial::forget(payload);
        }
        crew = CREW.lock();
        let place = crew.running.iter().position(|known| Arc::ptr_eq(known, &running));
        match place {
            Some(place) => {
                crew.running.swap_remove(place);
            }
            // It was given up, and another thread stands in its place.
            None => {
                crew.lost -= 1;
                crew.told = false;
                return;
            }
        }
        if crew.waiting.is_empty() {
            OVER.notify_all();
        }
    }
}

/// Ends the futures that are overdue, and gives up the threads whose jobs do not come to an end.
pub(crate) fn give_up_overdue() {
    let mut crew = CREW.lock();
    if crew.running.is_empty() {
        return;
    }
    let patience = crew.limits.patience;
    let overdue: Vec<_> =
        crew.running.iter().filter(|running| running.age() > patience).cloned().collect();
    if overdue.is_empty() {
        return;
    }
    let mut woken = Vec::new();
    let mut lost = Vec::new();
    for running in overdue {
        let waker = running.waker.lock().take();
        // A future may end by itself when it is polled; one that does not yield is like a function.
        if waker.is_some()
            || (running.expired.load(Ordering::Relaxed) && running.age() < 2 * patience)
        {
            running.expired.store(true, Ordering::Relaxed);
            woken.extend(waker);
            continue;
        }
        crew.running.retain(|known| !Arc::ptr_eq(known, &running));
        crew.workers -= 1;
        crew.lost += 1;
        lost.push(running);
    }
    if !crew.waiting.is_empty() && crew.workers < crew.limits.workers && crew.lost < MOST_LOST {
        crew.start();
    }
    let stopped = crew.lost >= MOST_LOST && !std::mem::replace(&mut crew.told, true);
    let dropped = if stopped { std::mem::take(&mut crew.waiting) } else { VecDeque::new() };
    drop(crew);
    OVER.notify_all();
    woken.into_iter().for_each(Waker::wake);
    for running in lost {
        if running.close() {
            running.shadowed.hung(running.side());
        }
    }
    dropped.into_iter().for_each(Task::skip);
    if stopped {
        let mut news = News::default();
        news.error(format!(
            "{MOST_LOST} shadowed calls hang, so nothing is shadowed any more until one of them ends; \
             `flagkit::shadow::figures()` tells whose they are"
        ));
        news.write_aside();
    }
}
