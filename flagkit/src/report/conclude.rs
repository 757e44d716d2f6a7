//! What is to be made of an arm, in a word and in words.
//!
//! Law: a guard's verdict stands above the report's own reading, and absence of evidence is not called safety.

use super::compare;
use super::flag::variant;
use super::metric::ENOUGH;
use super::model::{Conclusion, SiteReport, TreatmentReport};
use super::words::{percent, several, times};
use crate::guard::{
    ArmStatus, GuardCounts, GuardReading, GuardState, GuardStatus, GuardVerdict, Guarded,
};
use crate::measure::experiment::ENOUGH_KEYS;
use crate::measure::figures::FlagFigures;
use flagkit_stats::assignment::MISMATCH;

/// One arm against the control.
pub(super) fn treatment(
    figures: &FlagFigures,
    guard: &GuardStatus,
    assignment: Option<f64>,
    sites: &[SiteReport],
    arm: usize,
) -> TreatmentReport {
    let name = variant(figures, arm);
    let failures = compare::failures(figures, arm);
    let status = guard.arms.iter().find(|arm| arm.variant == name);
    let stopped = status.and_then(|arm| arm.stopped.as_ref());
    let held = status.and_then(|arm| arm.held.first());
    let (control, treatment) =
        (compare::units(figures, usize::from(figures.fallback)), compare::units(figures, arm));
    let least = control.units.min(treatment.units);
    let (conclusion, verdict) = if let Some(stop) = stopped {
        (Conclusion::Stopped, told("stopped", &stop.verdict))
    } else if is_void(guard, assignment) {
        let why = "the arms do not get the shares that they should, so nothing follows from them";
        (Conclusion::Void, why.to_owned())
    } else if let Some(verdict) = held {
        (Conclusion::Held, told("do not open it further", verdict))
    } else if control.units + treatment.units == 0 {
        let why = "not compared: nobody was drawn between it and the old code";
        (Conclusion::NotCompared, why.to_owned())
    } else if figures.keys < ENOUGH_KEYS || least < ENOUGH {
        (Conclusion::TooEarly, too_early(figures, control.units, treatment.units))
    } else {
        let speed = speed(sites, name);
        match &failures {
            Some(risk) if risk.lower > 1.0 => {
                let (times, lower, upper) =
                    (times(risk.times), times(risk.lower), times(risk.upper));
                let words = format!("fails {times} times as often ({lower} to {upper}){speed}");
                (Conclusion::Harm, words)
            }
            _ => (Conclusion::NoHarm, format!("no harm found{speed}")),
        }
    };
    TreatmentReport { variant: name, conclusion, verdict, failures }
}

fn is_void(guard: &GuardStatus, assignment: Option<f64>) -> bool {
    assignment.is_some_and(|p_value| p_value < MISMATCH) || guard.mismatch.is_some()
}

fn too_early(figures: &FlagFigures, control: u64, treatment: u64) -> String {
    if figures.keys < ENOUGH_KEYS {
        return format!("too early to tell: {}", several(figures.keys as u64, "key", "keys"));
    }
    let (least, of) = if treatment <= control { (treatment, "new") } else { (control, "old") };
    format!("too early to tell: {} in the {of} code", several(least, "key", "keys"))
}

/// What a guard found, in short: `stopped at 5 %: errors 4.1 % against 0.9 %, after 148 keys`.
fn told(done: &str, verdict: &GuardVerdict) -> String {
    let at = verdict.share.map_or_else(String::new, |share| format!(" at {}", percent(share)));
    let (old, new) = (rate(verdict.control), rate(verdict.treatment));
    let compared = |what: &str| {
        let after = several(verdict.treatment.units, "key", "keys");
        format!("{what} {new} against {old}, after {after}")
    };
    let why = match verdict.guarded {
        Guarded::Errors => compared("errors"),
        Guarded::Panics => compared("panics"),
        Guarded::Latency => {
            let place = verdict.place.as_deref().unwrap_or_default();
            format!(
                "{place} is slow: {new} of its calls are as slow as the slowest {old} of the old code"
            )
        }
        Guarded::PlacedPanics => {
            let calls = several(verdict.treatment.adverse, "call", "calls");
            format!("{calls} of those who were not compared panicked")
        }
        Guarded::PlacedErrors => format!(
            "{} of the last {} of those who were not compared failed",
            verdict.treatment.adverse,
            several(verdict.treatment.units, "call", "calls"),
        ),
        Guarded::Assignment => "its arms do not get their shares".to_owned(),
    };
    format!("{done}{at}: {why}")
}

fn rate(counts: GuardCounts) -> String {
    percent(counts.adverse.min(counts.units) as f64 / counts.units.max(1) as f64)
}

/// `, faster`; `, slower in checkout`; or nothing, where no difference was found.
fn speed(sites: &[SiteReport], name: &str) -> String {
    let found = |is_meant: fn(f64, f64) -> bool| {
        sites.iter().filter(move |site| {
            let mine = site.latency.iter().filter(|latency| latency.variant == name);
            mine.filter(|latency| latency.quantile < 0.99)
                .any(|latency| is_meant(latency.lift.lower, latency.lift.upper))
        })
    };
    let slower: Vec<&str> = found(|lower, _| lower > 0.0).map(|site| site.function).collect();
    if !slower.is_empty() {
        return match slower[..] {
            [_] if sites.len() == 1 => ", slower".to_owned(),
            _ => format!(", slower in {}", slower.join(", ")),
        };
    }
    if found(|_, upper| upper < 0.0).next().is_some() {
        ", faster".to_owned()
    } else {
        String::new()
    }
}

/// The flag, by its arms: what is worst first.
pub(super) fn flag(treatments: &[TreatmentReport]) -> String {
    if let [only] = treatments {
        return only.verdict.clone();
    }
    let mut sorted: Vec<&TreatmentReport> = treatments.iter().collect();
    sorted.sort_by_key(|treatment| match treatment.conclusion {
        Conclusion::Stopped => 0,
        Conclusion::Void => 1,
        Conclusion::Harm => 2,
        Conclusion::Held => 3,
        Conclusion::TooEarly => 4,
        Conclusion::NoHarm => 5,
        Conclusion::NotCompared => 6,
    });
    let told =
        |treatment: &&TreatmentReport| format!("`{}` {}", treatment.variant, treatment.verdict);
    sorted.iter().map(told).collect::<Vec<_>>().join("; ")
}

/// What the guards of an arm say: alike ones in one line.
pub(super) fn guards(arm: &ArmStatus) -> Vec<String> {
    let mut told: Vec<(String, Vec<String>)> = Vec::new();
    for reading in &arm.guards {
        let what = match reading.guarded {
            Guarded::Errors => "errors".to_owned(),
            Guarded::Panics => "panics".to_owned(),
            _ => format!("latency of {}", reading.place.as_deref().unwrap_or("a function")),
        };
        let state = match (reading.state, &reading.off) {
            (GuardState::Off, Some(why)) => format!("off: {why}"),
            (GuardState::Off, None) => "off".to_owned(),
            (GuardState::Watching, _) => format!("nothing found{}", evidence(reading)),
            (GuardState::Warm, _) => {
                format!("warm, too much to open it further{}", evidence(reading))
            }
            (GuardState::Held, _) => format!("worse, and left as it is{}", evidence(reading)),
            (GuardState::Stopped, _) => format!("worse, and stopped{}", evidence(reading)),
        };
        match told.iter_mut().find(|(known, _)| *known == state) {
            Some((_, those)) => those.push(what),
            None => told.push((state, vec![what])),
        }
    }
    told.into_iter().map(|(state, those)| format!("{}: {state}", those.join(", "))).collect()
}

fn evidence(reading: &GuardReading) -> String {
    match reading.log_e.exp() {
        odds if odds > 1e6 => " (evidence over 1000000 : 1)".to_owned(),
        odds if odds >= 10.0 => format!(" (evidence {odds:.0} : 1)"),
        odds if odds > 1.0 => format!(" (evidence {odds:.1} : 1)"),
        _ => String::new(),
    }
}
