//! Pairs of texts of which one has exactly one word more.
//!
//! In a short text one word is much: `vote for her` and `vote for her today`
//! are less similar than any threshold of use. Such pairs are found exactly, by
//! leaving out each word of every text and looking up what remains.

use std::hash::BuildHasher;

use hashbrown::HashTable;
use lockstep_base::stop;
use rayon::prelude::*;
use rustc_hash::{FxBuildHasher, FxHashSet};

use super::letters::{Writing, writing};
use super::shingles::letters;

/// The shorter text has at least this many words.
const WORDS: usize = 4;
/// Scripts without spaces are taken apart only in texts of at most this many
/// letters: in longer ones a word more leaves the shingles similar.
const SHORT: usize = 64;
/// The modulus of the polynomial hash, a Mersenne prime.
const PRIME: u64 = (1 << 61) - 1;
/// And its base.
const BASE: u64 = 0x1d2c_3b4a_5968_7716;

/// The letters of an average word and of the longest that is left out, of
/// scripts that do not mark words.
fn unmarked(writing: Writing) -> Option<(usize, usize)> {
    match writing {
        Writing::Spaced => None,
        Writing::Ideographs => Some((2, 4)),
        Writing::Kana => Some((3, 6)),
        Writing::Unspaced => Some((4, 10)),
    }
}

/// All `(one, other)`, `one < other`, of which one is the other with a word
/// left out.
pub(super) fn one_word_more(forms: &[Box<str>]) -> Vec<(u32, u32)> {
    let known = Known::new(forms);
    let mut pairs: Vec<(u32, u32)> = (0..forms.len() as u32)
        .into_par_iter()
        .flat_map_iter(|longer| {
            stop::check();
            let shorter = Words::of(&forms[longer as usize]).shorter(&known);
            shorter.into_iter().map(move |shorter| (longer.min(shorter), longer.max(shorter)))
        })
        .collect();
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The texts by the hash of their letters.
struct Known<'a> {
    forms: &'a [Box<str>],
    hashes: Vec<u64>,
    table: HashTable<u32>,
}

impl<'a> Known<'a> {
    fn new(forms: &'a [Box<str>]) -> Self {
        let hashes: Vec<u64> = forms.par_iter().map(|form| letters(form).fold(0, append)).collect();
        let mut table = HashTable::with_capacity(forms.len());
        let place = |&text: &u32| spread(hashes[text as usize]);
        (0..forms.len() as u32).for_each(|text| _ = table.insert_unique(place(&text), text, place));
        Self { forms, hashes, table }
    }

    /// The text whose letters these are.
    fn find(&self, hash: u64, mut same: impl FnMut(&str) -> bool) -> Option<u32> {
        let is_it = |&text: &u32| self.hashes[text as usize] == hash && same(&self.forms[text as usize]);
        self.table.find(spread(hash), is_it).copied()
    }
}

fn spread(hash: u64) -> u64 {
    FxBuildHasher.hash_one(hash)
}

/// A text's letters, and where its words are.
struct Words {
    letters: Vec<char>,
    /// First letter and the one after the last.
    words: Vec<(usize, usize)>,
}

impl Words {
    fn of(form: &str) -> Self {
        let mut words = Vec::new();
        let mut letters = Vec::with_capacity(form.len());
        for word in form.split(' ') {
            let start = letters.len();
            letters.extend(word.chars());
            words.push((start, letters.len()));
        }
        Self { letters, words }
    }

    /// The texts that these words are with one left out.
    fn shorter(&self, known: &Known) -> Vec<u32> {
        let mut cuts = self.words.clone();
        if self.letters.len() <= SHORT {
            self.unmarked_words(&mut cuts);
        }
        cuts.retain(|&cut| self.words_without(cut) >= WORDS);
        if cuts.is_empty() {
            return Vec::new();
        }
        let hashes = Hashes::of(&self.letters);
        // Of `a a a a a` each word leaves the same.
        let mut tried = FxHashSet::default();
        let mut shorter = Vec::new();
        for (start, end) in cuts {
            let hash = hashes.without(start, end);
            if tried.insert(hash) {
                let rest = || self.letters[..start].iter().chain(&self.letters[end..]).copied();
                shorter.extend(known.find(hash, |form| letters(form).eq(rest())));
            }
        }
        shorter
    }

    /// Every run of letters that may be a word in a script without spaces.
    fn unmarked_words(&self, words: &mut Vec<(usize, usize)>) {
        for start in 0..self.letters.len() {
            let script = writing(self.letters[start]);
            let Some((_, longest)) = unmarked(script) else { continue };
            let same = self.letters[start..].iter().take(longest).take_while(|&&c| writing(c) == script).count();
            words.extend((1..=same).map(|length| (start, start + length)));
        }
    }

    /// The number of words outside this cut, about, counted up to [`WORDS`].
    fn words_without(&self, (start, end): (usize, usize)) -> usize {
        let mut words = 0;
        for &(from, to) in &self.words {
            let left = (from..to).filter(|at| !(start..end).contains(at));
            let average = left.clone().filter_map(|at| unmarked(writing(self.letters[at]))).map(|(average, _)| average);
            let unspaced: f64 = average.map(|average| 1.0 / average as f64).sum();
            // A third is no third of a word when thirds have been added up.
            words += left.take(1).count().max((unspaced + 1e-9) as usize);
            if words >= WORDS {
                break;
            }
        }
        words
    }
}

/// Hashes of every beginning of a text.
struct Hashes {
    beginnings: Vec<u64>,
    powers: Vec<u64>,
}

impl Hashes {
    fn of(letters: &[char]) -> Self {
        let (mut beginnings, mut powers) = (vec![0], vec![1]);
        let (mut hash, mut power) = (0, 1);
        for &c in letters {
            hash = append(hash, c);
            power = times(power, BASE);
            beginnings.push(hash);
            powers.push(power);
        }
        Self { beginnings, powers }
    }

    /// The hash of the text without the letters `start..end`.
    fn without(&self, start: usize, end: usize) -> u64 {
        let length = self.beginnings.len() - 1;
        let rest = self.powers[length - end];
        let ending = self.beginnings[length] + PRIME - times(self.beginnings[end], rest);
        (times(self.beginnings[start], rest) + ending) % PRIME
    }
}

fn append(hash: u64, c: char) -> u64 {
    (times(hash, BASE) + u64::from(c) + 1) % PRIME
}

fn times(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    let sum = (product as u64 & PRIME) + (product >> 61) as u64;
    if sum >= PRIME { sum - PRIME } else { sum }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pairs(forms: &[&str]) -> Vec<(u32, u32)> {
        one_word_more(&forms.iter().map(|&form| form.into()).collect::<Vec<_>>())
    }

    #[test]
    fn a_text_with_one_word_more_is_found_wherever_the_word_stands() {
        let forms = [
            "we vote for her",
            "today we vote for her",
            "we vote today for her",
            "we vote for her today",
            "we vote for him",
        ];
        assert_eq!(pairs(&forms), [(0, 1), (0, 2), (0, 3)]);
    }

    #[test]
    fn texts_of_three_words_are_too_short() {
        assert_eq!(pairs(&["vote for her", "vote for her today"]), []);
    }

    #[test]
    fn scripts_without_spaces_have_words_too() {
        assert_eq!(pairs(&["我们今天去投票站", "我们今天一起去投票站"]), [(0, 1)]);
        assert_eq!(pairs(&["เราจะไปเลือกตั้งวันนี้", "เราจะไปเลือกตั้งกันวันนี้"]), [(0, 1)]);
        assert_eq!(pairs(&["我们投票", "我们去投票"]), []);
    }

    #[test]
    fn a_word_that_repeats_without_end_costs_no_more_than_another() {
        let (one, other) = ("ha ".repeat(100_000), "ha ".repeat(100_001));
        assert_eq!(pairs(&[one.trim(), other.trim()]), [(0, 1)]);
    }

    #[test]
    fn what_is_left_hashes_as_if_written_so() {
        let letters: Vec<char> = "wevoteforher".chars().collect();
        let hashes = Hashes::of(&letters);
        assert_eq!(hashes.without(2, 6), "weforher".chars().fold(0, append));
        assert_eq!(hashes.without(0, 12), 0);
    }
}
