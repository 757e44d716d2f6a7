//! Conditions and segments.

use crate::about;
use crate::object::{described_reference, free, properties, reference, with};
use crate::pattern;
use crate::scalar;
use flagkit_core::vocabulary;
use serde_json::{Value, json};

/// The definition `condition`. No member of it is free, since each may name an attribute.
pub(crate) fn condition() -> Value {
    let conditions = json!({
        "type": "array",
        "minItems": 1,
        "items": { "$ref": "#/definitions/condition" },
    });
    let members = properties(about::COMBINERS, about::CONDITION, |name| match name {
        "all" | "any" => conditions.clone(),
        "not" => reference("condition"),
        "segment" => scalar::texts(),
        "key" => reference("key_test"),
        name => panic!("nothing is said about the values of `{name}`"),
    });
    json!({
        "type": "object",
        "minProperties": 1,
        "propertyNames": { "minLength": 1 },
        "properties": members,
        "additionalProperties": described_reference(
            "test",
            "An attribute of the context: a value that it must equal, a list of which it must be one, or an operator. One that is missing passes nothing but `{ \"exists\": false }`.",
        ),
        "errorMessage": "an object of conditions; for a segment write `{ \"segment\": \"developers\" }`",
    })
}

/// Operators that compare numbers, which a key never is.
const OF_NUMBERS: [&str; 4] = ["lt", "le", "gt", "ge"];

/// The definition `test`: what one attribute is compared with.
pub(crate) fn test() -> Value {
    comparison(&["string", "number", "boolean"])
}

/// The definition `key_test`: what the targeting key is compared with, which is a text.
pub(crate) fn key_test() -> Value {
    let mut test = comparison(&["string"]);
    if let Some(operators) = test["properties"].as_object_mut() {
        operators.retain(|name, _| !OF_NUMBERS.contains(&name.as_str()));
    }
    with(
        test,
        json!({ "errorMessage": "a text, a list of texts, or one operator such as `{ \"starts_with\": \"user-\" }`" }),
    )
}

fn comparison(scalars: &[&str]) -> Value {
    let scalar = json!({ "type": scalars });
    let types = [scalars, &["array", "object"]].concat();
    let operators = properties(vocabulary::OPERATORS, about::OPERATORS, |name| match name {
        "eq" | "ne" => scalar.clone(),
        "in" | "not_in" => json!({ "type": "array", "minItems": 1, "items": scalar }),
        "lt" | "le" | "gt" | "ge" => json!({ "type": "number" }),
        "starts_with" | "ends_with" | "contains" => scalar::texts(),
        "matches" => scalar::text(),
        "semver" => scalar::patterned(
            &pattern::requirement(),
            "not a version requirement; write for example `>=2.1.0, <3`, `^1.4` or `1.*`",
        ),
        "before" | "after" => scalar::date(),
        "cidr" => networks(),
        "exists" => scalar::boolean(),
        "file" => file(),
        name => panic!("nothing is said about the operands of `{name}`"),
    });
    json!({
        "type": types,
        "minItems": 1,
        "items": scalar,
        "minProperties": 1,
        "maxProperties": 1,
        "properties": operators,
        "additionalProperties": false,
        "errorMessage": "a value, a list of values, or one operator such as `{ \"ge\": 18 }`",
    })
}

fn networks() -> Value {
    let network = scalar::patterned(
        &pattern::network(),
        "not a network; write `10.0.0.0/8` or `2001:db8::/32`",
    );
    with(network.clone(), json!({ "type": ["string", "array"], "minItems": 1, "items": network }))
}

fn file() -> Value {
    scalar::patterned(
        &pattern::file(),
        "not a file beside the document; name one such as `beta-users.txt`",
    )
}

/// The definition `segment`: a condition, or in short a file of ids.
pub(crate) fn segment() -> Value {
    let short = properties(&["file"], about::SEGMENT, |_| file());
    json!({
        "type": "object",
        "if": {
            "required": ["file"],
            "properties": { "file": { "type": "string" } },
            "maxProperties": 1,
        },
        "then": { "properties": short },
        "else": { "$ref": "#/definitions/condition" },
        "defaultSnippets": [
            {
                "label": "by key",
                "description": "Users by their targeting keys",
                "body": { "key": ["${1:minsu}", "${2:jiwoo}"] },
            },
            {
                "label": "by attribute",
                "description": "Users by an attribute",
                "body": { "${1:country}": ["${2:KR}"] },
            },
            {
                "label": "by operator",
                "description": "Users by a comparison",
                "body": { "${1:email}": { "${2:ends_with}": "${3:@example.com}" } },
            },
            {
                "label": "by file",
                "description": "Users whose keys stand in a file beside this one, one per line",
                "body": { "file": "${1:beta-users.txt}" },
            },
        ],
        "errorMessage": "an object of conditions",
    })
}

/// The member `segments` of a document.
pub(crate) fn segments() -> Value {
    json!({
        "type": "object",
        "propertyNames": {
            "pattern": "^x-|[^%]$",
            "patternErrorMessage": "a segment's name must not look like a percentage",
            "not": { "enum": vocabulary::RESERVED_SEGMENTS },
        },
        "patternProperties": { "^x-": free() },
        "additionalProperties": described_reference(
            "segment",
            "A group of users: a condition, or a file of ids.",
        ),
    })
}
