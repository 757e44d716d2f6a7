//! `every-function`: proof on code that nobody here wrote. It takes the crates pinned in `subjects/`, puts `#[feature_flag]` on
//! every function that has a body, with a copy of the function as its old arm, and compiles the result.
//!
//! Not a test of behaviour: both arms are one code, so nothing is run. `tests/forms` runs both arms of each form.
//! Law: every number in the report is what rustc said about the final, clean build; nothing is estimated but the functions
//! inside macros, which the report names as out of reach.

mod cargo;
mod command;
mod copy;
mod edit;
mod failure;
mod report;
mod rounds;
mod scan;
mod subject;
mod verdict;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(outcome) => outcome.exit_code(),
        Err(failure) => {
            let mut stderr = std::io::stderr().lock();
            // Where even standard error is closed there is nobody left to tell.
            let _ = writeln!(stderr, "error: {failure}");
            ExitCode::from(2)
        }
    }
}
