//! The new code.

pub(super) fn filed_sum(cart: &[u32]) -> u32 {
    if crate::flags::RETIRED.is_enabled() {
        cart.iter().sum()
    } else {
        unreachable!()
    }
}
