//! flagkit's own buckets: 100 000 equal parts, so that one is 0.001 %.
//!
//! The hash is MurmurHash3 x86_32 with seed 0 over the bytes of `seed:key`, and
//! `bucket = (hash × 100 000) >> 32`. Law: frozen; `tests/it/buckets.txt` holds it.

use super::murmur3::Murmur3;

/// How many buckets there are; a percentage of p includes those below p × 1000.
pub const BUCKETS: u32 = 100_000;

/// The bucket of a key under a seed, from 0 to 99 999.
///
/// ```
/// use flagkit_core::bucketing::bucket;
///
/// let bucket = bucket("new_checkout", "user-42");
/// assert!(bucket < 100_000);
/// ```
pub fn bucket(seed: &str, key: &str) -> u32 {
    Prefix::new(seed).bucket(key.as_bytes())
}

/// A seed whose share of the hash is worked out once, when a flag is compiled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Prefix(Murmur3);

impl Prefix {
    pub(crate) fn new(seed: &str) -> Prefix {
        let mut hash = Murmur3::new(0);
        hash.write(seed.as_bytes());
        hash.write(b":");
        Prefix(hash)
    }

    /// Not inlined: alone it has all registers for itself, which is worth more than the call.
    #[inline(never)]
    pub(crate) fn bucket(&self, key: &[u8]) -> u32 {
        let mut hash = self.0;
        hash.write(key);
        // The product of two 32-bit numbers, shifted by 32, fits in 32 bits.
        ((u64::from(hash.finish()) * u64::from(BUCKETS)) >> 32) as u32
    }
}
