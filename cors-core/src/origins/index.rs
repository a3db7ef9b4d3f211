//! Where to find a pattern among many: a hash table of what each pattern ends in.

use std::borrow::Cow;

#[cfg(feature = "builder")]
use super::Pattern;

/// From this many patterns on, an index pays: below, comparing with each of them is as fast.
#[cfg(feature = "builder")]
const MIN_INDEXED: usize = 4;
/// A hash reads so many bytes at once.
const WORD: usize = size_of::<u64>();

/// An index of patterns by their keys.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Empty, or a hash table with open addressing: in each slot the number of a pattern, counted from 1, or 0.
    /// Its length is a power of two.
    slots: Cow<'static, [u32]>,
    /// How many dots there are at most in a key that starts with one.
    dots: usize,
}

impl Index {
    pub(crate) const fn new(slots: &'static [u32], dots: usize) -> Self {
        Self {
            slots: Cow::Borrowed(slots),
            dots,
        }
    }

    /// What a macro writes down of it.
    #[must_use]
    #[cfg(feature = "builder")]
    pub fn parts(&self) -> (&[u32], usize) {
        (&self.slots, self.dots)
    }

    pub(super) fn is_none(&self) -> bool {
        self.slots.is_empty()
    }

    /// The index of these patterns; none for a few. Equal patterns in equal order give an equal index.
    #[cfg(feature = "builder")]
    pub(crate) fn of(patterns: &[Pattern]) -> Self {
        if patterns.len() < MIN_INDEXED {
            return Self::new(&[], 0);
        }
        let mut slots = vec![0; (patterns.len() * 2).next_power_of_two()];
        for (number, pattern) in (1..).zip(patterns) {
            let words = pattern.key().rchunks(WORD).map(word);
            let hash = words.fold(Hash::EMPTY, Hash::and);
            if let Some(free) = hash.slots(slots.len()).find(|&slot| slots[slot] == 0) {
                slots[free] = number;
            }
        }
        let keys = patterns.iter().map(Pattern::key);
        let dotted = keys.filter(|key| key.starts_with(b"."));
        let dots = dotted.map(|key| key.iter().filter(|byte| **byte == b'.').count());
        Self {
            slots: Cow::Owned(slots),
            dots: dots.max().unwrap_or(0),
        }
    }

    /// Whether `is_it` holds for a pattern, by its place among them, whose key this text ends in: the whole of
    /// it, or what starts with one of its last dots. One pass from right to left hashes all of these.
    pub(super) fn find(&self, text: &[u8], is_it: impl Fn(usize) -> bool) -> bool {
        let filed = |hash: Hash| {
            hash.slots(self.slots.len())
                .map_while(|slot| (self.slots[slot] as usize).checked_sub(1))
                .any(&is_it)
        };
        let mut hash = Hash::EMPTY;
        let mut left = self.dots;
        for chunk in text.rchunks(WORD) {
            let word = word(chunk);
            for at in (0..chunk.len()).rev() {
                if left == 0 {
                    break;
                }
                if chunk[at] == b'.' {
                    left -= 1;
                    // As if the text began here.
                    if filed(hash.and(word >> (u8::BITS as usize * at))) {
                        return true;
                    }
                }
            }
            hash = hash.and(word);
        }
        filed(hash)
    }
}

/// Up to eight bytes, the first one lowest.
fn word(chunk: &[u8]) -> u64 {
    match chunk.try_into() {
        Ok(bytes) => u64::from_le_bytes(bytes),
        Err(_) => chunk
            .iter()
            .rfold(0, |word, &byte| word << u8::BITS | u64::from(byte)),
    }
}

/// Of words, from the right end of a text to the left. Nobody can choose what is in the table, so that a fast hash is
/// safe. This is the one of rustc.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const EMPTY: Self = Self(0);

    fn and(self, word: u64) -> Self {
        Self((self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    /// Where to look in a table of a power of two: from its own slot on, round to it again.
    fn slots(self, len: usize) -> impl Iterator<Item = usize> {
        // The high bits are the better mixed ones.
        let start = (self.0 >> u32::BITS) as usize;
        (0..len).map(move |step| start.wrapping_add(step) & (len - 1))
    }
}
