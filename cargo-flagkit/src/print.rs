//! What people and programs read: findings in three renderings, failures, tables, differences.
//!
//! Law: colours only where the stream is a terminal or the caller asks; what a program reads is on standard output alone.

use crate::exit::Failure;
use std::io::Write as _;

/// Sets when colours are used, for both streams.
pub(crate) fn colour(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => anstream::ColorChoice::Auto,
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Why a command did nothing, on standard error.
pub(crate) fn failure(failure: &Failure) {
    let red = anstream::stderr();
    let mut stream = red.lock();
    // There is nobody left to tell where this fails.
    let _ = writeln!(stream, "\u{1b}[1;31merror\u{1b}[0m: {failure}");
}
