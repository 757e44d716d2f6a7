//! Variants in odd places.

fn arms() -> u8 {
    let mut sum = 0;
    return 9;
    sum + 6_u8 * 2
}

pub fn observe() -> String {
    arms().to_string()
}
