//! Posts on their way into order: piled up as accounts make them, in memory or
//! on disk, and read back by time.
//!
//! A pile holds a limited number of posts. When it is full they are sorted and
//! appended to a file as a run of records of the same size; reading merges the
//! runs. The order is total, so what is read back does not depend on when the
//! pile was full.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::num::NonZeroU32;
use std::ops::Range;
use std::path::Path;
use std::sync::Mutex;

use rayon::prelude::*;

use super::counts::Counts;
use super::post::{ObjectId, Post, Repost};
use super::rhythm::Period;
use super::role::Role;

/// Where posts wait that do not fit into memory.
#[derive(Clone, Copy, Debug)]
pub struct Disk<'a> {
    /// The folder of a file that has no name, so that nothing stays when the
    /// process ends, however it ends; 40 bytes a post.
    pub folder: &'a Path,
    /// About as many posts are held in memory, 40 bytes each.
    pub posts_in_memory: usize,
}

impl<'a> Disk<'a> {
    /// A limit of 84 MB.
    pub fn new(folder: &'a Path) -> Self {
        Self { folder, posts_in_memory: 1 << 21 }
    }
}

/// Bytes of a post on disk: its time and eight numbers.
const RECORD: usize = 8 + 8 * 4;
/// Posts of a run that are read at once.
const BLOCK: u64 = 2_048;

/// Posts in no order.
pub(super) struct Pile<'a> {
    period: Period,
    disk: Option<Disk<'a>>,
    posts: Vec<Post>,
    counts: Counts,
    file: Option<File>,
    /// Record numbers of the runs in the file.
    runs: Vec<Range<u64>>,
}

impl<'a> Pile<'a> {
    /// A pile of posts of this period, all in memory where there is no disk.
    pub fn new(period: Period, disk: Option<Disk<'a>>) -> Self {
        Self { period, disk, posts: Vec::new(), counts: Counts::default(), file: None, runs: Vec::new() }
    }

    /// Adds everything that some accounts of one role ever post, as far as it
    /// lies within the period; of several posts of an account in one second
    /// one stays.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn add(&mut self, role: Role, mut posts: Vec<Post>) -> io::Result<()> {
        posts.retain(|post| self.period.contains(post.time));
        posts.sort_unstable();
        posts.dedup_by_key(|post| (post.time, post.account));
        self.counts.add(role, &posts);
        self.posts.append(&mut posts);
        match self.disk {
            Some(disk) if self.posts.len() >= disk.posts_in_memory => self.spill(disk),
            _ => Ok(()),
        }
    }

    fn spill(&mut self, disk: Disk) -> io::Result<()> {
        self.posts.par_sort_unstable();
        let first = self.runs.last().map_or(0, |run| run.end);
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(tempfile::tempfile_in(disk.folder)?),
        };
        let mut out = BufWriter::with_capacity(1 << 18, file);
        for post in &self.posts {
            out.write_all(&record(post))?;
        }
        out.flush()?;
        self.runs.push(first..first + self.posts.len() as u64);
        self.posts.clear();
        Ok(())
    }

    /// The posts in order, and how many of which kind they are.
    pub fn sorted(mut self) -> (SortedPosts, Counts) {
        self.posts.par_sort_unstable();
        let file = self.file.map(Mutex::new);
        (SortedPosts { file, runs: self.runs, rest: self.posts }, self.counts)
    }
}

/// Posts in the order of time, then account, partly on disk.
#[derive(Debug)]
pub struct SortedPosts {
    file: Option<Mutex<File>>,
    runs: Vec<Range<u64>>,
    /// The run that never left memory.
    rest: Vec<Post>,
}

impl SortedPosts {
    /// All of them in memory.
    pub(super) fn into_memory(self) -> io::Result<Vec<Post>> {
        if self.runs.is_empty() { Ok(self.rest) } else { self.read()?.collect() }
    }

    /// Reads them from the first on.
    pub(super) fn read(&self) -> io::Result<Merge<'_>> {
        let mut merge = Merge {
            posts: self,
            runs: self.runs.iter().map(|run| Run { block: Vec::new().into_iter(), left: run.clone() }).collect(),
            rest: self.rest.iter(),
            heads: BinaryHeap::new(),
        };
        for run in 0..=self.runs.len() {
            merge.advance(run)?;
        }
        Ok(merge)
    }

    fn block(&self, records: Range<u64>) -> io::Result<Vec<Post>> {
        let mut bytes = vec![0; (records.end - records.start) as usize * RECORD];
        if let Some(file) = &self.file {
            let mut file = file.lock().map_err(|_| io::Error::other("another thread failed while reading"))?;
            file.seek(SeekFrom::Start(records.start * RECORD as u64))?;
            file.read_exact(&mut bytes)?;
        }
        Ok(bytes.chunks_exact(RECORD).map(post).collect())
    }
}

/// What is left of a run: some in memory, the others on disk.
struct Run {
    block: std::vec::IntoIter<Post>,
    left: Range<u64>,
}

/// The merged runs.
pub(super) struct Merge<'a> {
    posts: &'a SortedPosts,
    runs: Vec<Run>,
    rest: std::slice::Iter<'a, Post>,
    /// The next post of each run with the run's number; the run in memory has
    /// the last one.
    heads: BinaryHeap<Reverse<(Post, usize)>>,
}

impl Merge<'_> {
    /// Puts the next post of a run, where there is one, among the heads.
    fn advance(&mut self, run: usize) -> io::Result<()> {
        let next = match self.runs.get_mut(run) {
            None => self.rest.next().copied(),
            Some(run) => run.next(self.posts)?,
        };
        self.heads.extend(next.map(|post| Reverse((post, run))));
        Ok(())
    }
}

impl Run {
    fn next(&mut self, posts: &SortedPosts) -> io::Result<Option<Post>> {
        if self.block.len() == 0 && !self.left.is_empty() {
            let end = self.left.end.min(self.left.start + BLOCK);
            self.block = posts.block(self.left.start..end)?.into_iter();
            self.left.start = end;
        }
        Ok(self.block.next())
    }
}

impl Iterator for Merge<'_> {
    type Item = io::Result<Post>;

    fn next(&mut self) -> Option<Self::Item> {
        let Reverse((post, run)) = self.heads.pop()?;
        Some(self.advance(run).map(|()| post))
    }
}

fn record(post: &Post) -> [u8; RECORD] {
    let number = |object: Option<ObjectId>| object.map_or(0, |object| object.0.get());
    let [first_url, second_url] = post.urls.map(number);
    let [first_hashtag, second_hashtag] = post.hashtags.map(number);
    let (author, delay) = post.repost.map_or((0, 0), |repost| (repost.author, repost.delay.get()));
    let numbers =
        [post.account, first_url, second_url, first_hashtag, second_hashtag, number(post.media), author, delay];
    let mut bytes = [0; RECORD];
    let (time, rest) = bytes.split_at_mut(8);
    time.copy_from_slice(&post.time.to_le_bytes());
    for (place, number) in rest.chunks_exact_mut(4).zip(numbers) {
        place.copy_from_slice(&number.to_le_bytes());
    }
    bytes
}

/// The post of a record, which has the right length.
fn post(record: &[u8]) -> Post {
    let word = |place: usize| {
        let mut bytes = [0; 4];
        bytes.copy_from_slice(&record[8 + 4 * place..12 + 4 * place]);
        u32::from_le_bytes(bytes)
    };
    let mut time = [0; 8];
    time.copy_from_slice(&record[..8]);
    let object = |place| NonZeroU32::new(word(place)).map(ObjectId);
    Post {
        time: i64::from_le_bytes(time),
        account: word(0),
        urls: [object(1), object(2)],
        hashtags: [object(3), object(4)],
        media: object(5),
        repost: NonZeroU32::new(word(7)).map(|delay| Repost { author: word(6), delay }),
    }
}
