//! The one integration binary of flagkit-stats: laws of the methods, and tables computed elsewhere.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod e_processes;
mod ever;
mod histogram;
mod laws;
mod report;
mod special_functions;
