//! Single values: texts, shares, dates, durations, words.
//!
//! Each brings the message that an editor shows when its pattern does not match.

use crate::object::with;
use crate::pattern;
use serde_json::{Value, json};

pub(crate) fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

/// A text or a list of them, none empty.
pub(crate) fn texts() -> Value {
    json!({ "type": ["string", "array"], "minLength": 1, "minItems": 1, "items": text() })
}

pub(crate) fn boolean() -> Value {
    json!({ "type": "boolean" })
}

pub(crate) fn patterned(pattern: &str, message: &str) -> Value {
    json!({ "type": "string", "pattern": pattern, "patternErrorMessage": message })
}

/// A percentage, as text or as a number. That a number has at most three decimals is not said:
/// editors compute `multipleOf` in doubles, where 5 is no multiple of 0.001.
pub(crate) fn percentage() -> Value {
    with(
        patterned(
            &format!("^{}$", pattern::PERCENTAGE),
            "not a percentage from `0%` to `100%` with at most three decimals",
        ),
        json!({ "type": ["string", "number"], "minimum": 0, "maximum": 100, "examples": ["5%", "50%", "100%"] }),
    )
}

pub(crate) fn date() -> Value {
    with(
        patterned(&pattern::date(), "not a date; write `2027-03-01` or `2027-03-01T09:00:00Z`"),
        json!({ "examples": ["2027-03-01", "2027-03-01T09:00:00+09:00"] }),
    )
}

pub(crate) fn duration() -> Value {
    with(
        patterned(pattern::DURATION, "not a duration; write for example `24h`"),
        json!({ "examples": ["30m", "24h", "7d"] }),
    )
}

/// A number of at least 1.
pub(crate) fn count() -> Value {
    json!({ "type": "integer", "minimum": 1 })
}

/// By how many processes something is shared.
pub(crate) fn replicas() -> Value {
    json!({ "type": "integer", "minimum": 1, "maximum": 1_000_000 })
}

/// One of the words that the parser knows, each with what the documentation says of it.
pub(crate) fn word(words: &[(&str, &str)]) -> Value {
    let (words, about): (Vec<&str>, Vec<&str>) =
        words.iter().map(|(word, about)| (*word, about.trim())).unzip();
    json!({ "enum": words, "enumDescriptions": about })
}

/// The name of a variant.
pub(crate) fn variant() -> Value {
    with(
        patterned(
            pattern::VARIANT,
            "not a variant's name: letters and digits, beginning with a letter, joined by `-`, `_`, `.` or spaces",
        ),
        json!({
            "maxLength": flagkit_core::vocabulary::LONGEST_KEY,
            "not": { "pattern": pattern::SELF },
        }),
    )
}
