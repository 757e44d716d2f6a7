//! What differs between two lists of stages, and how far the flag has come.
//!
//! A stage goes on under its name, or under another one when it says the same.

use super::{Line, condition, in_order, member, pairs, state};
use flagkit_core::{FlagDefinition, StageDefinition};
use std::collections::BTreeSet;

pub(super) fn difference(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    let reached = |flag| state::stage(flag).map(condition::text);
    let staged = |flag: &FlagDefinition| !flag.stages().is_empty();
    if staged(old) && staged(new) {
        let by_date = |flag| reached(flag).unwrap_or_else(|| "by date".to_owned());
        member(lines, "stage", Some(by_date(old)), Some(by_date(new)));
    } else {
        member(lines, "stage", reached(old), reached(new));
    }
    list(lines, old.stages(), new.stages());
}

fn list(lines: &mut Vec<Line>, old: &[StageDefinition], new: &[StageDefinition]) {
    let (before, after) = (names(old), names(new));
    match (old, new) {
        ([], []) => return,
        ([], _) => {
            lines.push(Line::new("stages", format!("new stages: {after}")));
            return;
        }
        (_, []) => {
            lines.push(Line::new("stages", format!("stages are gone: {before}")));
            return;
        }
        _ => {}
    }
    let called = |stages: &[StageDefinition]| -> Vec<_> {
        stages.iter().map(|stage| Some(stage.name.clone())).collect()
    };
    let mut matched = pairs(&called(old), &called(new));
    // One that is called otherwise and says the same has gone on.
    let said = |stages: &[StageDefinition], is_taken: &dyn Fn(usize) -> bool| -> Vec<_> {
        let each = stages.iter().enumerate();
        each.map(|(index, stage)| (!is_taken(index)).then(|| details(stage, usize::MAX))).collect()
    };
    let was = said(old, &|index| matched.iter().any(|(place, _)| *place == index));
    let is = said(new, &|index| matched.iter().any(|(_, place)| *place == index));
    matched.extend(pairs(&was, &is));
    matched.sort_by_key(|(_, new)| *new);
    for (index, stage) in old.iter().enumerate() {
        if !matched.iter().any(|(place, _)| *place == index) {
            lines.push(Line::new("stages", format!("stage {} is gone", described(stage))));
        }
    }
    for (index, stage) in new.iter().enumerate() {
        let Some((place, _)) = matched.iter().find(|(_, to)| *to == index) else {
            let place = match index.checked_sub(1).and_then(|before| new.get(before)) {
                Some(before) => format!("behind {}", condition::text(&before.name)),
                None => "first".to_owned(),
            };
            let words = format!("new stage {}, {place}", described(stage));
            lines.push(Line::new("stages", words));
            continue;
        };
        let Some(was) = old.get(*place) else { continue };
        if was.name != stage.name {
            let [from, to] = [was, stage].map(|stage| condition::text(&stage.name));
            lines.push(Line::new("stages", format!("stage {from} is called {to}")));
        }
        let (from, to) = (details(was, usize::MAX), details(stage, usize::MAX));
        if from != to {
            let name = condition::text(&stage.name);
            lines.push(Line::new("stages", format!("stage {name}: {from} → {to}")));
        }
    }
    if !in_order(&matched) {
        lines.push(Line::new("stages", format!("stages in another order: {after}")));
    }
}

fn names(stages: &[StageDefinition]) -> String {
    let all: Vec<String> = stages.iter().map(described).collect();
    condition::cut(&all, 12, ", ")
}

/// The name, and in brackets what it does not say.
fn described(stage: &StageDefinition) -> String {
    let (name, details) = (condition::text(&stage.name), details(stage, 6));
    let everyone = stage.name == "everyone" && details == "100%";
    if details == name || everyone { name } else { format!("{name} ({details})") }
}

/// Everything that a stage says but its name.
fn details(stage: &StageDefinition, most: usize) -> String {
    let mut parts = Vec::new();
    let segments: BTreeSet<String> =
        stage.segments.iter().map(|segment| condition::text(&segment.name)).collect();
    if !segments.is_empty() {
        parts.push(condition::cut(&Vec::from_iter(segments), most, " "));
    }
    let mut add = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name}{value}")));
    };
    add("split ", stage.split.map(|share| share.to_string()));
    add("", stage.percentage.map(|share| share.to_string()));
    add("shadow ", stage.shadow.map(|share| share.to_string()));
    add("from ", stage.from.as_ref().map(|date| condition::date(date.unix_millis())));
    add("ramp ", stage.ramp.map(|ramp| ramp.to_string()));
    add("hold ", stage.hold_millis.map(duration));
    add("min_samples ", stage.min_samples.map(|samples| samples.to_string()));
    parts.join(", ")
}

/// As flags.json writes it, in the largest unit that fits.
fn duration(millis: u64) -> String {
    let units = [(86_400_000, "d"), (3_600_000, "h"), (60_000, "m"), (1000, "s")];
    let fits = units.iter().find(|(unit, _)| millis >= *unit && millis.is_multiple_of(*unit));
    fits.map_or_else(|| format!("{millis}ms"), |(unit, sign)| format!("{}{sign}", millis / unit))
}
