//! `cargo flagkit man`: the manual, made of the same description as the help texts.

use crate::cli::{Cli, Options};
use crate::exit::{Failure, Outcome, Result};
use clap::{Args, CommandFactory as _};
use clap_mangen::Man;
use std::io::Write as _;
use std::path::{Path, PathBuf};

/// What `man` takes.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  cargo flagkit man | man -l -
  cargo flagkit man --directory ~/.local/share/man/man1")]
pub(crate) struct Arguments {
    /// Write one page per command there, instead of printing the first one
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<PathBuf>,
}

/// Prints the page, or writes them all.
pub(crate) fn run(_options: &Options, arguments: &Arguments) -> Result {
    match &arguments.directory {
        Some(directory) => write(directory)?,
        None => print()?,
    }
    Ok(Outcome::Clean)
}

fn print() -> Result<()> {
    let mut page = Vec::new();
    Man::new(Cli::command()).render(&mut page)?;
    let mut stdout = anstream::stdout().lock();
    stdout.write_all(&page)?;
    Ok(stdout.flush()?)
}

fn write(directory: &Path) -> Result<()> {
    let shown = directory.display();
    std::fs::create_dir_all(directory)
        .and_then(|()| clap_mangen::generate_to(Cli::command(), directory))
        .map_err(|error| {
            Failure::new(format!("cannot write the pages to `{shown}`: {error}"))
                .help("name a directory that you may write to: `--directory DIRECTORY`")
        })?;
    // They are there, whether or not anybody hears of it.
    let _ = writeln!(anstream::stderr(), "wrote the pages to `{shown}`");
    Ok(())
}
