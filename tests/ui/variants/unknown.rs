//! A variant that the flag does not have, near a real one and near none.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantik, hybrid = mixed), fallback = bm25)]
fn near(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed, "x-9" = mixed), fallback = bm25)]
fn far(query: &str) -> usize {
    query.len()
}

fn mixed(_: &str) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    near("");
    far("");
}
