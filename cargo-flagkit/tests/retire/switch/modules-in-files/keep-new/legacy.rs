//! The old code.

fn helper(number: usize) -> u32 {
    number as u32
}

pub(super) struct Counter;

impl Counter {}
