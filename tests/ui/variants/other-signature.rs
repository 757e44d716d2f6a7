//! The function of one variant does not fit.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed), fallback = bm25)]
fn rank(query: &str) -> usize {
    query.len()
}

fn mixed(_: String) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    rank("");
}
