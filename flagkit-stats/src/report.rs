//! The experiment report: what a metric says about two arms.
//!
//! ```
//! use flagkit_stats::Alpha;
//! use flagkit_stats::report::{Lift, Moments, Prior, Scale, Side};
//!
//! // Orders of 2 314 and of 2 064 users, as count, sum and sum of squares.
//! let control = Moments::mean(2_314, 41_652.0, 1_031_000.0)?;
//! let treatment = Moments::mean(2_064, 39_216.0, 1_022_000.0)?;
//! let lift = Lift::new(&control, &treatment, Scale::Relative)?;
//!
//! // One look at the end, a look whenever one likes, and what a gambler would say.
//! let alpha = Alpha::new(0.05)?;
//! assert_eq!(lift.welch(alpha, Side::Both).to_string(), "+5.56 % (+1.73 % to +9.38 %), p = 0.004");
//! assert_eq!(
//!     lift.sequential(alpha, Side::Both, 5_000.0)?.to_string(),
//!     "+5.56 % (-0.38 % to +11.49 %), p = 0.082",
//! );
//! assert!(lift.posterior(Prior::DEFAULT).chance_to_win() > 0.99);
//! # Ok::<(), flagkit_stats::report::NotComputable>(())
//! ```
//!
//! The formulas are those of gbstats (GrowthBook), so that a figure here is the figure there; its vectors hold them. None of them
//! decides about a rollout: that is for the guards. An effect that is estimated when an experiment was stopped because of it is
//! biased away from zero; show the sequential interval with it.
//!
//! - [`Moments`]: one arm of a metric, as [mean](Moments::mean), [proportion](Moments::proportion), [ratio](Moments::ratio)
//!   or [quantile](Moments::quantile); [`Covariate`] takes what is known from before out of it (CUPED).
//! - [`Lift`]: the difference, with [Welch's test](Lift::welch), an [asymptotic confidence
//!   sequence](Lift::sequential) and a [posterior](Lift::posterior).
//! - [`Proportion`]: small counts; [`newcombe`] and [`pooled_z`] for two of them, [`chance_to_win`] exactly.
//! - [`holm`], [`benjamini_hochberg`], [`adjusted_interval`]: several metrics at once.
//! - [`power`], [`detectable`], [`proportions_power`]: how many units it takes.

mod bayes;
mod beta_binomial;
mod covariate;
mod interval;
mod lift;
mod moments;
mod multiple;
mod not_computable;
mod planning;
mod proportion;
mod sequential;
mod welch;

pub use bayes::{ExpectedLoss, Posterior, Prior};
pub use beta_binomial::{BetaPrior, chance_to_win};
pub use covariate::{Covariate, RatioCovariate, adjusted, adjusted_ratio};
pub use interval::{Comparison, Interval, Side};
pub use lift::{Lift, Scale};
pub use moments::{Moments, RatioSums};
pub use multiple::{adjusted_interval, benjamini_hochberg, holm};
pub use not_computable::NotComputable;
pub use planning::{Looks, Plan, detectable, power, proportions_power};
pub use proportion::{Proportion, ZTest, newcombe, pooled_z};
