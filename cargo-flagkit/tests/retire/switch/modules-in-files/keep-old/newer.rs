//! The new code.

pub(super) fn filed_sum(cart: &[u32]) -> u32 {
    unreachable!()
}
