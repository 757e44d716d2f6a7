//! `cargo flagkit check`: what is wrong in the whole workspace.

use crate::cli::Options;
use crate::exit::{Outcome, Result};
use clap::Args;

/// What `check` takes.
#[derive(Debug, Args)]
pub(crate) struct Arguments {}

/// Finds and prints.
pub(crate) fn run(options: &Options, _arguments: &Arguments) -> Result {
    let _workspace = crate::workspace::Workspace::load(options)?;
    Ok(Outcome::Clean)
}
