//! How each measured flag is guarded, and what its guards say: plain values, for reports and people.
//!
//! It decides nothing. Law: looking changes no guard, so that nothing is found because somebody looked.

use crate::guard::judge::{Judge, latest_share};
use crate::guard::settings::Rule;
use crate::guard::verdict::{GuardCounts, GuardState, GuardVerdict, Guarded};
use crate::measure::experiment::{ENOUGH_KEYS, Experiment, Reading};
use flagkit_core::GuardAction;
use flagkit_stats::{E_VALUE_WARM, Evidence, MIN_HISTORY, Verdict};
use std::time::Duration;

/// How one flag is guarded, from [`guards`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GuardStatus {
    /// The flag's key.
    pub key: &'static str,
    /// The old code: what the others are compared with.
    pub control: &'static str,
    /// Which test this is: 1, and one more for each time that the flag was armed again. Each may err as often as one.
    pub test: u32,
    /// For how long it has been running in this process.
    pub age: Duration,
    /// How many different keys were drawn in this process, counted up to as many as a comparison needs.
    pub keys: usize,
    /// So many keys failed that some of their failures may not be counted.
    pub is_crowded: bool,
    /// Each arm but the old code's.
    pub arms: Vec<ArmStatus>,
    /// The arms do not get the shares that they should, so no comparison of them holds.
    pub mismatch: Option<GuardVerdict>,
    /// The code of this build differs from the one that a part of these numbers was counted with.
    pub code_changed: bool,
}

/// How one arm is guarded.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ArmStatus {
    /// The variant; `on` for a boolean flag.
    pub variant: &'static str,
    /// Its share among those who were drawn last, from 0 to 1; nothing while nobody was.
    pub share: Option<f64>,
    /// The verdict that stopped it, and how long ago.
    pub stopped: Option<StoppedArm>,
    /// What each guard says; of latency, one per function that was timed.
    pub guards: Vec<GuardReading>,
    /// What was told without stopping the arm.
    pub held: Vec<GuardVerdict>,
}

/// An arm that a guard has taken back.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct StoppedArm {
    /// The verdict.
    pub verdict: GuardVerdict,
    /// For how long it has been stopped.
    pub since: Duration,
}

/// What one guard says now.
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GuardReading {
    /// What it looks at.
    pub guarded: Guarded,
    /// Of latency: the function, as `file:line:column`.
    pub place: Option<String>,
    /// What it does when the arm is worse: `rollback`, `hold` or `off`.
    pub action: &'static str,
    /// How often it may err, ever, after it was divided among arms, functions and replicas.
    pub alpha: f64,
    /// How far it is.
    pub state: GuardState,
    /// Why it is not asked, if it is not.
    pub off: Option<String>,
    /// The old code.
    pub control: GuardCounts,
    /// The arm.
    pub treatment: GuardCounts,
    /// The natural logarithm of the evidence against the arm; 0 is none.
    pub log_e: f64,
    /// The chance of such evidence, ever, were the arm no worse.
    pub p_value: f64,
    /// Of latency: calls that took so long that they were counted before their end.
    pub hung: u64,
}

/// How each flag is guarded that was measured in this process.
///
/// ```
/// for flag in flagkit::guards() {
///     for arm in &flag.arms {
///         println!("{} {}: {:?}", flag.key, arm.variant, arm.stopped.as_ref().map(|stopped| &stopped.verdict));
///     }
/// }
/// ```
#[must_use]
pub fn guards() -> Vec<GuardStatus> {
    Experiment::all().into_iter().map(status).collect()
}

/// The arms that are stopped.
pub(crate) fn stopped() -> Vec<StoppedArm> {
    let arms = |experiment: &Experiment| -> Vec<StoppedArm> {
        let judge = experiment.judge.lock();
        let stops = judge.arms.iter().filter_map(|arm| arm.stopped.as_ref());
        stops
            .map(|stop| StoppedArm { verdict: stop.verdict.clone(), since: stop.since.elapsed() })
            .collect()
    };
    Experiment::all().into_iter().flat_map(arms).collect()
}

/// How one flag is guarded.
pub(crate) fn status(experiment: &Experiment) -> GuardStatus {
    let sites = experiment.callsites().count();
    // Before the judge's lock, which a tick takes after the sites'.
    let ratio = experiment.judge.lock().settings.latency.min_ratio;
    let arms: Vec<u8> = (0..=u8::MAX).take(experiment.flag.variants().len()).collect();
    let readings: Vec<Vec<Reading>> = arms
        .iter()
        .map(|&arm| experiment.sites.iter().map(|site| site.reading(arm, ratio)).collect())
        .collect();
    let judge = experiment.judge.lock();
    let control = experiment.flag.fallback();
    let arm_status = |(&arm, readings): (&u8, &Vec<Reading>)| {
        let known = judge.arms.get(usize::from(arm))?;
        if arm == control {
            return None;
        }
        let share = latest_share(experiment, arm);
        let mut guards = vec![
            events(&judge, experiment, arm, Guarded::Errors),
            events(&judge, experiment, arm, Guarded::Panics),
        ];
        guards.extend(
            readings.iter().map(|reading| latency(&judge, experiment, arm, sites, reading)),
        );
        Some(ArmStatus {
            variant: experiment.flag.variant(arm),
            share,
            stopped: known.stopped.as_ref().map(|stop| StoppedArm {
                verdict: stop.verdict.clone(),
                since: stop.since.elapsed(),
            }),
            guards,
            held: known.held.clone(),
        })
    };
    GuardStatus {
        key: experiment.flag.key(),
        control: experiment.flag.variant(control),
        test: judge.test,
        age: judge.began.elapsed(),
        keys: experiment.keys.len(),
        is_crowded: experiment.failed.is_crowded(),
        arms: arms.iter().zip(&readings).filter_map(arm_status).collect(),
        mismatch: judge.mismatch.clone(),
        code_changed: judge.code_changed,
    }
}

fn events(judge: &Judge, experiment: &Experiment, arm: u8, guarded: Guarded) -> GuardReading {
    let rule = judge.rule(guarded);
    let verdict = judge.ask(experiment, arm, guarded);
    let alpha = rule.alpha.divided_by(judge.tests()).get();
    let told = reading(guarded, None, rule, alpha, verdict.as_ref());
    off(judge, experiment, arm, rule, told)
}

fn latency(
    judge: &Judge,
    experiment: &Experiment,
    arm: u8,
    sites: usize,
    reading_of: &Reading,
) -> GuardReading {
    let rule = judge.rule(Guarded::Latency);
    let alpha = judge.latency_alpha(sites).map_or(rule.alpha.get(), flagkit_stats::Alpha::get);
    let site = reading_of.callsite;
    let place = format!("{}:{}:{}", site.file(), site.line(), site.column());
    let mut told = reading(Guarded::Latency, Some(place), rule, alpha, reading_of.verdict.as_ref());
    told.hung = reading_of.hung;
    if !reading_of.matters && told.state > GuardState::Watching {
        // The arms differ, by less than anybody would notice.
        told.state = GuardState::Watching;
    }
    if reading_of.verdict.is_none() {
        (told.state, told.off) = (
            GuardState::Off,
            Some(format!(
                "{} durations of the old code are known, and {MIN_HISTORY} are needed",
                reading_of.history
            )),
        );
    }
    off(judge, experiment, arm, rule, told)
}

fn reading(
    guarded: Guarded,
    place: Option<String>,
    rule: Rule,
    alpha: f64,
    verdict: Option<&Verdict>,
) -> GuardReading {
    let nothing = GuardCounts::default();
    let mut told = GuardReading {
        guarded,
        place,
        action: rule.action.as_str(),
        alpha,
        state: GuardState::Watching,
        off: None,
        control: nothing,
        treatment: nothing,
        log_e: 0.0,
        p_value: 1.0,
        hung: 0,
    };
    let Some(verdict) = verdict else { return told };
    let evidence: &Evidence = verdict.evidence();
    (told.control, told.treatment) = (evidence.control.into(), evidence.treatment.into());
    (told.log_e, told.p_value) = (evidence.log_e, evidence.p_value());
    told.state = match verdict {
        Verdict::RollBack(_) if rule.action == GuardAction::Rollback => GuardState::Stopped,
        Verdict::RollBack(_) => GuardState::Held,
        Verdict::Hold(_) => GuardState::Warm,
        Verdict::Continue(_) if evidence.peak_log_e >= E_VALUE_WARM.ln() => GuardState::Warm,
        Verdict::Continue(_) => GuardState::Watching,
    };
    told
}

/// The reading with the reason for which nobody is compared, if there is one.
fn off(
    judge: &Judge,
    experiment: &Experiment,
    arm: u8,
    rule: Rule,
    told: GuardReading,
) -> GuardReading {
    let share = latest_share(experiment, arm);
    let reason = if rule.action == GuardAction::Off {
        Some("the document switches it off".to_owned())
    } else if judge.arms.get(usize::from(arm)).is_some_and(|arm| arm.stopped.is_some()) {
        return told;
    } else if share.is_none() {
        Some("nobody was drawn yet; panics of those who were placed stop the arm".to_owned())
    } else if experiment.keys.len() < ENOUGH_KEYS {
        Some(format!(
            "{} different keys were drawn in this process, and {ENOUGH_KEYS} are needed to compare; panics stop the arm \
             meanwhile",
            experiment.keys.len()
        ))
    } else {
        None
    };
    match reason {
        Some(reason) => GuardReading { state: GuardState::Off, off: Some(reason), ..told },
        None => told,
    }
}
