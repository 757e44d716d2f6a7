//! `large-workspace`: `cargo flagkit check` on the sources of large crates, with a thousand flags planted in them.
//!
//! It is a test of what is found and a measure of how long that takes. Law: nothing of the code under study is compiled, and
//! the sources that cargo fetched are only read.

mod cargo;
mod check;
mod command;
mod document;
mod failure;
mod manifest;
mod plant;
mod scan;
mod timing;
mod workspace;

use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    match command::run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::from(1),
        Err(failure) => {
            // Where even standard error is closed there is nobody left to tell.
            let _ = writeln!(std::io::stderr().lock(), "error: {failure}");
            ExitCode::from(2)
        }
    }
}
