//! The file is empty.
flagkit::flags!("flags.json");

fn main() {}
