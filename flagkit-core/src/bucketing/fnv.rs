//! FNV-1a of 32 bits as GrowthBook runs it: over the UTF-16 code units of a text, since its first
//! client is written in JavaScript, and each unit is one step though it has two bytes.
//!
//! For ASCII that is the FNV-1a of everyone else (Fowler, Noll, Vo). A unit that is no UTF-8 counts
//! U+FFFD for what cannot be read.

/// FNV-1a over a text that comes in pieces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Fnv(u32);

impl Fnv {
    pub(super) fn new() -> Fnv {
        Fnv(0x811c_9dc5)
    }

    pub(super) fn unit(&mut self, unit: u16) {
        self.0 = (self.0 ^ u32::from(unit)).wrapping_mul(0x0100_0193);
    }

    pub(super) fn write(&mut self, text: &[u8]) {
        for chunk in text.utf8_chunks() {
            chunk.valid().encode_utf16().for_each(|unit| self.unit(unit));
            if !chunk.invalid().is_empty() {
                self.unit(0xfffd);
            }
        }
    }

    /// The decimal digits of a number, without a text of them.
    pub(super) fn write_decimal(&mut self, number: u32) {
        let mut worth = 1_000_000_000;
        while worth > 1 && number < worth {
            worth /= 10;
        }
        while worth > 0 {
            self.unit(u16::from(b'0') + (number / worth % 10) as u16);
            worth /= 10;
        }
    }

    pub(super) fn finish(self) -> u32 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hash(text: &[u8]) -> u32 {
        let mut hash = Fnv::new();
        hash.write(text);
        hash.finish()
    }

    /// From the test suite of the authors, `test_fnv.c`.
    #[test]
    fn the_published_vectors() {
        assert_eq!(hash(b""), 0x811c_9dc5);
        assert_eq!(hash(b"a"), 0xe40c_292c);
        assert_eq!(hash(b"foobar"), 0xbf9c_f968);
    }

    #[test]
    fn decimal_digits_hash_as_their_text() {
        for number in [0, 7, 10, 99, 100, 1_000_000_000, 2_345_678_901, u32::MAX] {
            let mut digits = Fnv::new();
            digits.write_decimal(number);
            assert_eq!(digits.finish(), hash(number.to_string().as_bytes()), "{number}");
        }
    }

    #[test]
    fn what_is_no_utf8_is_hashed_too() {
        assert_eq!(hash(b"a\xffb"), hash("a\u{fffd}b".as_bytes()));
    }
}
