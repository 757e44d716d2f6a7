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

/// The rules that have gone on, in the order of the new list.
fn matched(old: &[RuleDefinition], new: &[RuleDefinition], foreign: bool) -> Vec<(usize, usize)> {
    let said =
        |rule: &RuleDefinition| (condition::full(&rule.condition), served(&rule.serve, foreign));
    let (before, after): (Vec<_>, Vec<_>) =
        (old.iter().map(said).collect(), new.iter().map(said).collect());
    let mut found = Vec::new();
    let mut extend = |name: &dyn Fn(&RuleDefinition, &(String, String)) -> Option<String>| {
        let left = |rules: &[RuleDefinition],
                    said: &[(String, String)],
                    is_taken: &dyn Fn(usize) -> bool| {
            let all = rules.iter().zip(said).enumerate();
            all.map(|(index, (rule, said))| if is_taken(index) { None } else { name(rule, said) })
                .collect::<Vec<_>>()
        };
        let was = left(old, &before, &|index| found.iter().any(|(place, _)| *place == index));
        let is = left(new, &after, &|index| found.iter().any(|(_, place)| *place == index));
        found.extend(pairs(&was, &is));
    };
    extend(&|rule, _| rule.name.clone());
    extend(&|_, (condition, serve)| Some(format!("{condition} → {serve}")));
    // What has neither name nor meaning in common may have one of its halves.
    extend(&|rule, (condition, _)| rule.name.is_none().then(|| condition.clone()));
    extend(&|rule, (_, serve)| rule.name.is_none().then(|| serve.clone()));
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
