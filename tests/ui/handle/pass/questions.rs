//! Everything that can be asked of a handle.
use flagkit::EvaluationContext;
use flags::SearchRanker;

flagkit::flags!("flags.json");

fn main() {
    let user = EvaluationContext::new("user-42").with("country", "KR");
    assert_eq!(flags::NEW_CHECKOUT.key(), "new_checkout");
    assert!(flags::NEW_SEARCH.is_enabled() && flags::NEW_SEARCH.is_enabled_for(&user));
    assert_eq!(flags::NEW_SEARCH.evaluate().variant, "on");
    assert_eq!(flags::SEARCH_RANKER.evaluate_for(&user).variant, "bm25");
    assert_eq!(flags::SEARCH_RANKER.variant(), SearchRanker::Bm25);
    assert_eq!(flags::SEARCH_RANKER.variant_for(&user).to_string(), "bm25");
    assert_eq!(SearchRanker::ALL.len(), 3);
}
