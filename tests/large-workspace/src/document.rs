//! The flags.json that is planted: a thousand flags in use and those that are wrong, each said as people say it.

use serde_json::{Map, Value, json};

/// The day that the document is judged by.
pub(crate) const TODAY: &str = "2026-11-22";

/// The document, as it grows.
#[derive(Debug, Default)]
pub(crate) struct Document {
    segments: Map<String, Value>,
    flags: Map<String, Value>,
}

impl Document {
    pub(crate) fn flag(&mut self, key: &str, definition: Value) {
        self.flags.insert(key.to_owned(), definition);
    }

    pub(crate) fn segment(&mut self, name: &str, condition: Value) {
        self.segments.insert(name.to_owned(), condition);
    }

    /// A flag with nothing wrong, in one of several ways to say it.
    pub(crate) fn usual(&mut self, key: &str, number: usize) {
        let share = format!("{}.{}%", number % 90 + 1, number % 10);
        let definition = match number % 6 {
            0 => json!(share),
            1 => json!({
                "description": format!("What number {number} is about, in a sentence"),
                "owner": format!("team-{}", number % 12),
                "created": "2026-11-01",
                "expires": "2027-06-01",
                "rollout": share,
            }),
            2 => {
                let segment = format!("segment_{}", number % 40);
                self.segment(&segment, json!({ "country": format!("C{}", number % 40) }));
                json!({ "stages": [segment, share, "everyone"], "stage": share, "owner": "team-pay" })
            }
            3 => json!({
                "rules": [{ "name": "one user", "if": { "key": format!("user-{number}") }, "serve": "on" }],
                "issue": format!("https://issues.example.com/{number}"),
            }),
            4 => json!({ "kind": "kill-switch", "enabled": number.is_multiple_of(4) }),
            _ => json!({ "permanent": true, "created": "2025-01-01", "enabled": true }),
        };
        self.flag(key, definition);
    }

    pub(crate) fn len(&self) -> usize {
        self.flags.len()
    }

    pub(crate) fn text(self) -> String {
        format!("{:#}\n", json!({ "segments": self.segments, "flags": self.flags }))
    }
}
