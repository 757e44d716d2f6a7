//! A variant listed twice, and the default, which is the fallback's.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed, semantic = mixed), fallback = bm25)]
fn twice(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed, bm25 = bm25), fallback = bm25)]
fn default_listed(query: &str) -> usize {
    query.len()
}

fn mixed(_: &str) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    twice("");
    default_listed("");
}
