//! Flags that no code reads, and those that only tests do.

use super::reads::Reads;
use crate::edit;
use crate::finding::{Finding, Fix, Place};
use crate::flags_file::FlagsFile;
use crate::survey::Survey;
use flagkit_core::{Code, FlagDefinition};

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    if survey.sources.all.is_empty() {
        // A document alone: there is no code to hold it against.
        return found;
    }
    for (index, file) in survey.files.iter().enumerate() {
        let reads = Reads::of(survey, index);
        let unread = |flag: &&FlagDefinition| {
            !reads.shipped.contains(flag.key()) && !reads.tested.contains(flag.key())
        };
        let unused: Vec<&FlagDefinition> = file.flags().iter().filter(unread).collect();
        let mut fixes = fixes(file, &unused).into_iter();
        for flag in unused {
            found.push(self::unused(flag, file, fixes.next().flatten()));
        }
        let only_tested = file.flags().iter().filter(|flag| {
            reads.tested.contains(flag.key()) && !reads.shipped.contains(flag.key())
        });
        found.extend(only_tested.map(|flag| tested_only(flag, file, &reads)));
    }
    found
}

fn unused(flag: &FlagDefinition, file: &FlagsFile, fix: Option<Fix>) -> Finding {
    let key = flag.key();
    let place = Place::new(&file.file, flag.name_span()).labelled("read by no code");
    let finding =
        Finding::warning(Code::UnusedFlag, place, format!("flag `{key}` is never read; remove it"))
            .of_flag(key);
    match fix {
        Some(fix) => finding.fix(fix),
        None => finding,
    }
}

fn tested_only(flag: &FlagDefinition, file: &FlagsFile, reads: &Reads<'_>) -> Finding {
    let key = flag.key();
    let place = Place::new(&file.file, flag.name_span());
    let finding = Finding::warning(
        Code::TestedOnly,
        place,
        format!("flag `{key}` is read by tests only; remove it with them, or put code behind it"),
    )
    .of_flag(key);
    match reads.uses(key).first() {
        Some(usage) => finding.also(usage.place.clone().labelled("read here")),
        None => finding.note("it is needed by flags that tests read"),
    }
}

/// For each flag the edit that removes it.
fn fixes(file: &FlagsFile, flags: &[&FlagDefinition]) -> Vec<Option<Fix>> {
    let keys: Vec<&str> = flags.iter().map(|flag| flag.key()).collect();
    let removals = edit::flag_removals(&file.file.text, &keys).unwrap_or_default();
    let fix = |(span, replacement)| Fix {
        place: Place::new(&file.file, span),
        replacement,
        words: "remove the flag".to_owned(),
    };
    removals.into_iter().map(|removal| removal.map(fix)).collect()
}
