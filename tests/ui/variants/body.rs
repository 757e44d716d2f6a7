//! No variant for the body of the function, and two.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantic = mixed, hybrid = mixed), fallback = bm25)]
fn no_body(query: &str) -> usize {
    query.len()
}

#[feature_flag("search_ranker", variants(semantic, hybrid), fallback = bm25)]
fn two_bodies(query: &str) -> usize {
    query.len()
}

fn mixed(_: &str) -> usize {
    1
}

fn bm25(_: &str) -> usize {
    0
}

fn main() {
    no_body("");
    two_bodies("");
}
