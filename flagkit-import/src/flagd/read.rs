//! flagd's documents.

use crate::{Format, ImportError};
use serde::Deserialize;
use serde_json::{Map, Value};

/// All flags, with the rules that several of them share.
#[derive(Debug, Deserialize)]
pub(super) struct Document {
    pub(super) flags: Map<String, Value>,
    #[serde(default, rename = "$evaluators")]
    pub(super) evaluators: Option<Map<String, Value>>,
}

#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Flag {
    #[serde(default)]
    state: Option<String>,
    #[serde(default)]
    pub(super) variants: Map<String, Value>,
    #[serde(default)]
    pub(super) default_variant: Option<String>,
    #[serde(default)]
    pub(super) targeting: Option<Value>,
    #[serde(default)]
    pub(super) metadata: Option<Map<String, Value>>,
}

/// The flags by their keys, each as it reads or why it does not.
pub(super) type Flags = Vec<(String, Result<Flag, String>)>;

/// Reads a document. A flag that does not read fails alone.
pub(super) fn document(text: &str) -> Result<(Document, Flags), ImportError> {
    let document: Document = serde_json::from_str(text)
        .map_err(|why| ImportError::Unreadable(Format::Flagd, why.to_string()))?;
    let read = |(key, flag): (&String, &Value)| {
        (key.clone(), Flag::deserialize(flag).map_err(|why| why.to_string()))
    };
    let flags = document.flags.iter().map(read).collect();
    Ok((document, flags))
}

impl Flag {
    pub(super) fn is_enabled(&self) -> bool {
        self.state.as_deref() != Some("DISABLED")
    }

    /// What it says about who gets what; an empty object is nothing.
    pub(super) fn targeting(&self) -> Option<&Value> {
        self.targeting.as_ref().filter(|rule| match rule {
            Value::Object(members) => !members.is_empty(),
            other => !other.is_null(),
        })
    }
}
