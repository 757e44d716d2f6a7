//! Buckets: which of 100 000 equal parts a key falls in.
//!
//! The algorithm is MurmurHash3 x86_32 (Austin Appleby, public domain) with seed 0 over the bytes of
//! `seed:key`, and `bucket = (hash × 100 000) >> 32`, so that one bucket is 0.001 %. The hashes of
//! other engines do not live here.
//!
//! Law: frozen. Changing a bucket moves users between arms in every program that updates; the
//! published vectors below and `tests/it/buckets.txt` hold it.

/// How many buckets there are; a percentage of p includes those below p × 1000.
pub const BUCKETS: u32 = 100_000;

/// MurmurHash3 x86_32 of some bytes.
///
/// ```
/// use flagkit_core::bucketing::murmur3_x86_32;
///
/// assert_eq!(murmur3_x86_32(0, b"abc"), 0xb3dd_93fa);
/// assert_eq!(murmur3_x86_32(1, b""), 0x514e_28b7);
/// ```
pub fn murmur3_x86_32(seed: u32, bytes: &[u8]) -> u32 {
    let mut hash = Murmur3::new(seed);
    hash.write(bytes);
    hash.finish()
}

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

    #[inline]
    pub(crate) fn bucket(&self, key: &[u8]) -> u32 {
        let mut hash = self.0;
        hash.write(key);
        // The product of two 32-bit numbers, shifted by 32, fits in 32 bits.
        ((u64::from(hash.finish()) * u64::from(BUCKETS)) >> 32) as u32
    }
}

/// MurmurHash3 x86_32 over bytes that come in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Murmur3 {
    hash: u32,
    /// Up to three bytes that do not fill a block yet, the first one lowest.
    tail: u32,
    tail_length: u32,
    length: u32,
}

impl Murmur3 {
    fn new(seed: u32) -> Murmur3 {
        Murmur3 { hash: seed, tail: 0, tail_length: 0, length: 0 }
    }

    #[inline]
    fn write(&mut self, bytes: &[u8]) {
        // The algorithm counts its length modulo 2^32.
        self.length = self.length.wrapping_add(bytes.len() as u32);
        let (blocks, rest) = bytes.as_chunks::<4>();
        let shift = self.tail_length * 8;
        if shift == 0 {
            for block in blocks {
                self.block(u32::from_le_bytes(*block));
            }
        } else {
            for block in blocks {
                let word = u32::from_le_bytes(*block);
                self.block(self.tail | word << shift);
                self.tail = word >> (32 - shift);
            }
        }
        for &byte in rest {
            self.tail |= u32::from(byte) << (self.tail_length * 8);
            self.tail_length += 1;
            if self.tail_length == 4 {
                self.block(self.tail);
                self.tail = 0;
                self.tail_length = 0;
            }
        }
    }

    #[inline]
    fn block(&mut self, block: u32) {
        self.hash ^= scramble(block);
        self.hash = self.hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }

    #[inline]
    fn finish(self) -> u32 {
        let mut hash = self.hash;
        if self.tail_length > 0 {
            hash ^= scramble(self.tail);
        }
        hash ^= self.length;
        hash ^= hash >> 16;
        hash = hash.wrapping_mul(0x85eb_ca6b);
        hash ^= hash >> 13;
        hash = hash.wrapping_mul(0xc2b2_ae35);
        hash ^ hash >> 16
    }
}

#[inline]
fn scramble(block: u32) -> u32 {
    block.wrapping_mul(0xcc9e_2d51).rotate_left(15).wrapping_mul(0x1b87_3593)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_published_vectors() {
        let check = |seed: u32, text: &str, hash: u32| {
            assert_eq!(murmur3_x86_32(seed, text.as_bytes()), hash, "{text:?} {seed}");
        };
        check(0, "", 0);
        check(1, "", 0x514e_28b7);
        check(0xffff_ffff, "", 0x81f1_6f39);
        check(0, "abc", 0xb3dd_93fa);
        check(0x9747_b28c, "aaaa", 0x5a97_808a);
        check(0x9747_b28c, "aaa", 0x283e_0130);
        check(0x9747_b28c, "aa", 0x5d21_1726);
        check(0x9747_b28c, "a", 0x7fa0_9ea6);
        check(0x9747_b28c, "abcd", 0xf047_8627);
        check(0x9747_b28c, "Hello, world!", 0x2488_4cba);
        check(0x9747_b28c, "The quick brown fox jumps over the lazy dog", 0x2fa8_26cd);
    }

    #[test]
    fn pieces_hash_as_the_whole() {
        let text = b"The quick brown fox jumps over the lazy dog";
        for first in 0..text.len() {
            for second in first..text.len() {
                let mut hash = Murmur3::new(7);
                hash.write(&text[..first]);
                hash.write(&text[first..second]);
                hash.write(&text[second..]);
                assert_eq!(hash.finish(), murmur3_x86_32(7, text));
            }
        }
    }
}
