//! What the guards of one flag remember, and what they say to what has been counted.
//!
//! It counts nothing but panics of those who were not drawn. Laws: it is asked under the experiment's mutex, and only there is
//! an arm stopped or released; a verdict is reached once per test.

use crate::guard::settings::{Rule, Settings};
use crate::guard::verdict::{GuardCounts, GuardState, GuardVerdict, Guarded};
use crate::measure::experiment::{ENOUGH_KEYS, Epoch, Experiment, Failure, Judged, PANICS, Site};
use crate::measure::figures::UnitFigures;
use crate::table::Declaration;
use flagkit_core::{Flag, GuardAction};
use flagkit_stats::assignment::{MISMATCH, SequentialMultinomial};
use flagkit_stats::{Alpha, Counts, EventGuard, Share, Tally, Verdict};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

/// So many calls are looked at before an arm is said to fail half of them.
const WINDOW: u64 = 100;

/// The guards of one flag.
#[derive(Debug)]
pub(crate) struct Judge {
    flag: &'static Declaration,
    pub(crate) settings: Settings,
    /// A number of the flag's targeting and guard members, as they were when they were last looked at.
    pub(crate) targeting: Option<u64>,
    /// Whether a live document defined it then.
    pub(crate) is_live: bool,
    /// A stop of an earlier process was made under a live document, and none is loaded yet: nothing is compared until then.
    pub(crate) awaits_document: bool,
    /// The generation in which that was.
    pub(crate) generation: u64,
    pub(crate) test: u32,
    pub(crate) arms: Box<[Arm]>,
    pub(crate) began: Instant,
    /// The shares are not what they should be.
    pub(crate) mismatch: Option<GuardVerdict>,
    /// Another build has counted a part of what is judged.
    pub(crate) code_changed: bool,
    /// What an earlier process knew was taken over.
    pub(crate) has_resumed: bool,
}

/// What is known of one arm. Of the control, nothing.
#[derive(Debug)]
pub(crate) struct Arm {
    pub(crate) errors: EventGuard,
    pub(crate) panics: EventGuard,
    /// The keys of panics that nobody compares, and how many there were.
    pub(crate) panicked: Vec<u64>,
    pub(crate) panics_placed: u64,
    pub(crate) stopped: Option<Stop>,
    /// What a person has been told that should not grow.
    pub(crate) held: Vec<GuardVerdict>,
    /// Calls that nobody compares and failures of them, when they were last looked at.
    pub(crate) window: GuardCounts,
}

/// A flag as a document defines it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Defined<'a> {
    pub(crate) flag: &'a Flag,
    pub(crate) replicas: Option<u32>,
    /// There is a live document, which defines the flag or leaves it to the build.
    pub(crate) is_live: bool,
}

/// An arm that is taken back.
#[derive(Clone, Debug)]
pub(crate) struct Stop {
    pub(crate) verdict: GuardVerdict,
    pub(crate) since: Instant,
    /// The same by the clock of the machine, in milliseconds since 1970: only to be written down.
    pub(crate) at: u64,
}

impl Stop {
    fn now(verdict: GuardVerdict) -> Self {
        let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_millis();
        Self { verdict, since: Instant::now(), at: u64::try_from(at).unwrap_or(u64::MAX) }
    }
}

impl Judge {
    pub(crate) fn new(flag: &'static Declaration) -> Self {
        let settings = Settings::new(None, None);
        let mut judge = Self {
            flag,
            settings,
            targeting: None,
            is_live: false,
            awaits_document: false,
            generation: 0,
            test: 1,
            arms: Box::default(),
            began: Instant::now(),
            mismatch: None,
            code_changed: false,
            has_resumed: false,
        };
        judge.arms = judge.fresh_arms();
        judge
    }

    fn fresh_arms(&self) -> Box<[Arm]> {
        let arm = |_| Arm {
            errors: self.settings.errors.event_guard(self.tests()),
            panics: self.settings.panics.event_guard(self.tests()),
            panicked: Vec::new(),
            panics_placed: 0,
            stopped: None,
            held: Vec::new(),
            window: GuardCounts::default(),
        };
        (0..self.flag.variants().len()).map(arm).collect()
    }

    /// Among how many tests the alpha of a guard is divided: each treatment's in each replica.
    pub(crate) fn tests(&self) -> u32 {
        let treatments =
            u32::try_from(self.flag.variants().len().saturating_sub(1)).unwrap_or(u32::MAX);
        treatments.max(1).saturating_mul(self.settings.replicas)
    }

    pub(crate) fn test(&self) -> u32 {
        self.test
    }

    /// The alpha of guard L at one of so many call sites; nothing where it is off.
    pub(crate) fn latency_alpha(&self, sites: usize) -> Option<Alpha> {
        let rule = self.settings.latency;
        let sites = u32::try_from(sites).unwrap_or(u32::MAX).max(1);
        let tests = self.tests().saturating_mul(sites);
        (rule.action != GuardAction::Off).then(|| rule.alpha.divided_by(tests))
    }

    pub(crate) fn is_stopped(&self) -> bool {
        self.arms.iter().any(|arm| arm.stopped.is_some())
    }

    /// Takes note of the flag's definition in force; says whether a verdict is to be released, since it has changed.
    pub(crate) fn follow(&mut self, generation: u64, defined: &Defined<'_>) -> bool {
        self.generation = generation;
        self.is_live = defined.is_live;
        let settings = Settings::of(defined.flag, defined.replicas);
        if settings != self.settings {
            self.settings = settings;
            let (tests, settings) = (self.tests(), &self.settings);
            for arm in &mut self.arms {
                arm.errors = settings.errors.event_guard(tests).resume(arm.errors.state());
                arm.panics = settings.panics.event_guard(tests).resume(arm.panics.state());
            }
        }
        if self.awaits_document && !defined.is_live {
            return false;
        }
        self.awaits_document = false;
        let targeting = defined.flag.targeting();
        let before = self.targeting.replace(targeting);
        let is_edited = before.is_some_and(|before| before != targeting);
        if is_edited {
            // Those who were placed before are others now.
            for arm in &mut self.arms {
                arm.held.retain(|held| held.guarded != Guarded::PlacedErrors);
            }
        }
        is_edited && self.is_latched()
    }

    /// Whether a guard has reached a verdict that stays: what comes after an edit is then another test.
    pub(crate) fn is_latched(&self) -> bool {
        let stays = |held: &GuardVerdict| {
            held.state == GuardState::Held && held.guarded != Guarded::PlacedErrors
        };
        self.mismatch.is_some()
            || self.arms.iter().any(|arm| arm.stopped.is_some() || arm.held.iter().any(stays))
    }

    /// Begins a fresh test: every arm serves again, and nothing is held against it.
    pub(crate) fn begin_anew(&mut self) {
        let windows: Vec<GuardCounts> = self.arms.iter().map(|arm| arm.window).collect();
        self.arms = self.fresh_arms();
        for (arm, window) in self.arms.iter_mut().zip(windows) {
            // Calls are counted on and on; those of the test before are no news in this one.
            arm.window = window;
        }
        self.mismatch = None;
        self.code_changed = false;
        self.test = self.test.saturating_add(1);
        self.began = Instant::now();
        self.flag.slot().roll_back([]);
    }

    /// A unit failed, for the first time or without being compared.
    pub(crate) fn failed(
        &mut self,
        experiment: &Experiment,
        failure: Failure,
        first: bool,
    ) -> Vec<GuardVerdict> {
        let mut verdicts = Vec::new();
        let few = experiment.keys.len() < ENOUGH_KEYS;
        if failure.panicked && (few || failure.epoch().is_none()) {
            verdicts.extend(self.panicked(experiment, failure));
        }
        if first && !few {
            let epoch = failure.epoch().and_then(|epoch| experiment.epochs.get(epoch));
            verdicts.extend(self.compare(experiment, epoch));
        }
        verdicts
    }

    /// Asks guard E of every treatment, on errors and on panics.
    pub(crate) fn compare(
        &mut self,
        experiment: &Experiment,
        epoch: Option<&Epoch>,
    ) -> Vec<GuardVerdict> {
        let mut verdicts = Vec::new();
        let control = self.flag.fallback();
        for number in 0..self.arms.len() {
            let Ok(arm) = u8::try_from(number) else { break };
            if arm == control {
                continue;
            }
            for guarded in [Guarded::Panics, Guarded::Errors] {
                let rule = self.rule(guarded);
                if rule.action == GuardAction::Off || self.is_arm_stopped(arm) {
                    continue;
                }
                let tallies = tallies(experiment, control, arm, guarded);
                let Some(known) = self.arms.get_mut(number) else { break };
                let verdict = match guarded {
                    Guarded::Panics => known.panics.judge(&tallies),
                    _ => known.errors.judge(&tallies),
                };
                let share = epoch.and_then(|epoch| epoch.shares.get(number)).copied();
                let share = share.or_else(|| latest_share(experiment, arm));
                verdicts.extend(self.settle(arm, guarded, rule.action, share, None, &verdict));
            }
        }
        verdicts
    }

    /// What guard E would say of an arm, without having it remember that it was asked.
    pub(crate) fn ask(
        &self,
        experiment: &Experiment,
        arm: u8,
        guarded: Guarded,
    ) -> Option<Verdict> {
        let known = self.arms.get(usize::from(arm))?;
        let mut guard = if guarded == Guarded::Panics { known.panics } else { known.errors };
        Some(guard.judge(&tallies(experiment, self.flag.fallback(), arm, guarded)))
    }

    /// What follows of the verdict of a guard that compares.
    fn settle(
        &mut self,
        arm: u8,
        guarded: Guarded,
        action: GuardAction,
        share: Option<f64>,
        site: Option<&Site>,
        verdict: &Verdict,
    ) -> Option<GuardVerdict> {
        let state = match verdict {
            Verdict::RollBack(_) if action == GuardAction::Rollback => GuardState::Stopped,
            Verdict::RollBack(_) => GuardState::Held,
            Verdict::Hold(_) => GuardState::Warm,
            Verdict::Continue(_) => return None,
        };
        let mut told = self.verdict(arm, guarded, share).with(verdict.evidence());
        if let Some(site) = site {
            told = told.at(site.callsite);
        }
        self.reach(arm, state, told)
    }

    pub(crate) fn verdict(&self, arm: u8, guarded: Guarded, share: Option<f64>) -> GuardVerdict {
        GuardVerdict {
            key: self.flag.key(),
            variant: self.flag.variant(arm),
            guarded,
            state: GuardState::Held,
            share,
            control: GuardCounts::default(),
            treatment: GuardCounts::default(),
            p_value: None,
            place: None,
            test: self.test,
        }
    }

    /// Puts a verdict in force; nothing if it was reached before, or one that says more.
    fn reach(&mut self, arm: u8, state: GuardState, verdict: GuardVerdict) -> Option<GuardVerdict> {
        let verdict = GuardVerdict { state, ..verdict };
        let known = self.arms.get_mut(usize::from(arm))?;
        if known.stopped.is_some() {
            return None;
        }
        if verdict.is_stop() {
            known.stopped = Some(Stop::now(verdict.clone()));
            self.enforce();
            return Some(verdict);
        }
        let is_known = |held: &GuardVerdict| {
            held.guarded == verdict.guarded && held.place == verdict.place && held.state >= state
        };
        if known.held.iter().any(is_known) {
            return None;
        }
        known.held.push(verdict.clone());
        Some(verdict)
    }

    /// Has the calls see which arms are stopped.
    pub(crate) fn enforce(&self) {
        let stopped = (0..=u8::MAX).zip(&self.arms).filter(|(_, arm)| arm.stopped.is_some());
        self.flag.slot().roll_back(stopped.map(|(arm, _)| arm));
    }

    /// A call panicked whose arm nobody compares.
    fn panicked(&mut self, experiment: &Experiment, failure: Failure) -> Option<GuardVerdict> {
        let Failure { arm, unit, .. } = failure;
        let action = self.settings.panics.action;
        if arm == self.flag.fallback() || action == GuardAction::Off {
            return None;
        }
        let is_shared = control_panics(experiment, self.flag.fallback());
        let known = self.arms.get_mut(usize::from(arm))?;
        known.panics_placed += 1;
        if known.panicked.len() < PANICS && (unit == 0 || !known.panicked.contains(&unit)) {
            known.panicked.push(unit);
        }
        let met = experiment.placed.get(usize::from(arm)).map_or(0, |met| met.len());
        let met = met.max(if failure.epoch().is_some() { experiment.keys.len() } else { 0 });
        // Who alone is placed in an arm need not wait for others to fail.
        let keys = PANICS.min(met.max(1));
        if known.panicked.len() < keys || known.panics_placed < PANICS as u64 {
            return None;
        }
        if is_shared {
            // Where the old code panics as well, three panics are no sign of anything: guard E compares those who were
            // drawn.
            return None;
        }
        let panics = known.panics_placed;
        let verdict = GuardVerdict {
            treatment: GuardCounts { units: panics, adverse: panics },
            ..self.verdict(arm, Guarded::PlacedPanics, None).at(failure.callsite)
        };
        let state = match action {
            GuardAction::Rollback => GuardState::Stopped,
            _ => GuardState::Held,
        };
        self.reach(arm, state, verdict)
    }

    /// Calls that nobody compares, so far, of one arm: tells once when half of the last hundred or more failed.
    pub(crate) fn placed(&mut self, arm: u8, calls: u64, adverse: u64) -> Option<GuardVerdict> {
        if arm == self.flag.fallback() || self.settings.errors.action == GuardAction::Off {
            return None;
        }
        let window = &mut self.arms.get_mut(usize::from(arm))?.window;
        let units = calls.saturating_sub(window.units);
        let failed = adverse.saturating_sub(window.adverse);
        if units < WINDOW {
            return None;
        }
        *window = GuardCounts { units: calls, adverse };
        let treatment = GuardCounts { units, adverse: failed };
        let verdict = self.verdict(arm, Guarded::PlacedErrors, None);
        let is_bad = failed.saturating_mul(2) >= units;
        is_bad.then(|| self.reach(arm, GuardState::Held, GuardVerdict { treatment, ..verdict }))?
    }

    /// What guard L found at a call site.
    pub(crate) fn latency(
        &mut self,
        experiment: &Experiment,
        site: &Site,
        judged: &[Judged],
    ) -> Vec<GuardVerdict> {
        if experiment.keys.len() < ENOUGH_KEYS {
            return Vec::new();
        }
        let action = self.settings.latency.action;
        let mut verdicts = Vec::new();
        for Judged { arm, verdict, .. } in judged.iter().filter(|judged| judged.matters) {
            if let (Some(verdict), false) = (verdict, self.is_arm_stopped(*arm)) {
                let share = latest_share(experiment, *arm);
                verdicts.extend(self.settle(
                    *arm,
                    Guarded::Latency,
                    action,
                    share,
                    Some(site),
                    verdict,
                ));
            }
        }
        verdicts
    }

    /// Whether the arms get their shares. Each epoch is a test of its own, since a key keeps its arm from one to the next.
    pub(crate) fn assignment(&mut self, experiment: &Experiment) -> Option<GuardVerdict> {
        if self.mismatch.is_some() || self.is_stopped() || !self.settings.is_on() {
            return None;
        }
        let is_off = |(number, epoch): (usize, &Epoch)| {
            let drawn: Vec<_> = (0..epoch.shares.len())
                .filter_map(|arm| {
                    let share = *epoch.shares.get(arm)?;
                    let units = epoch.arm(u8::try_from(arm).ok()?)?.figures().sampled;
                    (share > 0.0).then_some((share, units))
                })
                .collect();
            let (shares, units): (Vec<f64>, Vec<u64>) = drawn.into_iter().unzip();
            let number = number as f64 + 1.0;
            // The chances of the tests add up to that of one.
            let chance = MISMATCH / (number * (number + 1.0));
            SequentialMultinomial::new(&shares).is_ok_and(|test| test.p_value(&units) < chance)
        };
        if !experiment.epochs.iter().enumerate().any(is_off) {
            return None;
        }
        let arm = (0..).find(|&arm| arm != self.flag.fallback())?;
        let verdict = self.verdict(arm, Guarded::Assignment, None);
        self.mismatch = Some(verdict.clone());
        Some(verdict)
    }

    fn is_arm_stopped(&self, arm: u8) -> bool {
        self.arms.get(usize::from(arm)).is_some_and(|arm| arm.stopped.is_some())
    }

    pub(crate) fn rule(&self, guarded: Guarded) -> Rule {
        match guarded {
            Guarded::Errors | Guarded::PlacedErrors | Guarded::Assignment => self.settings.errors,
            Guarded::Panics | Guarded::PlacedPanics => self.settings.panics,
            Guarded::Latency => self.settings.latency,
        }
    }
}

/// What was counted of one treatment and the control, by epoch. Given that a unit went to one of the two, other arms do not
/// matter.
fn tallies(experiment: &Experiment, control: u8, arm: u8, guarded: Guarded) -> Vec<Tally> {
    let count = |figures: UnitFigures| Counts {
        units: figures.units,
        adverse: if guarded == Guarded::Panics { figures.panicked } else { figures.failed },
    };
    let tally = |epoch: &Epoch| {
        let share = |arm: u8| epoch.shares.get(usize::from(arm)).copied();
        let (control_counts, treatment) =
            (count(epoch.arm(control)?.figures()), count(epoch.arm(arm)?.figures()));
        // Of shares that nobody was drawn with in this test there is nothing to say.
        if control_counts == Counts::default() && treatment == Counts::default() {
            return None;
        }
        Some(Tally {
            share: Share::between(share(control)?, share(arm)?).ok()?,
            control: control_counts,
            treatment,
        })
    };
    experiment.epochs.iter().filter_map(tally).collect()
}

/// Whether the old code has panicked, too, while there were enough keys to compare.
fn control_panics(experiment: &Experiment, control: u8) -> bool {
    experiment.keys.len() >= ENOUGH_KEYS
        && experiment
            .epochs
            .iter()
            .filter_map(|epoch| epoch.arm(control))
            .any(|arm| arm.figures().panicked > 0)
}

/// The share of an arm in the newest epoch.
pub(crate) fn latest_share(experiment: &Experiment, arm: u8) -> Option<f64> {
    experiment.epochs.iter().last()?.shares.get(usize::from(arm)).copied()
}
