//! An `async fn` with an async fallback, and with one that returns a future.
use flagkit::feature_flag;
use std::future::{Future, ready};

flagkit::flags!("flags.json");

#[feature_flag("new_search", fallback = old_search)]
async fn search(items: u32) -> u32 {
    items + 1
}

async fn old_search(items: u32) -> u32 {
    items
}

#[feature_flag("new_search", fallback = old_future)]
async fn boxed(items: u32) -> u32 {
    items + 1
}

fn old_future(items: u32) -> impl Future<Output = u32> {
    ready(items)
}

fn main() {
    drop(search(1));
    drop(boxed(1));
}
