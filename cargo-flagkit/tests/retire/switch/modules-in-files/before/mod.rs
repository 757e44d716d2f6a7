//! Old code in another file.

mod legacy;
mod newer;

use flagkit::feature_flag;
use legacy::filed_old_total;

#[feature_flag("retired", fallback = filed_old_total)]
fn filed_total(cart: &[u32]) -> u32 {
    newer::filed_sum(cart)
}

#[feature_flag("retired", fallback = legacy::filed_old_name)]
fn filed_name() -> &'static str {
    "new"
}

#[feature_flag("retired", fallback = legacy::Counter::filed_old_count)]
fn filed_count(items: &[u32]) -> usize {
    items.len() + 1
}

pub fn observe() -> String {
    format!("{} {} {}", filed_total(&[1, 2]), filed_name(), filed_count(&[1]))
}
