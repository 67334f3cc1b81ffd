//! Where records wait that memory does not hold.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use bytemuck::Pod;

use crate::error::{Error, Result};

/// Records in buckets: in memory, or in a file without a name, which is gone
/// when the process ends, however it ends.
///
/// Within a bucket they come back in the order in which they were put in.
#[derive(Debug)]
pub struct Buckets<T> {
    folder: PathBuf,
    held: Vec<Vec<T>>,
    file: Option<Mutex<File>>,
    /// Where in the file the parts of each bucket lie: offset and records.
    parts: Vec<Vec<(u64, usize)>>,
    end: u64,
}

impl<T: Pod> Buckets<T> {
    /// No bucket yet; `folder` takes what is not held in memory.
    pub fn new(folder: &Path) -> Self {
        let folder = folder.to_owned();
        Self { folder, held: Vec::new(), file: None, parts: Vec::new(), end: 0 }
    }

    /// Buckets of the same kind, without a record.
    pub fn emptied(&self) -> Self {
        Self::new(&self.folder)
    }

    /// Moves the records to the disk where those of `other` are there.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn spill_like(&mut self, other: &Self) -> Result<()> {
        if other.file.is_some() { self.spill() } else { Ok(()) }
    }

    /// The number of buckets.
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// True without a bucket.
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Puts a record into a bucket.
    pub fn push(&mut self, bucket: usize, record: T) {
        if bucket >= self.held.len() {
            self.held.resize_with(bucket + 1, Vec::new);
            self.parts.resize_with(bucket + 1, Vec::new);
        }
        self.held[bucket].push(record);
    }

    /// How much memory the records take, in bytes.
    pub fn held(&self) -> u64 {
        let records: usize = self.held.iter().map(Vec::capacity).sum();
        (records * size_of::<T>()) as u64
    }

    /// Moves the records to the disk.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn spill(&mut self) -> Result<()> {
        if self.held.iter().all(Vec::is_empty) {
            return Ok(());
        }
        self.append().map_err(|e| self.broken(e))
    }

    fn append(&mut self) -> std::io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(Mutex::new(tempfile::tempfile_in(&self.folder)?)),
        };
        let file = file.get_mut().unwrap_or_else(PoisonError::into_inner);
        file.seek(SeekFrom::Start(self.end))?;
        for (records, parts) in self.held.iter_mut().zip(&mut self.parts).filter(|(records, _)| !records.is_empty()) {
            let bytes: &[u8] = bytemuck::cast_slice(records);
            file.write_all(bytes)?;
            parts.push((self.end, records.len()));
            self.end += bytes.len() as u64;
            *records = Vec::new();
        }
        Ok(())
    }

    /// The records of a bucket.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn read(&self, bucket: usize) -> Result<Cow<'_, [T]>> {
        let (held, parts) = (&self.held[bucket], &self.parts[bucket]);
        let Some(file) = self.file.as_ref().filter(|_| !parts.is_empty()) else { return Ok(Cow::Borrowed(held)) };
        let mut file = file.lock().unwrap_or_else(PoisonError::into_inner);
        read_back(&mut file, parts, held).map(Cow::Owned).map_err(|e| self.broken(e))
    }

    /// Takes the records of a bucket out.
    ///
    /// # Errors
    /// On I/O failure.
    pub fn take(&mut self, bucket: usize) -> Result<Vec<T>> {
        if self.parts[bucket].is_empty() {
            return Ok(std::mem::take(&mut self.held[bucket]));
        }
        let all = self.read(bucket)?.into_owned();
        self.held[bucket] = Vec::new();
        Ok(all)
    }

    fn broken(&self, error: std::io::Error) -> Error {
        Error::io(&self.folder, "keep what does not fit the memory in")(error)
    }
}

fn read_back<T: Pod>(file: &mut File, parts: &[(u64, usize)], held: &[T]) -> std::io::Result<Vec<T>> {
    let spilled: usize = parts.iter().map(|(_, records)| records).sum();
    let mut all = vec![T::zeroed(); spilled];
    let mut rest = all.as_mut_slice();
    for &(offset, records) in parts {
        let (part, others) = rest.split_at_mut(records);
        file.seek(SeekFrom::Start(offset))?;
        file.read_exact(bytemuck::cast_slice_mut(part))?;
        rest = others;
    }
    all.extend_from_slice(held);
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn records_come_back_in_order_from_memory_and_from_the_disk() {
        for limit in [0, 1_000, u64::MAX] {
            let folder = tempfile::tempdir().unwrap();
            let mut buckets = Buckets::new(folder.path());
            for number in 0..5_000u64 {
                buckets.push((number % 7) as usize, number);
                if number % 100 == 0 && buckets.held() > limit {
                    buckets.spill().unwrap();
                }
            }
            assert_eq!(buckets.file.is_some(), limit < u64::MAX);
            for bucket in 0..7 {
                let expected: Vec<u64> = (0..5_000).filter(|number| number % 7 == bucket as u64).collect();
                assert_eq!(buckets.take(bucket).unwrap(), expected);
            }
        }
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let mut buckets = Buckets::new(Path::new("/nowhere/at/all"));
        buckets.push(0, 1u64);
        assert!(buckets.spill().unwrap_err().to_string().contains("/nowhere/at/all"));
    }
}
