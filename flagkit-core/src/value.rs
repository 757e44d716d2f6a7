//! Values: payloads of variants, metadata, and attributes of a context built at run time.
//!
//! It neither parses nor compares by operator. Law: cloning a value allocates nothing, because the
//! run time hands payloads out on request paths.

use std::sync::Arc;

#[cfg(feature = "serde")]
mod deserialize;
#[cfg(feature = "serde")]
pub use deserialize::DeserializeError;

/// A value as JSON knows it, with whole numbers and fractions kept apart.
///
/// ```
/// use flagkit_core::Value;
///
/// let mix = Value::from(vec![Value::from(1), Value::from("a")]);
/// assert_eq!(mix.to_string(), r#"[1,"a"]"#);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub enum Value {
    /// `null`.
    #[default]
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number written without a fraction or exponent.
    Int(i64),
    /// A number written with a fraction or exponent; always finite.
    Float(f64),
    /// A text.
    String(Arc<str>),
    /// A list.
    List(Arc<[Value]>),
    /// An object, its members in the order of the file.
    Object(Arc<[(Arc<str>, Value)]>),
}

impl Value {
    /// The member of an object, if this is one and has it.
    ///
    /// ```
    /// use flagkit_core::Document;
    ///
    /// let parsed = Document::parse(r#"{ "f": { "variants": { "a": { "k": 3 } }, "default": "a" } }"#);
    /// let document = parsed.document.unwrap();
    /// let payload = document.flag("f").unwrap().variants()[0].payload();
    /// assert_eq!(payload.get("k").and_then(|k| k.as_int()), Some(3));
    /// ```
    pub fn get(&self, name: &str) -> Option<&Value> {
        match self {
            Value::Object(members) => {
                members.iter().find(|(member, _)| &**member == name).map(|(_, value)| value)
            }
            _ => None,
        }
    }

    /// The truth value, if this is one.
    pub fn as_bool(&self) -> Option<bool> {
        if let Value::Bool(value) = self { Some(*value) } else { None }
    }

    /// The whole number, if this is one.
    pub fn as_int(&self) -> Option<i64> {
        if let Value::Int(value) = self { Some(*value) } else { None }
    }

    /// The number, if this is one; a whole number is widened.
    pub fn as_float(&self) -> Option<f64> {
        match self {
            Value::Int(value) => Some(*value as f64),
            Value::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// The text, if this is one.
    pub fn as_str(&self) -> Option<&str> {
        if let Value::String(value) = self { Some(value) } else { None }
    }

    /// The type by which a typed handle would return this value.
    pub fn value_type(&self) -> ValueType {
        match self {
            Value::Bool(_) => ValueType::Bool,
            Value::Int(_) => ValueType::Int,
            Value::Float(_) => ValueType::Float,
            Value::String(_) => ValueType::String,
            Value::Null | Value::List(_) | Value::Object(_) => ValueType::Json,
        }
    }
}

/// Writes the value as JSON on one line.
impl std::fmt::Display for Value {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Value::Null => f.write_str("null"),
            Value::Bool(value) => write!(f, "{value}"),
            Value::Int(value) => write!(f, "{value}"),
            // `{:?}` keeps the fraction of a whole float, so that it is read back as a float.
            Value::Float(value) if value.is_finite() => write!(f, "{value:?}"),
            Value::Float(_) => f.write_str("null"),
            Value::String(text) => write_text(f, text),
            Value::List(items) => {
                f.write_str("[")?;
                for (index, item) in items.iter().enumerate() {
                    write!(f, "{}{item}", if index == 0 { "" } else { "," })?;
                }
                f.write_str("]")
            }
            Value::Object(members) => {
                f.write_str("{")?;
                for (index, (name, value)) in members.iter().enumerate() {
                    f.write_str(if index == 0 { "" } else { "," })?;
                    write_text(f, name)?;
                    write!(f, ":{value}")?;
                }
                f.write_str("}")
            }
        }
    }
}

fn write_text(f: &mut std::fmt::Formatter<'_>, text: &str) -> std::fmt::Result {
    use std::fmt::Write as _;
    f.write_char('"')?;
    for character in text.chars() {
        match character {
            '"' => f.write_str("\\\"")?,
            '\\' => f.write_str("\\\\")?,
            '\n' => f.write_str("\\n")?,
            c if c < ' ' => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_char('"')
}

/// The type of a flag's payloads.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ValueType {
    /// `true` or `false`.
    Bool,
    /// Whole numbers of 64 bits.
    Int,
    /// Numbers with fractions.
    Float,
    /// Texts.
    String,
    /// Anything else: lists, objects, `null`, or a mixture.
    Json,
}

impl std::fmt::Display for ValueType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            ValueType::Bool => "bool",
            ValueType::Int => "int",
            ValueType::Float => "float",
            ValueType::String => "string",
            ValueType::Json => "json",
        })
    }
}

/// The one type that holds the payloads of all these variants.
///
/// All whole numbers give `Int`, whole numbers and fractions `Float`, all texts `String`, all truth
/// values `Bool`; anything else, and no variants at all, `Json`.
///
/// ```
/// use flagkit_core::{Document, ValueType, payload_type};
///
/// let parsed = Document::parse(r#"{ "f": { "variants": { "a": 1, "b": 2.5 }, "default": "a" } }"#);
/// let document = parsed.document.unwrap();
/// assert_eq!(payload_type(document.flag("f").unwrap().variants()), ValueType::Float);
/// ```
pub fn payload_type(variants: &[crate::VariantDefinition]) -> ValueType {
    variants
        .iter()
        .map(|variant| variant.payload().value_type())
        .reduce(|left, right| match (left, right) {
            (left, right) if left == right => left,
            (ValueType::Int, ValueType::Float) | (ValueType::Float, ValueType::Int) => {
                ValueType::Float
            }
            _ => ValueType::Json,
        })
        .unwrap_or(ValueType::Json)
}

macro_rules! from_scalar {
    ($($from:ty => $variant:ident),* $(,)?) => {$(
        impl From<$from> for Value {
            fn from(value: $from) -> Value {
                Value::$variant(value.into())
            }
        }
    )*};
}

from_scalar! {
    bool => Bool, i8 => Int, i16 => Int, i32 => Int, i64 => Int, u8 => Int, u16 => Int, u32 => Int,
    f32 => Float, f64 => Float, &str => String, String => String, Arc<str> => String,
}

impl<T: Into<Value>> From<Vec<T>> for Value {
    fn from(items: Vec<T>) -> Value {
        Value::List(items.into_iter().map(Into::into).collect())
    }
}

#[cfg(feature = "serde")]
impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Value::Null => serializer.serialize_unit(),
            Value::Bool(value) => serializer.serialize_bool(*value),
            Value::Int(value) => serializer.serialize_i64(*value),
            Value::Float(value) => serializer.serialize_f64(*value),
            Value::String(text) => serializer.serialize_str(text),
            Value::List(items) => serializer.collect_seq(items.iter()),
            Value::Object(members) => {
                serializer.collect_map(members.iter().map(|(name, value)| (&**name, value)))
            }
        }
    }
}
