//! A handle by path, imported under another name, and from a module below.
use flagkit::feature_flag;
use flags::NEW_SEARCH as SEARCH;

flagkit::flags!("flags.json");

#[feature_flag(flags::NEW_SEARCH, otherwise = "old")]
fn by_path() -> &'static str {
    "new"
}

#[feature_flag(SEARCH, otherwise = "old")]
fn renamed() -> &'static str {
    "new"
}

mod below {
    #[flagkit::feature_flag("new_search", otherwise = "old")]
    pub fn by_key() -> &'static str {
        "new"
    }

    #[flagkit::feature_flag(super::flags::NEW_SEARCH, otherwise = "old")]
    pub fn by_relative_path() -> &'static str {
        "new"
    }
}

fn main() {
    for answer in [by_path(), renamed(), below::by_key(), below::by_relative_path()] {
        assert_eq!(answer, "new");
    }
}
