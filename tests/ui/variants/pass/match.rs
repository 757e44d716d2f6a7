//! A `match` over the enum needs no arm for the rest.
use flags::SearchRanker;

flagkit::flags!("flags.json");

fn main() {
    let name = match flags::SEARCH_RANKER.variant() {
        SearchRanker::Bm25 => "bm25",
        SearchRanker::Semantic => "semantic",
        SearchRanker::Hybrid => "hybrid",
    };
    assert_eq!(name, SearchRanker::Bm25.as_str());
}
