//! `flags!` without a literal, with the wrong options, and with too much.
mod no_file {
    flagkit::flags!();
}

mod not_a_literal {
    const FILE: &str = "flags.json";
    flagkit::flags!(FILE);
}

mod restricted {
    flagkit::flags!(pub(crate) "flags.json");
}

mod unknown_option {
    flagkit::flags!(module = mine, "flags.json");
}

mod two_files {
    flagkit::flags!("flags.json", "more.json");
}

fn main() {}
