//! An output that is there whole or not at all.

use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;

use rayon::prelude::*;
use serde::Serialize;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::digest::hex;
use crate::error::{Error, Result};

/// What an interrupted run must remove.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Removes what unfinished runs of this process have written; for the handler
/// of Ctrl-C.
pub fn clean_up() {
    let Ok(mut unfinished) = UNFINISHED.lock() else { return };
    for path in unfinished.drain(..) {
        // A thread may write one more file while the first are being removed.
        for _ in 0..10 {
            let removed = if path.is_dir() { std::fs::remove_dir_all(&path) } else { std::fs::remove_file(&path) };
            if removed.is_ok() || !path.exists() {
                break;
            }
        }
    }
}

fn remember(path: &Path) {
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.push(path.to_owned());
    }
}

fn forget(path: &Path) {
    if let Ok(mut unfinished) = UNFINISHED.lock() {
        unfinished.retain(|known| known != path);
    }
}

/// One output file.
#[derive(Clone, Debug, Serialize)]
pub struct OutputFile {
    /// Its name below the output directory.
    pub file: String,
    /// Its size in bytes.
    pub bytes: u64,
    /// SHA-256 in hexadecimal.
    pub sha256: String,
}

/// A directory that is written beside its place and moved there at the end.
#[derive(Debug)]
pub struct OutputDir {
    target: PathBuf,
    overwrite: bool,
    mark: &'static str,
    temporary: TempDir,
}

impl OutputDir {
    /// Begins an output that will be `target`; `mark` is the file by which an
    /// output of the same kind is known.
    ///
    /// # Errors
    /// When `target` is there already and `overwrite` is not given, when it is
    /// not the output of an earlier run (that is never replaced), or when the
    /// place cannot be written to.
    pub fn create(target: &Path, overwrite: bool, mark: &'static str) -> Result<Self> {
        check(target, overwrite, mark)?;
        let parent = beside(target);
        std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
        let temporary = builder().tempdir_in(parent).map_err(Error::io(target, "create"))?;
        remember(temporary.path());
        Ok(Self { target: target.to_owned(), overwrite, mark, temporary })
    }

    /// Writes one file; `name` may hold a subdirectory.
    ///
    /// # Errors
    /// When the operating system refuses, for example because the disk is full.
    pub fn put(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let path = self.temporary.path().join(name);
        let written = path.parent().map_or(Ok(()), std::fs::create_dir_all).and_then(|()| std::fs::write(&path, bytes));
        written.map_err(Error::io(&self.target.join(name), "write"))
    }

    /// Writes one file that is too large to be made in memory first.
    ///
    /// # Errors
    /// Those of `write`.
    pub fn write(&self, name: &str, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
        let mut file = self.begin(name)?;
        let written = write(&mut file).and_then(|()| file.flush());
        written.map_err(Error::io(&self.target.join(name), "write"))
    }

    /// Begins a file that is too large to be made in memory first.
    ///
    /// # Errors
    /// When the operating system refuses.
    pub fn begin(&self, name: &str) -> Result<BufWriter<File>> {
        let file = File::create(self.temporary.path().join(name));
        Ok(BufWriter::new(file.map_err(Error::io(&self.target.join(name), "write"))?))
    }

    /// Every file written so far with its SHA-256, in the order of names.
    ///
    /// # Errors
    /// When a file cannot be read back.
    pub fn files(&self) -> Result<Vec<OutputFile>> {
        let mut paths = Vec::new();
        let mut folders = vec![self.temporary.path().to_owned()];
        while let Some(folder) = folders.pop() {
            for entry in std::fs::read_dir(&folder).map_err(Error::io(&folder, "read"))? {
                let path = entry.map_err(Error::io(&folder, "read"))?.path();
                if path.is_dir() {
                    folders.push(path);
                } else {
                    paths.push(path);
                }
            }
        }
        let mut files: Vec<OutputFile> = paths.par_iter().map(|path| self.describe(path)).collect::<Result<_>>()?;
        files.sort_by(|x, y| x.file.cmp(&y.file));
        Ok(files)
    }

    fn describe(&self, path: &Path) -> Result<OutputFile> {
        let bytes = std::fs::read(path).map_err(Error::io(path, "read"))?;
        let name = path.strip_prefix(self.temporary.path()).unwrap_or(path);
        Ok(OutputFile {
            file: name.to_string_lossy().into_owned(),
            bytes: bytes.len() as u64,
            sha256: hex(&Sha256::digest(&bytes)),
        })
    }

    /// Moves the finished output to its place.
    ///
    /// # Errors
    /// When the place cannot be taken; what was there before stays.
    pub fn commit(self) -> Result<()> {
        // Somebody may have made the directory while the run was going.
        check(&self.target, self.overwrite, self.mark)?;
        // From here on an interruption must not remove what was there before.
        forget(self.temporary.path());
        let old = if self.target.exists() {
            let aside = builder().tempdir_in(self.temporary.path()).map_err(Error::io(&self.target, "replace"))?.keep();
            std::fs::rename(&self.target, aside.join("old")).map_err(Error::io(&self.target, "replace"))?;
            Some(aside)
        } else {
            None
        };
        let moved = std::fs::rename(self.temporary.path(), &self.target);
        if let (Err(_), Some(aside)) = (&moved, &old) {
            // Best effort: the error below is the one to tell.
            let _ = std::fs::rename(aside.join("old"), &self.target);
        }
        moved.map_err(Error::io(&self.target, "create"))?;
        if let Some(name) = old.as_deref().and_then(Path::file_name) {
            let aside = self.target.join(name);
            std::fs::remove_dir_all(&aside).map_err(Error::io(&aside, "remove"))?;
        }
        Ok(())
    }
}

impl Drop for OutputDir {
    fn drop(&mut self) {
        forget(self.temporary.path());
    }
}

/// The folder that an output stands in: the disk that has room for it.
pub fn beside(out: &Path) -> &Path {
    out.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
}

fn builder() -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".lockstep-");
    // As for any new directory, the user's umask decides who may read.
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o777));
    builder
}

fn check(target: &Path, overwrite: bool, mark: &str) -> Result<()> {
    let name = target.to_string_lossy();
    let Ok(metadata) = target.symlink_metadata() else { return Ok(()) };
    if !metadata.is_dir() {
        return Err(Error::input(&name, "this is there already and is no directory", "choose another --out"));
    }
    let mut entries = std::fs::read_dir(target).map_err(Error::io(target, "read"))?;
    if entries.next().is_none() {
        return Ok(());
    }
    if !overwrite {
        return Err(Error::input(
            &name,
            "this directory is there already",
            "choose another --out, or replace it with --overwrite",
        ));
    }
    if !target.join(mark).is_file() {
        return Err(Error::input(
            &name,
            format!("this directory is no output of lockstep (it has no {mark}) and is not replaced"),
            "choose another --out",
        ));
    }
    Ok(())
}

/// Writes one file whole or not at all.
///
/// # Errors
/// When the operating system refuses.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let mut file =
        tempfile::Builder::new().prefix(".lockstep-").tempfile_in(beside(path)).map_err(Error::io(path, "create"))?;
    remember(file.path());
    let temporary = file.path().to_owned();
    let written = write(&mut file).and_then(|()| file.flush());
    let moved = written.and_then(|()| readable(&file)).and_then(|()| file.persist(path).map(drop).map_err(|e| e.error));
    forget(&temporary);
    moved.map_err(Error::io(path, "write"))
}

/// A temporary file is the user's alone; a result is like any other file.
fn readable(file: &tempfile::NamedTempFile) -> std::io::Result<()> {
    #[cfg(unix)]
    file.as_file().set_permissions(std::os::unix::fs::PermissionsExt::from_mode(0o644))?;
    Ok(())
}
