//! `cargo flagkit explain`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `explain` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`explain` is not there yet"))
}
