//! Used flags make no sound, in the strictest of crates.
#![deny(warnings, dead_code, unused, unreachable_pub, missing_docs, unused_qualifications)]

use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout)]
fn checkout(items: u32, _unused: u32) -> u32 {
    items + 1
}

fn old_checkout(items: u32, _: u32) -> u32 {
    items
}

#[feature_flag("search_ranker", variants(semantic), otherwise = Vec::new())]
async fn rank(mut items: Vec<u32>) -> Vec<u32> {
    items.push(1);
    items
}

#[feature_flag("new_checkout", otherwise = { items })]
fn block(items: u32) -> u32 {
    items + 1
}

#[feature_flag("new_checkout", otherwise = { items }, context = { &user })]
async fn async_block(user: flagkit::EvaluationContext, items: u32) -> u32 {
    drop(user);
    items + 1
}

fn main() {
    block(1);
    drop(async_block(flagkit::EvaluationContext::anonymous(), 1));
    let _ = (checkout(1, 2), flags::NEW_SEARCH.is_enabled());
    drop(rank(Vec::new()));
}
