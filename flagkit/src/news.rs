//! What is to be told, collected under the publisher's mutex and written after it.
//!
//! It decides nothing about how often: each caller reports once per version of the document.
//! Law: nothing is written while a lock is held, since a logger may itself ask for a flag.

use crate::findings::Finding;
use crate::logging;
use flagkit_core::{Problem, Severity};
use std::panic::{AssertUnwindSafe, catch_unwind};

/// How many problems of one document are worth a line each; a log is no place for ten thousand.
const TOLD: usize = 100;

/// Lines for the log, in order.
#[derive(Debug, Default)]
pub(crate) struct News(Vec<(Level, String)>);

#[derive(Clone, Copy, Debug)]
enum Level {
    Error,
    Warning,
    Info,
    Debug,
}

impl From<Severity> for Level {
    fn from(severity: Severity) -> Self {
        match severity {
            Severity::Error => Self::Error,
            _ => Self::Warning,
        }
    }
}

impl News {
    pub(crate) fn error(&mut self, line: String) {
        self.0.push((Level::Error, line));
    }

    pub(crate) fn warning(&mut self, line: String) {
        self.0.push((Level::Warning, line));
    }

    pub(crate) fn info(&mut self, line: String) {
        self.0.push((Level::Info, line));
    }

    pub(crate) fn debug(&mut self, line: String) {
        self.0.push((Level::Debug, line));
    }

    /// One line per problem of a document.
    pub(crate) fn problems(&mut self, file: &str, problems: &[Problem]) {
        let told = problems.iter().take(TOLD);
        self.0.extend(told.map(|problem| (problem.severity.into(), problem.render(file))));
        if problems.len() > TOLD {
            let more = problems.len() - TOLD;
            self.error(format!("{file}: and {more} more problems; `flagkit::health()` lists them"));
        }
    }

    /// One line per finding.
    pub(crate) fn findings<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) {
        self.0.extend(findings.map(|finding| (finding.severity.into(), finding.text.clone())));
    }

    /// Writes the lines in the middle of somebody's call, to whom a panic of the logger must not come.
    pub(crate) fn write_aside(self) {
        let _ = catch_unwind(AssertUnwindSafe(|| self.write()));
    }

    /// Writes the lines. No lock of the crate may be held.
    pub(crate) fn write(self) {
        for (level, line) in self.0 {
            match level {
                Level::Error => logging::error!("{line}"),
                Level::Warning => logging::warning!("{line}"),
                Level::Info => logging::info!("{line}"),
                Level::Debug => logging::debug!("{line}"),
            }
        }
    }
}
