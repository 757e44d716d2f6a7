//! The documents that the tests save.

/// A whole document that serves this version. The switch is on in the odd ones.
pub(crate) fn version(version: u32) -> String {
    let switch = version % 2 == 1;
    format!(
        r#"{{
  "flags": {{
    "switch": {switch},
    "version": {{ "variants": {{ "current": {version} }}, "default": "current" }}
  }}
}}
"#
    )
}

/// What the probe says of this version.
pub(crate) fn answer(version: u32) -> String {
    answer_of(version % 2 == 1, version)
}

/// What the probe says of a switch that does not go with the version.
pub(crate) fn answer_of(switch: bool, version: u32) -> String {
    format!("answer switch={switch} version={version}")
}

/// The same with a flag that is broken, while the other one serves this version.
pub(crate) fn with_broken_switch(version: u32) -> String {
    format!(
        r#"{{
  "flags": {{
    "switch": {{ "enabld": true }},
    "version": {{ "variants": {{ "current": {version} }}, "default": "current" }}
  }}
}}
"#
    )
}

/// A document of this version whose switch is on for those whom the file `name` lists.
pub(crate) fn with_ids(version: u32, name: &str) -> String {
    format!(
        r#"{{
  "segments": {{ "beta": {{ "file": "{name}" }} }},
  "flags": {{
    "switch": {{ "stages": ["beta", "everyone"], "stage": "beta" }},
    "version": {{ "variants": {{ "current": {version} }}, "default": "current" }}
  }}
}}
"#
    )
}
