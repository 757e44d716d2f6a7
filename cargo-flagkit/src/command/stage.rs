//! `cargo flagkit stage`.

use crate::cli::Options;
use crate::edit::{self, Asker, replace::Mode};
use crate::exit::Result;
use clap::Args;

/// What `stage` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "Every stage up to the one that is named holds. `next` at the last stage and `back` \
                  at `off` change nothing and succeed.

Examples:
  cargo flagkit stage new_checkout next
  cargo flagkit stage new_checkout back
  cargo flagkit stage new_checkout everyone --dry-run
  cargo flagkit stage new_checkout off"
)]
pub(crate) struct Arguments {
    /// The flag's key
    #[arg(value_name = "FLAG")]
    key: String,
    /// One stage on, one back, or a stage by its name; `off` is before the first
    #[arg(value_name = "next|back|NAME")]
    stage: String,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let Arguments { key, stage, dry_run } = arguments;
    let done = edit::attempt(options, key, Mode::of(*dry_run), |file| {
        edit::stage::plan(file, key, stage, Asker::Command)
    })?;
    edit::report::tell(done)
}
