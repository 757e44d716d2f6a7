//! A document of 10 000 flags: how long it takes to be in force, what it weighs, and whether readers wait for it.
//!
//! The build knows five of the flags; `handles` takes the same figure where it knows all of them.
//! A reader asks in a loop and keeps its longest gap between two answers while one document is published. The
//! control is the same reader while the same thread does the same parsing and compiling and publishes nothing,
//! so that what remains between the two is the publishing. Times are without those in the queue for a core.

pub(crate) mod document;

use crate::Figure;
use crate::allocations::live_bytes;
use crate::flags;
use crate::scheduler::Account;
use crate::scratch::Scratch;
use benches::crowd::users;
use benches::report::{Budget, Report};
use benches::rounds::{median, quantile};
use flagkit_core::{Document, FlagSet};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::hint::black_box;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

pub(crate) const FLAGS: usize = 10_000;
const ROUNDS: usize = 60;

/// Milliseconds, from the file to the new generation.
pub(crate) const LIMIT: f64 = 20.0;

/// MiB of a snapshot.
const WEIGHT: f64 = 12.0;

/// Beyond what the control shows, in microseconds: a reader that waited for a lock, or freed a document.
const BLOCKED: f64 = 50.0;

/// Microseconds from which on a gap is worth asking the kernel about.
const SUSPICIOUS: f64 = 5.0;

/// A reader's longest gaps, by window.
struct Gaps {
    window: AtomicUsize,
    over: AtomicBool,
    longest: Mutex<Vec<f64>>,
}

impl Gaps {
    fn new() -> Self {
        let longest = Mutex::new(vec![0.0; 2 * ROUNDS + 1]);
        Self { window: AtomicUsize::new(0), over: AtomicBool::new(false), longest }
    }

    /// Asks until it is over, and keeps the longest gap of each window in microseconds.
    fn read(&self) {
        let users = users();
        let account = Account::of_this_thread();
        let mut waited = account.waited();
        let mut longest = vec![0.0_f64; 2 * ROUNDS + 1];
        let mut before = Instant::now();
        for number in 0.. {
            if self.over.load(Ordering::Relaxed) {
                break;
            }
            black_box(flags::HALF.is_enabled_for(&users[number % users.len()]));
            black_box(flags::CONSTANT_ON.is_enabled());
            let now = Instant::now();
            let mut gap = now.duration_since(before).as_secs_f64() * 1e6;
            before = now;
            if gap > SUSPICIOUS {
                let known = std::mem::replace(&mut waited, account.waited());
                gap -= waited.saturating_sub(known).as_secs_f64() * 1e6;
                // Asking took time, which is no gap.
                before = Instant::now();
            }
            if let Some(known) = longest.get_mut(self.window.load(Ordering::Relaxed)) {
                *known = known.max(gap);
            }
        }
        if let Ok(mut result) = self.longest.lock() {
            *result = longest;
        }
    }
}

#[derive(Default)]
struct Times {
    /// Of the JSON parser alone.
    floor: Vec<f64>,
    parse: Vec<f64>,
    compile: Vec<f64>,
    all: Vec<f64>,
}

pub(crate) fn figure() -> Figure {
    let scratch = Scratch::new("load")?;
    let versions = [document::text(FLAGS, 0), document::text(FLAGS, 1)];
    let path = scratch.replace("flags.json", "{}")?;
    let _watch = flagkit::watch_by_tick(path)?;
    black_box(flags::HALF.is_enabled());
    let empty = live_bytes();
    scratch.replace("flags.json", &versions[1])?;
    flagkit::reload();
    let weight = (live_bytes() - empty) as f64 / f64::from(1 << 20);
    let generation = flagkit::health().generation;

    let gaps = Gaps::new();
    let mut times = Times::default();
    rounds(&scratch, &versions, &gaps, &mut times)?;
    thread::scope(|scope| -> std::io::Result<()> {
        let reader = scope.spawn(|| gaps.read());
        let outcome = rounds(&scratch, &versions, &gaps, &mut Times::default());
        gaps.over.store(true, Ordering::Relaxed);
        let _ = reader.join();
        outcome
    })?;
    let health = flagkit::health();
    if !health.is_healthy() || health.generation != generation + 2 * ROUNDS as u64 {
        return Err(format!("the documents were not taken:\n{health}").into());
    }

    let mut reports = Vec::new();
    let columns = ["ms", "to budget", "to the parser"];
    let mut report = Report::new("10 000 flags: load and publish", &columns);
    let (all, floor) = (median(times.all.clone()), median(times.floor));
    for (name, value, judged) in [
        ("file to new generation, median", all, true),
        ("95 of 100 below", quantile(times.all, 0.95), false),
        ("the JSON parser alone", floor, false),
        ("of it parse and check", median(times.parse), false),
        ("of it compile", median(times.compile), false),
    ] {
        let cells = [value, value / LIMIT, value / floor].map(|value| format!("{value:.2}"));
        report.row(name, cells, judged.then(|| Budget::at_most(value, LIMIT, " ms")));
    }
    let cells = [format!("{weight:.1} MiB"), format!("{:.2}", weight / WEIGHT)];
    report.row(
        "memory of the document in force",
        cells,
        Some(Budget::at_most(weight, WEIGHT, " MiB")),
    );
    report
        .note(format!("the document has {:.1} MiB", versions[0].len() as f64 / f64::from(1 << 20)));
    reports.push(report);

    let longest = gaps.longest.into_inner().unwrap_or_default();
    let windows = |odd: usize| -> Vec<f64> {
        longest
            .iter()
            .enumerate()
            .skip(1)
            .filter(|(window, _)| window % 2 == odd)
            .map(|(_, gap)| *gap)
            .collect()
    };
    let (control, publishing) = (windows(1), windows(0));
    let mut report =
        Report::new("a reader's longest gap in a window", &["control, us", "publishing, us"]);
    for (name, share) in
        [("median of the windows", 0.5), ("90 of 100 below", 0.9), ("longest", 1.0)]
    {
        let (calm, busy) = (quantile(control.clone(), share), quantile(publishing.clone(), share));
        // The tail belongs to the scheduler; the median of the windows to flagkit.
        let budget = (share == 0.5).then(|| {
            Budget::at_most((busy - calm).max(0.0).round(), BLOCKED, " us over the control")
        });
        report.row(name, [format!("{calm:.1}"), format!("{busy:.1}")], budget);
    }
    reports.push(report);
    Ok(reports)
}

/// Windows by turns: odd ones do the work and publish nothing, even ones publish.
fn rounds(
    scratch: &Scratch,
    versions: &[String; 2],
    gaps: &Gaps,
    times: &mut Times,
) -> std::io::Result<()> {
    let account = Account::of_this_thread();
    for round in 0..ROUNDS {
        let text = &versions[round % 2];
        gaps.window.store(2 * round + 1, Ordering::Relaxed);
        let options = (CollectOptions::default(), ParseOptions::default());
        let (tree, taken) = account.milliseconds(|| parse_to_ast(text, &options.0, &options.1));
        times.floor.push(taken);
        drop(black_box(tree));
        let (parsed, taken) = account.milliseconds(|| Document::parse(text));
        times.parse.push(taken);
        if let Some(document) = &parsed.document {
            let (set, taken) = account.milliseconds(|| FlagSet::compile(document, None));
            times.compile.push(taken);
            drop(black_box(set));
        }
        drop(parsed);

        scratch.replace("flags.json", text)?;
        gaps.window.store(2 * round + 2, Ordering::Relaxed);
        let ((), taken) = account.milliseconds(flagkit::reload);
        times.all.push(taken);
        // The reader's first call of the new generation belongs to this window too.
        thread::sleep(Duration::from_millis(1));
    }
    Ok(())
}
