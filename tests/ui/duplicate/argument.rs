//! Each argument twice; the second is to blame.
use flagkit::feature_flag;

flagkit::flags!("flags.json");

#[feature_flag("new_checkout", fallback = old_checkout, fallback = older_checkout)]
fn fallback(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", otherwise = 1, otherwise = 2)]
fn otherwise(items: u32) -> u32 {
    items
}

#[feature_flag("new_checkout", context = user, fallback = old_checkout, context = user)]
fn context(user: u32) -> u32 {
    user
}

#[feature_flag("new_checkout", fallback = old_checkout, crate = flagkit, crate = flagkit)]
fn krate(items: u32) -> u32 {
    items
}

#[feature_flag("search_ranker", variants(semantic), variants(hybrid), fallback = old_checkout)]
fn variants(items: u32) -> u32 {
    items
}

fn old_checkout(items: u32) -> u32 {
    items
}

fn main() {
    fallback(1);
    otherwise(1);
    context(1);
    krate(1);
    variants(1);
}
