//! What an edit comes to, asked of core: who gets what, and whether anything is broken by it.
//!
//! Law: an error that was there before holds up no edit of another flag; a new one holds up every edit.

use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;
use flagkit_core::plan::Serve;
use flagkit_core::{Code, Flag, FlagDefinition, FlagSet, Problem, Severity};
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

/// What is to be said of an edit that may be written, or why it may not.
pub(super) fn judge(before: &FlagsFile, after: &FlagsFile, key: &str) -> Result<Vec<String>> {
    let shown = &after.file.shown;
    let refused = |problem: Option<&&Problem>| {
        let failure = Failure::new(format!(
            "with this edit `{shown}` would have a mistake; nothing is written"
        ));
        match problem {
            Some(problem) => failure.note(problem.render(shown)),
            None => failure,
        }
    };
    let new = new_problems(before, after);
    let (errors, warnings): (Vec<&Problem>, Vec<&Problem>) =
        new.into_iter().partition(|problem| problem.is_error());
    if !errors.is_empty() || after.document.is_none() {
        let first = after.problems.iter().find(|problem| problem.is_error());
        return Err(refused(errors.first().or(first.as_ref())));
    }
    let definition = after.flags().iter().find(|flag| flag.key() == key);
    if let Some(flag) = definition.filter(|flag| flag.is_broken() && flag.enabled() != Some(false))
    {
        return Err(still_broken(after, flag));
    }
    let mut notes: Vec<String> = warnings.iter().map(|problem| problem.render(shown)).collect();
    let mistakes = after.problems.iter().filter(|problem| problem.is_error()).count();
    if mistakes > 0 {
        let noun = if mistakes == 1 { "a mistake" } else { "mistakes" };
        notes.push(format!(
            "`{shown}` has {noun} that the edit leaves; `cargo flagkit check` shows it all"
        ));
    }
    Ok(notes)
}

/// The flag had a mistake, and still has it.
fn still_broken(after: &FlagsFile, flag: &FlagDefinition) -> Failure {
    let (key, shown) = (flag.key(), &after.file.shown);
    let failure = Failure::new(format!(
        "`{key}` has a mistake, so no edit of it would have an effect; mend it first"
    ));
    let mut own = after
        .problems
        .iter()
        .filter(|problem| problem.is_error() && problem.flag.as_deref() == Some(key));
    let failure = match own.next() {
        Some(problem) => failure.note(problem.render(shown)),
        None => failure,
    };
    failure.help(format!("`cargo flagkit rollback {key}` works all the same"))
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
