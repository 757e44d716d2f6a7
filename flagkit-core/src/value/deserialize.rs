//! Typed payloads: any `Deserialize` type out of a [`Value`].
//!
//! By hand over serde's traits, so that no JSON crate comes along.
//! Law: nothing is copied that the target type does not keep.

use super::Value;
use serde::de::{self, IntoDeserializer, Visitor};
use std::fmt;

/// Why a payload does not fit the type that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeserializeError(String);

impl fmt::Display for DeserializeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for DeserializeError {}

impl de::Error for DeserializeError {
    fn custom<T: fmt::Display>(message: T) -> DeserializeError {
        DeserializeError(message.to_string())
    }
}

impl Value {
    /// Reads the value into a type of the caller's.
    ///
    /// ```
    /// use flagkit_core::Value;
    ///
    /// let numbers: Vec<u8> = Value::from(vec![1, 2, 3]).deserialize()?;
    /// assert_eq!(numbers, [1, 2, 3]);
    /// # Ok::<(), flagkit_core::DeserializeError>(())
    /// ```
    ///
    /// # Errors
    ///
    /// The value does not have the shape that the type expects.
    pub fn deserialize<'de, T: de::Deserialize<'de>>(&'de self) -> Result<T, DeserializeError> {
        T::deserialize(self)
    }
}

impl<'de> IntoDeserializer<'de, DeserializeError> for &'de Value {
    type Deserializer = &'de Value;

    fn into_deserializer(self) -> &'de Value {
        self
    }
}

impl<'de> de::Deserializer<'de> for &'de Value {
    type Error = DeserializeError;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self {
            Value::Null => visitor.visit_unit(),
            Value::Bool(value) => visitor.visit_bool(*value),
            Value::Int(value) => visitor.visit_i64(*value),
            Value::Float(value) => visitor.visit_f64(*value),
            Value::String(text) => visitor.visit_borrowed_str(text),
            Value::List(items) => {
                let mut access = de::value::SeqDeserializer::new(items.iter());
                let result = visitor.visit_seq(&mut access)?;
                access.end()?;
                Ok(result)
            }
            Value::Object(members) => {
                let pairs = members.iter().map(|(name, value)| (&**name, value));
                let mut access = de::value::MapDeserializer::new(pairs);
                let result = visitor.visit_map(&mut access)?;
                access.end()?;
                Ok(result)
            }
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, DeserializeError> {
        match self {
            Value::Null => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        match self {
            Value::String(text) => {
                visitor.visit_enum(de::value::BorrowedStrDeserializer::new(text))
            }
            // Externally tagged: one member, named for the variant.
            Value::Object(members) => match &**members {
                [(name, content)] => visitor.visit_enum(Tagged { name, content }),
                _ => Err(de::Error::custom("an enum needs an object with one member")),
            },
            _ => Err(de::Error::custom("an enum needs a text or an object with one member")),
        }
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

struct Tagged<'de> {
    name: &'de str,
    content: &'de Value,
}

impl<'de> de::EnumAccess<'de> for Tagged<'de> {
    type Error = DeserializeError;
    type Variant = Content<'de>;

    fn variant_seed<S: de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<(S::Value, Content<'de>), DeserializeError> {
        let name = de::value::BorrowedStrDeserializer::new(self.name);
        Ok((seed.deserialize(name)?, Content(self.content)))
    }
}

struct Content<'de>(&'de Value);

impl<'de> de::VariantAccess<'de> for Content<'de> {
    type Error = DeserializeError;

    fn unit_variant(self) -> Result<(), DeserializeError> {
        de::Deserialize::deserialize(self.0)
    }

    fn newtype_variant_seed<S: de::DeserializeSeed<'de>>(
        self,
        seed: S,
    ) -> Result<S::Value, DeserializeError> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(
        self,
        _len: usize,
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        de::Deserializer::deserialize_any(self.0, visitor)
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DeserializeError> {
        de::Deserializer::deserialize_any(self.0, visitor)
    }
}
