//! Where the new code fails, the old code answers.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_search", fallback = old_search, on_panic = fallback, on_error = fallback)]
fn search(query: String) -> Result<usize, std::num::ParseIntError> {
    assert!(query.len() < 3, "too long for the new code");
    query.parse()
}

fn old_search(query: String) -> Result<usize, std::num::ParseIntError> {
    Ok(query.len())
}

struct NotClone(u32);

#[feature_flag("new_search", otherwise = kept.len(), on_panic = fallback)]
fn take(mut taken: NotClone, kept: &str) -> usize {
    taken.0 += 1;
    assert_eq!(taken.0, 0);
    kept.len() * 2
}

#[feature_flag("search_ranker", variants(semantic, hybrid = hybrid), fallback = bm25, on_panic = fallback)]
async fn rank(query: &str) -> usize {
    query.len()
}

async fn hybrid(query: &str) -> usize {
    query.len() * 2
}

async fn bm25(query: &str) -> usize {
    query.len() * 3
}

fn main() {
    assert_eq!(search("42".to_owned()), Ok(42));
    assert_eq!(search("ab".to_owned()), Ok(2));
    assert_eq!(search("abcd".to_owned()), Ok(4));
    assert_eq!(take(NotClone(1), "abc"), 3);
    let sites = flagkit::callsites().into_iter();
    let rescued: Vec<_> = sites.map(|site| (site.function(), site.rescued())).collect();
    assert_eq!(rescued, [("search", 2), ("take", 1), ("rank", 0)]);
    let _ = rank("");
}
