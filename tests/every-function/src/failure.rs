//! The one way this tool fails: a sentence for the person who ran it.
//!
//! Functions that fail to compile are findings, never a `Failure`.

use std::fmt;
use std::path::Path;

/// Why the tool could not do its work.
#[derive(Debug)]
pub(crate) struct Failure(String);

/// What fallible functions here return.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

impl Failure {
    pub(crate) fn new(text: impl Into<String>) -> Failure {
        Failure(text.into())
    }

    /// For `map_err` around file system calls: `failed to read PATH: ...`.
    pub(crate) fn file<E: fmt::Display>(verb: &str, path: &Path) -> impl FnOnce(E) -> Failure {
        move |error| Failure(format!("failed to {verb} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
