//! What a document says of a flag's stages, schedule and group: who gets it when.

use super::words::words;
use crate::date::Date;
use crate::document::{Percentage, SegmentReference};
use crate::location::Location;
use std::fmt;
use std::ops::Range;

/// One step of a staged release.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct StageDefinition {
    /// What `stage` calls it.
    pub name: String,
    /// Segments that join at this stage.
    pub segments: Vec<SegmentReference>,
    /// The share of everyone that this stage reaches; 100 % for `everyone`.
    pub percentage: Option<Percentage>,
    /// When time opens the stage.
    pub from: Option<Date>,
    /// How it grows towards the next stage.
    pub ramp: Option<Ramp>,
    /// How long it should last at least, in milliseconds.
    pub hold_millis: Option<u64>,
    /// How many calls it should see at least.
    pub min_samples: Option<u64>,
    /// A draw inside the segments.
    pub split: Option<Percentage>,
    /// The share of those with the old code that run the new one as well, unseen; such a stage lets no one in.
    pub shadow: Option<Percentage>,
    /// Where the stage stands.
    pub location: Location,
}

words! {
    /// How a dated stage grows towards the next.
    Ramp {
        /// In even steps.
        Linear "linear"
    }
}

/// How far a staged flag has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CurrentStage {
    /// No one has it.
    Off,
    /// Everyone up to and including this entry of the list.
    At(usize),
}

/// When a flag may be on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Schedule {
    /// From then on; without it, since ever.
    pub start: Option<Date>,
    /// Until before then; without it, for ever.
    pub end: Option<Date>,
}

/// The part of an exclusive group that a flag is open to: who is drawn into another part gets its fallback.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GroupRange {
    /// The group's name, by which places are drawn.
    pub name: String,
    /// The first place inside.
    pub from: Percentage,
    /// The first place behind.
    pub to: Percentage,
    /// Where it is given.
    pub location: Location,
    pub(crate) span: Range<usize>,
}
