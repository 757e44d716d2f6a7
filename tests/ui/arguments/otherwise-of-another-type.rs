//! `otherwise` gives another type than the function.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", otherwise = "old")]
fn checkout(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_search", otherwise = { items.len() })]
async fn search(items: Vec<u32>) -> Option<usize> {
    Some(items.len())
}

fn main() {
    checkout(1);
    drop(search(Vec::new()));
}
