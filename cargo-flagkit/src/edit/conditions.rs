//! What else decides who gets a flag, and what hangs on it, for whoever has just changed it.
//!
//! Law: silence means that nothing else decides.

use crate::flags_file::FlagsFile;
use crate::words::state;
use flagkit_core::{CurrentStage, FlagDefinition, FlagSet, Wanted};

/// So many rules are told one by one.
const TOLD: usize = 3;

/// What stands before a flag that lets people in.
pub(super) fn of(file: &FlagsFile, flag: &FlagDefinition) -> Vec<String> {
    let key = flag.key();
    if flag.enabled() == Some(false) {
        return vec![format!(
            "`enabled` is `false`, so everyone has the old code; `cargo flagkit set {key} on` undoes that"
        )];
    }
    let mut notes = prerequisites(file, flag);
    if let Some(CurrentStage::At(stage)) = flag.stage()
        && let Some(stage) = flag.stages().get(*stage)
        && let Some(share) = stage.shadow
    {
        let name = &stage.name;
        notes.push(format!("stage `{name}` adds nobody; {share} of calls try the new code aside"));
    }
    if let Some(schedule) = flag.schedule() {
        let start = schedule.start.as_ref().map(|date| format!(" from {date}"));
        let end = schedule.end.as_ref().map(|date| format!(" until {date}"));
        notes.push(format!("only{}{}", start.unwrap_or_default(), end.unwrap_or_default()));
    }
    if let Some(group) = flag.group() {
        notes
            .push(format!("only for {} to {} of the group `{}`", group.from, group.to, group.name));
    }
    for rule in flag.rules().iter().take(TOLD) {
        let name = rule.name.as_ref().map(|name| format!(" `{name}`")).unwrap_or_default();
        let (shown, place) = (&file.file.shown, rule.location);
        notes.push(format!("the rule{name} ({shown}:{place}) decides first"));
    }
    if let Some(more) = flag.rules().len().checked_sub(TOLD).filter(|more| *more > 0) {
        notes.push(format!("and {}", crate::words::counted(more, "more rule")));
    }
    notes
}

fn prerequisites(file: &FlagsFile, flag: &FlagDefinition) -> Vec<String> {
    let Some(document) = &file.document else { return Vec::new() };
    let flags = FlagSet::compile(document, None);
    let each = flag.prerequisites().iter().map(|other| {
        let (name, wanted) = (&other.flag, state::wanted(&other.wanted));
        let now = flags.get(name).and_then(|other| {
            let variant = other.variants().get(other.constant()?.variant)?;
            Some(&*variant.name)
        });
        match now {
            Some(now) if !accepts(&other.wanted, now) => {
                format!("only where `{name}` is {wanted}; it is `{now}` for everyone, so nobody has it yet")
            }
            Some(_) => format!("only while `{name}` is {wanted}, as it is now for everyone"),
            None => format!("only where `{name}` is {wanted}"),
        }
    });
    each.collect()
}

/// The flags that need what this one no longer serves.
pub(super) fn dependents(file: &FlagsFile, flag: &FlagDefinition) -> Vec<String> {
    let old = flag.default_variant().unwrap_or("off");
    let needs = |other: &&FlagDefinition| {
        let mut all = other.prerequisites().iter();
        all.any(|needed| needed.flag == flag.key() && !accepts(&needed.wanted, old))
    };
    let names: Vec<String> =
        file.flags().iter().filter(needs).map(|other| format!("`{}`", other.key())).collect();
    match &names[..] {
        [] => Vec::new(),
        [one] => vec![format!("{one} needs it, so everyone has the old code of that too")],
        [..] => {
            vec![format!("{} need it, so everyone has the old code of these too", names.join(", "))]
        }
    }
}

fn accepts(wanted: &Wanted, variant: &str) -> bool {
    match wanted {
        Wanted::Boolean(on) => state::on_off(*on) == variant,
        Wanted::Variants(names) => names.iter().any(|name| name == variant),
    }
}
