//! The end of a flag: its attributes, its questions and its losing arms leave the sources.
//!
//! ```text
//! sources ─► scan ─► found ─┬─► arms ─► changes ─► plan ─► command
//!               flag, arm ──┘
//! ```
//!
//! Sources are edited by byte ranges, so what is not about the flag stays byte for byte. What is not sure is listed and
//! never guessed. Law: nothing here writes a file but `rewrite`.
//!
//! Limits: code under any `cfg` is rewritten alike; what a macro is given is tokens, read only in the macros of `std`;
//! imports that only removed code used are left to rustc, as are its helpers; comments within a condition go with it; types
//! that rustc inferred from an arm that goes are missing then, which `cargo check` tells; a source that packages of two
//! documents compile is rewritten for one of them; whoever kills the command while it writes has some files rewritten, and whoever
//! kills it during `cargo check` all of them, unchecked.

mod arms;
pub(crate) mod around;
mod attribute;
mod changes;
mod comment;
mod condition;
pub(crate) mod document;
mod ending;
mod function;
mod import;
mod lines;
mod literals;
mod macros;
mod mention;
mod names;
mod plan;
pub(crate) mod rewrite;
mod scan;
mod sources;
mod splice;
mod temporaries;
mod visible;

pub(crate) use ending::Ending;
pub(crate) use plan::{Plan, Rewrite, plan};
pub(crate) use sources::SourceFile;
