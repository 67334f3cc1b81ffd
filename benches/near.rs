//! Near-identical texts among simulated posts, and similar images beside the
//! plain way: every two hashes compared on all threads.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark cannot go on without its data")]

use std::sync::LazyLock;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use lockstep::data::traces::near::media::{RADIUS, hamming_groups, pairs_within};
use lockstep::data::traces::near::text::{TextConfig, groups};
use rand::{RngExt, SeedableRng};
use rand_pcg::Pcg64Mcg;
use rayon::prelude::*;

const HASHES: usize = 100_000;
/// Posts, of which two fifths are distinct texts of about 100 characters.
const POSTS: [usize; 2] = [100_000, 1_000_000];

static TEXTS: LazyLock<Vec<String>> = LazyLock::new(|| texts(POSTS[1] * 2 / 5));
static MEDIA: LazyLock<Vec<u64>> = LazyLock::new(hashes);

fn main() {
    divan::main();
}

/// Sentences of a vocabulary in which few words are most of the text; every
/// fourth is a copy of an earlier one with a word and a link more.
fn texts(count: usize) -> Vec<String> {
    let mut rng = Pcg64Mcg::seed_from_u64(1);
    let mut syllable =
        || ["ka", "lo", "mi", "ter", "sen", "du", "ver", "an", "shi", "pro", "el", "ton"][rng.random_range(0..12)];
    let words: Vec<String> = (0..30_000).map(|at| (0..1 + at % 4).map(|_| syllable()).collect()).collect();
    let mut rng = Pcg64Mcg::seed_from_u64(2);
    let mut texts: Vec<String> = Vec::with_capacity(count);
    for at in 0..count {
        let mut word = || &words[(words.len() as f64 * rng.random::<f64>().powi(4)) as usize];
        if at % 4 == 3 {
            let (more, link) = (word().clone(), at);
            let source = &texts[rng.random_range(0..texts.len())];
            texts.push(format!("{source} {more} https://t.co/{link:x}"));
        } else {
            texts.push((0..16).map(|_| word().as_str()).collect::<Vec<_>>().join(" "));
        }
    }
    texts
}

/// Half without relation, half in families of a hundred.
fn hashes() -> Vec<u64> {
    let mut rng = Pcg64Mcg::seed_from_u64(3);
    let mut hashes: Vec<u64> = (0..HASHES / 2).map(|_| rng.random()).collect();
    while hashes.len() < HASHES {
        let centre = hashes[rng.random_range(0..HASHES / 200)];
        let flips = rng.random_range(0..6);
        hashes.push((0..flips).fold(centre, |hash, _| hash ^ 1 << rng.random_range(0..64)));
    }
    hashes
}

#[divan::bench(args = POSTS, sample_count = 5)]
fn groups_of_texts(bencher: Bencher, posts: usize) {
    let texts: Vec<&str> = TEXTS[..posts * 2 / 5].iter().map(String::as_str).collect();
    bencher.counter(ItemsCount::new(posts)).bench(|| groups(black_box(&texts), &TextConfig::default()));
}

#[divan::bench(sample_count = 10)]
fn groups_of_images(bencher: Bencher) {
    bencher.counter(ItemsCount::new(HASHES)).bench(|| hamming_groups(black_box(&MEDIA), RADIUS));
}

#[divan::bench(sample_count = 10)]
fn pairs_of_images(bencher: Bencher) {
    bencher.counter(ItemsCount::new(HASHES)).bench(|| pairs_within(black_box(&MEDIA), RADIUS));
}

#[divan::bench(sample_count = 3)]
fn pairs_of_images_the_plain_way(bencher: Bencher) {
    bencher.counter(ItemsCount::new(HASHES)).bench(|| plain(black_box(&MEDIA), RADIUS));
}

fn plain(hashes: &[u64], radius: u32) -> Vec<(u32, u32)> {
    let pairs_of = |one: usize| {
        let others = hashes[one + 1..].iter().zip(one + 1..);
        let near = others.filter(move |(other, _)| (hashes[one] ^ **other).count_ones() <= radius);
        near.map(move |(_, other)| (one as u32, other as u32))
    };
    (0..hashes.len()).into_par_iter().flat_map_iter(pairs_of).collect()
}
