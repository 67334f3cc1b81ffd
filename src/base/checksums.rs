//! `SHA256SUMS`: which files an output has, and what they held when it was made. The format
//! is that of the programs sha256sum and shasum, which can check it, too.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::digest::hex;
use crate::error::{Error, Result};

/// The file's name.
pub const CHECKSUMS: &str = "SHA256SUMS";

/// One output file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OutputFile {
    /// Its name below the output directory, with slashes.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// How an output's files compare with what they were.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compared {
    /// Files that are as they were.
    pub same: Vec<String>,
    /// Files that hold something else.
    pub changed: Vec<String>,
    /// Files that are gone.
    pub missing: Vec<String>,
    /// Files that the output did not have.
    pub foreign: Vec<String>,
}

/// The names of an output's files, each with its SHA-256.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Checksums(BTreeMap<String, String>);

impl Checksums {
    /// Of these files.
    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> Self {
        Self(files.into_iter().collect())
    }

    /// What an output says of its files.
    ///
    /// # Errors
    /// When the file cannot be read, or holds something else.
    pub fn read(dir: &Path) -> Result<Self> {
        let path = dir.join(CHECKSUMS);
        let text = std::fs::read_to_string(&path).map_err(Error::io(&path, "read"))?;
        let line = |line: &str| {
            let (sha256, file) = line.split_once("  ")?;
            let is_hash = sha256.len() == 64 && sha256.bytes().all(|byte| byte.is_ascii_hexdigit());
            (is_hash && is_below(file)).then(|| (file.to_owned(), sha256.to_ascii_lowercase()))
        };
        let lines: Option<BTreeMap<String, String>> = text.lines().map(line).collect();
        let broken = || {
            Error::input(
                &path.to_string_lossy(),
                "this is no list of SHA-256 sums",
                "take the output from its source again",
            )
        };
        lines.map(Self).ok_or_else(broken)
    }

    /// The file's content.
    pub fn to_text(&self) -> String {
        self.0.iter().map(|(file, sha256)| format!("{sha256}  {file}\n")).collect()
    }

    /// Whether the output has this file.
    pub fn has(&self, file: &str) -> bool {
        self.0.contains_key(file)
    }

    /// Holds the directory against it.
    ///
    /// # Errors
    /// When the directory or a file cannot be read.
    pub fn compare(&self, dir: &Path) -> Result<Compared> {
        let mut compared = Compared::default();
        let found = files_below(dir)?;
        let hash = |file: &String| -> Result<(String, Option<String>)> {
            let known = self.has(file) && dir.join(file).symlink_metadata().is_ok_and(|found| found.is_file());
            Ok((file.clone(), if known { Some(describe(dir, file)?.sha256) } else { None }))
        };
        for (file, sha256) in found.par_iter().map(hash).collect::<Result<Vec<_>>>()? {
            let list = match sha256 {
                None => &mut compared.foreign,
                Some(sha256) if self.0[&file] == sha256 => &mut compared.same,
                Some(_) => &mut compared.changed,
            };
            list.push(file);
        }
        compared.missing = self.0.keys().filter(|file| found.binary_search(file).is_err()).cloned().collect();
        Ok(compared)
    }

    /// Removes the files that it lists, and the folders that are empty then; what else is
    /// there stays. Whether nothing did.
    pub(crate) fn remove(&self, dir: &Path) -> bool {
        // What is gone already is as it should be.
        self.0.keys().for_each(|file| _ = std::fs::remove_file(dir.join(file)));
        let mut folders: Vec<PathBuf> = self.0.keys().flat_map(|file| folders_of(file)).collect();
        folders.sort_by_key(|folder| std::cmp::Reverse(folder.components().count()));
        folders.dedup();
        folders.iter().for_each(|folder| _ = std::fs::remove_dir(dir.join(folder)));
        // The list goes last: whoever finds the rest of it knows what may go, too.
        let _ = std::fs::remove_file(dir.join(CHECKSUMS));
        std::fs::remove_dir(dir).is_ok()
    }
}

/// A name of a file below a directory, and of nothing else.
fn is_below(file: &str) -> bool {
    let is_plain = |part: std::path::Component| matches!(part, std::path::Component::Normal(_));
    !file.is_empty() && Path::new(file).components().all(is_plain)
}

fn folders_of(file: &str) -> Vec<PathBuf> {
    let above = Path::new(file).ancestors().skip(1).filter(|folder| *folder != Path::new(""));
    above.map(Path::to_owned).collect()
}

/// The names of all files below a directory, in order; of links and devices, too. The
/// checksums are not among them.
pub(crate) fn files_below(dir: &Path) -> Result<Vec<String>> {
    let (mut files, mut folders) = (Vec::new(), vec![PathBuf::new()]);
    while let Some(folder) = folders.pop() {
        let above = dir.join(&folder);
        for entry in std::fs::read_dir(&above).map_err(Error::io(&above, "read"))? {
            let entry = entry.map_err(Error::io(&above, "read"))?;
            let name = folder.join(entry.file_name());
            if entry.file_type().map_err(Error::io(&above, "read"))?.is_dir() {
                folders.push(name);
            } else {
                let parts = name.components().map(|part| part.as_os_str().to_string_lossy());
                files.push(parts.collect::<Vec<_>>().join("/"));
            }
        }
    }
    files.retain(|file| file != CHECKSUMS);
    files.sort_unstable();
    Ok(files)
}

/// A file's size and hash; no more than a part of it is held.
pub(crate) fn describe(dir: &Path, file: &str) -> Result<OutputFile> {
    let path = dir.join(file);
    let (bytes, sha256) = hash_file(&path).map_err(Error::io(&path, "read"))?;
    Ok(OutputFile { file: file.to_owned(), bytes, sha256 })
}

/// The number of a file's bytes, and their SHA-256 in hexadecimal.
///
/// # Errors
/// When it cannot be read.
pub fn hash_file(path: &Path) -> std::io::Result<(u64, String)> {
    let (mut from, mut hash, mut bytes) = (File::open(path)?, Sha256::new(), 0);
    let mut part = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut part)?;
        if read == 0 {
            return Ok((bytes, hex(&hash.finalize())));
        }
        hash.update(&part[..read]);
        bytes += read as u64;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn output() -> (tempfile::TempDir, Checksums) {
        let place = tempfile::tempdir().unwrap();
        std::fs::create_dir(place.path().join("charts")).unwrap();
        for (file, text) in [("run.json", "{}"), ("charts/a.svg", "<svg/>"), ("charts/b.svg", "")] {
            std::fs::write(place.path().join(file), text).unwrap();
        }
        let files = files_below(place.path()).unwrap();
        let sums = files.iter().map(|file| (file.clone(), describe(place.path(), file).unwrap().sha256));
        let sums = Checksums::of(sums);
        std::fs::write(place.path().join(CHECKSUMS), sums.to_text()).unwrap();
        (place, sums)
    }

    #[test]
    fn the_list_reads_back_and_its_format_is_that_of_sha256sum() {
        let (place, sums) = output();
        assert_eq!(Checksums::read(place.path()).unwrap(), sums);
        // FIPS 180-4's empty message.
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855  charts/b.svg\n";
        assert!(sums.to_text().contains(empty));
    }

    #[test]
    fn every_change_is_told() {
        let (place, sums) = output();
        let names = |names: &[&str]| names.iter().map(|&name| name.to_owned()).collect::<Vec<_>>();
        let all = names(&["charts/a.svg", "charts/b.svg", "run.json"]);
        assert_eq!(sums.compare(place.path()).unwrap(), Compared { same: all, ..Compared::default() });
        std::fs::write(place.path().join("run.json"), "{ }").unwrap();
        std::fs::remove_file(place.path().join("charts/a.svg")).unwrap();
        std::fs::write(place.path().join("charts/notes.txt"), "mine").unwrap();
        let expected = Compared {
            same: names(&["charts/b.svg"]),
            changed: names(&["run.json"]),
            missing: names(&["charts/a.svg"]),
            foreign: names(&["charts/notes.txt"]),
        };
        assert_eq!(sums.compare(place.path()).unwrap(), expected);
    }

    #[test]
    fn what_is_not_listed_is_never_removed() {
        let (place, sums) = output();
        let notes = place.path().join("charts/notes.txt");
        std::fs::write(&notes, "mine").unwrap();
        assert!(!sums.remove(place.path()));
        assert_eq!(std::fs::read_to_string(&notes).unwrap(), "mine");
        assert_eq!(files_below(place.path()).unwrap(), ["charts/notes.txt"]);
        let (place, sums) = output();
        assert!(sums.remove(place.path()) && !place.path().exists());
    }

    #[test]
    fn a_list_reaches_nothing_outside() {
        let (place, _) = output();
        for file in ["../x", "/etc/passwd", "a/../../x", "", "."] {
            std::fs::write(place.path().join(CHECKSUMS), format!("{}  {file}\n", "0".repeat(64))).unwrap();
            assert!(Checksums::read(place.path()).is_err(), "{file:?}");
        }
    }
}
