// A comment at the top.

use flagkit::feature_flag; // why it is here

/* before */
#[feature_flag("retired", fallback = commented_old)] // rollout of May
// between attribute and function
fn commented(/* the argument */ number: u8 /* behind it */) -> u8 /* result */ {
    /* new */ number /* in the middle */ + 1 // end
    // last in the body
}

// Glued to the old code.
// Two lines of it.
fn commented_old(/* old name */ value: u8) -> u8 {
    /* old */
    value // as it was
}

// Apart from it.

pub fn observe() -> String {
    // A flag named in a comment, `retired`, stays: flags::RETIRED.is_enabled().
    commented(1).to_string()
}
