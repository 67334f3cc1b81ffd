//! The members of ZIP and tar archives, one after the other, never on the disk:
//! a thread unpacks, and hands over block by block.

use std::io::{self, Read, Seek};
use std::sync::Arc;
use std::sync::atomic::AtomicU64;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use lockstep_base::error::{Error, Result};
use zip::ZipArchive;
use zip::read::ZipFile;
use zip::result::ZipError;

use super::packing::{Bound, told};

/// Members that an archive may have: more are no export.
const MOST_MEMBERS: usize = 10_000;
/// Bytes that are handed over at once, and how many such pieces wait.
const PIECE: usize = 1 << 18;
const WAITING: usize = 4;
/// The unit of tar: headers and contents begin at its multiples.
const TAR_BLOCK: usize = 512;

/// What the archive comes to next.
pub(super) enum Next {
    /// A member: its name within the archive, and its bytes.
    Member(String, Box<dyn Read + Send>),
    /// One that is passed over for its name or kind.
    Skipped(String),
}

/// An archive that is read on a thread of its own.
pub(super) struct Archive {
    name: String,
    found: Receiver<Found>,
    ended: bool,
}

enum Found {
    Next(Next),
    Fault(Fault),
    End,
}

/// What is wrong with an archive, and the remedy.
struct Fault {
    problem: String,
    remedy: &'static str,
}

impl Fault {
    fn new(problem: impl Into<String>, remedy: &'static str) -> Self {
        Self { problem: problem.into(), remedy }
    }

    fn io(error: &io::Error) -> Self {
        let (problem, remedy) = told(error);
        Self { problem, remedy }
    }
}

/// What a file within a ZIP archive or a workbook is read from.
pub(super) trait ReadSeek: Read + Seek + Send {}

impl<R: Read + Seek + Send> ReadSeek for R {}

/// A ZIP archive whose directory was read.
pub(super) type Zip = ZipArchive<Box<dyn ReadSeek>>;

/// Reads the directory of a ZIP archive.
///
/// # Errors
/// When it is damaged, is a part of several, or names a member twice.
pub(super) fn zip(name: &str, bytes: Box<dyn ReadSeek>) -> Result<Zip> {
    let zip = ZipArchive::new(bytes).map_err(|e| {
        let fault = zip_fault("", &e);
        Error::input(name, fault.problem, fault.remedy)
    })?;
    if zip.has_duplicate_names() {
        return Err(Error::input(name, "two members have the same name", "unpack it once"));
    }
    Ok(zip)
}

/// Whether these are the first bytes of a tar archive: its checksum tells.
pub(super) fn is_tar(head: &[u8]) -> bool {
    let Some(header) = head.get(..TAR_BLOCK) else { return false };
    let sum: u64 = header
        .iter()
        .enumerate()
        .map(|(at, byte)| u64::from(if (148..156).contains(&at) { b' ' } else { *byte }))
        .sum();
    let digits =
        header[148..156].iter().skip_while(|byte| **byte == b' ').take_while(|byte| matches!(byte, b'0'..=b'7'));
    header[0] != 0 && digits.fold(0, |sum, digit| sum * 8 + u64::from(digit - b'0')) == sum
}

impl Archive {
    /// Begins to unpack a ZIP archive of so many bytes.
    pub fn of_zip(name: String, mut zip: Zip, packed: u64) -> Self {
        Self::read(name, move |to| {
            let mut bound = Bound::new(Arc::new(AtomicU64::new(packed)));
            if zip.len() > MOST_MEMBERS {
                return Err(too_many());
            }
            for place in 0..zip.len() {
                let Some(name) = zip_name(&zip, place) else { continue };
                if is_passed_over(&name) {
                    to.skip(name)?;
                    continue;
                }
                let mut member = zip.by_index(place).map_err(|e| Stop::Fault(zip_fault(&name, &e)))?;
                if is_link(&member) {
                    to.skip(name)?;
                } else {
                    to.member(name, &mut member, None, &mut bound)?;
                }
            }
            Ok(())
        })
    }

    /// Begins to read a tar archive, of which `packed` counts the packed bytes.
    pub fn of_tar(name: String, bytes: Box<dyn Read + Send>, packed: Arc<AtomicU64>) -> Self {
        Self::read(name, move |to| {
            let mut archive = tar::Archive::new(Ending { bytes, last: [1; TAR_BLOCK], at: 0 });
            let mut bound = Bound::new(packed);
            let broken = |e: io::Error| Stop::Fault(tar_fault(&e));
            let (mut entries, mut members) = (archive.entries().map_err(broken)?, 0);
            while let Some(entry) = entries.next().transpose().map_err(broken)? {
                members += 1;
                if members > MOST_MEMBERS {
                    return Err(too_many());
                }
                read_tar_entry(entry, to, &mut bound)?;
            }
            archive.into_inner().close().map_err(broken)
        })
    }

    fn read(name: String, work: impl FnOnce(&To) -> Result<(), Stop> + Send + 'static) -> Self {
        let (to, found) = sync_channel(0);
        std::thread::spawn(move || {
            let to = To(to);
            let last = match work(&to) {
                Ok(()) => Found::End,
                Err(Stop::Fault(fault)) => Found::Fault(fault),
                Err(Stop::Unwanted) => return,
            };
            // Whoever does not want to know is gone.
            _ = to.0.send(last);
        });
        Self { name, found, ended: false }
    }

    /// What comes next; none at the end.
    ///
    /// # Errors
    /// When the archive is damaged, protected, or unpacks to far too much.
    pub fn next(&mut self) -> Result<Option<Next>> {
        if self.ended {
            return Ok(None);
        }
        let fault = match self.found.recv() {
            Ok(Found::Next(next)) => return Ok(Some(next)),
            Ok(Found::End) => {
                self.ended = true;
                return Ok(None);
            }
            Ok(Found::Fault(fault)) => fault,
            Err(_) => damaged("it cannot be unpacked"),
        };
        Err(Error::input(&self.name, fault.problem, fault.remedy))
    }
}

/// Why the thread goes no further.
enum Stop {
    Fault(Fault),
    /// Nobody takes what it finds.
    Unwanted,
}

/// Where the thread puts what it finds.
struct To(SyncSender<Found>);

impl To {
    fn skip(&self, name: String) -> Result<(), Stop> {
        self.0.send(Found::Next(Next::Skipped(name))).map_err(|_| Stop::Unwanted)
    }

    /// Hands over a member, which has `size` bytes where that is known. What the
    /// other side does not want of it is left.
    fn member(&self, name: String, bytes: &mut dyn Read, size: Option<u64>, bound: &mut Bound) -> Result<(), Stop> {
        let (to, pieces) = sync_channel(WAITING);
        let pipe = Pipe { pieces, piece: Vec::new(), at: 0, ended: false };
        self.0.send(Found::Next(Next::Member(name, Box::new(pipe)))).map_err(|_| Stop::Unwanted)?;
        let mut sent = 0;
        loop {
            let mut piece = Vec::with_capacity(PIECE);
            let read = bytes.take(PIECE as u64).read_to_end(&mut piece);
            sent += piece.len() as u64;
            let next = match read.and_then(|_| bound.add(piece.len())) {
                Err(error) => Piece::Broken(error),
                Ok(()) if piece.is_empty() && size.is_some_and(|size| size != sent) => {
                    Piece::Broken(io::ErrorKind::UnexpectedEof.into())
                }
                Ok(()) if piece.is_empty() => Piece::End,
                Ok(()) => Piece::Bytes(piece),
            };
            let is_last = !matches!(next, Piece::Bytes(_));
            let is_broken = matches!(next, Piece::Broken(_));
            let sent = to.send(next);
            if is_broken {
                return Err(Stop::Unwanted);
            }
            if is_last || sent.is_err() {
                return Ok(());
            }
        }
    }
}

enum Piece {
    Bytes(Vec<u8>),
    Broken(io::Error),
    End,
}

/// A member's bytes as the thread hands them over.
struct Pipe {
    pieces: Receiver<Piece>,
    piece: Vec<u8>,
    at: usize,
    ended: bool,
}

impl Read for Pipe {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.at == self.piece.len() && !self.ended {
            self.at = 0;
            self.piece.clear();
            match self.pieces.recv() {
                Ok(Piece::Bytes(bytes)) => self.piece = bytes,
                Ok(Piece::End) => self.ended = true,
                Ok(Piece::Broken(error)) => return Err(error),
                Err(_) => return Err(io::ErrorKind::UnexpectedEof.into()),
            }
        }
        let read = (&self.piece[self.at..]).read(buffer)?;
        self.at += read;
        Ok(read)
    }
}

fn too_many() -> Stop {
    Stop::Fault(Fault::new(
        format!("it has more than {MOST_MEMBERS} members"),
        "unpack it, and name the files that count",
    ))
}

fn damaged(why: impl std::fmt::Display) -> Fault {
    Fault::new(format!("the archive is damaged or cut short ({why})"), "make it again")
}

/// The name of a member; none of a folder.
fn zip_name(zip: &Zip, place: usize) -> Option<String> {
    let entry = zip.by_index_data(place).ok()?;
    let name = entry.name().map_or_else(|_| String::from_utf8_lossy(entry.name_raw()).into_owned(), Into::into);
    (!entry.is_dir()).then_some(name)
}

fn is_link<R: Read>(member: &ZipFile<'_, R>) -> bool {
    member.is_symlink()
}

/// Whether a member is one that systems add for themselves.
fn is_passed_over(name: &str) -> bool {
    let mut parts = name.split(['/', '\\']).filter(|part| !matches!(*part, "" | "." | ".."));
    let is_ours = |part: &str| !part.starts_with('.') && part != "__MACOSX";
    let of_windows = |part: &str| ["thumbs.db", "desktop.ini"].iter().any(|name| part.eq_ignore_ascii_case(name));
    !parts.all(|part| is_ours(part) && !of_windows(part))
}

fn zip_fault(member: &str, error: &ZipError) -> Fault {
    let of = if member.is_empty() { String::new() } else { format!("{member}: ") };
    match error {
        ZipError::UnsupportedArchive(why) if *why == ZipError::PASSWORD_REQUIRED => {
            Fault::new(format!("{of}it is protected by a password"), "unpack it with the password")
        }
        ZipError::UnsupportedArchive(why) => {
            Fault::new(format!("{of}this kind of ZIP archive is not read ({why})"), "unpack it once")
        }
        ZipError::CompressionMethodNotSupported(method) => Fault::new(
            format!("{of}it is packed by a method that is not read (number {method} of ZIP)"),
            "unpack it once",
        ),
        ZipError::Io(error) => damaged(format!("{of}{error}")),
        error => damaged(format!("{of}{error}")),
    }
}

fn tar_fault(error: &io::Error) -> Fault {
    let fault = Fault::io(error);
    if fault.problem.contains("damaged or cut short") { damaged(error) } else { fault }
}

fn read_tar_entry(mut entry: tar::Entry<'_, Ending>, to: &To, bound: &mut Bound) -> Result<(), Stop> {
    let (kind, size) = (entry.header().entry_type(), entry.size());
    let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
    if kind.is_dir() || kind.is_pax_global_extensions() {
        return Ok(());
    }
    if kind.is_gnu_sparse() {
        return Err(Stop::Fault(Fault::new(format!("{name}: this is a sparse file"), "unpack the archive once")));
    }
    if !(kind.is_file() || kind.is_contiguous()) || is_passed_over(&name) {
        return to.skip(name);
    }
    to.member(name, &mut entry, Some(size), bound)
}

/// Keeps the last block that was read of a tar archive.
struct Ending {
    bytes: Box<dyn Read + Send>,
    last: [u8; TAR_BLOCK],
    at: usize,
}

impl Ending {
    /// Reads to the end: an archive ends with zeros, and nothing comes after them.
    fn close(mut self) -> io::Result<()> {
        let cut = || io::Error::other("its end is missing");
        if self.at != 0 || self.last != [0; TAR_BLOCK] {
            return Err(cut());
        }
        let mut rest = vec![0; PIECE];
        loop {
            match self.bytes.read(&mut rest)? {
                0 => return Ok(()),
                read if rest[..read].iter().any(|byte| *byte != 0) => {
                    return Err(io::Error::other("something comes after its end"));
                }
                _ => {}
            }
        }
    }
}

impl Read for Ending {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        for piece in buffer[..read].chunks(TAR_BLOCK) {
            let room = TAR_BLOCK - self.at;
            let (here, after) = piece.split_at(piece.len().min(room));
            self.last[self.at..self.at + here.len()].copy_from_slice(here);
            self.at = (self.at + here.len()) % TAR_BLOCK;
            if !after.is_empty() {
                self.last[..after.len()].copy_from_slice(after);
                self.at = after.len();
            }
        }
        Ok(read)
    }
}
