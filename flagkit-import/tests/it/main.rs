//! Whole documents of other engines, and what becomes of them.

mod broken;
mod flagd;
mod growthbook;
mod launchdarkly;
mod same_answers;
mod unleash;
