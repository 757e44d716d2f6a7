//! The guards at work, simulated: real functions, a real document, the public API; beside the figures of the specification,
//! which another program simulated.
//!
//! `cargo run --release -p simulation [RUNS [TITLE]]`, with 2000 runs unless told otherwise, and only of the tables in
//! whose title the given text is. Seeded: the same number of runs gives the same figures. It exits with 1 when more false
//! rollbacks are seen than the guarantee allows at a confidence of 99.9 %, or a median is more than 15 % and more than one
//! call off the specification's. Guards stop at one event where the evidence suffices; there is no other margin than the
//! default one of 0.0005 between rates.
//!
//! `flagkit-stats/examples/simulate` asks the same of the mathematics alone.

#![allow(clippy::print_stdout, reason = "the tables are what it is for")]

// One home for chance and for the tables; `trials` and the like are needed there.
#[allow(dead_code, reason = "not everything of it is needed here")]
#[path = "../../../flagkit-stats/examples/simulate/random.rs"]
mod random;
#[path = "../../../flagkit-stats/examples/simulate/table.rs"]
mod table;

mod jobs;
mod rollout;
mod traffic;

use std::process::ExitCode;
use table::Table;

flagkit::flags!("flags.json");

fn main() -> ExitCode {
    let runs = std::env::args().nth(1).and_then(|runs| runs.parse().ok()).unwrap_or(2_000);
    let mut table = Table::default();
    let title = std::env::args().nth(2).unwrap_or_default();
    jobs::whole(runs).only(&title).run(&mut table);
    table.verdict()
}

#[cfg(test)]
mod tests {
    use super::{Table, jobs};
    use std::process::ExitCode;

    /// A glance; the figures themselves take minutes.
    #[test]
    fn harm_is_found_and_its_absence_is_not() {
        let mut table = Table::default();
        jobs::glance().run(&mut table);
        assert_eq!(table.verdict(), ExitCode::SUCCESS);
    }
}
