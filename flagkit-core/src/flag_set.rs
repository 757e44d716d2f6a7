//! The compiled flags: immutable, free of the document's types, made for being asked.
//!
//! `compile` builds them from a document, and `plan` is what each of them does when it is asked.
//! Law: a flag never changes; a new document makes new flags, and keeps the old ones where they still hold.

mod compile;
mod stage;

pub use stage::Stage;

use crate::document::{Guard, Kind};
use crate::evaluation::{Evaluation, Origin, Reason};
use crate::location::Location;
use crate::plan::{Condition, Plan, Serve, Shadow};
use crate::value::Value;
use std::collections::HashMap;
use std::sync::Arc;

/// All flags of one version of a document.
///
/// ```
/// use flagkit_core::{Document, EvaluationContext, FlagSet};
///
/// let parsed = Document::parse(r#"{ "new_search": true, "new_checkout": "5%" }"#);
/// let flags = FlagSet::compile(&parsed.document.unwrap(), None);
/// let user = EvaluationContext::new("user-42");
/// let answer = flags.get("new_search").unwrap().evaluate(Some(&user), &flags.at(0));
/// assert_eq!(answer.variant, 1);
/// ```
#[derive(Clone, Debug, Default)]
pub struct FlagSet {
    /// In the order of the document; `None` for a flag without any good definition.
    flags: Vec<Option<Arc<Flag>>>,
    /// The document's.
    index: Arc<HashMap<Arc<str>, usize>>,
    /// Those without any good definition that are told to be off, ascending.
    switched_off: Box<[usize]>,
    replicas: Option<u32>,
}

impl FlagSet {
    /// A set without flags.
    pub fn empty() -> FlagSet {
        FlagSet::default()
    }

    /// The flag with this key, if there is a good definition of it.
    #[inline]
    pub fn get(&self, key: &str) -> Option<&Arc<Flag>> {
        self.place(key)?.as_ref()
    }

    /// The flags in the order of the document.
    pub fn iter(&self) -> impl Iterator<Item = &Arc<Flag>> {
        self.flags.iter().flatten()
    }

    /// Whether the document has the flag, but neither it nor an earlier version a good definition.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let document = Document::parse(r#"{ "a": "yes", "b": "5%" }"#).document.unwrap();
    /// let flags = FlagSet::compile(&document, None);
    /// assert!(flags.broken("a") && !flags.broken("b") && !flags.broken("c"));
    /// assert_eq!(flags.iter().map(|flag| flag.key()).collect::<Vec<_>>(), ["b"]);
    /// assert_eq!(flags.len(), 1);
    /// ```
    pub fn broken(&self, key: &str) -> bool {
        self.place(key).is_some_and(Option::is_none)
    }

    /// Whether the flag is [broken](FlagSet::broken) and yet says `"enabled": false`, so that no other definition of it
    /// may serve in its place.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let text = r#"{ "flags": { "ranker": { "enabled": false, "variants": ["old", "new"], "default": "odl" } } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// assert!(flags.get("ranker").is_none() && flags.switched_off("ranker"));
    /// ```
    pub fn switched_off(&self, key: &str) -> bool {
        let place = self.index.get(key);
        place.is_some_and(|place| self.switched_off.binary_search(place).is_ok())
    }

    /// How many flags there are; those that are [broken](FlagSet::broken) do not count.
    pub fn len(&self) -> usize {
        self.iter().count()
    }

    /// By how many processes the document says that it is read, for guards that share what they may err.
    pub fn replicas(&self) -> Option<u32> {
        self.replicas
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.iter().next().is_none()
    }

    /// Where the flag stands, if the document has it.
    #[inline]
    fn place(&self, key: &str) -> Option<&Option<Arc<Flag>>> {
        self.index.get(key).and_then(|&index| self.flags.get(index))
    }
}

impl FromIterator<Flag> for FlagSet {
    /// Of two flags with one key the later one counts.
    fn from_iter<I: IntoIterator<Item = Flag>>(flags: I) -> FlagSet {
        let flags: Vec<_> = flags.into_iter().map(|flag| Some(Arc::new(flag))).collect();
        let keys = flags.iter().flatten().map(|flag| flag.key.clone());
        let index = keys.enumerate().map(|(index, key)| (key, index)).collect();
        FlagSet { index: Arc::new(index), flags, switched_off: Box::default(), replicas: None }
    }
}

/// One outcome of a flag.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Variant {
    /// The name in the document; `off` and `on` for a boolean flag.
    pub name: Arc<str>,
    /// What it carries; `false` and `true` for a boolean flag.
    pub payload: Value,
}

impl Variant {
    /// An outcome of a flag that is made from a plan.
    pub fn new(name: impl Into<Arc<str>>, payload: Value) -> Variant {
        Variant { name: name.into(), payload }
    }
}

/// One flag, ready to be asked. Two flags are equal when no question tells them apart, nor anyone who guards them.
#[derive(Clone, Debug)]
pub struct Flag {
    key: Arc<str>,
    kind: Kind,
    boolean: bool,
    variants: Arc<[Variant]>,
    fallback: usize,
    plan: Plan,
    /// Whether attributes are worth remembering while the flag is asked.
    asks_often: bool,
    /// Seldom given, and large.
    guard: Option<Box<Guard>>,
    /// The fingerprint of what decides and how it is guarded.
    targeting: u64,
    /// Those that may be the current one, ascending by date.
    stages: Box<[Stage]>,
    /// Seldom given, and large.
    shadow: Option<Box<Shadow>>,
    places: Places,
}

/// From so many tests on, remembering attributes costs less than asking for them again.
const OFTEN: usize = 4;

/// Where the parts of a definition stand.
#[derive(Clone, Debug, Default)]
struct Places {
    flag: Location,
    enabled: Option<Location>,
    schedule: Option<Location>,
    group: Option<Location>,
    rollout: Option<Location>,
    default: Option<Location>,
    rules: Box<[Place]>,
    stages: Box<[Place]>,
    prerequisites: Box<[Place]>,
}

/// A part of a definition: what it is called and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Place {
    /// The name of a rule, a stage or a flag that is a prerequisite, where it has one.
    pub name: Option<Arc<str>>,
    /// Line and column in the document.
    pub location: Location,
}

#[cfg(feature = "serde")]
impl serde::Serialize for Place {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        use serde::ser::SerializeStruct as _;
        let mut fields = serializer.serialize_struct("Place", 2)?;
        fields.serialize_field("name", &self.name.as_deref())?;
        fields.serialize_field("location", &self.location)?;
        fields.end()
    }
}

impl PartialEq for Flag {
    fn eq(&self, other: &Flag) -> bool {
        let Flag {
            key,
            kind,
            boolean,
            variants,
            fallback,
            plan,
            guard,
            targeting,
            stages,
            shadow,
            asks_often: _,
            places: _,
        } = self;
        (key, kind, boolean, variants, fallback, plan)
            == (
                &other.key,
                &other.kind,
                &other.boolean,
                &other.variants,
                &other.fallback,
                &other.plan,
            )
            && (guard, targeting, stages, shadow)
                == (&other.guard, &other.targeting, &other.stages, &other.shadow)
    }
}

impl Flag {
    /// A flag that comes out of no document of flagkit's: an importer's.
    ///
    /// `fallback` is the variant of every failure.
    ///
    /// ```
    /// use flagkit_core::plan::Plan;
    /// use flagkit_core::{Flag, FlagSet, Reason, Value, Variant};
    ///
    /// let variants = vec![Variant::new("off", Value::Bool(false)), Variant::new("on", Value::Bool(true))];
    /// let flag = Flag::planned("beta", variants, 0, Plan::constant(1, Reason::Static));
    /// let flags: FlagSet = [flag].into_iter().collect();
    /// assert_eq!(flags.get("beta").unwrap().evaluate(None, &flags.at(0)).variant, 1);
    /// ```
    pub fn planned(
        key: impl Into<Arc<str>>,
        variants: impl Into<Arc<[Variant]>>,
        fallback: usize,
        plan: Plan,
    ) -> Flag {
        let variants = variants.into();
        let names: Vec<&str> = variants.iter().map(|variant| &*variant.name).collect();
        Flag {
            key: key.into(),
            kind: Kind::Release,
            boolean: names == ["off", "on"],
            variants,
            fallback,
            asks_often: plan.tests() >= OFTEN,
            plan,
            guard: None,
            targeting: 0,
            stages: Box::default(),
            shadow: None,
            places: Places::default(),
        }
    }

    /// The name of the flag in the document.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// What sort of flag it is.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is on or off, rather than one of named variants.
    pub fn is_boolean(&self) -> bool {
        self.boolean
    }

    /// The outcomes: exactly `off` and `on` for a boolean flag, else as the document lists them.
    pub fn variants(&self) -> &[Variant] {
        &self.variants
    }

    /// The outcome of the old code: `off`, or the `default` of the document.
    pub fn fallback_variant(&self) -> usize {
        self.fallback
    }

    /// Whether it looks at attributes so often that they are remembered meanwhile.
    pub(crate) fn asks_often(&self) -> bool {
        self.asks_often
    }

    /// How it is guarded, where the document says it; else every guard does what it does by itself.
    pub fn guard(&self) -> Option<&Guard> {
        self.guard.as_deref()
    }

    /// Who runs the new code in shadow, where the flag's stage says that some do. A flag that has a shadow has it
    /// also where its answer is [constant](Flag::constant).
    pub fn shadow(&self) -> Option<&Shadow> {
        self.shadow.as_deref()
    }

    /// How it decides.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The same flag, switched off.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet, Reason};
    ///
    /// let document = Document::parse(r#"{ "new_search": true }"#).document.unwrap();
    /// let flags = FlagSet::compile(&document, None);
    /// let off = flags.get("new_search").unwrap().disabled();
    /// assert_eq!(off.evaluate(None, &flags.at(0)).reason, Reason::Disabled);
    /// ```
    #[must_use]
    pub fn disabled(&self) -> Flag {
        let plan = Plan { enabled: false, ..self.plan.clone() };
        let changed = if self.plan.enabled { compile::SWITCHED_OFF } else { 0 };
        Flag { plan, targeting: self.targeting ^ changed, shadow: None, ..self.clone() }
    }

    /// The answer, if it is the same for every caller for ever, with or without a context.
    ///
    /// A flag with prerequisites, a schedule or dated stages never is: what they depend on can change without
    /// the document.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let text = r#"{ "old_banner": false, "new_checkout": "5%" }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// assert_eq!(flags.get("old_banner").unwrap().constant().unwrap().variant, 0);
    /// assert!(flags.get("new_checkout").unwrap().constant().is_none());
    /// ```
    pub fn constant(&self) -> Option<Evaluation> {
        let plan = &self.plan;
        if !plan.enabled {
            return Some(Evaluation::new(plan.off, Reason::Disabled).by(Origin::Enabled));
        }
        if !plan.gates.is_empty() {
            return None;
        }
        let Some(step) = plan.steps.first() else {
            return Some(Evaluation::new(plan.otherwise.variant, plan.otherwise.reason));
        };
        match (&step.condition, &step.serve) {
            (Condition::Always, Serve::Variant(variant)) => {
                Some(Evaluation::new(*variant, Reason::Static).by(step.origin))
            }
            _ => None,
        }
    }

    /// Whether the answer may depend on who asks, so that a call without a context has likely forgotten it.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let text = r#"{ "new_search": true, "new_checkout": "5%" }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// assert!(!flags.get("new_search").unwrap().uses_context());
    /// assert!(flags.get("new_checkout").unwrap().uses_context());
    /// ```
    pub fn uses_context(&self) -> bool {
        self.constant().is_none() && self.plan.uses_context()
    }

    /// Where the part of the definition stands that decided.
    ///
    /// ```
    /// use flagkit_core::{Document, EvaluationContext, FlagSet};
    ///
    /// let text = r#"{ "flags": { "new_checkout": {
    ///     "rules": [{ "name": "staff", "if": { "role": "staff" }, "serve": "on" }]
    /// } } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let flag = flags.get("new_checkout").unwrap();
    /// let staff = EvaluationContext::anonymous().with("role", "staff");
    /// let place = flag.place(flag.evaluate(Some(&staff), &flags.at(0)).origin);
    /// assert_eq!((place.name.as_deref(), place.location.line), (Some("staff"), 2));
    /// ```
    pub fn place(&self, origin: Origin) -> Place {
        let places = &self.places;
        let at = |location: Option<Location>| Place {
            name: None,
            location: location.unwrap_or(places.flag),
        };
        let entry = |list: &[Place], index: u32| {
            list.get(index as usize).cloned().unwrap_or_else(|| at(None))
        };
        match origin {
            Origin::Enabled => at(places.enabled),
            Origin::Prerequisite(index) => entry(&places.prerequisites, index),
            Origin::Schedule => at(places.schedule),
            Origin::Group => at(places.group),
            Origin::Rule(index) => entry(&places.rules, index),
            Origin::Stage(index) => entry(&places.stages, index),
            Origin::Rollout => at(places.rollout),
            Origin::Default => at(places.default),
        }
    }
}
