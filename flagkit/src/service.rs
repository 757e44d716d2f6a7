//! The one thread of flagkit, and the reconcile that it, `tick` and `reload` share.
//!
//! It knows when to look and what to do with a refusal; where the document is belongs to `source`,
//! what it means to `publisher`, and what is told about it to `health`.
//!
//! # The law
//!
//! Whoever wakes the thread, the same thing happens: *reconcile*. Listen, load, offer; nothing else decides.
//! Events only make it happen sooner, so an event that is lost, doubled or wrong costs time and nothing else.
//!
//! The guards are looked at by the same thread, twice a second and apart from the document; a verdict rings the same bell,
//! to be written down and told.
//!
//! A save is rarely one step. After a ring the thread waits until the document has stood still for [`QUIET`],
//! and a version that is refused is not reported before it has been so for [`PATIENCE`]:
//! who truncates a file and writes it anew, or deletes it and creates it, is not told about the moment between.
//! Meanwhile the last good snapshot stands, as it does afterwards.
//! The same goes for a file of ids that the document names: it is looked at with the document, as a part of it.
//!
//! Nobody may wait for [`DESK`] while holding a lock of the publisher; the other way round is the rule.
//! Nothing is logged under it: a logger may wait for a lock of its own whose holder waits for the desk.

use crate::Error;
use crate::guard;
use crate::logging::{error, warning};
use crate::news::News;
use crate::publisher::{self, Patience, Verdict};
use crate::source::{Bell, Reading, Source};
use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
// Not from `crate::sync`: this is no part of the publishing protocol, and loom has no `const` constructors.
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

/// How long a document must stand still before it is read.
const QUIET: Duration = Duration::from_millis(20);

/// How often it is looked at meanwhile; a wake-up often comes in the middle of a save.
const GLANCE: Duration = Duration::from_millis(5);

/// When a document that never stands still is read all the same.
const NOISE_CAP: Duration = Duration::from_millis(500);

/// How often a document is looked at that nobody reports as changed.
const TICK: Duration = Duration::from_secs(5);

/// The same, while changes may pass unheard.
const POLL: Duration = Duration::from_secs(1);

/// How often a refused document is looked at until it is reported.
const RETRY: Duration = Duration::from_millis(50);

/// For how long a document may be refused before that is reported.
const PATIENCE: Duration = Duration::from_secs(1);

/// The same, when every look finds another refused version.
const PATIENCE_CAP: Duration = Duration::from_secs(3);

/// How far the clock of a file system may lag behind the system's.
const CLOCK_TICK: Duration = Duration::from_millis(10);

static BELL: Bell = Bell::new();

/// The thread is there, which stays so.
static RUNS: AtomicBool = AtomicBool::new(false);

static DESK: Mutex<Desk> = Mutex::new(Desk { watched: None, thread: Thread::None });
static STATUS: Mutex<ServiceStatus> =
    Mutex::new(ServiceStatus { watching: false, polling: None, panics: 0 });

thread_local! {
    /// This thread reconciles. A logger that it calls may call back, and must not wait for its own lock.
    static RECONCILING: Cell<bool> = const { Cell::new(false) };
}

/// What `health` tells about watching.
#[derive(Clone, Debug)]
pub(crate) struct ServiceStatus {
    /// A guard is alive.
    pub(crate) watching: bool,
    /// Why a change is noticed by looking instead of by an event, if it is.
    pub(crate) polling: Option<String>,
    /// How many reconciles ended in a panic.
    pub(crate) panics: u64,
}

/// Who reconciles a watched document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Driver {
    /// The thread.
    Thread,
    /// The host, through `tick`.
    Host,
}

/// What is reconciled. Held for a whole reconcile, so that who asks for one finds its effect.
struct Desk {
    watched: Option<Watched>,
    thread: Thread,
}

enum Thread {
    None,
    Runs,
    /// The operating system said no, with this reason.
    Refused(String),
}

struct Watched {
    source: Box<dyn Source>,
    guards: usize,
    driver: Driver,
    began: SystemTime,
    doubt: Option<Doubt>,
}

/// A refused version that is not reported yet.
#[derive(Clone, Copy)]
struct Doubt {
    since: Instant,
    newest: Instant,
}

impl Doubt {
    fn is_over(self, now: Instant) -> bool {
        now.saturating_duration_since(self.newest) >= PATIENCE || self.is_capped(now)
    }

    fn is_capped(self, now: Instant) -> bool {
        now.saturating_duration_since(self.since) >= PATIENCE_CAP
    }
}

/// Why somebody looks.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Occasion {
    /// The bell rang.
    Event,
    /// It was time to.
    Tick,
    /// Somebody insists: load whatever is there, and report it even if it may be half of something good.
    Request,
}

impl Occasion {
    fn name(self) -> &'static str {
        match self {
            Self::Event => "an event",
            Self::Tick => "a tick",
            Self::Request => "request",
        }
    }
}

/// A snapshot of what `health` tells.
pub(crate) fn status() -> ServiceStatus {
    lock(&STATUS).clone()
}

/// Watches `source`, or counts one more guard if a source of this origin is watched already.
///
/// Returns after the first load.
///
/// # Errors
///
/// When another origin is watched: a process has one document.
pub(crate) fn enlist(source: Box<dyn Source>, driver: Driver) -> Result<(), Error> {
    if RECONCILING.get() {
        return Err(Error::watch(
            "a logger that is being written to by flagkit cannot start it; do it in `main`",
        ));
    }
    let mut desk = lock(&DESK);
    if let Some(watched) = &mut desk.watched {
        if watched.source.origin() != source.origin() {
            return Err(Error::watch(format!(
                "`{}` beside `{}`; a process has one document, so drop the other guard first",
                source.origin(),
                watched.source.origin(),
            )));
        }
        watched.guards += 1;
        if driver == Driver::Thread {
            // Whoever wants the thread gets it, for everybody.
            watched.driver = driver;
            start(&mut desk.thread);
        }
        return Ok(());
    }
    if driver == Driver::Thread {
        // Before the first look, which asks for file notifications only if there is a thread to hear them.
        start(&mut desk.thread);
    }
    let beginning = format!("watching `{}`", source.origin());
    let began = SystemTime::now().checked_sub(CLOCK_TICK).unwrap_or(SystemTime::UNIX_EPOCH);
    desk.watched = Some(Watched { source, guards: 1, driver, began, doubt: None });
    lock(&STATUS).watching = true;
    let mut news = News::default();
    news.info(beginning);
    guarded(|| reconcile(&mut desk, Occasion::Request, &mut news));
    drop(desk);
    guarded(|| news.write());
    Ok(())
}

/// Counts one guard out. After the last one the source is forgotten; what it published stands.
pub(crate) fn release() {
    if RECONCILING.get() {
        // A guard that dies inside a logger leaves its watch behind, which is better than a thread stuck for ever.
        warning!("a guard was dropped by a logger or hook; the document stays watched");
        return;
    }
    let mut desk = lock(&DESK);
    let Some(watched) = &mut desk.watched else { return };
    watched.guards = watched.guards.saturating_sub(1);
    if watched.guards > 0 {
        return;
    }
    let mut news = News::default();
    // A guard that was not bound to a name is dropped at once, and nothing else would tell.
    news.info(format!(
        "watching `{}` ended with its last guard; the flags in force stand",
        watched.source.origin()
    ));
    desk.watched = None;
    {
        let mut status = lock(&STATUS);
        status.watching = false;
        status.polling = None;
    }
    drop(desk);
    guarded(|| news.write());
}

/// Looks whether the watched file changed, and lets waiting flags become constant, on the calling thread.
///
/// A program that watches with [`watch`](crate::watch()) need not call it.
/// It is for a host that forbids threads, see [`watch_by_tick`](crate::watch_by_tick):
/// a few times a second is plenty, and costs a few system calls.
///
/// A version that cannot be used is reported only once it has been so for a second, as it may be half a save.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch_by_tick("flags.json")?;
/// flagkit::tick(); // in the host's own loop
/// # Ok(())
/// # }
/// ```
pub fn tick() {
    look(Occasion::Tick);
    look_at_guards();
}

/// Reads the watched file again now, whether it seems changed or not, and returns when it is in effect.
///
/// For a deployment hook or a test that does not want to wait for the wake-up.
/// A file that cannot be used is reported at once, without the second of patience that [`tick`] has;
/// [`health`](crate::health()) tells the outcome. Without a watched file it does nothing.
///
/// ```
/// # fn main() -> Result<(), flagkit::Error> {
/// let _watch = flagkit::watch("flags.json")?;
/// flagkit::reload();
/// # Ok(())
/// # }
/// ```
pub fn reload() {
    look(Occasion::Request);
}

fn look(occasion: Occasion) {
    if RECONCILING.get() {
        return;
    }
    let mut news = News::default();
    {
        let mut desk = lock(&DESK);
        guarded(|| reconcile(&mut desk, occasion, &mut news));
    }
    guarded(|| news.write());
}

/// Starts the thread for what is done by time alone, unless the host has asked for none.
pub(crate) fn start_for_guards() {
    if RECONCILING.get() {
        return;
    }
    let mut desk = lock(&DESK);
    if desk.watched.as_ref().is_none_or(|watched| watched.driver == Driver::Thread) {
        start(&mut desk.thread);
    }
}

/// Has the thread look soon, at guards and all else; says whether there is one.
pub(crate) fn wake() -> bool {
    let runs = RUNS.load(Ordering::Relaxed);
    if runs {
        BELL.ring();
    }
    runs
}

/// Has the guards judge what they judge by time, and tells what they found.
fn look_at_guards() {
    if RECONCILING.get() {
        return;
    }
    guarded(guard::look);
    // Apart, since a hook may do anything that a program may, this included.
    guard::hear();
}

fn reconcile(desk: &mut Desk, occasion: Occasion, news: &mut News) {
    publisher::settle();
    look_at_source(desk, occasion, news);
    // Last: freeing what was replaced would only delay what replaces it.
    publisher::sweep();
}

fn look_at_source(desk: &mut Desk, occasion: Occasion, news: &mut News) {
    let Some(watched) = &mut desk.watched else { return };
    note_mode(watched, &desk.thread, news);
    let now = Instant::now();
    let doubt = watched.doubt;
    if occasion == Occasion::Request {
        watched.source.forget();
    }
    if let Some(reading) = watched.source.load() {
        let insist =
            occasion == Occasion::Request || doubt.is_some_and(|doubt| doubt.is_capped(now));
        let patience = if insist { Patience::Final } else { Patience::Quick };
        offer(watched, reading, patience, occasion, news);
    } else if doubt.is_some_and(|doubt| doubt.is_over(now)) {
        watched.source.forget();
        if let Some(reading) = watched.source.load() {
            offer(watched, reading, Patience::Final, occasion, news);
        }
    }
}

fn offer(
    watched: &mut Watched,
    reading: Reading,
    patience: Patience,
    occasion: Occasion,
    news: &mut News,
) {
    let origin = watched.source.origin().to_owned();
    let beside = &mut |name: &str| watched.source.beside(name);
    let verdict = publisher::offer(&origin, reading, beside, patience, news);
    watched.doubt = match (verdict, patience) {
        (Verdict::Rejected | Verdict::Provisional, Patience::Quick) => {
            let newest = Instant::now();
            let since = watched.doubt.map_or(newest, |doubt| doubt.since);
            Some(Doubt { since, newest })
        }
        _ => None,
    };
    if !matches!(verdict, Verdict::Published | Verdict::Provisional) {
        return;
    }
    news.debug(format!("`{origin}` is in force, noticed by {}", occasion.name()));
    // What was written before anybody watched took effect late for other reasons.
    let written = watched.source.written().filter(|&written| written >= watched.began);
    if let Some(effect) = written.and_then(|written| SystemTime::now().duration_since(written).ok())
    {
        publisher::record_effect(effect);
    }
}

/// Listens anew, and says so once when the way in which changes are noticed has changed.
fn note_mode(watched: &mut Watched, thread: &Thread, news: &mut News) {
    let polling = match (watched.driver, thread) {
        (Driver::Host, _) => {
            Some("the host asked for no thread and calls `flagkit::tick()`".to_owned())
        }
        (Driver::Thread, Thread::Refused(reason)) => Some(reason.clone()),
        _ => watched.source.listen(&BELL).err(),
    };
    let before = std::mem::replace(&mut lock(&STATUS).polling, polling.clone());
    if before == polling || watched.driver == Driver::Host {
        return;
    }
    let origin = watched.source.origin();
    match polling {
        None => news.info(format!("changes of `{origin}` are noticed at once again")),
        Some(reason) => {
            news.warning(format!("changes of `{origin}` are noticed late: {reason}"));
        }
    }
}

fn start(thread: &mut Thread) {
    // Rung either way: the thread may sleep for longer than the new guard wants.
    BELL.ring();
    if matches!(thread, Thread::Runs) {
        return;
    }
    let spawned = std::thread::Builder::new().name("flagkit".to_owned()).spawn(serve);
    *thread = match spawned {
        Ok(_) => {
            RUNS.store(true, Ordering::Relaxed);
            Thread::Runs
        }
        Err(error) => Thread::Refused(format!(
            "no thread can be started: {error}; call `flagkit::tick()` now and then"
        )),
    };
}

/// The thread. It lives as long as the process: guards come and go, and slots wait for it without any.
fn serve() {
    let mut looked = Instant::now();
    loop {
        let pause = pause();
        let left = pause.saturating_sub(looked.elapsed());
        let rung = BELL.wait(if guard::is_watching() { left.min(guard::TICK) } else { left });
        if rung {
            // First, since who stopped an arm has nothing to do with a document.
            guard::hear();
            wait_for_quiet();
            BELL.silence();
        }
        if rung || looked.elapsed() >= pause {
            look(if rung { Occasion::Event } else { Occasion::Tick });
            looked = Instant::now();
        }
        look_at_guards();
    }
}

/// Until when the thread may sleep if nobody rings.
fn pause() -> Duration {
    let desk = lock(&DESK);
    match &desk.watched {
        Some(Watched { driver: Driver::Host, .. }) | None => TICK,
        Some(Watched { doubt: Some(_), .. }) => RETRY,
        Some(_) if lock(&STATUS).polling.is_some() => POLL,
        Some(_) => TICK,
    }
}

/// Waits until the document stands still. Noise beside it in its directory does not count.
fn wait_for_quiet() {
    let rung = Instant::now();
    let mut moved = rung;
    is_settled();
    while moved.elapsed() < QUIET && rung.elapsed() < NOISE_CAP {
        std::thread::sleep(GLANCE);
        if !is_settled() {
            moved = Instant::now();
        }
    }
}

fn is_settled() -> bool {
    lock(&DESK).watched.as_mut().is_none_or(|watched| watched.source.is_settled())
}

/// Runs `work` so that a panic in it ends neither the thread nor the caller, and is not lost either.
fn guarded(work: impl FnOnce()) {
    RECONCILING.set(true);
    let outcome = catch_unwind(AssertUnwindSafe(work));
    if let Err(panic) = outcome {
        lock(&STATUS).panics += 1;
        let message = message(panic.as_ref());
        // The logger itself may be what panics. This one line may be written under a lock: there is no other way out.
        let _ = catch_unwind(|| {
            error!(
                "a look at the document panicked: {message}; the last good flags stand, please report this"
            );
        });
    }
    RECONCILING.set(false);
}

fn message(panic: &(dyn Any + Send)) -> &str {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no message")
}

/// Every step under these locks leaves whole data behind, so a panic elsewhere poisons nothing.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
