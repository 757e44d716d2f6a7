//! Flags that no code reads, and those that only tests do.

use super::reads::Reads;
use super::{mentions, tables, undeclared};
use crate::edit;
use crate::finding::{Finding, Fix, Place};
use crate::flags_file::FlagsFile;
use crate::survey::Survey;
use flagkit_core::{Code, FlagDefinition};
use std::cell::OnceCell;
use std::collections::HashMap;

pub(super) fn findings(survey: &Survey) -> Vec<Finding> {
    let mut found = Vec::new();
    if survey.sources.all.is_empty() {
        // A document alone: there is no code to hold it against.
        return found;
    }
    let meant = undeclared::meant(survey);
    // Most workspaces have no unused flag, and need not be looked through.
    let texts = OnceCell::new();
    for (index, file) in survey.files.iter().enumerate() {
        if tables::is_unnamed(index, survey) {
            // One finding says why nothing can read its flags.
            continue;
        }
        if file.flags().iter().any(FlagDefinition::is_broken) {
            // What a broken flag needs cannot be told; the errors come first.
            continue;
        }
        let reads = Reads::of(survey, index);
        let unread = |flag: &&FlagDefinition| {
            !reads.shipped.contains(flag.key()) && !reads.tested.contains(flag.key())
        };
        let unused: Vec<&FlagDefinition> = file.flags().iter().filter(unread).collect();
        if unused.is_empty() && reads.tested.is_empty() {
            continue;
        }
        let mentioned = match unused.is_empty() {
            true => HashMap::new(),
            false => {
                let texts = texts.get_or_init(|| mentions::texts(survey));
                mentions::find(&unused, texts, &survey.uses_elsewhere(index))
            }
        };
        let is_typed = |flag: &&FlagDefinition| {
            !mentioned.get(flag.key()).is_some_and(|mention| mention.is_its_type)
        };
        let unused: Vec<&FlagDefinition> = unused.into_iter().filter(is_typed).collect();
        let mut fixes = fixes(file, &unused).into_iter();
        for flag in unused {
            let fix = fixes.next().flatten();
            let is_it = |(at, key, _): &&(usize, &str, &Place)| *at == index && *key == flag.key();
            found.push(match meant.iter().find(is_it) {
                // A slip of the pen elsewhere is no reason to throw away what was meant.
                Some((.., place)) => perhaps_meant(flag, file, place),
                None => match mentioned.get(flag.key()) {
                    Some(mention) => self::mentioned(flag, file, &mention.place),
                    None => self::unused(flag, file, fix),
                },
            });
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

fn perhaps_meant(flag: &FlagDefinition, file: &FlagsFile, place: &Place) -> Finding {
    let key = flag.key();
    let message = format!("flag `{key}` is never read; perhaps {} means it", place.shown());
    let primary = Place::new(&file.file, flag.name_span()).labelled("read by no code");
    Finding::warning(Code::UnusedFlag, primary, message)
        .of_flag(key)
        .also(place.clone().labelled("perhaps meant here"))
}

/// What nothing resolves to a use may be one all the same, so it offers no edit.
fn mentioned(flag: &FlagDefinition, file: &FlagsFile, place: &Place) -> Finding {
    let key = flag.key();
    let message =
        format!("flag `{key}` is never read; remove it, if {} does not mean it", place.shown());
    let primary = Place::new(&file.file, flag.name_span()).labelled("read by no code");
    Finding::warning(Code::UnusedFlag, primary, message)
        .of_flag(key)
        .also(place.clone().labelled("named here"))
        .note("`--fix` leaves a flag that any source or text of the workspace names")
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
