//! Mistakes that only a build of the tests can see.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

/// Behind a flag.
#[feature_flag("new_checkout", otherwise = items)]
pub fn checkout(items: u32) -> u32 {
    items + 1
}

/// Behind a flag with variants.
#[feature_flag("search_ranker", variants(semantic), otherwise = 0)]
pub fn rank() -> u32 {
    1
}

#[flagkit::test(both = NEW_CHECKOUT)]
fn sound() {
    assert!(checkout(1) >= 1);
}

#[flagkit::test(both = NEW_CHEKOUT)]
fn unknown() {
    checkout(1);
}

#[flagkit::test(both = SEARCH_RANKER)]
fn with_variants() {
    rank();
}

#[flagkit::test(both = NEW_CHECKOUT)]
fn with_a_mistake_inside() {
    checkout("1");
}
