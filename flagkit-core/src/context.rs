//! Who is asked about: the trait, what it hands out, and the blanket implementations.
//!
//! It compares nothing. Law: asking a context allocates nothing; what it hands out borrows from it
//! or fits in place.

mod evaluation_context;
mod from;

pub use evaluation_context::EvaluationContext;

use crate::value::Value;
use std::fmt;

/// Someone, or something, that flags are evaluated for.
///
/// Implement it for the type that stands for a user; see [`EvaluationContext`] for one that is built
/// at run time.
///
/// ```
/// use flagkit_core::{AttributeValue, Context, TargetingKey};
///
/// struct User { id: u64, country: String }
///
/// impl Context for User {
///     fn targeting_key(&self) -> Option<TargetingKey<'_>> {
///         Some(self.id.into())
///     }
///
///     fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
///         match name {
///             "country" => Some((&self.country).into()),
///             _ => None,
///         }
///     }
/// }
///
/// let user = User { id: 42, country: "KR".into() };
/// assert_eq!(user.targeting_key().unwrap().as_str(), "42");
/// assert_eq!(user.attribute("country"), Some(AttributeValue::Str("KR")));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` does not say who is asked about",
    label = "not a context",
    note = "give it `impl flagkit::Context`, or pass a `flagkit::EvaluationContext`"
)]
pub trait Context {
    /// The key that draws are made by; `None` for someone unknown.
    fn targeting_key(&self) -> Option<TargetingKey<'_>>;

    /// An attribute by its name; `None` where it is not known.
    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>>;
}

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        // Who passes a `&User` without a context wants to hear of `User`, not of references.
        #[diagnostic::do_not_recommend]
        impl<C: Context + ?Sized> Context for $pointer {
            fn targeting_key(&self) -> Option<TargetingKey<'_>> {
                (**self).targeting_key()
            }

            fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
                (**self).attribute(name)
            }
        }
    )*};
}

forward!(&C, &mut C, Box<C>, std::sync::Arc<C>, std::rc::Rc<C>);

/// The text that a draw is made by: borrowed, or the digits of a number written in place.
///
/// ```
/// use flagkit_core::TargetingKey;
///
/// assert_eq!(TargetingKey::from("user-42").as_str(), "user-42");
/// assert_eq!(TargetingKey::from(-7i64).as_str(), "-7");
/// ```
#[derive(Clone, Copy)]
pub struct TargetingKey<'a>(Key<'a>);

#[derive(Clone, Copy)]
enum Key<'a> {
    Text(&'a str),
    /// The last bytes from `start` on are ASCII digits, perhaps after a minus.
    Digits {
        bytes: [u8; DIGITS],
        start: u8,
    },
}

/// Enough for the digits and the sign of any 64-bit number.
const DIGITS: usize = 20;

impl<'a> TargetingKey<'a> {
    /// The text of the key.
    #[inline]
    pub fn as_str(&self) -> &str {
        match &self.0 {
            Key::Text(text) => text,
            Key::Digits { .. } => std::str::from_utf8(self.as_bytes()).unwrap_or(""),
        }
    }

    /// The bytes of the text, which need no second look to see that they are one.
    #[inline]
    pub(crate) fn as_bytes(&self) -> &[u8] {
        match &self.0 {
            Key::Text(text) => text.as_bytes(),
            Key::Digits { bytes, start } => bytes.get(usize::from(*start)..).unwrap_or_default(),
        }
    }

    fn digits(mut magnitude: u64, negative: bool) -> TargetingKey<'a> {
        let mut bytes = [0; DIGITS];
        let mut start = DIGITS;
        for (index, byte) in bytes.iter_mut().enumerate().rev() {
            if magnitude == 0 && start < DIGITS {
                if negative {
                    *byte = b'-';
                    start = index;
                }
                break;
            }
            *byte = b'0' + (magnitude % 10) as u8;
            magnitude /= 10;
            start = index;
        }
        TargetingKey(Key::Digits { bytes, start: start as u8 })
    }
}

impl fmt::Debug for TargetingKey<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.as_str(), f)
    }
}

impl PartialEq for TargetingKey<'_> {
    fn eq(&self, other: &TargetingKey<'_>) -> bool {
        self.as_str() == other.as_str()
    }
}

impl Eq for TargetingKey<'_> {}

/// What a context tells about one attribute.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum AttributeValue<'a> {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Str(&'a str),
    /// Several values; conditions ask whether any of them fits.
    List(&'a dyn AttributeList),
}

/// Several values under one attribute; a vector of anything that is an [`AttributeValue`] is one.
///
/// ```
/// use flagkit_core::{AttributeList, AttributeValue};
///
/// let roles = vec!["admin".to_owned(), "author".to_owned()];
/// let list: &dyn AttributeList = &roles;
/// assert_eq!(list.item(1), Some(AttributeValue::Str("author")));
/// ```
pub trait AttributeList {
    /// The value at a position; `None` beyond the end.
    fn item(&self, index: usize) -> Option<AttributeValue<'_>>;
}

/// What can stand in a list under one attribute: texts, numbers, truth values, and types of the
/// user's that are one of these.
///
/// ```
/// use flagkit_core::{AttributeItem, AttributeList, AttributeValue};
///
/// enum Role { Admin, Author }
///
/// impl AttributeItem for Role {
///     fn attribute(&self) -> AttributeValue<'_> {
///         AttributeValue::Str(match self {
///             Role::Admin => "admin",
///             Role::Author => "author",
///         })
///     }
/// }
///
/// assert_eq!(vec![Role::Admin, Role::Author].item(0), Some(AttributeValue::Str("admin")));
/// ```
pub trait AttributeItem {
    /// The item as conditions see it.
    fn attribute(&self) -> AttributeValue<'_>;
}

impl<'a> AttributeValue<'a> {
    /// The value of an attribute that is kept as a [`Value`]; objects and `null` are not known to
    /// conditions and give `None`.
    pub fn from_value(value: &'a Value) -> Option<AttributeValue<'a>> {
        match value {
            Value::Null | Value::Object(_) => None,
            Value::Bool(value) => Some(AttributeValue::Bool(*value)),
            Value::Int(value) => Some(AttributeValue::Int(*value)),
            Value::Float(value) => Some(AttributeValue::Float(*value)),
            Value::String(text) => Some(AttributeValue::Str(text)),
            Value::List(items) => Some(AttributeValue::List(items)),
        }
    }
}

impl fmt::Debug for AttributeValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AttributeValue::Bool(value) => write!(f, "{value}"),
            AttributeValue::Int(value) => write!(f, "{value}"),
            AttributeValue::Float(value) => write!(f, "{value}"),
            AttributeValue::Str(text) => write!(f, "{text:?}"),
            AttributeValue::List(list) => {
                f.debug_list().entries((0..).map_while(|index| list.item(index))).finish()
            }
        }
    }
}

impl PartialEq for AttributeValue<'_> {
    fn eq(&self, other: &AttributeValue<'_>) -> bool {
        match (self, other) {
            (AttributeValue::Bool(left), AttributeValue::Bool(right)) => left == right,
            (AttributeValue::Int(left), AttributeValue::Int(right)) => left == right,
            (AttributeValue::Float(left), AttributeValue::Float(right)) => left == right,
            (AttributeValue::Str(left), AttributeValue::Str(right)) => left == right,
            (AttributeValue::List(left), AttributeValue::List(right)) => {
                for index in 0.. {
                    let (left, right) = (left.item(index), right.item(index));
                    if left.is_none() && right.is_none() {
                        return true;
                    }
                    if left != right {
                        return false;
                    }
                }
                true
            }
            _ => false,
        }
    }
}
