//! What `check` finds: one file per kind of finding.
//!
//! Each looks at the survey and words what it finds; none reads a file or a clock. Law: where something could not be read,
//! nothing is concluded from what is missing in it.

mod documents;
mod duplicates;
mod identical;
mod mentions;
mod overdue;
mod reads;
mod segments;
mod tables;
mod undeclared;
mod unreadable;
mod unused;

use crate::finding::Finding;
use crate::survey::Survey;
use flagkit_core::Severity;

/// Everything that is wrong, by file and place; what stands at the end are sources that could not be read.
pub(crate) fn findings(survey: &Survey, now_millis: i64) -> Vec<Finding> {
    let unreadable = unreadable::findings(survey);
    let mut found = documents::findings(survey);
    found.extend(undeclared::findings(survey));
    if unreadable.is_empty() {
        found.extend(unused::findings(survey));
    }
    found.extend(segments::findings(survey));
    found.extend(overdue::findings(survey, now_millis));
    found.extend(identical::findings(survey));
    found.extend(tables::findings(survey));
    found.extend(duplicates::findings(survey));
    found.sort_by(|one, other| place(one).cmp(&place(other)));
    found.extend(unreadable);
    found
}

/// Documents before sources, each from top to bottom.
fn place(finding: &Finding) -> (bool, &std::path::Path, usize, Severity, u16) {
    let primary = &finding.primary;
    let path = &*primary.file.path;
    let is_source = path.extension().is_some_and(|extension| extension == "rs");
    (is_source, path, primary.span.start, finding.severity, finding.code.number())
}
