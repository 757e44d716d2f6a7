//! What differs between two definitions of one flag, member by member.
//!
//! Law: a member that `Flag::targeting` looks at has a line when it differs, and where only its writing does, one line
//! says so.

use super::document::canonical;
use super::{Line, condition, guard, member, rules, stages, state};
use flagkit_core::{DefaultServe, FlagDefinition, Hash, Rollout, Value, VariantDefinition};
use std::collections::BTreeSet;

/// `same_targeting`: whether the two have one fingerprint, as far as that is known.
pub(super) fn difference(
    old: &FlagDefinition,
    new: &FlagDefinition,
    same_targeting: bool,
) -> Vec<Line> {
    let mut lines = Vec::new();
    if old.is_broken() || new.is_broken() {
        member(&mut lines, "state", Some(state::state(old)), Some(state::state(new)));
        // Of a broken definition nothing else can be told.
        shorten(&mut lines);
        return lines;
    }
    serving(&mut lines, old, new);
    stages::difference(&mut lines, old, new);
    rules::difference(&mut lines, old, new);
    variants(&mut lines, old.variants(), new.variants());
    gates(&mut lines, old, new);
    drawing(&mut lines, old, new);
    guard::difference(&mut lines, old, new);
    if lines.is_empty() && !same_targeting {
        let words = "written another way, with the same effect";
        let warning = "a verdict of its guard is forgotten";
        lines.push(Line::new("state", words).warn(warning));
    }
    facts(&mut lines, old, new);
    shorten(&mut lines);
    lines
}

/// What a flag without rules and stages says is told without a name.
fn shorten(lines: &mut [Line]) {
    for line in lines.iter_mut().filter(|line| line.member == "state") {
        if let Some(words) = line.words.strip_prefix("state: ") {
            line.words = words.to_owned();
        }
    }
}

/// `enabled`, `default` and `rollout`: together where each of the two flags has one of them at most.
fn serving(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    if let (Some(was), Some(is)) = (short(old), short(new)) {
        member(lines, "state", Some(was), Some(is));
        return;
    }
    match (old.enabled() == Some(false), new.enabled() == Some(false)) {
        (false, true) => lines.push(Line::new("enabled", "switched off for everyone")),
        (true, false) => lines.push(Line::new("enabled", "no longer switched off")),
        _ => {}
    }
    let default = |flag: &FlagDefinition| flag.default().map(state::default_words);
    // Off is what a flag without variants does by itself.
    let unsaid = |flag: &FlagDefinition| default(flag).filter(|word| word != "off");
    let boolean = old.variants().is_empty() && new.variants().is_empty();
    if boolean {
        let or_off = |flag| unsaid(flag).unwrap_or_else(|| "off".to_owned());
        member(lines, "default", Some(or_off(old)), Some(or_off(new)));
    } else {
        member(lines, "default", default(old), default(new));
    }
    let foreign = old.hash() != Hash::Native || new.hash() != Hash::Native;
    // Beside rules and stages a rollout is not for everyone, in neither of the two.
    let for_everyone =
        [old, new].iter().all(|flag| flag.rules().is_empty() && flag.stages().is_empty());
    let rollout = |flag: &FlagDefinition| {
        flag.rollout().map(|rollout| match rollout {
            Rollout::Weights(weights) if for_everyone => match state::sole(weights) {
                Some(name) => format!("`{}` for everyone", condition::text(name)),
                None => state::rollout(rollout, foreign),
            },
            _ => state::rollout(rollout, foreign),
        })
    };
    member(lines, "rollout", rollout(old), rollout(new));
}

/// The one word of a flag that could be written as `true`, `false` or `"5%"`.
fn short(flag: &FlagDefinition) -> Option<String> {
    let bare = flag.variants().is_empty() && flag.rules().is_empty() && flag.stages().is_empty();
    if !bare {
        return None;
    }
    match (flag.enabled(), flag.default(), flag.rollout()) {
        (Some(false), None, None) => Some("off".to_owned()),
        (Some(true), None, None) => Some("on".to_owned()),
        (None | Some(true), Some(DefaultServe::Boolean(on)), None) => {
            Some(state::on_off(*on).to_owned())
        }
        (None | Some(true), None, Some(Rollout::Percentage(share))) => Some(share.to_string()),
        (None, None, None) => Some("off".to_owned()),
        _ => None,
    }
}

fn variants(lines: &mut Vec<Line>, old: &[VariantDefinition], new: &[VariantDefinition]) {
    let names = |list: &[VariantDefinition]| {
        let names: Vec<String> = list.iter().map(|one| condition::text(one.name())).collect();
        condition::cut(&names, 12, ", ")
    };
    match (old, new) {
        ([], []) => return,
        ([], _) => {
            lines.push(Line::new("variants", format!("on or off → variants {}", names(new))));
            return;
        }
        (_, []) => {
            lines.push(Line::new("variants", format!("variants {} → on or off", names(old))));
            return;
        }
        _ => {}
    }
    let payload = |variant: &VariantDefinition| match variant.payload() {
        Value::Null => "none".to_owned(),
        value => canonical(value),
    };
    for gone in old.iter().filter(|one| !new.iter().any(|other| other.name() == one.name())) {
        let words = format!("variant {} is gone", condition::text(gone.name()));
        lines.push(Line::new("variants", words));
    }
    for variant in new {
        let name = condition::text(variant.name());
        let is = payload(variant);
        let words = match old.iter().find(|one| one.name() == variant.name()).map(payload) {
            None if *variant.payload() == Value::Null => format!("new variant {name}"),
            None => format!("new variant {name}: {is}"),
            Some(was) if was != is => format!("variant {name}: {was} → {is}"),
            Some(_) => continue,
        };
        lines.push(Line::new("variants", words));
    }
    let called = |list: &[VariantDefinition]| -> Vec<_> {
        list.iter().map(|variant| Some(variant.name().to_owned())).collect()
    };
    let matched = super::pairs(&called(old), &called(new));
    if !super::in_order(&matched) {
        let words = format!("variants in another order: {}", names(new));
        lines.push(Line::new("variants", words).warn("draws among them may give others"));
    }
}

/// `prerequisites`, `schedule` and `group`.
fn gates(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    let needs = |flag: &FlagDefinition| -> BTreeSet<String> {
        let all = flag.prerequisites().iter();
        all.map(|other| format!("{} {}", other.flag, state::wanted(&other.wanted))).collect()
    };
    let (was, is) = (needs(old), needs(new));
    for gone in was.difference(&is) {
        lines.push(Line::new("prerequisites", format!("no longer needs {gone}")));
    }
    for come in is.difference(&was) {
        lines.push(Line::new("prerequisites", format!("now needs {come}")));
    }
    let schedule = |flag: &FlagDefinition| {
        let schedule = flag.schedule()?;
        let date = |date: &flagkit_core::Date| condition::date(date.unix_millis());
        let start = schedule.start.as_ref().map(|start| format!("from {}", date(start)));
        let end = schedule.end.as_ref().map(|end| format!("until {}", date(end)));
        Some(Vec::from_iter(start.into_iter().chain(end)).join(" "))
    };
    member(lines, "schedule", schedule(old), schedule(new));
    let group = |flag: &FlagDefinition| {
        let group = flag.group()?;
        Some(format!("{} from {} to {}", condition::text(&group.name), group.from, group.to))
    };
    member(lines, "group", group(old), group(new));
}

/// `seed`, `bucket_by` and `hash`.
fn drawing(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    let drawn = state::draws(old) && state::draws(new);
    let mut redraw = |name, was: Option<String>, is: Option<String>, alike: bool| {
        let before = lines.len();
        member(lines, name, was, is);
        if let (Some(line), true, false) = (lines.get_mut(before), drawn, alike) {
            line.warning = Some("all users are drawn anew".to_owned());
        }
    };
    let seed = |flag: &FlagDefinition| flag.seed().map(condition::text);
    // flagd alone draws in another way by a seed that is given.
    let under = |flag: &FlagDefinition| flag.seed().unwrap_or(flag.key()).to_owned();
    let alike = under(old) == under(new) && old.hash() != Hash::Flagd && new.hash() != Hash::Flagd;
    redraw("seed", seed(old), seed(new), alike);
    let unit =
        |flag: &FlagDefinition| flag.bucket_by().filter(|name| *name != "key").map(condition::text);
    let or_key = |flag| Some(unit(flag).unwrap_or_else(|| "key".to_owned()));
    redraw("bucket_by", or_key(old), or_key(new), false);
    redraw("hash", Some(old.hash().to_string()), Some(new.hash().to_string()), false);
}

/// What decides nothing, and people want to know.
fn facts(lines: &mut Vec<Line>, old: &FlagDefinition, new: &FlagDefinition) {
    member(lines, "kind", Some(old.kind().as_str()), Some(new.kind().as_str()));
    member(lines, "owner", old.owner(), new.owner());
    member(lines, "description", old.description(), new.description());
    member(lines, "issue", old.issue(), new.issue());
    let date =
        |date: Option<&flagkit_core::Date>| date.map(|date| condition::date(date.unix_millis()));
    member(lines, "created", date(old.created()), date(new.created()));
    member(lines, "expires", date(old.expires()), date(new.expires()));
    let permanent = |flag: &FlagDefinition| Some(if flag.is_permanent() { "yes" } else { "no" });
    member(lines, "permanent", permanent(old), permanent(new));
    let handle = |flag: &FlagDefinition| Some(flag.handle().to_owned());
    member(lines, "rust", handle(old), handle(new));
    let metadata = |flag: &FlagDefinition| flag.metadata().map(canonical);
    member(lines, "metadata", metadata(old), metadata(new));
}
