//! `cargo flagkit man`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `man` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`man` is not there yet"))
}
