//! flags.json without the flag, and without the prerequisites on it that the kept arm always meets.
//!
//! Law: a flag that would never be on again is refused, not changed.

use super::ending::{Ending, Kept};
use crate::edit;
use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use flagkit_core::Wanted;
use jsonc_parser::ast::{Object, Value};
use jsonc_parser::common::Ranged as _;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use std::ops::Range;

/// The text without the flag.
pub(crate) fn without_flag(file: &TextFile, ending: &Ending) -> Result<String> {
    let TextFile { path, shown, text } = file;
    let of = |text: &str| {
        FlagsFile::of(TextFile { path: path.clone(), shown: shown.clone(), text: text.to_owned() })
    };
    let before = of(text);
    for flag in before.flags() {
        for needed in flag.prerequisites().iter().filter(|needed| needed.flag == ending.key) {
            if !is_met(&needed.wanted, ending) {
                return Err(Failure::new(format!(
                    "`{}` needs `{}` to be what its arm `{}` is not; retire `{0}` first, or take its prerequisite out",
                    flag.key(),
                    ending.key,
                    ending.arm(),
                ))
                .note(format!("the prerequisite stands at {shown}:{}", needed.location)));
            }
        }
    }
    let text = without_prerequisites(text, &ending.key);
    let text = edit::remove_flags(&text, &[&ending.key])?;
    let errors =
        |file: &FlagsFile| file.problems.iter().filter(|problem| problem.is_error()).count();
    let after = of(&text);
    if errors(&after) > errors(&before) {
        let first = after.problems.iter().find(|problem| problem.is_error());
        return Err(Failure::new(format!(
            "`{shown}` without `{}` would have a mistake; mend it by hand",
            ending.key
        ))
        .note(first.map(|problem| problem.message.to_string()).unwrap_or_default()));
    }
    Ok(text)
}

fn is_met(wanted: &Wanted, ending: &Ending) -> bool {
    match (wanted, &ending.kept) {
        (Wanted::Boolean(on), Kept::New) => *on,
        (Wanted::Boolean(on), Kept::Old) => !on,
        (Wanted::Variants(names), Kept::Variant { name, .. }) => names.contains(name),
        _ => false,
    }
}

/// Takes the entries out that name the flag, and whole members that name nothing else.
fn without_prerequisites(text: &str, key: &str) -> String {
    let skipped = if text.starts_with('\u{FEFF}') { '\u{FEFF}'.len_utf8() } else { 0 };
    let rest = text.get(skipped..).unwrap_or_default();
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        ..ParseOptions::default()
    };
    let parsed = parse_to_ast(rest, &CollectOptions::default(), &options);
    let Some(Value::Object(root)) = parsed.ok().and_then(|parsed| parsed.value) else {
        return text.to_owned();
    };
    let mut cuts = Vec::new();
    walk(&root, rest, key, &mut cuts);
    cuts.sort_by_key(|cut| cut.start);
    let mut new = text.to_owned();
    for cut in cuts.into_iter().rev() {
        new.replace_range(cut.start + skipped..cut.end + skipped, "");
    }
    new
}

fn walk(object: &Object<'_>, text: &str, key: &str, cuts: &mut Vec<Range<usize>>) {
    let members: Vec<Range<usize>> =
        object.properties.iter().map(|member| member.start()..member.end()).collect();
    for (number, member) in object.properties.iter().enumerate() {
        let (entries, gone): (Vec<Range<usize>>, Vec<bool>) = match &member.value {
            Value::Array(list) if member.name.as_str() == "prerequisites" => list
                .elements
                .iter()
                .map(|entry| {
                    let is_gone = matches!(entry, Value::StringLit(name) if name.value == key);
                    (entry.start()..entry.end(), is_gone)
                })
                .unzip(),
            Value::Object(inner) if member.name.as_str() == "prerequisites" => inner
                .properties
                .iter()
                .map(|entry| (entry.start()..entry.end(), entry.name.as_str() == key))
                .unzip(),
            Value::Object(inner) => {
                walk(inner, text, key, cuts);
                continue;
            }
            _ => continue,
        };
        if !gone.contains(&true) {
            continue;
        }
        if gone.contains(&false) {
            for (place, _) in gone.iter().enumerate().filter(|(_, gone)| **gone) {
                cuts.extend(cut(text, &entries, place));
            }
        } else {
            cuts.extend(cut(text, &members, number));
        }
    }
}

/// The entry with one comma, and its line where nothing else stands on it.
fn cut(text: &str, entries: &[Range<usize>], place: usize) -> Option<Range<usize>> {
    let own = entries.get(place)?.clone();
    if let Some(next) = entries.get(place + 1) {
        return Some(own.start..next.start);
    }
    match place.checked_sub(1).and_then(|before| entries.get(before)) {
        Some(before) => Some(before.end..own.end),
        None => {
            let behind = text.get(own.end..)?;
            let comma = behind.trim_start().starts_with(',');
            let end = if comma { own.end + behind.find(',')? + 1 } else { own.end };
            Some(own.start..end)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::without_prerequisites;

    #[test]
    fn prerequisites_go_one_by_one_or_whole() {
        let cases = [
            (r#"{"a": {"rollout": "5%", "prerequisites": ["x"]}}"#, r#"{"a": {"rollout": "5%"}}"#),
            (r#"{"a": {"prerequisites": ["x"], "rollout": "5%"}}"#, r#"{"a": {"rollout": "5%"}}"#),
            (r#"{"a": {"prerequisites": ["y", "x"]}}"#, r#"{"a": {"prerequisites": ["y"]}}"#),
            (
                r#"{"a": {"prerequisites": {"x": true, "y": "b"}}}"#,
                r#"{"a": {"prerequisites": {"y": "b"}}}"#,
            ),
            ("{ // x\n \"a\": {\"prerequisites\": [\"x\",]},}", "{ // x\n \"a\": {},}"),
        ];
        for (text, expected) in cases {
            assert_eq!(without_prerequisites(text, "x"), expected);
            assert_eq!(
                without_prerequisites(&format!("\u{FEFF}{text}"), "x"),
                format!("\u{FEFF}{expected}")
            );
        }
    }
}
