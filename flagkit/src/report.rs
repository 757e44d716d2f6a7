//! What is to be told, collected under the publisher's mutex and written after it.
//!
//! It decides nothing about how often: each caller reports once per version of the document.
//! Law: nothing is written while a lock is held, since a logger may itself ask for a flag.

use crate::logging;
use crate::snapshot::Snapshot;
use crate::table::{Registration, Table};
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

    /// Variants that a live document brings and this build cannot run.
    pub(crate) fn unknown_variants(
        &mut self,
        snapshot: &Snapshot,
        table: &Table,
        registration: &Registration,
    ) {
        let Some(origin) = snapshot.origin() else { return };
        let view = snapshot.view(table, registration);
        for declaration in table.declarations() {
            let Some(entry) = view.entry(declaration.index()) else { continue };
            for variant in entry.unknown_variants() {
                self.error(format!(
                    "{origin}: `{}` has the variant `{variant}`, which this build does not know; \
                     its calls run `{}` until a build declares it (known from {})",
                    declaration.key(),
                    declaration.variant(declaration.fallback()),
                    declaration.place(),
                ));
            }
        }
    }

    /// Keys that two tables embed with different definitions.
    pub(crate) fn conflicts(
        &mut self,
        table: &Table,
        registration: &Registration,
        known: &[&Table],
    ) {
        for declaration in table.declarations() {
            let key = declaration.key();
            let Some(mine) = registration.embedded.get(key) else { continue };
            for other in known {
                let theirs = other.registration().and_then(|r| r.embedded.get(key));
                if theirs.is_some_and(|theirs| theirs != mine) {
                    self.error(format!(
                        "`{key}` is defined differently by {} ({}) and {} ({}); \
                         name it in the watched document, which decides for both",
                        table.package(),
                        table.file(),
                        other.package(),
                        other.file(),
                    ));
                }
            }
        }
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
