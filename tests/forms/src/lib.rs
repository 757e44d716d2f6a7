//! Every form of function that `#[feature_flag]` must carry, one test per form, each under both arms.
//!
//! The modules hold forms alone and are compiled once more, as edition 2021, by `tests/forms-2021`.
//! Law: nothing here is allowed to warn, so whatever the expansion says too much fails the build.

#![cfg(test)]
#![deny(warnings, clippy::all, clippy::pedantic)]

flagkit::flags!("flags.json");

mod arguments;
mod async_traits;
mod asynchronous;
mod attributes;
mod bodies;
mod contexts;
mod drops;
mod fallbacks;
mod generics;
mod lints;
mod places;
mod receivers;
mod returns;
mod support;
mod variants;
