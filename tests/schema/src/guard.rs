//! How a flag is guarded.

use crate::about;
use crate::object::{object, properties};
use crate::scalar;
use flagkit_core::{GuardAction, vocabulary};
use serde_json::{Map, Value, json};

/// The member `guard` of a flag.
pub(crate) fn guard() -> Value {
    let members = properties(vocabulary::GUARD, about::GUARD, |name| match name {
        "errors" | "panics" => action_or(&object(&rule())),
        "latency" => {
            let mut rule = rule();
            // Of failed calls, which latency does not count.
            rule.remove("min_difference");
            action_or(&object(&rule))
        }
        "replicas" => scalar::replicas(),
        name => number(name),
    });
    action_or(&object(&members))
}

/// The members of one guard.
fn rule() -> Map<String, Value> {
    properties(vocabulary::GUARD_RULE, about::GUARD_RULE, |name| match name {
        "action" => scalar::word(GuardAction::ABOUT),
        name => number(name),
    })
}

fn number(name: &str) -> Value {
    match name {
        "alpha" => json!({ "type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1 }),
        "min_difference" => json!({ "type": "number", "minimum": 0, "exclusiveMaximum": 1 }),
        "min_events" => scalar::count(),
        "margin" => json!({ "type": "number", "minimum": 1 }),
        name => panic!("nothing is said about the values of `{name}`"),
    }
}

/// A word, `false`, or an object.
fn action_or(object: &Value) -> Value {
    json!({ "anyOf": [scalar::word(GuardAction::ABOUT), { "const": false }, object] })
}
