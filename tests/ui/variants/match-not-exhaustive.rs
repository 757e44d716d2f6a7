//! A `match` over the variants of a flag leaves one out.
use flags::SearchRanker;

flagkit::flags!("flags.json");

fn main() {
    let _ = match flags::SEARCH_RANKER.variant() {
        SearchRanker::Bm25 => 1,
        SearchRanker::Semantic => 2,
    };
}
