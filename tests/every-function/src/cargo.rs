//! Everything that is asked of cargo: where the pinned sources are, and what rustc says about an edited crate.
//!
//! It reads cargo's JSON and keeps what the other rooms need; it judges nothing.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::failure::{Failure, Result};
use crate::subject::{Scratch, Subject};

/// One message of rustc about the crate under study.
#[derive(Debug)]
pub(crate) struct Message {
    pub(crate) is_error: bool,
    /// `E0308`, or the name of a lint; none for the errors that macros raise.
    pub(crate) code: Option<String>,
    pub(crate) text: String,
    /// As a terminal would show it.
    pub(crate) rendered: String,
    /// Where it points, the likeliest place first.
    pub(crate) places: Vec<Place>,
}

/// A byte of a file that rustc pointed at.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) file: PathBuf,
    pub(crate) start: usize,
}

/// What one `cargo check` of a subject brought.
#[derive(Debug)]
pub(crate) struct Check {
    pub(crate) compiled: bool,
    pub(crate) messages: Vec<Message>,
    /// The files that rustc read, the crate's root first, when it got that far.
    pub(crate) files: Vec<PathBuf>,
}

/// The direct dependencies of the `subjects` package, in the order of their names.
pub(crate) fn subjects(manifest: &Path) -> Result<Vec<Subject>> {
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
    let nodes = list(&metadata["resolve"]["nodes"]);
    let root = &metadata["resolve"]["root"];
    let direct = nodes
        .iter()
        .find(|node| node["id"] == *root)
        .map_or(&[][..], |node| list(&node["dependencies"]));
    let mut subjects = Vec::new();
    for id in direct {
        let package = list(&metadata["packages"]).iter().find(|package| package["id"] == *id);
        let node = nodes.iter().find(|node| node["id"] == *id);
        let (Some(package), Some(node)) = (package, node) else { continue };
        let sources = Path::new(text(&package["manifest_path"])).parent().map(Path::to_path_buf);
        subjects.push(Subject {
            name: text(&package["name"]).to_owned(),
            version: text(&package["version"]).to_owned(),
            edition: text(&package["edition"]).to_owned(),
            features: list(&node["features"])
                .iter()
                .map(|feature| text(feature).to_owned())
                .collect(),
            sources: sources.ok_or_else(|| Failure::new("`cargo metadata` names no manifest"))?,
        });
    }
    subjects.sort_by(|left, right| left.name.cmp(&right.name));
    Ok(subjects)
}

/// Checks the library of `subject` as it now stands in the scratch folder.
///
/// Lints are capped at warnings: what is deny or forbid in the crate is then counted as a warning and not lost.
pub(crate) fn check(scratch: &Scratch, subject: &Subject) -> Result<Check> {
    let manifest = scratch.package(subject).join("Cargo.toml");
    let output = Command::new(program())
        .args(["check", "--lib", "--message-format", "json", "--quiet", "--no-default-features"])
        .arg("--features")
        .arg(subject.features.join(","))
        .arg("--manifest-path")
        .arg(&manifest)
        .arg("--target-dir")
        .arg(scratch.root.join("target"))
        .env("RUSTFLAGS", "--cap-lints warn")
        .env("CARGO_INCREMENTAL", "0")
        // The variables that cargo set for this tool are about this tool.
        .env_remove("CARGO_MANIFEST_DIR")
        .current_dir(&scratch.root)
        .output()
        .map_err(|error| Failure::new(format!("failed to run cargo: {error}")))?;

    let mut check =
        Check { compiled: output.status.success(), messages: Vec::new(), files: Vec::new() };
    let mut foreign = None;
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let Ok(event) = serde_json::from_str::<Value>(line) else { continue };
        let ours =
            Path::new(text(&event["manifest_path"])) == manifest && is_library(&event["target"]);
        match text(&event["reason"]) {
            "compiler-message" if ours => {
                check.messages.extend(message(scratch, &event["message"]))
            }
            "compiler-message" if event["message"]["level"] == "error" => {
                foreign.get_or_insert_with(|| text(&event["message"]["rendered"]).to_owned());
            }
            "compiler-artifact" if ours => check.files = files_read(scratch, &event)?,
            _ => {}
        }
    }
    if !check.compiled && !check.messages.iter().any(|message| message.is_error) {
        let reason =
            foreign.unwrap_or_else(|| String::from_utf8_lossy(&output.stderr).into_owned());
        return Err(Failure::new(format!("cargo could not check {}: {reason}", subject.name)));
    }
    Ok(check)
}

fn program() -> std::ffi::OsString {
    std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into())
}

fn message(scratch: &Scratch, message: &Value) -> Option<Message> {
    let is_error = text(&message["level"]).starts_with("error");
    if !is_error && message["level"] != "warning" {
        return None;
    }
    let mut places = Vec::new();
    let (primary, secondary): (Vec<_>, Vec<_>) =
        list(&message["spans"]).iter().partition(|span| span["is_primary"] == true);
    for span in primary.into_iter().chain(secondary) {
        push_chain(scratch, span, &mut places);
    }
    for child in list(&message["children"]) {
        list(&child["spans"]).iter().for_each(|span| push_chain(scratch, span, &mut places));
    }
    // The closing `aborting due to 3 previous errors` points nowhere and says nothing new.
    if places.is_empty() && text(&message["message"]).starts_with("aborting due to") {
        return None;
    }
    Some(Message {
        is_error,
        code: message["code"]["code"].as_str().map(str::to_owned),
        text: text(&message["message"]).to_owned(),
        rendered: text(&message["rendered"]).to_owned(),
        places,
    })
}

/// A span, then the macro call that made it, then that one's: the guilty function may be at any depth.
fn push_chain(scratch: &Scratch, span: &Value, places: &mut Vec<Place>) {
    let mut span = span;
    while span.is_object() {
        if let Some(start) = span["byte_start"].as_u64().and_then(|at| usize::try_from(at).ok()) {
            places.push(Place { file: scratch.root.join(text(&span["file_name"])), start });
        }
        span = &span["expansion"]["span"];
    }
}

/// The sources that rustc read, from the dependency file that it leaves beside the metadata.
fn files_read(scratch: &Scratch, artifact: &Value) -> Result<Vec<PathBuf>> {
    let metadata = list(&artifact["filenames"]).iter().map(|name| Path::new(text(name)));
    let Some(metadata) =
        metadata.into_iter().find(|path| path.extension().is_some_and(|end| end == "rmeta"))
    else {
        return Ok(Vec::new());
    };
    let name = metadata.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let path = metadata.with_file_name(name.trim_start_matches("lib")).with_extension("d");
    let content = std::fs::read_to_string(&path).map_err(Failure::file("read", &path))?;
    // One `file:` line without prerequisites per source; this form needs no unescaping but of spaces.
    let sources = content.lines().filter_map(|line| line.strip_suffix(':'));
    let mut files: Vec<PathBuf> = sources
        .map(|source| scratch.root.join(source.replace("\\ ", " ")))
        .filter(|source| source.extension().is_some_and(|end| end == "rs"))
        .collect();
    let root = Path::new(text(&artifact["target"]["src_path"]));
    files.sort_by_key(|file| file != root);
    Ok(files)
}

fn is_library(target: &Value) -> bool {
    list(&target["kind"]).iter().any(|kind| kind == "lib")
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap_or_default()
}
