//! Names that are not the flag's.

#[allow(dead_code)]
struct Flags {
    retired: bool,
}

mod other {
    pub(super) const RETIRED: bool = true;
}

const RETIRED: u8 = 3;

#[allow(non_snake_case)]
fn is_enabled(RETIRED_: u8) -> bool {
    RETIRED_ == RETIRED
}

pub fn observe() -> String {
    // Only the last one is the flag.
    format!("{} {} {}", other::RETIRED, is_enabled(3), true)
}
