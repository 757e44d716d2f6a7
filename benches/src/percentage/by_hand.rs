//! What a person would write for one percentage that can change while the program runs.

use std::cell::Cell;
use std::ptr;
use std::sync::atomic::{AtomicPtr, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

/// One flag: its seed's hash and how many of 100 000 buckets are on.
struct Config {
    seed: u32,
    threshold: u32,
}

impl Config {
    fn includes(&self, key: &str) -> bool {
        let hash = murmur3(self.seed, key.as_bytes());
        ((u64::from(hash) * 100_000) >> 32) < u64::from(self.threshold)
    }
}

static RAW: AtomicPtr<Config> = AtomicPtr::new(ptr::null_mut());
static SAFE: Mutex<Option<Arc<Config>>> = Mutex::new(None);
static GENERATION: AtomicU64 = AtomicU64::new(0);

thread_local! {
    static CACHE: Cell<Option<(u64, Arc<Config>)>> = const { Cell::new(None) };
}

/// Puts a percentage in force for both ways.
pub(crate) fn configure(seed: &str, threshold: u32) {
    let config = || Config { seed: murmur3(0, seed.as_bytes()), threshold };
    // Never freed: that is what makes the raw way short.
    RAW.store(Box::into_raw(Box::new(config())), Ordering::Release);
    *SAFE.lock().unwrap_or_else(PoisonError::into_inner) = Some(Arc::new(config()));
    GENERATION.fetch_add(1, Ordering::Release);
}

/// By a pointer to a configuration that lives for ever.
#[inline]
pub(crate) fn raw(key: &str) -> bool {
    // SAFETY: the pointer is null or comes from a leaked box.
    unsafe { RAW.load(Ordering::Acquire).as_ref() }.is_some_and(|config| config.includes(key))
}

/// By a configuration that each thread keeps until the generation moves.
#[inline]
pub(crate) fn safe(key: &str) -> bool {
    let generation = GENERATION.load(Ordering::Acquire);
    let cached = match CACHE.take() {
        Some(cached) if cached.0 == generation => Some(cached),
        _ => renewed(generation),
    };
    let included = cached.as_ref().is_some_and(|(_, config)| config.includes(key));
    CACHE.set(cached);
    included
}

#[cold]
fn renewed(generation: u64) -> Option<(u64, Arc<Config>)> {
    let current = SAFE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    current.map(|config| (generation, config))
}

/// MurmurHash3 x86_32.
#[inline]
fn murmur3(seed: u32, bytes: &[u8]) -> u32 {
    let scramble =
        |word: u32| word.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593);
    let (blocks, rest) = bytes.as_chunks::<4>();
    let mut hash = seed;
    for block in blocks {
        hash ^= scramble(u32::from_le_bytes(*block));
        hash = hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }
    let tail = rest.iter().rev().fold(0, |word, &byte| word << 8 | u32::from(byte));
    if !rest.is_empty() {
        hash ^= scramble(tail);
    }
    hash ^= bytes.len() as u32;
    hash = (hash ^ hash >> 16).wrapping_mul(0x85eb_ca6b);
    hash = (hash ^ hash >> 13).wrapping_mul(0xc2b2_ae35);
    hash ^ hash >> 16
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_is_the_hash_that_flagkit_uses() {
        for text in ["", "a", "ab", "abc", "abcd", "user-000042"] {
            let theirs = flagkit_core::bucketing::murmur3_x86_32(7, text.as_bytes());
            assert_eq!(murmur3(7, text.as_bytes()), theirs, "{text:?}");
        }
    }
}
