//! The hazards of a watched file, each on real files and against a probe in a process of its own.
//!
//! flagkit's state belongs to the process, so a test never watches anything itself; it edits files under a
//! `live-file-probe` and reads what the probe says. That holds under `cargo test` and `cargo nextest` alike.
//!
//! Law: a test waits for what the probe says, with a generous deadline, and never for time to pass.
//! Where the hazard itself is slowness, the pause is part of the edit.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test whose stage cannot be set has failed")]

mod document;
mod place;
mod probe;
mod save;
mod tools;

mod editors;
mod exhausted;
mod guards;
mod ids;
mod latency;
mod links;
mod refused;
mod replaced;
