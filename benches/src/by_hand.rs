//! The limit: what a person would write for these very flags, if they had to change while the program runs.
//!
//! Two ways to the same configuration: `raw` follows a pointer to one that is never freed, `safe` keeps an `Arc` and a
//! generation per thread. Neither can say why, count, roll back, or be given another flag.
//! Law: keys are drawn as flagkit draws them, so that the answers can be compared one by one.

use crate::crowd::User;
use hashbrown::HashSet;
use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// All flags of the figures in one structure, as a program would hold its own.
pub struct Config {
    few: Share,
    country: String,
    ranking: Ranking,
    beta: HashSet<Box<str>>,
    rules: Vec<Rule>,
}

/// The first part of a draw, worked out beforehand, and how many of 100 000 buckets are in.
struct Share {
    seed: Seed,
    threshold: u32,
}

struct Ranking {
    seed: Seed,
    semantic: u32,
    hybrid: u32,
}

/// One of the ten rules.
struct Rule {
    plan_is_not: String,
    countries: Vec<String>,
    age_from: i64,
}

/// MurmurHash3 after the bytes of `seed:`.
struct Seed {
    state: u32,
    length: u32,
}

impl Config {
    /// The flags of the figures; `ids` are those of the segment.
    pub fn new(ids: &[String]) -> Self {
        let rule = |number: i64| Rule {
            plan_is_not: format!("plan-{number}"),
            countries: ["KR", "JP", "US", "DE"].map(String::from).to_vec(),
            age_from: 200 + number,
        };
        Self {
            few: Share { seed: Seed::new("few"), threshold: 5_000 },
            country: String::from("KR"),
            ranking: Ranking { seed: Seed::new("ranking"), semantic: 10_000, hybrid: 20_000 },
            beta: ids.iter().map(|id| id.as_str().into()).collect(),
            rules: (0..10).map(rule).collect(),
        }
    }

    /// 5 % by key.
    #[inline]
    pub fn few(&self, key: &str) -> bool {
        self.few.seed.bucket(key) < self.few.threshold
    }

    /// A rule with one condition.
    #[inline]
    pub fn korea(&self, country: &str) -> bool {
        country == self.country
    }

    /// Three weighted variants: 0 for the default of 80 %, 1 and 2 for 10 % each.
    #[inline]
    pub fn ranking(&self, key: &str) -> usize {
        let bucket = self.ranking.seed.bucket(key);
        if bucket < self.ranking.semantic {
            return 1;
        }
        if bucket < self.ranking.hybrid { 2 } else { 0 }
    }

    /// A segment of many ids.
    #[inline]
    pub fn beta(&self, key: &str) -> bool {
        self.beta.contains(key)
    }

    /// Ten rules of three conditions.
    #[inline]
    pub fn rules(&self, user: &User) -> bool {
        self.rules.iter().any(|rule| {
            user.plan != rule.plan_is_not
                && rule.countries.contains(&user.country)
                && user.age >= rule.age_from
        })
    }
}

static RAW: AtomicPtr<Config> = AtomicPtr::new(ptr::null_mut());
static SAFE: Mutex<Option<Arc<Config>>> = Mutex::new(None);
static GENERATION: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static CACHE: Cell<Option<(u64, Arc<Config>)>> = const { Cell::new(None) };
}

/// Puts a configuration in force for both ways.
pub fn configure(config: impl Fn() -> Config) {
    // Never freed: that is what makes the raw way short.
    RAW.store(Box::into_raw(Box::new(config())), Ordering::Release);
    *SAFE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(config()));
    GENERATION.fetch_add(1, Ordering::Release);
}

/// By a pointer to a configuration that lives for ever; the default of what is asked before there is one.
#[inline]
pub fn raw<R: Default>(ask: impl FnOnce(&Config) -> R) -> R {
    // SAFETY: the pointer is null or comes from a leaked box.
    unsafe { RAW.load(Ordering::Acquire).as_ref() }.map(ask).unwrap_or_default()
}

/// By a configuration that each thread keeps until the generation moves.
#[inline]
pub fn safe<R: Default>(ask: impl FnOnce(&Config) -> R) -> R {
    let generation = GENERATION.load(Ordering::Acquire);
    let cached = match CACHE.take() {
        Some(cached) if cached.0 == generation => Some(cached),
        _ => renewed(generation),
    };
    let answer = cached.as_ref().map(|(_, config)| ask(config)).unwrap_or_default();
    CACHE.set(cached);
    answer
}

#[cold]
fn renewed(generation: u64) -> Option<(u64, Arc<Config>)> {
    let current = SAFE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    current.map(|config| (generation, config))
}

impl Seed {
    /// Only of seeds that end on a word boundary together with their colon: that is what makes this short.
    fn new(text: &str) -> Self {
        let bytes = format!("{text}:");
        let (blocks, rest) = bytes.as_bytes().as_chunks::<4>();
        assert!(rest.is_empty(), "`{text}:` does not fill whole words");
        Self { state: blocks.iter().fold(0, mixed), length: bytes.len() as u32 }
    }

    #[inline]
    fn bucket(&self, key: &str) -> u32 {
        let (blocks, rest) = key.as_bytes().as_chunks::<4>();
        let mut hash = blocks.iter().fold(self.state, mixed);
        let tail = rest.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
        if !rest.is_empty() {
            hash ^= scrambled(tail);
        }
        hash ^= self.length + key.len() as u32;
        hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
        hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
        ((u64::from(hash ^ hash >> 16) * 100_000) >> 32) as u32
    }
}

/// A word of MurmurHash3 x86_32.
#[inline]
fn mixed(hash: u32, block: &[u8; 4]) -> u32 {
    let hash = hash ^ scrambled(u32::from_le_bytes(*block));
    hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64)
}

#[inline]
fn scrambled(word: u32) -> u32 {
    word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_drawn_as_flagkit_draws_them() {
        for key in ["", "a", "ab", "abc", "abcd", "user-000042", "사용자"] {
            for seed in ["few", "ranking"] {
                let theirs = flagkit_core::bucketing::bucket(seed, key);
                assert_eq!(Seed::new(seed).bucket(key), theirs, "{seed}:{key}");
            }
        }
    }
}
