//! What the parser says of each document.

use crate::finding::Finding;
use crate::survey::Survey;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let each = survey.files.iter().flat_map(|file| {
        file.problems.iter().map(|problem| Finding::of_document(problem, &file.file))
    });
    each.collect()
}
