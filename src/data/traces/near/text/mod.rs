//! Near-identical texts.
//!
//! Two texts say the same where their normal forms do (see `normal`: without
//! links, mentions, case, accents, punctuation, emoji, invisible characters and
//! with look-alike letters as one), where the Jaccard similarity of the normal
//! forms' shingles is at least [`TextConfig::similarity`], or where one has
//! exactly one word more than the other, which has at least four. Groups are
//! made of such pairs and guarded against chains: every member of a group is
//! paired with the group's leader, or has at least [`TextConfig::in_group`] of
//! its similarity; two members that are not the leader's one-word neighbours
//! therefore have a Jaccard distance of at most twice `1 - in_group`.
//!
//! Pairs are found by MinHash and compared exactly. Translations and texts in
//! other words share no shingles and are not found.

mod information;
mod letters;
mod minhash;
mod normal;
mod one_word;
mod shingles;

use std::hash::BuildHasher;

use hashbrown::HashTable;
use hashbrown::hash_table::Entry;
use lockstep_base::error::{Error, Result};
use lockstep_base::stop;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;
use serde::{Deserialize, Serialize};

use self::minhash::Sets;
use super::Groups;
use super::leaders::leaders;
use crate::events::NONE;

pub use self::normal::normal_form;

/// When two texts are one act.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matching {
    /// When they say the same but for small changes.
    #[default]
    Near,
    /// When their normal forms are equal.
    Exact,
}

/// How texts are grouped.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct TextConfig {
    /// What makes two texts one act.
    pub matching: Matching,
    /// The least Jaccard similarity of the shingles of two texts that are a
    /// pair, from 0.5 to 1.
    pub similarity: f64,
    /// The least Jaccard similarity of a group's member and its leader, where
    /// they are no pair themselves, from 0 to `similarity`.
    pub in_group: f64,
}

impl TextConfig {
    /// Below this unrelated texts become alike, and everything is compared with
    /// everything.
    const LEAST_SIMILARITY: f64 = 0.5;
}

impl Default for TextConfig {
    fn default() -> Self {
        Self { matching: Matching::Near, similarity: 0.8, in_group: 0.6 }
    }
}

impl TextConfig {
    /// Looks whether the values are in their ranges; `field` is the path of
    /// this table in the configuration, for example `traces.text`.
    ///
    /// # Errors
    /// Names the field that is out of its range.
    pub fn check(&self, field: &str) -> Result<()> {
        let range = |name: &str, value: f64, from: f64, to: f64| {
            let is_in = (from..=to).contains(&value);
            let problem = || Error::config(format!("{field}.{name}"), format!("this must be from {from} to {to}"));
            if is_in { Ok(()) } else { Err(problem()) }
        };
        range("similarity", self.similarity, Self::LEAST_SIMILARITY, 1.0)?;
        range("in_group", self.in_group, 0.0, self.similarity)
    }

    fn pairs_from(&self) -> f64 {
        self.similarity.clamp(Self::LEAST_SIMILARITY, 1.0)
    }
}

/// Groups distinct texts, given in the order of their first appearance, that
/// say the same. A text of which nothing is left after normalising (links,
/// mentions, emoji) is in no group.
///
/// The same for any number of threads. A value of the configuration outside of
/// its range (see [`TextConfig::check`]) counts as the nearest inside.
///
/// Takes about 600 bytes a distinct text of 100 letters.
pub fn groups(texts: &[&str], config: &TextConfig) -> Groups {
    let forms = Forms::of(texts);
    let leaders = match config.matching {
        Matching::Exact => (0..forms.distinct.len() as u32).collect(),
        Matching::Near => {
            let sets = Sets::new(&forms.distinct);
            let pairs = pairs(&forms, &sets, config);
            let in_group = config.in_group.max(0.0).min(config.pairs_from());
            leaders(forms.distinct.len(), &pairs, |leader, member| sets.similar(leader, member, in_group))
        }
    };
    forms.grouped(&leaders)
}

/// The pairs that [`groups`] is made of: the places of two texts, the earlier
/// first, in ascending order. Of texts with one normal form the first stands
/// for all; of more than 64 texts that are all alike not every pair is given.
/// Empty where only equal normal forms match.
pub fn similar_pairs(texts: &[&str], config: &TextConfig) -> Vec<(u32, u32)> {
    if config.matching == Matching::Exact {
        return Vec::new();
    }
    let forms = Forms::of(texts);
    let pairs = pairs(&forms, &Sets::new(&forms.distinct), config);
    pairs.into_iter().map(|(one, other)| (forms.first[one as usize], forms.first[other as usize])).collect()
}

fn pairs(forms: &Forms, sets: &Sets, config: &TextConfig) -> Vec<(u32, u32)> {
    let mut pairs = minhash::similar_pairs(sets, config.pairs_from());
    pairs.extend(one_word::one_word_more(&forms.distinct));
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

/// The distinct normal forms of texts, by first appearance. Forms that differ
/// in spaces only are one.
struct Forms {
    distinct: Vec<Box<str>>,
    /// The place of the first text of each.
    first: Vec<u32>,
    of_text: Vec<u32>,
}

impl Forms {
    fn of(texts: &[&str]) -> Self {
        let hashed = |text: &&str| {
            let form = normal::normal_form(text);
            (hash(&form), form)
        };
        let mut forms = Self { distinct: Vec::new(), first: Vec::new(), of_text: Vec::with_capacity(texts.len()) };
        let mut hashes: Vec<u64> = Vec::new();
        let mut known: HashTable<u32> = HashTable::new();
        // Some thousands at a time, so that copies are not all held at once.
        for some in texts.chunks(1 << 14) {
            stop::check();
            let some: Vec<(u64, Box<str>)> = some.par_iter().map(hashed).collect();
            for (hash, form) in some {
                let place = forms.of_text.len() as u32;
                if form.is_empty() {
                    forms.of_text.push(NONE);
                    continue;
                }
                let same =
                    |&known: &u32| shingles::letters(&forms.distinct[known as usize]).eq(shingles::letters(&form));
                let number = match known.entry(hash, same, |&known| hashes[known as usize]) {
                    Entry::Occupied(known) => *known.get(),
                    Entry::Vacant(room) => {
                        let number = forms.distinct.len() as u32;
                        room.insert(number);
                        forms.distinct.push(form);
                        forms.first.push(place);
                        hashes.push(hash);
                        number
                    }
                };
                forms.of_text.push(number);
            }
        }
        forms
    }

    /// Groups of texts from the leader of each form.
    fn grouped(&self, leaders: &[u32]) -> Groups {
        let mut number = vec![NONE; leaders.len()];
        let mut first = Vec::new();
        let mut firsts: Vec<u32> = Vec::new();
        for (form, &leader) in leaders.iter().enumerate() {
            if number[leader as usize] == NONE {
                number[leader as usize] = first.len() as u32;
                first.push(self.first[form]);
                firsts.push(form as u32);
            }
        }
        let of_form = |&form: &u32| if form == NONE { NONE } else { number[leaders[form as usize] as usize] };
        Groups {
            of_thing: self.of_text.iter().map(of_form).collect(),
            first,
            information: firsts
                .par_iter()
                .map(|&form| information::information(&self.distinct[form as usize]))
                .collect(),
        }
    }
}

fn hash(form: &str) -> u64 {
    // Bit by bit as good as the finaliser behind it.
    shingles::mix(shingles::letters(form).fold(FxBuildHasher.hash_one(0), |hash, c| {
        (hash.rotate_left(5) ^ u64::from(c)).wrapping_mul(0xf135_7aea_2e62_a9c5)
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_with_small_changes_are_one_act_and_others_are_not() {
        let texts = [
            "Polls close at eight, go and vote for the future of this city!",
            "RT @x: polls close at eight - go & vote for the future of this city https://t.co/a",
            "The weather will be fine tomorrow in most of the country, says the office",
            "🔥🔥",
            "Polls close at eight, go out and vote for the future of this city",
        ];
        let groups = groups(&texts, &TextConfig::default());
        assert_eq!((groups.of_thing, groups.first), (vec![0, 0, 1, NONE, 0], vec![0, 2]));
    }

    #[test]
    fn exact_matching_takes_equal_normal_forms_only() {
        let exact = TextConfig { matching: Matching::Exact, ..TextConfig::default() };
        let found = groups(&["Vote for her now", "VOTE for her, now!", "Vote for her right now"], &exact);
        assert_eq!(found.of_thing, [0, 0, 1]);
    }

    #[test]
    fn values_out_of_range_are_named() {
        let wrong = TextConfig { similarity: 0.3, ..TextConfig::default() };
        assert!(wrong.check("traces.text").is_err_and(|e| e.to_string().contains("traces.text.similarity")));
        let wrong = TextConfig { in_group: f64::NAN, ..TextConfig::default() };
        assert!(wrong.check("traces.text").is_err_and(|e| e.to_string().contains("in_group")));
        assert!(TextConfig::default().check("traces.text").is_ok());
    }

    #[test]
    fn a_text_of_a_megabyte_passes() {
        let (one, other) = ("word and some more ".repeat(60_000), "x".repeat(1 << 20));
        assert_eq!(groups(&[&one, &other, ""], &TextConfig::default()).of_thing, [0, 1, NONE]);
    }
}
