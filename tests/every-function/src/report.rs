//! The result of one crate as a row of the table, and the details of what failed as a file in the scratch folder.
//!
//! It counts verdicts and words nothing anew: a failure is shown as rustc showed it.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::failure::Result;
use crate::scan::Function;
use crate::subject::{self, Scratch, Subject};
use crate::verdict::{Reason, Verdict};

/// What the study of one crate brought.
#[derive(Debug)]
pub(crate) struct Row {
    name: String,
    version: String,
    edition: String,
    /// File, published text, function, verdict.
    pub(crate) functions: Vec<(String, String, Function, Verdict)>,
    pub(crate) in_macros: usize,
    pub(crate) unread_files: usize,
    pub(crate) new_warnings: Vec<String>,
    /// Errors that blame no function; the crate then does not compile, and its row says so.
    pub(crate) stray: Vec<String>,
    /// Checks until it compiled; 0 where it never did.
    pub(crate) rounds: usize,
}

impl Row {
    pub(crate) fn new(subject: &Subject) -> Row {
        Row {
            name: subject.name.clone(),
            version: subject.version.clone(),
            edition: subject.edition.clone(),
            functions: Vec::new(),
            in_macros: 0,
            unread_files: 0,
            new_warnings: Vec::new(),
            stray: Vec::new(),
            rounds: 0,
        }
    }

    /// Whether the crate compiles and no function failed.
    pub(crate) fn is_clean(&self) -> bool {
        self.rounds > 0 && self.count(|verdict| matches!(verdict, Verdict::Failed(_))) == 0
    }

    fn count(&self, which: impl Fn(&Verdict) -> bool) -> usize {
        self.functions.iter().filter(|(.., verdict)| which(verdict)).count()
    }

    /// The numbers of its line, in the order of the columns.
    fn counts(&self) -> [usize; 7] {
        [
            self.functions.len(),
            self.count(|verdict| matches!(verdict, Verdict::Compiled)),
            self.count(|verdict| matches!(verdict, Verdict::Refused(..))),
            self.count(|verdict| matches!(verdict, Verdict::Failed(_))),
            self.count(|verdict| matches!(verdict, Verdict::Unbuilt)),
            self.in_macros,
            self.new_warnings.len(),
        ]
    }

    fn refused(&self) -> BTreeMap<Reason, usize> {
        let mut reasons = BTreeMap::new();
        for (.., verdict) in &self.functions {
            if let Verdict::Refused(reason, _) = verdict {
                *reasons.entry(*reason).or_default() += 1;
            }
        }
        reasons
    }
}

/// The table of the README.
pub(crate) fn table(rows: &[Row]) -> String {
    let mut table = String::from(
        "| crate | edition | functions | compiled | refused, by reason | failed | not in this build | inside macros | new warnings |\n\
         |---|---|---:|---:|---|---:|---:|---:|---:|\n",
    );
    let mut totals = [0; 7];
    for row in rows {
        let refused: Vec<String> = row
            .refused()
            .into_iter()
            .map(|(reason, count)| format!("{count} {}", reason.label()))
            .collect();
        let counts = row.counts();
        totals.iter_mut().zip(counts).for_each(|(total, count)| *total += count);
        let refused = if refused.is_empty() { "0".to_owned() } else { refused.join(", ") };
        let crate_name = format!("{} {}", row.name, row.version);
        push_line(&mut table, &crate_name, &row.edition, &refused, counts);
        if row.rounds == 0 {
            table.push_str("| ^ does not compile, see its report | | | | | | | | |\n");
        }
    }
    push_line(&mut table, "all", "", &totals[2].to_string(), totals);
    table
}

fn push_line(table: &mut String, name: &str, edition: &str, refused: &str, counts: [usize; 7]) {
    let [functions, compiled, _, failed, unbuilt, in_macros, warnings] = counts;
    let _ = writeln!(
        table,
        "| {name} | {edition} | {functions} | {compiled} | {refused} | {failed} | {unbuilt} | {in_macros} | {warnings} |"
    );
}

/// Writes `report/CRATE.txt`: every failure with rustc's words and the function, what was refused or not built, then new warnings.
pub(crate) fn write_details(scratch: &Scratch, row: &Row) -> Result<()> {
    let mut details = format!(
        "{} {}: {} functions, {} rounds, {} files unread\n",
        row.name,
        row.version,
        row.functions.len(),
        row.rounds,
        row.unread_files
    );
    for (file, text, function, verdict) in &row.functions {
        match verdict {
            Verdict::Failed(failed) => {
                let code = failed.code.as_deref().unwrap_or("macro");
                let (line, name, kind) = (function.line, &function.name, function.kind);
                let colour = if function.is_async { "async " } else { "" };
                let _ = writeln!(
                    details,
                    "\n==== FAILED {code} {file}:{line}: {colour}{kind:?} {name}: {}",
                    failed.text
                );
                let _ = writeln!(details, "{}\n---- the function\n{text}", failed.rendered);
            }
            Verdict::Refused(reason, message) => {
                let _ = writeln!(
                    details,
                    "==== REFUSED {} {file}:{}: {message}",
                    reason.label(),
                    function.line
                );
            }
            Verdict::Unbuilt => {
                let _ = writeln!(
                    details,
                    "==== NOT IN THIS BUILD {file}:{}: {}",
                    function.line, function.name
                );
            }
            Verdict::Annotated | Verdict::Compiled => {}
        }
    }
    for warning in &row.new_warnings {
        let _ = writeln!(details, "==== WARNING {warning}");
    }
    for error in &row.stray {
        let _ = writeln!(details, "==== STRAY {error}");
    }
    subject::write(&scratch.root.join("report").join(format!("{}.txt", row.name)), &details)
}
