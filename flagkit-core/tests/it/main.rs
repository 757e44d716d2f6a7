//! The one integration binary of flagkit-core: documents in, messages and answers out.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod broken_documents;
mod buckets;
mod buckets_of_engines;
mod buckets_properties;
mod buckets_statistics;
mod chances;
mod conditions;
mod evaluation;
mod explanations;
mod fingerprints;
mod isolation;
mod json_oracle;
mod limits;
mod messages;
mod names;
#[cfg(feature = "serde")]
mod payloads;
mod plans;
mod review_of_targeting;
mod shadows;
mod targeting;
mod targeting_properties;
