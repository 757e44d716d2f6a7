//! The document itself: the bare form and the full form.

use crate::about;
use crate::condition::{condition, key_test, segment, segments, test};
use crate::flag::{bare_flags, flag, flags, rule};
use crate::object::{object, properties};
use crate::scalar;
use crate::stage::stage;
use flagkit_core::vocabulary;
use serde_json::{Value, json};

/// The whole schema.
///
/// ```
/// let schema = schema::schema();
/// assert!(schema["definitions"]["flag"]["properties"]["rollout"]["description"].is_string());
/// ```
pub fn schema() -> Value {
    // What they may be differs between the two forms; hovers and completion do not.
    let members = properties(vocabulary::ROOT, about::ROOT, |_| json!({}));
    let full = properties(vocabulary::ROOT, about::ROOT, |name| match name {
        "$schema" => json!({}),
        "flags" => flags(),
        "segments" => segments(),
        "replicas" => scalar::replicas(),
        name => panic!("nothing is said about the values of `{name}`"),
    });
    json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "flags.json",
        "description": "The flags of a program, read by flagkit while it runs. Bare: { \"new_checkout\": \"5%\" }. Full: { \"flags\": { ... }, \"segments\": { ... } }.",
        // Not of the standard; VS Code reads them.
        "allowComments": true,
        "allowTrailingCommas": true,
        "defaultSnippets": snippets(),
        "type": "object",
        "properties": members,
        "if": { "required": ["flags"] },
        "then": object(&full),
        "else": bare_flags(),
        "definitions": {
            "flag": flag(),
            "rule": rule(),
            "stage": stage(),
            "segment": segment(),
            "condition": condition(),
            "test": test(),
            "key_test": key_test(),
        },
    })
}

fn snippets() -> Value {
    json!([
        {
            "label": "bare",
            "description": "A document of flags that are on, off, or on for a share",
            "body": { "${1:new_checkout}": "^${2:false}" },
        },
        {
            "label": "full",
            "description": "A document with segments and stages",
            "body": {
                "segments": { "developers": { "key": ["${1:minsu}"] } },
                "flags": {
                    "${2:new_checkout}": {
                        "stages": ["developers", "5%", "25%", "everyone"],
                        "stage": "off",
                    },
                },
            },
        },
    ])
}
