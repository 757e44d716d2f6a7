//! Everything that is asked of cargo: where the sources of a family of crates are, and a release build of the command.

use crate::failure::{Failure, Result};
use serde_json::Value;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A crate of the family, as cargo fetched it.
#[derive(Debug)]
pub(crate) struct Fetched {
    pub(crate) name: String,
    pub(crate) version: String,
    /// Where cargo keeps its sources.
    pub(crate) sources: PathBuf,
    /// The root of its library, from there; none for a proc macro, whose handles nobody else could name.
    pub(crate) library: Option<PathBuf>,
}

/// Fetches what the manifest of a subject depends on, and keeps the crates whose names begin with `family`.
pub(crate) fn family(manifest: &Path, family: &str) -> Result<Vec<Fetched>> {
    let output = Command::new(program())
        .args(["metadata", "--format-version", "1", "--locked", "--manifest-path"])
        .arg(manifest)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("failed to run cargo: {error}")))?;
    if !output.status.success() {
        return Err(Failure::new(format!("`cargo metadata` failed for {}", manifest.display())));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)
        .map_err(|error| Failure::new(format!("failed to read `cargo metadata`: {error}")))?;
    let members = list(&metadata["packages"])
        .iter()
        .filter(|package| text(&package["name"]).starts_with(family));
    let mut fetched = Vec::new();
    for package in members {
        let sources = Path::new(text(&package["manifest_path"])).parent().map(Path::to_path_buf);
        let sources = sources.ok_or_else(|| Failure::new("`cargo metadata` names no manifest"))?;
        let library = list(&package["targets"])
            .iter()
            .find(|target| list(&target["kind"]).iter().any(|kind| kind == "lib"));
        let library = library.and_then(|target| {
            Path::new(text(&target["src_path"])).strip_prefix(&sources).ok().map(Path::to_path_buf)
        });
        fetched.push(Fetched {
            name: text(&package["name"]).to_owned(),
            version: text(&package["version"]).to_owned(),
            sources,
            library,
        });
    }
    fetched.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(fetched)
}

/// Builds `cargo-flagkit` of the repository as people would install it, and says where it is.
pub(crate) fn build(repository: &Path) -> Result<PathBuf> {
    let output = Command::new(program())
        .args(["build", "--release", "-p", "cargo-flagkit", "--message-format", "json", "--quiet"])
        .current_dir(repository)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| Failure::new(format!("failed to run cargo: {error}")))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let built = messages.lines().rev().find_map(|line| {
        let event: Value = serde_json::from_str(line).ok()?;
        event["executable"].as_str().map(PathBuf::from)
    });
    match built {
        Some(built) if output.status.success() => Ok(built),
        _ => {
            Err(Failure::new("cargo-flagkit does not compile; run `cargo build -p cargo-flagkit`"))
        }
    }
}

pub(crate) fn program() -> OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

pub(crate) fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

pub(crate) fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
