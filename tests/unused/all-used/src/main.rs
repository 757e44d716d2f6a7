//! Each flag is used once: by an attribute, by a question, in a module, and as another one's prerequisite.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

mod search;

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    if flags::NEW_SEARCH.is_enabled() {
        checkout(1);
    }
    search::rank();
}
