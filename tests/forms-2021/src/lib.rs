//! The forms of `tests/forms`, compiled as edition 2021.
//!
//! Law: nothing here is allowed to warn, so whatever the expansion says too much fails the build.

#![cfg(test)]
#![deny(warnings, clippy::all, clippy::pedantic)]
// What the functions themselves are odd in, on purpose, with or without the attribute.
#![allow(
    clippy::borrowed_box,
    clippy::boxed_local,
    clippy::let_and_return,
    clippy::manual_async_fn,
    clippy::needless_lifetimes,
    clippy::needless_pass_by_value,
    clippy::never_loop,
    clippy::no_mangle_with_rust_abi,
    clippy::ptr_arg,
    clippy::semicolon_if_nothing_returned,
    clippy::toplevel_ref_arg,
    clippy::trivially_copy_pass_by_ref,
    clippy::unnecessary_wraps,
    clippy::unused_async,
    clippy::unused_self
)]

flagkit::flags!("flags.json");

#[path = "../../forms/src/arguments.rs"]
mod arguments;
#[path = "../../forms/src/async_traits.rs"]
mod async_traits;
#[path = "../../forms/src/asynchronous.rs"]
mod asynchronous;
#[path = "../../forms/src/attributes.rs"]
mod attributes;
#[path = "../../forms/src/bodies.rs"]
mod bodies;
#[path = "../../forms/src/contexts.rs"]
mod contexts;
#[path = "../../forms/src/derived_contexts.rs"]
mod derived_contexts;
#[path = "../../forms/src/drops.rs"]
mod drops;
#[path = "../../forms/src/fallbacks.rs"]
mod fallbacks;
#[path = "../../forms/src/generics.rs"]
mod generics;
#[path = "../../forms/src/lints.rs"]
mod lints;
#[path = "../../forms/src/places.rs"]
mod places;
#[path = "../../forms/src/receivers.rs"]
mod receivers;
#[path = "../../forms/src/rescues.rs"]
mod rescues;
#[path = "../../forms/src/rescues_of_futures.rs"]
mod rescues_of_futures;
#[path = "../../forms/src/returns.rs"]
mod returns;
#[path = "../../forms/src/shadows.rs"]
mod shadows;
#[path = "../../forms/src/support.rs"]
mod support;
#[path = "../../forms/src/variants.rs"]
mod variants;
