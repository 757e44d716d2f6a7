//! A server whose requests tell which version of the flags they saw, and what the tests need around it.
//!
//! It judges nothing; the tests do. flagkit's state belongs to the process, so each test is a binary of its own.

mod answer;
mod client;
mod document;
mod gate;
mod server;
mod user;

pub use answer::Answer;
pub use client::{begin, get};
pub use document::File;
pub use gate::Gate;
pub use server::Server;
pub use user::alive;

flagkit::flags!("flags.json");
