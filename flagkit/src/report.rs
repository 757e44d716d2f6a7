//! What is to be told, collected under the publisher's mutex and written after it.
//!
//! It decides nothing about how often: each caller reports once per version of the document.
//! Law: nothing is written while a lock is held, since a logger may itself ask for a flag.

use crate::findings::Finding;
use crate::logging;
use flagkit_core::{Problem, Severity};

/// How many problems of one document are worth a line each; a log is no place for ten thousand.
const TOLD: usize = 100;

/// Lines for the log, in order; those without a severity are news, not problems.
#[derive(Debug, Default)]
pub(crate) struct Report(Vec<(Option<Severity>, String)>);

impl Report {
    pub(crate) fn error(&mut self, line: String) {
        self.0.push((Some(Severity::Error), line));
    }

    pub(crate) fn warning(&mut self, line: String) {
        self.0.push((Some(Severity::Warning), line));
    }

    pub(crate) fn info(&mut self, line: String) {
        self.0.push((None, line));
    }

    /// One line per problem of a document.
    pub(crate) fn problems(&mut self, file: &str, problems: &[Problem]) {
        let told = problems.iter().take(TOLD);
        self.0.extend(told.map(|problem| (Some(problem.severity), problem.render(file))));
        if problems.len() > TOLD {
            let more = problems.len() - TOLD;
            self.error(format!(
                "{file}: and {more} more problems; `flagkit::health()` has them all"
            ));
        }
    }

    /// One line per finding.
    pub(crate) fn findings<'a>(&mut self, findings: impl Iterator<Item = &'a Finding>) {
        self.0.extend(findings.map(|finding| (Some(finding.severity), finding.text.clone())));
    }

    /// Writes the lines. No lock of the crate may be held.
    pub(crate) fn write(self) {
        for (severity, line) in self.0 {
            match severity {
                Some(Severity::Error) => logging::error!("{line}"),
                Some(_) => logging::warning!("{line}"),
                None => logging::info!("{line}"),
            }
        }
    }
}
