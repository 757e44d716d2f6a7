//! Conditions in words: `role is partner and not (country is KR or US)`.
//!
//! Parts and values stand in an order of their own, since theirs in the file decides nothing.
//! Law: two conditions read the same in full exactly when they mean the same, files of ids apart; so texts are quoted
//! where they could be taken for something else.

use flagkit_core::{
    AttributeValue, Comparator, Condition, Order, Relation, Requirement, Scalar, Test,
};
use std::collections::BTreeSet;

/// So many values of a list are named for people.
const SHOWN: usize = 6;

/// For people: long lists are cut.
pub(crate) fn shown(condition: &Condition) -> String {
    Wording { most: SHOWN }.condition(condition)
}

/// All of it, to compare by.
pub(crate) fn full(condition: &Condition) -> String {
    Wording { most: usize::MAX }.condition(condition)
}

/// What differs between two conditions; `None` where nothing does.
pub(crate) fn difference(old: &Condition, new: &Condition) -> Option<String> {
    let (before, after) = (full(old), full(new));
    if before == after {
        return None;
    }
    if let Some((_, difference)) = of_lists(old, new) {
        return Some(difference);
    }
    if let Some((was, is)) = only_part(old, new) {
        return match of_lists(was, is) {
            Some((subject, difference)) => Some(format!("{subject}: {difference}")),
            None => difference(was, is),
        };
    }
    let (brief, changed) = (shown(old), shown(new));
    // What differs may be where the lists were cut.
    if brief == changed {
        return Some(format!("{before} → {after}"));
    }
    Some(format!("{brief} → {changed}"))
}

/// What came to a list and what went from it, with what is compared; two single values are no lists.
fn of_lists(old: &Condition, new: &Condition) -> Option<(String, String)> {
    let ((subject, old), (of, new)) = (list(old)?, list(new)?);
    let are_lists = subject == of && old.len().max(new.len()) > 1;
    are_lists.then(|| (subject, members(&old, &new)))
}

/// The one part of each that the other has not, where all others are the same.
fn only_part<'c>(old: &'c Condition, new: &'c Condition) -> Option<(&'c Condition, &'c Condition)> {
    let (old, new) = match (old, new) {
        (Condition::All(old), Condition::All(new)) | (Condition::Any(old), Condition::Any(new)) => {
            (old, new)
        }
        _ => return None,
    };
    let words = |parts: &[Condition]| -> Vec<String> { parts.iter().map(full).collect() };
    let (before, after) = (words(old), words(new));
    let lone = |parts: &'c [Condition], own: &[String], others: &[String]| {
        let mut left = parts.iter().zip(own).filter(|(_, words)| !others.contains(words));
        left.next().filter(|_| left.next().is_none()).map(|(part, _)| part)
    };
    // More than these two would be left out where a part stands twice.
    let alone = old.len() == new.len();
    Some((lone(old, &before, &after)?, lone(new, &after, &before)?)).filter(|_| alone)
}

/// What came and what went: `+ jiwoo, - minsu`.
pub(crate) fn members(old: &BTreeSet<String>, new: &BTreeSet<String>) -> String {
    let named = |sign: &str, left: &BTreeSet<String>, right: &BTreeSet<String>| {
        let all: Vec<String> =
            left.difference(right).map(|member| format!("{sign} {member}")).collect();
        cut(&all, SHOWN, ", ")
    };
    let (come, gone) = (named("+", new, old), named("-", old, new));
    match (come.is_empty(), gone.is_empty()) {
        (true, _) => gone,
        (_, true) => come,
        _ => format!("{come}, {gone}"),
    }
}

/// The subject with its comparison, and the values, of a condition that is one list.
fn list(condition: &Condition) -> Option<(String, BTreeSet<String>)> {
    let (subject, test) = match condition {
        Condition::Key(test) => ("key".to_owned(), test),
        Condition::Attribute(name, test) => (attribute(name), test),
        Condition::Segment(segments) => {
            let names = segments.iter().map(|segment| text(&segment.name));
            return Some(("in segment".to_owned(), names.collect()));
        }
        _ => return None,
    };
    let (word, values) = values(test)?;
    Some((format!("{subject} {word}"), values))
}

/// The comparison and the values of a test that has a list of them.
fn values(test: &Test) -> Option<(&'static str, BTreeSet<String>)> {
    let texts = |list: &[std::sync::Arc<str>]| list.iter().map(|value| text(value)).collect();
    Some(match test {
        Test::In(values) => ("is", values.iter().map(scalar).collect()),
        Test::NotIn(values) => ("is not", values.iter().map(scalar).collect()),
        Test::StartsWith(list) => ("starts with", texts(list)),
        Test::EndsWith(list) => ("ends with", texts(list)),
        Test::Contains(list) => ("contains", texts(list)),
        Test::Network(networks) => ("in", networks.iter().map(ToString::to_string).collect()),
        _ => return None,
    })
}

struct Wording {
    most: usize,
}

impl Wording {
    fn condition(&self, condition: &Condition) -> String {
        match condition {
            Condition::All(parts) => self.parts(parts, " and "),
            Condition::Any(parts) => self.parts(parts, " or "),
            Condition::Not(part) => format!("not ({})", self.condition(part)),
            Condition::Segment(segments) => {
                let names: BTreeSet<String> =
                    segments.iter().map(|segment| text(&segment.name)).collect();
                format!("in segment {}", self.alternatives(&names))
            }
            Condition::Key(test) => self.test("key", test),
            Condition::Attribute(name, test) => self.test(&attribute(name), test),
            other => format!("{other:?}"),
        }
    }

    fn parts(&self, parts: &[Condition], joined: &str) -> String {
        if let [only] = parts {
            return self.condition(only);
        }
        let words: BTreeSet<String> = parts.iter().map(|part| self.part(part)).collect();
        Vec::from_iter(words).join(joined)
    }

    /// A part of several, in brackets where it has parts of its own.
    fn part(&self, part: &Condition) -> String {
        match part {
            Condition::All(parts) | Condition::Any(parts) if parts.len() > 1 => {
                format!("({})", self.condition(part))
            }
            _ => self.condition(part),
        }
    }

    fn test(&self, subject: &str, test: &Test) -> String {
        if let Some((word, values)) = values(test) {
            return format!("{subject} {word} {}", self.alternatives(&values));
        }
        match test {
            Test::Compare(order, operand) => format!("{subject} {} {operand}", sign(*order)),
            Test::CompareWhole(order, operand) => format!("{subject} {} {operand}", sign(*order)),
            Test::InFile(ids) => format!("{subject} in file {}", text(&ids.name)),
            Test::Matches(pattern) => format!("{subject} matches `{}`", pattern.as_str()),
            Test::Version(requirement) => format!("{subject} {}", version(requirement)),
            Test::Before(instant) => format!("{subject} before {}", date(*instant)),
            Test::After(instant) => format!("{subject} after {}", date(*instant)),
            Test::Exists(true) => format!("{subject} exists"),
            Test::Exists(false) => format!("{subject} is missing"),
            other => format!("{subject} {other:?}"),
        }
    }

    fn alternatives(&self, values: &BTreeSet<String>) -> String {
        let values: Vec<String> = values.iter().cloned().collect();
        if values.len() > self.most {
            return cut(&values, self.most, ", ");
        }
        match values.split_last() {
            Some((last, [])) => last.clone(),
            Some((last, [one])) => format!("{one} or {last}"),
            Some((last, others)) => format!("{} or {last}", others.join(", ")),
            None => "nothing".to_owned(),
        }
    }
}

/// The first few, and how many more there are.
pub(crate) fn cut(values: &[String], most: usize, joined: &str) -> String {
    let more = values.len().saturating_sub(most);
    // To leave one out saves nothing.
    if more <= 1 {
        return values.join(joined);
    }
    let first: Vec<&str> = values.iter().take(most).map(String::as_str).collect();
    format!("{}{joined}… {more} more", first.join(joined))
}

fn sign(order: Order) -> &'static str {
    match order {
        Order::Less => "<",
        Order::AtMost => "<=",
        Order::Greater => ">",
        Order::AtLeast => ">=",
    }
}

fn scalar(scalar: &Scalar) -> String {
    match scalar {
        Scalar::Bool(truth) => truth.to_string(),
        Scalar::Int(number) => number.to_string(),
        // `{:?}` keeps the fraction, which tells it from a whole number.
        Scalar::Float(number) => format!("{number:?}"),
        Scalar::String(value) => text(value),
    }
}

/// A text as it stands, or in quotes where it could be taken for something else.
pub(crate) fn text(value: &str) -> String {
    let plain = |character: char| {
        character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '@' | '/' | ':' | '%')
    };
    let is_word =
        matches!(value, "true" | "false" | "or" | "and" | "in" | "is" | "not" | "nothing");
    let is_number = value.parse::<f64>().is_ok();
    if !value.is_empty() && value.chars().all(plain) && !is_word && !is_number {
        return value.to_owned();
    }
    flagkit_core::Value::from(value).to_string()
}

fn attribute(name: &str) -> String {
    let plain =
        |character: char| character.is_alphanumeric() || matches!(character, '_' | '-' | '.');
    if name != "key" && name.chars().all(plain) { name.to_owned() } else { format!("`{name}`") }
}

/// An instant as flags.json writes it, in short where it is midnight.
pub(crate) fn date(millis: i64) -> String {
    let text = format!("{:?}", AttributeValue::Instant(millis));
    text.strip_suffix("T00:00:00Z").map(str::to_owned).unwrap_or(text)
}

fn version(requirement: &Requirement) -> String {
    let comparators: BTreeSet<String> = requirement.comparators.iter().map(comparator).collect();
    if comparators.is_empty() {
        return "is any version".to_owned();
    }
    format!("is version {}", Vec::from_iter(comparators).join(", "))
}

fn comparator(comparator: &Comparator) -> String {
    let Comparator { relation, major, minor, patch, pre_release } = comparator;
    let sign = match relation {
        Relation::Equal => "=",
        Relation::NotEqual => "!=",
        Relation::Less => "<",
        Relation::AtMost => "<=",
        Relation::Greater => ">",
        Relation::AtLeast => ">=",
        Relation::Compatible => "^",
        Relation::Tilde => "~",
    };
    let part = |number: &Option<u64>| number.map(|number| format!(".{number}")).unwrap_or_default();
    let end = if pre_release.is_empty() { String::new() } else { format!("-{pre_release}") };
    format!("{sign}{major}{}{}{end}", part(minor), part(patch))
}

#[cfg(test)]
mod tests {
    use super::{difference, full, shown};
    use flagkit_core::{Condition, Document};

    fn condition(text: &str) -> Condition {
        let segments = r#""beta": { "plan": "pro" }, "staff": { "role": "staff" }"#;
        let text = format!(r#"{{ "segments": {{ {segments}, "it": {text} }}, "flags": {{}} }}"#);
        let parsed = Document::parse(&text);
        assert!(parsed.problems.iter().all(|problem| !problem.is_error()), "{:?}", parsed.problems);
        parsed.document.unwrap().segment("it").unwrap().condition().unwrap().clone()
    }

    #[track_caller]
    fn check(text: &str, words: &str) {
        assert_eq!(shown(&condition(text)), words, "{text}");
    }

    #[test]
    fn each_operator_has_words() {
        check(r#"{ "role": "partner" }"#, "role is partner");
        check(r#"{ "key": ["minsu", "jiwoo", "ana"] }"#, "key is ana, jiwoo or minsu");
        check(r#"{ "age": 18 }"#, "age is 18");
        check(r#"{ "age": "18" }"#, r#"age is "18""#);
        check(r#"{ "paid": true }"#, "paid is true");
        check(r#"{ "city": "New York" }"#, r#"city is "New York""#);
        check(r#"{ "role": { "ne": "guest" } }"#, "role is not guest");
        check(r#"{ "role": { "not_in": ["a", "b"] } }"#, "role is not a or b");
        check(r#"{ "age": { "ge": 18 } }"#, "age >= 18");
        check(r#"{ "n": { "lt": 9007199254740993 } }"#, "n < 9007199254740993");
        check(r#"{ "mail": { "ends_with": "@x.com" } }"#, "mail ends with @x.com");
        check(r#"{ "mail": { "matches": "^a+$" } }"#, "mail matches `^a+$`");
        check(r#"{ "app": { "semver": ">=2.1, <3" } }"#, "app is version <3, >=2.1");
        check(r#"{ "born": { "before": "2000-01-01" } }"#, "born before 2000-01-01");
        check(r#"{ "ip": { "cidr": "10.0.0.0/8" } }"#, "ip in 10.0.0.0/8");
        check(r#"{ "mail": { "exists": false } }"#, "mail is missing");
        check(r#"{ "segment": ["staff", "beta"] }"#, "in segment beta or staff");
        check(r#"{ "role": "a", "plan": "b" }"#, "plan is b and role is a");
        check(
            r#"{ "any": [{ "role": "a", "plan": "b" }, { "not": { "age": { "gt": 3 } } }] }"#,
            "(plan is b and role is a) or not (age > 3)",
        );
        check(
            r#"{ "key": ["a", "b", "c", "d", "e", "f", "g", "h"] }"#,
            "key is a, b, c, d, e, f, … 2 more",
        );
    }

    #[test]
    fn what_differs_is_told() {
        let told = |old: &str, new: &str| difference(&condition(old), &condition(new));
        assert_eq!(told(r#"{ "key": ["a", "b"] }"#, r#"{ "key": ["b", "a"] }"#), None);
        let list = |last: &str| {
            let all: Vec<String> = (10..30).map(|n| format!("\"u{n}\"")).collect();
            format!(r#"{{ "key": [{}, "{last}"] }}"#, all.join(","))
        };
        assert_eq!(told(&list("x"), &list("y")).unwrap(), "+ y, - x");
        let role = r#"{ "role": "a" }"#;
        assert_eq!(
            told(role, r#"{ "role": { "ne": "a" } }"#).unwrap(),
            "role is a → role is not a"
        );
        let within = |last| format!(r#"{{ "role": "a", "all": [{}] }}"#, list(last));
        assert_eq!(told(&within("x"), &within("y")).unwrap(), "key is: + y, - x");
        let two = |country: &str, role: &str| {
            format!(r#"{{ "role": "{role}", "country": ["KR", "{country}"] }}"#)
        };
        assert_eq!(told(&two("US", "a"), &two("JP", "a")).unwrap(), "country is: + JP, - US");
        assert_eq!(told(&two("US", "a"), &two("US", "b")).unwrap(), "role is a → role is b");
        let words = "country is KR or US and role is a → country is JP or KR and role is b";
        assert_eq!(told(&two("US", "a"), &two("JP", "b")).unwrap(), words);
    }

    #[test]
    fn what_means_another_thing_reads_another_way() {
        let all = [
            r#"{ "a": "1" }"#,
            r#"{ "a": 1 }"#,
            r#"{ "a": 1.5 }"#,
            r#"{ "a": "true" }"#,
            r#"{ "a": true }"#,
            r#"{ "a": ["b", "c"] }"#,
            r#"{ "a": "b or c" }"#,
            r#"{ "a": "b,c" }"#,
            r#"{ "a": { "ne": "b" } }"#,
            r#"{ "a": "not b" }"#,
            r#"{ "a": "b", "c": "d" }"#,
            r#"{ "any": [{ "a": "b" }, { "c": "d" }] }"#,
            r#"{ "not": { "any": [{ "a": "b" }, { "c": "d" }] } }"#,
            r#"{ "any": [{ "not": { "a": "b" } }, { "c": "d" }] }"#,
            r#"{ "a": { "semver": "1.2" } }"#,
            r#"{ "a": { "semver": "~1.2" } }"#,
            r#"{ "a": { "semver": "*" } }"#,
            r#"{ "segment": "beta" }"#,
            r#"{ "a": { "starts_with": "beta" } }"#,
            r#"{ "a": { "contains": "beta" } }"#,
        ];
        let words: std::collections::BTreeSet<String> =
            all.iter().map(|text| full(&condition(text))).collect();
        assert_eq!(words.len(), all.len(), "{words:#?}");
    }
}
