//! One flag over several functions, and one old code for several of them.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_search", fallback = old)]
fn first(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", fallback = old)]
fn second(items: u32) -> u32 {
    items + 2
}

fn old(items: u32) -> u32 {
    items
}

fn main() {
    assert_eq!((first(0), second(0)), (1, 2));
    flagkit::testing::with(flags::NEW_SEARCH.off(), || assert_eq!((first(0), second(0)), (0, 0)));
}
