//! What the figures and the comparison with peers (`peers/`) share: how time is taken, who is asked about, and
//! what a person would write by hand.
//!
//! It takes no figure itself, and names no flag of a build.

pub mod by_hand;
pub mod crowd;
pub mod report;
pub mod rounds;
