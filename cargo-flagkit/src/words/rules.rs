//! What differs between two lists of rules: which came, which went, which changed, and their order.
//!
//! A rule goes on under its name; one without a name, by what it says, else by its place among those that are left.

use super::{Line, condition, in_order, pairs, state};
use flagkit_core::{FlagDefinition, Hash, RuleDefinition, Serve};

pub(super) fn difference(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    let foreign = old.hash() != Hash::Native || new.hash() != Hash::Native;
    let (before, after) = (old.rules(), new.rules());
    let matched = matched(before, after, foreign);
    for (index, rule) in before.iter().enumerate() {
        if !matched.iter().any(|(place, _)| *place == index) {
            let words = format!("{} is gone: {}", called(rule, index, before), said(rule, foreign));
            lines.push(Line::new("rules", words));
        }
    }
    for (index, rule) in after.iter().enumerate() {
        let name = called(rule, index, after);
        let Some((place, _)) = matched.iter().find(|(_, to)| *to == index) else {
            let words = format!("new {name}{}: {}", place(index, after), said(rule, foreign));
            lines.push(Line::new("rules", words));
            continue;
        };
        if let Some(was) = before.get(*place) {
            changed(lines, &name, was, rule, foreign);
        }
    }
    if !in_order(&matched) {
        let names: Vec<String> =
            after.iter().enumerate().map(|(index, rule)| name(rule, index)).collect();
        let order = condition::cut(&names, 8, ", ");
        lines.push(Line::new("rules", format!("rules in another order: {order}")));
    }
}

fn changed(
    lines: &mut Vec<Line>,
    name: &str,
    old: &RuleDefinition,
    new: &RuleDefinition,
    foreign: bool,
) {
    if let Some(difference) = condition::difference(&old.condition, &new.condition) {
        lines.push(Line::new("rules", format!("{name}: {difference}")));
    }
    let (was, is) = (served(&old.serve, foreign), served(&new.serve, foreign));
    if was != is {
        lines.push(Line::new("rules", format!("{name} serves: {was} → {is}")));
    }
    if old.name != new.name {
        let called = |rule: &RuleDefinition| match &rule.name {
            Some(name) => format!("`{name}`"),
            None => "none".to_owned(),
        };
        let words = format!("{name}: name: {} → {}", called(old), called(new));
        lines.push(Line::new("rules", words));
    }
}

/// A rule, with its condition and what it serves in full words.
struct Said<'r> {
    rule: &'r RuleDefinition,
    condition: String,
    serve: String,
}

/// By what a rule goes on; `None` where it does not by that.
type Called = fn(&Said<'_>) -> Option<String>;

/// The names of a rule, the surest first; what has neither name nor meaning in common may have one of its halves.
const NAMES: [Called; 4] = [
    |said| said.rule.name.clone(),
    |said| Some(format!("{} → {}", said.condition, said.serve)),
    |said| said.rule.name.is_none().then(|| said.condition.clone()),
    |said| said.rule.name.is_none().then(|| said.serve.clone()),
];

/// The rules that have gone on, in the order of the new list.
fn matched(old: &[RuleDefinition], new: &[RuleDefinition], foreign: bool) -> Vec<(usize, usize)> {
    let said = |rules| {
        Vec::from_iter(<[RuleDefinition]>::iter(rules).map(|rule| Said {
            rule,
            condition: condition::full(&rule.condition),
            serve: served(&rule.serve, foreign),
        }))
    };
    let (before, after) = (said(old), said(new));
    let mut found: Vec<(usize, usize)> = Vec::new();
    for name in NAMES {
        let mut was: Vec<_> = before.iter().map(name).collect();
        let mut is: Vec<_> = after.iter().map(name).collect();
        for (old, new) in &found {
            // Whoever has gone on already does not by another name.
            was.get_mut(*old).into_iter().chain(is.get_mut(*new)).for_each(|name| *name = None);
        }
        found.extend(pairs(&was, &is));
    }
    found.sort_by_key(|(_, new)| *new);
    found
}

fn name(rule: &RuleDefinition, index: usize) -> String {
    match &rule.name {
        Some(name) => format!("`{name}`"),
        None => (index + 1).to_string(),
    }
}

/// "rule `partners wait`", "rule 2", "rule" of a list of one.
fn called(rule: &RuleDefinition, index: usize, list: &[RuleDefinition]) -> String {
    match &rule.name {
        None if list.len() == 1 => "rule".to_owned(),
        _ => format!("rule {}", name(rule, index)),
    }
}

/// Where a rule stands that has a name, and so no number; the first that matches decides.
fn place(index: usize, list: &[RuleDefinition]) -> String {
    match list.get(index) {
        Some(rule) if rule.name.is_some() && list.len() > 1 => {}
        _ => return String::new(),
    }
    match index.checked_sub(1).and_then(|before| Some((before, list.get(before)?))) {
        Some((before, rule)) => format!(", behind {}", name(rule, before)),
        None => ", first".to_owned(),
    }
}

fn said(rule: &RuleDefinition, foreign: bool) -> String {
    format!("{} → {}", condition::shown(&rule.condition), served(&rule.serve, foreign))
}

fn served(serve: &Serve, foreign: bool) -> String {
    match serve {
        Serve::Boolean(on) => state::on_off(*on).to_owned(),
        Serve::Variant(name) => condition::text(name),
        Serve::Rollout(rollout) => state::rollout(rollout, foreign),
    }
}
