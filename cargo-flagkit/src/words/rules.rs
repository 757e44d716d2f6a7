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
            let words = format!("new {name}: {}", said(rule, foreign));
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

/// The rules that have gone on, in the order of the new list.
fn matched(old: &[RuleDefinition], new: &[RuleDefinition], foreign: bool) -> Vec<(usize, usize)> {
    let mut found = pairs(old, new, |rule| rule.name.clone());
    let meaning =
        |rule: &RuleDefinition| (condition::full(&rule.condition), served(&rule.serve, foreign));
    extend(&mut found, old, new, |rule| Some(meaning(rule)));
    // What has neither name nor meaning in common may have one of its halves.
    extend(&mut found, old, new, |rule| rule.name.is_none().then(|| meaning(rule).0));
    extend(&mut found, old, new, |rule| rule.name.is_none().then(|| meaning(rule).1));
    found.sort_by_key(|(_, new)| *new);
    found
}

/// Pairs among those that have none yet.
fn extend<N: PartialEq>(
    found: &mut Vec<(usize, usize)>,
    old: &[RuleDefinition],
    new: &[RuleDefinition],
    name: impl Fn(&RuleDefinition) -> Option<N>,
) {
    let left =
        |list: &[RuleDefinition], taken: &dyn Fn(usize) -> bool| -> Vec<(usize, RuleDefinition)> {
            let all = list.iter().cloned().enumerate();
            all.filter(|(index, _)| !taken(*index)).collect()
        };
    let rest_old = left(old, &|index| found.iter().any(|(place, _)| *place == index));
    let rest_new = left(new, &|index| found.iter().any(|(_, place)| *place == index));
    for (from, to) in pairs(&rest_old, &rest_new, |(_, rule)| name(rule)) {
        if let (Some((from, _)), Some((to, _))) = (rest_old.get(from), rest_new.get(to)) {
            found.push((*from, *to));
        }
    }
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
