//! Expected against computed, within a tolerance.
//!
//! Law: every expected figure must be there. What is computed beyond them is not asked for.

use serde_json::Value;

/// How far a figure may be off: `abs + rel × |expected|`.
#[derive(Clone, Copy)]
pub(crate) struct Tolerance {
    pub(crate) abs: f64,
    pub(crate) rel: f64,
}

/// Adds a line for everything that is off.
pub(crate) fn compare(
    path: &str,
    computed: &Value,
    expected: &Value,
    tolerance: Tolerance,
    off: &mut Vec<String>,
) {
    match (computed, expected) {
        (Value::Object(computed), Value::Object(expected)) => {
            for (name, expected) in expected {
                let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
                compare(
                    &path,
                    computed.get(name).unwrap_or(&Value::Null),
                    expected,
                    tolerance,
                    off,
                );
            }
        }
        (Value::Array(computed), Value::Array(expected)) if computed.len() == expected.len() => {
            for (i, (computed, expected)) in computed.iter().zip(expected).enumerate() {
                compare(&format!("{path}[{i}]"), computed, expected, tolerance, off);
            }
        }
        _ => {
            let holds = match (number(computed), number(expected)) {
                (Some(a), Some(b)) => {
                    a == b
                        || b.is_finite() && (a - b).abs() <= tolerance.abs + tolerance.rel * b.abs()
                }
                _ => computed == expected,
            };
            if !holds {
                off.push(format!("`{path}` is {computed} instead of {expected}"));
            }
        }
    }
}

/// JSON has no infinity, so the files and the methods write `"inf"`.
pub(crate) fn number(value: &Value) -> Option<f64> {
    match value.as_str() {
        Some("inf") => Some(f64::INFINITY),
        Some("-inf") => Some(f64::NEG_INFINITY),
        _ => value.as_f64(),
    }
}

/// A figure for [`compare`].
pub(crate) fn figure(value: f64) -> Value {
    match value {
        f64::INFINITY => "inf".into(),
        f64::NEG_INFINITY => "-inf".into(),
        value => value.into(),
    }
}
