//! Sources that are no Rust.

use crate::finding::{Finding, Place};
use crate::survey::Survey;
use flagkit_core::Code;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    for source in &survey.sources.all {
        let facts = source.facts.as_ref();
        let Some(unreadable) = facts.and_then(|facts| facts.unreadable.as_ref()) else { continue };
        let place = Place::new(&source.file, unreadable.span.clone());
        let message = format!("cannot be read as Rust: {}; mend it", unreadable.reason);
        found.push(
            Finding::error(Code::UnreadableSource, place, message)
                .note("what it uses is not known, so no flag is called unused until it can be read")
                .help(format!(
                    "where it is not meant to compile, leave it out with `--exclude {}`",
                    source.file.shown
                )),
        );
    }
    found
}
