//! Figures that others published, or computed by other means, against this crate.
//!
//! Any file of the format is run: an object whose `vectors` have a `method`, `inputs`, `expected` values and a `tolerance`. The
//! folder is FLAGKIT_STATS, else `../shared/stats` from the project's root; where there is none, this is said and nothing runs.
//! The files are not part of the project.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]
#![allow(clippy::print_stdout, reason = "how many vectors ran is the point")]

mod compare;
mod inputs;
mod left_out;
mod methods;
mod report;

use std::path::PathBuf;

use report::Report;

fn folder() -> PathBuf {
    let beside = concat!(env!("CARGO_MANIFEST_DIR"), "/../../shared/stats");
    std::env::var_os("FLAGKIT_STATS").map_or_else(|| beside.into(), PathBuf::from)
}

#[test]
fn every_file_of_the_folder() {
    let folder = folder();
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("no vectors ran: there is no folder {}; set FLAGKIT_STATS", folder.display());
        return;
    };
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|extension| extension == "json"));
    files.sort();
    assert!(!files.is_empty(), "there is no file of vectors in {}", folder.display());
    for file in files {
        let report = Report::of(&std::fs::read_to_string(&file).unwrap());
        println!("{}\n{report}", file.file_name().unwrap_or_default().display());
        assert!(report.is_content(), "{}\n{report}", file.display());
    }
}

/// The runner's own proof: it must tell a wrong figure, a missing one and a method that nobody knows.
#[test]
fn what_does_not_hold_fails() {
    let file = |method: &str, expected: &str| {
        let inputs = r#"{ "dB": 0, "stages": [{ "rho": 0.05, "d": 0 }] }"#;
        let tolerance = r#"{ "abs": 1e-9, "rel": 1e-9 }"#;
        Report::of(&format!(
            r#"{{ "vectors": [{{ "id": "one", "method": "{method}", "inputs": {inputs},
                "expected": {expected}, "tolerance": {tolerance} }}] }}"#
        ))
    };
    let right = file("guard-e", r#"{ "log_m": 0.0 }"#);
    assert!(right.is_content());
    assert_eq!(right.to_string(), "  guard-e: 1 ran, 1 passed\n");
    let wrong = file("guard-e", r#"{ "log_m": 0.1 }"#);
    assert!(!wrong.is_content());
    assert_eq!(
        wrong.to_string(),
        "  guard-e: 1 ran, 0 passed\n    one: `log_m` is 0.0 instead of 0.1\n"
    );
    assert!(!file("guard-e", r#"{ "log_n": 0.0 }"#).is_content());
    assert!(!file("guard-e", r#"{ "log_m": "inf" }"#).is_content());
    let unknown = file("guard-x", "{}");
    assert!(!unknown.is_content());
    assert!(unknown.to_string().contains("`guard-x` (1 vectors) is neither run"), "{unknown}");
    assert!(unknown.to_string().contains("kayenta-classify"), "{unknown}");
    assert!(!Report::of("{").is_content());
    assert!(!Report::of(r#"{ "vectors": [] }"#).is_content());
}
