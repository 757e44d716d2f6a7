//! MurmurHash3 x86_32 (Austin Appleby, public domain), over bytes that come in pieces.
//!
//! What is made of a hash is its users' matter. Law: frozen; the published vectors below hold it.

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

/// MurmurHash3 x86_32 over bytes that come in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Murmur3 {
    hash: u32,
    /// Up to three bytes that do not fill a block yet, the first one lowest.
    tail: u32,
    tail_length: u32,
    length: u32,
}

impl Murmur3 {
    pub(super) fn new(seed: u32) -> Murmur3 {
        Murmur3 { hash: seed, tail: 0, tail_length: 0, length: 0 }
    }

    #[inline]
    pub(super) fn write(&mut self, bytes: &[u8]) {
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
        // At most three bytes after at most three: no more than one block, and no loop that branches for each.
        let last = match (bytes.last_chunk::<4>(), rest) {
            (Some(last), _) => u64::from(u32::from_le_bytes(*last)) >> (32 - 8 * rest.len()),
            (None, rest) => rest.iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
        };
        let joined = u64::from(self.tail) | last << shift;
        let length = self.tail_length + rest.len() as u32;
        if length >= 4 {
            self.block(joined as u32);
            self.tail = (joined >> 32) as u32;
            self.tail_length = length - 4;
        } else {
            self.tail = joined as u32;
            self.tail_length = length;
        }
    }

    #[inline]
    fn block(&mut self, block: u32) {
        self.hash ^= scramble(block);
        self.hash = self.hash.rotate_left(13).wrapping_mul(5).wrapping_add(0xe654_6b64);
    }

    #[inline]
    pub(super) fn finish(self) -> u32 {
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
