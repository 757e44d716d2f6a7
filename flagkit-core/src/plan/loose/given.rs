//! Values as JavaScript sees them, and what they convert to.
//!
//! Law: every conversion is one of ECMAScript's: `ToString`, `ToNumber`, `ToBoolean`. An instant is its number of
//! milliseconds, a version its text.

use super::LooseType;
use super::padded::Padded;
use crate::context::{AttributeList, AttributeValue, Version};
use crate::value::Value;
use std::fmt::{self, Write};
use std::sync::Arc;

/// A value, borrowed from a context or from an operand.
#[derive(Clone, Copy)]
pub(super) enum Given<'a> {
    Null,
    Bool(bool),
    Number(f64),
    Text(&'a str),
    Version(Version<'a>),
    List(Items<'a>),
    /// A [`Value::Object`].
    Object(&'a [(Arc<str>, Value)]),
}

/// The items of a list.
#[derive(Clone, Copy)]
pub(super) enum Items<'a> {
    /// With `null`s.
    Values(&'a [Value]),
    Attributes(&'a dyn AttributeList),
}

impl<'a> From<&'a Value> for Given<'a> {
    fn from(value: &'a Value) -> Given<'a> {
        match value {
            Value::Null => Given::Null,
            Value::Bool(truth) => Given::Bool(*truth),
            Value::Int(number) => Given::Number(*number as f64),
            Value::Float(number) => Given::Number(*number),
            Value::String(text) => Given::Text(text),
            Value::List(items) => Given::List(Items::Values(items)),
            Value::Object(members) => Given::Object(members),
        }
    }
}

impl<'a> From<AttributeValue<'a>> for Given<'a> {
    fn from(value: AttributeValue<'a>) -> Given<'a> {
        match value {
            AttributeValue::Bool(truth) => Given::Bool(truth),
            AttributeValue::Int(number) | AttributeValue::Instant(number) => {
                Given::Number(number as f64)
            }
            AttributeValue::Unsigned(number) => Given::Number(number as f64),
            AttributeValue::Float(number) => Given::Number(number),
            AttributeValue::Str(text) => Given::Text(text),
            AttributeValue::Version(version) => Given::Version(version),
            AttributeValue::List(list) => Given::List(Items::Attributes(list)),
            AttributeValue::Object(value) => value.into(),
        }
    }
}

impl Items<'_> {
    pub(super) fn any(self, test: &mut dyn FnMut(Given<'_>) -> bool) -> bool {
        match self {
            Items::Values(values) => values.iter().any(|value| test(value.into())),
            Items::Attributes(list) => list.any(&mut |item| test(item.into())),
        }
    }

    pub(super) fn len(self) -> usize {
        if let Items::Values(values) = self {
            return values.len();
        }
        let mut length = 0;
        self.any(&mut |_| {
            length += 1;
            false
        });
        length
    }

    /// Asks about one item; whether there is none is asked too.
    fn with(self, index: usize, ask: &mut dyn FnMut(Given<'_>) -> bool) -> bool {
        match self {
            Items::Values(values) => ask(values.get(index).map_or(Given::Null, Given::from)),
            Items::Attributes(list) => ask(list.item(index).map_or(Given::Null, Given::from)),
        }
    }
}

impl Given<'_> {
    pub(super) fn items(&self) -> Option<Items<'_>> {
        match self {
            Given::List(items) => Some(*items),
            _ => None,
        }
    }

    pub(super) fn type_of(&self) -> LooseType {
        match self {
            Given::Null => LooseType::Null,
            Given::Bool(_) => LooseType::Bool,
            Given::Number(_) => LooseType::Number,
            Given::Text(_) | Given::Version(_) => LooseType::Text,
            Given::List(_) => LooseType::List,
            Given::Object(_) => LooseType::Object,
        }
    }

    /// `ToBoolean`.
    pub(super) fn truth(&self) -> bool {
        match self {
            Given::Null => false,
            Given::Bool(truth) => *truth,
            Given::Number(number) => *number != 0.0 && !number.is_nan(),
            Given::Text(text) => !text.is_empty(),
            Given::Version(_) | Given::List(_) | Given::Object(_) => true,
        }
    }

    /// `ToNumber`.
    pub(super) fn number(&self) -> f64 {
        match self {
            Given::Null => 0.0,
            Given::Bool(truth) => f64::from(u8::from(*truth)),
            Given::Number(number) => *number,
            Given::Text(text) => number_of(text),
            Given::List(items) => match items.len() {
                0 => 0.0,
                // A list reads as its only item does, and the text of a truth value is no number.
                1 => {
                    let mut number = f64::NAN;
                    items.any(&mut |item| {
                        number = if let Given::Bool(_) = item { f64::NAN } else { item.number() };
                        true
                    });
                    number
                }
                _ => f64::NAN,
            },
            Given::Version(_) | Given::Object(_) => f64::NAN,
        }
    }

    /// `ToString`, into a text.
    pub(super) fn to_text(self) -> String {
        let mut text = String::new();
        self.write(&mut text).unwrap_or_default();
        text
    }

    /// Whether `ToString` gives this text; nothing is put together for it.
    pub(super) fn reads_as(&self, text: &str) -> bool {
        if let Given::Text(given) = self {
            return *given == text;
        }
        let mut rest = Rest(text);
        self.write(&mut rest).is_ok() && rest.0.is_empty()
    }

    /// `ToString`.
    pub(super) fn write(&self, out: &mut dyn Write) -> fmt::Result {
        match self {
            Given::Null => out.write_str("null"),
            Given::Bool(truth) => write!(out, "{truth}"),
            Given::Number(number) => write_number(out, *number),
            Given::Text(text) => out.write_str(text),
            Given::Version(version) => write!(out, "{version}"),
            Given::Object(_) => out.write_str("[object Object]"),
            Given::List(items) => {
                let mut first = true;
                let mut failed = false;
                items.any(&mut |item| {
                    let comma = if std::mem::replace(&mut first, false) { "" } else { "," };
                    let item = match item {
                        Given::Null => Given::Text(""),
                        item => item,
                    };
                    failed = out.write_str(comma).and_then(|()| item.write(out)).is_err();
                    failed
                });
                if failed { Err(fmt::Error) } else { Ok(()) }
            }
        }
    }

    /// The padded form as a version; what is neither text nor number is version 0.
    pub(super) fn padded<T>(&self, ask: impl FnOnce(Padded<'_>) -> T) -> T {
        match self {
            Given::Text(text) => ask(Padded::of(text)),
            Given::Number(_) | Given::Version(_) => ask(Padded::of(&self.to_text())),
            _ => ask(Padded::of("")),
        }
    }

    /// Asks about what stands at a path; whether nothing does is asked too.
    pub(super) fn at(self, path: &[Arc<str>], ask: &mut dyn FnMut(Given<'_>) -> bool) -> bool {
        let Some((name, rest)) = path.split_first() else { return ask(self) };
        match self {
            Given::Object(members) => {
                let member = members.iter().find(|(member, _)| member == name);
                member.map_or(Given::Null, |(_, value)| value.into()).at(rest, ask)
            }
            Given::List(items) => match name.parse() {
                Ok(index) => items.with(index, &mut |item| item.at(rest, ask)),
                Err(_) => ask(Given::Null),
            },
            _ => ask(Given::Null),
        }
    }

    /// Whether both are written alike as JSON; an operand's list is one of values.
    pub(super) fn equals(&self, operand: Given<'_>) -> bool {
        match (self, operand) {
            (Given::Null, Given::Null) => true,
            (Given::Bool(left), Given::Bool(right)) => *left == right,
            (Given::Number(left), Given::Number(right)) => *left == right,
            (Given::Text(left), Given::Text(right)) => *left == right,
            (Given::Version(_), Given::Text(right)) => self.reads_as(right),
            (Given::List(left), Given::List(Items::Values(right))) => {
                let mut rest = right.iter();
                let differs = left
                    .any(&mut |item| !rest.next().is_some_and(|right| item.equals(right.into())));
                !differs && rest.next().is_none()
            }
            (Given::Object(left), Given::Object(right)) => {
                left.len() == right.len()
                    && left.iter().zip(right).all(|((left_name, left), (right_name, right))| {
                        left_name == right_name && Given::from(left).equals(right.into())
                    })
            }
            _ => false,
        }
    }
}

/// What is left of a text that is compared piece by piece.
struct Rest<'t>(&'t str);

impl Write for Rest<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(piece).ok_or(fmt::Error)?;
        Ok(())
    }
}

/// `ToNumber` of a text.
fn number_of(text: &str) -> f64 {
    let text = text.trim();
    let radix = |digits: &str, radix| match u64::from_str_radix(digits, radix) {
        // The parser takes a sign, which is none of JavaScript's here.
        Ok(number) if !digits.starts_with('+') => number as f64,
        _ => f64::NAN,
    };
    match text.get(..2) {
        Some("0x" | "0X") => return radix(text.get(2..).unwrap_or_default(), 16),
        Some("0o" | "0O") => return radix(text.get(2..).unwrap_or_default(), 8),
        Some("0b" | "0B") => return radix(text.get(2..).unwrap_or_default(), 2),
        _ => {}
    }
    match text {
        "" => 0.0,
        "Infinity" | "+Infinity" => f64::INFINITY,
        "-Infinity" => f64::NEG_INFINITY,
        // The parser knows words, such as `inf`, that JavaScript does not.
        _ if text.contains(|c: char| c.is_ascii_alphabetic() && !matches!(c, 'e' | 'E')) => {
            f64::NAN
        }
        _ => text.parse().unwrap_or(f64::NAN),
    }
}

/// `ToString` of a number: the shortest digits that read back, in the layout of ECMAScript.
fn write_number(out: &mut dyn Write, number: f64) -> fmt::Result {
    if number.is_nan() {
        return out.write_str("NaN");
    }
    if number.is_infinite() {
        return out.write_str(if number > 0.0 { "Infinity" } else { "-Infinity" });
    }
    let size = number.abs();
    if number == 0.0 {
        out.write_str("0")
    } else if (1e-6..1e21).contains(&size) {
        write!(out, "{number}")
    } else if size < 1.0 {
        write!(out, "{number:e}")
    } else {
        // The sign of a positive exponent is written there.
        let mut signed = Signed(out);
        write!(signed, "{number:e}")
    }
}

/// Puts a plus behind the `e`.
struct Signed<'o>(&'o mut dyn Write);

impl Write for Signed<'_> {
    fn write_str(&mut self, piece: &str) -> fmt::Result {
        match piece.split_once('e') {
            Some((digits, exponent)) => write!(self.0, "{digits}e+{exponent}"),
            None => self.0.write_str(piece),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_written_as_in_javascript() {
        let check = |number, text: &str| assert_eq!(Given::Number(number).to_text(), text);
        check(0.0, "0");
        check(-0.0, "0");
        check(-1.5, "-1.5");
        check(100.0, "100");
        check(123_456_789_012_345_680_000.0, "123456789012345680000");
        check(1e21, "1e+21");
        check(-1.25e22, "-1.25e+22");
        check(0.000_001, "0.000001");
        check(0.000_000_1, "1e-7");
        check(f64::NAN, "NaN");
    }

    #[test]
    fn numbers_are_read_as_in_javascript() {
        let check = |text: &str, number: f64| assert_eq!(number_of(text), number, "{text}");
        check(" 5\n", 5.0);
        check("0x1F", 31.0);
        check("0b101", 5.0);
        check("1e3", 1000.0);
        check(".5", 0.5);
        check("5.", 5.0);
        check("-7", -7.0);
        for text in ["0x", "0x+1", "5px", "inf", "NaN", "1e", "-0x1", "1,000", "e5", "."] {
            assert!(number_of(text).is_nan(), "{text}");
        }
    }
}
