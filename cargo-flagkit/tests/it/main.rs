//! The command as people run it: a temporary workspace, the real binary, its output and exit code.

mod ask;
mod check;
mod diff;
mod editor;
mod fmt;
mod import;
mod init;
mod project;
mod shell;
mod simulate;
mod watch;
