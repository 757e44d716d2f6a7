//! Runs each `<theme>/<mistake>.rs` through the compiler, and compares what it says with `<mistake>.stderr`;
//! what lies in a theme's `pass` folder must compile and run.
//!
//! Law: a case reads the flags.json of this package, or the document that lies beside it under its own name. The macros
//! look beside the Cargo.toml that trybuild generates, so the document is put there before a run.

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use trybuild::TestCases;

/// The folders of this package that hold cases.
const THEMES: [&str; 12] = [
    "arguments",
    "context",
    "duplicate",
    "fallback",
    "handle",
    "item-kind",
    "manifest",
    "rescue",
    "shadow",
    "test-attribute",
    "variants",
    "warning",
];
/// The case whose mistake is that there is no document.
const WITHOUT_DOCUMENT: &str = "manifest/missing-file.rs";

#[test]
#[cfg_attr(
    another_compiler,
    ignore = "the texts are those of the compiler in rust-toolchain.toml; this is another"
)]
fn every_message() {
    let mut failed = Vec::new();
    for (kind, paths) in [(Kind::Fails, cases("")), (Kind::Passes, cases("pass"))] {
        let (own, shared): (Vec<_>, Vec<_>) =
            paths.into_iter().partition(|path| has_own_document(path));
        run(kind, Some(Path::new("flags.json")), &shared, &mut failed);
        for path in own {
            let document =
                (path != Path::new(WITHOUT_DOCUMENT)).then(|| path.with_extension("json"));
            run(kind, document.as_deref(), &[path], &mut failed);
        }
    }
    assert!(failed.is_empty(), "these did not go as expected, see above: {failed:#?}");
}

/// How a case should end.
#[derive(Clone, Copy, Debug)]
enum Kind {
    Fails,
    Passes,
}

/// One run of trybuild, which panics at the end where a case failed.
fn run(kind: Kind, document: Option<&Path>, paths: &[PathBuf], failed: &mut Vec<String>) {
    if !paths.iter().any(|path| is_selected(path)) {
        return;
    }
    lay(document);
    let outcome = catch_unwind(AssertUnwindSafe(|| {
        let cases = TestCases::new();
        for path in paths {
            match kind {
                Kind::Fails => cases.compile_fail(path),
                Kind::Passes => cases.pass(path),
            }
        }
    }));
    if outcome.is_err() {
        failed.push(format!("{kind:?} with {document:?}"));
    }
}

/// The cases of each theme in order of their names.
fn cases(folder: &str) -> Vec<PathBuf> {
    let mut paths = Vec::new();
    for theme in THEMES {
        let folder = Path::new(theme).join(folder);
        let entries =
            fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
        let found = entries.map(|entry| entry.expect("a folder can be listed").path());
        let before = paths.len();
        paths.extend(
            found.filter(|path| path.extension().is_some_and(|extension| extension == "rs")),
        );
        assert!(paths.len() > before, "{} holds no case", folder.display());
    }
    paths.sort();
    paths
}

fn has_own_document(path: &Path) -> bool {
    path == Path::new(WITHOUT_DOCUMENT) || path.with_extension("json").exists()
}

/// `cargo test -p ui -- every trybuild=NAME` runs the cases with NAME in their path; trybuild filters within a run.
fn is_selected(path: &Path) -> bool {
    let filters: Vec<_> = std::env::args()
        .filter_map(|argument| argument.strip_prefix("trybuild=").map(str::to_owned))
        .collect();
    filters.is_empty()
        || filters.iter().any(|filter| path.to_string_lossy().contains(filter.as_str()))
}

/// Puts the document where the macros look for it, or takes it away.
fn lay(document: Option<&Path>) {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .parent()
        .expect("it is a folder of the target folder");
    let project = target.join("tests/trybuild").join(env!("CARGO_PKG_NAME"));
    fs::create_dir_all(&project).expect("the target folder can be written");
    let place = project.join("flags.json");
    match document {
        Some(document) => {
            let text = fs::read(document)
                .unwrap_or_else(|error| panic!("{}: {error}", document.display()));
            fs::write(place, text).expect("the target folder can be written");
        }
        None if place.exists() => fs::remove_file(place).expect("the target folder can be written"),
        None => {}
    }
}
