//! All posts of the data, as a reader of the list may need them again.

use std::path::Path;

use bytemuck::{Pod, Zeroable};
use rayon::prelude::*;

use crate::error::Result;
use crate::events::Events;
use crate::memory::Buckets;

/// Buckets of the log: each is looked at as a whole.
const BUCKETS: usize = 64;

/// A row, as the post that it is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Pod, Zeroable)]
#[repr(C)]
pub struct Logged {
    /// When, in microseconds since 1970-01-01 UTC.
    pub time: i64,
    /// The post's fingerprint, or the row's number where it has none.
    pub post: u64,
    /// Who.
    pub account: u32,
    /// 1 where `post` is a fingerprint.
    pub has_id: u32,
}

/// Every row's post, in memory or on the disk.
#[derive(Debug)]
pub struct PostLog {
    rows: u64,
    buckets: Buckets<Logged>,
}

impl PostLog {
    /// An empty log that takes `limit` bytes of memory; `folder` takes the rest.
    pub fn new(limit: u64, folder: &Path) -> Self {
        Self { rows: 0, buckets: Buckets::new(limit, folder) }
    }

    /// Takes the rows that are in memory.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn take(&mut self, events: &Events) -> Result<()> {
        for row in 0..events.len() {
            let (time, account, id) = (events.time[row], events.account[row], events.post[row]);
            let (post, has_id) = if id == 0 { (self.rows + row as u64, 0) } else { (id, 1) };
            // The rows of one post fall into one bucket.
            let bucket = (post.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize % BUCKETS;
            self.buckets.push(bucket, Logged { time, post, account, has_id });
        }
        self.rows += events.len() as u64;
        self.buckets.settle()
    }

    /// Applies `work` to the rows of each bucket, in parallel, and gives the
    /// answers in the order of the buckets.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn each<T: Send>(&self, work: impl Fn(&[Logged]) -> T + Sync) -> Result<Vec<T>> {
        (0..self.buckets.len()).into_par_iter().map(|bucket| Ok(work(&self.buckets.read(bucket)?))).collect()
    }

    /// The same with every post once.
    ///
    /// # Errors
    /// When the disk refuses.
    pub fn each_once<T: Send>(&self, work: impl Fn(&[Logged]) -> T + Sync) -> Result<Vec<T>> {
        self.each(|rows| {
            let mut posts = rows.to_vec();
            posts.sort_unstable();
            posts.dedup();
            work(&posts)
        })
    }
}
