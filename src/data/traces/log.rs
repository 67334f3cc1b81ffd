//! All posts of the data, as a reader of the list may need them again.

use std::path::Path;

use bytemuck::{Pod, Zeroable};
use lockstep_base::error::Result;
use lockstep_base::spill::Buckets;
use rayon::prelude::*;

use crate::events::Events;

/// Buckets of the log: each is looked at as a whole.
const BUCKETS: usize = 64;

/// A row, as the post that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub struct Logged {
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// The post's fingerprint, or that of account and moment where it has none.
    pub post: u64,
    /// Who.
    pub account: u32,
    /// 1 where `post` is a fingerprint.
    pub has_id: u32,
}

/// Every row's post, in memory or on the disk.
#[derive(Debug)]
pub struct PostLog {
    rows: usize,
    buckets: Buckets<Logged>,
    /// Posts that are only counted: of about which moment, and how many.
    others: Vec<(i64, u64)>,
    /// The same in finer bins.
    active: Vec<(i64, u64)>,
    /// The number of each account now; empty where they are as they were taken.
    renumbered: Vec<u32>,
}

impl PostLog {
    /// An empty log; `folder` takes what it does not hold in memory.
    pub fn new(folder: &Path) -> Self {
        Self { rows: 0, buckets: Buckets::new(folder), others: Vec::new(), active: Vec::new(), renumbered: Vec::new() }
    }

    /// A log of these posts; of `others` it is only told of about which moment, in
    /// microseconds, how many there are, and in `active` the same in finer bins.
    pub fn counted(posts: impl Iterator<Item = Logged>, others: Vec<(i64, u64)>, active: Vec<(i64, u64)>) -> Self {
        let mut log = Self { others, active, ..Self::new(Path::new("")) };
        posts.for_each(|post| log.push(post));
        log
    }

    /// Posts that are not held: of about which moment, in microseconds, how many.
    pub fn others(&self) -> &[(i64, u64)] {
        &self.others
    }

    /// The same in finer bins.
    pub fn active(&self) -> &[(i64, u64)] {
        &self.active
    }

    /// True without a row.
    pub fn is_empty(&self) -> bool {
        self.rows == 0
    }

    /// How much memory it takes, in bytes.
    pub(super) fn held(&self) -> u64 {
        self.buckets.held()
    }

    /// Moves it to the disk.
    ///
    /// # Errors
    /// On I/O failure.
    pub(super) fn spill(&mut self) -> Result<()> {
        self.buckets.spill()
    }

    /// Gives the accounts other numbers: `renumbered` has the new one of each.
    pub(super) fn renumber(&mut self, renumbered: Vec<u32>) {
        self.renumbered = renumbered;
    }

    /// Takes the rows that are in memory.
    pub fn take(&mut self, events: &Events) {
        for row in 0..events.len() {
            let (time, account, post) = (events.time[row], events.account[row], events.post_id(row));
            let has_id = u32::from(events.post[row] != 0);
            self.push(Logged { time, post, account, has_id });
        }
    }

    /// The rows of one post fall into one bucket.
    fn push(&mut self, row: Logged) {
        let bucket = (row.post.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % BUCKETS;
        self.buckets.push(bucket, row);
        self.rows += 1;
    }

    /// Applies `work` to the rows of each bucket, in parallel, and gives the
    /// answers in the order of the buckets.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn each<T: Send>(&self, work: impl Fn(&[Logged]) -> T + Sync) -> Result<Vec<T>> {
        let of_bucket = |bucket: usize| {
            let rows = self.buckets.read(bucket)?;
            if self.renumbered.is_empty() {
                return Ok(work(&rows));
            }
            let now = |row: &Logged| Logged { account: self.renumbered[row.account as usize], ..*row };
            Ok(work(&rows.iter().map(now).collect::<Vec<_>>()))
        };
        (0..self.buckets.len()).into_par_iter().map(of_bucket).collect()
    }

    /// The same with every post once.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn each_once<T: Send>(&self, work: impl Fn(&[Logged]) -> T + Sync) -> Result<Vec<T>> {
        self.each(|rows| {
            let mut posts = rows.to_vec();
            posts.sort_unstable();
            posts.dedup();
            work(&posts)
        })
    }
}
