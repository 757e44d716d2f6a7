//! What was measured, for the tools that watch the rest of the program.
//!
//! It reads what [`report`](crate::report()) reads, and counts nothing itself.
//! Law: labels are of the program (flag, variant, function), never of its users.
//!
//! - [`prometheus()`]: the text that Prometheus and its kin scrape, written on demand.
#![cfg_attr(
    feature = "metrics",
    doc = "- [`metrics()`]: the same figures through the `metrics` facade, whichever recorder the program has."
)]
//! - OpenTelemetry's events of evaluated flags are [exposures](crate::exposure): as lines of JSON, or with the feature
//!   `tracing` as events, which `tracing-opentelemetry` and its kin pass on.

#[cfg(feature = "metrics")]
mod facade;
mod prometheus;
mod series;

#[cfg(feature = "metrics")]
pub use facade::metrics;
pub use prometheus::prometheus;
