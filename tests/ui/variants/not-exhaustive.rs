//! One variant has no code; then none has.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantic), fallback = bm25)]
fn one_left(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(), fallback = bm25)]
fn none(query: &str) -> usize {
    query.len()
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    one_left("");
    none("");
}
