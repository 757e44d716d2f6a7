//! The command line: what can be asked, in clap's words.
//!
//! Each command's own arguments stand beside the command. Law: `cargo flagkit X` and `cargo-flagkit X` are the same.

use crate::command;
use crate::exit::{Outcome, Result};
use clap::{Args, CommandFactory as _, FromArgMatches as _, Parser, Subcommand};
use std::ffi::OsString;
use std::path::PathBuf;

/// Feature flags of a whole workspace: what is used, what is stale, who gets what, and how to change it.
#[derive(Debug, Parser)]
#[command(
    name = "cargo-flagkit",
    bin_name = "cargo flagkit",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    after_help = "Exit codes: 0 nothing found, 1 something found, 2 it could not be done."
)]
pub(crate) struct Cli {
    #[command(flatten)]
    pub(crate) options: Options,
    #[command(subcommand)]
    pub(crate) command: Command,
}

/// What every command understands.
#[derive(Clone, Debug, Args)]
pub(crate) struct Options {
    /// The flags.json to work on; without it, the one that the package in this directory uses
    #[arg(long, global = true, value_name = "PATH", help_heading = "Which files")]
    pub(crate) file: Option<PathBuf>,
    /// The Cargo.toml of a package or workspace; without it, the one above this directory
    #[arg(long, global = true, value_name = "PATH", help_heading = "Which files")]
    pub(crate) manifest_path: Option<PathBuf>,
    /// When to use colours: auto, always, never
    #[arg(
        long,
        global = true,
        value_name = "WHEN",
        default_value = "auto",
        hide_default_value = true,
        help_heading = "Output"
    )]
    pub(crate) color: clap::ColorChoice,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Find what is wrong: unused, undeclared, expired flags, and every mistake in flags.json
    Check(command::check::Arguments),
    /// List the flags: type, state, stage, owner, age, uses
    List(command::list::Arguments),
    /// Explain an answer, step by step, or a code such as FK0104
    Explain(command::explain::Arguments),
    /// Tell who of a list of keys would get what, and whom a change would move
    Simulate(command::simulate::Arguments),
    /// Tell in words what differs between two versions of flags.json
    Diff(command::diff::Arguments),
    /// Lay flags.json out evenly, comments and order kept
    Fmt(command::fmt::Arguments),
    /// Write a first flags.json
    Init(command::init::Arguments),
    /// Add a flag, off for everyone
    Add(command::add::Arguments),
    /// Turn a flag on, off, or on for a share: on, off, 5%
    Set(command::set::Arguments),
    /// Move a flag along its stages: next, back, or a stage's name
    Stage(command::stage::Arguments),
    /// Give everyone the old code of a flag
    Rollback(command::rollback::Arguments),
    /// Remove a flag from the sources and from flags.json, and keep one arm
    Retire(command::retire::Arguments),
    /// Turn another engine's document into flags.json
    Import(command::import::Arguments),
    /// Show the flags of the file, and what changes in them, live
    Watch(command::watch::Arguments),
    /// Print completions for a shell
    Completions(command::completions::Arguments),
    /// Print the manual page
    Man(command::man::Arguments),
}

/// Reads the arguments and does what they say.
pub(crate) fn run(arguments: impl Iterator<Item = OsString>) -> Result {
    let cli = match parse(arguments) {
        Ok(cli) => cli,
        Err(error) if error.use_stderr() => error.exit(),
        Err(help) => {
            help.print()?;
            return Ok(Outcome::Clean);
        }
    };
    crate::print::colour(cli.options.color);
    let options = &cli.options;
    match cli.command {
        Command::Check(arguments) => command::check::run(options, &arguments),
        Command::List(arguments) => command::list::run(options, &arguments),
        Command::Explain(arguments) => command::explain::run(options, &arguments),
        Command::Simulate(arguments) => command::simulate::run(options, &arguments),
        Command::Diff(arguments) => command::diff::run(options, &arguments),
        Command::Fmt(arguments) => command::fmt::run(options, &arguments),
        Command::Init(arguments) => command::init::run(options, &arguments),
        Command::Add(arguments) => command::add::run(options, &arguments),
        Command::Set(arguments) => command::set::run(options, &arguments),
        Command::Stage(arguments) => command::stage::run(options, &arguments),
        Command::Rollback(arguments) => command::rollback::run(options, &arguments),
        Command::Retire(arguments) => command::retire::run(options, &arguments),
        Command::Import(arguments) => command::import::run(options, &arguments),
        Command::Watch(arguments) => command::watch::run(options, &arguments),
        Command::Completions(arguments) => command::completions::run(options, &arguments),
        Command::Man(arguments) => command::man::run(options, &arguments),
    }
}

/// Cargo calls `cargo-flagkit flagkit ...`, a shell may leave the word out.
fn parse(arguments: impl Iterator<Item = OsString>) -> std::result::Result<Cli, clap::Error> {
    let mut arguments: Vec<OsString> = arguments.collect();
    if arguments.get(1).is_some_and(|first| first == "flagkit") {
        arguments.remove(1);
    }
    let matches = Cli::command().try_get_matches_from(arguments)?;
    Cli::from_arg_matches(&matches)
}
