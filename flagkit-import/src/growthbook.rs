//! GrowthBook: features with rules, experiments, namespaces and prerequisites.
//!
//! Read from what its SDK endpoint gives. Law: every attribute keeps its name; GrowthBook draws by attributes alone, and so
//! has no use for a targeting key, but in flags.json, where its attribute `id` is the targeting key.
//!
//! # What becomes of it in flags.json
//!
//! | GrowthBook | flags.json |
//! |---|---|
//! | `force`, with `condition` and `coverage` or `range` | a rule; a rollout where it is for everyone and comes last |
//! | `variations` with `weights`, `coverage`, `ranges` | weights of the same positions; a variant `outside` for who is in none |
//! | `hashVersion`, `seed` or `key`, `hashAttribute` | `hash`, `seed`, `bucket_by`: one for the whole flag |
//! | `parentConditions` with `gate` | `prerequisites` |
//! | `savedGroups` of `id` | segments |
//! | `$eq` `$ne` `$in` `$nin` `$ini` `$nini` `$lt` … `$exists` `$regex` `$not` `$and` `$or` `$nor`, plain values | the same |
//! | `$veq` … `$vgte` of versions of three parts | `semver`, with a note about shorter ones |
//! | `$elemMatch` of one operator, `$all`, `$alli` of texts | tests of a list |
//! | `namespace`, `filters`, variations that pass through, contextual bandits, prerequisites of one rule | not stated; the feature is left out |
//! | a draw before another rule, rules that draw differently | not stated; the feature is left out |
//! | remembered assignments, `fallbackAttribute` | a note |
//! | `$size`, `$type`, whole lists and objects, texts in an order | not stated; the feature is left out |
//!
//! GrowthBook converts what it compares (`"5"` is 5); flags.json never does. A condition counts as the same where both
//! agree for every value of the operand's type, and for a missing one.

mod attributes;
mod condition;
mod document;
mod experiment;
mod outcome;
mod pattern;
mod plan;
mod range;
mod read;

pub use attributes::{Assignments, Attributes};
pub use outcome::{How, Outcome};
pub use range::{bucket_ranges, bucketing, equal_weights};

use crate::{ImportError, Imported};
use flagkit_core::{Evaluation, FlagSet};
use serde_json::{Map, Value as Json};
use std::collections::HashMap;
use std::sync::Arc;

/// GrowthBook's features as they are, ready to be asked, and what their answers mean.
///
/// Who asks is told by [`Attributes`], or by any other context that has the attributes' names.
///
/// # Assignments that are remembered
///
/// GrowthBook calls them sticky buckets. They stay with the host: it loads the [`Assignments`] of a user, hands them to
/// [`Attributes::remembering`], and after an answer whose [`Outcome`] is an experiment that was [`How::Drawn`] or
/// [`How::Remembered`], adds the variation's key under the experiment's key and version to those of the attribute that
/// was drawn by, and keeps them.
///
/// # What is not as in GrowthBook
///
/// - Features that wait for each other more than 32 deep count as waiting in a circle.
/// - A draw is by texts and whole numbers; another `hashAttribute` counts as missing.
/// - A pattern that Rust's engine does not have, which is one that looks around or back, finds nothing.
/// - Experiments with `urlPatterns` are left out.
#[derive(Clone, Debug)]
pub struct Features {
    flags: FlagSet,
    outcomes: HashMap<Arc<str>, Box<[Outcome]>>,
}

impl Features {
    /// Reads what GrowthBook's SDK endpoint gives, or its features alone. A feature that does not read is left out.
    ///
    /// # Errors
    ///
    /// The text is no document of GrowthBook's, or it is encrypted.
    pub fn read(text: &str) -> Result<Features, ImportError> {
        let (flags, outcomes) = plan::flags(&read::payload(text)?);
        Ok(Features { flags, outcomes })
    }

    /// The flags: one for each feature under its key, and one for each of the payload's `experiments` under
    /// `experiment:` and its key.
    pub fn flags(&self) -> &FlagSet {
        &self.flags
    }

    /// What an answer of a flag means.
    pub fn outcome(&self, flag: &str, answer: &Evaluation) -> Option<Outcome> {
        self.outcomes.get(flag)?.get(answer.variant).copied()
    }
}

/// GrowthBook's features as they are, ready to be asked; [`Features`] says more.
///
/// ```
/// use flagkit_core::EvaluationContext;
///
/// let flags = flagkit_import::growthbook::flags(r#"{ "features": { "new-checkout": {
///     "defaultValue": false,
///     "rules": [{ "force": true, "coverage": 0.5, "hashVersion": 2 }]
/// } } }"#)?;
/// let flag = flags.get("new-checkout").unwrap();
/// let user = EvaluationContext::anonymous().with("id", "user2");
/// let answer = flag.evaluate(Some(&user), &flags.at(0));
/// assert_eq!(flag.variants()[answer.variant].payload.as_bool(), Some(true));
/// # Ok::<(), flagkit_import::ImportError>(())
/// ```
///
/// # Errors
///
/// The text is no document of GrowthBook's, or it is encrypted.
pub fn flags(text: &str) -> Result<FlagSet, ImportError> {
    Ok(Features::read(text)?.flags)
}

/// Whether a condition of GrowthBook's holds, with saved groups by their ids.
///
/// ```
/// use flagkit_core::Value;
/// use flagkit_import::growthbook::{Attributes, holds};
///
/// let user = Attributes::new(Value::Object([("age".into(), "21".into())].into()));
/// let adult = serde_json::json!({ "age": { "$gte": 18 } });
/// assert!(holds(&adult, &serde_json::Map::new(), &user));
/// ```
pub fn holds(condition: &Json, saved_groups: &Map<String, Json>, who: &Attributes) -> bool {
    plan::asks(condition::condition(condition, saved_groups), who)
}

pub(crate) fn import(text: &str) -> Result<Imported, ImportError> {
    document::import(&read::payload(text)?)
}
