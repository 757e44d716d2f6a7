//! Who is asked about, as GrowthBook's SDKs know it: attributes, and what a host adds to them.
//!
//! What a host adds (variations forced for tests, remembered assignments, the page's address) are attributes
//! of reserved names, which begin with `$` and have a colon or stand alone; plans test them like any other.
//! Law: nothing is computed while a flag is asked.

use flagkit_core::{AttributeValue, Context, TargetingKey, Value};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::sync::Arc;

/// Whether experiments are switched off.
pub(super) const DISABLED: &str = "$disabled";
/// Whether nobody is drawn, so that testers see only what they force.
pub(super) const QA_MODE: &str = "$qa-mode";
/// Whether assignments are remembered.
pub(super) const STICKY: &str = "$sticky";

/// The variation that the host forces.
pub(super) fn forced(experiment: &str) -> String {
    format!("$forced:{experiment}")
}

/// The number under a name in the page's address.
pub(super) fn query(name: &str) -> String {
    format!("$query:{name}")
}

/// The variation that is remembered, by its key, of whom an attribute names.
pub(super) fn remembered(attribute: &str, experiment: &str, version: i64) -> String {
    format!("$sticky:{attribute}:{experiment}__{version}")
}

/// The versions of an experiment in which a variation is remembered.
pub(super) fn remembered_versions(attribute: &str, experiment: &str) -> String {
    format!("$sticky-versions:{attribute}:{experiment}")
}

/// GrowthBook's attributes, and what a host adds to them.
///
/// Conditions name attributes by a dotted path, into objects and lists; GrowthBook draws by the attribute `id`,
/// where it does not say another.
///
/// ```
/// use flagkit_core::{AttributeValue, Context, Value};
/// use flagkit_import::growthbook::Attributes;
///
/// let user = Value::Object([("id".into(), "user-42".into())].into());
/// let attributes = Attributes::new(user).forcing("new-checkout", 1);
/// assert_eq!(attributes.attribute("id"), Some(AttributeValue::Str("user-42")));
/// ```
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    own: Value,
    added: BTreeMap<String, Value>,
}

impl Attributes {
    /// The attributes of one who asks: an object.
    pub fn new(attributes: Value) -> Attributes {
        Attributes { own: attributes, added: BTreeMap::new() }
    }

    /// The attributes of one who asks, as JSON.
    pub fn from_json(attributes: &serde_json::Value) -> Attributes {
        Attributes::new(crate::draft::value_of(attributes))
    }

    /// With a variation of an experiment for this one alone, as a tester wants it.
    #[must_use]
    pub fn forcing(self, experiment: &str, variation: i64) -> Attributes {
        self.with(forced(experiment), variation)
    }

    /// With the address of the page, whose query may name an experiment and a variation (`?my-test=1`).
    #[must_use]
    pub fn at_url(mut self, url: &str) -> Attributes {
        let query = url.split('?').nth(1).unwrap_or_default();
        let query = query.split('#').next().unwrap_or_default();
        for pair in query.split('&') {
            let mut parts = pair.split('=');
            let name = self::query(parts.next().unwrap_or_default());
            let value = parts.next().unwrap_or_default();
            // The first of a name counts, whether it is a number or not.
            let value = || leading_number(value).map_or(Value::Null, Value::Int);
            self.added.entry(name).or_insert_with(value);
        }
        self
    }

    /// In a mode in which nobody is drawn, and experiments give what is forced alone.
    #[must_use]
    pub fn in_qa_mode(self) -> Attributes {
        self.with(QA_MODE.to_owned(), true)
    }

    /// With all experiments switched off.
    #[must_use]
    pub fn without_experiments(self) -> Attributes {
        self.with(DISABLED.to_owned(), true)
    }

    /// With what is remembered of earlier draws; call it even where nothing is, so that a `fallbackAttribute` counts.
    #[must_use]
    pub fn remembering(mut self, documents: &[Assignments]) -> Attributes {
        for document in documents {
            let name = &document.attribute;
            if self.unit(name).is_none_or(|unit| unit != document.value) {
                continue;
            }
            let mut versions: BTreeMap<&str, Vec<Value>> = BTreeMap::new();
            for (assignment, variation) in &document.assignments {
                let Some((experiment, version)) = assignment.rsplit_once("__") else { continue };
                let Ok(version) = version.parse::<i64>() else { continue };
                versions.entry(experiment).or_default().push(version.into());
                let name = remembered(name, experiment, version);
                self.added.insert(name, variation.as_str().into());
            }
            for (experiment, versions) in versions {
                let name = remembered_versions(name, experiment);
                self.added.insert(name, Value::List(versions.into()));
            }
        }
        self.with(STICKY.to_owned(), true)
    }

    /// The text by which an attribute draws, if it can.
    ///
    /// ```
    /// use flagkit_core::Value;
    /// use flagkit_import::growthbook::Attributes;
    ///
    /// let attributes = Attributes::new(Value::Object([("id".into(), 7.into())].into()));
    /// assert_eq!(attributes.unit("id").as_deref(), Some("7"));
    /// assert_eq!(attributes.unit("deviceId"), None);
    /// ```
    pub fn unit(&self, name: &str) -> Option<String> {
        match self.at(name)? {
            Value::String(text) if !text.is_empty() => Some((**text).to_owned()),
            Value::Int(number) if *number != 0 => Some(number.to_string()),
            Value::Float(number) if *number != 0.0 && number.fract() == 0.0 => {
                Some((*number as i64).to_string())
            }
            _ => None,
        }
    }

    fn with(mut self, name: String, value: impl Into<Value>) -> Attributes {
        self.added.insert(name, value.into());
        self
    }

    /// What stands at a path.
    fn at(&self, path: &str) -> Option<&Value> {
        path.split('.').try_fold(&self.own, |value, name| match value {
            Value::List(items) => items.get(name.parse::<usize>().ok()?),
            value => value.get(name),
        })
    }
}

impl Context for Attributes {
    fn targeting_key(&self) -> Option<TargetingKey<'_>> {
        None
    }

    fn attribute(&self, name: &str) -> Option<AttributeValue<'_>> {
        let value = match self.added.get(name) {
            Some(value) => value,
            None => self.at(name)?,
        };
        match value {
            // As it is, or its `null`s would be passed over.
            Value::List(items) if items.contains(&Value::Null) => {
                Some(AttributeValue::Object(value))
            }
            value => AttributeValue::from_value(value),
        }
    }

    fn to_shared(&self) -> Option<Arc<dyn Context + Send + Sync>> {
        Some(Arc::new(self.clone()))
    }
}

/// What is remembered of one unit: GrowthBook's sticky bucket document.
///
/// A host keeps one for each [`key`](Assignments::key), hands them to
/// [`Attributes::remembering`], and [`add`](Assignments::add)s what was drawn.
///
/// ```
/// use flagkit_import::growthbook::Assignments;
///
/// let mut known = Assignments::new("id", "user-42");
/// assert!(known.add("new-checkout", 0, "1"));
/// assert!(!known.add("new-checkout", 0, "1"));
/// assert_eq!(known.key(), "id||user-42");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Assignments {
    /// The attribute by which it was drawn.
    pub attribute: String,
    /// Its value, as a text.
    pub value: String,
    /// The key of a variation under `experiment__version`.
    pub assignments: BTreeMap<String, String>,
}

impl Assignments {
    /// Of whom nothing is known yet.
    pub fn new(attribute: impl Into<String>, value: impl Into<String>) -> Assignments {
        let assignments = BTreeMap::new();
        Assignments { attribute: attribute.into(), value: value.into(), assignments }
    }

    /// Under which a host finds it.
    pub fn key(&self) -> String {
        format!("{}||{}", self.attribute, self.value)
    }

    /// Remembers a variation by its key; whether that is news.
    pub fn add(&mut self, experiment: &str, version: i64, variation: &str) -> bool {
        let mut name = experiment.to_owned();
        let _ = write!(name, "__{version}");
        self.assignments.insert(name, variation.to_owned()).as_deref() != Some(variation)
    }
}

/// The digits at the beginning of a text.
fn leading_number(text: &str) -> Option<i64> {
    let text = text.trim_start();
    let text = text.strip_prefix('+').unwrap_or(text);
    let end = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
    text.get(..end)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn user() -> Value {
        let tags = Value::List(["a".into(), Value::Null].into());
        let nested = Value::Object([("b.c".into(), 1.into()), ("list".into(), tags)].into());
        Value::Object(
            [("id".into(), "7".into()), ("a".into(), nested), ("zero".into(), 0.into())].into(),
        )
    }

    #[test]
    fn paths_lead_into_objects_and_lists() {
        let user = Attributes::new(user());
        assert_eq!(user.attribute("a.list.0"), Some(AttributeValue::Str("a")));
        assert!(matches!(user.attribute("a.list"), Some(AttributeValue::Object(_))));
        for missing in ["a.b.c", "a.list.1", "a.list.2", "id.length", "", "a."] {
            assert!(user.attribute(missing).is_none(), "{missing}");
        }
    }

    #[test]
    fn only_ones_own_assignments_are_remembered() {
        let mut own = Assignments::new("id", "7");
        own.add("e", 2, "x");
        let mut other = Assignments::new("id", "8");
        other.add("e", 3, "y");
        let user =
            Attributes::new(user()).remembering(&[own, other, Assignments::new("zero", "0")]);
        let text = |name: String| user.attribute(&name).map(|value| format!("{value:?}"));
        assert_eq!(text(remembered("id", "e", 2)).as_deref(), Some("\"x\""));
        assert_eq!(text(remembered("id", "e", 3)), None);
        assert_eq!(text(remembered_versions("id", "e")).as_deref(), Some("[2]"));
    }

    #[test]
    fn the_first_number_of_a_name_counts() {
        let user = Attributes::default().at_url("http://a/?x=1&x=2&y=3.5#&z=4?z=5");
        let number = |name: &str| user.attribute(&query(name));
        assert_eq!(number("x"), Some(AttributeValue::Int(1)));
        assert_eq!(number("y"), Some(AttributeValue::Int(3)));
        assert_eq!(number("z"), None);
    }
}
