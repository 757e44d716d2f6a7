//! The pure mathematics of flagkit: is the new code worse than the old, and what does an experiment say?
//!
//! ```
//! use flagkit_stats::{Counts, EventGuard, Share, Tally, Verdict};
//!
//! // 5 % of the keys see the new code. So far 34 keys failed in the old one, and 9 in the new one.
//! let canary = Tally {
//!     share: Share::new(0.05)?,
//!     control: Counts { units: 2_805, adverse: 34 },
//!     treatment: Counts { units: 148, adverse: 9 },
//! };
//! let mut errors = EventGuard::default();
//! let Verdict::RollBack(evidence) = errors.judge(&[canary]) else { panic!("it is worse") };
//! assert_eq!(
//!     evidence.to_string(),
//!     "6.08 % against 1.21 % (9 of 148 against 34 of 2805), evidence 144 : 1, p <= 0.007",
//! );
//! # Ok::<(), flagkit_stats::OutOfRange>(())
//! ```
//!
//! # Guards
//!
//! A guard may be asked at any time and as often as one likes, and is wrong with probability at most [`Alpha`] *ever*, at any
//! sample size. Whatever happens to a unit, the coin that chose its arm was thrown before and independently; so while the new
//! code does no harm, the arm of an event is no more telling than the coin, and a bet on the opposite cannot be expected to win.
//!
//! - [`EventGuard`]: errors and panics, from two integers per epoch. [`event_log_e`] is its evidence alone, and
//!   [`ObservedEvents`] the same where the share is not known.
//! - [`LatencyGuard`]: durations, from histograms.
//! - [`expected_detection`] and [`failures_to_roll_back`] say how long it takes.
//!
//! - [`NonInferiority`] asks the opposite, for promotion: is it proven that the new code is not much worse?
//! - [`RelativeRisk`] is how much worse or better it is, with an interval that holds at any time.
//! - [`assignment`] tests the draw itself.
//! - [`report`] is for the experiment that a rollout is as well.
//!
//! What is counted decides whether this holds. The unit is what is drawn: of a sticky key the first failure counts. Only drawn
//! units count, each with the [`Share`] it was drawn with. The arm is chosen before anything that may influence the outcome.
//!
//! # Sources
//!
//! Each file names its own, beside the formula. `tests/vectors` holds the formulas to figures that others published (gbstats,
//! statsmodels, R, scipy, savvi) and to fifty-digit evaluations of the guards; `tests/it` to their laws, and to the exact chance of
//! ever stopping a treatment that does no harm; `examples/simulate` to simulated traffic.
//!
//! # What it refuses
//!
//! No I/O, no clock, no thread, no global, no dependency, no panic on any input. It does not count, and it does not act.
#![forbid(unsafe_code)]

mod alpha;
mod e_process;
mod error;
mod share;
mod tally;
mod verdict;

mod guard;
mod non_inferiority;
mod relative_risk;

pub mod assignment;
pub mod histogram;
pub mod report;
pub mod special;

pub use alpha::Alpha;
pub use error::OutOfRange;
pub use guard::event::{EventGuard, RELATIVE_RISKS, event_log_e};
pub use guard::latch::GuardState;
pub use guard::latency::{LatencyGuard, LatencyState, MIN_HISTORY, ShortHistory};
pub use guard::observed::ObservedEvents;
pub use guard::planning::{Expected, expected_detection, failures_to_roll_back};
pub use non_inferiority::{NonInferiority, zero_failures_bound};
pub use relative_risk::RelativeRisk;
pub use share::Share;
pub use tally::{Counts, Tally};
pub use verdict::{Evidence, Verdict};

/// The e-value from which a guard is warm and a rollout does not grow: 10, a p-value of 0.1.
pub const E_VALUE_WARM: f64 = 10.0;
