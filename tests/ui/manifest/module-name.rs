//! `mod =` without a name for the module.
mod number {
    flagkit::flags!(mod = 7, "flags.json");
}

mod nothing {
    flagkit::flags!(mod = , "flags.json");
}

mod no_comma {
    flagkit::flags!(mod = mine "flags.json");
}

fn main() {}
