//! The pure core of flagkit.
pub mod bucketing;
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
pub mod suggest;
mod value;

pub use code::Code;
pub use context::{
    AttributeItem, AttributeList, AttributeValue, Context, EvaluationContext, TargetingKey,
};
pub use date::{Date, InvalidDate};
pub use document::{
    Comparator, Condition, CurrentStage, DefaultServe, Document, FlagDefinition, Guard,
    GuardAction, GuardRule, Hash, InvalidPercentage, Kind, Network, Order, Parsed, Percentage,
    Prerequisite, Ramp, Relation, Requirement, Rollout, RuleDefinition, Scalar, Schedule,
    SegmentDefinition, SegmentReference, Serve, StageDefinition, Test, VariantDefinition, Wanted,
    Weights,
};
pub use evaluation::{ErrorCode, Evaluation, Reason};
pub use flag_set::{Flag, FlagSet, Variant};
pub use json::{MAX_DEPTH, MAX_DOCUMENT_BYTES};
pub use location::Location;
pub use name::{InvalidName, handle_name, variant_ident};
pub use problem::{Problem, Severity};
#[cfg(feature = "serde")]
pub use value::DeserializeError;
pub use value::{Value, ValueType, payload_type};
