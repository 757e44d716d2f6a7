//! Single values: texts, numbers, words, dates, durations, percentages, and free values.
//!
//! Law: whoever gets `None` need say nothing more; the problem has been reported.

use super::Reader;
use crate::code::Code;
use crate::date::{Date, InvalidDate};
use crate::document::{InvalidPercentage, Percentage};
use crate::json::{Data, Node};
use crate::problem::quote;
use crate::suggest::truth;
use crate::value::Value;
use std::ops::RangeInclusive;

impl Reader<'_, '_> {
    pub(super) fn text(&mut self, node: &Node<'_>, what: &str) -> Option<String> {
        match &node.data {
            Data::Text(text) if text.is_empty() => {
                self.empty(node, what);
                None
            }
            Data::Text(text) => Some(text.clone().into_owned()),
            _ => {
                self.wrong_type(node, what, "a text");
                None
            }
        }
    }

    pub(super) fn boolean(&mut self, node: &Node<'_>, what: &str) -> Option<bool> {
        match &node.data {
            Data::Bool(value) => return Some(*value),
            Data::Text(text) => {
                if let Some(meant) = truth(text) {
                    let message = format!(
                        "{what} is the text {}; write `{meant}` without quotes",
                        quote(text)
                    );
                    self.problems.error(Code::WrongType, node.span.clone(), message);
                    return None;
                }
            }
            _ => {}
        }
        self.wrong_type(node, what, "`true` or `false`");
        None
    }

    pub(super) fn whole_number(
        &mut self,
        node: &Node<'_>,
        what: &str,
        range: RangeInclusive<i64>,
    ) -> Option<i64> {
        match &node.data {
            Data::Int(number) if range.contains(number) => Some(*number),
            Data::Int(_) | Data::Float(_) => {
                let (from, to) = (range.start(), range.end());
                let message = if *to == i64::MAX {
                    format!("{what} must be a whole number of {from} or more")
                } else {
                    format!("{what} must be a whole number from {from} to {to}")
                };
                self.problems.error(Code::NumberOutOfRange, node.span.clone(), message);
                None
            }
            _ => {
                self.wrong_type(node, what, "a whole number");
                None
            }
        }
    }

    /// Any number that `fits`; `wanted` says which do.
    pub(super) fn number(
        &mut self,
        node: &Node<'_>,
        what: &str,
        wanted: &str,
        fits: impl Fn(f64) -> bool,
    ) -> Option<f64> {
        let number = match &node.data {
            Data::Int(number) => *number as f64,
            Data::Float(number) => *number,
            Data::Text(text) => {
                let bare = text.trim().trim_end_matches('%').trim_end();
                let is_short = bare.len() <= 20;
                let meant = bare.parse().ok().filter(|number: &f64| number.is_finite() && is_short);
                match meant.filter(|number| fits(*number)) {
                    Some(meant) => {
                        let message = format!(
                            "{what} is the text {}; write `{meant}` without quotes",
                            quote(text)
                        );
                        self.problems.error(Code::WrongType, node.span.clone(), message);
                    }
                    None => self.wrong_type(node, what, wanted),
                }
                return None;
            }
            _ => {
                self.wrong_type(node, what, wanted);
                return None;
            }
        };
        if fits(number) {
            return Some(number);
        }
        let message = format!("{what} must be {wanted}");
        self.problems.error(Code::NumberOutOfRange, node.span.clone(), message);
        None
    }

    pub(super) fn word<T: Copy>(
        &mut self,
        node: &Node<'_>,
        what: &str,
        words: &[(&str, T)],
    ) -> Option<T> {
        let text = self.text(node, what)?;
        if let Some((_, value)) = words.iter().find(|(word, _)| *word == text) {
            return Some(*value);
        }
        let known = words.iter().map(|(word, _)| *word);
        let remedy = self.problems.remedy(&text, known);
        let message = format!("{what} cannot be {}; {remedy}", quote(&text));
        self.problems.error(Code::UnknownWord, node.span.clone(), message);
        None
    }

    pub(super) fn date(&mut self, node: &Node<'_>, what: &str) -> Option<Date> {
        let text = self.text(node, what)?;
        match text.parse() {
            Ok(date) => Some(date),
            Err(why) => {
                let why: InvalidDate = why;
                let message = format!("{what}: {} {why}", quote(&text));
                self.problems.error(Code::InvalidDate, node.span.clone(), message);
                None
            }
        }
    }

    /// Milliseconds of `30s`, `15m`, `24h`, `7d` or `2w`.
    pub(super) fn duration(&mut self, node: &Node<'_>, what: &str) -> Option<u64> {
        let text = self.text(node, what)?;
        let millis = duration_millis(&text);
        if millis.is_none() {
            let message =
                format!("{what}: {} is not a duration; write for example `24h`", quote(&text));
            self.problems
                .error(Code::InvalidDuration, node.span.clone(), message)
                .help("the units are `ms`, `s`, `m`, `h`, `d` and `w`");
        }
        millis
    }

    /// Reports a number where a share is named by its text.
    pub(super) fn is_number_for_share(&mut self, node: &Node<'_>, what: &str) -> bool {
        let number = match &node.data {
            Data::Int(number) => *number as f64,
            Data::Float(number) => *number,
            _ => return false,
        };
        let written = self.problems.written(&node.span);
        let Some(share) = decimal_percentage(written, number) else { return false };
        let message = format!("{what} is a number; write `\"{share}\"` for a share");
        self.problems.error(Code::WrongType, node.span.clone(), message);
        true
    }

    /// A percentage as text, or as a number where the member's name says that it is one.
    pub(super) fn percentage(&mut self, node: &Node<'_>, what: &str) -> Option<Percentage> {
        let number = match &node.data {
            Data::Text(text) => return self.percentage_text(node, text, what),
            Data::Int(number) => *number as f64,
            Data::Float(number) => *number,
            _ => {
                self.wrong_type(node, what, "a percentage such as `\"5%\"`");
                return None;
            }
        };
        // The number as it is written: a double would make 100 of 99.999999999999999.
        let written = self.problems.written(&node.span);
        let Some(percentage) = decimal_percentage(written, number) else {
            let message = format!("{what}: {} {InvalidPercentage}", quote(written));
            self.problems.error(Code::InvalidPercentage, node.span.clone(), message);
            return None;
        };
        if number > 0.0 && number < 1.0 {
            let message = format!(
                "{what}: {number} means {percentage}; write `\"{percentage}\"`, or `\"{}%\"` if that is meant",
                number * 100.0
            );
            self.problems.warn(Code::TinyPercentage, node.span.clone(), message);
        }
        Some(percentage)
    }

    pub(super) fn percentage_text(
        &mut self,
        node: &Node<'_>,
        text: &str,
        what: &str,
    ) -> Option<Percentage> {
        match text.parse() {
            Ok(percentage) => Some(percentage),
            Err(InvalidPercentage) => {
                let message = match meant_percentage(text) {
                    Some(meant) => {
                        let blank = text.contains(char::is_whitespace);
                        let how = if blank { ", without the space" } else { "" };
                        format!(
                            "{what}: {} is not a percentage; write `\"{meant}\"`{how}",
                            quote(text)
                        )
                    }
                    None => format!("{what}: {} {InvalidPercentage}", quote(text)),
                };
                self.problems.error(Code::InvalidPercentage, node.span.clone(), message);
                None
            }
        }
    }

    /// One text or a list of them, none empty.
    pub(super) fn texts<'n, 't>(
        &mut self,
        node: &'n Node<'t>,
        what: &str,
    ) -> Option<Vec<(String, &'n Node<'t>)>> {
        let Data::List(items) = &node.data else {
            let Data::Text(_) = &node.data else {
                self.wrong_type(node, what, "a text or a list of texts");
                return None;
            };
            return self.text(node, what).map(|text| vec![(text, node)]);
        };
        if items.is_empty() {
            self.empty(node, what);
            return None;
        }
        let texts: Vec<_> =
            items.iter().filter_map(|item| Some((self.text(item, what)?, item))).collect();
        (texts.len() == items.len()).then_some(texts)
    }

    pub(super) fn empty(&mut self, node: &Node<'_>, what: &str) {
        let message = format!("{what} is empty; leave it out or fill it in");
        self.problems.error(Code::EmptyValue, node.span.clone(), message);
    }
}

/// A value as it stands, for payloads and metadata.
pub(super) fn value(node: &Node<'_>) -> Value {
    match &node.data {
        Data::Null => Value::Null,
        Data::Bool(value) => Value::Bool(*value),
        Data::Int(number) => Value::Int(*number),
        Data::Float(number) => Value::Float(*number),
        Data::Text(text) => Value::String((&**text).into()),
        Data::List(items) => Value::List(items.iter().map(value).collect()),
        Data::Object(members) => Value::Object(
            members.iter().map(|member| ((&*member.name).into(), value(&member.value))).collect(),
        ),
    }
}

/// The share of a text that lacks its sign, or has blanks, or a comma for a point.
fn meant_percentage(text: &str) -> Option<String> {
    let number: String = text.chars().filter(|c| !c.is_whitespace()).take(9).collect();
    let meant = format!("{}%", number.trim_end_matches('%').replace(',', "."));
    meant.parse::<Percentage>().ok().map(|_| meant)
}

/// The share that a number in JSON means, if it has one exactly.
fn decimal_percentage(written: &str, number: f64) -> Option<Percentage> {
    if written.contains(['e', 'E']) {
        // So many digits a double holds.
        let is_exact = written.bytes().filter(u8::is_ascii_digit).count() <= 15;
        return format!("{number}%").parse().ok().filter(|_| is_exact);
    }
    let mut digits = written;
    if written.contains('.') {
        digits = written.trim_end_matches('0').trim_end_matches('.');
    }
    format!("{digits}%").parse().ok()
}

fn duration_millis(text: &str) -> Option<u64> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    let number: u64 = text.get(..digits)?.parse().ok()?;
    let unit = match text.get(digits..)? {
        "ms" => 1,
        "s" => 1000,
        "m" => 60_000,
        "h" => 3_600_000,
        "d" => 86_400_000,
        "w" => 604_800_000,
        _ => return None,
    };
    number.checked_mul(unit)
}
