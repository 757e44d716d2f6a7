//! Variants in odd places.

use crate::flags::{Ranker, RANKER};

fn arms() -> u8 {
    let mut sum = 0;
    match RANKER.variant() {
        // The first.
        Ranker::Semantic => sum += 1, // one
        Ranker::Hybrid => {
            // The second.
            sum += 2;
        }
        Ranker::Bm25 => return 9,
    }
    sum + match RANKER.variant() {
        Ranker::Semantic => sum + 1,
        Ranker::Hybrid => 5_u8,
        Ranker::Bm25 => 6_u8,
    } * 2
}

pub fn observe() -> String {
    arms().to_string()
}
