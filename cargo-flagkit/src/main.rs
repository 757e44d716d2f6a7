//! `cargo flagkit`: what one crate's compilation cannot tell, and the edits that a person would make by hand.
//!
//! ```text
//! workspace ─► sources ─► uses ─┐
//!                               ├─► audit ─► findings ─► print
//! flags.json ─► document ───────┘
//! flags.json ─► edit ─► flags.json          sources ─► retire ─► sources
//! ```
//!
//! It runs nothing of the user's program and asks no network. Law: a command that fails has written nothing.
#![forbid(unsafe_code)]

mod audit;
mod cli;
mod command;
mod edit;
mod exit;
mod finding;
mod flags_file;
mod moment;
mod new_file;
mod print;
mod retire;
mod simulation;
mod source;
mod survey;
mod who;
mod words;
mod workspace;

use std::process::ExitCode;
use std::thread;

/// Of every thread that reads sources. Expressions nest in each other, and so do the calls that read them; rustc lets its
/// stack grow. Memory that nobody touches costs nothing.
const STACK: usize = 512 << 20;

fn main() -> ExitCode {
    let run = || cli::run(std::env::args_os());
    match thread::Builder::new().stack_size(STACK).spawn(run) {
        Ok(command) => match command.join() {
            Ok(result) => exit::code(result),
            Err(panic) => std::panic::resume_unwind(panic),
        },
        // Where no thread can be had, the usual stack will do for most sources.
        Err(_) => exit::code(run()),
    }
}
