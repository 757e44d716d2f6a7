//! `cargo flagkit simulate`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `simulate` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`simulate` is not there yet"))
}
