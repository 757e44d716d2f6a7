//! `--and-cargo`: what rustc finds, on the same stream and in the same form.
//!
//! An editor that runs one command in place of `cargo check` wants both. Law: the stream ends once, with what both come to.

use crate::exit::{Failure, Outcome, Result};
use crate::print::Format;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};

/// Runs `cargo check` on the workspace at `root`.
pub(super) fn check(root: &Path, format: Format) -> Result {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    command.args(["check", "--workspace", "--all-targets"]);
    command.arg("--manifest-path").arg(root.join("Cargo.toml"));
    let name = match format {
        Format::Json => "json",
        Format::Short => "short",
        Format::Human | Format::Sarif => "human",
    };
    command.args(["--message-format", name]);
    let cannot = |error: std::io::Error| {
        Failure::new(format!("cannot run `cargo check`: {error}; see that cargo is on the PATH"))
    };
    if format != Format::Json {
        let status = command.status().map_err(cannot)?;
        return Ok(if status.success() { Outcome::Clean } else { Outcome::Found });
    }
    let mut child = command.stdout(Stdio::piped()).spawn().map_err(cannot)?;
    if let Some(stdout) = child.stdout.take() {
        let mut stream = anstream::stdout().lock();
        for line in BufReader::new(stdout).lines() {
            let line = line.map_err(cannot)?;
            // The last word is ours.
            if !line.starts_with("{\"reason\":\"build-finished\"") {
                writeln!(stream, "{line}")?;
            }
        }
    }
    let status = child.wait().map_err(cannot)?;
    Ok(if status.success() { Outcome::Clean } else { Outcome::Found })
}
