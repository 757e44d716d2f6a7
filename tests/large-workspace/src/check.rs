//! What `cargo flagkit check` finds, held against what was planted.

use crate::cargo::{list, text};
use crate::failure::{Failure, Result};
use crate::plant::Expected;
use serde_json::Value;
use std::path::Path;
use std::process::Command;

/// One finding, as the command gives it to an editor.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) code: String,
    pub(crate) message: String,
    /// Absolute.
    pub(crate) file: String,
    pub(crate) line: u64,
}

/// What was found and what should have been.
#[derive(Debug, Default)]
pub(crate) struct Verdict {
    /// How many findings were expected and came.
    pub(crate) right: usize,
    /// Findings that were not planted.
    pub(crate) surplus: Vec<Found>,
    /// Plants that were not found.
    pub(crate) missed: Vec<Expected>,
}

/// The command that checks the workspace at `root`.
pub(crate) fn command(tool: &Path, root: &Path) -> Command {
    let mut command = Command::new(tool);
    command.args(["check", "--message-format", "json", "--today", crate::document::TODAY]);
    command.current_dir(root);
    command
}

/// Runs it and reads what it finds.
pub(crate) fn findings(tool: &Path, root: &Path) -> Result<Vec<Found>> {
    let output = command(tool, root)
        .output()
        .map_err(|error| Failure::new(format!("failed to run cargo-flagkit: {error}")))?;
    let messages = String::from_utf8_lossy(&output.stdout);
    let events = messages.lines().filter_map(|line| serde_json::from_str::<Value>(line).ok());
    let found: Vec<Found> = events
        .filter(|event| event["reason"] == "compiler-message")
        .map(|event| found(&event["message"], root))
        .collect();
    // 2 with findings says that sources could not be read, which are among them.
    if output.status.code() == Some(1) || !found.is_empty() {
        return Ok(found);
    }
    let words = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(Failure::new(format!("cargo-flagkit ended with {}: {words}", output.status)))
}

fn found(message: &Value, root: &Path) -> Found {
    let primary = list(&message["spans"]).iter().find(|span| span["is_primary"] == true);
    let primary = primary.unwrap_or(&Value::Null);
    Found {
        code: text(&message["code"]["code"]).to_owned(),
        message: text(&message["message"]).to_owned(),
        file: root.join(text(&primary["file_name"])).display().to_string(),
        line: primary["line_start"].as_u64().unwrap_or_default(),
    }
}

/// Pairs each finding with a plant of its own.
pub(crate) fn judge(found: Vec<Found>, mut expected: Vec<Expected>) -> Verdict {
    let mut verdict = Verdict::default();
    for found in found {
        let meant = expected.iter().position(|expected| {
            expected.code == found.code
                && (found.message.contains(&expected.words) || found.file == expected.words)
        });
        match meant {
            Some(at) => {
                expected.remove(at);
                verdict.right += 1;
            }
            None => verdict.surplus.push(found),
        }
    }
    verdict.missed = expected;
    verdict
}
