//! A document's flags, and their answers in LaunchDarkly's words.
//!
//! Law: nothing is decided here; what decided is looked up by the place that the evaluation names.

use super::{plan, read};
use crate::ImportError;
use flagkit_core::{Context, Flag, FlagSet, Origin, Value};
use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

/// The flags of a LaunchDarkly document, which answer as LaunchDarkly's server-side SDKs do.
///
/// ```
/// use flagkit_import::launchdarkly::{Contexts, Flags, Reason};
///
/// let flags = Flags::parse(r#"{ "flags": { "new-nav": {
///     "on": true, "variations": [true, false], "offVariation": 1, "fallthrough": { "variation": 1 },
///     "rules": [{ "variation": 0, "clauses": [{ "attribute": "plan", "op": "in", "values": ["pro"] }] }]
/// } } }"#)?;
/// let user = Contexts::parse(r#"{ "kind": "user", "key": "u-1", "plan": "pro" }"#).unwrap();
/// let answer = flags.evaluate("new-nav", &user);
/// assert_eq!(answer.variation, Some(0));
/// assert_eq!(answer.reason, Reason::RuleMatch { index: 0, id: None, in_experiment: false });
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
#[derive(Clone)]
pub struct Flags {
    set: FlagSet,
    deciders: HashMap<Arc<str>, Deciders>,
}

/// An answer in LaunchDarkly's words.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct Answer<'a> {
    /// The value; `None` for the default of the code that asks.
    pub value: Option<&'a Value>,
    /// The variation's index; `None` for that default.
    pub variation: Option<usize>,
    /// Why.
    pub reason: Reason<'a>,
}

/// Why LaunchDarkly gives an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Reason<'a> {
    /// The flag is off.
    Off,
    /// Another flag does not serve what it must.
    PrerequisiteFailed {
        /// The other flag.
        key: &'a str,
    },
    /// The context is listed.
    TargetMatch,
    /// A rule matches.
    RuleMatch {
        /// The rule's place in the list.
        index: usize,
        /// What LaunchDarkly calls the rule.
        id: Option<&'a str>,
        /// Whether an experiment chose the variation.
        in_experiment: bool,
    },
    /// Nothing else decided.
    Fallthrough {
        /// Whether an experiment chose the variation.
        in_experiment: bool,
    },
    /// There is no such flag.
    FlagNotFound,
    /// The flag says something that has no meaning.
    MalformedFlag,
}

/// What a step of a plan is in LaunchDarkly's document.
#[derive(Clone, Debug)]
pub(super) enum Decider {
    Target,
    Rule { index: usize, id: Option<Arc<str>>, in_experiment: bool },
    Fallthrough { in_experiment: bool },
}

/// What decides in a flag.
#[derive(Clone, Debug)]
pub(super) struct Deciders {
    /// By the number of the plan's rule.
    pub(super) steps: Box<[Decider]>,
    /// The other flags' keys.
    pub(super) prerequisites: Box<[Arc<str>]>,
}

impl Flags {
    /// Reads what LaunchDarkly's server-side SDKs are given.
    ///
    /// # Errors
    ///
    /// The text is no such document.
    pub fn parse(text: &str) -> Result<Flags, ImportError> {
        let (set, deciders) = plan::flags(&read::payload(text)?);
        Ok(Flags { set, deciders })
    }

    /// The plans. Variants are called by their index, and behind them stands `default`, for the default
    /// of the code that asks; attributes are called by kind and name, as `user/email`.
    pub fn set(&self) -> &FlagSet {
        &self.set
    }

    /// The plans alone.
    pub(super) fn into_set(self) -> FlagSet {
        self.set
    }

    /// The answer of one flag.
    pub fn evaluate(&self, key: &str, context: &dyn Context) -> Answer<'_> {
        match self.set.get(key) {
            Some(flag) => self.answer(flag, context),
            None => Answer { value: None, variation: None, reason: Reason::FlagNotFound },
        }
    }

    fn answer<'a>(&'a self, flag: &'a Flag, context: &dyn Context) -> Answer<'a> {
        let evaluation = flag.evaluate(Some(context), &self.set.at(0));
        let reason = match (evaluation.error, self.deciders.get(flag.key())) {
            (None, Some(deciders)) => deciders.reason(evaluation.origin),
            _ => Reason::MalformedFlag,
        };
        let variation = Some(evaluation.variant).filter(|&index| index != flag.fallback_variant());
        let value = variation.and_then(|index| flag.variants().get(index));
        Answer { value: value.map(|variant| &variant.payload), variation, reason }
    }
}

impl Deciders {
    fn reason(&self, origin: Origin) -> Reason<'_> {
        let place = |place: u32| usize::try_from(place).unwrap_or(usize::MAX);
        match origin {
            Origin::Enabled => Reason::Off,
            Origin::Prerequisite(index) => match self.prerequisites.get(place(index)) {
                Some(key) => Reason::PrerequisiteFailed { key },
                None => Reason::MalformedFlag,
            },
            Origin::Rule(index) => match self.steps.get(place(index)) {
                Some(Decider::Target) => Reason::TargetMatch,
                Some(Decider::Rule { index, id, in_experiment }) => {
                    let (index, in_experiment) = (*index, *in_experiment);
                    Reason::RuleMatch { index, id: id.as_deref(), in_experiment }
                }
                Some(Decider::Fallthrough { in_experiment }) => {
                    Reason::Fallthrough { in_experiment: *in_experiment }
                }
                None => Reason::MalformedFlag,
            },
            _ => Reason::MalformedFlag,
        }
    }
}

impl fmt::Debug for Flags {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Flags").field(&self.set).finish()
    }
}
