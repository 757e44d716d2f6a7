//! The command as people run it: a temporary workspace, the real binary, its output and exit code.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod ask;
mod check;
mod diff;
mod edit;
mod editor;
mod fmt;
mod handles;
mod import;
mod init;
mod print;
mod project;
mod retire;
mod shell;
mod simulate;
mod watch;
