//! From values to objects, once all values are there: texts that are nearly the
//! same, hashes of images that look the same, hashtags in a row.

use std::sync::Arc;

use hashbrown::HashSet;
use lockstep_base::error::Result;
use lockstep_base::spill::Buckets;
use lockstep_base::time;
use rayon::prelude::*;
use rustc_hash::FxBuildHasher;

use super::kind::Alike;
use super::{Acts, Common, Same, SequenceConfig, SequenceOf, near};
use super::{waiting::OBJECTS_A_BUCKET, waiting::Waiting};
use crate::events::{Dictionary, NONE, UNKNOWN};

/// The value stands in posts that answer different posts, or none.
const ANYWHERE: u32 = NONE - 1;

/// Buckets in which hashtags wait, by account.
const ACCOUNT_BUCKETS: usize = 64;

/// Values of a column, and what tells which of them are alike, where they were
/// gathered elsewhere.
#[derive(Debug, Default)]
pub struct Values {
    /// The values, in the order in which they came up.
    pub values: Dictionary,
    /// The one post under which each value stands; none where it stands under
    /// several, or under none.
    pub under: Vec<Option<u32>>,
    /// How often each was seen.
    pub times: Vec<u32>,
}

/// What must be known of the values of a column to tell which are alike.
#[derive(Debug)]
pub(super) struct Alikes {
    how: Alike,
    /// Under which post each value stands: [`NONE`] where it was not seen.
    under: Vec<u32>,
    /// How often each value was seen.
    times: Vec<u32>,
}

/// The objects, and the acts on them.
pub(super) struct Resolved {
    pub objects: Arc<Dictionary>,
    pub acts: Buckets<Waiting>,
    pub created: Vec<i64>,
    /// Bits that each object says, where it is a text.
    pub information: Option<Vec<f64>>,
}

/// Which values are which object.
pub struct Grouping {
    /// The object of each value, [`NONE`] where it is none.
    pub of_value: Vec<u32>,
    /// The value that each object is named by.
    pub named_by: Vec<u32>,
    /// Bits that each object says, where it is a text.
    pub information: Option<Vec<f64>>,
}

impl Values {
    /// Which of them are which object; none where what makes one of them is no
    /// likeness.
    pub fn grouping(self, how: Alike, same: &Same) -> Option<Grouping> {
        let Self { values, under, times } = self;
        let under = under.into_iter().map(|place| place.unwrap_or(ANYWHERE)).collect();
        let alikes = Alikes { how, under, times };
        match how {
            Alike::Text => Some(alikes.texts(&values, same)),
            Alike::Image => Some(alikes.images(&values, same.media.radius)),
            Alike::Sequence => None,
        }
    }
}

impl Alikes {
    /// Nothing is known yet.
    pub fn new(how: Alike) -> Self {
        Self { how, under: Vec::new(), times: Vec::new() }
    }

    /// Notes a value where it stands: in a post that answers `answered`. Gives
    /// the bucket in which the act is to wait.
    pub fn note(&mut self, act: &Waiting, answered: Option<&[u32]>) -> usize {
        if self.how == Alike::Sequence {
            return act.account as usize % ACCOUNT_BUCKETS;
        }
        let value = act.object as usize;
        if value >= self.under.len() {
            self.under.resize(value + 1, NONE);
            self.times.resize(value + 1, 0);
        }
        let place = answered.and_then(|posts| posts.first()).copied().unwrap_or(ANYWHERE);
        self.times[value] = self.times[value].saturating_add(1);
        let under = &mut self.under[value];
        *under = if *under == NONE || *under == place { place } else { ANYWHERE };
        value / OBJECTS_A_BUCKET
    }

    /// The objects that these values are.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn resolve(
        self,
        values: &Dictionary,
        acts: Buckets<Waiting>,
        created: &[i64],
        same: &Same,
    ) -> Result<Resolved> {
        let grouping = match self.how {
            Alike::Text => self.texts(values, same),
            Alike::Image => self.images(values, same.media.radius),
            Alike::Sequence => return sequences(values, acts, same.hashtag_sequence),
        };
        grouping.apply(values, acts, created)
    }

    /// The values that were seen.
    fn seen(&self) -> Vec<u32> {
        let seen = (0u32..).zip(&self.under).filter(|&(_, &under)| under != NONE);
        seen.map(|(value, _)| value).collect()
    }

    /// Texts that are nearly the same are one object, unless several of them
    /// stand under one and the same post only, where everybody says the same.
    fn texts(&self, values: &Dictionary, same: &Same) -> Grouping {
        let seen = self.seen();
        let texts: Vec<&str> = seen.iter().map(|&value| values.get(value)).collect();
        let groups = near::text::groups(&texts, &same.text);
        let mut places = vec![(NONE, 0u32); groups.first.len()];
        for (&value, &group) in seen.iter().zip(&groups.of_thing).filter(|&(_, &group)| group != NONE) {
            let (under, times) = &mut places[group as usize];
            let place = self.under[value as usize];
            *under = if *under == NONE || *under == place { place } else { ANYWHERE };
            *times = times.saturating_add(self.times[value as usize]);
        }
        let is_kept = |group: u32| {
            let of_group = places.get(group as usize);
            of_group.is_some_and(|&(under, times)| under == ANYWHERE || times == 1)
        };
        let of_thing = groups.of_thing.iter().map(|&group| if is_kept(group) { group } else { NONE });
        Grouping {
            of_value: spread(&seen, of_thing, values.len()),
            named_by: groups.first.iter().map(|&place| seen[place as usize]).collect(),
            information: Some(groups.information),
        }
    }

    /// Hashes within the radius are one object; a value that is no perceptual
    /// hash is one of its own. Numbers without a letter are ids, not hashes.
    fn images(&self, values: &Dictionary, radius: u32) -> Grouping {
        let seen = self.seen();
        let has_letter = |&value: &u32| values.get(value).bytes().any(|byte| byte.is_ascii_alphabetic());
        let are_hashes = radius > 0 && seen.iter().any(has_letter);
        let hash = |&value: &u32| near::media::parse_hash(values.get(value)).filter(|_| are_hashes);
        let hashes: Vec<Option<u64>> = seen.iter().map(hash).collect();
        let groups = near::media::hamming_groups(&hashes.iter().flatten().copied().collect::<Vec<_>>(), radius);
        let mut of_hash = groups.of_hash.iter();
        let mut named_by = Vec::new();
        let mut object_of_group = vec![NONE; groups.first.len()];
        let mut of_seen = Vec::with_capacity(seen.len());
        for (&value, hash) in seen.iter().zip(&hashes) {
            let group = hash.and_then(|_| of_hash.next().copied());
            let object = match group {
                Some(NONE) => NONE,
                Some(group) if object_of_group[group as usize] != NONE => object_of_group[group as usize],
                group => {
                    named_by.push(value);
                    let object = named_by.len() as u32 - 1;
                    group.into_iter().for_each(|group| object_of_group[group as usize] = object);
                    object
                }
            };
            of_seen.push(object);
        }
        Grouping { of_value: spread(&seen, of_seen.into_iter(), values.len()), named_by, information: None }
    }
}

/// What belongs to some values, in a list of all.
fn spread(seen: &[u32], of_seen: impl Iterator<Item = u32>, values: usize) -> Vec<u32> {
    let mut of_value = vec![NONE; values];
    seen.iter().zip(of_seen).for_each(|(&value, object)| of_value[value as usize] = object);
    of_value
}

impl Grouping {
    fn apply(self, values: &Dictionary, mut acts: Buckets<Waiting>, created: &[i64]) -> Result<Resolved> {
        let mut objects = Dictionary::default();
        self.named_by.iter().for_each(|&value| _ = objects.intern(values.get(value)));
        let mut of_object = vec![UNKNOWN; objects.len()];
        for (&object, &moment) in self.of_value.iter().zip(created) {
            if object != NONE && moment != UNKNOWN {
                let known = &mut of_object[object as usize];
                *known = if *known == UNKNOWN { moment } else { moment.min(*known) };
            }
        }
        let mut regrouped = acts.emptied();
        for bucket in 0..acts.len() {
            for act in acts.take(bucket)? {
                let object = self.of_value[act.object as usize];
                if object != NONE {
                    regrouped.push(object as usize / OBJECTS_A_BUCKET, Waiting { object, ..act });
                }
            }
            regrouped.spill_like(&acts)?;
        }
        Ok(Resolved { objects: Arc::new(objects), acts: regrouped, created: of_object, information: self.information })
    }
}

/// Hashtags as they were used, to be put in rows.
#[derive(Debug, Default)]
pub struct Uses {
    /// Their names.
    pub tags: Dictionary,
    /// Who used which, when and in which post; those of a post in their order.
    pub uses: Vec<(u32, i64, u64, u32)>,
}

impl Uses {
    /// The rows of hashtags: account, moment, post, and the row's name.
    pub fn rows(self, config: SequenceConfig) -> Vec<(u32, i64, u64, String)> {
        let waiting = |(account, time, post, object)| Waiting { time, post, object, account };
        let rows = rows_of(self.uses.into_iter().map(waiting).collect(), &self.tags, config);
        rows.into_iter().map(|(name, first)| (first.account, first.time, first.post, name)).collect()
    }
}

/// The rows of hashtags, each an object.
fn sequences(tags: &Dictionary, mut acts: Buckets<Waiting>, config: SequenceConfig) -> Result<Resolved> {
    let mut objects = Dictionary::default();
    let mut rows = acts.emptied();
    for bucket in 0..acts.len() {
        for (name, first) in rows_of(acts.take(bucket)?, tags, config) {
            let object = objects.intern(&name);
            rows.push(object as usize / OBJECTS_A_BUCKET, Waiting { object, ..first });
        }
        rows.spill_like(&acts)?;
    }
    let created = vec![UNKNOWN; objects.len()];
    Ok(Resolved { objects: Arc::new(objects), acts: rows, created, information: None })
}

/// The rows of hashtags of these uses, each with its first use. Within a post a
/// hashtag counts once, for a post can fill several rows of an export.
fn rows_of(mut uses: Vec<Waiting>, tags: &Dictionary, config: SequenceConfig) -> Vec<(String, Waiting)> {
    // Stable: within a post, hashtags stay in their order.
    uses.par_sort_by_key(|tag| (tag.account, tag.time, tag.post));
    let is_same_post = |x: &Waiting, y: &Waiting| (x.account, x.time, x.post) == (y.account, y.time, y.post);
    let mut once: Vec<Waiting> = Vec::with_capacity(uses.len());
    let mut seen: HashSet<u32, FxBuildHasher> = HashSet::default();
    for post in uses.chunk_by(is_same_post) {
        seen.clear();
        once.extend(post.iter().filter(|tag| seen.insert(tag.object)));
    }
    let day = |tag: &Waiting| (tag.account, tag.time.div_euclid(time::DAY));
    let is_same_row = |x: &Waiting, y: &Waiting| match config.of {
        SequenceOf::Post => is_same_post(x, y),
        SequenceOf::Day => day(x) == day(y),
    };
    let rows = once.chunk_by(is_same_row).filter(|row| row.len() >= config.min_hashtags);
    let name =
        |row: &[Waiting]| row.iter().map(|tag| format!("#{}", tags.get(tag.object))).collect::<Vec<_>>().join(" ");
    rows.map(|row| (name(row), row[0])).collect()
}

/// All posts of texts.
#[derive(Clone, Copy, Debug)]
pub struct Among {
    /// Accounts that posted any.
    pub acting: usize,
    /// The posts.
    pub posts: usize,
}

impl Among {
    /// Whether a text that says so many bits by itself is too common to say
    /// anything, when so many acts of so many accounts are on it.
    pub fn is_common(self, [acts, accounts]: [usize; 2], information: f64, common: Common) -> bool {
        let by_posts = information - (self.posts.max(1) as f64).log2();
        let says = (self.acting as f64 / accounts.max(1) as f64).log2().max(by_posts);
        acts > 1 && says < common.bits
    }
}

impl Acts {
    /// Leaves out texts that are so common that sharing them says nothing; the
    /// acts have no triggers yet.
    pub(super) fn leave_out_common(&mut self, information: &[f64], common: Common, accounts: usize) {
        let acting = self.acting(accounts).into_iter().filter(|&acts| acts).count();
        let among = Among { acting, posts: self.len() };
        let is_common: Vec<bool> = (0..self.objects.len())
            .into_par_iter()
            .map(|object| {
                among.is_common([self.of(object).len(), self.accounts_of(object)], information[object], common)
            })
            .collect();
        let before = self.len();
        self.retain(|object, _| !is_common[object]);
        self.common = (is_common.into_iter().filter(|&is| is).count(), before - self.len());
    }
}
