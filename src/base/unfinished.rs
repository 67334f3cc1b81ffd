//! What a run writes before it is done: known while the run lives, removed where it ends
//! early, and recognised where it was killed.
//!
//! Everything unfinished is named `.lockstep-…` and stands beside its place. Its owner holds a
//! lock on it (on the file itself, or on [`OWNER`] in a directory) for as long as it lives,
//! which no kill and no loss of power outlasts. Whoever finds such a thing without an owner
//! may remove it.

use std::fs::{File, TryLockError};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use crate::checksums::{CHECKSUMS, Checksums};
use crate::safe::visible;

/// What the names of unfinished things begin with.
pub(crate) const PREFIX: &str = ".lockstep-";
/// Locked in an unfinished directory.
pub(crate) const OWNER: &str = ".owner";
/// Between its making and its lock a thing is younger than this.
const NEW: Duration = Duration::from_secs(1);

/// What this process has begun, and what it has finished.
#[derive(Debug, Default)]
pub(crate) struct Begun {
    unfinished: Vec<PathBuf>,
    /// Outputs that were replaced and wait to be removed.
    replaced: Vec<PathBuf>,
    finished: Vec<PathBuf>,
}

static BEGUN: Mutex<Begun> = Mutex::new(Begun { unfinished: Vec::new(), replaced: Vec::new(), finished: Vec::new() });

/// While it is held, nobody cleans up: a thing changes its place and its state at once.
pub(crate) fn begun() -> MutexGuard<'static, Begun> {
    BEGUN.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Begun {
    /// Nothing of it is there any more.
    fn forget(&mut self, path: &Path) {
        self.unfinished.retain(|known| known != path);
        self.replaced.retain(|known| known != path);
    }

    /// It is whole and in its place; what was there before is now where it was.
    pub fn finish(&mut self, path: &Path, place: &Path, has_replaced: bool) {
        self.forget(path);
        self.finished.push(place.to_owned());
        if has_replaced {
            self.replaced.push(path.to_owned());
        }
    }
}

/// A thing that was begun; known as long as this is held.
#[derive(Debug)]
pub(crate) struct Unfinished(PathBuf);

impl Unfinished {
    /// Makes a thing, which `make` gives with its path.
    pub fn begin<T>(make: impl FnOnce() -> std::io::Result<(PathBuf, T)>) -> std::io::Result<(T, Self)> {
        let mut begun = begun();
        let (path, made) = make()?;
        begun.unfinished.push(path.clone());
        Ok((made, Self(path)))
    }

    pub fn path(&self) -> &Path {
        &self.0
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        let mut begun = begun();
        if begun.unfinished.contains(&self.0) && self.0.is_dir() {
            // What stays is removed by the next run.
            let _ = remove_unfinished(&self.0);
        }
        begun.forget(&self.0);
    }
}

/// Removes a file, or a directory with all that is in it: whose it is goes last, so that
/// whoever is killed here leaves something that is known.
fn remove_unfinished(path: &Path) -> std::io::Result<()> {
    if !path.is_dir() {
        return std::fs::remove_file(path);
    }
    for entry in std::fs::read_dir(path)? {
        let inside = entry?.path();
        if inside.is_dir() {
            std::fs::remove_dir_all(inside)?;
        } else if inside.file_name() != Some(OWNER.as_ref()) {
            std::fs::remove_file(inside)?;
        }
    }
    std::fs::remove_file(path.join(OWNER)).or_else(|error| match error.kind() {
        std::io::ErrorKind::NotFound => Ok(()),
        _ => Err(error),
    })?;
    std::fs::remove_dir(path)
}

/// Removes what this process has begun and not finished; for whoever ends it. Gives the
/// outputs that are whole and in their place.
pub fn clean_up() -> Vec<PathBuf> {
    let mut begun = begun();
    for path in begun.unfinished.drain(..) {
        // A thread may write one more file while the first are being removed.
        for _ in 0..10 {
            if remove_unfinished(&path).is_ok() || !path.exists() {
                break;
            }
        }
    }
    for path in begun.replaced.drain(..) {
        remove_replaced(&path);
    }
    begun.finished.clone()
}

/// Removes an output that was replaced: the files that it lists.
pub(crate) fn remove_replaced(path: &Path) {
    let is_gone = match Checksums::read(path) {
        Ok(files) => files.remove(path),
        // Another thread was at the end of it.
        Err(_) => std::fs::remove_dir(path).is_ok(),
    };
    if !is_gone && path.exists() {
        log::warn!("{} is kept: it holds files that lockstep did not write", visible(&path.to_string_lossy()));
    }
}

/// Removes what killed runs left in this folder, and names it.
pub(crate) fn clean_leftovers(folder: &Path) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let is_ours = |path: &PathBuf| {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        name.starts_with(PREFIX) && !begun().unfinished.contains(path)
    };
    for path in entries.filter_map(|entry| Some(entry.ok()?.path())).filter(is_ours) {
        let is_removed = match Leftover::of(&path) {
            Some(Leftover::File) => std::fs::remove_file(&path).is_ok(),
            Some(Leftover::Unfinished) => remove_unfinished(&path).is_ok(),
            Some(Leftover::Replaced(files)) => files.remove(&path),
            None => false,
        };
        if is_removed {
            log::warn!("removed {}, left behind by a run that was killed", visible(&path.to_string_lossy()));
        }
    }
}

/// A thing without an owner.
enum Leftover {
    /// An unfinished file.
    File,
    /// An unfinished directory.
    Unfinished,
    /// An output that was replaced.
    Replaced(Checksums),
}

impl Leftover {
    /// What it is; none where somebody works on it, or nobody knows.
    fn of(path: &Path) -> Option<Self> {
        let found = path.symlink_metadata().ok()?;
        let age = SystemTime::now().duration_since(found.modified().ok()?).unwrap_or_default();
        if found.is_file() {
            return (age > NEW && is_free(path)).then_some(Self::File);
        }
        if !found.is_dir() {
            return None;
        }
        let owner = path.join(OWNER);
        if owner.is_file() {
            return is_free(&owner).then_some(Self::Unfinished);
        }
        let is_empty = std::fs::read_dir(path).ok()?.next().is_none();
        match path.join(CHECKSUMS).is_file() {
            true => Checksums::read(path).ok().map(Self::Replaced),
            false => (is_empty && age > NEW).then_some(Self::Unfinished),
        }
    }
}

/// Whether no living process holds its lock.
fn is_free(path: &Path) -> bool {
    let Ok(file) = File::open(path) else { return false };
    !matches!(file.try_lock(), Err(TryLockError::WouldBlock | TryLockError::Error(_)))
}
