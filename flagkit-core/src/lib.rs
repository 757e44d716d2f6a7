//! The pure half of flagkit: what flags.json says, what is wrong with it, and who gets what.
//!
//! ```
//! use flagkit_core::{Document, EvaluationContext, FlagSet, Reason};
//!
//! let text = r#"{
//!     // everyone, a share by targeting key, and a mistake
//!     "new_search": true,
//!     "new_checkout": "5%",
//!     "old_banner": "yes",
//! }"#;
//! let parsed = Document::parse(text);
//! assert_eq!(
//!     parsed.problems[0].render("flags.json"),
//!     "flags.json:5:19: error[FK0008]: flag `old_banner` is the text `yes`; write `true` without quotes",
//! );
//!
//! let flags = FlagSet::compile(&parsed.document.unwrap(), None);
//! let user = EvaluationContext::new("user-42");
//! let answer = flags.get("new_checkout").unwrap().evaluate(Some(&user), &flags.at(0));
//! assert_eq!(answer.reason, Reason::Split);
//! assert!(flags.broken("old_banner"));
//! ```
//!
//! # Why it exists
//!
//! The macro, the run time and the command line must agree on what a document means, to the column
//! and to the bucket. So reading, checking and evaluating exist once, here, in a crate that all of
//! them can afford: without features it needs the JSON parser and nothing else.
//!
//! # In reading order
//!
//! - [`Document`] is the text: every flag and segment with its place, the broken ones included, and a
//!   [`Problem`] for everything that is wrong. A [`Code`] explains itself.
//! - [`FlagSet`] is what is asked: immutable, made from a document and from the set before it, so that
//!   a broken flag keeps its last good definition.
//! - [`Context`] is who is asked about; [`Evaluation`] is the answer, with its [`Reason`].
//! - [`plan`] is what a flag does when it is asked: of flags.json, or of another engine's document.
//! - [`bucketing`] is the frozen arithmetic of draws.
//!
//! # What it refuses
//!
//! No I/O, no clock, no thread, no global, no panic on any input. No allocation in an evaluation of flags.json, but what
//! the crate `regex` sets up when a pattern is first asked on a thread.
//!
//! # Features
//!
//! - `regex` (off): the operator `matches`; without it a document that has one is told so.
//! - `serde` (off): `Serialize` for what leaves the crate, and `Value::deserialize` for typed payloads.
#![forbid(unsafe_code)]

pub mod bucketing;
pub mod plan;
pub mod suggest;

mod code;
mod context;
mod date;
mod document;
mod evaluation;
mod flag_set;
mod json;
mod location;
mod name;
mod problem;
mod value;

pub use code::{Code, UnknownCode};
#[doc(hidden)]
pub use context::derived;
pub use context::{
    AttributeItem, AttributeList, AttributeValue, Context, EvaluationContext, TargetingKey,
    ToTargetingKey, Version,
};
pub use date::{Date, InvalidDate};
#[doc(hidden)]
pub use document::vocabulary;
pub use document::{
    Comparator, Condition, CurrentStage, DefaultServe, Document, FlagDefinition, Foreign,
    GroupRange, Guard, GuardAction, GuardRule, Hash, IdsFile, InvalidNetwork, InvalidPercentage,
    InvalidRequirement, InvalidSeed, Kind, MAX_IDS_BYTES, Network, Order, Overdue, Parsed,
    Percentage, Prerequisite, Ramp, Relation, Requirement, Rollout, RuleDefinition, Scalar,
    Schedule, SegmentDefinition, SegmentReference, Serve, StageDefinition, Test, VariantDefinition,
    Wanted, Weights,
};
pub use evaluation::{ErrorCode, Evaluation, Origin, Reason};
pub use flag_set::{Flag, FlagSet, Place, Stage, Variant};
pub use json::{MAX_DEPTH, MAX_DOCUMENT_BYTES};
pub use location::Location;
pub use name::{InvalidName, handle_name, variant_ident};
pub use problem::{Problem, Severity};
#[cfg(feature = "serde")]
pub use value::DeserializeError;
pub use value::{Value, ValueType, payload_type};
