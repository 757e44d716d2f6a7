//! What `#[derive(Context)]` writes its code against. Nothing here is for people, and nothing is stable.
//!
//! Two halves: reading a field at run time, and knowing at compile time which attributes a type has.
//! Law: the second half exists in types alone and leaves nothing in a program.

use super::{AttributeItem, ToTargetingKey};
use crate::value::Value;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet, VecDeque};
use std::hash::{BuildHasher, Hash};
use std::marker::PhantomData;
use std::sync::Arc;

mod known;
mod shared;
pub use super::{AttributeValue, Context, TargetingKey};
pub use known::*;
pub use shared::{NotShared, Shared, SharedContext, Sharing};

/// A field that is an attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be an attribute",
    label = "no value that conditions compare",
    note = "conditions compare texts, numbers, truth values, dates (`SystemTime`), versions, and lists of these",
    note = "give a type of yours `impl flagkit::AttributeItem`, or name a function that tells its value by `#[context(with = path)]`",
    note = "`#[context(nested)]` asks the field for its own attributes, `#[context(skip)]` leaves it out"
)]
pub trait AttributeField {
    /// Its value, unless it is missing.
    fn attribute(&self) -> Option<AttributeValue<'_>>;
}

#[diagnostic::do_not_recommend]
impl<T: AttributeItem> AttributeField for T {
    fn attribute(&self) -> Option<AttributeValue<'_>> {
        Some(AttributeItem::attribute(self))
    }
}

#[diagnostic::do_not_recommend]
impl<T: AttributeField> AttributeField for Option<T> {
    fn attribute(&self) -> Option<AttributeValue<'_>> {
        self.as_ref()?.attribute()
    }
}

macro_rules! lists {
    ($([$($parameter:tt)*] $list:ty,)*) => {$(
        #[diagnostic::do_not_recommend]
        impl<$($parameter)*> AttributeField for $list {
            fn attribute(&self) -> Option<AttributeValue<'_>> {
                Some(AttributeValue::List(self))
            }
        }
    )*};
}

lists! {
    [T: AttributeItem] Vec<T>,
    ['a, T: AttributeItem] &'a [T],
    [T: AttributeItem] Box<[T]>,
    [T: AttributeItem] Arc<[T]>,
    [T: AttributeItem] VecDeque<T>,
    [T: AttributeItem] BTreeSet<T>,
    [T: AttributeItem, S] HashSet<T, S>,
    ['a, T: AttributeItem + Clone] Cow<'a, [T]>,
    [T: AttributeItem, const N: usize] [T; N],
}

#[diagnostic::do_not_recommend]
impl AttributeField for Value {
    fn attribute(&self) -> Option<AttributeValue<'_>> {
        AttributeValue::from_value(self)
    }
}

/// A field that is the targeting key.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be a targeting key",
    label = "neither a text nor a whole number",
    note = "give it `impl flagkit::ToTargetingKey`, or name a function that tells its key by `#[context(key, with = path)]`"
)]
pub trait KeyField {
    /// The key, unless it is missing.
    fn key(&self) -> Option<TargetingKey<'_>>;
}

#[diagnostic::do_not_recommend]
impl<T: ToTargetingKey> KeyField for T {
    fn key(&self) -> Option<TargetingKey<'_>> {
        Some(self.to_targeting_key())
    }
}

#[diagnostic::do_not_recommend]
impl<T: KeyField> KeyField for Option<T> {
    fn key(&self) -> Option<TargetingKey<'_>> {
        self.as_ref()?.key()
    }
}

/// A field that has attributes of its own.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no attributes of its own",
    label = "not a context",
    note = "give it `#[derive(flagkit::Context)]`; a map from texts to attributes, and a `flagkit::Value`, will also do",
    note = "a field that is one attribute needs no `nested` or `flatten`"
)]
pub trait NestedField {
    /// The key, where the field is a context that has one.
    fn key(&self) -> Option<TargetingKey<'_>>;

    /// The attribute with this name.
    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>>;
}

#[diagnostic::do_not_recommend]
impl<T: Context> NestedField for T {
    fn key(&self) -> Option<TargetingKey<'_>> {
        self.targeting_key()
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        Context::attribute(self, name)
    }
}

#[diagnostic::do_not_recommend]
impl<K, T, S> NestedField for HashMap<K, T, S>
where
    K: std::borrow::Borrow<str> + Hash + Eq,
    T: AttributeField,
    S: BuildHasher,
{
    fn key(&self) -> Option<TargetingKey<'_>> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        self.get(name)?.attribute()
    }
}

#[diagnostic::do_not_recommend]
impl<K, T> NestedField for BTreeMap<K, T>
where
    K: std::borrow::Borrow<str> + Ord,
    T: AttributeField,
{
    fn key(&self) -> Option<TargetingKey<'_>> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        self.get(name)?.attribute()
    }
}

#[diagnostic::do_not_recommend]
impl NestedField for Value {
    fn key(&self) -> Option<TargetingKey<'_>> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        super::evaluation_context::member(self, name).and_then(AttributeValue::from_value)
    }
}

/// What a function behind `with` may return for an attribute.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no attribute's value",
    label = "the function returns what conditions cannot compare",
    note = "let it return a `&str`, a number, a `bool`, a `flagkit::AttributeValue`, or an `Option` of one of these"
)]
pub trait ToldAttribute<'a> {
    /// The value, unless it is missing.
    fn told(self) -> Option<AttributeValue<'a>>;
}

#[diagnostic::do_not_recommend]
impl<'a, T: Into<AttributeValue<'a>>> ToldAttribute<'a> for T {
    fn told(self) -> Option<AttributeValue<'a>> {
        Some(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Into<AttributeValue<'a>>> ToldAttribute<'a> for Option<T> {
    fn told(self) -> Option<AttributeValue<'a>> {
        self.map(Into::into)
    }
}

/// What a function behind `key, with` may return.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no targeting key",
    label = "the function returns neither a text nor a whole number",
    note = "let it return a `&str`, a whole number, a `flagkit::TargetingKey`, or an `Option` of one of these"
)]
pub trait ToldKey<'a> {
    /// The key, unless it is missing.
    fn told(self) -> Option<TargetingKey<'a>>;
}

#[diagnostic::do_not_recommend]
impl<'a, T: Into<TargetingKey<'a>>> ToldKey<'a> for T {
    fn told(self) -> Option<TargetingKey<'a>> {
        Some(self.into())
    }
}

#[diagnostic::do_not_recommend]
impl<'a, T: Into<TargetingKey<'a>>> ToldKey<'a> for Option<T> {
    fn told(self) -> Option<TargetingKey<'a>> {
        self.map(Into::into)
    }
}

/// What is left of an attribute's name inside of a nested field.
pub fn within<'n>(prefix: &str, name: &'n str) -> Option<&'n str> {
    name.strip_prefix(prefix)?.strip_prefix('.')
}

/// Only a name for a bound that rustc does not judge where it is written, since it mentions `'a`.
#[derive(Debug)]
pub struct Later<'a, T: ?Sized>(PhantomData<&'a ()>, PhantomData<T>);
