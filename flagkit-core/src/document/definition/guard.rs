//! What a document says of a flag's guard.

use super::words::words;
use std::fmt;

words! {
    /// What a guard does when the new arm is worse.
    GuardAction {
        /// Takes the new arm back.
        Rollback "rollback"
        /// Keeps the rollout where it is.
        Hold "hold"
        /// Nothing.
        Off "off"
    }
}

/// How a flag's new arm is watched.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Guard {
    /// `"guard": "off"`.
    pub off: bool,
    /// On failed calls.
    pub errors: GuardRule,
    /// On panics.
    pub panics: GuardRule,
    /// On latency.
    pub latency: GuardRule,
    /// What holds for all three where they do not say otherwise.
    pub common: GuardRule,
    /// By how many processes the chance of a false alarm is shared.
    pub replicas: Option<u32>,
}

/// What one guard does, and when.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GuardRule {
    /// What it does.
    pub action: Option<GuardAction>,
    /// The chance of a false alarm.
    pub alpha: Option<f64>,
    /// How many events it needs at least.
    pub min_events: Option<u64>,
    /// By how much of all calls the new arm must be worse at least.
    pub min_difference: Option<f64>,
    /// By which ratio the new arm may be worse.
    pub margin: Option<f64>,
}
