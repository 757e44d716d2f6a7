//! What a guard has to say, for a program and for a person.
//!
//! Law: a verdict carries the numbers of the moment in which it was reached.

use crate::callsite::Callsite;
use flagkit_stats::Evidence;
use std::fmt;

/// What a guard looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Guarded {
    /// Failed units of both arms, panics included.
    Errors,
    /// Panicked units of both arms.
    Panics,
    /// Durations of both arms at one call site.
    Latency,
    /// Panics of calls that nobody drew, or of too few keys to compare the arms.
    PlacedPanics,
    /// Failures of such calls: half of them, or more.
    PlacedErrors,
    /// Whether the arms get the shares that they should.
    Assignment,
}

/// How far a guard is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum GuardState {
    /// It is not asked.
    Off,
    /// Nothing speaks against the arm.
    Watching,
    /// Too little to call the arm worse, too much to give it a greater share: a chance of one in ten.
    Warm,
    /// The arm is worse, and the document says that it stays.
    Held,
    /// The arm is worse, and was taken back.
    Stopped,
}

/// The units of one arm, and those of them that failed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GuardCounts {
    /// How many there were.
    pub units: u64,
    /// How many of them failed; of durations, how many were among the control's slowest tenth.
    pub adverse: u64,
}

/// A guard found that an arm is worse than the old code.
///
/// ```
/// flagkit::on_verdict(|verdict| {
///     if verdict.is_stop() {
///         eprintln!("{verdict}");
///     }
/// });
/// ```
#[derive(Clone, Debug)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct GuardVerdict {
    /// The flag's key.
    pub key: &'static str,
    /// The arm that is worse; `on` for a boolean flag.
    pub variant: &'static str,
    /// What was looked at.
    pub guarded: Guarded,
    /// Whether the arm was taken back, or only should not grow.
    pub state: GuardState,
    /// The share of the arm when it was found, from 0 to 1; nothing where nobody was drawn.
    pub share: Option<f64>,
    /// The old code.
    pub control: GuardCounts,
    /// The arm.
    pub treatment: GuardCounts,
    /// The chance of such numbers, ever, were the arm no worse; nothing where arms were not compared.
    pub p_value: Option<f64>,
    /// Of latency the function that is slow, of placed panics the one that panicked last, as `file:line:column`.
    pub place: Option<String>,
    /// Which test of the flag it was: 1, and one more for each time that it was armed again.
    pub test: u32,
}

impl From<flagkit_stats::Counts> for GuardCounts {
    fn from(counts: flagkit_stats::Counts) -> Self {
        Self { units: counts.units, adverse: counts.adverse }
    }
}

impl GuardVerdict {
    /// Whether the arm was taken back.
    #[must_use]
    pub fn is_stop(&self) -> bool {
        self.state == GuardState::Stopped
    }

    pub(crate) fn at(self, callsite: &Callsite) -> Self {
        let place = format!("{}:{}:{}", callsite.file(), callsite.line(), callsite.column());
        Self { place: Some(place), ..self }
    }

    pub(crate) fn with(self, evidence: &Evidence) -> Self {
        Self {
            control: evidence.control.into(),
            treatment: evidence.treatment.into(),
            p_value: Some(evidence.p_value()),
            ..self
        }
    }

    /// The flag, and the arm where its name says more than `on`.
    fn subject(&self) -> String {
        match self.variant {
            "on" => format!("`{}`", self.key),
            variant => format!("`{variant}` of `{}`", self.key),
        }
    }
}

impl GuardCounts {
    /// In percent.
    fn rate(self) -> f64 {
        100.0 * self.adverse.min(self.units) as f64 / self.units.max(1) as f64
    }
}

/// `` `new_checkout` is stopped at 5 %: errors 4.1 % against 0.9 %, of 148 keys; edit its targeting or call `flagkit::rearm` ``
impl fmt::Display for GuardVerdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.guarded == Guarded::Assignment {
            return write!(
                f,
                "the arms of `{}` do not get the shares that they should, so no comparison of them holds; look for keys \
                 that are lost or change",
                self.key
            );
        }
        let done = match (self.state, self.guarded) {
            (GuardState::Stopped, _) => "is stopped",
            (_, Guarded::PlacedErrors) => "fails often",
            (GuardState::Warm, _) => "looks worse than the old code",
            _ => "is worse than the old code",
        };
        write!(f, "{} {done}", self.subject())?;
        if let Some(share) = self.share {
            write!(f, " at {} %", Percent(100.0 * share))?;
        }
        f.write_str(": ")?;
        let (control, treatment) = (self.control, self.treatment);
        let compared = |f: &mut fmt::Formatter<'_>, what: &str| {
            write!(
                f,
                "{what} {:.1} % against {:.1} %, of {} keys",
                treatment.rate(),
                control.rate(),
                treatment.units
            )
        };
        match self.guarded {
            Guarded::Errors => compared(f, "errors")?,
            Guarded::Panics => compared(f, "panics")?,
            Guarded::Latency => {
                let place = self.place.as_deref().unwrap_or_default();
                write!(
                    f,
                    "{place} is slow, {:.1} % of {} calls are as slow as the slowest {:.1} % of the old code",
                    treatment.rate(),
                    treatment.units,
                    control.rate()
                )?;
            }
            Guarded::PlacedPanics => {
                write!(f, "{} of its calls panicked", treatment.adverse)?;
                if let Some(place) = &self.place {
                    write!(f, ", the last one at {place}")?;
                }
            }
            Guarded::PlacedErrors => {
                write!(f, "{} of its last {} calls failed", treatment.adverse, treatment.units)?
            }
            Guarded::Assignment => {}
        }
        f.write_str(match self.state {
            GuardState::Stopped => "; edit its targeting or call `flagkit::rearm`",
            _ => "; find out why before its share grows",
        })
    }
}

/// A share as a person writes it: `5`, `0.5`, `33.3`.
struct Percent(f64);

impl fmt::Display for Percent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format!("{:.3}", self.0);
        f.write_str(text.trim_end_matches('0').trim_end_matches('.'))
    }
}
