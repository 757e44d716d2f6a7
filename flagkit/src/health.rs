//! What the run time knows of itself, for a health endpoint or a person.
//!
//! It only reads; the publisher and the service keep the facts.

use crate::callsite::{Callsite, callsites};
use crate::epoch::Constants;
use crate::evaluate;
use crate::exposure::{self, ExposureStatus};
use crate::forced::{ForcedBy, PREFIX};
use crate::guard::{self, StoppedArm};
use crate::publisher;
use crate::service;
use flagkit_core::Problem;
use std::fmt;
use std::time::Duration;

/// The state of the flags of this process, from [`health`].
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct Health {
    /// Where the flags in force come from.
    pub source: FlagSource,
    /// The generation of the flags in force; it grows with each change of the document.
    pub generation: u64,
    /// How long this generation has been in force.
    pub age: Duration,
    /// Whether a file is being watched.
    pub watching: bool,
    /// Why changes are found by polling instead of by the operating system's events, if they are.
    pub polling: Option<String>,
    /// How long ago the file was last found as it should be.
    pub last_read: Option<Duration>,
    /// Why the last reading was not taken; the last good state stands meanwhile.
    pub rejected: Option<String>,
    /// Problems of the document in force: each names the flag that fails alone.
    pub problems: Vec<Problem>,
    /// The file that is watched and was never there; what is in force stands until it appears.
    pub awaited: Option<String>,
    /// What is amiss between the documents and the build: a key that looks misspelt, a variant that the build does
    /// not know, a flag that two packages define differently, a problem of the document that the build embedded, a flag
    /// that went away between two versions of the file, a variable of the environment that names no flag.
    pub findings: Vec<String>,
    /// How often a flag that is on for a share of all keys was asked without one, and served its fallback; or without
    /// the attribute that its `bucket_by` names.
    pub calls_without_key: u64,
    /// How often a flag that depends on who is asked about was asked without a context, its own or a scope's.
    ///
    /// It grows where a scope is missing: a task that was spawned without
    /// [`in_current_flag_scope`](crate::InFlagScope::in_current_flag_scope), say.
    pub calls_without_context: u64,
    /// The functions whose new code failed and whose old code answered instead, by `on_panic` or `on_error`.
    pub rescued: Vec<RescuedCalls>,
    /// The arms that a guard has taken back.
    pub stopped: Vec<StoppedArm>,
    /// How the writing of exposures goes.
    pub exposures: ExposureStatus,
    /// Overrides for the whole process.
    pub overrides: Vec<OverrideInForce>,
    /// The stalest snapshot that a scope still holds, if one is behind.
    pub oldest_pin: Option<OldestPin>,
    /// How long the last change took from the write of the file until it was in force.
    pub write_to_effect: Option<Duration>,
    /// How often a panic was caught in the thread that watches.
    pub panics: u64,
}

/// Where the flags in force come from.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub enum FlagSource {
    /// The documents that the build embedded.
    Embedded,
    /// A live document, over the embedded ones.
    Document(String),
}

/// An override for the whole process.
///
/// A variable of the environment that names no flag is listed too, by its own name and as not applied.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct OverrideInForce {
    /// The flag's key.
    pub key: String,
    /// The variant that it serves.
    pub variant: String,
    /// Who put it in force.
    pub by: ForcedBy,
    /// Whether a flag of the program has this key and this variant.
    pub applied: bool,
}

/// One function of which calls were rescued.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RescuedCalls {
    /// The key of the flag that decides.
    pub key: &'static str,
    /// The function whose code failed.
    pub function: &'static str,
    /// The place of its attribute: file, line and column.
    pub place: String,
    /// How many calls of it were rescued since the process began.
    pub calls: u64,
}

/// A scope that began before the last change, or the change before it, and is not over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct OldestPin {
    /// The generation that it sees.
    pub generation: u64,
    /// How long ago that generation was replaced.
    pub behind: Duration,
}

/// The state of the flags of this process.
///
/// ```
/// let health = flagkit::health();
/// assert!(health.is_healthy());
/// println!("{health}");
/// ```
#[must_use]
pub fn health() -> Health {
    publisher::register_linked();
    let status = publisher::status();
    let service = service::status();
    let source = status.source;
    Health {
        source: match status.snapshot.origin() {
            None => FlagSource::Embedded,
            Some(origin) => FlagSource::Document(origin.to_string()),
        },
        generation: status.snapshot.generation(),
        age: status.snapshot.published().elapsed(),
        watching: service.watching,
        polling: service.polling,
        last_read: source.read_at.map(|at| at.elapsed()),
        rejected: source.rejected,
        problems: source.problems,
        awaited: source.awaited.filter(|_| service.watching),
        findings: status.findings.into_iter().map(|finding| finding.text).collect(),
        calls_without_key: evaluate::calls_without_key(),
        calls_without_context: evaluate::calls_without_context(),
        rescued: rescued(),
        exposures: exposure::status(),
        stopped: guard::stopped(),
        overrides: status
            .forced
            .into_iter()
            .map(|(key, forced)| OverrideInForce {
                key,
                variant: forced.variant,
                by: forced.by,
                applied: forced.applied,
            })
            .collect(),
        oldest_pin: status.oldest_pin.map(|(generation, behind)| OldestPin { generation, behind }),
        write_to_effect: source.effect,
        panics: service.panics,
    }
}

fn rescued() -> Vec<RescuedCalls> {
    let told = |site: &Callsite| RescuedCalls {
        key: site.key(),
        function: site.function(),
        place: format!("{}:{}:{}", site.file(), site.line(), site.column()),
        calls: site.rescued(),
    };
    callsites().into_iter().filter(|site| site.rescued() > 0).map(told).collect()
}

impl Health {
    /// Whether the document is taken, and none of its flags is broken.
    ///
    /// ```
    /// assert!(flagkit::health().is_healthy());
    /// ```
    #[must_use]
    pub fn is_healthy(&self) -> bool {
        let is_error = |problem: &Problem| problem.severity == flagkit_core::Severity::Error;
        self.rejected.is_none() && !self.problems.iter().any(is_error) && self.panics == 0
    }
}

/// One fact per line, in words.
impl fmt::Display for Health {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = match &self.source {
            FlagSource::Embedded => "the build's own flags",
            FlagSource::Document(path) => path,
        };
        writeln!(f, "generation {} from {file}, in force for {:.1?}", self.generation, self.age)?;
        match (&self.watching, &self.polling) {
            (false, _) => {
                let why = match &self.source {
                    FlagSource::Embedded => {
                        "; call `flagkit::watch_default()` and keep what it returns"
                    }
                    FlagSource::Document(_) => {
                        ", since the guard of `flagkit::watch` was dropped; keep it while the program runs"
                    }
                };
                writeln!(f, "no file is watched{why}")?;
            }
            (true, None) => writeln!(f, "watching for changes")?,
            (true, Some(why)) => writeln!(f, "polling for changes: {why}")?,
        }
        if let Some(effect) = self.write_to_effect {
            writeln!(f, "the last change took {effect:.1?} from its write to its effect")?;
        }
        if let Some(awaited) = &self.awaited {
            writeln!(f, "{awaited} does not exist; the flags in force stand until it appears")?;
        }
        if let Some(rejected) = &self.rejected {
            writeln!(f, "not taken: {rejected}")?;
        }
        for problem in &self.problems {
            let of = if self.rejected.is_some() { "of the version in force: " } else { "" };
            writeln!(f, "{of}{}", problem.render(file))?;
        }
        for finding in &self.findings {
            writeln!(f, "{finding}")?;
        }
        if self.calls_without_key > 0 {
            let calls = self.calls_without_key;
            writeln!(
                f,
                "calls of a share without the key or the attribute that it draws by, which got the fallback: {calls}"
            )?;
        }
        if self.calls_without_context > 0 {
            let calls = self.calls_without_context;
            writeln!(
                f,
                "calls of a flag that depends on who is asked about, without a context: {calls}"
            )?;
        }
        for RescuedCalls { key, function, place, calls } in &self.rescued {
            writeln!(
                f,
                "`{key}`: the new code of `{function}` ({place}) failed and was rescued by the old: {calls}"
            )?;
        }
        for StoppedArm { verdict, since } in &self.stopped {
            writeln!(f, "{verdict} (since {since:.1?})")?;
        }
        let ExposureStatus { no_room, failed, .. } = self.exposures;
        if no_room > 0 {
            writeln!(
                f,
                "exposures that found no room in the queue of their sink, and were offered again: {no_room}"
            )?;
        }
        if failed > 0 {
            writeln!(f, "exposures that their sink lost: {failed}")?;
        }
        for OverrideInForce { key, variant, by, applied } in &self.overrides {
            let by = match by {
                // A finding tells what variable names no flag.
                ForcedBy::Environment if key.starts_with(PREFIX) => continue,
                ForcedBy::Environment => "the environment",
                ForcedBy::Operator => "an operator",
            };
            if *applied {
                writeln!(f, "`{key}` is forced to `{variant}` by {by}")?;
            } else {
                writeln!(
                    f,
                    "`{key}` is not forced: no flag of this program has this key and the variant `{variant}`, which {by} \
                     asks for"
                )?;
            }
        }
        if let Some(OldestPin { generation, behind }) = self.oldest_pin {
            writeln!(f, "a scope still sees generation {generation}, replaced {behind:.1?} ago")?;
        }
        Ok(())
    }
}
