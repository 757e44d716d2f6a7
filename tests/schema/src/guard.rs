//! How a flag is guarded.

use crate::about;
use crate::object::{object, properties};
use crate::scalar;
use flagkit_core::{GuardAction, vocabulary};
use serde_json::{Value, json};

/// The member `guard` of a flag.
pub(crate) fn guard() -> Value {
    let members = properties(vocabulary::GUARD, about::GUARD, |name| match name {
        "errors" | "panics" | "latency" => {
            action_or(&object(&properties(vocabulary::GUARD_RULE, about::GUARD_RULE, |name| {
                match name {
                    "action" => scalar::word(GuardAction::ABOUT),
                    name => number(name),
                }
            })))
        }
        "replicas" => scalar::replicas(),
        name => number(name),
    });
    action_or(&object(&members))
}

fn number(name: &str) -> Value {
    match name {
        "alpha" => json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 0.5 }),
        "min_events" => scalar::count(),
        "margin" => json!({ "type": "number", "minimum": 1 }),
        name => panic!("nothing is said about the values of `{name}`"),
    }
}

/// A word, `false`, or an object.
fn action_or(object: &Value) -> Value {
    json!({ "anyOf": [scalar::word(GuardAction::ABOUT), { "const": false }, object] })
}
