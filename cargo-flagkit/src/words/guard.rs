//! What differs between two guards.

use super::{Line, member};
use flagkit_core::{FlagDefinition, Guard, GuardRule};

pub(super) fn difference(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    let (default, other) = (Guard::default(), Guard::default());
    let (old, new) = (old.guard().unwrap_or(&default), new.guard().unwrap_or(&other));
    member(lines, "guard", all(old), all(new));
    member(lines, "guard of errors", rule(&old.errors), rule(&new.errors));
    member(lines, "guard of panics", rule(&old.panics), rule(&new.panics));
    member(lines, "guard of latency", rule(&old.latency), rule(&new.latency));
    let replicas = |guard: &Guard| guard.replicas.map(|count| count.to_string());
    member(lines, "guard's replicas", replicas(old), replicas(new));
}

/// What holds for all three.
fn all(guard: &Guard) -> Option<String> {
    if guard.off { Some("off".to_owned()) } else { rule(&guard.common) }
}

fn rule(rule: &GuardRule) -> Option<String> {
    let mut parts: Vec<String> = rule.action.iter().map(|action| action.to_string()).collect();
    let mut add = |name: &str, value: Option<String>| {
        parts.extend(value.map(|value| format!("{name} {value}")));
    };
    add("alpha", rule.alpha.map(|alpha| alpha.to_string()));
    add("min_events", rule.min_events.map(|events| events.to_string()));
    add("min_difference", rule.min_difference.map(|difference| difference.to_string()));
    add("margin", rule.margin.map(|margin| margin.to_string()));
    (!parts.is_empty()).then(|| parts.join(", "))
}
