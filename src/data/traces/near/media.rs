//! Images that look the same, by 64-bit perceptual hashes.
//!
//! Hashes within a Hamming distance are found by multi-index hashing (Norouzi,
//! Punjani & Fleet 2014, "Fast Exact Search in Hamming Space with Multi-Index
//! Hashing", IEEE TPAMI 36:1107-1119): of hashes cut into chunks, two that
//! differ in few bits are nearly the same in some chunk, and tables of chunks
//! say where. Nothing within the radius is missed.
//!
//! A mirrored or strongly cropped image has another hash and is not found.

use std::ops::{ControlFlow, Range};

use rayon::prelude::*;

use crate::events::NONE;

/// The distance up to which two hashes are of one image.
///
/// Zannettou et al. 2018, "On the Origins of Memes by Means of Fringe Web
/// Communities" (IMC), cluster pHashes at 8 (`CLUSTERING_THRESHOLD` in the
/// repository zsavvas/memes_pipeline) and have people look at the clusters.
/// Nobody looks here before accounts are tested, so the default is stricter: of
/// a million images without relation, about 2 pairs are within 6 of each other
/// by chance, and more than 100 within 8.
pub const RADIUS: u32 = 6;

/// Hashes with the most neighbours lead; more than this many are not counted.
const MANY: u32 = 1_024;
/// The most bits of a chunk: a table has a place for every value.
const WIDEST: u32 = 22;

/// Images parted into groups of what looks the same, numbered by the first
/// appearance of a member.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MediaGroups {
    /// The group of each hash, [`NONE`] where the image is uniform.
    pub of_hash: Vec<u32>,
    /// The place of each group's first hash.
    pub first: Vec<u32>,
}

/// Reads a hash as ImageHash and others write it: 16 hexadecimal digits, in any
/// case, with or without `0x`.
pub fn parse_hash(text: &str) -> Option<u64> {
    let text = text.trim();
    let digits = text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")).unwrap_or(text);
    let is_hash = digits.len() == 16 && digits.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_hash.then(|| u64::from_str_radix(digits, 16).ok()).flatten()
}

/// Whether an image with this hash shows next to nothing: all bits but
/// `radius` are the same, so that it would be grouped with a blank one. Blank
/// images are posted by everybody and are no evidence.
pub fn is_uniform(hash: u64, radius: u32) -> bool {
    hash.count_ones() <= radius || hash.count_zeros() <= radius
}

/// Groups hashes of images that look the same.
///
/// A group is a star: a leader and those within `radius` of it, so that no two
/// members are further apart than twice the radius, however long a chain of
/// images leads from one to another. Of those in no group yet, the hash with
/// most neighbours leads (counted up to 1,024; of several the first). Uniform
/// images (see [`is_uniform`]) are in no group.
///
/// The same for any number of threads. Memory grows with the number of hashes,
/// not of pairs.
pub fn hamming_groups(hashes: &[u64], radius: u32) -> MediaGroups {
    let distinct = Distinct::of(hashes);
    let evident: Vec<u32> =
        (0..distinct.hashes.len() as u32).filter(|&one| !is_uniform(distinct.hashes[one as usize], radius)).collect();
    let kept: Vec<u64> = evident.iter().map(|&one| distinct.hashes[one as usize]).collect();
    let mut leaders = vec![NONE; distinct.hashes.len()];
    for (&one, leader) in evident.iter().zip(stars(&kept, radius)) {
        leaders[one as usize] = evident[leader as usize];
    }
    distinct.grouped(&leaders)
}

/// The places of all pairs of hashes within the radius, the earlier first, in
/// ascending order. Of equal hashes the first stands for all.
pub fn pairs_within(hashes: &[u64], radius: u32) -> Vec<(u32, u32)> {
    let distinct = Distinct::of(hashes);
    let index = Index::new(&distinct.hashes, radius);
    let pairs_of = |one: u32| {
        let mut pairs = Vec::new();
        let _ = index.visit(distinct.hashes[one as usize], |other| {
            if one < other {
                pairs.push((distinct.first[one as usize], distinct.first[other as usize]));
            }
            ControlFlow::Continue(())
        });
        pairs.sort_unstable();
        pairs
    };
    (0..distinct.hashes.len() as u32).into_par_iter().flat_map_iter(pairs_of).collect()
}

/// The leader of each hash; the hashes are distinct.
fn stars(hashes: &[u64], radius: u32) -> Vec<u32> {
    let index = Index::new(hashes, radius);
    let neighbours: Vec<u32> = hashes.par_iter().map(|&hash| index.count(hash)).collect();
    let mut by_rank: Vec<u32> = (0..hashes.len() as u32).collect();
    by_rank.par_sort_by_key(|&one| std::cmp::Reverse(neighbours[one as usize]));
    let mut leaders = vec![NONE; hashes.len()];
    for leader in by_rank {
        if leaders[leader as usize] != NONE {
            continue;
        }
        leaders[leader as usize] = leader;
        if neighbours[leader as usize] > 0 {
            let _ = index.visit(hashes[leader as usize], |other| {
                let taken = &mut leaders[other as usize];
                *taken = if *taken == NONE { leader } else { *taken };
                ControlFlow::Continue(())
            });
        }
    }
    leaders
}

/// Distinct hashes by first appearance.
struct Distinct {
    hashes: Vec<u64>,
    first: Vec<u32>,
    of_hash: Vec<u32>,
}

impl Distinct {
    fn of(hashes: &[u64]) -> Self {
        let mut places: Vec<(u64, u32)> = hashes.iter().zip(0..).map(|(&hash, place)| (hash, place)).collect();
        places.par_sort_unstable();
        let mut first: Vec<u32> = places.chunk_by(|a, b| a.0 == b.0).map(|same| same[0].1).collect();
        first.par_sort_unstable();
        let number = |place: u32| first.partition_point(|&other| other < place) as u32;
        let mut of_hash = vec![NONE; hashes.len()];
        for same in places.chunk_by(|a, b| a.0 == b.0) {
            let number = number(same[0].1);
            same.iter().for_each(|&(_, place)| of_hash[place as usize] = number);
        }
        Self { hashes: first.iter().map(|&place| hashes[place as usize]).collect(), first, of_hash }
    }

    /// Groups of all hashes from the leader of each distinct one.
    fn grouped(&self, leaders: &[u32]) -> MediaGroups {
        let mut number = vec![NONE; leaders.len()];
        let mut first = Vec::new();
        for (one, &leader) in leaders.iter().enumerate().filter(|(_, leader)| **leader != NONE) {
            if number[leader as usize] == NONE {
                number[leader as usize] = first.len() as u32;
                first.push(self.first[one]);
            }
        }
        let of_distinct = |&one: &u32| leaders.get(one as usize).filter(|leader| **leader != NONE);
        let group = |one: &u32| of_distinct(one).map_or(NONE, |&leader| number[leader as usize]);
        MediaGroups { of_hash: self.of_hash.iter().map(group).collect(), first }
    }
}

/// Distinct hashes by the value of each of their chunks.
struct Index {
    radius: u32,
    tables: Vec<Table>,
}

/// Distinct hashes by the value of one chunk.
struct Table {
    shift: u32,
    mask: u64,
    /// What a chunk is changed by to get every chunk that is searched.
    changes: Vec<u64>,
    /// The hashes with the value `v` are at `offsets[v]..offsets[v + 1]`.
    offsets: Vec<u32>,
    hashes: Vec<(u64, u32)>,
}

impl Index {
    fn new(hashes: &[u64], radius: u32) -> Self {
        let chunks = (64u32.div_ceil(WIDEST)..=16)
            .map(|count| chunks(count, radius))
            .min_by(|a, b| cost(a, hashes.len()).total_cmp(&cost(b, hashes.len())))
            .unwrap_or_default();
        let tables = chunks.into_par_iter().map(|(bits, radius)| Table::new(hashes, bits, radius)).collect();
        Self { radius, tables }
    }

    /// Visits every hash within the radius of this one but itself, each once.
    fn visit(&self, hash: u64, mut see: impl FnMut(u32) -> ControlFlow<()>) -> ControlFlow<()> {
        for (at, table) in self.tables.iter().enumerate() {
            for &change in &table.changes {
                for &(other, number) in table.with((hash >> table.shift & table.mask) ^ change) {
                    let differs = hash ^ other;
                    let is_near = differs.count_ones() <= self.radius && differs != 0;
                    if is_near && !self.tables[..at].iter().any(|before| before.finds(differs)) {
                        see(number)?;
                    }
                }
            }
        }
        ControlFlow::Continue(())
    }

    /// The number of hashes within the radius, up to [`MANY`].
    fn count(&self, hash: u64) -> u32 {
        let mut count = 0;
        let _ = self.visit(hash, |_| {
            count += 1;
            if count < MANY { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        count
    }
}

/// The bits of each of so many chunks, with the radius to search it in.
///
/// Of `radius = count * s + a` differing bits, either one of the first `a + 1`
/// chunks has at most `s`, or one of the others has at most `s - 1`: were it
/// not so, `radius + 1` bits would differ (Norouzi et al., section 3.1). With
/// `s = 0` the others need no search.
fn chunks(count: u32, radius: u32) -> Vec<(Range<u32>, u32)> {
    let (each, further) = (radius / count, radius % count);
    let bits = |chunk: u32| chunk * 64 / count..(chunk + 1) * 64 / count;
    let wide = (0..=further).map(|chunk| (bits(chunk), each));
    let narrow = (further + 1..count).filter_map(|chunk| each.checked_sub(1).map(|each| (bits(chunk), each)));
    wide.chain(narrow).collect()
}

/// About how many lookups and comparisons a search among so many hashes takes.
fn cost(chunks: &[(Range<u32>, u32)], hashes: usize) -> f64 {
    let lookups = |bits: u32, radius: u32| (0..=radius.min(bits)).map(|ones| choose(bits, ones)).sum::<f64>();
    let of = |bits: u32, radius: u32| lookups(bits, radius) * (1.0 + hashes as f64 / f64::from(bits).exp2());
    chunks.iter().map(|(bits, radius)| of(bits.end - bits.start, *radius)).sum()
}

fn choose(from: u32, ones: u32) -> f64 {
    (0..ones).map(|k| f64::from(from - k) / f64::from(k + 1)).product()
}

impl Table {
    fn new(hashes: &[u64], bits: Range<u32>, radius: u32) -> Self {
        let (shift, mask) = (bits.start, (1u64 << (bits.end - bits.start)) - 1);
        let value = |hash: u64| (hash >> shift & mask) as usize;
        let mut offsets = vec![0; mask as usize + 2];
        hashes.iter().for_each(|&hash| offsets[value(hash) + 1] += 1);
        for at in 1..offsets.len() {
            offsets[at] += offsets[at - 1];
        }
        let mut next = offsets.clone();
        let mut placed = vec![(0, 0); hashes.len()];
        for (&hash, number) in hashes.iter().zip(0..) {
            let place = &mut next[value(hash)];
            placed[*place as usize] = (hash, number);
            *place += 1;
        }
        Self { shift, mask, changes: changes(bits.end - bits.start, radius), offsets, hashes: placed }
    }

    fn with(&self, value: u64) -> &[(u64, u32)] {
        let range = self.offsets[value as usize] as usize..self.offsets[value as usize + 1] as usize;
        &self.hashes[range]
    }

    /// Whether this table finds two hashes that differ so.
    fn finds(&self, differs: u64) -> bool {
        let most = self.changes.last().map_or(0, |change| change.count_ones());
        (differs >> self.shift & self.mask).count_ones() <= most
    }
}

/// All numbers of so many bits with at most `radius` ones, fewest ones first.
fn changes(bits: u32, radius: u32) -> Vec<u64> {
    let mut changes = vec![0];
    let mut last = 0;
    for _ in 0..radius.min(bits) {
        let range = last..changes.len();
        last = changes.len();
        for at in range {
            let change: u64 = changes[at];
            // Higher bits only, so that none comes twice.
            let from = 64 - change.leading_zeros();
            changes.extend((from..bits).map(|bit| change | 1 << bit));
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn hashes_are_read_as_tools_write_them() {
        assert_eq!(parse_hash("8f3c00ff12ab90e1"), Some(0x8f3c_00ff_12ab_90e1));
        assert_eq!(parse_hash(" 0xFFFFFFFFFFFFFFFF "), Some(u64::MAX));
        for no_hash in
            ["", "0x", "8f3c", "8f3c00ff12ab90e1a", "+f3c00ff12ab90e1", "8f3c00ff12ab90é", "g000000000000000"]
        {
            assert_eq!(parse_hash(no_hash), None, "{no_hash}");
        }
    }

    #[test]
    fn every_change_of_few_bits_comes_once() {
        let found = changes(10, 3);
        let distinct: std::collections::BTreeSet<u64> = found.iter().copied().collect();
        assert_eq!((found.len(), distinct.len()), (1 + 10 + 45 + 120, 1 + 10 + 45 + 120));
        assert!(found.iter().all(|change| change.count_ones() <= 3 && *change < 1 << 10));
    }

    #[test]
    fn a_chain_of_images_is_parted() {
        // Each differs from the next in four bits, the last from the first in 40.
        let chain: Vec<u64> = (0..=10).map(|n| 0x5555_5555_5555_5555 ^ ((1u64 << (4 * n)) - 1)).collect();
        let found = hamming_groups(&chain, 6);
        assert!(found.first.len() > 3);
        for (a, &one) in chain.iter().enumerate() {
            for (b, &other) in chain.iter().enumerate() {
                assert!(found.of_hash[a] != found.of_hash[b] || (one ^ other).count_ones() <= 12);
            }
        }
    }

    #[test]
    fn uniform_images_are_no_evidence() {
        let found = hamming_groups(&[0, 1, u64::MAX, 0x8000_0000_0000_0000, 0xffff_0000_ffff_0000, 0], 6);
        assert_eq!(found.of_hash, [NONE, NONE, NONE, NONE, 0, NONE]);
        assert_eq!(found.first, [4]);
    }

    #[test]
    fn equal_hashes_are_one_image() {
        let found = hamming_groups(&[0xffff_0000_ffff_0000, 0xaaaa_aaaa_aaaa_aaaa, 0xffff_0000_ffff_0000], 0);
        assert_eq!((found.of_hash, found.first), (vec![0, 1, 0], vec![0, 1]));
    }

    proptest! {
        #[test]
        fn nothing_within_the_radius_is_missed(
            centres in proptest::collection::vec(any::<u64>(), 1..5),
            flips in proptest::collection::vec((any::<proptest::sample::Index>(), 0u32..64, 0u32..64, 0u32..64), 0..80),
            radius in 0u32..=20,
        ) {
            let near = |(centre, a, b, c): &(proptest::sample::Index, u32, u32, u32)| {
                centres[centre.index(centres.len())] ^ (1 << a) ^ (1 << b) ^ (1 << c)
            };
            let hashes: Vec<u64> = centres.iter().copied().chain(flips.iter().map(near)).collect();
            let is_first = |at: usize| !hashes[..at].contains(&hashes[at]);
            let mut all = Vec::new();
            for one in (0..hashes.len()).filter(|&at| is_first(at)) {
                let others = (one + 1..hashes.len()).filter(|&at| is_first(at));
                let within = others.filter(|&other| (hashes[one] ^ hashes[other]).count_ones() <= radius);
                all.extend(within.map(|other| (one as u32, other as u32)));
            }
            prop_assert_eq!(pairs_within(&hashes, radius), all);
        }
    }
}
