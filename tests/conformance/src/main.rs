//! `conformance [FOLDER]`: a line per suite, each failed case by name, and an exit code.
#![allow(clippy::print_stdout, reason = "it is what the command is for")]

use std::process::ExitCode;

fn main() -> ExitCode {
    let folder = std::env::args_os().nth(1).map_or_else(conformance::default_folder, Into::into);
    let report = conformance::report(&folder);
    print!("{report}");
    if report.lines.is_empty() {
        println!("no suite in {}", folder.display());
    }
    if report.is_good() { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
