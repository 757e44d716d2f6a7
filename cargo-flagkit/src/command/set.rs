//! `cargo flagkit set`.

use crate::cli::Options;
use crate::edit::{self, Asker, replace::Mode};
use crate::exit::Result;
use clap::Args;

/// What `set` takes.
#[derive(Debug, Args)]
#[command(
    after_help = "`off` is off for everyone, whatever else the flag says. `on` and a share are for those whom \
                  no rule names; what else decides is told. After `off`, `on` brings back weights and stages. The stages of a flag are `cargo flagkit stage`'s.

Examples:
  cargo flagkit set new_checkout on
  cargo flagkit set new_checkout 5%
  cargo flagkit set new_checkout 25% --dry-run
  cargo flagkit set search_ranker semantic"
)]
pub(crate) struct Arguments {
    /// The flag's key
    #[arg(value_name = "FLAG")]
    key: String,
    /// on, off, a share such as 5%, or one of the flag's variants
    #[arg(value_name = "on|off|5%|VARIANT")]
    value: String,
    /// Show what would change, and write nothing
    #[arg(long)]
    dry_run: bool,
}

/// Does it.
pub(crate) fn run(options: &Options, arguments: &Arguments) -> Result {
    let Arguments { key, value, dry_run } = arguments;
    let done = edit::attempt(options, key, Mode::of(*dry_run), |file| {
        edit::set::plan(file, key, value, Asker::Command)
    })?;
    edit::report::tell_with_way_back(done)
}
