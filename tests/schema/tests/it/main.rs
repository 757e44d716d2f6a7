//! The schema of flags.json, held to the parser and to its own standard.

mod committed;
mod differences;
mod examples;
mod fixtures;
mod jsonc;
mod judges;
mod limits;
mod mutations;
