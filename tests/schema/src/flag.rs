//! One flag: `true`, `false`, `"5%"`, or an object.

use crate::about;
use crate::guard::guard;
use crate::object::{described_reference, free, object, properties, property, reference, with};
use crate::pattern;
use crate::rollout;
use crate::scalar;
use flagkit_core::{Hash, Kind, vocabulary};
use serde_json::{Value, json};

const A_FLAG: &str = "A flag: `true` for everyone, `false` for no one, a percentage such as `\"5%\"`, or an object that says more.";

/// The definition `flag`.
pub(crate) fn flag() -> Value {
    let variant = || with(scalar::variant(), json!({ "errorMessage": "the name of a variant" }));
    let members = properties(vocabulary::FLAG, about::FLAG, member);
    let say = |name: &str, schema: Value| property(about::FLAG, name, schema);
    let rules = |serve: Value| {
        let serve = property(about::RULE, "serve", serve);
        say("rules", json!({ "items": { "properties": { "serve": serve } } }))
    };
    with(
        object(&members),
        json!({
            "type": ["boolean", "string", "object"],
            "pattern": format!("^{}$", pattern::PERCENTAGE),
            "patternErrorMessage": "not a percentage from `0%` to `100%` with at most three decimals",
            "examples": ["5%"],
            "defaultSnippets": snippets(),
            "dependencies": { "stage": ["stages"] },
            "allOf": [
                {
                    "if": { "required": ["variants"] },
                    "then": {
                        "required": ["default"],
                        "dependencies": { "stages": ["rollout"] },
                        "properties": {
                            "default": say("default", variant()),
                            "rollout": say("rollout", rollout::weights()),
                            "rules": rules(rollout::variant_serve()),
                        },
                    },
                    "else": {
                        "properties": {
                            "default": say("default", json!({ "enum": [false, true, "off", "on"] })),
                            "rollout": say("rollout", rollout::boolean()),
                            "rules": rules(rollout::boolean_serve()),
                        },
                    },
                },
                {
                    "if": {
                        "required": ["stages"],
                        "properties": {
                            "stages": {
                                "type": "array",
                                "not": { "contains": { "type": "object", "required": ["from"] } },
                            },
                        },
                    },
                    "then": { "required": ["stage"] },
                },
            ],
        }),
    )
}

fn member(name: &str) -> Value {
    match name {
        "description" | "owner" | "stage" | "seed" | "bucket_by" => scalar::text(),
        "issue" => json!({ "type": ["string", "integer"], "minLength": 1 }),
        "created" | "expires" => scalar::date(),
        "kind" => with(scalar::word(Kind::ABOUT), json!({ "default": Kind::Release.as_str() })),
        "permanent" => with(scalar::boolean(), json!({ "default": false })),
        "enabled" => with(scalar::boolean(), json!({ "default": true })),
        "variants" => variants(),
        // What they may be depends on the variants.
        "default" | "rollout" => json!({}),
        "stages" => json!({
            "type": "array",
            "minItems": 1,
            "maxItems": vocabulary::MOST_STAGES,
            "items": { "$ref": "#/definitions/stage" },
        }),
        "rules" => json!({ "type": "array", "items": { "$ref": "#/definitions/rule" } }),
        "prerequisites" => json!({
            "type": ["array", "object"],
            "items": scalar::text(),
            "patternProperties": { "^x-": {} },
            "additionalProperties": with(
                scalar::texts(),
                json!({ "type": ["boolean", "string", "array"] }),
            ),
        }),
        "schedule" => with(
            object(&properties(vocabulary::SCHEDULE, about::SCHEDULE, |_| scalar::date())),
            json!({ "minProperties": 1 }),
        ),
        "group" => with(
            object(&properties(vocabulary::GROUP, about::GROUP, |name| match name {
                "name" => scalar::text(),
                _ => scalar::percentage(),
            })),
            json!({ "required": ["name"] }),
        ),
        "hash" => with(scalar::word(Hash::ABOUT), json!({ "default": Hash::Native.as_str() })),
        "guard" => guard(),
        "metadata" => json!({ "type": "object" }),
        "rust" => with(
            scalar::patterned(pattern::HANDLE, "not a constant's name in UPPER_SNAKE case"),
            json!({ "maxLength": vocabulary::LONGEST_KEY }),
        ),
        name => panic!("nothing is said about the values of `{name}`"),
    }
}

fn variants() -> Value {
    json!({
        "type": ["object", "array"],
        "minProperties": 1,
        "maxProperties": vocabulary::MOST_VARIANTS,
        "propertyNames": scalar::variant(),
        "minItems": 1,
        "maxItems": vocabulary::MOST_VARIANTS,
        "uniqueItems": true,
        "items": scalar::variant(),
        "errorMessage": "an object of payloads or a list of names",
    })
}

/// The definition `rule`. What it serves depends on the flag's variants.
pub(crate) fn rule() -> Value {
    let members = properties(vocabulary::RULE, about::RULE, |name| match name {
        "name" => scalar::text(),
        "if" => reference("condition"),
        "serve" => json!({}),
        name => panic!("nothing is said about the values of `{name}`"),
    });
    with(
        object(&members),
        json!({
            "description": "An exception: whom it matches, and what they get.",
            "required": ["if", "serve"],
            "defaultSnippets": [{
                "label": "rule",
                "description": "Whom it matches, and what they get",
                "body": {
                    "name": "${1:name}",
                    "if": { "${2:country}": "${3:KR}" },
                    "serve": "${4:on}",
                },
            }],
        }),
    )
}

/// The flags of a document. A key that is no identifier in Rust needs a flag that says its constant.
pub(crate) fn flags() -> Value {
    json!({
        "type": "object",
        "propertyNames": {
            "pattern": format!("^[A-Za-z0-9._-]{{1,{}}}$", vocabulary::LONGEST_KEY),
            "patternErrorMessage": "a flag's key is made of letters, digits, `.`, `_` and `-`",
        },
        "patternProperties": { pattern::KEY_WITHOUT_HANDLE: unnamed() },
        "additionalProperties": described_reference("flag", A_FLAG),
    })
}

/// A flag whose key gives no name in Rust.
pub(crate) fn unnamed() -> Value {
    json!({
        "type": "object",
        "required": ["rust"],
        "errorMessage": "the key cannot be a constant; rename it or add `\"rust\": \"NAME\"`",
        "description": A_FLAG,
        "markdownDescription": A_FLAG,
        "allOf": [{ "$ref": "#/definitions/flag" }],
    })
}

/// The flags of a bare document, which may hold free members beside them.
pub(crate) fn bare_flags() -> Value {
    json!({
        "propertyNames": {
            "pattern": format!("^(?:x-|\\$schema$|[A-Za-z0-9._-]{{1,{}}}$)", vocabulary::LONGEST_KEY),
            "patternErrorMessage": "a flag's key is made of letters, digits, `.`, `_` and `-`",
        },
        "properties": {
            "$schema": property(about::ROOT, "$schema", json!({})),
            // An object would be the segments of the full form.
            "segments": {
                "type": ["boolean", "string"],
                "pattern": format!("^{}$", pattern::PERCENTAGE),
                "errorMessage": "`segments` needs the full form; put the flags under `flags`",
            },
        },
        "patternProperties": { "^x-": free(), pattern::KEY_WITHOUT_HANDLE: unnamed() },
        "additionalProperties": described_reference("flag", A_FLAG),
    })
}

fn snippets() -> Value {
    json!([
        {
            "label": "percentage",
            "description": "On for a share of the users",
            "body": "${1:5}%",
        },
        {
            "label": "staged release",
            "description": "Developers first, then shares of everyone",
            "body": {
                "description": "${1:what it is for}",
                "owner": "${2:team}",
                "stages": ["${3:developers}", "5%", "25%", "everyone"],
                "stage": "off",
            },
        },
        {
            "label": "variants",
            "description": "More than two arms",
            "body": {
                "variants": ["${1:old}", "${2:new}"],
                "default": "${1:old}",
                "rollout": { "${1:old}": "^${3:90}", "${2:new}": "^${4:10}" },
            },
        },
        {
            "label": "kill switch",
            "description": "A switch for emergencies",
            "body": { "description": "${1:what it stops}", "kind": "kill-switch", "enabled": "^${2:false}" },
        },
    ])
}
