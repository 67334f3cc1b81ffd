//! An output that is there whole or not at all.
//!
//! It is written beside its place, made safe on the disk, and takes its place in one step
//! (Linux: `renameat2` with `RENAME_EXCHANGE`), with what was there before in its own. At
//! every instant, whatever ends the process, one of the two is there and whole. Elsewhere two
//! renames take the place of the step; what a kill between them leaves is put back by the
//! next run in that folder.

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use tempfile::TempDir;

use crate::checksums::{CHECKSUMS, Checksums, Compared, describe, files_below};
use crate::error::{Error, Result};
use crate::unfinished::{OWNER, PREFIX, Unfinished, begun, clean_leftovers, remove_replaced};

pub use crate::checksums::OutputFile;
pub use crate::unfinished::clean_up;

/// A directory that is written beside its place and moved there at the end.
#[derive(Debug)]
pub struct OutputDir {
    target: PathBuf,
    overwrite: bool,
    mark: &'static str,
    temporary: TempDir,
    begun: Unfinished,
    /// Locked for as long as the output is not finished.
    owner: File,
}

impl OutputDir {
    /// Begins an output that will be `target`; `mark` is the file by which an
    /// output of the same kind is known. What killed runs left in its folder is removed.
    ///
    /// # Errors
    /// When `target` already exists and `overwrite` is not given, when it holds
    /// anything that lockstep did not write there (that is never replaced), or when the
    /// place cannot be written to.
    pub fn create(target: &Path, overwrite: bool, mark: &'static str) -> Result<Self> {
        let target = behind_link(target)?;
        let parent = beside(&target);
        std::fs::create_dir_all(parent).map_err(Error::io(parent, "create"))?;
        put_back(&target);
        clean_leftovers(parent);
        check(&target, overwrite, mark)?;
        let begun = Unfinished::begin(|| {
            let mut temporary = builder(0o777).tempdir_in(parent)?;
            // It is removed with what tells that it was begun.
            temporary.disable_cleanup(true);
            Ok((temporary.path().to_owned(), temporary))
        });
        let (temporary, begun) = begun.map_err(Error::io(&target, "create"))?;
        let owner = File::create(temporary.path().join(OWNER)).map_err(Error::io(&target, "create"))?;
        // Without the lock it is only not known whose it is, should it be left.
        let _ = owner.lock();
        Ok(Self { target, overwrite, mark, temporary, begun, owner })
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
        let dir = self.temporary.path();
        let files = files_below(dir)?;
        files.par_iter().filter(|file| *file != OWNER).map(|file| describe(dir, file)).collect()
    }

    /// Moves the finished output, with its checksums, to its place.
    ///
    /// # Errors
    /// When the place cannot be taken; what was there before stays.
    pub fn commit(self) -> Result<()> {
        let files = self.files()?;
        let sums = files.iter().map(|file| (file.file.clone(), file.sha256.clone()));
        self.put(CHECKSUMS, Checksums::of(sums).to_text().as_bytes())?;
        self.make_safe(&files).map_err(Error::io(&self.target, "write"))?;
        // Somebody may have made the directory while the run was going.
        check(&self.target, self.overwrite, self.mark)?;
        std::fs::remove_file(self.temporary.path().join(OWNER)).map_err(Error::io(&self.target, "write"))?;
        let has_replaced = {
            // From here until it is in its place nobody cleans up.
            let mut begun = begun();
            let has_replaced =
                take_place(self.temporary.path(), &self.target).map_err(Error::io(&self.target, "replace"))?;
            begun.finish(self.temporary.path(), &self.target, has_replaced);
            has_replaced
        };
        drop(self.owner);
        // The name of the new output must outlast a loss of power, too. Where it cannot, the output is whole still.
        let _ = sync(beside(&self.target));
        if has_replaced {
            remove_replaced(self.begun.path());
        }
        Ok(())
    }

    /// Writes these files and their checksums through to the disk.
    fn make_safe(&self, files: &[OutputFile]) -> std::io::Result<()> {
        let names = files.iter().map(|file| file.file.as_str()).chain([CHECKSUMS]);
        let files: Vec<PathBuf> = names.map(|name| self.temporary.path().join(name)).collect();
        files.par_iter().try_for_each(|file| sync(file))?;
        let folders: BTreeSet<&Path> = files.iter().filter_map(|file| file.parent()).collect();
        // Not every file system lets one wait for a folder.
        folders.into_iter().for_each(|folder| _ = sync(folder));
        Ok(())
    }
}

#[cfg(unix)]
fn sync(path: &Path) -> std::io::Result<()> {
    File::open(path)?.sync_all()
}

/// Other systems sync no directory, and a file only that is open for writing.
#[cfg(not(unix))]
fn sync(path: &Path) -> std::io::Result<()> {
    if path.is_dir() { Ok(()) } else { File::options().append(true).open(path)?.sync_all() }
}

/// Puts a directory into its place; true where another one was there, which is then where
/// the first was.
fn take_place(dir: &Path, place: &Path) -> std::io::Result<bool> {
    if place.symlink_metadata().is_err() {
        return std::fs::rename(dir, place).map(|()| false);
    }
    #[cfg(all(target_os = "linux", target_env = "gnu"))]
    {
        use nix::fcntl::{AT_FDCWD, RenameFlags, renameat2};
        match renameat2(AT_FDCWD, dir, AT_FDCWD, place, RenameFlags::RENAME_EXCHANGE) {
            Ok(()) => return Ok(true),
            // Some file systems cannot.
            Err(nix::errno::Errno::EINVAL | nix::errno::Errno::ENOSYS | nix::errno::Errno::ENOTSUP) => {}
            Err(error) => return Err(error.into()),
        }
    }
    let aside = aside(place);
    std::fs::rename(place, &aside)?;
    match std::fs::rename(dir, place) {
        Ok(()) => std::fs::rename(&aside, dir).map(|()| true),
        Err(error) => {
            // Best effort: the error is the one to tell.
            let _ = std::fs::rename(&aside, place);
            Err(error)
        }
    }
}

/// Where an output waits that is being replaced in two steps.
fn aside(place: &Path) -> PathBuf {
    let name = place.file_name().unwrap_or_default().to_string_lossy();
    beside(place).join(format!("{PREFIX}old-{name}"))
}

/// Puts an output back that a run had moved aside when it was killed.
fn put_back(place: &Path) {
    let aside = aside(place);
    if place.symlink_metadata().is_err() && aside.is_dir() && std::fs::rename(&aside, place).is_ok() {
        log::warn!("{} was put back: a run that replaced it was killed", place.display());
    }
}

/// The folder that an output stands in: the disk that has room for it.
pub fn beside(out: &Path) -> &Path {
    out.parent().filter(|parent| *parent != Path::new("")).unwrap_or(Path::new("."))
}

/// What a path means: where it is a link, what that leads to.
fn behind_link(path: &Path) -> Result<PathBuf> {
    if !path.is_symlink() {
        return Ok(path.to_owned());
    }
    let nowhere = |_| {
        Error::input(&path.to_string_lossy(), "this is a link that leads nowhere", "remove it, or choose another --out")
    };
    std::fs::canonicalize(path).map_err(nowhere)
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
    let files = Checksums::read(target).ok().filter(|files| files.has(mark));
    let Some(files) = files else {
        return Err(Error::input(
            &name,
            format!(
                "this directory is no output of this command (it has no {CHECKSUMS} that lists {mark}) and is not replaced"
            ),
            "move it away, or choose another --out",
        ));
    };
    let Compared { changed, foreign, .. } = files.compare(target)?;
    let theirs: Vec<String> = foreign.into_iter().chain(changed).collect();
    let Some(first) = theirs.first() else { return Ok(()) };
    let more = if theirs.len() > 1 { format!(" and {} more", theirs.len() - 1) } else { String::new() };
    Err(Error::input(
        &name,
        format!("it holds what lockstep did not write, which is not replaced: {first}{more}"),
        "move that away, or choose another --out",
    ))
}

/// Writes one file whole or not at all. Where `path` is a link, what it leads to is written.
///
/// # Errors
/// When the operating system refuses, or the path leads to something that is no file.
pub fn write_file(path: &Path, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<()> {
    let path = meant_file(path)?;
    clean_leftovers(beside(&path));
    Pending::new(path, write)?.persist()
}

/// Writes several files, none of them unless all could be written.
///
/// # Errors
/// Those of [`write_file`].
pub fn write_files<'a>(files: impl IntoIterator<Item = (&'a Path, &'a [u8])>) -> Result<()> {
    let meant = files.into_iter().map(|(path, bytes)| Ok((meant_file(path)?, bytes)));
    let files: Vec<(PathBuf, &[u8])> = meant.collect::<Result<_>>()?;
    let folders: BTreeSet<&Path> = files.iter().map(|(path, _)| beside(path)).collect();
    folders.into_iter().for_each(clean_leftovers);
    let pending = files.into_iter().map(|(path, bytes)| Pending::new(path, |to| to.write_all(bytes)));
    pending.collect::<Result<Vec<Pending>>>()?.into_iter().try_for_each(Pending::persist)
}

/// The file that a path means, there already or not.
///
/// # Errors
/// Where it is a directory, a device, a pipe, or a link that leads nowhere: these are never
/// replaced.
pub fn meant_file(path: &Path) -> Result<PathBuf> {
    let meant = behind_link(path)?;
    if meant.symlink_metadata().is_ok_and(|found| !found.is_file()) {
        return Err(Error::input(
            &path.to_string_lossy(),
            "this is no file: a directory, a device or a pipe",
            "choose another --out",
        ));
    }
    Ok(meant)
}

/// A file that is written and not in its place yet.
struct Pending {
    file: tempfile::NamedTempFile,
    begun: Unfinished,
    path: PathBuf,
}

impl Pending {
    /// `path` is of a file, there already or not.
    fn new(path: PathBuf, write: impl FnOnce(&mut dyn Write) -> std::io::Result<()>) -> Result<Self> {
        let begun = Unfinished::begin(|| {
            let file = builder(0o666).tempfile_in(beside(&path))?;
            Ok((file.path().to_owned(), file))
        });
        let (mut file, begun) = begun.map_err(Error::io(&path, "create"))?;
        // Without the lock it is only not known whose it is, should it be left.
        let _ = file.as_file().lock();
        let written = write(&mut file).and_then(|()| file.as_file().sync_all());
        written.map_err(Error::io(&path, "write"))?;
        Ok(Self { file, begun, path })
    }

    fn persist(self) -> Result<()> {
        let Self { file, begun: unfinished, path } = self;
        let mut begun = begun();
        file.persist(&path).map_err(|failed| Error::io(&path, "write")(failed.error))?;
        begun.finish(unfinished.path(), &path, false);
        // What was begun takes itself off the list.
        drop(begun);
        Ok(())
    }
}

/// Of things that are not finished; as for all others, the user's umask decides who may read.
fn builder(mode: u32) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(PREFIX);
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(mode));
    builder
}
