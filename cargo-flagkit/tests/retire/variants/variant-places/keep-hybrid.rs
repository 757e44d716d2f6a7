//! Variants in odd places.

fn arms() -> u8 {
    let mut sum = 0;
    // The second.
    sum += 2;
    sum + 5_u8 * 2
}

pub fn observe() -> String {
    arms().to_string()
}
