//! Where to find a pattern among many: a hash table of what each pattern ends in.

use std::borrow::Cow;

#[cfg(feature = "builder")]
use super::Pattern;

/// From this many patterns on, an index pays: below, comparing with each of them is as fast.
#[cfg(feature = "builder")]
const MIN_INDEXED: usize = 4;

/// An index of patterns by their keys.
#[doc(hidden)]
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Index {
    /// Empty, or a hash table with open addressing, whose length is a power of two. In each slot is the number of a
    /// pattern, counted from 1, or 0; the bits above those that a number can have are of the hash of its key.
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
            let hash = Hash::of(pattern.key());
            if let Some(free) = hash.slots(slots.len()).find(|&slot| slots[slot] == 0) {
                slots[free] = number | hash.tag(slots.len());
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
    // Out of the way of policies with few patterns.
    #[inline(never)]
    pub(super) fn find(&self, text: &[u8], is_it: impl Fn(usize) -> bool) -> bool {
        let mut hash = Hash::EMPTY;
        let mut left = self.dots;
        let mut ends_here = |word: u64| {
            let mut dots = if left > 0 { dots(word) } else { 0 };
            while dots != 0 && left > 0 {
                // The last dot of the word, as the first byte is the lowest.
                let at = dots.ilog2() & !7;
                if self.files(hash.and(word >> at), &is_it) {
                    return true;
                }
                dots &= !(1 << (at + 7));
                left -= 1;
            }
            hash = hash.and(word);
            false
        };
        let (short, words) = words(text);
        for word in words.iter().rev() {
            if ends_here(u64::from_le_bytes(*word)) {
                return true;
            }
        }
        short.is_some_and(ends_here) || self.files(hash, &is_it)
    }

    #[inline]
    fn files(&self, hash: Hash, is_it: impl Fn(usize) -> bool) -> bool {
        let len = self.slots.len();
        for slot in hash.slots(len) {
            let number = self.slots[slot] as usize & (len - 1);
            if number == 0 {
                return false;
            }
            // Few texts have the tag of a key that is not theirs.
            if self.slots[slot] == number as u32 | hash.tag(len) && is_it(number - 1) {
                return true;
            }
        }
        false
    }
}

/// A text in words of eight bytes, of which the first is the lowest, counted from its right end. What is left of
/// it is a short word: zeros stand for what is missing.
fn words(text: &[u8]) -> (Option<u64>, &[[u8; 8]]) {
    let (start, words) = text.as_rchunks();
    let short = match text.first_chunk() {
        _ if start.is_empty() => return (None, words),
        Some(bytes) => u64::from_le_bytes(*bytes) & !(!0 << (start.len() * 8)),
        None => start
            .iter()
            .rfold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    (Some(short), words)
}

/// A word with the highest bit of each byte that is a dot, and nothing else.
fn dots(word: u64) -> u64 {
    const LOW: u64 = 0x7f7f_7f7f_7f7f_7f7f;
    let others = word ^ u64::from_le_bytes([b'.'; 8]);
    // For each byte: it is not zero if its low bits, or its highest one, aren't.
    !(((others & LOW) + LOW) | others | LOW)
}

/// Of words, from the right end of a text to the left. Nobody can choose what is in the table, so that a fast hash is
/// safe. This is the one of rustc.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const EMPTY: Self = Self(0);

    #[cfg(feature = "builder")]
    fn of(text: &[u8]) -> Self {
        let (short, words) = words(text);
        let words = words.iter().rev().map(|word| u64::from_le_bytes(*word));
        words.chain(short).fold(Self::EMPTY, Self::and)
    }

    fn and(self, word: u64) -> Self {
        Self((self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95))
    }

    /// The bits that are kept in a table of a power of two, above those of a number.
    fn tag(self, len: usize) -> u32 {
        self.0 as u32 & !(len as u32 - 1)
    }

    /// Where to look in a table of a power of two: from its own slot on, round to it again.
    fn slots(self, len: usize) -> impl Iterator<Item = usize> {
        // The high bits are the better mixed ones.
        let start = (self.0 >> u32::BITS) as usize;
        (0..len).map(move |step| start.wrapping_add(step) & (len - 1))
    }
}
