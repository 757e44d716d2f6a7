//! Edits of flags.json: text in, text out, and how the file is replaced.
