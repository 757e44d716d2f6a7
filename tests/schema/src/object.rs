//! Objects of the format: the members that the parser knows, each with its schema and its description.

use crate::about::Member;
use serde_json::{Map, Value, json};

/// The `properties` of an object whose members the parser calls `names`.
///
/// # Panics
///
/// A name has no description, or a description no name.
pub(crate) fn properties(
    names: &[&str],
    about: &[Member],
    schema: impl Fn(&str) -> Value,
) -> Map<String, Value> {
    for member in about {
        assert!(names.contains(&member.name), "the parser has no member `{}`", member.name);
    }
    let named = |name: &&str| ((*name).to_owned(), property(about, name, schema(name)));
    names.iter().map(named).collect()
}

/// An object of these members and free ones.
pub(crate) fn object(properties: &Map<String, Value>) -> Value {
    json!({
        "type": "object",
        "properties": properties,
        "patternProperties": { "^x-": free() },
        "additionalProperties": false,
    })
}

/// What a member whose name begins with `x-` may be.
pub(crate) fn free() -> Value {
    json!({ "description": "Free: members whose name begins with `x-` are yours, and are not looked at." })
}

/// The schema of one member, with its hover text. For where a branch says what the member may be:
/// editors offer what they meet first.
pub(crate) fn property(about: &[Member], name: &str, schema: Value) -> Value {
    match about.iter().find(|member| member.name == name) {
        Some(member) => described(schema, member),
        None => panic!("nothing is said about the member `{name}`"),
    }
}

/// A schema with the hover text of a member.
fn described(schema: Value, member: &Member) -> Value {
    let plain = format!("{}\n\nFor example: {}", member.about, member.example);
    let markdown = format!("{}\n\n```json\n{}\n```", member.about, member.example);
    with(schema, json!({ "description": plain, "markdownDescription": markdown }))
}

/// A schema with more keywords; the later ones win.
pub(crate) fn with(schema: Value, more: Value) -> Value {
    match (schema, more) {
        (Value::Object(mut schema), Value::Object(more)) => {
            schema.extend(more);
            Value::Object(schema)
        }
        (schema, _) => schema,
    }
}

/// A definition by its name, with room for keywords beside it: draft 7 ignores what stands beside `$ref`.
pub(crate) fn reference(name: &str) -> Value {
    json!({ "allOf": [{ "$ref": format!("#/definitions/{name}") }] })
}

/// A definition by its name, with a hover text.
pub(crate) fn described_reference(name: &str, description: &str) -> Value {
    with(reference(name), json!({ "description": description, "markdownDescription": description }))
}
