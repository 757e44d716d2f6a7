//! What each command does: one file per command, its arguments first.
//!
//! A command reads, asks the rooms, and prints; what it knows itself is only its own wording.

pub(crate) mod add;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod diff;
pub(crate) mod explain;
pub(crate) mod fmt;
pub(crate) mod import;
pub(crate) mod init;
pub(crate) mod list;
pub(crate) mod man;
pub(crate) mod retire;
pub(crate) mod rollback;
pub(crate) mod set;
pub(crate) mod simulate;
pub(crate) mod stage;
pub(crate) mod watch;
