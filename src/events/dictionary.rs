//! Strings to dense integers and back.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use rustc_hash::FxBuildHasher;

/// Every distinct string once, numbered from 0 in the order of first
/// appearance. Bytes of all strings lie in one buffer.
#[derive(Clone, Debug, Default)]
pub struct Dictionary {
    text: String,
    /// End of each string in `text`; string `i` starts where `i - 1` ends.
    ends: Vec<usize>,
    index: HashTable<u32>,
}

impl Dictionary {
    /// The number of `text`, given now where it is new.
    ///
    /// # Panics
    /// With more than 2³² − 2 distinct strings, the largest number of ids
    /// that the rest of the crate can hold.
    pub fn intern(&mut self, text: &str) -> u32 {
        let hash = FxBuildHasher.hash_one(text);
        let (buffer, ends) = (&self.text, &self.ends);
        if let Some(&id) = self.index.find(hash, |&id| slice(buffer, ends, id) == text) {
            return id;
        }
        assert!(self.ends.len() < NONE as usize, "more than 2^32 - 2 distinct ids");
        let id = self.ends.len() as u32;
        self.text.push_str(text);
        self.ends.push(self.text.len());
        let (buffer, ends) = (&self.text, &self.ends);
        self.index.insert_unique(hash, id, |&id| FxBuildHasher.hash_one(slice(buffer, ends, id)));
        id
    }

    /// The number of `text` where it is known.
    pub fn find(&self, text: &str) -> Option<u32> {
        let hash = FxBuildHasher.hash_one(text);
        self.index.find(hash, |&id| self.get(id) == text).copied()
    }

    /// The string with this number.
    ///
    /// # Panics
    /// When `id` was not given by this dictionary.
    pub fn get(&self, id: u32) -> &str {
        slice(&self.text, &self.ends, id)
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

    /// Adds the strings of `other`; entry `i` of the answer is the number
    /// here of the string that is number `i` there.
    pub fn absorb(&mut self, other: &Self) -> Vec<u32> {
        other.iter().map(|text| self.intern(text)).collect()
    }
}

/// Stands where a row has no value.
pub const NONE: u32 = u32::MAX;

fn slice<'a>(text: &'a str, ends: &[usize], id: u32) -> &'a str {
    let id = id as usize;
    let start = if id == 0 { 0 } else { ends[id - 1] };
    &text[start..ends[id]]
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
    fn absorbing_keeps_known_strings() {
        let (mut left, mut right) = (Dictionary::default(), Dictionary::default());
        left.intern("x");
        right.intern("y");
        right.intern("x");
        assert_eq!(left.absorb(&right), [1, 0]);
    }
}
