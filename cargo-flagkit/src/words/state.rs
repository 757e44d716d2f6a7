//! A definition in a few words: what the flag does, and what is known of it.
//!
//! Law: words are made of the definition alone, so that two that read the same way in a file read the same here.

use super::condition;
use flagkit_core::{
    CurrentStage, DefaultServe, Document, FlagDefinition, Overdue, Percentage, Prerequisite,
    Rollout, Wanted, Weights,
};

/// What the flag does, as short as it can be said: `5%`, `stage 3 of 6`, `80/10/10, 2 rules`.
pub(crate) fn state(flag: &FlagDefinition) -> String {
    words(flag, false)
}

/// The state; where `is_named`, a stage has its name too.
fn words(flag: &FlagDefinition, is_named: bool) -> String {
    if flag.is_broken() {
        let off = flag.enabled() == Some(false);
        return if off { "broken, off" } else { "broken" }.to_owned();
    }
    if flag.enabled() == Some(false) {
        return "off".to_owned();
    }
    let mut parts = Vec::new();
    let count = flag.stages().len();
    match flag.stage() {
        Some(current) => {
            let number = match current {
                CurrentStage::Off => 0,
                CurrentStage::At(index) => index + 1,
            };
            parts.push(match stage(flag).filter(|_| is_named) {
                Some(name) => format!("stage {} ({number} of {count})", condition::text(name)),
                None => format!("stage {number} of {count}"),
            });
        }
        None if count > 0 => parts.push("stages by date".to_owned()),
        None => {}
    }
    match flag.rollout() {
        Some(Rollout::Percentage(share)) => parts.push(share.to_string()),
        Some(Rollout::Weights(weights)) => parts.push(shares(flag, weights)),
        None if count == 0 && flag.rules().is_empty() => parts.push(otherwise(flag)),
        None => {}
    }
    let rules = flag.rules().len();
    if rules > 0 {
        parts.push(super::counted(rules, "rule"));
    }
    if flag.schedule().is_some() {
        parts.push("schedule".to_owned());
    }
    if let Some(group) = flag.group() {
        parts.push(format!("group {}", condition::text(&group.name)));
    }
    if !flag.prerequisites().is_empty() {
        let needs = |other: &Prerequisite| match &other.wanted {
            Wanted::Boolean(true) => other.flag.clone(),
            other_wanted => format!("{} {}", other.flag, wanted(other_wanted)),
        };
        let needs: Vec<String> = flag.prerequisites().iter().map(needs).collect();
        parts.push(format!("needs {}", condition::cut(&needs, 3, " and ")));
    }
    parts.join(", ")
}

/// What is served when nothing else decides.
fn otherwise(flag: &FlagDefinition) -> String {
    match flag.default() {
        Some(default) => default_words(default),
        None if flag.enabled() == Some(true) => "on".to_owned(),
        None => "off".to_owned(),
    }
}

/// `on`, `off` or the variant's name.
pub(crate) fn default_words(default: &DefaultServe) -> String {
    match default {
        DefaultServe::Boolean(on) => on_off(*on).to_owned(),
        DefaultServe::Variant(name) => name.clone(),
    }
}

pub(crate) fn on_off(on: bool) -> &'static str {
    if on { "on" } else { "off" }
}

/// The weights of all variants in percents, in the order of the variants: `80/10/10`; or the one variant that has any.
fn shares(flag: &FlagDefinition, weights: &Weights) -> String {
    if let Some(name) = sole(weights) {
        return name.to_owned();
    }
    let of = |name: &str| -> f64 {
        weights.iter().filter(|(named, _)| *named == name).map(|(_, weight)| weight).sum()
    };
    let sum: f64 = weights.iter().map(|(_, weight)| weight).sum();
    let names: Vec<&str> = match flag.variants() {
        [] => vec!["on", "off"],
        variants => variants.iter().map(|variant| variant.name()).collect(),
    };
    let shares: Vec<String> =
        names.iter().map(|name| short_percents(100.0 * of(name) / sum)).collect();
    shares.join("/")
}

/// The variant that all weights are on, which so goes to everyone who is drawn.
pub(crate) fn sole(weights: &Weights) -> Option<&str> {
    let mut above = weights.iter().filter(|(_, weight)| *weight > 0.0);
    let (name, _) = above.next()?;
    above.next().is_none().then_some(name)
}

/// At most one decimal. The sum of no weights at all is `-0.0`, which becomes `0`.
fn short_percents(percents: f64) -> String {
    let rounded = (percents * 10.0).round() / 10.0 + 0.0;
    format!("{rounded}")
}

/// The name of the stage that the flag has reached, where the file says it.
pub(crate) fn stage(flag: &FlagDefinition) -> Option<&str> {
    match flag.stage()? {
        CurrentStage::Off => Some("off"),
        CurrentStage::At(index) => flag.stages().get(*index).map(|stage| &*stage.name),
    }
}

/// The state, and what else decides or is known: for a flag that came, or that is shown the first time.
pub(crate) fn definition(flag: &FlagDefinition) -> String {
    let mut words = words(flag, true);
    let mut add = |text: String| {
        words.push_str(", ");
        words.push_str(&text);
    };
    if !flag.variants().is_empty() {
        let names: Vec<String> =
            flag.variants().iter().map(|variant| condition::text(variant.name())).collect();
        add(format!("variants {}", condition::cut(&names, 6, " ")));
    }
    if flag.kind() != flagkit_core::Kind::Release {
        add(flag.kind().to_string());
    }
    if let Some(owner) = flag.owner() {
        add(format!("owner {owner}"));
    }
    if let Some(expires) = flag.expires() {
        add(format!("expires {expires}"));
    }
    words
}

/// What a prerequisite must serve.
pub(crate) fn wanted(wanted: &Wanted) -> String {
    match wanted {
        Wanted::Boolean(on) => on_off(*on).to_owned(),
        Wanted::Variants(names) => {
            let names: std::collections::BTreeSet<&str> =
                names.iter().map(String::as_str).collect();
            Vec::from_iter(names).join(" or ")
        }
    }
}

/// A rollout: a share, the weight of each variant, or the one variant that has any.
pub(crate) fn rollout(rollout: &Rollout, order_counts: bool) -> String {
    match rollout {
        Rollout::Percentage(share) => share.to_string(),
        Rollout::Weights(weights) => {
            if let Some(name) = sole(weights) {
                return condition::text(name);
            }
            let mut each: Vec<String> = weights
                .iter()
                .map(|(name, weight)| format!("{} {weight}", condition::text(name)))
                .collect();
            if !order_counts {
                each.sort();
            }
            each.join(", ")
        }
    }
}

/// Why the flag should be gone.
pub(crate) fn overdue(overdue: &Overdue) -> String {
    match overdue {
        Overdue::Expired { on } => format!("expired {on}"),
        Overdue::Settled { days, lifetime_days } => {
            format!("the same for everyone, made {days} days ago, of a kind for {lifetime_days}")
        }
        _ => "overdue".to_owned(),
    }
}

/// Whether anything of the flag is drawn, so that a seed matters.
pub(crate) fn draws(flag: &FlagDefinition) -> bool {
    let of_rule =
        |rule: &flagkit_core::RuleDefinition| matches!(rule.serve, flagkit_core::Serve::Rollout(_));
    let partial = |share: Option<Percentage>| share.is_some_and(|share| share.buckets() < 100_000);
    flag.rollout().is_some()
        || flag.group().is_some()
        || flag.rules().iter().any(of_rule)
        || flag.stages().iter().any(|stage| {
            partial(stage.percentage) || partial(stage.split) || stage.shadow.is_some()
        })
}

/// The files of ids that the document names, each once, by name.
pub(crate) fn ids_files(document: &Document) -> Vec<&flagkit_core::IdsFile> {
    let mut files = Vec::new();
    let segments = document.segments().iter().filter_map(|segment| segment.condition());
    let rules = document.flags().iter().flat_map(|flag| flag.rules()).map(|rule| &rule.condition);
    for condition in segments.chain(rules) {
        collect(condition, &mut files);
    }
    files.sort_by(|left, right| left.name.cmp(&right.name));
    files.dedup_by(|left, right| left.name == right.name);
    files
}

fn collect<'c>(condition: &'c flagkit_core::Condition, files: &mut Vec<&'c flagkit_core::IdsFile>) {
    use flagkit_core::{Condition, Test};
    match condition {
        Condition::All(parts) | Condition::Any(parts) => {
            parts.iter().for_each(|part| collect(part, files));
        }
        Condition::Not(part) => collect(part, files),
        Condition::Key(Test::InFile(ids)) | Condition::Attribute(_, Test::InFile(ids)) => {
            files.push(ids);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::{definition, state};
    use flagkit_core::Document;

    #[track_caller]
    fn check(flag: &str, words: &str) {
        let text = format!(r#"{{ "flags": {{ "base": true, "f": {flag} }} }}"#);
        let document = Document::parse(&text).document.unwrap();
        assert_eq!(state(document.flag("f").unwrap()), words, "{flag}");
    }

    #[test]
    fn states_are_short() {
        check("true", "on");
        check("false", "off");
        check("{}", "off");
        check(r#"{ "enabled": true }"#, "on");
        check(r#"{ "enabled": false, "rollout": "5%" }"#, "off");
        check(r#""5%""#, "5%");
        check(r#"{ "stages": ["5%", "25%", "everyone"], "stage": "25%" }"#, "stage 2 of 3");
        check(r#"{ "stages": ["5%"], "stage": "off" }"#, "stage 0 of 1");
        check(r#"{ "stages": [{ "percentage": "5%", "from": "2027-01-01" }] }"#, "stages by date");
        check(r#"{ "rules": [{ "if": { "role": "a" }, "serve": "on" }] }"#, "1 rule");
        check(
            r#"{ "rules": [{ "if": { "role": "a" }, "serve": "on" }], "rollout": "5%" }"#,
            "5%, 1 rule",
        );
        check(
            r#"{ "variants": ["a", "b", "c"], "default": "a", "rollout": { "a": 8, "b": 1, "c": 1 } }"#,
            "80/10/10",
        );
        check(r#"{ "variants": ["a", "b"], "default": "b" }"#, "b");
        check(
            r#"{ "variants": ["a", "b", "c"], "default": "a", "rollout": { "a": 8, "b": 2 } }"#,
            "80/20/0",
        );
        check(r#"{ "variants": ["a", "b"], "default": "a", "rollout": { "a": 0, "b": 20 } }"#, "b");
        check(
            r#"{ "rollout": "5%", "prerequisites": { "base": false }, "schedule": { "end": "2027-01-01" } }"#,
            "5%, schedule, needs base off",
        );
        check(
            r#"{ "enabled": true, "group": { "name": "g", "from": "0%", "to": "9%" }, "prerequisites": ["base"] }"#,
            "on, group g, needs base",
        );
        check(r#"{ "enabled": false, "onwer": "x" }"#, "broken, off");
        check(r#""5 percent""#, "broken");
    }

    #[test]
    fn a_definition_has_what_else_is_known() {
        let text = r#"{ "flags": { "base": true, "f": {
            "kind": "experiment", "owner": "web", "rollout": "5%", "prerequisites": ["base"]
        } } }"#;
        let document = Document::parse(text).document.unwrap();
        let words = definition(document.flag("f").unwrap());
        assert_eq!(words, "5%, needs base, experiment, owner web");
        let staged = |stage: &str| {
            let text = format!(
                r#"{{ "f": {{ "stages": ["5%", "everyone"], "stage": "{stage}", "owner": "web" }} }}"#
            );
            let document = Document::parse(&text).document.unwrap();
            definition(document.flag("f").unwrap())
        };
        assert_eq!(staged("5%"), "stage 5% (1 of 2), owner web");
        assert_eq!(staged("off"), "stage off (0 of 2), owner web");
    }
}
