//! What can be a targeting key or an attribute without being copied.
//!
//! Conversions only. Law: none of them allocates, and none changes what it converts.

use super::{
    AttributeItem, AttributeList, AttributeValue, TargetingKey, ToTargetingKey, Version, instant,
};
use crate::date::Date;
use crate::value::Value;
use std::borrow::Cow;
use std::collections::{BTreeSet, HashSet, VecDeque};
use std::sync::Arc;
use std::time::SystemTime;

impl<'a> From<&'a str> for TargetingKey<'a> {
    fn from(text: &'a str) -> TargetingKey<'a> {
        TargetingKey::text(text)
    }
}

impl<'a> From<&'a str> for AttributeValue<'a> {
    fn from(text: &'a str) -> AttributeValue<'a> {
        AttributeValue::Str(text)
    }
}

macro_rules! from_text {
    ($($text:ty),*) => {$(
        impl<'a> From<&'a $text> for TargetingKey<'a> {
            fn from(text: &'a $text) -> TargetingKey<'a> {
                TargetingKey::text(text)
            }
        }

        impl<'a> From<&'a $text> for AttributeValue<'a> {
            fn from(text: &'a $text) -> AttributeValue<'a> {
                AttributeValue::Str(text)
            }
        }
    )*};
}

from_text!(&str, String, Box<str>, Arc<str>, std::rc::Rc<str>, Cow<'_, str>);

macro_rules! from_number {
    ($($number:ty),* => |$value:ident| $attribute:expr, $key:expr) => {$(
        impl From<$number> for TargetingKey<'_> {
            fn from($value: $number) -> Self {
                $key
            }
        }

        impl From<&$number> for TargetingKey<'_> {
            fn from(value: &$number) -> Self {
                Self::from(*value)
            }
        }

        impl From<$number> for AttributeValue<'_> {
            fn from($value: $number) -> Self {
                $attribute
            }
        }

        impl From<&$number> for AttributeValue<'_> {
            fn from(value: &$number) -> Self {
                Self::from(*value)
            }
        }
    )*};
}

from_number!(i64 => |value| AttributeValue::Int(value),
    TargetingKey::digits(value.unsigned_abs(), value < 0));
from_number!(i8, i16, i32 => |value| AttributeValue::Int(value.into()),
    TargetingKey::digits(i64::from(value).unsigned_abs(), value < 0));
from_number!(u8, u16, u32 => |value| AttributeValue::Int(value.into()),
    TargetingKey::digits(value.into(), false));
// No platform of Rust has wider addresses than 64 bits.
from_number!(u64, usize => |value| large(value as u64), TargetingKey::digits(value as u64, false));
from_number!(isize => |value| AttributeValue::Int(value as i64),
    TargetingKey::digits(value.unsigned_abs() as u64, value < 0));

fn large<'a>(value: u64) -> AttributeValue<'a> {
    match i64::try_from(value) {
        Ok(value) => AttributeValue::Int(value),
        Err(_) => AttributeValue::Unsigned(value),
    }
}

macro_rules! from_scalar {
    ($($from:ty => $arm:ident),*) => {$(
        impl From<$from> for AttributeValue<'_> {
            fn from(value: $from) -> Self {
                AttributeValue::$arm(value.into())
            }
        }

        impl From<&$from> for AttributeValue<'_> {
            fn from(value: &$from) -> Self {
                AttributeValue::$arm((*value).into())
            }
        }
    )*};
}

from_scalar!(bool => Bool, f32 => Float, f64 => Float);

impl From<SystemTime> for AttributeValue<'_> {
    fn from(time: SystemTime) -> Self {
        AttributeValue::Instant(instant::unix_millis(time))
    }
}

impl From<&SystemTime> for AttributeValue<'_> {
    fn from(time: &SystemTime) -> Self {
        Self::from(*time)
    }
}

impl<'a> From<Version<'a>> for AttributeValue<'a> {
    fn from(version: Version<'a>) -> Self {
        AttributeValue::Version(version)
    }
}

impl<'a> From<&Version<'a>> for AttributeValue<'a> {
    fn from(version: &Version<'a>) -> Self {
        AttributeValue::Version(*version)
    }
}

impl<'a, T: AttributeItem> From<&'a Vec<T>> for AttributeValue<'a> {
    fn from(items: &'a Vec<T>) -> AttributeValue<'a> {
        AttributeValue::List(items)
    }
}

impl<'a, T: AttributeItem, const N: usize> From<&'a [T; N]> for AttributeValue<'a> {
    fn from(items: &'a [T; N]) -> AttributeValue<'a> {
        AttributeValue::List(items)
    }
}

macro_rules! items {
    ($($item:ty),*) => {$(
        impl AttributeItem for $item {
            fn attribute(&self) -> AttributeValue<'_> {
                self.into()
            }
        }
    )*};
}

items!(str, String, Cow<'_, str>, SystemTime, Version<'_>);
items!(bool, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize, f32, f64);

macro_rules! keys {
    ($($key:ty),*) => {$(
        impl ToTargetingKey for $key {
            fn to_targeting_key(&self) -> TargetingKey<'_> {
                self.into()
            }
        }
    )*};
}

keys!(str, String, Cow<'_, str>, i8, i16, i32, i64, isize, u8, u16, u32, u64, usize);

macro_rules! forward {
    ($($pointer:ty),*) => {$(
        #[diagnostic::do_not_recommend]
        impl<T: AttributeItem + ?Sized> AttributeItem for $pointer {
            fn attribute(&self) -> AttributeValue<'_> {
                (**self).attribute()
            }
        }

        #[diagnostic::do_not_recommend]
        impl<T: ToTargetingKey + ?Sized> ToTargetingKey for $pointer {
            fn to_targeting_key(&self) -> TargetingKey<'_> {
                (**self).to_targeting_key()
            }
        }
    )*};
}

forward!(&T, Box<T>, Arc<T>, std::rc::Rc<T>);

impl AttributeItem for Date {
    fn attribute(&self) -> AttributeValue<'_> {
        AttributeValue::Instant(self.unix_millis())
    }
}

macro_rules! lists {
    ($($(#[$bound:ident])? $list:ty => |$items:ident, $index:ident| $item:expr;)*) => {$(
        impl<T: AttributeItem $(+ $bound)?> AttributeList for $list {
            fn item(&self, $index: usize) -> Option<AttributeValue<'_>> {
                let $items = self;
                $item.map(AttributeItem::attribute)
            }

            fn any(&self, test: &mut dyn FnMut(AttributeValue<'_>) -> bool) -> bool {
                self.iter().any(|item| test(item.attribute()))
            }
        }
    )*};
}

lists! {
    Vec<T> => |items, index| items.get(index);
    &[T] => |items, index| items.get(index);
    Box<[T]> => |items, index| items.get(index);
    Arc<[T]> => |items, index| items.get(index);
    VecDeque<T> => |items, index| items.get(index);
    BTreeSet<T> => |items, index| items.iter().nth(index);
    #[Clone] Cow<'_, [T]> => |items, index| items.get(index);
}

impl<T: AttributeItem, const N: usize> AttributeList for [T; N] {
    fn item(&self, index: usize) -> Option<AttributeValue<'_>> {
        self.get(index).map(AttributeItem::attribute)
    }
}

impl<T: AttributeItem, S> AttributeList for HashSet<T, S> {
    fn item(&self, index: usize) -> Option<AttributeValue<'_>> {
        self.iter().nth(index).map(AttributeItem::attribute)
    }

    fn any(&self, test: &mut dyn FnMut(AttributeValue<'_>) -> bool) -> bool {
        self.iter().any(|item| test(item.attribute()))
    }
}

impl AttributeList for Arc<[Value]> {
    fn item(&self, index: usize) -> Option<AttributeValue<'_>> {
        // What conditions do not know is passed over, or it would end the list.
        self.iter().filter_map(AttributeValue::from_value).nth(index)
    }

    fn any(&self, test: &mut dyn FnMut(AttributeValue<'_>) -> bool) -> bool {
        self.iter().filter_map(AttributeValue::from_value).any(test)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_in_place() {
        let check = |key: TargetingKey<'_>, text: &str| assert_eq!(key.as_str(), text);
        check(0u8.into(), "0");
        check(7u32.into(), "7");
        check(u64::MAX.into(), "18446744073709551615");
        check(i64::MIN.into(), "-9223372036854775808");
        check(i64::MAX.into(), "9223372036854775807");
        check((-1i8).into(), "-1");
        check((&100usize).into(), "100");
    }

    #[test]
    fn every_list_tells_its_items_one_by_one_and_all_at_once() {
        let check = |list: &dyn AttributeList| {
            let items: Vec<_> = (0..).map_while(|index| list.item(index)).collect();
            assert_eq!(items.len(), 2);
            let mut seen = Vec::new();
            assert!(!list.any(&mut |item| {
                seen.push(format!("{item:?}"));
                false
            }));
            assert_eq!(seen, items.iter().map(|item| format!("{item:?}")).collect::<Vec<_>>());
            assert!(list.any(&mut |item| item == AttributeValue::Int(2)));
        };
        check(&vec![1, 2]);
        check(&[1, 2]);
        check(&[1, 2].as_slice());
        check(&Box::<[i32]>::from([1, 2]));
        check(&Arc::<[u8]>::from([1, 2]));
        check(&VecDeque::from([1, 2]));
        check(&BTreeSet::from([1, 2]));
        check(&HashSet::<_>::from([1, 2]));
        check(&Cow::Borrowed([1, 2].as_slice()));
        let values: Arc<[Value]> = [Value::Null, 1.into(), Value::Null, 2.into()].into();
        check(&values);
    }
}
