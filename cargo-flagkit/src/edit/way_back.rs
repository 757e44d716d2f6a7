//! How to take an edit back that took a flag from everyone.
//!
//! Law: a command is named only where it brings back just what was: it is tried, and core compares.

use super::attempt::Edit;
use super::verdict::{is_rolled_back, is_same, variant_for_everyone};
use super::{Asker, Plan, flag, set, stage, with_text};
use crate::flags_file::FlagsFile;
use crate::words::state;
use flagkit_core::Rollout;

/// What to do, in words; nothing where nobody had the flag, or where it was broken.
pub(super) fn of(edit: &Edit) -> Option<String> {
    let Edit { key, before, after, .. } = edit;
    if is_rolled_back(before, key) || !is_rolled_back(after, key) {
        return None;
    }
    let command = commands(before, key).into_iter().find_map(|(plan, command)| {
        let Ok(Plan::Edit { text, .. }) = plan(after) else { return None };
        is_same(before, &with_text(after, text), key).then_some(command)
    });
    if let Some(command) = command {
        return Some(format!("{command} takes it back"));
    }
    let member = ["enabled", "stage"].into_iter().find(|member| {
        let removed = flag::remove_member(&after.file.text, key, member);
        removed.is_ok_and(|text| is_same(before, &with_text(after, text), key))
    });
    member.map(|member| format!("it is as before once its `{member}` is removed from the file"))
}

type Planner = Box<dyn Fn(&FlagsFile) -> crate::exit::Result<Plan>>;

/// The commands that may do it, with their words.
fn commands(before: &FlagsFile, key: &str) -> Vec<(Planner, String)> {
    let mut values = vec!["on".to_owned()];
    let mut commands: Vec<(Planner, String)> = Vec::new();
    if let Some(flag) = before.flags().iter().find(|flag| flag.key() == key) {
        if let Some(Rollout::Percentage(share)) = flag.rollout() {
            values.push(share.to_string());
        }
        values.extend(variant_for_everyone(before, key));
        if let Some(name) = state::stage(flag) {
            let (key, name) = (key.to_owned(), name.to_owned());
            let words = Asker::Command.stage(&key, &name);
            commands.push((
                Box::new(move |file| stage::plan(file, &key, &name, Asker::Command)),
                words,
            ));
        }
    }
    for value in values {
        let key = key.to_owned();
        let words = Asker::Command.value(&key, &value);
        commands.push((Box::new(move |file| set::plan(file, &key, &value, Asker::Command)), words));
    }
    commands
}
