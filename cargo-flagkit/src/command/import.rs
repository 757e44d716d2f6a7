//! `cargo flagkit import`.

use crate::cli::Options;
use crate::exit::{Failure, Result};
use clap::Args;

/// What `import` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Does it.
pub(crate) fn run(_options: &Options, _arguments: &Arguments) -> Result {
    Err(Failure::new("`import` is not there yet"))
}
