//! Documents of other engines, told by their shape.
//!
//! They look like flags.json from afar, so that without this they would give a problem for every member.
//! Law: a document of flagkit's own is never taken for another's, however broken: what tells an engine apart
//! is no word of flags.json, and stands in all of its flags.

use crate::code::Code;
use crate::json::{self, Data, Member, Node, Span};
use crate::problem::Problems;

/// A kind of document that is no flags.json, though it describes flags.
///
/// ```
/// use flagkit_core::Foreign;
///
/// let text = r#"{ "features": [{ "name": "new_checkout", "enabled": true, "strategies": [] }] }"#;
/// assert_eq!(Foreign::recognise(text), Some(Foreign::Unleash));
/// assert_eq!(Foreign::recognise(r#"{ "new_checkout": "5%" }"#), None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Foreign {
    /// The OpenFeature CLI's list of flags and their types.
    OpenFeatureManifest,
    /// GO Feature Flag's flags, in JSON or YAML.
    GoFeatureFlag,
    /// flagd's flags.
    Flagd,
    /// Unleash's features, delta events or export.
    Unleash,
    /// GrowthBook's features.
    GrowthBook,
    /// LaunchDarkly's flags and segments.
    LaunchDarkly,
}

/// Of so many flags each must tell; there may be thousands.
const TELLING: usize = 20;

impl Foreign {
    /// Whose document a text is, if it is one that flagkit knows and not its own.
    pub fn recognise(text: &str) -> Option<Foreign> {
        if is_yaml(text) {
            return Some(Foreign::GoFeatureFlag);
        }
        let tree = json::read(text, &mut Problems::new(text))?;
        Some(told(object(&tree.root)?)?.0)
    }

    /// What the document is, and what to do with it.
    fn report(self, span: Span, problems: &mut Problems<'_>) {
        let convert = |format: &str| {
            format!(
                "convert it by `flagkit_import::import(Format::{format}, text)` and save what comes out in its place"
            )
        };
        let (what, help) = match self {
            Foreign::OpenFeatureManifest => (
                "is a manifest of the OpenFeature CLI, which lists flags and does not say who gets them",
                "write each boolean flag as `\"new_checkout\": false`, each other one with `variants` and `default`"
                    .to_owned(),
            ),
            Foreign::GoFeatureFlag => (
                "belongs to GO Feature Flag",
                "write it anew: `variations` are `variants`, `defaultRule` is `default` or `rollout`, and \
                 `targeting` is `rules`"
                    .to_owned(),
            ),
            Foreign::Flagd => ("belongs to flagd", convert("Flagd")),
            Foreign::Unleash => ("belongs to Unleash", convert("Unleash")),
            Foreign::GrowthBook => ("belongs to GrowthBook", convert("GrowthBook")),
            Foreign::LaunchDarkly => ("belongs to LaunchDarkly", convert("LaunchDarkly")),
        };
        problems.error(Code::ForeignDocument, span, format!("the document {what}")).help(help);
    }
}

/// Reports the document if it is another engine's.
pub(super) fn is_foreign_document(members: &[Member<'_>], problems: &mut Problems<'_>) -> bool {
    let told = told(members);
    if let Some((foreign, span)) = &told {
        foreign.report(span.clone(), problems);
    }
    told.is_some()
}

/// Reports the text if it is another engine's in YAML.
pub(super) fn is_foreign_yaml(text: &str, problems: &mut Problems<'_>) -> bool {
    let yaml = is_yaml(text);
    if yaml {
        Foreign::GoFeatureFlag.report(0..text.len().min(1), problems);
    }
    yaml
}

/// GO Feature Flag's documents are written in YAML most of the time.
fn is_yaml(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with(['{', '[', '/']) {
        return false;
    }
    let has =
        |name: &str| text.lines().any(|line| line.starts_with([' ', '\t']) && line.trim() == name);
    has("variations:") && has("defaultRule:")
}

/// Whose document it is, and the name that tells.
fn told(members: &[Member<'_>]) -> Option<(Foreign, Span)> {
    if let Some(member) = find(members, "features") {
        let foreign = match &member.value.data {
            Data::List(features) => {
                all(features, |feature| has(feature, "name")).then_some(Foreign::Unleash)
            }
            Data::Object(features) => {
                every(features, |feature| has_any(feature, &["defaultValue", "rules"]))
                    .and_then(|_| any(features, "defaultValue"))
                    .map(|_| Foreign::GrowthBook)
            }
            _ => None,
        };
        return Some((foreign?, member.name_span.clone()));
    }
    if let Some(member) = find(members, "events")
        && let Data::List(events) = &member.value.data
    {
        let is_event = |event: &Node<'_>| has(event, "type") && has(event, "eventId");
        return all(events, is_event).then(|| (Foreign::Unleash, member.name_span.clone()));
    }
    let data = find(members, "data")
        .and_then(|data| object(&data.value))
        .and_then(|data| find(data, "flags"));
    if let Some(flags) = find(members, "flags").or(data) {
        let flags = object(&flags.value)?;
        let is_launchdarkly = |flag: &Node<'_>| {
            has(flag, "variations") && has_any(flag, &["fallthrough", "offVariation"])
        };
        let is_flagd = |flag: &Node<'_>| has(flag, "variants") && has(flag, "state");
        return if every(flags, |flag| has(flag, "flagType")).is_some() {
            Some((Foreign::OpenFeatureManifest, any(flags, "flagType")?))
        } else if every(flags, is_launchdarkly).is_some() {
            Some((Foreign::LaunchDarkly, any(flags, "variations")?))
        } else if every(flags, is_flagd).is_some() {
            Some((Foreign::Flagd, any(flags, "state")?))
        } else {
            None
        };
    }
    let is_go = |flag: &Node<'_>| has(flag, "variations") && has(flag, "defaultRule");
    if every(members, is_go).is_some() {
        return Some((Foreign::GoFeatureFlag, any(members, "variations")?));
    }
    // GrowthBook's features without what surrounds them. `defaultValue` alone may be a slip for `default`.
    let is_feature = |flag: &Node<'_>| has(flag, "defaultValue");
    let has_rules = |member: &Member<'_>| {
        let rules = object(&member.value).and_then(|flag| find(flag, "rules"));
        matches!(rules.map(|rules| &rules.value.data), Some(Data::List(rules))
            if rules.iter().any(|rule| has_any(rule, &["force", "variations", "condition", "coverage"])))
    };
    if every(members, is_feature).is_some() && members.iter().take(TELLING).any(has_rules) {
        return Some((Foreign::GrowthBook, any(members, "defaultValue")?));
    }
    None
}

fn object<'n, 't>(node: &'n Node<'t>) -> Option<&'n [Member<'t>]> {
    match &node.data {
        Data::Object(members) => Some(members),
        _ => None,
    }
}

fn find<'n, 't>(members: &'n [Member<'t>], name: &str) -> Option<&'n Member<'t>> {
    members.iter().find(|member| member.name == name)
}

fn has(node: &Node<'_>, name: &str) -> bool {
    object(node).is_some_and(|members| find(members, name).is_some())
}

fn has_any(node: &Node<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| has(node, name))
}

/// Whether there are values, and each of the first ones tells.
fn all(nodes: &[Node<'_>], tells: impl Fn(&Node<'_>) -> bool) -> bool {
    !nodes.is_empty() && nodes.iter().take(TELLING).all(tells)
}

/// The same of an object's members, but for those that are no flags.
fn every(members: &[Member<'_>], tells: impl Fn(&Node<'_>) -> bool) -> Option<()> {
    let flags = || members.iter().filter(|member| member.name != "$schema").take(TELLING);
    (flags().next().is_some() && flags().all(|member| tells(&member.value))).then_some(())
}

/// Where the first of these objects has a member.
fn any(members: &[Member<'_>], name: &str) -> Option<Span> {
    let mut flags = members.iter().filter_map(|member| object(&member.value));
    flags.find_map(|flag| find(flag, name)).map(|member| member.name_span.clone())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_no_foreign_document() {
        for text in [
            r#"{ "flags": { "f": { "variants": ["a", "b"], "defaultVariant": "a" } } }"#,
            r#"{ "flags": { "f": { "variations": ["a", "b"], "default": "a" } } }"#,
            r#"{ "f": { "defaultValue": true } }"#,
            r#"{ "f": { "variations": ["a", "b"] } }"#,
            r#"{ "flags": { "f": { "flagType": "boolean" }, "g": "5%" } }"#,
            r#"{ "features": { "f": true } }"#,
            r#"{ "flags": {} }"#,
            r#"{ "features": [] }"#,
            "[]",
            "",
        ] {
            assert_eq!(Foreign::recognise(text), None, "{text}");
        }
    }

    #[test]
    fn launchdarkly_may_put_its_flags_into_data() {
        let flag = r#"{ "variations": [true, false], "offVariation": 1 }"#;
        let text = format!(r#"{{ "path": "/", "data": {{ "flags": {{ "f": {flag} }} }} }}"#);
        assert_eq!(Foreign::recognise(&text), Some(Foreign::LaunchDarkly));
    }
}
