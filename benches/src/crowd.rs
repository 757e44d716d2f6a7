//! Who is asked about: users of a caller's own type, as a program would have it, and the ids of a large segment.
//!
//! Law: the same crowd in every run, and no order in it that a branch predictor could learn.

use flagkit::Context;

/// A user as a program knows one.
#[derive(Clone, Context)]
pub struct User {
    /// What draws are made by.
    #[context(key)]
    pub key: String,
    /// One of four.
    pub country: String,
    /// One of three.
    pub plan: String,
    /// From 18 to 81.
    pub age: i64,
}

/// So many that no branch predictor learns who is in.
pub const USERS: usize = 4_096;

/// How many ids the segment has.
pub const IDS: usize = 100_000;

/// A small crowd; every second one, by chance, is in the segment.
pub fn users() -> Vec<User> {
    let user = |number| {
        let chance = mixed(number);
        User {
            key: key(number),
            country: String::from(["KR", "JP", "US", "DE"][(chance >> 8) as usize % 4]),
            plan: String::from(["free", "premium", "team"][(chance >> 16) as usize % 3]),
            age: 18 + (chance >> 32) as i64 % 64,
        }
    };
    (0..USERS as u64).map(user).collect()
}

/// The ids of a segment of that many.
pub fn ids(count: usize) -> Vec<String> {
    (0..).filter(|number| mixed(*number).is_multiple_of(2)).take(count).map(key).collect()
}

fn key(number: u64) -> String {
    format!("user-{:06}", number * 7919)
}

/// SplitMix64: a number without a pattern for each number.
fn mixed(number: u64) -> u64 {
    let mut mixed = number.wrapping_add(1).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    mixed = (mixed ^ mixed >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
    mixed ^ mixed >> 31
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn half_of_the_crowd_is_in_the_segment() {
        let ids: HashSet<String> = ids(IDS).into_iter().collect();
        assert_eq!(ids.len(), IDS);
        let members = users().iter().filter(|user| ids.contains(&user.key)).count();
        assert!((1_900..2_200).contains(&members), "{members}");
    }
}
