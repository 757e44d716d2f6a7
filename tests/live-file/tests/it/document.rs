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
    format!("answer switch={} version={version}", version % 2 == 1)
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
