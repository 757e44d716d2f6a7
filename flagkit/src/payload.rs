//! What a variant carries, as a type of Rust.
//!
//! Law: a payload that does not fit is never forced into the type; the caller falls back.

use flagkit_core::Value;

/// A type that the payloads of a flag's variants can have.
///
/// `flags!` picks one by the build's document; there is no need to implement it.
pub trait Payload: Default + Sized {
    /// The payload, if it is of this type.
    fn from_value(value: &Value) -> Option<Self>;
}

impl Payload for bool {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Bool(value) => Some(*value),
            _ => None,
        }
    }
}

impl Payload for i64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Int(value) => Some(*value),
            _ => None,
        }
    }
}

impl Payload for f64 {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::Float(value) => Some(*value),
            // JSON does not tell 1 from 1.0. Beyond 2^53 the nearest float is what JSON's readers give.
            Value::Int(value) => Some(*value as Self),
            _ => None,
        }
    }
}

impl Payload for String {
    fn from_value(value: &Value) -> Option<Self> {
        match value {
            Value::String(value) => Some(Self::from(&**value)),
            _ => None,
        }
    }
}

impl Payload for Value {
    fn from_value(value: &Value) -> Option<Self> {
        Some(value.clone())
    }
}
