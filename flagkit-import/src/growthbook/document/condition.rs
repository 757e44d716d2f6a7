//! GrowthBook's conditions as those of flags.json.
//!
//! Law: a condition is carried over where both engines agree for every value of the type that is compared with, and for a
//! missing one; where GrowthBook first converts or asks for more, it is not carried over, and why is told.

use crate::draft::{Members, list, object, value_of};
use crate::growthbook::condition::{expected, is_operators, truth};
use crate::growthbook::pattern;
use flagkit_core::Value;
use serde_json::{Map, Value as Json};
use std::sync::Arc;

/// A condition of flags.json, which cannot say "everyone" or "no one".
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Test {
    Always,
    Never,
    When(Value),
}

/// What flags.json has no words for; reads on after "left out, since".
type Untold = String;

/// What a translation brings along.
#[derive(Debug, Default)]
pub(super) struct Translation {
    /// Segments by their names.
    pub(super) segments: Vec<(Arc<str>, Value)>,
    /// Where the engines differ for unusual values.
    pub(super) notes: Vec<String>,
}

/// GrowthBook's attribute that is flagkit's targeting key.
pub(super) const KEY: &str = "id";

/// What an attribute is called in a condition of flags.json.
pub(super) fn name_of(attribute: &str) -> Result<&str, Untold> {
    match attribute {
        KEY => Ok("key"),
        "key" | "all" | "any" | "not" | "segment" | "" => {
            Err(format!("a condition of flags.json cannot name an attribute `{attribute}`"))
        }
        other => Ok(other),
    }
}

impl Translation {
    /// A condition on all attributes.
    pub(super) fn condition(
        &mut self,
        condition: &Json,
        groups: &Map<String, Json>,
    ) -> Result<Test, Untold> {
        let Json::Object(members) = condition else { return Ok(Test::Never) };
        let tests = members.iter().map(|(name, operand)| match &**name {
            "$or" => self.or(operand, groups),
            "$nor" => Ok(self.or(operand, groups)?.negated()),
            "$and" => Ok(Test::all(self.list(operand, groups)?)),
            "$not" => Ok(self.condition(operand, groups)?.negated()),
            path => self.expected(path, operand, groups),
        });
        Ok(Test::all(tests.collect::<Result<Vec<_>, _>>()?))
    }

    fn or(&mut self, operand: &Json, groups: &Map<String, Json>) -> Result<Test, Untold> {
        match operand.as_array() {
            Some(none) if none.is_empty() => Ok(Test::Always),
            _ => Ok(Test::any(self.list(operand, groups)?)),
        }
    }

    fn list(&mut self, operand: &Json, groups: &Map<String, Json>) -> Result<Vec<Test>, Untold> {
        match operand.as_array() {
            Some(conditions) => conditions.iter().map(|one| self.condition(one, groups)).collect(),
            None => Ok(vec![Test::Never]),
        }
    }

    /// What an attribute must be.
    fn expected(
        &mut self,
        path: &str,
        operand: &Json,
        groups: &Map<String, Json>,
    ) -> Result<Test, Untold> {
        let name = name_of(path)?;
        let simple = |test: Value| or_missing(name, test, operand, groups);
        match operand {
            Json::Null => Ok(exists(name, false)),
            Json::Bool(_) | Json::Number(_) if name == "key" => Err(keyed(operand)),
            Json::Bool(_) | Json::Number(_) | Json::String(_) => Ok(simple(value_of(operand))),
            Json::Object(operators) if is_operators(operators) => {
                let tests = operators.iter().map(|(operator, operand)| {
                    self.operator(path, name, operator, operand, groups)
                });
                Ok(Test::all(tests.collect::<Result<Vec<_>, _>>()?))
            }
            Json::Array(_) | Json::Object(_) => {
                Err(format!("`{path}` is compared with a whole list or object"))
            }
        }
    }

    fn operator(
        &mut self,
        path: &str,
        name: &str,
        operator: &str,
        operand: &Json,
        groups: &Map<String, Json>,
    ) -> Result<Test, Untold> {
        let whole = || {
            let mut operators = Map::new();
            operators.insert(operator.to_owned(), operand.clone());
            Json::Object(operators)
        };
        let simple = |test: Value| Ok(or_missing(name, test, &whole(), groups));
        let untold =
            || Err(format!("`{path}` is asked for {operator}, which flags.json does not know"));
        match operator {
            "$eq" => one_of(name, std::slice::from_ref(operand)),
            "$ne" => Ok(one_of(name, std::slice::from_ref(operand))?.negated()),
            "$in" | "$nin" => {
                // Without a list neither holds.
                let Some(values) = operand.as_array() else { return Ok(Test::Never) };
                let within = one_of(name, values)?;
                Ok(if operator == "$in" { within } else { within.negated() })
            }
            "$ini" | "$nini" => {
                let Some(values) = operand.as_array() else { return Ok(Test::Never) };
                let within = one_of_any_case(name, values)?;
                Ok(if operator == "$ini" { within } else { within.negated() })
            }
            "$inGroup" | "$notInGroup" => {
                let within = self.group(name, operand, groups)?;
                Ok(if operator == "$inGroup" { within } else { within.negated() })
            }
            "$lt" | "$lte" | "$gt" | "$gte" => {
                if !operand.is_number() {
                    return Err(format!("`{path}` is ordered by {operand}, which is no number"));
                }
                if name == "key" {
                    return Err(keyed(operand));
                }
                let word = match operator {
                    "$lt" => "lt",
                    "$lte" => "le",
                    "$gt" => "gt",
                    _ => "ge",
                };
                simple(object(word, value_of(operand)))
            }
            "$veq" | "$vne" | "$vlt" | "$vlte" | "$vgt" | "$vgte" => {
                let version = operand.as_str().and_then(version).ok_or_else(|| {
                    format!(
                        "`{path}` is compared with {operand}, which is no version of three parts"
                    )
                })?;
                self.notes.push(format!(
                    "`{path}`: a version of fewer than three parts, such as `1.2`, is `1.2.0` in flags.json and before it in GrowthBook"
                ));
                let (relation, negated) = match operator {
                    "$veq" => ("=", false),
                    "$vne" => ("=", true),
                    "$vlt" => ("<", false),
                    "$vlte" => ("<=", false),
                    "$vgt" => (">", false),
                    _ => (">=", false),
                };
                let semver = object("semver", format!("{relation}{version}"));
                if negated {
                    let equal = Test::When(object(name, semver));
                    return Ok(equal.negated());
                }
                simple(semver)
            }
            "$exists" => Ok(exists(name, truth(operand))),
            "$not" => Ok(self.expected(path, operand, groups)?.negated()),
            "$regex" | "$regexi" => {
                let Some(text) = operand.as_str() else { return untold() };
                let ignore_case = operator == "$regexi";
                if pattern::read(operand, ignore_case).is_err() {
                    return Err(format!("the pattern `{text}` does not read in flags.json"));
                }
                let text = pattern::translated(text);
                simple(object("matches", if ignore_case { format!("(?i){text}") } else { text }))
            }
            "$elemMatch" => {
                let Json::Object(operators) = operand else { return Ok(Test::Never) };
                let (Some((inner, value)), true) =
                    (operators.iter().next(), operators.len() == 1 && is_operators(operators))
                else {
                    return untold();
                };
                // An item that counts as false is passed over by GrowthBook.
                let falsy = [Value::Bool(false), 0.into(), "".into()];
                let met = expected(operand, groups);
                let none = falsy
                    .iter()
                    .all(|item| !met.passes(flagkit_core::AttributeValue::from_value(item)));
                let list_like = matches!(
                    &**inner,
                    "$eq"
                        | "$in"
                        | "$gt"
                        | "$gte"
                        | "$lt"
                        | "$lte"
                        | "$regex"
                        | "$regexi"
                        | "$ini"
                        | "$inGroup"
                );
                if name == "key" || !none || !list_like {
                    return untold();
                }
                match self.operator(path, name, inner, value, groups)? {
                    // A missing list has no items, whatever a missing value passes.
                    Test::When(Value::Object(members))
                        if members.iter().any(|(name, _)| &**name == "any") =>
                    {
                        untold()
                    }
                    test => Ok(test),
                }
            }
            "$all" | "$alli" => {
                let Some(values) = operand.as_array() else { return Ok(Test::Never) };
                if values.is_empty() || name == "key" || !values.iter().all(Json::is_string) {
                    return untold();
                }
                let tests = values.iter().map(std::slice::from_ref).map(|value| match operator {
                    "$all" => one_of(name, value),
                    _ => one_of_any_case(name, value),
                });
                Ok(Test::all(tests.collect::<Result<Vec<_>, _>>()?))
            }
            "$size" | "$type" => untold(),
            _ => Ok(Test::Never),
        }
    }

    /// The members of a saved group; of keys, they are a segment.
    fn group(
        &mut self,
        name: &str,
        operand: &Json,
        groups: &Map<String, Json>,
    ) -> Result<Test, Untold> {
        let group = operand.as_str().and_then(|id| Some((id, groups.get(id)?.as_array()?)));
        let Some((id, values)) = group else { return Ok(Test::Never) };
        let within = one_of(name, values)?;
        match within {
            Test::When(condition) if name == "key" => {
                if !self.segments.iter().any(|(known, _)| &**known == id) {
                    self.segments.push((id.into(), condition));
                }
                Ok(Test::When(object("segment", id)))
            }
            other => Ok(other),
        }
    }
}

impl Test {
    /// All of these.
    pub(super) fn all(tests: impl IntoIterator<Item = Test>) -> Test {
        let mut conditions = Vec::new();
        for test in tests {
            match test {
                Test::Always => {}
                Test::Never => return Test::Never,
                Test::When(condition) => conditions.push(condition),
            }
        }
        match conditions.len() {
            0 => Test::Always,
            1 => Test::When(conditions.remove(0)),
            _ => {
                Test::When(together(&conditions).unwrap_or_else(|| object("all", list(conditions))))
            }
        }
    }

    fn any(tests: impl IntoIterator<Item = Test>) -> Test {
        let mut conditions = Vec::new();
        for test in tests {
            match test {
                Test::Always => return Test::Always,
                Test::Never => {}
                Test::When(condition) => conditions.push(condition),
            }
        }
        match conditions.len() {
            0 => Test::Never,
            1 => Test::When(conditions.remove(0)),
            _ => Test::When(object("any", list(conditions))),
        }
    }

    pub(super) fn negated(self) -> Test {
        match self {
            Test::Always => Test::Never,
            Test::Never => Test::Always,
            Test::When(condition) => match (condition.get("not"), &condition) {
                (Some(inner), Value::Object(members)) if members.len() == 1 => {
                    Test::When(inner.clone())
                }
                _ => Test::When(object("not", condition)),
            },
        }
    }
}

/// The members of several conditions in one, where no name comes twice.
fn together(conditions: &[Value]) -> Option<Value> {
    let mut members = Members::default();
    for condition in conditions {
        let Value::Object(parts) = condition else { return None };
        for (name, value) in parts.iter() {
            if members.has(name) {
                return None;
            }
            members.push(name.clone(), value.clone());
        }
    }
    Some(members.into())
}

fn exists(name: &str, wanted: bool) -> Test {
    Test::When(object(name, object("exists", wanted)))
}

/// A test of one attribute; GrowthBook lets those pass who lack it, if what it takes them for does.
fn or_missing(name: &str, test: Value, operand: &Json, groups: &Map<String, Json>) -> Test {
    let test = Test::When(object(name, test));
    if expected(operand, groups).passes(None) {
        Test::any([test, exists(name, false)])
    } else {
        test
    }
}

/// Scalars of which one is met; `null` is met by those who lack the attribute.
fn one_of(name: &str, values: &[Json]) -> Result<Test, Untold> {
    let is_scalar = |value: &&Json| value.is_string() || value.is_number() || value.is_boolean();
    let scalars: Vec<&Json> = values.iter().filter(is_scalar).collect();
    if let Some(other) = scalars.iter().find(|value| name == "key" && !value.is_string()) {
        return Err(keyed(other));
    }
    let within = match &*scalars {
        [] => Test::Never,
        [one] => Test::When(object(name, value_of(one))),
        many => Test::When(object(name, list(many.iter().map(|value| value_of(value))))),
    };
    let missing = if values.contains(&Json::Null) { exists(name, false) } else { Test::Never };
    Ok(Test::any([within, missing]))
}

/// Texts of which one is met in any case; the rest is met as it is.
fn one_of_any_case(name: &str, values: &[Json]) -> Result<Test, Untold> {
    let mut alternatives = Vec::new();
    for text in values.iter().filter_map(Json::as_str) {
        alternatives.push(any_case(text).ok_or_else(|| {
            format!("`{text}` is looked for in any case, and has letters beyond ASCII")
        })?);
    }
    let texts = match alternatives.len() {
        0 => Test::Never,
        _ => {
            Test::When(object(name, object("matches", format!("^(?:{})$", alternatives.join("|")))))
        }
    };
    let others: Vec<Json> = values.iter().filter(|value| !value.is_string()).cloned().collect();
    Ok(Test::any([texts, one_of(name, &others)?]))
}

/// A pattern of what JavaScript's lower case makes this text.
fn any_case(text: &str) -> Option<String> {
    let mut pattern = String::new();
    for letter in text.to_lowercase().chars() {
        match letter {
            // The sign of degrees Kelvin is a capital k, too.
            'k' => pattern.push_str("[kK\u{212a}]"),
            'a'..='z' => pattern.extend(['[', letter, letter.to_ascii_uppercase(), ']']),
            '0'..='9' | ' ' | '_' => pattern.push(letter),
            '!'..='~' => pattern.extend(['\\', letter]),
            _ => return None,
        }
    }
    Some(pattern)
}

/// A version whose order both engines agree on, without a leading `v`.
fn version(text: &str) -> Option<&str> {
    let text = text.strip_prefix('v').unwrap_or(text);
    let text = text.split('+').next()?;
    let (numbers, pre_release) = match text.split_once('-') {
        Some((numbers, pre_release)) => (numbers, Some(pre_release)),
        None => (text, None),
    };
    // GrowthBook compares longer numbers as texts.
    let is_number = |part: &str| {
        (1..=5).contains(&part.len())
            && part.bytes().all(|byte| byte.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    let is_identifier = |part: &str| {
        let digits = part.bytes().all(|byte| byte.is_ascii_digit());
        !part.is_empty()
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric())
            && (!digits || is_number(part))
    };
    let three = numbers.split('.').count() == 3 && numbers.split('.').all(is_number);
    (three && pre_release.is_none_or(|text| text.split('.').all(is_identifier))).then_some(text)
}

fn keyed(operand: &Json) -> Untold {
    format!("`{KEY}` is the targeting key, which is a text, and is compared with {operand}")
}
