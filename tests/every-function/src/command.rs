//! The command line: which crates, where to work, which flagkit; then one crate after the other.
//!
//! It knows the order of the work and nothing of how a step is done.

use std::env;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use crate::copy::Form;
use crate::failure::{Failure, Result};
use crate::report::{self, Row};
use crate::subject::{Scratch, Subject};
use crate::{cargo, rounds};

const USAGE: &str = "usage: every-function [--otherwise] [CRATE...]

Puts `#[feature_flag]` on every function of the crates pinned in subjects/Cargo.toml (or of the named ones), and compiles them.

  --otherwise  give every old arm as `otherwise`; without it, only those of functions in traits, the others as `fallback`

environment:
  EVERY_FUNCTION_SCRATCH  where to work; default: `flagkit-every-function` in the temporary directory
  EVERY_FUNCTION_FLAGKIT  the flagkit to use; default: the one of this repository

exit code: 0 every function compiled or was rightly refused, 1 some failed, 2 the tool could not do its work";

/// What the run found, as the exit code tells it.
#[derive(Debug)]
pub(crate) enum Outcome {
    /// Every function compiled, or was refused for a reason of the list.
    Clean,
    /// At least one function failed; the report has rustc's words.
    Findings,
}

impl Outcome {
    pub(crate) fn exit_code(&self) -> ExitCode {
        match self {
            Outcome::Clean => ExitCode::SUCCESS,
            Outcome::Findings => ExitCode::from(1),
        }
    }
}

/// Does everything, and prints progress to standard error and the table to standard output.
pub(crate) fn run() -> Result<Outcome> {
    let (options, names): (Vec<String>, Vec<String>) =
        env::args().skip(1).partition(|word| word.starts_with('-'));
    if options.iter().any(|option| option == "--help" || option == "-h") {
        say(USAGE);
        return Ok(Outcome::Clean);
    }
    if let Some(unknown) = options.iter().find(|option| *option != "--otherwise") {
        return Err(Failure::new(format!("no option `{unknown}`; see --help")));
    }
    let form = if options.is_empty() { Form::Fallback } else { Form::Otherwise };

    let home = PathBuf::from(
        env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into()),
    );
    let flagkit = env::var_os("EVERY_FUNCTION_FLAGKIT")
        .map_or_else(|| home.join("../../flagkit"), PathBuf::from);
    let root = env::var_os("EVERY_FUNCTION_SCRATCH")
        .map_or_else(|| env::temp_dir().join("flagkit-every-function"), PathBuf::from);

    let pinned = cargo::subjects(&home.join("subjects/Cargo.toml"))?;
    if let Some(unknown) =
        names.iter().find(|name| !pinned.iter().any(|subject| subject.name == **name))
    {
        let known: Vec<&str> = pinned.iter().map(|subject| subject.name.as_str()).collect();
        return Err(Failure::new(format!(
            "no crate `{unknown}` in subjects/Cargo.toml; it has {}",
            known.join(", ")
        )));
    }
    let scratch = Scratch::lay(&root, &flagkit, &home.join("subjects/Cargo.lock"), &pinned)?;

    let chosen: Vec<&Subject> =
        pinned.iter().filter(|subject| names.is_empty() || names.contains(&subject.name)).collect();
    let mut rows: Vec<Row> = Vec::new();
    for subject in chosen {
        let row = rounds::study(&scratch, subject, form)?;
        report::write_details(&scratch, &row)?;
        rows.push(row);
    }
    let mut stdout = std::io::stdout().lock();
    write!(stdout, "{}", report::table(&rows))
        .map_err(|error| Failure::new(format!("failed to print: {error}")))?;
    Ok(if rows.iter().all(Row::is_clean) { Outcome::Clean } else { Outcome::Findings })
}

/// One line of progress. Minutes pass between two of them, so silence would look like a hang.
pub(crate) fn say(line: &str) {
    // Progress is a courtesy: a closed standard error must not end the work.
    let _ = writeln!(std::io::stderr().lock(), "{line}");
}
