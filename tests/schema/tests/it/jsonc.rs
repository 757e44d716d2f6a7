//! Documents as a validator reads them: without comments and trailing commas.
//!
//! It judges nothing. Law: what the parser and the standard both call JSON is read, and nothing else.

use jsonc_parser::ast::Value as Node;
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::{Map, Value};

/// The value of a text, or `None` where it is not JSON.
pub(crate) fn read(text: &str) -> Option<Value> {
    let options = ParseOptions {
        allow_comments: true,
        allow_trailing_commas: true,
        allow_loose_object_property_names: false,
        allow_missing_commas: false,
        allow_single_quoted_strings: false,
        allow_hexadecimal_numbers: false,
        allow_unary_plus_numbers: false,
        ..ParseOptions::default()
    };
    let text = text.strip_prefix('\u{FEFF}').unwrap_or(text);
    value(&parse_to_ast(text, &CollectOptions::default(), &options).ok()?.value?)
}

fn value(node: &Node<'_>) -> Option<Value> {
    Some(match node {
        Node::NullKeyword(_) => Value::Null,
        Node::BooleanLit(literal) => Value::Bool(literal.value),
        // One that no double holds is no number to a validator.
        Node::NumberLit(literal) => serde_json::from_str(literal.value).ok()?,
        Node::StringLit(literal) => Value::String(literal.value.clone().into_owned()),
        Node::Array(list) => Value::Array(list.elements.iter().map(value).collect::<Option<_>>()?),
        Node::Object(object) => {
            let member = |member: &jsonc_parser::ast::ObjectProp<'_>| {
                Some((member.name.as_str().to_owned(), value(&member.value)?))
            };
            Value::Object(object.properties.iter().map(member).collect::<Option<Map<_, _>>>()?)
        }
    })
}

#[test]
fn comments_and_trailing_commas_are_read() {
    let text = "// note\n{ \"a\": [1, 2.5,], /* b */ \"c\": { \"d\": null, }, }";
    assert_eq!(read(text), Some(serde_json::json!({ "a": [1, 2.5], "c": { "d": null } })));
    for text in ["", "{ a: 1 }", "{ 'a': 1 }", "[1 2]", "{ \"a\": 0x1 }", "{ \"a\": 1e999 }"] {
        assert_eq!(read(text), None, "{text}");
    }
}
