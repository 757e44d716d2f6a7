//! Another target of the package annotates functions too, with the flags of the library.

#![deny(warnings)]

use renamed::flags;

#[switchboard::feature_flag("renamed", fallback = old)]
fn here() -> &'static str {
    "new"
}

fn old() -> &'static str {
    renamed::by_key()
}

#[switchboard::test(both = RENAMED)]
fn both_arms_run() {
    assert_eq!(here(), if flags::RENAMED.is_enabled() { "new" } else { "old" });
}
