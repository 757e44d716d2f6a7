//! A function per flag, whose new code does what its caller says.
//!
//! Law: whatever the new code is made to do, the old code works.

use flagkit::{EvaluationContext, feature_flag};
use std::thread;
use std::time::Duration;

flagkit::flags!(pub "flags.json");

/// What the new code does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum New {
    /// It works.
    Works,
    /// It returns an `Err`.
    Fails,
    /// It panics.
    Panics,
    /// It takes so long.
    Takes(Duration),
}

/// Which code ran.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ran {
    /// The old one.
    Old,
    /// The new one, and worked.
    New,
}

/// The new code failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Failed;

impl New {
    /// Does it for somebody.
    ///
    /// # Errors
    ///
    /// When it fails.
    ///
    /// # Panics
    ///
    /// When it panics.
    pub fn run_for(self, _user: &EvaluationContext) -> Result<Ran, Failed> {
        self.run()
    }

    /// Does it.
    ///
    /// # Errors
    ///
    /// When it fails.
    ///
    /// # Panics
    ///
    /// When it panics.
    pub fn run(self) -> Result<Ran, Failed> {
        match self {
            Self::Works => Ok(Ran::New),
            Self::Fails => Err(Failed),
            Self::Panics => panic!("the new code panics"),
            Self::Takes(time) => {
                thread::sleep(time);
                Ok(Ran::New)
            }
        }
    }
}

/// The old code of all.
///
/// # Errors
///
/// Never.
pub fn old(_user: &EvaluationContext, new: New) -> Result<Ran, Failed> {
    if let New::Takes(_) = new {
        // So that the durations of the old code are not all in one bucket.
        thread::sleep(Duration::from_micros(50));
    }
    Ok(Ran::Old)
}

/// Makes one function for each flag.
macro_rules! functions {
    ($($name:ident: $key:literal;)+) => { $(
        #[doc = concat!("Switched by `", $key, "`.")]
        ///
        /// # Errors
        ///
        /// When the new code fails.
        #[feature_flag($key, fallback = old, context = user)]
        pub fn $name(user: &EvaluationContext, new: New) -> Result<Ran, Failed> {
            new.run_for(user)
        }
    )+ };
}

functions! {
    kept: "kept";
    stopped: "stopped";
    described: "described";
    edited: "edited";
    armed: "armed";
    base: "base";
    dependent: "dependent";
    listed: "listed";
    alone: "alone";
    pair: "pair";
    half_failing: "half_failing";
    held: "held";
    unguarded: "unguarded";
    sticky: "sticky";
    few: "few";
    panicking: "panicking";
    slow: "slow";
    hanging: "hanging";
    twice: "twice";
    twice_elsewhere: "twice";
    overridden: "overridden";
    forgiving: "forgiving";
    ramped: "ramped";
}

/// Switched by `scoped`, for the context of the scope.
///
/// # Errors
///
/// When the new code fails.
#[feature_flag("scoped", fallback = old_scoped)]
pub fn scoped(new: New) -> Result<Ran, Failed> {
    new.run()
}

/// The old code of [`scoped`].
///
/// # Errors
///
/// Never.
pub fn old_scoped(_new: New) -> Result<Ran, Failed> {
    Ok(Ran::Old)
}

/// Switched by `rescued`; its failures reach nobody.
///
/// # Errors
///
/// Never.
#[feature_flag("rescued", fallback = old, context = user, on_panic = fallback, on_error = fallback)]
pub fn rescued(user: &EvaluationContext, new: New) -> Result<Ran, Failed> {
    new.run_for(user)
}

/// Switched by `future`.
///
/// # Errors
///
/// When the new code fails.
#[feature_flag("future", fallback = old_future, context = user)]
pub async fn future(user: &EvaluationContext, new: New) -> Result<Ran, Failed> {
    std::future::ready(()).await;
    new.run_for(user)
}

/// The old code of [`future`].
///
/// # Errors
///
/// Never.
pub async fn old_future(_user: &EvaluationContext, _new: New) -> Result<Ran, Failed> {
    Ok(Ran::Old)
}

/// Switched by `ranker`: says which arm ran. `both` does what it is told.
///
/// # Errors
///
/// When `both` fails.
#[feature_flag("ranker", variants(meaning, both = rank_by_both), fallback = rank_by_words, context = user)]
pub fn rank(user: &EvaluationContext, _new: New) -> Result<&'static str, Failed> {
    New::Works.run_for(user).map(|_| "meaning")
}

fn rank_by_both(_user: &EvaluationContext, new: New) -> Result<&'static str, Failed> {
    new.run().map(|_| "both")
}

fn rank_by_words(_user: &EvaluationContext, _new: New) -> Result<&'static str, Failed> {
    Ok("words")
}
