//! What an edit has done, in a line, and what to know about it.
//!
//! Law: with `--dry-run` standard output is a patch and nothing else; what is told beside it goes to standard error.

use super::attempt::{Done, Edit};
use super::replace::Mode;
use super::{conditions, verdict, way_back};
use crate::exit::{Outcome, Result};
use crate::flags_file::FlagsFile;
use crate::print::difference;
use crate::words::state;
use flagkit_core::{FlagDefinition, Rollout};
use std::io::Write as _;

/// Tells it in the words of the states before and after.
pub(crate) fn tell(done: Done) -> Result {
    match done {
        Done::Already(why) => already(&why),
        Done::Edited(edit) => {
            let words = changed(&edit);
            print(&edit, &words, &notes(&edit))
        }
    }
}

/// The same, and how to take it back where it took the flag from everyone.
pub(crate) fn tell_with_way_back(done: Done) -> Result {
    match done {
        Done::Already(why) => already(&why),
        Done::Edited(edit) => {
            let mut notes = notes(&edit);
            notes.extend(way_back::of(&edit));
            print(&edit, &changed(&edit), &notes)
        }
    }
}

/// Tells it in other words, with further notes.
pub(crate) fn tell_as(done: Done, words: impl FnOnce(&Edit) -> (String, Vec<String>)) -> Result {
    match done {
        Done::Already(why) => already(&why),
        Done::Edited(edit) => {
            let (words, notes) = words(&edit);
            print(&edit, &words, &notes)
        }
    }
}

fn already(why: &str) -> Result {
    writeln!(anstream::stderr(), "{why}; nothing is written")?;
    Ok(Outcome::Clean)
}

fn print(edit: &Edit, words: &str, notes: &[String]) -> Result {
    let line = format!("{}: {words}", edit.place.shown());
    let notes: Vec<String> = notes
        .iter()
        .chain(&edit.notes)
        .map(|note| format!("  note: {}", note.replace('\n', "\n  ")))
        .collect();
    let told: String = std::iter::once(line).chain(notes).map(|line| line + "\n").collect();
    if edit.mode == Mode::DryRun {
        write!(anstream::stderr(), "{told}")?;
        let (before, after) = (&edit.before.file, &edit.after.file);
        difference::print(&difference::unified(&before.text, &after.text, &before.shown))?;
    } else {
        // The edit is in force, whether or not anybody hears of it.
        let _ = write!(anstream::stdout(), "{told}");
    }
    Ok(Outcome::Clean)
}

/// `new_checkout`: 5% -> 25%
fn changed(edit: &Edit) -> String {
    let find = |file: &FlagsFile| file.flags().iter().find(|flag| flag.key() == edit.key).cloned();
    let (before, after) = (find(&edit.before), find(&edit.after));
    let stage = |flag: &Option<FlagDefinition>| {
        let flag = flag.as_ref().filter(|flag| !flag.is_broken() && !flag.stages().is_empty())?;
        Some(state::stage(flag).unwrap_or("by date").to_owned())
    };
    if let (Some(from), Some(to)) = (stage(&before), stage(&after))
        && from != to
    {
        return format!("`{}`: stage {from} → {to}", edit.key);
    }
    let words = |file, flag: Option<FlagDefinition>| {
        flag.map_or("broken".to_owned(), |flag| in_short(file, &flag))
    };
    format!("`{}`: {} → {}", edit.key, words(&edit.before, before), words(&edit.after, after))
}

/// What an edit can change in a flag, and nothing beside it.
fn in_short(file: &FlagsFile, flag: &FlagDefinition) -> String {
    let off = flag.enabled() == Some(false);
    if flag.is_broken() {
        // That it is still broken a note says.
        return if off { "off" } else { "broken" }.to_owned();
    }
    if off {
        return "off".to_owned();
    }
    if !flag.stages().is_empty() {
        return format!("stage {}", state::stage(flag).unwrap_or("by date"));
    }
    let all = verdict::variant_for_everyone(file, flag.key());
    match (all, flag.rollout()) {
        (Some(variant), _) if !flag.variants().is_empty() => variant,
        (_, Some(Rollout::Percentage(share))) if matches!(share.buckets(), 0 | 100_000) => {
            state::on_off(share.buckets() > 0).to_owned()
        }
        (_, Some(rollout)) => state::rollout(rollout, true),
        (_, None) => rest(flag),
    }
}

/// What those get whom no rule names.
fn rest(flag: &FlagDefinition) -> String {
    match flag.default() {
        Some(default) => state::default_words(default),
        None if flag.rules().is_empty() => state::on_off(flag.enabled() == Some(true)).to_owned(),
        None => crate::words::counted(flag.rules().len(), "rule"),
    }
}

/// Who gets it now besides what the words say.
fn notes(edit: &Edit) -> Vec<String> {
    let Some(flag) = edit.after.flags().iter().find(|flag| flag.key() == edit.key) else {
        return Vec::new();
    };
    let before = edit.before.flags().iter().find(|flag| flag.key() == edit.key);
    let was_off = before.is_some_and(|flag| flag.enabled() == Some(false));
    let is_still_off = was_off && flag.enabled() == Some(false);
    if verdict::is_rolled_back(&edit.after, &edit.key) && !is_still_off {
        let mut notes = conditions::dependents(&edit.after, flag);
        if let Some(old) = flag.default_variant().filter(|_| flag.enabled() == Some(false)) {
            notes.insert(0, format!("everyone gets `{old}`"));
        }
        if was_off && !flag.stages().is_empty() {
            let key = &edit.key;
            notes.push(format!(
                "nobody has it before its first stage; `cargo flagkit stage {key} next` lets the first in"
            ));
        }
        return notes;
    }
    conditions::of(&edit.after, flag)
}
