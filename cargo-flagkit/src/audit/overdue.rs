//! Flags whose time is over: expired, or the same for everyone for longer than their kind allows.

use crate::finding::{Finding, Place};
use crate::flags_file::FlagsFile;
use crate::survey::{Survey, Use};
use flagkit_core::{Code, FlagDefinition, FlagSet, Overdue};

/// So many uses are pointed at.
const SHOWN: usize = 3;

pub(super) fn findings(survey: &Survey, now_millis: i64) -> Vec<Finding> {
    let mut found = Vec::new();
    for (index, file) in survey.files.iter().enumerate() {
        let Some(document) = &file.document else { continue };
        let compiled = FlagSet::compile(document, None);
        for flag in file.flags().iter().filter(|flag| !flag.is_broken()) {
            let Some(overdue) = flag.overdue(now_millis) else { continue };
            let uses = survey.uses(index, flag.key());
            found.push(finding(flag, &overdue, file, uses, &compiled));
        }
    }
    found
}

fn finding(
    flag: &FlagDefinition,
    overdue: &Overdue,
    file: &FlagsFile,
    uses: &[Use],
    compiled: &FlagSet,
) -> Finding {
    let (key, place) = (flag.key(), Place::new(&file.file, flag.name_span()));
    let finding = match overdue {
        Overdue::Expired { on } => Finding::warning(
            Code::ExpiredFlag,
            place,
            format!("flag `{key}` expired on {on}; remove it with its old code, or move the date"),
        ),
        Overdue::Settled { days, lifetime_days } => Finding::warning(
            Code::SettledFlag,
            place,
            format!(
                "flag `{key}` is the same for everyone, {days} days after its creation, and a flag of the kind `{}` \
                 is meant for {lifetime_days}; remove it, or say `\"permanent\": true`",
                flag.kind()
            ),
        ),
        // One that this version of the command has no words for.
        _ => {
            Finding::warning(Code::SettledFlag, place, format!("the time of flag `{key}` is over"))
        }
    };
    let shipped = || uses.iter().filter(|usage| !usage.tested);
    let mut finding = finding.of_flag(key);
    for usage in shipped().take(SHOWN) {
        finding = finding.also(usage.place.clone().labelled("read here"));
    }
    let more = shipped().count().saturating_sub(SHOWN);
    if more > 0 {
        let places = if more == 1 { "place" } else { "places" };
        finding = finding.note(format!("and read in {more} more {places}"));
    }
    if uses.is_empty() {
        return finding;
    }
    match kept(flag, compiled) {
        Some(kept) => finding.help(format!(
            "`cargo flagkit retire {key} --keep {kept}` takes it out of the sources"
        )),
        None => finding.help(format!(
            "`cargo flagkit retire {key} --keep new`, or `--keep old`, takes it out of the sources"
        )),
    }
}

/// The arm that everyone gets.
fn kept(flag: &FlagDefinition, compiled: &FlagSet) -> Option<String> {
    let compiled = compiled.get(flag.key())?;
    let served = compiled.constant()?.variant;
    if served == compiled.fallback_variant() {
        return Some("old".to_owned());
    }
    if flag.variants().is_empty() {
        return Some("new".to_owned());
    }
    compiled.variants().get(served).map(|variant| variant.name.to_string())
}
