//! Who was asked about, as one number: enough to know a unit again, and nothing that could be read.
//!
//! Laws: the same text has the same number in every process, since a state file remembers who has failed; and the
//! number has nothing to do with the bucket, so that whom a sample holds says nothing about the arm.
//!
//! Two words are folded by one multiplication of 128 bits, as wyhash (Wang Yi, public domain) does; whoever finds two keys
//! with one number hides one failure of his own.

/// Odd numbers without a pattern: the digits of pi behind the point, in hexadecimal.
const PI: [u64; 4] =
    [0x243f_6a88_85a3_08d3, 0x1319_8a2e_0370_7345, 0xa409_3822_299f_31d1, 0x082e_fa98_ec4e_6c89];

/// The number of a text; 0 for none alone.
#[inline]
pub(crate) fn fingerprint(text: &[u8]) -> u64 {
    let length = text.len() as u64;
    let mut state = PI[0] ^ length;
    let mut rest = text;
    while let Some((first, behind)) = rest.split_first_chunk::<16>() {
        let (low, high) = halves(*first);
        state = fold(low ^ PI[1], high ^ state);
        rest = behind;
    }
    let (low, high) = tail(rest);
    state = fold(low ^ PI[2], high ^ state);
    if text.is_empty() { 0 } else { fold(state ^ PI[3], length ^ PI[1]).max(1) }
}

#[inline]
fn fold(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

#[inline]
fn halves(bytes: [u8; 16]) -> (u64, u64) {
    let both = u128::from_le_bytes(bytes);
    (both as u64, (both >> 64) as u64)
}

/// Less than 16 bytes, read as two words that may overlap; the length tells such texts apart.
#[inline]
fn tail(rest: &[u8]) -> (u64, u64) {
    if let (Some(first), Some(last)) = (rest.first_chunk::<8>(), rest.last_chunk::<8>()) {
        return (u64::from_le_bytes(*first), u64::from_le_bytes(*last));
    }
    if let (Some(first), Some(last)) = (rest.first_chunk::<4>(), rest.last_chunk::<4>()) {
        return (u32::from_le_bytes(*first).into(), u32::from_le_bytes(*last).into());
    }
    match rest {
        [] => (0, 0),
        [a] => ((*a).into(), 0),
        [a, .., z] => (u64::from(*a), u64::from(rest[rest.len() / 2]) << 8 | u64::from(*z)),
    }
}

#[cfg(test)]
mod tests {
    use super::fingerprint;
    use std::collections::HashSet;

    #[test]
    fn similar_texts_have_different_numbers() {
        let mut seen = HashSet::new();
        for length in 0..100 {
            // Each length, and each single byte of it changed.
            assert!(seen.insert(fingerprint(&vec![b'a'; length])), "{length}");
            for place in 0..length {
                let mut text = vec![b'a'; length];
                text[place] = b'b';
                assert!(seen.insert(fingerprint(&text)), "{length} at {place}");
            }
        }
        for user in 0..200_000 {
            assert!(seen.insert(fingerprint(format!("user-{user}").as_bytes())), "{user}");
        }
    }

    #[test]
    fn a_number_stays_for_ever() {
        // A state file of an older build holds such numbers.
        assert_eq!(fingerprint(b""), 0);
        assert_eq!(fingerprint(b"user-42"), USER_42);
    }

    /// Written down when the state file was made.
    const USER_42: u64 = 5_179_206_744_245_756_059;

    #[test]
    fn every_bit_is_as_often_one_as_zero() {
        let mut ones = [0_u32; 64];
        for user in 0..10_000 {
            let number = fingerprint(format!("user-{user}").as_bytes());
            ones.iter_mut().enumerate().for_each(|(bit, ones)| *ones += (number >> bit & 1) as u32);
        }
        // Six standard deviations around a half.
        assert!(ones.iter().all(|ones| (4_700..5_300).contains(ones)), "{ones:?}");
    }
}
