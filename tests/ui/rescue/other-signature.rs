//! Old code that does not fit is told once, as it is without a rescue.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = unsigned, on_panic = fallback, on_error = fallback)]
fn checkout(items: u32) -> Result<u32, String> {
    Ok(items)
}

fn unsigned(items: u32) -> u32 {
    items
}

#[feature_flag("search_ranker", variants(semantic, hybrid = text), fallback = unsigned, on_panic = fallback)]
async fn rank(items: u32) -> u32 {
    items
}

async fn text(items: &str) -> u32 {
    items.len() as u32
}

#[feature_flag("new_search", fallback = missing, on_panic = fallback)]
fn search(items: u32) -> u32 {
    items
}

fn main() {
    checkout(1).unwrap();
    drop(rank(1));
    search(1);
}
