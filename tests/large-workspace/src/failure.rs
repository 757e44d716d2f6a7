//! Why the tool could not do its work.

use std::fmt;
use std::io;
use std::path::Path;

/// What the tool works with, or why it stopped.
pub(crate) type Result<T> = std::result::Result<T, Failure>;

/// A reason in words.
#[derive(Debug)]
pub(crate) struct Failure(String);

impl Failure {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }

    /// For `map_err`: what was tried with which file.
    pub(crate) fn file(tried: &str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        move |error| Self(format!("failed to {tried} {}: {error}", path.display()))
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
