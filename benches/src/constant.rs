//! A flag that is the same for everyone, against a hand-written `static AtomicBool` and against no flag at all.
//!
//! Each competitor is compiled in eight copies at different addresses and a round runs all of them,
//! since the luck of one function's alignment is larger than what is measured.

use crate::Figure;
use crate::flags;
use benches::report::{Budget, Report};
use benches::rounds::{Competitor, compete};
use flagkit::feature_flag;
use std::hint::black_box;
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};

const COPIES: u64 = 8;
const CALLS: u64 = 80_000;
const ROUNDS: usize = 400;

/// How much slower than the `AtomicBool` a call may be.
const SLOWER: f64 = 1.1;

static ON: AtomicBool = AtomicBool::new(true);
static OFF: AtomicBool = AtomicBool::new(false);

#[inline(never)]
fn old<const COPY: u64>(value: u64) -> u64 {
    value.rotate_left(9) ^ COPY
}

#[inline(never)]
fn direct<const COPY: u64>(value: u64) -> u64 {
    value.rotate_left(7) ^ COPY
}

#[inline(never)]
fn atomic_on<const COPY: u64>(value: u64) -> u64 {
    if !ON.load(Ordering::Relaxed) {
        return old::<COPY>(value);
    }
    value.rotate_left(7) ^ COPY
}

#[inline(never)]
fn atomic_off<const COPY: u64>(value: u64) -> u64 {
    if !OFF.load(Ordering::Relaxed) {
        return old::<COPY>(value);
    }
    value.rotate_left(7) ^ COPY
}

#[feature_flag("constant_on", fallback = old::<COPY>)]
#[inline(never)]
fn attribute_on<const COPY: u64>(value: u64) -> u64 {
    value.rotate_left(7) ^ COPY
}

#[feature_flag("constant_off", fallback = old::<COPY>)]
#[inline(never)]
fn attribute_off<const COPY: u64>(value: u64) -> u64 {
    value.rotate_left(7) ^ COPY
}

#[inline(never)]
fn handle_on<const COPY: u64>(value: u64) -> u64 {
    if !flags::CONSTANT_ON.is_enabled() {
        return old::<COPY>(value);
    }
    value.rotate_left(7) ^ COPY
}

#[inline(never)]
fn handle_off<const COPY: u64>(value: u64) -> u64 {
    if !flags::CONSTANT_OFF.is_enabled() {
        return old::<COPY>(value);
    }
    value.rotate_left(7) ^ COPY
}

/// All copies of one function in turn. The calls do not depend on each other, so that what is timed is the work
/// and not the time for which a result is waited.
macro_rules! copies {
    ($function:ident, $calls:expr) => {
        copies!($function, $calls, 0, 1, 2, 3, 4, 5, 6, 7)
    };
    ($function:ident, $calls:expr, $($copy:literal),*) => {{
        let mut sum = 0_u64;
        $(
            for value in 0..$calls / COPIES {
                sum = sum.wrapping_add($function::<$copy>(value));
            }
        )*
        black_box(sum);
    }};
}

/// The names are also those of the `calls` command.
fn competitors(on: bool) -> Vec<Competitor<'static>> {
    // A static whose address nobody takes and that nobody writes is a constant to the optimiser.
    black_box((&ON, &OFF));
    if on {
        vec![
            Competitor::new("direct", |calls| copies!(direct, calls)),
            Competitor::new("atomic-on", |calls| copies!(atomic_on, calls)),
            Competitor::new("attribute-on", |calls| copies!(attribute_on, calls)),
            Competitor::new("handle-on", |calls| copies!(handle_on, calls)),
        ]
    } else {
        vec![
            Competitor::new("direct-old", |calls| copies!(old, calls)),
            Competitor::new("atomic-off", |calls| copies!(atomic_off, calls)),
            Competitor::new("attribute-off", |calls| copies!(attribute_off, calls)),
            Competitor::new("handle-off", |calls| copies!(handle_off, calls)),
        ]
    }
}

/// Makes calls and nothing else, for a process whose instructions are counted.
pub(crate) fn calls(name: &str, calls: u64) -> bool {
    let all = [competitors(true), competitors(false)];
    let found = all.iter().flatten().find(|competitor| competitor.name == name);
    if let Some(competitor) = found {
        (competitor.calls)(calls);
    }
    found.is_some()
}

pub(crate) fn figure() -> Figure {
    let mut reports = Vec::new();
    for on in [true, false] {
        let title = if on { "constant flag, on" } else { "constant flag, off" };
        let mut report = Report::new(title, &["ns per call", "to AtomicBool"]);
        let reference = 1;
        for (place, measured) in
            compete(&competitors(on), reference, CALLS, ROUNDS).iter().enumerate()
        {
            let cells = [format!("{:.2}", measured.nanoseconds), format!("{:.2}", measured.ratio)];
            let budget = (place > reference).then(|| Budget::at_most(measured.ratio, SLOWER, " x"));
            report.row(measured.name, cells, budget);
        }
        reports.push(report);
    }
    Ok(reports)
}

/// The script counts; here its table is passed on.
pub(crate) fn instructions() -> Figure {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/instructions");
    let this = std::env::current_exe()?;
    let status = Command::new(script).arg(this).status()?;
    if status.success() { Ok(Vec::new()) } else { Err(format!("{script}: {status}").into()) }
}
