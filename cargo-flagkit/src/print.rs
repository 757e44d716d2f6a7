//! What people and programs read: findings in three renderings, failures, tables, differences.
//!
//! Law: colours only where the stream is a terminal or the caller asks; what a program reads is on standard output alone.

pub(crate) mod code;
pub(crate) mod difference;
mod excerpt;
mod human;
mod json;
mod lines;
pub(crate) mod progress;
mod sarif;
pub(crate) mod style;
mod summary;
pub(crate) mod table;

pub(crate) use human::visible;

use crate::exit::{Failure, Outcome, Result};
use crate::finding::Finding;
use crate::workspace::Workspace;
use annotate_snippets::renderer::{DEFAULT_ERROR_STYLE, DEFAULT_NOTE_STYLE};
use clap::ValueEnum;
use std::io::Write as _;

/// In which form findings are told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// As rustc shows them, with the text that they are about
    #[default]
    Human,
    /// One line for each
    Short,
    /// As `cargo check --message-format json` writes them, for rust-analyzer and other editors
    Json,
    /// SARIF 2.1.0, for code review
    Sarif,
}

/// Sets when colours are used, for both streams.
pub(crate) fn colour(choice: clap::ColorChoice) {
    let choice = match choice {
        clap::ColorChoice::Auto => wanted_of_cargo(),
        clap::ColorChoice::Always => anstream::ColorChoice::Always,
        clap::ColorChoice::Never => anstream::ColorChoice::Never,
    };
    choice.write_global();
}

/// Cargo's own variable holds for its commands too; anstream sees to `NO_COLOR` and `CLICOLOR_FORCE`.
fn wanted_of_cargo() -> anstream::ColorChoice {
    match std::env::var("CARGO_TERM_COLOR").as_deref() {
        Ok("always") => anstream::ColorChoice::Always,
        Ok("never") => anstream::ColorChoice::Never,
        _ => anstream::ColorChoice::Auto,
    }
}

/// Tells the findings in the order given, on standard output; `outcome` is what the command will come to.
pub(crate) fn findings(
    format: Format,
    findings: &[Finding],
    workspace: &Workspace,
    outcome: Outcome,
) -> Result<()> {
    // One piece per finding would be one call of the operating system per line.
    let mut text = Vec::new();
    match format {
        Format::Human => human::write(&mut text, findings)?,
        Format::Short => human::write_short(&mut text, findings)?,
        Format::Json => json::write(&mut text, findings, workspace, outcome)?,
        Format::Sarif => sarif::write(&mut text, findings, workspace)?,
    }
    let mut stream = anstream::stdout().lock();
    stream.write_all(&text)?;
    Ok(stream.flush()?)
}

/// Something to know beside the result, on standard error.
pub(crate) fn note(text: &str) -> Result<()> {
    let style = DEFAULT_NOTE_STYLE;
    Ok(writeln!(anstream::stderr().lock(), "{style}note{style:#}: {}", visible(text))?)
}

/// Why a command did nothing, on standard error.
pub(crate) fn failure(failure: &Failure) {
    let style = DEFAULT_ERROR_STYLE;
    let mut stream = anstream::stderr().lock();
    // There is nobody left to tell where this fails.
    let _ = writeln!(stream, "{style}error{style:#}: {failure}");
}
