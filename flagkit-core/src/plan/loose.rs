//! Checks that convert before they compare, and that look at whole values rather than at each item.
//!
//! For documents of engines that were written in JavaScript: there, `"5"` counts as 5, a missing value reads as
//! `null`, and lists have a length. flags.json has none of it. `given` says what converts into what,
//! `padded` is a way to compare versions as texts.
//! Laws: data only, so nothing here knows whose document it was; nothing is allocated but where a text
//! must be put together first (a pattern in a value that is no text, or the case of letters).

mod given;
mod padded;

use super::check::NumberOrder;
use super::pattern::Pattern;
use super::values::Values;
use crate::context::AttributeValue;
use crate::value::Value;
use given::Given;
use padded::Padded;
use std::cmp::Ordering;
use std::sync::Arc;

/// What is asked of a value as JavaScript sees it; a missing one is `null`.
///
/// Unlike other checks, it is given a list as a whole. A context that wants `null`s within lists to be
/// seen hands the list out as [`AttributeValue::Object`] of a [`Value::List`].
///
/// ```
/// use flagkit_core::AttributeValue;
/// use flagkit_core::plan::{Loose, NumberOrder};
///
/// let adult = Loose::order(NumberOrder::AtLeast, &18.into());
/// assert!(adult.passes(Some(AttributeValue::Str("21"))));
/// assert!(!adult.passes(None));
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Loose {
    /// All of these pass.
    All(Box<[Loose]>),
    /// One of these passes.
    Any(Box<[Loose]>),
    /// This does not pass.
    Not(Box<Loose>),
    /// What stands at this path, of names of members and places in lists, passes.
    Member(Box<[Arc<str>]>, Box<Loose>),
    /// It is `null`, or missing.
    Null,
    /// It is neither `null` nor missing, and counts as this truth value: `false`, 0 and `""` count as false.
    Counts(bool),
    /// It converts to this number: `null`, `""` and `false` are 0, `"5"` is 5.
    Number(f64),
    /// It converts to this text: 1 is `"1"`, `null` is `"null"`, a list is its items with commas between.
    Text {
        /// The text, in lower case where case is ignored.
        text: Arc<str>,
        /// Whether upper and lower case are the same.
        ignore_case: bool,
    },
    /// It is one of these, unconverted.
    OneOf(OneOf),
    /// It stands in this order to the operand: as a text where both are, else as a number.
    Order {
        /// The order.
        order: NumberOrder,
        /// The operand, if it is a text.
        text: Option<Arc<str>>,
        /// The operand as a number; if it is none, nothing passes but a text against a text.
        number: f64,
    },
    /// It is a version in this order to one that is padded already.
    Version(NumberOrder, PaddedVersion),
    /// It equals this value in every part, the order of members included.
    Deep(Value),
    /// It is of this type.
    Type(LooseType),
    /// It is a list, and its length passes.
    Length(Box<Loose>),
    /// It is a list, and one of its items passes.
    Item(Box<Loose>),
    /// The pattern is found in it, converted to a text.
    Matches(Pattern),
}

/// Values of which one must be met, without conversion.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct OneOf {
    /// The texts, numbers and truth values; texts are in lower case where case is ignored.
    pub values: Values,
    /// Whether `null` is among them.
    pub null: bool,
    /// Whether of a list it is enough that one item is met; else a list meets nothing.
    pub items: bool,
    /// Whether upper and lower case are the same.
    pub ignore_case: bool,
}

/// The types of JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it")]
pub enum LooseType {
    Null,
    Bool,
    Number,
    Text,
    List,
    Object,
}

/// A version whose numbers are padded to one width, so that texts compare as versions do.
///
/// A leading `v` and what follows a `+` are left out; parts are separated by `.` and `-`; numbers are five characters
/// wide; what has exactly three parts is behind all of its pre-releases; a value that is no text is `0`.
///
/// ```
/// use flagkit_core::plan::PaddedVersion;
///
/// assert_eq!(PaddedVersion::new("v1.20.3+b7").as_str(), "    1-   20-    3-~");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PaddedVersion(Box<str>);

impl PaddedVersion {
    /// The padded form of a text.
    pub fn new(version: &str) -> PaddedVersion {
        let bytes: Vec<u8> = Padded::of(version).collect();
        PaddedVersion(String::from_utf8_lossy(&bytes).into())
    }

    /// The padded form of a value.
    pub fn of(value: &Value) -> PaddedVersion {
        let mut text = String::new();
        if let given @ (Given::Text(_) | Given::Number(_)) = Given::from(value) {
            given.write(&mut text).unwrap_or_default();
        }
        PaddedVersion::new(&text)
    }

    /// The padded text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Loose {
    /// It converts to this text.
    pub fn text(text: impl Into<Arc<str>>) -> Loose {
        Loose::Text { text: text.into(), ignore_case: false }
    }

    /// It stands in this order to a value.
    pub fn order(order: NumberOrder, operand: &Value) -> Loose {
        let text = match operand {
            Value::String(text) => Some(text.clone()),
            _ => None,
        };
        Loose::Order { order, text, number: Given::from(operand).number() }
    }

    /// The same, boxed as a check.
    pub fn check(self) -> super::Check {
        super::Check::Loose(Box::new(self))
    }

    /// Whether a value passes; `None` for a missing one.
    pub fn passes(&self, value: Option<AttributeValue<'_>>) -> bool {
        self.admits(value.map_or(Given::Null, Given::from))
    }

    fn admits(&self, given: Given<'_>) -> bool {
        match self {
            Loose::All(all) => all.iter().all(|part| part.admits(given)),
            Loose::Any(any) => any.iter().any(|part| part.admits(given)),
            Loose::Not(part) => !part.admits(given),
            Loose::Member(path, part) => given.at(path, &mut |member| part.admits(member)),
            Loose::Null => matches!(given, Given::Null),
            Loose::Counts(truth) => !matches!(given, Given::Null) && given.truth() == *truth,
            Loose::Number(number) => given.number() == *number,
            Loose::Text { text, ignore_case: false } => given.reads_as(text),
            Loose::Text { text, ignore_case: true } => given.to_text().to_lowercase() == **text,
            Loose::OneOf(one_of) => one_of.has(given),
            Loose::Order { order, text, number } => match (given, text) {
                // In code units, as JavaScript does; UTF-8 orders the same but for a few rare characters.
                (Given::Text(given), Some(text)) => {
                    order.holds(given.encode_utf16().cmp(text.encode_utf16()))
                }
                _ => given.number().partial_cmp(number).is_some_and(|found| order.holds(found)),
            },
            Loose::Version(order, version) => {
                order.holds(given.padded(|padded| padded.cmp(version.0.bytes())))
            }
            Loose::Deep(value) => given.equals(Given::from(value)),
            Loose::Type(known) => given.type_of() == *known,
            Loose::Length(part) => {
                given.items().is_some_and(|items| part.admits(Given::Number(items.len() as f64)))
            }
            Loose::Item(part) => {
                given.items().is_some_and(|items| items.any(&mut |item| part.admits(item)))
            }
            Loose::Matches(pattern) => match given {
                Given::Text(text) => pattern.is_found(text),
                other => pattern.is_found(&other.to_text()),
            },
        }
    }
}

impl OneOf {
    fn has(&self, given: Given<'_>) -> bool {
        match given.items() {
            Some(items) => self.items && items.any(&mut |item| self.has_alone(item)),
            None => self.has_alone(given),
        }
    }

    fn has_alone(&self, given: Given<'_>) -> bool {
        match given {
            Given::Null => self.null,
            Given::Text(text) if self.ignore_case => {
                self.values.texts.contains(&text.to_lowercase())
            }
            Given::Text(text) => self.values.contains(AttributeValue::Str(text)),
            Given::Number(number) => self.values.contains(AttributeValue::Float(number)),
            Given::Bool(truth) => self.values.contains(AttributeValue::Bool(truth)),
            Given::Version(_) | Given::List(_) | Given::Object(_) => false,
        }
    }
}

impl NumberOrder {
    /// Whether what was found is this order.
    fn holds(self, found: Ordering) -> bool {
        match self {
            NumberOrder::Equal => found.is_eq(),
            NumberOrder::Less => found.is_lt(),
            NumberOrder::AtMost => found.is_le(),
            NumberOrder::Greater => found.is_gt(),
            NumberOrder::AtLeast => found.is_ge(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(value: &Value) -> Option<AttributeValue<'_>> {
        // Lists as they are, with their `null`s.
        match value {
            Value::Null => None,
            Value::List(_) => Some(AttributeValue::Object(value)),
            other => AttributeValue::from_value(other),
        }
    }

    fn list(items: &[Value]) -> Value {
        Value::List(items.into())
    }

    #[track_caller]
    fn check(loose: &Loose, passes: &[Value], fails: &[Value]) {
        for value in passes {
            assert!(loose.passes(given(value)), "{loose:?} of {value}");
        }
        for value in fails {
            assert!(!loose.passes(given(value)), "{loose:?} of {value}");
        }
    }

    #[test]
    fn texts_convert() {
        check(
            &Loose::text("1"),
            &["1".into(), 1.into(), 1.0.into(), list(&[1.into()])],
            &[true.into()],
        );
        check(
            &Loose::text("null"),
            &[Value::Null, "null".into()],
            &["".into(), list(&[Value::Null])],
        );
        check(&Loose::text("a,,2"), &[list(&["a".into(), Value::Null, 2.into()])], &["a,2".into()]);
        check(&Loose::text("1e+21"), &[1e21.into()], &[1e20.into()]);
        let cased = Loose::Text { text: "true".into(), ignore_case: true };
        check(&cased, &[true.into(), "TRUE".into()], &[false.into(), "tru".into()]);
    }

    #[test]
    fn numbers_convert() {
        let zero =
            [Value::Null, "".into(), " ".into(), false.into(), list(&[]), "0x0".into(), 0.into()];
        check(
            &Loose::Number(0.0),
            &zero,
            &["zero".into(), "inf".into(), "nan".into(), true.into()],
        );
        check(
            &Loose::Number(f64::INFINITY),
            &["Infinity".into()],
            &["inf".into(), "infinity".into()],
        );
        check(
            &Loose::Number(5.0),
            &["5".into(), list(&["5".into()])],
            &[list(&[5.into(), 5.into()])],
        );
    }

    #[test]
    fn orders_are_of_texts_or_of_numbers() {
        let above = Loose::order(NumberOrder::Greater, &"10".into());
        check(&above, &["9".into(), 11.into()], &["1".into(), 9.into(), Value::Null, "".into()]);
        let below = Loose::order(NumberOrder::Less, &"\u{ffff}".into());
        check(&below, &["\u{1f600}".into()], &[5.into()]);
    }

    #[test]
    fn a_list_is_looked_at_as_a_whole() {
        let texts = |items| OneOf { values: Values::texts(["a"]), items, ..OneOf::default() };
        let mixed = list(&["b".into(), "a".into()]);
        check(&Loose::OneOf(texts(true)), &[mixed.clone(), "a".into()], &["A".into(), list(&[])]);
        check(&Loose::OneOf(texts(false)), &["a".into()], std::slice::from_ref(&mixed));
        let two = Loose::Length(Box::new(Loose::Number(2.0)));
        check(&two, &[mixed.clone(), list(&[Value::Null, Value::Null])], &["ab".into(), list(&[])]);
        let item = Loose::Item(Box::new(Loose::Null));
        check(&item, &[list(&[1.into(), Value::Null])], &[Value::Null, mixed]);
    }

    #[test]
    fn members_are_found_by_path() {
        let path: Box<[Arc<str>]> = ["a".into(), "1".into(), "b".into()].into();
        let loose = Loose::Member(path, Box::new(Loose::Number(3.0)));
        let object = |name: &str, value: Value| Value::Object([(name.into(), value)].into());
        check(&loose, &[object("a", list(&[0.into(), object("b", 3.into())]))], &[]);
        check(
            &loose,
            &[],
            &[Value::Null, 3.into(), object("a", "b".into()), object("a", list(&[]))],
        );
    }

    #[test]
    fn deep_equality_minds_the_order() {
        let members =
            |names: [&str; 2]| Value::Object(names.map(|name| (name.into(), 1.into())).into());
        let loose = Loose::Deep(members(["a", "b"]));
        check(&loose, &[members(["a", "b"])], &[members(["b", "a"]), "{}".into(), Value::Null]);
        check(
            &Loose::Deep(list(&[1.into()])),
            &[list(&[1.0.into()])],
            &["1".into(), list(&["1".into()])],
        );
    }

    #[test]
    fn versions_are_padded() {
        let above = |text| Loose::Version(NumberOrder::Greater, PaddedVersion::new(text));
        check(
            &above("1.9.0"),
            &["1.10.0".into(), "v2".into()],
            &["1.9.0-rc".into(), Value::Null, 1.into()],
        );
        check(
            &above("1.0.0-beta.2"),
            &["1.0.0".into(), "1.0.0-beta.11".into()],
            &["1.0.0-beta".into()],
        );
        check(&above("0"), &[1.into(), 0.5.into()], &[true.into(), list(&[9.into()])]);
        assert_eq!(PaddedVersion::of(&1.5.into()), PaddedVersion::new("1.5"));
        assert_eq!(PaddedVersion::of(&true.into()), PaddedVersion::new("0"));
    }

    #[test]
    fn a_typed_list_and_a_listed_value_are_one() {
        let typed = vec!["a", "b"];
        let value = list(&["a".into(), "b".into()]);
        for loose in [Loose::text("a,b"), Loose::Deep(value.clone())] {
            assert!(loose.passes(Some((&typed).into())), "{loose:?}");
            assert!(loose.passes(given(&value)), "{loose:?}");
        }
    }
}
