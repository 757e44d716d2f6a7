//! MD5 (RFC 1321), of which Eppo draws by the first word.
//!
//! Not for secrets. Law: the vectors of the RFC.

use super::digest::{BLOCK, Compress, Digest};

/// The four words of the state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct State([u32; 4]);

/// MD5 over bytes that come in pieces.
pub(super) type Md5 = Digest<State>;

impl Md5 {
    pub(super) fn new() -> Md5 {
        Digest::starting(State([0x6745_2301, 0xefcd_ab89, 0x98ba_dcfe, 0x1032_5476]))
    }
}

impl State {
    /// The first eight hexadecimal digits of the hash.
    pub(super) fn first_32_bits(self) -> u32 {
        // The hash is written with the lowest byte of each word first.
        self.0[0].swap_bytes()
    }
}

/// The RFC's table T: the whole part of `2^32 × |sin(i + 1)|`.
#[rustfmt::skip]
const SINES: [u32; 64] = [
    0xd76a_a478, 0xe8c7_b756, 0x2420_70db, 0xc1bd_ceee, 0xf57c_0faf, 0x4787_c62a, 0xa830_4613, 0xfd46_9501,
    0x6980_98d8, 0x8b44_f7af, 0xffff_5bb1, 0x895c_d7be, 0x6b90_1122, 0xfd98_7193, 0xa679_438e, 0x49b4_0821,
    0xf61e_2562, 0xc040_b340, 0x265e_5a51, 0xe9b6_c7aa, 0xd62f_105d, 0x0244_1453, 0xd8a1_e681, 0xe7d3_fbc8,
    0x21e1_cde6, 0xc337_07d6, 0xf4d5_0d87, 0x455a_14ed, 0xa9e3_e905, 0xfcef_a3f8, 0x676f_02d9, 0x8d2a_4c8a,
    0xfffa_3942, 0x8771_f681, 0x6d9d_6122, 0xfde5_380c, 0xa4be_ea44, 0x4bde_cfa9, 0xf6bb_4b60, 0xbebf_bc70,
    0x289b_7ec6, 0xeaa1_27fa, 0xd4ef_3085, 0x0488_1d05, 0xd9d4_d039, 0xe6db_99e5, 0x1fa2_7cf8, 0xc4ac_5665,
    0xf429_2244, 0x432a_ff97, 0xab94_23a7, 0xfc93_a039, 0x655b_59c3, 0x8f0c_cc92, 0xffef_f47d, 0x8584_5dd1,
    0x6fa8_7e4f, 0xfe2c_e6e0, 0xa301_4314, 0x4e08_11a1, 0xf753_7e82, 0xbd3a_f235, 0x2ad7_d2bb, 0xeb86_d391,
];

impl Compress for State {
    fn compress(&mut self, block: &[u8; BLOCK]) {
        let mut words = [0; 16];
        let (chunks, _) = block.as_chunks::<4>();
        for (word, chunk) in words.iter_mut().zip(chunks) {
            *word = u32::from_le_bytes(*chunk);
        }
        let mut state = self.0;
        let (quarters, _) = SINES.as_chunks::<16>();
        if let [first, second, third, fourth] = quarters {
            let mut rounds = Rounds { state: &mut state, words: &words };
            rounds.run(first, [7, 12, 17, 22], |i| i, |b, c, d| b & c | !b & d);
            rounds.run(second, [5, 9, 14, 20], |i| 5 * i + 1, |b, c, d| d & b | !d & c);
            rounds.run(third, [4, 11, 16, 23], |i| 3 * i + 5, |b, c, d| b ^ c ^ d);
            rounds.run(fourth, [6, 10, 15, 21], |i| 7 * i, |b, c, d| c ^ (b | !d));
        }
        for (word, more) in self.0.iter_mut().zip(state) {
            *word = word.wrapping_add(more);
        }
    }

    fn length(bits: u64) -> [u8; 8] {
        bits.to_le_bytes()
    }
}

/// Sixteen steps at a time.
struct Rounds<'a> {
    state: &'a mut [u32; 4],
    words: &'a [u32; 16],
}

impl Rounds<'_> {
    /// `turns` are by how much the sum is rotated, over and over; `place` is which word a step takes.
    #[inline]
    fn run(
        &mut self,
        sines: &[u32; 16],
        turns: [u32; 4],
        place: impl Fn(usize) -> usize,
        f: impl Fn(u32, u32, u32) -> u32,
    ) {
        let [mut a, mut b, mut c, mut d] = *self.state;
        for (i, sine) in sines.iter().enumerate() {
            let word = self.words[place(i) % 16];
            let sum = a.wrapping_add(f(b, c, d)).wrapping_add(*sine).wrapping_add(word);
            let next = b.wrapping_add(sum.rotate_left(turns[i % 4]));
            (a, b, c, d) = (d, next, b, c);
        }
        *self.state = [a, b, c, d];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hex(pieces: &[&[u8]]) -> String {
        let mut hash = Md5::new();
        for piece in pieces {
            hash.write(piece);
        }
        hash.finish().0.iter().map(|word| format!("{:08x}", word.swap_bytes())).collect()
    }

    /// RFC 1321, appendix A.5.
    #[test]
    fn the_published_vectors() {
        let check = |text: &str, hash: &str| assert_eq!(hex(&[text.as_bytes()]), hash, "{text:?}");
        check("", "d41d8cd98f00b204e9800998ecf8427e");
        check("a", "0cc175b9c0f1b6a831c399e269772661");
        check("abc", "900150983cd24fb0d6963f7d28e17f72");
        check("message digest", "f96b697d7cb7938d525a2f31aaf161d0");
        check("abcdefghijklmnopqrstuvwxyz", "c3fcd3d76192e4007dfb496cca67e13b");
        check(
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789",
            "d174ab98d277d9f5a5611c2c9f419d9f",
        );
        check(&"1234567890".repeat(8), "57edf4a22be3c955ac49da2e2107b67a");
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
