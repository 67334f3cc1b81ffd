//! Which texts to compare: locality-sensitive hashing by MinHash.
//!
//! The smallest of a text's shingles in a random order is the same for two
//! texts with a chance equal to their Jaccard similarity (Broder 1997, "On the
//! resemblance and containment of documents"). Rows of several such orders make
//! a band; two texts that agree in all rows of some band are compared exactly
//! (Leskovec, Rajaraman & Ullman, "Mining of Massive Datasets", chapter 3).

use lockstep_base::stop;
use rayon::prelude::*;

use super::shingles::{mix, similar};

/// A pair at the least similarity is overlooked with at most this chance.
const MISSED: f64 = 1e-3;
/// Rows are added to a band, which brings fewer unlike texts together, as long
/// as all bands take no more orders than this.
const ORDERS: usize = 160;
/// In a bucket of at most this many texts all pairs are compared.
const SMALL: usize = 64;
/// In a larger one each text is compared with up to this many leaders, ...
const LEADERS: usize = 32;
/// ... and with as many of those before it.
const BEFORE: usize = 8;
/// Stands for the key of a band in which two texts were not surely compared;
/// keys are odd.
const UNSURE: u32 = 0;

/// The shingles of every text, one after the other.
pub(super) struct Sets {
    offsets: Vec<usize>,
    shingles: Vec<u32>,
}

impl Sets {
    pub(super) fn new(forms: &[Box<str>]) -> Self {
        let mut sets = Self { offsets: vec![0], shingles: Vec::new() };
        // Some thousands at a time, so that they are not held twice.
        for some in forms.chunks(1 << 14) {
            stop::check();
            let some: Vec<Vec<u32>> = some.par_iter().map(|form| super::shingles::shingles(form)).collect();
            for set in some {
                sets.shingles.extend_from_slice(&set);
                sets.offsets.push(sets.shingles.len());
            }
        }
        sets
    }

    pub(super) fn len(&self) -> usize {
        self.offsets.len() - 1
    }

    pub(super) fn of(&self, text: u32) -> &[u32] {
        &self.shingles[self.offsets[text as usize]..self.offsets[text as usize + 1]]
    }

    pub(super) fn similar(&self, one: u32, other: u32, least: f64) -> bool {
        similar(self.of(one), self.of(other), least)
    }
}

/// How many bands there are, and how many rows each has.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Shape {
    bands: usize,
    rows: usize,
}

impl Shape {
    /// The most rows with which a pair of this similarity is hardly missed.
    fn of(similarity: f64) -> Self {
        let bands = |rows: usize| (MISSED.ln() / (-similarity.powi(rows as i32)).ln_1p()).ceil().max(1.0) as usize;
        let rows = (2..=8).take_while(|&rows| rows * bands(rows) <= ORDERS).last().unwrap_or(1);
        Self { bands: bands(rows), rows }
    }
}

/// A key for each band of each text, a text's side by side.
struct Keys {
    bands: usize,
    keys: Vec<u32>,
}

impl Keys {
    fn new(sets: &Sets, shape: Shape) -> Self {
        // Odd factors: each multiplication reorders the 32-bit numbers.
        let factors: Vec<u32> = (0..shape.bands * shape.rows).map(|order| mix(order as u64 + 1) as u32 | 1).collect();
        let mut keys = vec![UNSURE; sets.len() * shape.bands];
        let work = |least: &mut Vec<u32>, (text, keys): (usize, &mut [u32])| {
            stop::check();
            least.fill(u32::MAX);
            for &shingle in sets.of(text as u32) {
                least
                    .iter_mut()
                    .zip(&factors)
                    .for_each(|(least, &factor)| *least = (*least).min(shingle.wrapping_mul(factor)));
            }
            for (key, band) in keys.iter_mut().zip(least.chunks(shape.rows)) {
                *key = (band.iter().fold(0, |key, &row| mix(key ^ u64::from(row))) >> 32) as u32 | 1;
            }
        };
        keys.par_chunks_mut(shape.bands).enumerate().for_each_init(|| vec![u32::MAX; factors.len()], work);
        Self { bands: shape.bands, keys }
    }

    fn of(&self, text: u32) -> &[u32] {
        &self.keys[text as usize * self.bands..][..self.bands]
    }

    /// Whether two texts were compared in a band before this one.
    fn met_before(&self, band: usize, one: u32, other: u32) -> bool {
        self.of(one)[..band].iter().zip(&self.of(other)[..band]).any(|(a, b)| a == b && *a != UNSURE)
    }

    /// The texts that share a key in this band, by key, then text.
    fn bucketed(&self, band: usize) -> Vec<(u32, u32)> {
        let mut texts: Vec<(u32, u32)> =
            (0..self.keys.len() / self.bands).map(|text| (self.keys[text * self.bands + band], text as u32)).collect();
        texts.par_sort_unstable();
        texts
    }
}

/// Pairs of texts whose Jaccard similarity is at least `similarity`, the
/// earlier text first, each once.
///
/// All that share a bucket of at most [`SMALL`] texts are compared. In a larger
/// one texts are mostly variants of few; there each is compared with the first
/// of every variant and some before it, and only where no band before has put
/// both into one component already. That leaves out pairs, not partners.
pub(super) fn similar_pairs(sets: &Sets, similarity: f64) -> Vec<(u32, u32)> {
    let shape = Shape::of(similarity);
    let mut keys = Keys::new(sets, shape);
    let mut pairs: Vec<(u32, u32)> = Vec::new();
    let mut joined = Components::new(sets.len());
    for band in 0..shape.bands {
        let texts = keys.bucketed(band);
        let is_like = |one: u32, other: u32| !keys.met_before(band, one, other) && sets.similar(one, other, similarity);
        let is_new = |one: u32, other: u32| !joined.together(one, other) && is_like(one, other);
        let found: Vec<(u32, u32)> = texts
            .par_chunk_by(|a, b| a.0 == b.0)
            .filter(|bucket| bucket.len() > 1)
            .flat_map_iter(|bucket| if bucket.len() <= SMALL { all(bucket, is_like) } else { some(bucket, is_new) })
            .collect();
        found.iter().for_each(|&(one, other)| joined.join(one, other));
        joined.settle();
        pairs.extend(found);
        for bucket in texts.chunk_by(|a, b| a.0 == b.0).filter(|bucket| bucket.len() > SMALL) {
            bucket.iter().for_each(|&(_, text)| keys.keys[text as usize * shape.bands + band] = UNSURE);
        }
    }
    pairs.par_sort_unstable();
    pairs.dedup();
    pairs
}

fn all(bucket: &[(u32, u32)], is_like: impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    for (place, &(_, one)) in bucket.iter().enumerate() {
        let others = bucket[place + 1..].iter().map(|&(_, other)| other);
        pairs.extend(others.filter(|&other| is_like(one, other)).map(|other| (one, other)));
    }
    pairs
}

fn some(bucket: &[(u32, u32)], is_like: impl Fn(u32, u32) -> bool) -> Vec<(u32, u32)> {
    let mut pairs = Vec::new();
    let mut leaders: Vec<u32> = Vec::new();
    for (place, &(_, one)) in bucket.iter().enumerate() {
        let found = pairs.len();
        pairs.extend(leaders.iter().find(|&&leader| is_like(leader, one)).map(|&leader| (leader, one)));
        if pairs.len() == found && leaders.len() < LEADERS {
            leaders.push(one);
        }
        let before = bucket[place.saturating_sub(BEFORE)..place].iter().map(|&(_, before)| before);
        pairs.extend(before.filter(|&before| is_like(before, one)).map(|before| (before, one)));
    }
    pairs
}

/// Which texts the pairs so far connect.
struct Components(Vec<u32>);

impl Components {
    fn new(count: usize) -> Self {
        Self((0..count as u32).collect())
    }

    fn root(&self, mut one: u32) -> u32 {
        while self.0[one as usize] != one {
            one = self.0[one as usize];
        }
        one
    }

    fn join(&mut self, one: u32, other: u32) {
        let (a, b) = (self.root(one), self.root(other));
        self.0[a.max(b) as usize] = a.min(b);
        // Short ways for those that are joined often.
        self.0[one as usize] = a.min(b);
        self.0[other as usize] = a.min(b);
    }

    /// Lets every text point at its root.
    fn settle(&mut self) {
        // Roots come before their texts.
        for one in 0..self.0.len() {
            self.0[one] = self.0[self.0[one] as usize];
        }
    }

    fn together(&self, one: u32, other: u32) -> bool {
        self.0[one as usize] == self.0[other as usize]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pair_at_the_threshold_is_hardly_missed() {
        for similarity in [0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.0] {
            let Shape { bands, rows } = Shape::of(similarity);
            let missed = (1.0 - similarity.powi(rows as i32)).powi(bands as i32);
            assert!(missed <= MISSED && bands * rows <= ORDERS, "{similarity}: {bands} bands of {rows}");
        }
    }

    #[test]
    fn a_giant_bucket_connects_its_texts_without_all_pairs() {
        let words = |n: usize| ["apple", "stone", "river", "cloud", "field", "night", "paper", "glass"][n % 8];
        let base = "the same long message is sent to each and every reader of this page by the same hands today";
        let forms: Vec<Box<str>> = (0..4_096)
            .map(|n| format!("{base} {}{}{}{}", words(n), words(n / 8), words(n / 64), words(n / 512)).into())
            .collect();
        let sets = Sets::new(&forms);
        let pairs = similar_pairs(&sets, 0.6);
        assert!(pairs.len() < 40 * forms.len(), "{}", pairs.len());
        let mut joined = Components::new(forms.len());
        pairs.iter().for_each(|&(one, other)| joined.join(one, other));
        joined.settle();
        assert!(joined.0.iter().all(|&root| root == 0));
    }
}
