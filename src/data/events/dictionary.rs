//! Strings to dense integers and back.

use std::hash::BuildHasher;
use std::ops::Range;

use hashbrown::HashTable;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

/// Every distinct string once, numbered from 0 in the order of first
/// appearance. Bytes of all strings lie in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    /// End of each string in `text`; string `i` starts where `i - 1` ends.
    ends: Vec<usize>,
    index: HashTable<Entry>,
}

/// A string's number and a part of its hash, so that a table that grows, or
/// holds another string at the place, need not look at the text.
#[derive(Clone, Copy, Debug)]
struct Entry {
    hash: u32,
    id: u32,
}

impl Entry {
    /// The hash by which the table finds the entry.
    fn spread(hash: u32) -> u64 {
        u64::from(hash).wrapping_mul(0x9E37_79B9_7F4A_7C15)
    }
}

impl Dictionary {
    /// So many strings, of which those are known that are given with their numbers, which
    /// ascend; each of the others is empty, and not found.
    pub fn partly<'a>(len: usize, known: impl IntoIterator<Item = (u32, &'a str)>) -> Self {
        let mut partly = Self::default();
        for (number, text) in known {
            partly.ends.resize(number as usize, partly.text.len());
            partly.add(text, hash(text));
        }
        partly.ends.resize(len, partly.text.len());
        partly
    }

    /// The number of `text`, given now where it is new.
    ///
    /// # Panics
    /// With more than 2³² − 2 distinct strings, the largest number of ids
    /// that the rest of the crate can hold.
    pub fn intern(&mut self, text: &str) -> u32 {
        let hash = hash(text);
        self.find_hashed(text, hash).unwrap_or_else(|| self.add(text, hash))
    }

    /// The number of `text` where it is known.
    pub fn find(&self, text: &str) -> Option<u32> {
        self.find_hashed(text, hash(text))
    }

    fn find_hashed(&self, text: &str, hash: u32) -> Option<u32> {
        let is_it = |entry: &Entry| entry.hash == hash && self.get(entry.id) == text;
        self.index.find(Entry::spread(hash), is_it).map(|entry| entry.id)
    }

    /// The string with this number.
    ///
    /// # Panics
    /// When `id` was not given by this dictionary.
    pub fn get(&self, id: u32) -> &str {
        &self.text[range(&self.ends, id)]
    }

    /// How many distinct strings there are.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True without any string.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All strings in the order of their numbers.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.ends.len()).map(|id| self.get(id as u32))
    }

    /// The place of each of these strings among them, in the order of the
    /// alphabet; entry `i` of the answer is that of string `i`, [`NONE`] where
    /// it is not among them.
    pub fn ranks(&self, ids: impl IntoIterator<Item = u32>) -> Vec<u32> {
        let mut wanted = vec![false; self.len()];
        ids.into_iter().for_each(|id| wanted[id as usize] = true);
        let wanted = (0..self.len() as u32).filter(|&id| wanted[id as usize]);
        let mut ordered: Vec<(u64, u32)> = wanted.map(|id| (beginning(self.get(id)), id)).collect();
        ordered.par_sort_unstable_by(|x, y| x.0.cmp(&y.0).then_with(|| self.get(x.1).cmp(self.get(y.1))));
        let mut ranks = vec![NONE; self.len()];
        ordered.iter().zip(0..).for_each(|(&(_, id), rank)| ranks[id as usize] = rank);
        ranks
    }

    /// The same strings numbered by nothing but themselves, and for each string here its
    /// number there. The order is that of their hashes: whoever sees it, but not the
    /// strings, learns nothing of the alphabet.
    pub fn canonical(&self) -> (Self, Vec<u32>) {
        let mut order: Vec<(u32, u32)> = (0..self.len() as u32).map(|id| (hash(self.get(id)), id)).collect();
        order.par_sort_unstable_by(|x, y| x.0.cmp(&y.0).then_with(|| self.get(x.1).cmp(self.get(y.1))));
        let (mut canonical, mut numbers) = (Self::default(), vec![0; self.len()]);
        for (hash, id) in order {
            numbers[id as usize] = canonical.add(self.get(id), hash);
        }
        (canonical, numbers)
    }

    /// The same numbers for other strings: `rename` gives for each string the one
    /// in its place. Where it gives two the same, [`Self::find`] knows one of
    /// them, and each has its number still.
    pub fn renamed(&self, rename: impl Fn(&str) -> String + Sync) -> Self {
        /// Strings that are held apart from the dictionary at once.
        const AT_ONCE: usize = 1 << 16;
        let numbers: Vec<u32> = (0..self.len() as u32).collect();
        let mut renamed = Self::default();
        for numbers in numbers.chunks(AT_ONCE) {
            let names: Vec<String> = numbers.par_iter().map(|&id| rename(self.get(id))).collect();
            names.iter().for_each(|name| _ = renamed.add(name, hash(name)));
        }
        renamed
    }

    /// Adds the strings of `other`; entry `i` of the answer is the number
    /// here of the string that is number `i` there.
    ///
    /// Looked up stage by stage, all of them at each: a large dictionary does
    /// not fit a cache, and so the processor waits for many strings at once.
    pub fn absorb(&mut self, other: &Self) -> Vec<u32> {
        let hashes: Vec<u32> = other.iter().map(hash).collect();
        let guess =
            |&hash: &u32| self.index.find(Entry::spread(hash), |entry| entry.hash == hash).map(|entry| entry.id);
        let guesses: Vec<Option<u32>> = hashes.iter().map(guess).collect();
        let place = |guess: &Option<u32>| guess.map_or(0..0, |id| range(&self.ends, id));
        let places: Vec<Range<usize>> = guesses.iter().map(place).collect();
        let is_it = |(text, place): (&str, Range<usize>)| self.text[place] == *text;
        let right: Vec<bool> = other.iter().zip(places).map(is_it).collect();
        let found = other.iter().zip(hashes).zip(guesses.into_iter().zip(right));
        found
            .map(|((text, hash), guess)| match guess {
                (Some(id), true) => id,
                // Another string has its hash.
                (Some(_), false) => self.intern(text),
                (None, _) => self.add(text, hash),
            })
            .collect()
    }

    /// Adds a string that is not there yet.
    fn add(&mut self, text: &str, hash: u32) -> u32 {
        assert!(self.ends.len() < NONE as usize, "more than 2^32 - 2 distinct ids");
        let id = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        self.index.insert_unique(Entry::spread(hash), Entry { hash, id }, |entry| Entry::spread(entry.hash));
        id
    }
}

/// The first eight bytes as a number that has the order of the texts, as far
/// as they differ there.
fn beginning(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes.iter_mut().zip(text.bytes()).for_each(|(place, byte)| *place = byte);
    u64::from_be_bytes(bytes)
}

fn hash(text: &str) -> u32 {
    (FxBuildHasher.hash_one(text) >> 32) as u32
}

/// Stands where a row has no value.
pub const NONE: u32 = u32::MAX;

/// Where the string with this number lies in the text.
fn range(ends: &[usize], id: u32) -> Range<usize> {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    start..ends[id]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_first_appearance_and_come_back_as_the_same_text() {
        let mut ids = Dictionary::default();
        let given: Vec<u32> = ["b", "a", "", "b", "ä"].iter().map(|t| ids.intern(t)).collect();
        assert_eq!(given, [0, 1, 2, 0, 3]);
        assert_eq!(ids.iter().collect::<Vec<_>>(), ["b", "a", "", "ä"]);
        assert_eq!(ids.find("ä"), Some(3));
        assert_eq!(ids.find("c"), None);
    }

    #[test]
    fn ranks_follow_the_alphabet_of_what_is_asked_for() {
        let mut ids = Dictionary::default();
        ["bb", "b", "never", "a long name 2", "a long name 1", "", "b\0"].iter().for_each(|text| _ = ids.intern(text));
        assert_eq!(ids.ranks([0, 1, 3, 4, 5, 6, 1]), [5, 3, NONE, 2, 1, 0, 4]);
    }

    #[test]
    fn strings_that_are_not_known_have_their_numbers() {
        let ids = Dictionary::partly(6, [(1, "b"), (2, "a"), (4, "c")]);
        assert_eq!(ids.iter().collect::<Vec<_>>(), ["", "b", "a", "", "c", ""]);
        assert_eq!((ids.find("a"), ids.find("c"), ids.find("")), (Some(2), Some(4), None));
        assert_eq!(Dictionary::partly(2, []).len(), 2);
    }

    #[test]
    fn renamed_strings_keep_their_numbers() {
        let mut ids = Dictionary::default();
        ["a", "b", "B", "c"].iter().for_each(|text| _ = ids.intern(text));
        let upper = ids.renamed(str::to_uppercase);
        assert_eq!(upper.iter().collect::<Vec<_>>(), ["A", "B", "B", "C"]);
        assert_eq!(upper.find("C"), Some(3));
    }

    #[test]
    fn absorbing_keeps_known_strings() {
        let (mut left, mut right) = (Dictionary::default(), Dictionary::default());
        left.intern("x");
        right.intern("y");
        right.intern("x");
        assert_eq!(left.absorb(&right), [1, 0]);
    }
}
