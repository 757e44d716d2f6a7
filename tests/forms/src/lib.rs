//! Every form of function that `#[feature_flag]` must carry, one test per form, each under both arms.
//!
//! The modules hold forms alone and are compiled once more, as edition 2021, by `tests/forms-2021`.
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

mod arguments;
mod async_traits;
mod asynchronous;
mod attributes;
mod bodies;
mod contexts;
mod derived_contexts;
mod drops;
mod fallbacks;
mod generics;
mod lints;
mod places;
mod receivers;
mod rescues;
mod rescues_of_futures;
mod returns;
mod shadows;
mod support;
mod variants;
