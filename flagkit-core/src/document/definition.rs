//! What a document says about its flags and segments: plain data, checked one by one and together.
//!
//! It reads nothing and decides nothing; `compile` turns it into what is evaluated.
//! Law: a definition that is not broken has passed every check that this crate has.

mod guard;
mod hash;
mod overdue;
mod prerequisite;
mod segment;
mod serve;
mod stage;
mod words;

pub use guard::{Guard, GuardAction, GuardRule};
pub use hash::InvalidSeed;
pub use overdue::Overdue;
pub use prerequisite::{Prerequisite, Wanted};
pub use segment::SegmentDefinition;
pub use serve::{DefaultServe, Rollout, RuleDefinition, Serve, VariantDefinition, Weights};
pub use stage::{CurrentStage, GroupRange, Ramp, Schedule, StageDefinition};
pub use words::{Hash, Kind};

use crate::date::Date;
use crate::location::Location;
use crate::value::Value;
use std::ops::Range;
use std::sync::Arc;

/// One flag as the document defines it.
///
/// ```
/// use flagkit_core::Document;
///
/// let text = r#"{ "flags": { "new-nav": { "owner": "team-web", "rollout": "5%" } } }"#;
/// let document = Document::parse(text).document.unwrap();
/// let flag = document.flag("new-nav").unwrap();
/// assert_eq!(flag.handle(), "NEW_NAV");
/// assert_eq!(flag.owner(), Some("team-web"));
/// assert!(flag.variants().is_empty() && !flag.is_broken());
/// ```
#[derive(Clone, Debug)]
pub struct FlagDefinition {
    pub(crate) key: Arc<str>,
    pub(crate) handle: String,
    pub(crate) location: Location,
    pub(crate) span: Range<usize>,
    pub(crate) name_span: Range<usize>,
    pub(crate) broken: bool,
    pub(crate) nameable: bool,
    /// Whether there are variants that could not be read, so that their absence means nothing.
    pub(crate) unread_variants: bool,
    pub(crate) description: Option<String>,
    pub(crate) owner: Option<String>,
    pub(crate) issue: Option<String>,
    pub(crate) created: Option<Date>,
    pub(crate) expires: Option<Date>,
    pub(crate) kind: Kind,
    pub(crate) permanent: bool,
    pub(crate) enabled: Option<bool>,
    pub(crate) metadata: Option<Value>,
    pub(crate) variants: Vec<VariantDefinition>,
    pub(crate) default: Option<DefaultServe>,
    pub(crate) seed: Option<String>,
    pub(crate) bucket_by: Option<String>,
    pub(crate) hash: Option<Hash>,
    pub(crate) rollout: Option<Rollout>,
    pub(crate) rules: Vec<RuleDefinition>,
    pub(crate) stages: Vec<StageDefinition>,
    pub(crate) stage: Option<CurrentStage>,
    /// Seldom given, and large.
    pub(crate) schedule: Option<Box<Schedule>>,
    pub(crate) prerequisites: Vec<Prerequisite>,
    /// Seldom given, and large.
    pub(crate) group: Option<Box<GroupRange>>,
    /// Seldom given, and large.
    pub(crate) guard: Option<Box<Guard>>,
    pub(crate) places: MemberPlaces,
}

/// Where the members stand that can decide.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct MemberPlaces {
    pub(crate) enabled: Option<Location>,
    pub(crate) schedule: Option<Location>,
    pub(crate) group: Option<Location>,
    pub(crate) rollout: Option<Location>,
    pub(crate) default: Option<Location>,
}

impl FlagDefinition {
    /// The name of the flag in the document.
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The constant's name in Rust: from the key, or as the member `rust` says.
    pub fn handle(&self) -> &str {
        &self.handle
    }

    /// Where the key stands.
    pub fn location(&self) -> Location {
        self.location
    }

    /// The bytes from the key to the end of its value.
    pub fn span(&self) -> Range<usize> {
        self.span.clone()
    }

    /// The bytes of the key, with its quotes.
    pub fn name_span(&self) -> Range<usize> {
        self.name_span.clone()
    }

    /// Whether an error keeps this definition from being used.
    pub fn is_broken(&self) -> bool {
        self.broken
    }

    /// Whether anything that it says is done.
    pub(crate) fn is_obeyed(&self) -> bool {
        !self.broken || self.enabled == Some(false)
    }

    /// Whether the flag and its variants have names in Rust, each its own. One that has not is no
    /// less in force; only `flags!` can do nothing with it.
    pub fn is_nameable(&self) -> bool {
        self.nameable
    }

    /// What the flag is for.
    pub fn description(&self) -> Option<&str> {
        self.description.as_deref()
    }

    /// Who answers for it.
    pub fn owner(&self) -> Option<&str> {
        self.owner.as_deref()
    }

    /// Where the work on it is tracked.
    pub fn issue(&self) -> Option<&str> {
        self.issue.as_deref()
    }

    /// When it was made.
    pub fn created(&self) -> Option<&Date> {
        self.created.as_ref()
    }

    /// When it should be gone.
    pub fn expires(&self) -> Option<&Date> {
        self.expires.as_ref()
    }

    /// What sort of flag it is; a release unless the document says otherwise.
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Whether it is meant to stay.
    pub fn is_permanent(&self) -> bool {
        self.permanent
    }

    /// The member `enabled`, where it is given.
    pub fn enabled(&self) -> Option<bool> {
        self.enabled
    }

    /// Free data of the user's.
    pub fn metadata(&self) -> Option<&Value> {
        self.metadata.as_ref()
    }

    /// The variants in the order of the document; empty for a boolean flag.
    pub fn variants(&self) -> &[VariantDefinition] {
        &self.variants
    }

    /// The variant of the old code; there is one exactly where there are variants.
    pub fn default_variant(&self) -> Option<&str> {
        let first = self.variants.first()?;
        match &self.default {
            Some(DefaultServe::Variant(name)) if self.has_variant(name) => Some(name),
            // Only a broken definition comes here.
            _ => Some(&first.name),
        }
    }

    /// Whether one of the variants has this name.
    pub(crate) fn has_variant(&self, name: &str) -> bool {
        self.variants.iter().any(|variant| *variant.name == *name)
    }

    /// What the member `default` says.
    pub fn default(&self) -> Option<&DefaultServe> {
        self.default.as_ref()
    }

    /// The text that buckets are drawn under, where it is not the key.
    pub fn seed(&self) -> Option<&str> {
        self.seed.as_deref()
    }

    /// The attribute that buckets are drawn by, where it is not the targeting key.
    pub fn bucket_by(&self) -> Option<&str> {
        self.bucket_by.as_deref()
    }

    /// The algorithm that buckets are drawn by.
    pub fn hash(&self) -> Hash {
        self.hash.unwrap_or(Hash::Native)
    }

    /// Who gets which variant once rules and stages have not decided.
    pub fn rollout(&self) -> Option<&Rollout> {
        self.rollout.as_ref()
    }

    /// The rules, of which the first that matches decides.
    pub fn rules(&self) -> &[RuleDefinition] {
        &self.rules
    }

    /// The stages in order.
    pub fn stages(&self) -> &[StageDefinition] {
        &self.stages
    }

    /// How far the flag has come.
    pub fn stage(&self) -> Option<&CurrentStage> {
        self.stage.as_ref()
    }

    /// When the flag may be on at all.
    pub fn schedule(&self) -> Option<&Schedule> {
        self.schedule.as_deref()
    }

    /// What must hold first.
    pub fn prerequisites(&self) -> &[Prerequisite] {
        &self.prerequisites
    }

    /// The part of an exclusive group that the flag is open to, where there is one.
    pub fn group(&self) -> Option<&GroupRange> {
        self.group.as_deref()
    }

    /// How the flag is guarded, where the document says it.
    pub fn guard(&self) -> Option<&Guard> {
        self.guard.as_deref()
    }
}
