//! What a document says about its flags and segments: plain data, checked one by one and together.
//!
//! It reads nothing and decides nothing; `compile` turns it into what is evaluated.
//! Law: a definition that is not broken has passed every check that this crate has.

mod hash;

pub use hash::InvalidSeed;

use super::condition::{Condition, SegmentReference};
use super::percentage::Percentage;
use crate::date::Date;
use crate::location::Location;
use crate::value::Value;
use std::fmt;
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

/// One named outcome of a flag.
#[derive(Clone, Debug, PartialEq)]
pub struct VariantDefinition {
    pub(crate) name: Arc<str>,
    pub(crate) payload: Value,
    pub(crate) location: Location,
}

impl VariantDefinition {
    /// The name in the document.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// What the variant carries: `null` where the document gives only a name.
    pub fn payload(&self) -> &Value {
        &self.payload
    }

    /// Where the name stands.
    pub fn location(&self) -> Location {
        self.location
    }
}

/// What is served when nothing else decides.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefaultServe {
    /// Of a boolean flag.
    Boolean(bool),
    /// Of a flag with variants.
    Variant(String),
}

/// A closed list of words, each an arm.
macro_rules! words {
    ($(#[$doc:meta])* $name:ident { $(#[doc = $about:literal] $arm:ident $word:literal)* }) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name {
            $(#[doc = $about] $arm,)*
        }

        impl $name {
            pub(crate) const WORDS: &'static [(&'static str, $name)] = &[$(($word, $name::$arm)),*];

            /// Each word with what it says, for what describes the format elsewhere.
            #[doc(hidden)]
            pub const ABOUT: &'static [(&'static str, &'static str)] = &[$(($word, $about)),*];

            /// The word in the document.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$arm => $word,)* }
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(self.as_str())
            }
        }
    };
}

words! {
    /// What sort of flag it is, which says how long it may live.
    Kind {
        /// New code on its way out; the default.
        Release "release"
        /// A test of which arm is better.
        Experiment "experiment"
        /// A switch for those who run the program.
        Operational "operational"
        /// A switch for emergencies; pierces scopes.
        KillSwitch "kill-switch"
        /// Who may use something; lives as long as the product.
        Permission "permission"
    }
}

impl Kind {
    /// For how many days from its creation a flag of this kind is expected to be needed; `None`: for good.
    ///
    /// The figures are Unleash's, whose kinds these are: release and experiment 40, operational 7.
    ///
    /// ```
    /// use flagkit_core::Kind;
    ///
    /// assert_eq!(Kind::Release.lifetime_days(), Some(40));
    /// assert_eq!(Kind::KillSwitch.lifetime_days(), None);
    /// ```
    pub const fn lifetime_days(self) -> Option<u32> {
        match self {
            Kind::Release | Kind::Experiment => Some(40),
            Kind::Operational => Some(7),
            Kind::KillSwitch | Kind::Permission => None,
        }
    }
}

words! {
    /// The algorithm that buckets are drawn by; all but the first keep users of another engine in theirs.
    ///
    /// [`bucketing`](crate::bucketing) has the formulas.
    Hash {
        /// flagkit's own.
        Native "native"
        /// Unleash.
        Unleash "unleash"
        /// GrowthBook in its current version.
        GrowthBook "growthbook"
        /// GrowthBook's first version.
        GrowthBookV1 "growthbook-v1"
        /// GrowthBook's second version.
        GrowthBookV2 "growthbook-v2"
        /// LaunchDarkly.
        LaunchDarkly "launchdarkly"
        /// flagd in its current version.
        Flagd "flagd"
        /// flagd's first formula.
        FlagdV1 "flagd-v1"
        /// flagd's second formula.
        FlagdV2 "flagd-v2"
        /// ConfigCat.
        ConfigCat "configcat"
        /// Split.
        Split "split"
        /// Eppo.
        Eppo "eppo"
    }
}

words! {
    /// What a guard does when the new arm is worse.
    GuardAction {
        /// Takes the new arm back.
        Rollback "rollback"
        /// Keeps the rollout where it is.
        Hold "hold"
        /// Nothing.
        Off "off"
    }
}

words! {
    /// How a dated stage grows towards the next.
    Ramp {
        /// In even steps.
        Linear "linear"
    }
}

/// Shares of a flag's variants, relative to their sum.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights(pub(crate) Vec<(String, f64)>);

impl Weights {
    /// Each variant that is named, with its weight.
    pub fn iter(&self) -> impl Iterator<Item = (&str, f64)> {
        self.0.iter().map(|(name, weight)| (&**name, *weight))
    }
}

/// Who gets which variant.
#[derive(Clone, Debug, PartialEq)]
pub enum Rollout {
    /// A share of a boolean flag's callers gets the new code.
    Percentage(Percentage),
    /// Every variant has its share.
    Weights(Weights),
}

/// What a rule serves.
#[derive(Clone, Debug, PartialEq)]
pub enum Serve {
    /// `on` or `off` of a boolean flag.
    Boolean(bool),
    /// One variant for everyone whom the rule matches.
    Variant(String),
    /// A draw among those whom the rule matches.
    Rollout(Rollout),
}

/// One rule: whom it matches and what they get.
#[derive(Clone, Debug, PartialEq)]
pub struct RuleDefinition {
    /// What the rule is called in reports.
    pub name: Option<String>,
    /// Whom it matches.
    pub condition: Condition,
    /// What they get.
    pub serve: Serve,
    /// Where the rule stands.
    pub location: Location,
}

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
    /// Whether both arms run and are compared.
    pub shadow: bool,
    /// Where the stage stands.
    pub location: Location,
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

/// Another flag that must hold first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Prerequisite {
    /// The other flag.
    pub flag: String,
    /// What it must serve.
    pub wanted: Wanted,
    /// Where it is named.
    pub location: Location,
    pub(crate) span: Range<usize>,
    /// Whether it is a free member unless there is a flag of this name.
    pub(crate) may_be_free: bool,
}

/// What a prerequisite must serve.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// A boolean flag, on or off.
    Boolean(bool),
    /// One of these variants.
    Variants(Vec<String>),
}

/// How a flag's new arm is watched.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Guard {
    /// `"guard": "off"`.
    pub off: bool,
    /// On failed calls.
    pub errors: GuardRule,
    /// On panics.
    pub panics: GuardRule,
    /// On latency.
    pub latency: GuardRule,
    /// What holds for all three where they do not say otherwise.
    pub common: GuardRule,
    /// By how many processes the chance of a false alarm is shared.
    pub replicas: Option<u32>,
}

/// What one guard does, and when.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GuardRule {
    /// What it does.
    pub action: Option<GuardAction>,
    /// The chance of a false alarm.
    pub alpha: Option<f64>,
    /// How many events it needs at least.
    pub min_events: Option<u64>,
    /// By which ratio the new arm may be worse.
    pub margin: Option<f64>,
}

/// A reusable group of callers.
#[derive(Clone, Debug)]
pub struct SegmentDefinition {
    pub(crate) name: String,
    pub(crate) location: Location,
    pub(crate) name_span: Range<usize>,
    pub(crate) condition: Option<Condition>,
}

impl SegmentDefinition {
    /// The name that rules and stages use.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Where the name stands.
    pub fn location(&self) -> Location {
        self.location
    }

    /// Who belongs to it; `None` where an error keeps it from being understood.
    pub fn condition(&self) -> Option<&Condition> {
        self.condition.as_ref()
    }

    /// Whether an error keeps this segment, and the flags that use it, from being used.
    pub fn is_broken(&self) -> bool {
        self.condition.is_none()
    }
}
