//! The document is a list.
flagkit::flags!("flags.json");

fn main() {}
