//! Public handles of a library are silent: who uses them is not known here.
#![deny(dead_code)]

pub mod library {
    flagkit::flags!(pub "flags.json");
}

fn main() {}
