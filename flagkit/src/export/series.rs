//! The figures of all flags as series: a name, labels, a number.
//!
//! It knows no format. Law: one series has one name and one set of labels, whatever exports it.

use crate::exposure;
use crate::guard::{self, GuardState, GuardStatus};
use crate::measure::experiment::Experiment;
use crate::measure::figures::{ArmFigures, CallFigures, FlagFigures, SiteFigures};
use flagkit_stats::histogram::Histogram;

/// The kinds of series.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Counter,
    Gauge,
    Histogram,
}

/// All series of one name.
#[derive(Debug)]
pub(super) struct Family {
    pub(super) name: &'static str,
    pub(super) help: &'static str,
    pub(super) kind: Kind,
    pub(super) series: Vec<Series>,
}

/// The labels of one series.
pub(super) type Labels = Vec<(&'static str, String)>;

#[derive(Debug)]
pub(super) struct Series {
    pub(super) labels: Labels,
    pub(super) value: Value,
}

#[derive(Debug)]
pub(super) enum Value {
    Count(u64),
    Number(f64),
    /// How many durations there are up to each bound, in seconds; all; and about their sum.
    Durations {
        up_to: Vec<(f64, u64)>,
        count: u64,
        sum: f64,
    },
}

/// The bounds of a histogram, in seconds: powers of about three, from a microsecond to half a minute.
const BOUNDS: [f64; 16] =
    [1e-6, 3e-6, 1e-5, 3e-5, 1e-4, 3e-4, 1e-3, 3e-3, 1e-2, 3e-2, 0.1, 0.3, 1.0, 3.0, 10.0, 30.0];

/// The figures of the whole process.
pub(super) fn families() -> Vec<Family> {
    // In one order, and the later list is the longer one, if any.
    let experiments = Experiment::all();
    let known = experiments.into_iter().map(Experiment::figures).zip(guard::guards());
    let mut known: Vec<(FlagFigures, GuardStatus)> = known.collect();
    known.sort_by_key(|(figures, _)| figures.key);
    of(&known)
}

pub(super) fn of(known: &[(FlagFigures, GuardStatus)]) -> Vec<Family> {
    let mut families = Vec::new();
    let mut family = |name, help, kind, series: Vec<Series>| {
        // A name without a number says nothing.
        if !series.is_empty() {
            families.push(Family { name, help, kind, series });
        }
    };
    let calls = |read: fn(&CallFigures) -> u64| calls(known, read);
    family(
        "flagkit_calls_total",
        "Calls of functions that a flag switches.",
        Kind::Counter,
        calls(|calls| calls.calls),
    );
    family(
        "flagkit_adverse_calls_total",
        "Calls that failed in any way, panics included.",
        Kind::Counter,
        calls(|calls| calls.adverse),
    );
    family(
        "flagkit_panics_total",
        "Calls that panicked.",
        Kind::Counter,
        calls(|calls| calls.panics),
    );
    family(
        "flagkit_cancelled_calls_total",
        "Futures that were dropped before they were done.",
        Kind::Counter,
        calls(|calls| calls.cancelled),
    );
    family(
        "flagkit_rescued_calls_total",
        "Calls of new code that failed and were answered by the old.",
        Kind::Counter,
        calls(|calls| calls.rescued),
    );
    family(
        "flagkit_latency_seconds",
        "Durations of sampled drawn calls: of sampled keys, the first with each set of shares.",
        Kind::Histogram,
        latencies(known),
    );
    family(
        "flagkit_keys",
        "About how many different keys were drawn in this test.",
        Kind::Gauge,
        by_arm(known, |figures, _, arm| Some(Value::Count(units(figures, arm).0))),
    );
    family(
        "flagkit_failed_keys",
        "Keys that failed in this test, each counted once.",
        Kind::Gauge,
        by_arm(known, |figures, _, arm| Some(Value::Count(units(figures, arm).1))),
    );
    family(
        "flagkit_share",
        "The share of an arm among those who were drawn last.",
        Kind::Gauge,
        by_arm(known, |figures, _, arm| {
            Some(Value::Number(*figures.epochs.last()?.shares.get(arm)?))
        }),
    );
    family(
        "flagkit_guard_state",
        "What the guards of an arm do: 0 off, 1 watching, 2 warm, 3 held, 4 stopped.",
        Kind::Gauge,
        by_arm(known, |figures, guard, arm| {
            let variant = figures.variants.get(arm)?;
            let status = guard.arms.iter().find(|arm| arm.variant == *variant)?;
            let worst = status.guards.iter().map(|reading| reading.state).max();
            let held = (!status.held.is_empty()).then_some(GuardState::Held);
            let stopped = status.stopped.as_ref().map(|_| GuardState::Stopped);
            let state = stopped.max(held).max(worst).unwrap_or(GuardState::Off);
            Some(Value::Count(number(state)))
        }),
    );
    family(
        "flagkit_shares_mismatch",
        "1 where the arms do not get the shares that they should.",
        Kind::Gauge,
        by_flag(known, |_, guard| Value::Count(u64::from(guard.mismatch.is_some()))),
    );
    family(
        "flagkit_test",
        "Which test of the flag it is: 1, and one more for each time that it was armed again.",
        Kind::Gauge,
        by_flag(known, |figures, _| Value::Count(figures.test.into())),
    );
    let status = exposure::status();
    let plain = |value| vec![Series { labels: Vec::new(), value: Value::Count(value) }];
    family(
        "flagkit_exposures_written_total",
        "Exposures that their sink has taken.",
        Kind::Counter,
        plain(status.written),
    );
    family(
        "flagkit_exposures_without_room_total",
        "How often an exposure found no room in the queue of its sink.",
        Kind::Counter,
        plain(status.no_room),
    );
    family(
        "flagkit_exposures_failed_total",
        "Exposures that their sink lost.",
        Kind::Counter,
        plain(status.failed),
    );
    let version = vec![("version", env!("CARGO_PKG_VERSION").to_owned())];
    family(
        "flagkit_info",
        "The version of flagkit; always 1.",
        Kind::Gauge,
        vec![Series { labels: version, value: Value::Count(1) }],
    );
    families
}

fn number(state: GuardState) -> u64 {
    match state {
        GuardState::Off => 0,
        GuardState::Watching => 1,
        GuardState::Warm => 2,
        GuardState::Held => 3,
        GuardState::Stopped => 4,
    }
}

fn units(figures: &FlagFigures, arm: usize) -> (u64, u64) {
    let arms = figures.epochs.iter().filter_map(|epoch| epoch.arms.get(arm));
    arms.fold((0, 0), |(units, failed), arm| (units + arm.units, failed + arm.failed))
}

fn by_flag(
    known: &[(FlagFigures, GuardStatus)],
    read: impl Fn(&FlagFigures, &GuardStatus) -> Value,
) -> Vec<Series> {
    let series = |(figures, guard): &(FlagFigures, GuardStatus)| Series {
        labels: vec![("flag", figures.key.to_owned())],
        value: read(figures, guard),
    };
    known.iter().map(series).collect()
}

fn by_arm(
    known: &[(FlagFigures, GuardStatus)],
    read: impl Fn(&FlagFigures, &GuardStatus, usize) -> Option<Value>,
) -> Vec<Series> {
    let mut series = Vec::new();
    for (figures, guard) in known {
        for (arm, variant) in figures.variants.iter().enumerate() {
            let labels = vec![("flag", figures.key.to_owned()), ("variant", (*variant).to_owned())];
            series.extend(read(figures, guard, arm).map(|value| Series { labels, value }));
        }
    }
    series
}

/// The labels of one arm of one function. A place tells apart functions of one name.
pub(super) fn labels(figures: &FlagFigures, site: &SiteFigures, arm: usize) -> Labels {
    let site = site.site;
    vec![
        ("flag", figures.key.to_owned()),
        ("variant", figures.variants.get(arm).copied().unwrap_or_default().to_owned()),
        ("function", site.function().to_owned()),
        ("place", format!("{}:{}:{}", site.file(), site.line(), site.column())),
    ]
}

fn arms(known: &[(FlagFigures, GuardStatus)]) -> impl Iterator<Item = (Labels, &ArmFigures)> {
    known.iter().flat_map(|(figures, _)| {
        figures.sites.iter().flat_map(move |site| {
            let arm = move |(arm, read)| (labels(figures, site, arm), read);
            site.arms.iter().enumerate().map(arm)
        })
    })
}

fn calls(known: &[(FlagFigures, GuardStatus)], read: fn(&CallFigures) -> u64) -> Vec<Series> {
    let mut series = Vec::new();
    for (labels, arm) in arms(known) {
        let drawn = arm.drawn.iter().map(read).sum();
        for (lane, count) in [("drawn", drawn), ("placed", read(&arm.placed))] {
            let mut labels = labels.clone();
            labels.push(("lane", lane.to_owned()));
            series.push(Series { labels, value: Value::Count(count) });
        }
    }
    series
}

fn latencies(known: &[(FlagFigures, GuardStatus)]) -> Vec<Series> {
    arms(known).map(|(labels, arm)| Series { labels, value: durations(&arm.latency) }).collect()
}

/// The counts under the bounds. A bucket that a bound cuts counts with its middle, which is at most 3 % off.
fn durations(latency: &Histogram) -> Value {
    let mut up_to: Vec<(f64, u64)> = BOUNDS.iter().map(|&bound| (bound, 0)).collect();
    let (mut count, mut sum) = (0, 0.0);
    for (bucket, &samples) in latency.counts().iter().enumerate().filter(|(_, count)| **count > 0) {
        let seconds = latency.layout().midpoint(bucket) / 1e9;
        count += u64::from(samples);
        sum += seconds * f64::from(samples);
        for (_, below) in up_to.iter_mut().filter(|(bound, _)| seconds <= *bound) {
            *below += u64::from(samples);
        }
    }
    Value::Durations { up_to, count, sum }
}
