//! `lockstep hash-media`.

use std::fs::{DirEntry, File, FileType};
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::Args;
use lockstep_base::digest::hex;
use lockstep_base::directory::write_file;
use lockstep_base::error::{Error, Result};
use lockstep_base::guard::guarded;
use lockstep_base::safe::cell;
use lockstep_data::traces::near::phash::{decode, phash};
use lockstep_results::write::table;
use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::arguments::Effort;
use crate::output::{refuse_existing, say};

/// Larger files are not decoded, in bytes.
const LARGEST: u64 = 256 << 20;

/// Flags of `lockstep hash-media`.
#[derive(Args, Debug)]
#[command(after_help = JOINING)]
pub(super) struct HashMedia {
    /// The folder with the images: JPEG, PNG, GIF (the first frame), WebP and
    /// BMP, whatever their names; folders in it too, links are not followed
    #[arg(value_name = "DIR")]
    folder: PathBuf,
    /// Write the table to this CSV file [default: standard output]
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file if it is there
    #[arg(long)]
    overwrite: bool,
    #[command(flatten)]
    effort: Effort,
}

const JOINING: &str = "\
The table has a row for every file: file (relative to DIR, with /; ./ before a name that a spreadsheet would take for a \
formula), sha256, phash (64-bit DCT hash as 16 hexadecimal \
digits, the same as phash of Python's ImageHash), width, height, error. Exports name an image by its file, so join the \
table to the posts on the file's name, for example in Python:\n\n  \
posts.merge(hashes, left_on=\"media_file\", right_on=\"file\", how=\"left\")\n\n\
and tell lockstep detect which column carries the hash: --column media_hash=phash";

const HEADER: [&str; 6] = ["file", "sha256", "phash", "width", "height", "error"];

/// What is told of one file.
#[derive(Default)]
struct Row {
    sha256: String,
    /// Hash, width and height.
    image: Option<(u64, u32, u32)>,
    error: String,
}

impl HashMedia {
    pub(super) fn run(self) -> Result<()> {
        if let Some(out) = &self.out {
            refuse_existing(out, self.overwrite)?;
        }
        if !self.folder.is_dir() {
            let name = self.folder.to_string_lossy();
            return Err(Error::input(&name, "this is no folder", "name the folder that holds the images"));
        }
        self.effort.start_threads()?;
        let progress = self.effort.progress();
        progress.stage("hashing images");
        let rows: Vec<Vec<String>> = list(&self.folder)?.par_iter().map(|found| self.describe(found)).collect();
        drop(progress);
        let table = table(&HEADER, rows.into_iter())?;
        match &self.out {
            Some(path) => write_file(path, |out| out.write_all(&table)),
            None => say(&table),
        }
    }

    fn describe(&self, found: &Found) -> Vec<String> {
        let row = match &found.refused {
            Some(error) => Row { error: error.clone(), ..Row::default() },
            None => {
                hashed(&found.path).unwrap_or_else(|e| Row { error: format!("cannot read: {e}"), ..Row::default() })
            }
        };
        let name = found.path.strip_prefix(&self.folder).unwrap_or(&found.path);
        let parts: Vec<_> = name.components().map(|part| part.as_os_str().to_string_lossy()).collect();
        let of_image = |tell: fn((u64, u32, u32)) -> String| row.image.map_or_else(String::new, tell);
        vec![
            name_of(&parts.join("/")),
            row.sha256.clone(),
            of_image(|(hash, _, _)| format!("{hash:016x}")),
            of_image(|(_, width, _)| width.to_string()),
            of_image(|(_, _, height)| height.to_string()),
            cell(&row.error).into_owned(),
        ]
    }
}

/// A file's name as the table tells it: where a spreadsheet would take it for a
/// formula, `./` stands before it, which is the same file.
fn name_of(path: &str) -> String {
    let shown = cell(path);
    if shown.starts_with('\'') && !path.starts_with('\'') {
        cell(&format!("./{path}")).into_owned()
    } else {
        shown.into_owned()
    }
}

/// A file, or what cannot be looked into.
struct Found {
    path: PathBuf,
    refused: Option<String>,
}

/// Everything below a folder that is no folder, in the order of paths.
fn list(folder: &Path) -> Result<Vec<Found>> {
    let mut found = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        match std::fs::read_dir(&inner).and_then(Iterator::collect::<std::io::Result<Vec<DirEntry>>>) {
            Ok(entries) => {
                for entry in entries {
                    let kind = entry.file_type();
                    match kind {
                        Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                        kind => found.push(Found { path: entry.path(), refused: refusal(kind) }),
                    }
                }
            }
            Err(error) if inner == folder => return Err(Error::io(folder, "read")(error)),
            Err(error) => found.push(Found { path: inner, refused: Some(format!("cannot read: {error}")) }),
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(found)
}

/// Why this is not read: links may lead in circles or out of the folder, and a
/// pipe never ends.
fn refusal(kind: std::io::Result<FileType>) -> Option<String> {
    match kind {
        Err(error) => Some(format!("cannot read: {error}")),
        Ok(kind) if kind.is_symlink() => Some("a link, not followed".to_owned()),
        Ok(kind) if !kind.is_file() => Some("no regular file".to_owned()),
        Ok(_) => None,
    }
}

fn hashed(path: &Path) -> std::io::Result<Row> {
    let mut file = File::open(path)?;
    let mut bytes = Vec::new();
    file.by_ref().take(LARGEST + 1).read_to_end(&mut bytes)?;
    let mut digest = Sha256::new();
    digest.update(&bytes);
    if bytes.len() as u64 > LARGEST {
        let mut piece = vec![0; 1 << 20];
        loop {
            match file.read(&mut piece)? {
                0 => break,
                length => digest.update(&piece[..length]),
            }
        }
        let error = format!("larger than {} MiB, not decoded", LARGEST >> 20);
        return Ok(Row { sha256: hex(&digest.finalize()), error, ..Row::default() });
    }
    let sha256 = hex(&digest.finalize());
    Ok(match look(&bytes) {
        Ok(image) => Row { sha256, image: Some(image), ..Row::default() },
        Err(error) => Row { sha256, error, ..Row::default() },
    })
}

/// Hash, width and height of an image that anybody may have made.
fn look(bytes: &[u8]) -> std::result::Result<(u64, u32, u32), String> {
    let broken = || Error::output("the image", "the decoder broke down on it");
    let seen = || Ok(decode(bytes).map(|image| (phash(&image), image.width(), image.height())));
    guarded(seen, broken).unwrap_or_else(|error| Err(error.to_string()))
}
