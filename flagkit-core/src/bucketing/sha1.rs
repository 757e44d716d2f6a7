//! SHA-1 (FIPS 180-4), of which LaunchDarkly and ConfigCat draw by the first digits.
//!
//! It is written here because a bucket needs no crate of eight. Not for secrets: nothing here claims
//! that it resists anyone. Law: the vectors of RFC 3174.

use super::digest::{BLOCK, Compress, Digest};

/// The five words of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State([u32; 5]);

/// SHA-1 over bytes that come in pieces.
pub(super) type Sha1 = Digest<State>;

impl Sha1 {
    pub(super) fn new() -> Sha1 {
        Digest::starting(State([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476, 0xc3d2_e1f0]))
    }
}

impl State {
    /// The first sixteen hexadecimal digits of the hash.
    pub(super) fn first_64_bits(self) -> u64 {
        u64::from(self.0[0]) << 32 | u64::from(self.0[1])
    }
}

impl Compress for State {
    fn compress(&mut self, block: &[u8; BLOCK]) {
        let mut words = [0; 80];
        let (chunks, _) = block.as_chunks::<4>();
        for (word, chunk) in words.iter_mut().zip(chunks) {
            *word = u32::from_be_bytes(*chunk);
        }
        for t in 16..80 {
            words[t] = (words[t - 3] ^ words[t - 8] ^ words[t - 14] ^ words[t - 16]).rotate_left(1);
        }
        let mut state = self.0;
        // A loop for each function: the choice inside a single one would cost half the time.
        let (quarters, _) = words.as_chunks::<20>();
        if let [first, second, third, fourth] = quarters {
            rounds(&mut state, first, 0x5a82_7999, |b, c, d| b & c | !b & d);
            rounds(&mut state, second, 0x6ed9_eba1, |b, c, d| b ^ c ^ d);
            rounds(&mut state, third, 0x8f1b_bcdc, |b, c, d| b & c | b & d | c & d);
            rounds(&mut state, fourth, 0xca62_c1d6, |b, c, d| b ^ c ^ d);
        }
        for (word, more) in self.0.iter_mut().zip(state) {
            *word = word.wrapping_add(more);
        }
    }

    fn length(bits: u64) -> [u8; 8] {
        bits.to_be_bytes()
    }
}

#[inline]
fn rounds(
    state: &mut [u32; 5],
    words: &[u32; 20],
    constant: u32,
    f: impl Fn(u32, u32, u32) -> u32,
) {
    let [mut a, mut b, mut c, mut d, mut e] = *state;
    for word in words {
        let sum = e.wrapping_add(f(b, c, d)).wrapping_add(constant).wrapping_add(*word);
        let next = a.rotate_left(5).wrapping_add(sum);
        (a, b, c, d, e) = (next, a, b.rotate_left(30), c, d);
    }
    *state = [a, b, c, d, e];
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(pieces: &[&[u8]]) -> String {
        let mut hash = Sha1::new();
        for piece in pieces {
            hash.write(piece);
        }
        hash.finish().0.iter().map(|word| format!("{word:08x}")).collect()
    }

    /// RFC 3174, section 7.3; the empty text is FIPS 180's.
    #[test]
    fn the_published_vectors() {
        assert_eq!(hex(&[]), "da39a3ee5e6b4b0d3255bfef95601890afd80709");
        assert_eq!(hex(&[b"abc"]), "a9993e364706816aba3e25717850c26c9cd0d89d");
        assert_eq!(
            hex(&[b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"]),
            "84983e441c3bd26ebaae4aa1f95129e5e54670f1"
        );
        assert_eq!(hex(&[&[b'a'; 1_000_000]]), "34aa973cd4c4daa4f61eeb2bdbad27316534016f");
        assert_eq!(hex(&[&b"01234567".repeat(80)]), "dea356a2cddd90c7a7ecedc5ebb563934f460452");
    }

    #[test]
    fn pieces_hash_as_the_whole() {
        let text = [b'x'; 150];
        for first in 0..text.len() {
            for second in (first..text.len()).step_by(7) {
                let (head, rest) = text.split_at(first);
                let (middle, tail) = rest.split_at(second - first);
                assert_eq!(hex(&[head, middle, tail]), hex(&[&text]));
            }
        }
    }
}
