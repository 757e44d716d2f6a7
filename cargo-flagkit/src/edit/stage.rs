//! `stage`: how far a flag with stages has come.
//!
//! Law: only the member `stage` is written; whoever the stages let in is the file's to say.

use super::layout::Written;
use super::{Asker, Plan, flag, verdict};
use crate::exit::{Failure, Result};
use crate::flags_file::FlagsFile;
use flagkit_core::{CurrentStage, FlagDefinition, StageDefinition, suggest};

const OFF: &str = "off";

/// The edit that moves the flag: `next`, `back`, or to a stage by its name.
pub(crate) fn plan(file: &FlagsFile, key: &str, word: &str, asker: Asker) -> Result<Plan> {
    let flag = file.flag(key)?;
    let stages = flag.stages();
    if stages.is_empty() {
        return Err(no_stages(file, flag, asker));
    }
    let is_dated = flag.stage().is_none() && stages.iter().any(|stage| stage.from.is_some());
    let last = stages.len() - 1;
    let target = match (word, flag.stage()) {
        ("next" | "back", None) if is_dated => return Err(moved_by_time(flag, asker)),
        ("next", Some(CurrentStage::At(now))) if *now >= last => {
            return Ok(already(flag, "the last one"));
        }
        ("next", Some(CurrentStage::At(now))) => Some(now + 1),
        // Without `stage` nobody has it, and the file says so as an error.
        ("next", Some(CurrentStage::Off) | None) => Some(0),
        ("back", Some(CurrentStage::Off)) => return Ok(already(flag, "no stage at all")),
        ("back", Some(CurrentStage::At(now))) => now.checked_sub(1),
        ("back", None) => None,
        (OFF, _) => None,
        (name, _) => Some(named(flag, name)?),
    };
    if same(flag.stage(), target) {
        return Ok(already(flag, "what was asked for"));
    }
    let name = target.and_then(|target| stages.get(target)).map_or(OFF, |stage| &*stage.name);
    let text = flag::set_member(&file.file.text, key, &["stage"], &Written::text(name));
    Plan::edit(text, Some("stage"))
}

fn same(now: Option<&CurrentStage>, target: Option<usize>) -> bool {
    match (now, target) {
        (Some(CurrentStage::Off), None) => true,
        (Some(CurrentStage::At(now)), Some(target)) => *now == target,
        _ => false,
    }
}

fn named(flag: &FlagDefinition, name: &str) -> Result<usize> {
    let stages = flag.stages();
    stages.iter().position(|stage| stage.name == name).ok_or_else(|| {
        let known: Vec<&str> = stages.iter().map(|stage| &*stage.name).chain([OFF]).collect();
        let remedy = suggest::remedy(name, known);
        Failure::new(format!("`{}` has no stage `{name}`; {remedy}", flag.key()))
    })
}

fn already(flag: &FlagDefinition, why: &str) -> Plan {
    let now = match flag.stage() {
        Some(CurrentStage::At(now)) => flag.stages().get(*now).map_or(OFF, |stage| &*stage.name),
        _ => OFF,
    };
    Plan::Already(format!("`{}` is at stage `{now}` already, which is {why}", flag.key()))
}

fn no_stages(file: &FlagsFile, flag: &FlagDefinition, asker: Asker) -> Failure {
    let key = flag.key();
    if let Some(problem) = verdict::mistake(file, key) {
        let words = format!("`{key}` has no stages that can be read; mend it first");
        return Failure::new(words).note(problem.render(&file.file.shown));
    }
    let wish = flag.variants().last().map_or("5%", |variant| variant.name());
    let words = format!("`{key}` has no stages; write {}", asker.value(key, wish));
    let example = r#""stages": ["5%", "25%", "everyone"], "stage": "off""#;
    Failure::new(words).help(format!("stages are written into the file: `{example}`"))
}

fn moved_by_time(flag: &FlagDefinition, asker: Asker) -> Failure {
    let key = flag.key();
    let stages = flag.stages().iter();
    let dates: Vec<String> = stages
        .filter_map(|stage| Some(format!("`{}` from {}", stage.name, stage.from.as_ref()?)))
        .collect();
    let words = "so there is no next one to write; change its dates";
    let first = flag.stages().first().map_or(OFF, |stage| &*stage.name);
    let effect = match asker {
        Asker::Command => "writes `stage`, which holds it there whatever the dates say",
        Asker::Simulation => "asks what it would be, held there whatever the dates say",
    };
    Failure::new(format!("time moves the stages of `{key}`, {words}"))
        .note(dates.join(", "))
        .help(format!("{} {effect}", asker.stage(key, first)))
}

/// The names of stages, in order.
pub(super) fn names(stages: &[StageDefinition]) -> String {
    let names: Vec<String> = stages.iter().map(|stage| format!("`{}`", stage.name)).collect();
    names.join(", ")
}
