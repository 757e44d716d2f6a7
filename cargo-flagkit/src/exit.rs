//! How the command ends: 0 nothing found, 1 something found, 2 it could not be done.
//!
//! Law: whatever ends with 2 says why and what to do, on standard error.

use std::fmt;
use std::io;
use std::process::ExitCode;

/// What a command that did its work has to say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Nothing to complain of.
    Clean,
    /// Findings that the caller wants to fail by.
    Found,
}

/// Why a command did nothing.
#[derive(Debug)]
pub(crate) struct Failure {
    message: String,
    notes: Vec<String>,
    help: Option<String>,
    /// Whether nobody reads the output any more, as when `head` has seen enough.
    unread: bool,
    /// Whether what was found was printed all the same.
    told: bool,
}

impl Failure {
    /// The fact, and behind a semicolon mostly the remedy; lower case, no full stop.
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), notes: Vec::new(), help: None, unread: false, told: false }
    }

    /// Marks a failure behind findings that were printed.
    pub(crate) fn told(mut self) -> Self {
        self.told = true;
        self
    }

    /// Whether findings were printed before it.
    pub(crate) fn is_told(&self) -> bool {
        self.told
    }

    /// Whether it is only that nobody reads the output any more.
    pub(crate) fn is_unread(&self) -> bool {
        self.unread
    }

    /// Adds what explains it.
    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(note.into());
        self
    }

    /// Adds a longer remedy.
    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.message)?;
        for note in &self.notes {
            write!(f, "\n  note: {note}")?;
        }
        match &self.help {
            Some(help) => write!(f, "\n  help: {help}"),
            None => Ok(()),
        }
    }
}

/// What a command writes went nowhere.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        let unread = error.kind() == io::ErrorKind::BrokenPipe;
        Self { unread, ..Self::new(format!("cannot write the output: {error}")) }
    }
}

/// What a command comes to.
pub(crate) type Result<T = Outcome> = std::result::Result<T, Failure>;

/// Tells the failure, and makes the exit code.
pub(crate) fn code(result: Result) -> ExitCode {
    match result {
        Ok(Outcome::Clean) => ExitCode::SUCCESS,
        Ok(Outcome::Found) => ExitCode::from(1),
        // Whoever closes a pipe has what it wants.
        Err(Failure { unread: true, .. }) => ExitCode::SUCCESS,
        Err(failure) => {
            crate::print::failure(&failure);
            ExitCode::from(2)
        }
    }
}
