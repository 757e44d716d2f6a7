//! Variants in odd places.

fn arms() -> u8 {
    let mut sum = 0;
    sum += 1;
    sum + { sum + 1 } * 2
}

pub fn observe() -> String {
    arms().to_string()
}
