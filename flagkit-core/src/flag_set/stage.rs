//! How far a staged flag has come, for whoever reports whether it may go on.
//!
//! It lets nobody in; the plan does. Law: a stage is the same for all that ask at one instant.

use super::Flag;
use crate::document::{CurrentStage, FlagDefinition};
use std::sync::Arc;

/// The stage that a flag has reached.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Stage {
    /// What `stage` calls it.
    pub name: Arc<str>,
    /// Which one of the list it is.
    pub index: usize,
    /// How long it should last at least, in milliseconds.
    pub hold_millis: Option<u64>,
    /// How many calls it should see at least.
    pub min_samples: Option<u64>,
    /// When it began, in milliseconds since 1970, where time opens stages.
    pub from: Option<i64>,
}

/// The stages that may be the current one, ascending by date: one, where `stage` names it.
pub(super) fn stages(definition: &FlagDefinition) -> Box<[Stage]> {
    let stage = |index: usize, from| {
        let stage = definition.stages().get(index)?;
        Some(Stage {
            name: (*stage.name).into(),
            index,
            hold_millis: stage.hold_millis,
            min_samples: stage.min_samples,
            from,
        })
    };
    match definition.stage() {
        Some(CurrentStage::Off) => Box::default(),
        Some(CurrentStage::At(index)) => stage(*index, None).into_iter().collect(),
        None => {
            let mut from = None;
            let each = definition.stages().iter().enumerate();
            // A stage without a date of its own opens with the one before it.
            let each = each.filter_map(|(index, given)| {
                from = given.from.as_ref().map(|date| date.unix_millis()).or(from);
                stage(index, from)
            });
            each.collect()
        }
    }
}

impl Flag {
    /// The stage that the flag has reached at an instant, in milliseconds since 1970; `None` before the first, and of a
    /// flag without stages.
    ///
    /// ```
    /// use flagkit_core::{Document, FlagSet};
    ///
    /// let text = r#"{ "f": { "stages": ["5%", { "percentage": "25%", "hold": "24h" }], "stage": "25%" } }"#;
    /// let flags = FlagSet::compile(&Document::parse(text).document.unwrap(), None);
    /// let stage = flags.get("f").unwrap().stage(0).unwrap();
    /// assert_eq!((&*stage.name, stage.hold_millis), ("25%", Some(24 * 3600 * 1000)));
    /// ```
    pub fn stage(&self, now_millis: i64) -> Option<&Stage> {
        let begun = |stage: &&Stage| stage.from.is_none_or(|from| from <= now_millis);
        self.stages.iter().rev().find(begun)
    }
}
