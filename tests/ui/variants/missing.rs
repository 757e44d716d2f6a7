//! No `variants(...)` on a flag that has variants, by key and by handle.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", fallback = bm25)]
fn by_key(query: &str) -> usize {
    query.len()
}

#[feature_flag(flags::SEARCH_RANKER, fallback = bm25)]
fn by_handle(query: &str) -> usize {
    query.len()
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    by_key("");
    by_handle("");
}
