//! The guards on simulated traffic, beside the figures of the specification they were written to, which another program
//! simulated.
//!
//! `cargo run --release -p flagkit-stats --example simulate [RUNS]`, with 2000 runs unless told otherwise. Seeded: the same number
//! of runs gives the same figures. It exits with 1 when more false rollbacks are seen than the guarantee allows at a confidence of
//! 99.9 %, or a median is more than 15 % and more than one look off the
//! specification's. All margins, minimum events and warm-up are 0.

#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

mod events;
mod latency;
mod random;
mod table;

use std::process::ExitCode;

use table::Table;

fn main() -> ExitCode {
    let runs = std::env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(2_000);
    let mut table = Table::default();
    events::false_rollbacks(&mut table, runs);
    events::every_key_fails(&mut table, runs / 2);
    events::shared_incident(&mut table, 5 * runs);
    events::sticky_keys(&mut table, runs);
    events::detection(&mut table, runs);
    latency::detection(&mut table, runs / 2);
    latency::false_rollbacks(&mut table, runs);
    table.verdict()
}
