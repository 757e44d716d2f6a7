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

/// Reads a document. A flag that does not read fails with it, as in flagd.
pub(super) fn document(text: &str) -> Result<(Document, Vec<(String, Flag)>), ImportError> {
    let unreadable = |why: String| ImportError::Unreadable(Format::Flagd, why);
    let document: Document =
        serde_json::from_str(text).map_err(|why| unreadable(why.to_string()))?;
    let mut flags = Vec::with_capacity(document.flags.len());
    for (key, value) in &document.flags {
        let flag =
            Flag::deserialize(value).map_err(|why| unreadable(format!("flag `{key}`: {why}")))?;
        flags.push((key.clone(), flag));
    }
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
