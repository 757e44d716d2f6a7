// A comment at the top.

// why it is here

/* before */
// rollout of May
// between attribute and function
fn commented(/* the argument */ number: u8 /* behind it */) -> u8 /* result */ {
    /* new */ number /* in the middle */ + 1 // end
    // last in the body
}

// Apart from it.

pub fn observe() -> String {
    // A flag named in a comment, `retired`, stays: flags::RETIRED.is_enabled().
    commented(1).to_string()
}
