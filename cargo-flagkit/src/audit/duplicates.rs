//! Flags that let in exactly the same callers, and segments that hold the same.
//!
//! Flags that are the same for everyone are left out: that two features are both on says nothing. So are flags that draw
//! by their own key, since each then draws others.

use crate::finding::{Finding, Place};
use crate::flags_file::FlagsFile;
use crate::survey::Survey;
use flagkit_core::{
    Code, Document, FlagDefinition, FlagSet, Percentage, Rollout, SegmentDefinition, Serve,
    StageDefinition,
};
use std::collections::HashMap;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    for file in &survey.files {
        let Some(document) = &file.document else { continue };
        flags(document, file, &mut found);
        segments(document, file, &mut found);
    }
    found
}

fn flags(document: &Document, file: &FlagsFile, found: &mut Vec<Finding>) {
    let compiled = FlagSet::compile(document, None);
    let mut first: HashMap<u64, &FlagDefinition> = HashMap::new();
    for flag in document.flags() {
        if flag.is_broken() || (draws(flag) && flag.seed().is_none()) {
            continue;
        }
        let Some(made) = compiled.get(flag.key()).filter(|made| made.constant().is_none()) else {
            continue;
        };
        let targeting = made.targeting();
        let earlier = *first.entry(targeting).or_insert(flag);
        if earlier.key() == flag.key() {
            continue;
        }
        let (one, other) = (earlier.key(), flag.key());
        let place = Place::new(&file.file, flag.name_span());
        let message = format!(
            "flags `{one}` and `{other}` let in the same callers; keep one, or make one the other's prerequisite"
        );
        let earlier = Place::new(&file.file, earlier.name_span()).labelled("the same targeting");
        found.push(
            Finding::warning(Code::DuplicateMeaning, place, message).also(earlier).of_flag(other),
        );
    }
}

fn segments(document: &Document, file: &FlagsFile, found: &mut Vec<Finding>) {
    let mut first: HashMap<String, &SegmentDefinition> = HashMap::new();
    for segment in document.segments() {
        let Some(condition) = segment.condition() else { continue };
        // Conditions compare, and their words are the quickest key to find equals by.
        let earlier = *first.entry(format!("{condition:?}")).or_insert(segment);
        if earlier.name() == segment.name() || earlier.condition() != Some(condition) {
            continue;
        }
        let (one, other) = (earlier.name(), segment.name());
        let place = Place::new(&file.file, segment.name_span());
        let message = format!("segments `{one}` and `{other}` hold the same callers; keep one");
        let earlier = Place::new(&file.file, earlier.name_span()).labelled("the same condition");
        found.push(Finding::warning(Code::DuplicateMeaning, place, message).also(earlier));
    }
}

/// Whether whom the flag lets in depends on a draw.
fn draws(flag: &FlagDefinition) -> bool {
    let by_rollout = |rollout: &Rollout| match rollout {
        Rollout::Percentage(share) => is_part(share),
        Rollout::Weights(weights) => weights.iter().filter(|(_, weight)| *weight > 0.0).count() > 1,
    };
    let by_rule = |serve: &Serve| matches!(serve, Serve::Rollout(rollout) if by_rollout(rollout));
    let by_stage = |stage: &StageDefinition| {
        let shares = [&stage.percentage, &stage.split, &stage.shadow];
        stage.ramp.is_some() || shares.into_iter().flatten().any(is_part)
    };
    flag.rollout().is_some_and(by_rollout)
        || flag.rules().iter().any(|rule| by_rule(&rule.serve))
        || flag.stages().iter().any(by_stage)
}

fn is_part(share: &Percentage) -> bool {
    !matches!(share.buckets(), 0 | 100_000)
}
