//! Variants in odd places.

fn arms() -> u8 {
    let mut sum = 0;
    return 9;
    sum + 6 * 2
}

pub fn observe() -> String {
    arms().to_string()
}
