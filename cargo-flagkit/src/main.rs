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

fn main() -> ExitCode {
    exit::code(cli::run(std::env::args_os()))
}
