//! Who gets which variant, and what a rule serves.
//!
//! Both depend on whether the flag has variants, so each comes in two.

use crate::object::{free, with};
use crate::pattern;
use crate::scalar;
use serde_json::{Value, json};

/// `rollout` of a flag without variants: a percentage, `{ "percentage": "5%" }`, or weights of `on` and `off`.
pub(crate) fn boolean() -> Value {
    let share =
        with(scalar::percentage(), json!({ "description": "The share that gets the new code." }));
    let above = json!({ "exclusiveMinimum": 0 });
    with(
        scalar::percentage(),
        json!({
            "type": ["string", "number", "object"],
            "if": { "required": ["percentage"] },
            "then": {
                "properties": { "percentage": share },
                "patternProperties": { "^x-": free() },
                "additionalProperties": false,
            },
            "else": {
                "properties": { "on": weight(), "off": weight() },
                "patternProperties": { "^x-": free() },
                "additionalProperties": false,
                "anyOf": [
                    { "required": ["on"], "properties": { "on": above } },
                    { "required": ["off"], "properties": { "off": above } },
                ],
            },
        }),
    )
}

/// `rollout` of a flag with variants: a weight for each.
pub(crate) fn weights() -> Value {
    json!({
        "type": "object",
        "patternProperties": { "^x-": {} },
        "additionalProperties": weight(),
        "not": { "additionalProperties": { "maximum": 0 } },
        "errorMessage": "an object of weights, at least one of them above 0",
        "defaultSnippets": [{
            "label": "weights",
            "description": "A weight for each variant",
            "body": { "${1:variant}": "^${2:90}", "${3:variant}": "^${4:10}" },
        }],
    })
}

/// `serve` of a rule of a flag without variants.
pub(crate) fn boolean_serve() -> Value {
    with(
        boolean(),
        json!({
            "type": ["boolean", "string", "number", "object"],
            "pattern": format!("^(?:on|off|{})$", pattern::PERCENTAGE),
            "patternErrorMessage": "a boolean flag serves `on`, `off` or a percentage",
            "examples": ["on", "off", "50%"],
        }),
    )
}

/// `serve` of a rule of a flag with variants.
pub(crate) fn variant_serve() -> Value {
    json!({
        "if": { "type": "object" },
        "then": weights(),
        "else": with(scalar::variant(), json!({ "errorMessage": "the name of a variant, or an object of weights" })),
    })
}

fn weight() -> Value {
    json!({
        "type": "number",
        "minimum": 0,
        "description": "A weight, relative to the sum of all.",
    })
}
