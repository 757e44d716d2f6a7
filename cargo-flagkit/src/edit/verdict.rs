//! What an edit comes to, asked of core: who gets what, and whether anything is broken by it.
//!
//! Law: an error that was there before holds up no edit of another flag; a new one holds up every edit.

use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;
use flagkit_core::plan::Serve;
use flagkit_core::{Code, Flag, FlagSet, Problem, Severity};
use std::collections::HashMap;

/// What everyone gets who asks the flag, where that is one variant whatever gates, dates and callers say.
pub(super) fn for_everyone(flag: &Flag) -> Option<usize> {
    if flag.shadow().is_some() {
        return None;
    }
    if let Some(answer) = flag.constant() {
        return Some(answer.variant);
    }
    // A gate that is closed gives the fallback, so one that is open must not give anything else.
    let plan = flag.plan();
    let fallback = flag.fallback_variant();
    let is_fallback =
        |serve: &Serve| matches!(serve, Serve::Variant(variant) if *variant == fallback);
    let closed = plan.otherwise.variant == fallback
        && plan.off == fallback
        && plan.steps.iter().all(|step| is_fallback(&step.serve));
    closed.then_some(fallback)
}

/// The name of that variant.
pub(super) fn variant_for_everyone(file: &FlagsFile, key: &str) -> Option<String> {
    let flags = FlagSet::compile(file.document.as_ref()?, None);
    let flag = flags.get(key)?;
    Some(flag.variants().get(for_everyone(flag)?)?.name.as_ref().to_owned())
}

/// Whether everyone gets the old code, in this process and in every one that reads the text next.
pub(super) fn is_rolled_back(file: &FlagsFile, key: &str) -> bool {
    let Some(document) = &file.document else { return false };
    let flags = FlagSet::compile(document, None);
    match flags.get(key) {
        Some(flag) => for_everyone(flag) == Some(flag.fallback_variant()),
        // Without a good definition the last one serves, unless the flag is switched off.
        None => flags.switched_off(key),
    }
}

/// Whether no question tells the flag of one file from that of the other, nor `check`.
pub(super) fn is_same(one: &FlagsFile, other: &FlagsFile, key: &str) -> bool {
    let (Some(first), Some(second)) = (&one.document, &other.document) else { return false };
    let (first, second) = (FlagSet::compile(first, None), FlagSet::compile(second, None));
    match (first.get(key), second.get(key)) {
        (Some(first), Some(second)) => {
            // Their fingerprints tell `"enabled": true` from nothing, which nobody who asks can.
            let told = |flag: &Flag| (flag.variants().to_vec(), flag.fallback_variant());
            told(first) == told(second)
                && first.plan() == second.plan()
                && (first.shadow(), first.guard()) == (second.shadow(), second.guard())
                && one.problems.len() == other.problems.len()
        }
        _ => false,
    }
}

/// The warnings that an edit brings, or why it may not be written: it brings an error.
pub(super) fn without_new_errors<'f>(
    before: &FlagsFile,
    after: &'f FlagsFile,
) -> Result<Vec<&'f Problem>> {
    let shown = &after.file.shown;
    let new = new_problems(before, after);
    let (errors, warnings): (Vec<&Problem>, Vec<&Problem>) =
        new.into_iter().partition(|problem| problem.is_error());
    if !errors.is_empty() || after.document.is_none() {
        let any = after.problems.iter().find(|problem| problem.is_error());
        let failure = Failure::new(format!(
            "with this edit `{shown}` would have a mistake; nothing is written"
        ));
        return Err(because(failure, after, errors.first().copied().or(any)));
    }
    Ok(warnings)
}

/// What is to be said of an edit that may be written, or why it may not.
pub(super) fn judge(before: &FlagsFile, after: &FlagsFile, key: &str) -> Result<Vec<String>> {
    let shown = &after.file.shown;
    let warnings = without_new_errors(before, after)?;
    let flag = after.flags().iter().find(|flag| flag.key() == key);
    if flag.is_some_and(|flag| flag.is_broken() && flag.enabled() != Some(false)) {
        let failure = Failure::new(format!(
            "`{key}` has a mistake, so no edit of it would have an effect; mend it first"
        ));
        return Err(because(failure, after, mistake(after, key))
            .help(format!("`cargo flagkit rollback {key}` works all the same")));
    }
    let mut notes: Vec<String> = warnings.iter().map(|problem| problem.render(shown)).collect();
    let mistakes = match after.problems.iter().filter(|problem| problem.is_error()).count() {
        0 => return Ok(notes),
        1 => "a mistake",
        _ => "mistakes",
    };
    notes.push(format!(
        "`{shown}` has {mistakes} that the edit leaves; `cargo flagkit check` shows it all"
    ));
    Ok(notes)
}

/// What breaks a flag.
pub(super) fn mistake<'f>(file: &'f FlagsFile, key: &str) -> Option<&'f Problem> {
    let mut errors = file.problems.iter().filter(|problem| problem.is_error());
    errors.find(|problem| problem.flag.as_deref() == Some(key))
}

fn because(failure: Failure, file: &FlagsFile, problem: Option<&Problem>) -> Failure {
    match problem {
        Some(problem) => failure.note(problem.render(&file.file.shown)),
        None => failure,
    }
}

/// The problems of `after` that `before` has not, wherever they stand.
fn new_problems<'f>(before: &FlagsFile, after: &'f FlagsFile) -> Vec<&'f Problem> {
    type Kind<'p> = (Code, Severity, Option<&'p str>, &'p str);
    fn kind(problem: &Problem) -> Kind<'_> {
        (problem.code, problem.severity, problem.flag.as_deref(), &problem.message)
    }
    let mut known: HashMap<Kind<'_>, usize> = HashMap::new();
    for problem in &before.problems {
        *known.entry(kind(problem)).or_default() += 1;
    }
    let mut new = Vec::new();
    for problem in &after.problems {
        match known.get_mut(&kind(problem)) {
            Some(count) if *count > 0 => *count -= 1,
            _ => new.push(problem),
        }
    }
    new
}
