//! flags.json without the flag, and without the prerequisites on it that the kept arm always meets.
//!
//! Law: a flag that would never be on again is refused, not changed.

use super::ending::{Ending, Kept};
use crate::edit;
use crate::exit::{Failure, Result};
use crate::finding::TextFile;
use crate::flags_file::FlagsFile;
use flagkit_core::Wanted;

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
    let text = edit::remove_prerequisite(text, &ending.key)?;
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

#[cfg(test)]
mod tests {
    use crate::edit::remove_prerequisite;

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
            (
                "{\"a\": {\n  \"prerequisites\": [\"x\"],\n  // of money\n  \"rollout\": \"5%\"\n}}",
                "{\"a\": {\n  // of money\n  \"rollout\": \"5%\"\n}}",
            ),
            (
                "{\"a\": {\"prerequisites\": [\"x\", // needs x\n  // and y\n  \"y\"]}}",
                "{\"a\": {\"prerequisites\": [\n  // and y\n  \"y\"]}}",
            ),
            (
                "{\"a\": {\"prerequisites\": [\n  // about y\n  \"y\", // y\n  // about x\n  \"x\" // x\n]}}",
                "{\"a\": {\"prerequisites\": [\n  // about y\n  \"y\" // y\n]}}",
            ),
            (
                "{\"a\": {\"prerequisites\": {\"x\": true, // x\n  // y\n  \"y\": \"b\"}}}",
                "{\"a\": {\"prerequisites\": {\n  // y\n  \"y\": \"b\"}}}",
            ),
            // Only a flag's own list is one.
            (
                r#"{"a": {"metadata": {"prerequisites": ["x", "keep me"]}}}"#,
                r#"{"a": {"metadata": {"prerequisites": ["x", "keep me"]}}}"#,
            ),
            (
                r#"{"segments": {"prerequisites": {"x": "y"}}, "flags": {"a": {"prerequisites": ["x"]}}}"#,
                r#"{"segments": {"prerequisites": {"x": "y"}}, "flags": {"a": {}}}"#,
            ),
            ("{ // x\n \"a\": {\"prerequisites\": [\"x\",]},}", "{ // x\n \"a\": {},}"),
        ];
        for (text, expected) in cases {
            assert_eq!(remove_prerequisite(text, "x").unwrap(), expected);
            assert_eq!(
                remove_prerequisite(&format!("\u{FEFF}{text}"), "x").unwrap(),
                format!("\u{FEFF}{expected}")
            );
        }
    }
}
