//! One entry of `stages`: a word or an object.

use crate::about;
use crate::object::{object, properties, with};
use crate::pattern;
use crate::scalar;
use flagkit_core::{Ramp, vocabulary};
use serde_json::{Value, json};

/// The definition `stage`.
pub(crate) fn stage() -> Value {
    let members = properties(vocabulary::STAGE, about::STAGE, |name| match name {
        "name" => scalar::text(),
        "segments" => scalar::texts(),
        "percentage" | "split" | "shadow" => scalar::percentage(),
        "from" => scalar::date(),
        "ramp" => scalar::word(Ramp::ABOUT),
        "hold" => scalar::duration(),
        "min_samples" => scalar::count(),
        name => panic!("nothing is said about the values of `{name}`"),
    });
    let everyone =
        json!({ "required": ["name"], "properties": { "name": { "const": "everyone" } } });
    let share = json!({ "required": ["percentage"] });
    let segments = json!({ "required": ["segments"] });
    let shadow = json!({ "required": ["shadow"] });
    with(
        object(&members),
        json!({
            "type": ["string", "object"],
            "pattern": format!("^{}$|[^%]$", pattern::PERCENTAGE),
            "patternErrorMessage": "a segment, a percentage such as `5%`, or `everyone`",
            "description": "A step of the release: a segment, a percentage, `everyone`, or an object.",
            "allOf": [{
                "not": { "enum": ["off"] },
                "errorMessage": "a stage cannot be called `off`, which stands for no stage at all",
            }],
            "examples": ["5%", "25%", "everyone"],
            "defaultSnippets": [
                {
                    "label": "stage of segments",
                    "description": "A stage that segments join",
                    "body": { "name": "${1:name}", "segments": ["${2:segment}"] },
                },
                {
                    "label": "stage by date",
                    "description": "A stage that time opens",
                    "body": { "percentage": "^${1:5}", "from": "${2:2027-03-01}" },
                },
                {
                    "label": "stage in shadow",
                    "description": "A stage that runs the new code unseen beside the old",
                    "body": { "shadow": "${1:1}%" },
                },
            ],
            "if": { "type": "object" },
            "then": {
                // Who joins, and what `stage` calls it.
                "anyOf": [
                    { "required": ["name"], "anyOf": [segments, share, everyone] },
                    { "required": ["segments"], "properties": { "segments": { "maxItems": 1 } }, "not": share },
                    { "required": ["percentage"], "not": segments },
                    shadow,
                ],
                // Who is in a shadow joins nothing.
                "not": { "allOf": [
                    shadow,
                    { "anyOf": [share, { "required": ["split"] }, { "required": ["ramp"] }, everyone] },
                ] },
                "dependencies": {
                    "ramp": { "required": ["from"], "anyOf": [share, everyone] },
                    "split": ["segments"],
                },
            },
        }),
    )
}
