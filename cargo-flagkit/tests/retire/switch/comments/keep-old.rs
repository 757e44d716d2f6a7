// A comment at the top.

// why it is here

/* before */
// rollout of May
// between attribute and function
fn commented(/* old name */ value: u8) -> u8 {
    /* old */
    value // as it was
}

// Apart from it.

pub fn observe() -> String {
    // A flag named in a comment, `retired`, stays: flags::RETIRED.is_enabled().
    commented(1).to_string()
}
