//! The one error of the run time: asking never fails, only watching and writing can.

use std::fmt;

/// Why a file cannot be watched, or is not whole, or why exposures cannot be written.
///
/// ```
/// let error = flagkit::watch("").unwrap_err();
/// assert!(error.to_string().starts_with("failed to watch"));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Error {
    kind: Kind,
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Watch,
    NotReady,
    Exposures,
    State,
}

impl Error {
    /// A watch that cannot begin. `message` fits after "failed to watch: ".
    pub(crate) fn watch(message: impl Into<String>) -> Self {
        Self { kind: Kind::Watch, message: message.into() }
    }

    /// A document that is not loaded, or not whole. `message` fits after "the flags are not ready: ".
    pub(crate) fn not_ready(message: impl Into<String>) -> Self {
        Self { kind: Kind::NotReady, message: message.into() }
    }

    /// A sink that cannot be put in place. `message` fits after "failed to write exposures: ".
    pub(crate) fn exposures(message: impl Into<String>) -> Self {
        Self { kind: Kind::Exposures, message: message.into() }
    }

    /// A state of the guards that cannot be kept. `message` fits after "failed to keep the guards' state: ".
    pub(crate) fn state(message: impl Into<String>) -> Self {
        Self { kind: Kind::State, message: message.into() }
    }

    /// Whether a document was asked for that is not loaded, or not whole
    /// ([`Watch::require`](crate::Watch::require)).
    ///
    /// ```
    /// assert!(!flagkit::watch("").unwrap_err().is_not_ready());
    /// ```
    #[must_use]
    pub fn is_not_ready(&self) -> bool {
        self.kind == Kind::NotReady
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind {
            Kind::Watch => write!(f, "failed to watch: {}", self.message),
            Kind::NotReady => write!(f, "the flags are not ready: {}", self.message),
            Kind::State => write!(f, "failed to keep the guards' state: {}", self.message),
            Kind::Exposures => write!(f, "failed to write exposures: {}", self.message),
        }
    }
}

/// `fn main` prints an error with `Debug`, and its reader is a person.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {}
