//! `cargo flagkit retire`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `retire` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`retire` is not there yet"))
}
