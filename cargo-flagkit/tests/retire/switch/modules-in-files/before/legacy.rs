//! The old code.

// This file is the old code's.
pub(super) fn filed_old_total(cart: &[u32]) -> u32 {
    helper(cart.len())
}

fn helper(number: usize) -> u32 {
    number as u32
}

pub(super) fn filed_old_name() -> &'static str {
    "old"
}

pub(super) struct Counter;

impl Counter {
    pub(super) fn filed_old_count(items: &[u32]) -> usize {
        items.len()
    }
}
