//! Segments that nothing names.

use crate::edit;
use crate::finding::{Finding, Fix, Place};
use crate::survey::Survey;
use flagkit_core::{Code, Condition, Document, FlagDefinition, SegmentDefinition};
use std::collections::HashSet;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &survey.files {
        let Some(document) = &file.document else { continue };
        // What a broken flag or segment names cannot be told.
        let is_whole = document.flags().iter().all(|flag| !flag.is_broken())
            && document.segments().iter().all(|segment| !segment.is_broken());
        if !is_whole {
            continue;
        }
        let named = named(document);
        let unused: Vec<&SegmentDefinition> =
            document.segments().iter().filter(|segment| !named.contains(segment.name())).collect();
        let names: Vec<&str> = unused.iter().map(|segment| segment.name()).collect();
        let removals = edit::segment_removals(&file.file.text, &names).unwrap_or_default();
        let mut removals = removals.into_iter();
        for segment in unused {
            let place = Place::new(&file.file, segment.name_span()).labelled("named by nothing");
            let name = segment.name();
            let message = format!("segment `{name}` is never used; remove it");
            let mut finding = Finding::warning(Code::UnusedSegment, place, message);
            finding.fix = removals.next().flatten().map(|(span, replacement)| Fix {
                place: Place::new(&file.file, span),
                replacement,
                words: "remove the segment".to_owned(),
            });
            finding.segment = Some(name.to_owned());
            found.push(finding);
        }
    }
    found
}

/// The segments that flags name, and those that such segments name. One that only an unused one names goes with it, in
/// a second run.
fn named(document: &Document) -> HashSet<&str> {
    let mut named = HashSet::new();
    for flag in document.flags() {
        of_flag(flag, &mut named);
    }
    for segment in document.segments() {
        if let Some(condition) = segment.condition() {
            of_condition(condition, &mut named);
        }
    }
    named
}

fn of_flag<'d>(flag: &'d FlagDefinition, named: &mut HashSet<&'d str>) {
    for rule in flag.rules() {
        of_condition(&rule.condition, named);
    }
    for stage in flag.stages() {
        named.extend(stage.segments.iter().map(|segment| &*segment.name));
    }
}

fn of_condition<'d>(condition: &'d Condition, named: &mut HashSet<&'d str>) {
    condition.segments(&mut |segment| {
        named.insert(&segment.name);
    });
}
