//! What a context tells about one attribute: scalars, instants, versions, lists and objects.
//!
//! It compares nothing but for equality of its own kind; `plan` does by operator.
//! Law: everything borrows from the context or fits in place.

use super::instant;
use super::version::Version;
use crate::value::Value;
use std::fmt;

/// What a context tells about one attribute.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub enum AttributeValue<'a> {
    /// A truth value.
    Bool(bool),
    /// A whole number.
    Int(i64),
    /// A whole number that may be too large for `Int`; those that are not mean the same as `Int`.
    Unsigned(u64),
    /// A number with a fraction.
    Float(f64),
    /// A text.
    Str(&'a str),
    /// A point in time, in milliseconds since 1970 in UTC.
    Instant(i64),
    /// A version.
    Version(Version<'a>),
    /// Several values; conditions ask whether any of them fits.
    List(&'a dyn AttributeList),
    /// A [`Value::Object`]: named values, of which a condition names one as in `address.city`.
    Object(&'a Value),
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

    /// Whether a value passes the test; for those who go through all of them, since reaching an item
    /// by its position may take steps.
    fn any(&self, test: &mut dyn FnMut(AttributeValue<'_>) -> bool) -> bool {
        (0..).map_while(|index| self.item(index)).any(test)
    }
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
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an attribute",
    label = "no value that conditions compare",
    note = "conditions compare texts, numbers, truth values, dates (`SystemTime`), versions, and lists of these",
    note = "give a type of yours `impl flagkit::AttributeItem`, or name a function that tells its value by `#[context(with = path)]`",
    note = "`#[context(nested)]` asks the field for its own attributes, `#[context(skip)]` leaves it out"
)]
pub trait AttributeItem {
    /// The item as conditions see it.
    fn attribute(&self) -> AttributeValue<'_>;
}

impl<'a> AttributeValue<'a> {
    /// The value of an attribute that is kept as a [`Value`]; `null` stands for one that is not
    /// known, and gives `None`.
    ///
    /// ```
    /// use flagkit_core::{AttributeValue, Value};
    ///
    /// assert_eq!(AttributeValue::from_value(&Value::from(7)), Some(AttributeValue::Int(7)));
    /// assert_eq!(AttributeValue::from_value(&Value::Null), None);
    /// ```
    pub fn from_value(value: &'a Value) -> Option<AttributeValue<'a>> {
        match value {
            Value::Null => None,
            Value::Bool(value) => Some(AttributeValue::Bool(*value)),
            Value::Int(value) => Some(AttributeValue::Int(*value)),
            Value::Float(value) => Some(AttributeValue::Float(*value)),
            Value::String(text) => Some(AttributeValue::Str(text)),
            Value::List(items) => Some(AttributeValue::List(items)),
            Value::Object(_) => Some(AttributeValue::Object(value)),
        }
    }
}

impl fmt::Debug for AttributeValue<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            AttributeValue::Bool(value) => write!(f, "{value}"),
            AttributeValue::Int(value) => write!(f, "{value}"),
            AttributeValue::Unsigned(value) => write!(f, "{value}"),
            AttributeValue::Float(value) => write!(f, "{value}"),
            AttributeValue::Str(text) => write!(f, "{text:?}"),
            AttributeValue::Instant(millis) => instant::write(f, *millis),
            AttributeValue::Version(version) => write!(f, "{version}"),
            AttributeValue::Object(value) => write!(f, "{value}"),
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
            (AttributeValue::Unsigned(left), AttributeValue::Unsigned(right)) => left == right,
            (AttributeValue::Unsigned(large), AttributeValue::Int(number))
            | (AttributeValue::Int(number), AttributeValue::Unsigned(large)) => {
                i64::try_from(*large) == Ok(*number)
            }
            (AttributeValue::Float(left), AttributeValue::Float(right)) => left == right,
            (AttributeValue::Str(left), AttributeValue::Str(right)) => left == right,
            (AttributeValue::Instant(left), AttributeValue::Instant(right)) => left == right,
            (AttributeValue::Version(left), AttributeValue::Version(right)) => left == right,
            (AttributeValue::Object(left), AttributeValue::Object(right)) => left == right,
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
