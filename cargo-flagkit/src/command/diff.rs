//! `cargo flagkit diff`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `diff` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`diff` is not there yet"))
}
