//! Sets of texts, for lists of a few names and of a million ids.
//!
//! Laws: exact (no text is taken for another), 8 bytes of table per slot at no more than three quarters
//! full, and no text is stored anywhere but in one arena.
//! The hash is not keyed: who chooses a text that is looked up cannot make the look-up slow, since the
//! length of a probe depends on the texts in the set alone.

use std::fmt;
use std::sync::Arc;

/// Up to here a look through all texts is as fast as a hash.
const FEW: usize = 12;

/// A set of texts.
///
/// ```
/// use flagkit_core::plan::TextSet;
///
/// let set = TextSet::of_lines("# beta testers\nminsu\r\n\n  jiwoo\n");
/// assert_eq!(set.len(), 2);
/// assert!(set.contains("jiwoo") && !set.contains("# beta testers"));
/// ```
#[derive(Clone, Default, PartialEq, Eq)]
pub struct TextSet {
    /// Each text after its length in four bytes. Before them, where they are few, a word of each.
    arena: Arc<[u8]>,
    /// Empty for few texts; else a power of two slots, found by the hash and those behind it.
    table: Arc<[Slot]>,
    length: usize,
}

#[derive(Clone, Copy, Default, PartialEq, Eq)]
struct Slot {
    /// The upper half of the text's hash.
    tag: u32,
    /// Where the text stands in the arena, and one; 0 for a free slot.
    place: u32,
}

impl TextSet {
    /// The lines of a text without the space around them; empty ones and comments (`#`) do not count.
    pub fn of_lines(text: &str) -> TextSet {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let lines = text.lines().map(str::trim);
        lines.filter(|line| !line.is_empty() && !line.starts_with('#')).collect()
    }

    /// How many texts there are.
    pub fn len(&self) -> usize {
        self.length
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.length == 0
    }

    /// Whether the text is in the set.
    #[inline]
    pub fn contains(&self, text: &str) -> bool {
        let text = text.as_bytes();
        if self.length > FEW {
            return self.finds(text);
        }
        let word = word(text);
        let (words, _) = self.words().as_chunks::<WORD>();
        let found = words.iter().any(|known| u64::from_le_bytes(*known) == word);
        found && (text.len() < WORD || self.has_bytes(text))
    }

    /// A word of each text, where they are few.
    #[inline]
    fn words(&self) -> &[u8] {
        let bytes = if self.length > FEW { 0 } else { self.length * WORD };
        self.arena.get(..bytes).unwrap_or_default()
    }

    /// Whether the text is one of many. Apart, so that asking a few takes no registers for it.
    #[inline(never)]
    fn finds(&self, text: &[u8]) -> bool {
        find(&self.arena, &self.table, hash(text), text).is_ok()
    }

    /// Whether one of few texts is all of this one, whose word is known.
    #[inline(never)]
    fn has_bytes(&self, text: &[u8]) -> bool {
        self.iter_bytes().any(|known| known == text)
    }

    /// The texts in the order in which they came.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.iter_bytes().map(|bytes| std::str::from_utf8(bytes).unwrap_or_default())
    }

    /// How many bytes of memory the set holds.
    pub fn memory(&self) -> usize {
        self.arena.len() + self.table.len() * size_of::<Slot>()
    }

    fn of_few(arena: &[u8], places: &[u32]) -> TextSet {
        let mut texts: Vec<&[u8]> = Vec::with_capacity(places.len());
        for text in places.iter().filter_map(|&place| at(arena, place)) {
            if !texts.contains(&text) {
                texts.push(text);
            }
        }
        let mut all = Vec::with_capacity(texts.len() * WORD + arena.len());
        texts.iter().for_each(|text| all.extend_from_slice(&word(text).to_le_bytes()));
        for text in &texts {
            all.extend_from_slice(&(text.len() as u32).to_le_bytes());
            all.extend_from_slice(text);
        }
        TextSet { arena: all.into(), table: Arc::default(), length: texts.len() }
    }

    fn iter_bytes(&self) -> impl Iterator<Item = &[u8]> {
        let mut rest = self.arena.get(self.words().len()..).unwrap_or_default();
        std::iter::from_fn(move || {
            let (length, after) = rest.split_first_chunk::<LENGTH>()?;
            let (text, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize)?;
            rest = after;
            Some(text)
        })
    }
}

/// Whether a text is there, or else the free slot for it.
#[inline]
fn find(arena: &[u8], table: &[Slot], hash: u64, text: &[u8]) -> Result<(), usize> {
    let (tag, mask) = ((hash >> 32) as u32, table.len() - 1);
    let mut index = hash as usize & mask;
    // A quarter of the slots is free, so the search ends.
    while let Some(slot) = table.get(index) {
        if slot.place == 0 {
            return Err(index);
        }
        if slot.tag == tag && at(arena, slot.place) == Some(text) {
            return Ok(());
        }
        index = (index + 1) & mask;
    }
    Err(0)
}

/// How many bytes a word takes.
const WORD: usize = size_of::<u64>();

/// The beginning of a text and how long it is: of a text that is shorter than a word, all there is to know.
#[inline]
fn word(text: &[u8]) -> u64 {
    let length = |length: usize| (length as u64) << 56;
    if let Some(beginning) = text.first_chunk::<WORD>() {
        return u64::from_le_bytes(*beginning) & (u64::MAX >> 8) | length(WORD);
    }
    let all = if let (Some(first), Some(last)) = (text.first_chunk::<4>(), text.last_chunk::<4>()) {
        // Where the two overlap they are the same.
        let last = u64::from(u32::from_le_bytes(*last)) << (8 * (text.len() - 4));
        u64::from(u32::from_le_bytes(*first)) | last
    } else {
        match *text {
            [first] => u64::from(first),
            [first, second] => u64::from(u16::from_le_bytes([first, second])),
            [first, second, third] => u64::from(u32::from_le_bytes([first, second, third, 0])),
            _ => 0,
        }
    };
    all | length(text.len())
}

/// How many bytes a length takes.
const LENGTH: usize = size_of::<u32>();

#[inline]
fn at(arena: &[u8], place: u32) -> Option<&[u8]> {
    let rest = arena.get(place as usize - 1..)?;
    let (length, rest) = rest.split_first_chunk::<LENGTH>()?;
    rest.get(..u32::from_le_bytes(*length) as usize)
}

/// A hash of 64 bits by folded multiplication, as wyhash and its kin do it.
#[inline]
fn hash(bytes: &[u8]) -> u64 {
    const ODD: u64 = 0x9e37_79b9_7f4a_7c15;
    let fold = |left: u64, right: u64| {
        let product = u128::from(left) * u128::from(right);
        (product as u64) ^ (product >> 64) as u64
    };
    let mut hash = (bytes.len() as u64).wrapping_add(0x2d35_8dcc_aa6c_78a5);
    // The last word overlaps the one before rather than being put together byte by byte.
    let last = if let Some(last) = bytes.last_chunk::<8>() {
        let (chunks, rest) = bytes.as_chunks::<8>();
        let chunks =
            if rest.is_empty() { chunks.split_last().map_or(chunks, |all| all.1) } else { chunks };
        for chunk in chunks {
            hash = fold(hash ^ u64::from_le_bytes(*chunk), ODD);
        }
        u64::from_le_bytes(*last)
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u64::from(u32::from_le_bytes(*first)) << 32 | u64::from(u32::from_le_bytes(*last))
    } else {
        bytes.iter().fold(0, |word, &byte| word << 8 | u64::from(byte))
    };
    fold(fold(hash ^ last, ODD), 0x8bb8_4b93_962e_acc9)
}

impl<T: AsRef<str>> FromIterator<T> for TextSet {
    /// A text that comes twice counts once. Texts beyond 4 GiB in all are left out; no document is so large.
    fn from_iter<I: IntoIterator<Item = T>>(texts: I) -> TextSet {
        let mut arena: Vec<u8> = Vec::new();
        let mut places: Vec<u32> = Vec::new();
        for text in texts {
            let text = text.as_ref().as_bytes();
            let Ok(place) = u32::try_from(arena.len() + 1) else { break };
            let Ok(length) = u32::try_from(text.len()) else { continue };
            arena.extend_from_slice(&length.to_le_bytes());
            arena.extend_from_slice(text);
            places.push(place);
        }
        if places.len() <= FEW {
            return TextSet::of_few(&arena, &places);
        }
        let slots = (places.len() + places.len() / 3 + 1).next_power_of_two();
        let mut table = vec![Slot::default(); slots];
        let mut length = 0;
        let mut twice = false;
        for &place in &places {
            let Some(text) = at(&arena, place) else { continue };
            let hash = hash(text);
            match find(&arena, &table, hash, text) {
                Ok(()) => twice = true,
                Err(free) => {
                    if let Some(slot) = table.get_mut(free) {
                        *slot = Slot { tag: (hash >> 32) as u32, place };
                        length += 1;
                    }
                }
            }
        }
        if twice {
            // Seldom: what came twice is taken out, so that equal sets are equal.
            let mut seen = std::collections::HashSet::new();
            let all = places.iter().filter_map(|&place| at(&arena, place));
            let once = all.filter(|text| seen.insert(*text)).map(std::str::from_utf8);
            let once: Vec<&str> = once.map(Result::unwrap_or_default).collect();
            return once.into_iter().collect();
        }
        TextSet { arena: arena.into(), table: table.into(), length }
    }
}

impl fmt::Debug for TextSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.iter().take(FEW)).finish()?;
        if self.length > FEW { write!(f, " and {} more", self.length - FEW) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_set_has_what_was_put_in() {
        for many in [0, 1, 2, FEW, FEW + 1, 1000, 50_000] {
            let texts: Vec<String> = (0..many).map(|id| format!("user-{id}")).collect();
            let set: TextSet = texts.iter().collect();
            assert_eq!(set.len(), many);
            assert!(texts.iter().all(|text| set.contains(text)));
            assert!((many..many + 2000).all(|id| !set.contains(&format!("user-{id}"))));
            assert_eq!(set.iter().collect::<Vec<_>>(), texts);
        }
    }

    #[test]
    fn what_comes_twice_counts_once() {
        for many in [1, 3, FEW as u32, 100] {
            let once: TextSet = (0..many).map(|id: u32| id.to_string()).collect();
            let twice: TextSet = (0..2 * many).map(|id: u32| (id % many).to_string()).collect();
            assert_eq!(once, twice);
        }
    }

    #[test]
    fn odd_texts() {
        let odd = ["", "a", "\0", "\0\0", "12345678", "123456789", "ü", "1234567\0"];
        let texts = || odd.into_iter().map(str::to_owned);
        for set in [texts().collect(), texts().chain((0..99).map(|id| format!("x{id}"))).collect()]
        {
            let set: TextSet = set;
            assert!(odd.iter().all(|text| set.contains(text)));
            assert!(!set.contains("1234567") && !set.contains("\0\0\0"));
        }
    }
}
