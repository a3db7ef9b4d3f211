//! Where to find a pattern among many: a hash table of what each pattern ends in.

#[cfg(feature = "rules")]
use std::hash::{BuildHasher as _, RandomState};

use super::MAX_LABEL;
#[cfg(feature = "rules")]
use super::Pattern;
use super::slice::SharedSlice;

/// From this many patterns on, an index pays: below, comparing with each of them is as fast.
#[cfg(feature = "rules")]
const MIN_INDEXED: usize = 4;

/// An index of patterns by their keys.
#[derive(Clone, Debug)]
pub(crate) struct Index {
    /// Empty, or a hash table with open addressing, whose length is a power of two. In each slot is the number of a
    /// pattern, counted from 1, or 0; the bits above those that a number can have are of the hash of its key.
    slots: SharedSlice<u32>,
    reach: Reach,
    seed: Seed,
}

/// What a pattern with a star is known by: what stands before the star and what stands behind it, each as far as the
/// origins that match have it as well. No more than a few patterns have the same key, whoever chooses them.
#[cfg(feature = "rules")]
#[derive(Clone, Copy)]
pub(super) struct Key<'text> {
    pub(super) before: &'text [u8],
    pub(super) after: &'text [u8],
    pub(super) reach: Reach,
}

/// How far into an origin a key goes at most: the dots of those for subdomains, and of those for a part of a label the
/// hyphens before the star and behind it.
pub(crate) type Reach = [usize; 3];

/// What makes the hashes of an index its own.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Seed(u64);

impl Seed {
    /// For patterns that are written in source code, so an index is the same in each build.
    pub const FIXED: Self = Self(0x517c_c1b7_2722_0a95);

    /// For patterns that come from elsewhere: whoever chooses them can't choose their slots.
    #[cfg(feature = "rules")]
    pub(crate) fn random() -> Self {
        // A multiplier has to be odd.
        Self(RandomState::new().hash_one(()) | 1)
    }
}

impl Default for Index {
    fn default() -> Self {
        Self::fixed(&[], [0; 3])
    }
}

impl Index {
    /// An index that a macro has printed.
    pub(crate) const fn fixed(slots: &'static [u32], reach: Reach) -> Self {
        Self {
            slots: SharedSlice::Written(slots),
            reach,
            seed: Seed::FIXED,
        }
    }

    /// What a macro prints of it, which was made with [`Seed::FIXED`].
    pub(super) fn parts(&self) -> (&[u32], Reach) {
        (&self.slots, self.reach)
    }

    pub(super) fn is_none(&self) -> bool {
        self.slots.is_empty()
    }

    /// The index of these patterns; none for a few.
    #[cfg(feature = "rules")]
    pub(crate) fn of(patterns: &[Pattern], seed: Seed) -> Self {
        if patterns.len() < MIN_INDEXED {
            return Self::fixed(&[], [0; 3]);
        }
        let mut slots = vec![0; (patterns.len() * 2).next_power_of_two()];
        for (number, pattern) in (1..).zip(patterns) {
            let key = pattern.key();
            let hash = Hash::of(key.after, seed).and_all(key.before);
            if let Some(free) = hash.slots(slots.len()).find(|&slot| slots[slot] == 0) {
                slots[free] = number | hash.tag(slots.len());
            }
        }
        let reaches = patterns.iter().map(|pattern| pattern.key().reach);
        let reach = reaches.fold([0; 3], |most, one| {
            std::array::from_fn(|at| most[at].max(one[at]))
        });
        Self {
            slots: slots.into(),
            reach,
            seed,
        }
    }

    /// Whether a pattern has a star in a label.
    pub(super) fn has_labels(&self) -> bool {
        let [_, before, after] = self.reach;
        before + after > 0
    }

    /// Whether `matches` holds for a pattern, by its place among them, whose key this text ends in: the whole of
    /// it, or what starts with one of its last dots, with what `with_scheme` adds. One pass from right to left hashes
    /// all of these.
    // Out of the way of policies with few patterns.
    #[inline(never)]
    pub(super) fn contains_suffix_of(
        &self,
        text: &[u8],
        with_scheme: impl Fn(Hash) -> Hash,
        matches: impl Fn(usize) -> bool,
    ) -> bool {
        let [mut left, ..] = self.reach;
        if left == 0 {
            // No pattern is for subdomains, so no part of the text is looked for.
            return self.probe(Hash::of(text, self.seed), matches);
        }
        let mut hash = Hash::empty(self.seed);
        let mut ends_here = |word: u64| {
            let mut dots = if left > 0 { dots(word) } else { 0 };
            while dots != 0 && left > 0 {
                // The last dot of the word, as the first byte is the lowest.
                let at = dots.ilog2() & !7;
                if self.probe(with_scheme(hash.and(word >> at)), &matches) {
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
        short.is_some_and(ends_here) || self.probe(hash, &matches)
    }

    /// The same for patterns with a star in the first label of this text, which starts with `scheme`. The hyphens of
    /// keys bound how often it looks.
    #[inline(never)]
    pub(super) fn contains_label_of(
        &self,
        text: &[u8],
        scheme: usize,
        matches: impl Fn(usize) -> bool,
    ) -> bool {
        let [_, most_before, most_after] = self.reach;
        let label = text[scheme..].split(|&byte| byte == b'.').next();
        let label = label.unwrap_or_default();
        if label.len() > MAX_LABEL {
            return false;
        }
        let hyphens = || {
            (0..label.len())
                .filter(|at| label[*at] == b'-')
                .map(|at| scheme + at)
        };
        let ends = hyphens().rev().take(most_after);
        [scheme + label.len()].into_iter().chain(ends).any(|end| {
            let hash = Hash::of(&text[end..], self.seed);
            let starts = hyphens().map(|at| at + 1).take(most_before);
            let mut starts = [scheme]
                .into_iter()
                .chain(starts)
                .take_while(|at| *at < end);
            starts.any(|start| self.probe(hash.and_all(&text[..start]), &matches))
        })
    }

    /// The same for patterns with this before their star and that behind it.
    pub(super) fn contains(
        &self,
        before: &[u8],
        after: &[u8],
        matches: impl Fn(usize) -> bool,
    ) -> bool {
        self.probe(Hash::of(after, self.seed).and_all(before), matches)
    }

    #[inline]
    fn probe(&self, hash: Hash, matches: impl Fn(usize) -> bool) -> bool {
        let len = self.slots.len();
        for slot in hash.slots(len) {
            let number = self.slots[slot] as usize & (len - 1);
            if number == 0 {
                return false;
            }
            // Few texts have the tag of a key that is not theirs.
            if self.slots[slot] == number as u32 | hash.tag(len) && matches(number - 1) {
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
    !(nonzero(word ^ u64::from_le_bytes([b'.'; 8])) | LOW_BITS)
}

const LOW_BITS: u64 = 0x7f7f_7f7f_7f7f_7f7f;

/// A word in which the highest bit of each byte says that the byte isn't zero: if its low bits aren't, or its highest
/// one isn't. The other bits say nothing.
fn nonzero(word: u64) -> u64 {
    ((word & LOW_BITS) + LOW_BITS) | word
}

/// Of words, from the right end of a text to the left: for each, the two halves of its product with the seed, one
/// upon the other. Keys may be chosen by others, where a policy comes from their configuration. They don't know the
/// seed, so they can't choose the slots.
#[derive(Clone, Copy)]
pub(super) struct Hash {
    state: u64,
    seed: Seed,
}

impl Hash {
    #[inline]
    fn empty(seed: Seed) -> Self {
        Self {
            state: seed.0,
            seed,
        }
    }

    fn of(text: &[u8], seed: Seed) -> Self {
        Self::empty(seed).and_all(text)
    }

    /// With all the words of a text.
    pub(super) fn and_all(self, text: &[u8]) -> Self {
        let (short, words) = words(text);
        let words = words.iter().rev().map(|word| u64::from_le_bytes(*word));
        words.chain(short).fold(self, Self::and)
    }

    #[inline]
    fn and(self, word: u64) -> Self {
        let product = u128::from(self.state ^ word) * u128::from(self.seed.0);
        Self {
            state: product as u64 ^ (product >> u64::BITS) as u64,
            ..self
        }
    }

    /// The bits that are kept in a table of a power of two, above those of a number.
    #[inline]
    fn tag(self, len: usize) -> u32 {
        self.state as u32 & !(len as u32 - 1)
    }

    /// Where to look in a table of a power of two: from its own slot on, round to it again.
    #[inline]
    fn slots(self, len: usize) -> impl Iterator<Item = usize> {
        let start = (self.state >> u32::BITS) as usize;
        (0..len).map(move |step| start.wrapping_add(step) & (len - 1))
    }
}

#[cfg(test)]
#[cfg(feature = "config")]
mod tests {
    use super::*;
    use crate::Origins;

    fn subdomains_of(name: &str) -> Pattern {
        Pattern::Subdomains("https://".into(), format!(".{name}").into())
    }

    fn label(before: &str, after: &str) -> Pattern {
        Pattern::Label(
            format!("https://{before}").into(),
            format!("{after}.a.example").into(),
        )
    }

    /// How many slots are looked at to find that this isn't the end of any key.
    fn probes(index: &Index, text: &str) -> usize {
        let hash = Hash::of(text.as_bytes(), index.seed);
        let mut slots = hash.slots(index.slots.len());
        1 + slots.position(|slot| index.slots[slot] == 0).unwrap()
    }

    /// Names that all begin at the same slot of a table for a thousand of them, if it has the fixed seed.
    fn chosen_names() -> Vec<String> {
        let names = (0..).map(|number: u32| format!("{number:07x}.example"));
        let begins_at_zero = |name: &String| {
            let hash = Hash::of(format!(".{name}").as_bytes(), Seed::FIXED);
            hash.slots(2048).next() == Some(0)
        };
        names.filter(begins_at_zero).take(1001).collect()
    }

    #[test]
    fn whoever_chooses_the_names_cannot_choose_their_slots() {
        let names = chosen_names();
        let (unlisted, listed) = names.split_last().unwrap();
        let patterns: Vec<_> = listed.iter().map(|name| subdomains_of(name)).collect();
        let unlisted = format!(".{unlisted}");

        let in_source = Index::of(&patterns, Seed::FIXED);
        assert_eq!(probes(&in_source, &unlisted), 1001);
        let in_configuration = Index::of(&patterns, Seed::random());
        assert!(probes(&in_configuration, &unlisted) < 100);
    }

    #[test]
    fn ten_thousand_entries_chosen_to_collide_are_as_any_others() {
        // Those that begin at one of the first slots push each other on.
        let names = (0..).map(|number: u32| format!("https://{number:08x}.example"));
        let begins_early = |name: &String| {
            let hash = Hash::of(name.as_bytes(), Seed::FIXED);
            hash.slots(32_768).next().is_some_and(|slot| slot < 512)
        };
        let names: Vec<_> = names.filter(begins_early).take(10_001).collect();
        let (unlisted, listed) = names.split_last().unwrap();
        let patterns: Vec<_> = listed
            .iter()
            .map(|name| Pattern::Exact(name.clone().into()))
            .collect();
        assert!(probes(&Index::of(&patterns, Seed::FIXED), unlisted) > 9_000);

        let origins = Origins::try_from(listed).unwrap();
        assert_eq!(origins.len(), 10_000);
        assert!(listed.iter().all(|name| origins.contains(name)));
        assert!(!origins.contains(unlisted));
        assert!(probes(origins.index(), unlisted) < 200);
    }

    #[test]
    fn patterns_that_end_alike_have_keys_of_their_own() {
        let kinds: [fn(u32) -> Pattern; 4] = [
            |number| label(&format!("x{number}-"), ""),
            |number| label("x-", &format!("-y{number}")),
            |number| Pattern::Subdomains(format!("s{number}://").into(), ".a.example".into()),
            |number| Pattern::AnyHost("app://".into(), format!(":{number}").into()),
        ];
        for kind in kinds {
            let patterns: Vec<_> = (1..=5_000).map(kind).collect();
            let index = Index::of(&patterns, Seed::random());
            let runs = index.slots.split(|slot| *slot == 0).map(<[u32]>::len);
            assert!(runs.max().unwrap() < 200, "{}", patterns[0]);
        }
    }

    #[test]
    fn a_star_in_a_label_is_looked_for_at_as_many_hyphens_as_patterns_have() {
        let names = ["a-*", "a-b-*", "*-c", "*--d-e", "f-*-g"];
        let patterns: Vec<_> = names
            .iter()
            .filter_map(|name| name.split_once('*'))
            .map(|(before, after)| label(before, after))
            .collect();
        let index = Index::of(&patterns, Seed::random());
        assert_eq!(index.reach, [0, 2, 3]);
        let hyphens = "-".repeat(200);
        let tries = std::cell::Cell::new(0);
        let text = format!("https://{hyphens}.a.example");
        assert!(!index.contains_label_of(text.as_bytes(), 8, |_| {
            tries.set(tries.get() + 1);
            false
        }));
        assert_eq!(tries.get(), 0);
        let found = |text: &str, wanted: usize| {
            index.contains_label_of(text.as_bytes(), 8, |at| at == wanted)
        };
        assert!(found("https://a-1.a.example", 0));
        assert!(found("https://a-b-1-2-3-4.a.example", 1));
        assert!(found("https://1-2-3-c.a.example", 2));
        assert!(found("https://1-2---d-e.a.example", 3));
        assert!(found("https://f-1-2-g.a.example", 4));
        assert!(!found("https://f-1-2-g.a.example", 0));
        // A `*` stands for something.
        assert!(!found("https://f-g.a.example", 4));
    }

    #[test]
    fn a_word_has_its_dots_marked() {
        assert_eq!(
            dots(u64::from_le_bytes(*b"a.b..c-/")).to_le_bytes(),
            [0, 0x80, 0, 0x80, 0x80, 0, 0, 0]
        );
    }

    #[test]
    fn a_key_is_found_at_the_end_of_a_text_from_one_of_its_dots_on() {
        let names = ["a.example", "b.example", "c.example", "d.example"];
        let patterns: Vec<_> = names.iter().map(|name| subdomains_of(name)).collect();
        let index = Index::of(&patterns, Seed::random());
        let found =
            |text: &str| index.contains_suffix_of(text.as_bytes(), |hash| hash, |at| at == 2);
        assert!(found("https://deep.in.c.example"));
        assert!(!found("https://deep.in.cc.example"));
        assert!(!found("https://deep.in.b.example"), "at 1");
    }
}
