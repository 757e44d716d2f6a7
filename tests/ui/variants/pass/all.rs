//! Every variant but the default is listed; the default is the fallback's.
use flagkit::{feature_flag, testing};
use flags::SearchRanker;

flagkit::flags!("flags.json");

#[feature_flag("search_ranker", variants(semantic, hybrid = mixed), fallback = bm25)]
fn rank(query: &str) -> String {
    format!("semantic {query}")
}

fn mixed(query: &str) -> String {
    format!("hybrid {query}")
}

fn bm25(query: &str) -> String {
    format!("bm25 {query}")
}

#[feature_flag(flags::SEARCH_RANKER, variants("hybrid", "semantic" = crate::mixed), otherwise = "bm25".to_owned())]
fn by_handle(_: &str) -> String {
    "this".to_owned()
}

fn main() {
    assert_eq!(rank("x"), "bm25 x");
    testing::with(flags::SEARCH_RANKER.serve(SearchRanker::Hybrid), || {
        assert_eq!((rank("x").as_str(), by_handle("x").as_str()), ("hybrid x", "this"));
    });
    testing::with(flags::SEARCH_RANKER.serve(SearchRanker::Semantic), || {
        assert_eq!((rank("x").as_str(), by_handle("x").as_str()), ("semantic x", "hybrid x"));
    });
}
