//! Sources of Rust: their text, and what in them is about flags.
//!
//! Nothing here knows a document. Law: a byte range is one of the file as it lies on disk, with its byte order mark and
//! its shebang.

pub(crate) mod attribute;
pub(crate) mod facts;
pub(crate) mod functions;
pub(crate) mod interest;
pub(crate) mod modules;
pub(crate) mod paths;
pub(crate) mod text;
