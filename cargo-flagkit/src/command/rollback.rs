//! `cargo flagkit rollback`.

use crate::cli::Options;
use crate::edit::{self, replace::Mode};
use crate::exit::Result;
use clap::Args;

/// What `rollback` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "A bare flag becomes `false`, stages go to `off`; where that would leave anyone the new code, \
                  `\"enabled\": false` is written. It works on a flag with a mistake too.

Examples:
  cargo flagkit rollback new_checkout
  cargo flagkit rollback new_checkout --dry-run"
)]
pub(crate) struct Arguments {
    /// The flag's key
    #[arg(value_name = "FLAG")]
    key: String,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let Arguments { key, dry_run } = arguments;
    let done =
        edit::attempt(options, key, Mode::of(*dry_run), |file| edit::rollback::plan(file, key))?;
    edit::report::tell_with_way_back(done)
}
