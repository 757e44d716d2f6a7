//! Other engines' own test suites, run against flagkit.
//!
//! A module per suite reads its files, makes plans of the suite's flags with `flagkit-import`, asks
//! them with `Flag::evaluate` and compares. Laws: no second evaluator, no case skipped in silence, and
//! none of the suites' files in this repository: they are read from a folder that is given.

mod report;

pub mod growthbook;
pub mod launchdarkly;
pub mod openfeature;
pub mod splitio;
pub mod unleash;

pub use report::{Report, report};

use std::path::{Path, PathBuf};

/// One case of a suite.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Case {
    /// As the suite names it, behind its file.
    pub name: String,
    /// What was expected and what came instead, where it failed.
    pub outcome: Result<(), String>,
}

impl Case {
    /// A case that passes where both are equal.
    pub fn compare<T: PartialEq + std::fmt::Debug>(
        name: impl Into<String>,
        expected: &T,
        got: &T,
    ) -> Case {
        let outcome = if expected == got {
            Ok(())
        } else {
            Err(format!("expected {expected:?}, got {got:?}"))
        };
        Case { name: name.into(), outcome }
    }
}

/// Runs cases of a folder; an error where its files are not what they should be.
pub type Run = fn(&Path) -> Result<Vec<Case>, String>;

/// A suite.
#[derive(Clone, Copy, Debug)]
pub struct Suite {
    /// What it is called in reports.
    pub name: &'static str,
    /// Its folder, below the one that is given.
    pub folder: &'static str,
    /// All of its cases, on plans made of the foreign document.
    pub run: Run,
    /// The cases of the flags that were imported without a note, on the flags.json that was written.
    pub run_imported: Option<Run>,
    /// The cases that are not run.
    pub left_out: Option<LeaveOut>,
}

/// The cases of a folder that are not run: each with its name and the reason.
pub type LeaveOut = fn(&Path) -> Result<Vec<(String, &'static str)>, String>;

/// All suites.
pub const SUITES: &[Suite] = &[
    Suite {
        name: "unleash",
        folder: "unleash",
        run: unleash::run,
        run_imported: Some(unleash::run_imported),
        left_out: None,
    },
    Suite {
        name: "openfeature",
        folder: "openfeature-spec",
        run: openfeature::run,
        run_imported: Some(openfeature::run_imported),
        left_out: Some(openfeature::left_out),
    },
    Suite {
        name: "splitio",
        folder: "splitio",
        run: splitio::run,
        run_imported: None,
        left_out: Some(splitio::left_out),
    },
    Suite {
        name: "growthbook",
        folder: "growthbook",
        run: growthbook::run,
        run_imported: Some(growthbook::run_imported),
        left_out: Some(growthbook::left_out),
    },
    Suite {
        name: "launchdarkly",
        folder: "launchdarkly",
        run: launchdarkly::run,
        run_imported: Some(launchdarkly::run_imported),
        left_out: None,
    },
];

/// The folder of the suites: `FLAGKIT_CONFORMANCE`, else beside the project.
pub fn default_folder() -> PathBuf {
    match std::env::var_os("FLAGKIT_CONFORMANCE") {
        Some(folder) => folder.into(),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/conformance"),
    }
}

/// Reads a file of a suite.
pub fn read(file: &Path) -> Result<String, String> {
    std::fs::read_to_string(file).map_err(|error| format!("{}: {error}", file.display()))
}

/// Reads a JSON file of a suite.
pub fn read_json<T: serde::de::DeserializeOwned>(file: &Path) -> Result<T, String> {
    serde_json::from_str(&read(file)?).map_err(|error| format!("{}: {error}", file.display()))
}
