//! What needs no file of its own: overrides, contexts, details, and the embedded document.
//!
//! Tests that watch a file change the state of their process, so each of these is a binary of its own,
//! named `global_*`.

mod allocations;
mod contexts;
mod derived_contexts;
mod documents;
mod evaluation;
mod fingerprints;
mod inherited;
mod overrides;
mod poll;

flagkit::flags!("flags.json");
