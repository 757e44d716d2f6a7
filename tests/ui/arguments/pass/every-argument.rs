//! Each argument once, with a comma behind the last.
use flagkit::{EvaluationContext, feature_flag};

flagkit::flags!("flags.json");

#[feature_flag("new_search", fallback = old_search, context = user, crate = ::flagkit,)]
fn search(user: &EvaluationContext, items: u32) -> u32 {
    let _ = user;
    items + 1
}

fn old_search(_: &EvaluationContext, items: u32) -> u32 {
    items
}

#[feature_flag("search_ranker", variants(semantic, "hybrid" = hybrid), fallback = bm25)]
fn rank() -> &'static str {
    "semantic"
}

fn hybrid() -> &'static str {
    "hybrid"
}

fn bm25() -> &'static str {
    "bm25"
}

fn main() {
    assert_eq!(search(&EvaluationContext::anonymous(), 1), 2);
    assert_eq!(rank(), "bm25");
}
