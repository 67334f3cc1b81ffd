//! From a path to the sources in it: a file is one, an archive or a workbook may
//! hold several.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use lockstep_base::error::{Error, Result};

use super::archive::{Archive, Next, ReadSeek, Zip, is_tar, zip};
use super::config::InputConfig;
use super::encoding::by_name;
use super::packing::{ALWAYS_ALLOWED, Packing, Seal, Sealed, told};
use super::source::{Source, Unfit};
use super::stream::{Stream, Unpacked};
use super::workbook::{Kind, Package, Workbook};

/// Bytes by which the form of an input is recognised: a header of tar.
const HEAD: u64 = 512;

/// What is done with each source.
type Take<'a> = dyn FnMut(Stream) -> Result<()> + 'a;

/// What an input held besides its sources.
#[derive(Default)]
pub(super) struct Held {
    /// Members of archives that are of no form that is read.
    pub skipped: Vec<String>,
    /// Workbooks.
    pub books: usize,
    sources: usize,
}

/// Opens an input and hands its sources over, one after the other.
///
/// # Errors
/// When it cannot be read or unpacked, is empty or of no known form, holds no
/// source, or one of them is of another kind than `config` says; and those of
/// `take`.
pub(super) fn each_source(path: &Path, config: &InputConfig, take: &mut Take) -> Result<Held> {
    let forced = config.encoding.as_deref().map(by_name).transpose()?;
    let bytes = open(path)?;
    let file = (path != Path::new("-") && path.is_file()).then(|| path.to_owned());
    let mut opener =
        Opener { sheet: config.sheet.as_deref(), forced, take, held: Held::default(), on_disk: Arc::default() };
    opener.input(Input { name: path.to_string_lossy().into_owned(), bytes, file, within: false })?;
    Ok(opener.held)
}

impl Source {
    /// Reads, unpacks and recognises an input that holds one source.
    ///
    /// # Errors
    /// When it cannot be read or unpacked, is empty, of no known form, or holds
    /// several sources.
    pub fn open(path: &Path) -> Result<Self> {
        let mut found = None;
        each_source(path, &InputConfig::default(), &mut |stream| {
            if found.is_some() {
                let name = path.to_string_lossy();
                return Err(Error::input(
                    &name,
                    "there are several tables in it",
                    "give the one that counts as a file",
                ));
            }
            found = Some(stream.whole()?);
            Ok(())
        })?;
        found.ok_or_else(|| Error::input(&path.to_string_lossy(), "there is no table in it", "export it again"))
    }
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    Ok(Box::new(File::open(path).map_err(Error::io(path, "read"))?))
}

/// A file, or a member of an archive.
struct Input {
    name: String,
    bytes: Box<dyn Read + Send>,
    /// Where it lies, if that is a place in which one can go back.
    file: Option<PathBuf>,
    /// It is a member.
    within: bool,
}

/// What the first bytes say of an input's form.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Outside {
    Zip,
    Tar,
    /// The container of old workbooks.
    Compound,
    Other,
}

impl Outside {
    fn of(head: &[u8]) -> Self {
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Self::Zip,
            [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1, ..] => Self::Compound,
            head if is_tar(head) => Self::Tar,
            _ => Self::Other,
        }
    }
}

struct Opener<'a> {
    sheet: Option<&'a str>,
    forced: Option<&'static Encoding>,
    take: &'a mut Take<'a>,
    held: Held,
    /// How many bytes of the input lie on the disk, as far as it was read.
    on_disk: Arc<AtomicU64>,
}

impl Opener<'_> {
    fn input(&mut self, input: Input) -> Result<()> {
        let Input { name, bytes, mut file, within } = input;
        let seal = Seal::default();
        if !within {
            self.on_disk = seal.bytes();
        }
        // A member's bytes may be damaged as packed ones are.
        let broken = |packed: bool| move |name: &str, error: std::io::Error| unreadable(name, packed, error);
        let (head, bytes) = peek(Sealed::new(bytes, &seal)).map_err(|e| broken(within)(&name, e))?;
        let packing = Packing::of(&head);
        let packed = within || packing != Packing::None;
        let (head, bytes) = match packing {
            Packing::None => (head, bytes),
            packing => {
                file = None;
                let unpacked = packing.unpack(bytes, &seal).map_err(|e| broken(true)(&name, e))?;
                peek(unpacked).map_err(|e| broken(true)(&name, e))?
            }
        };
        let unpacked = Unpacked { name, bytes, packed, seal, on_disk: Arc::clone(&self.on_disk) };
        match Outside::of(&head) {
            Outside::Other => self.plain(unpacked, within),
            Outside::Tar if within => Err(nested(&unpacked.name)),
            Outside::Tar => {
                let archive = Archive::of_tar(unpacked.name.clone(), unpacked.bytes, unpacked.seal.bytes());
                self.archive(&unpacked.name, archive)
            }
            Outside::Compound => {
                let Unpacked { name, bytes, seal, .. } = unpacked;
                self.workbook(&name, Kind::Xls, &spool(&name, bytes, packed)?, None, &seal)
            }
            Outside::Zip => self.zip(unpacked, file, within),
        }
    }

    fn plain(&mut self, unpacked: Unpacked, within: bool) -> Result<()> {
        let name = unpacked.name.clone();
        match Stream::new(unpacked, self.forced)? {
            Ok(stream) => self.take(stream),
            Err(unfit) => self.unfit(name, unfit, within),
        }
    }

    /// What is of no form that is read may lie in an archive.
    fn unfit(&mut self, name: String, unfit: Unfit, within: bool) -> Result<()> {
        if within && unfit.may_be_skipped() {
            self.held.skipped.push(name);
            return Ok(());
        }
        Err(unfit.error(&name))
    }

    fn take(&mut self, stream: Stream) -> Result<()> {
        self.held.sources += 1;
        (self.take)(stream)
    }

    fn zip(&mut self, unpacked: Unpacked, file: Option<PathBuf>, within: bool) -> Result<()> {
        let Unpacked { name, bytes, packed, seal, .. } = unpacked;
        let (opened, length, bytes) = match file {
            Some(path) => {
                let lies = File::open(&path).map_err(Error::io(&path, "read"))?;
                let length = lies.metadata().map_err(Error::io(&path, "read"))?.len();
                (zip(&name, Box::new(BufReader::new(lies)))?, length, bytes)
            }
            None => {
                let bytes = spool(&name, bytes, packed)?;
                let length = seal.bytes().load(Ordering::Relaxed);
                (zip(&name, in_memory(bytes.clone()))?, length, Box::new(Cursor::new(bytes)) as Box<dyn Read + Send>)
            }
        };
        match Package::of(&opened) {
            Package::Workbook(kind) => self.workbook(&name, kind, &spool(&name, bytes, packed)?, Some(opened), &seal),
            Package::Document => self.unfit(name, Unfit::Document, within),
            Package::Archive if within => Err(nested(&name)),
            Package::Archive => {
                self.on_disk = Arc::new(AtomicU64::new(length));
                self.archive(&name, Archive::of_zip(name.clone(), opened, length))
            }
        }
    }

    /// Reads the members of an archive as if each were a file.
    fn archive(&mut self, name: &str, mut archive: Archive) -> Result<()> {
        let (sources, skipped) = (self.held.sources, self.held.skipped.len());
        while let Some(next) = archive.next()? {
            match next {
                Next::Skipped(member) => self.held.skipped.push(format!("{name}/{member}")),
                Next::Member(member, bytes) => {
                    self.input(Input { name: format!("{name}/{member}"), bytes, file: None, within: true })?;
                }
            }
        }
        if self.held.sources == sources {
            let members = self.held.skipped.len() - skipped;
            let problem = match self.held.skipped.get(skipped) {
                None => "the archive holds no file".to_owned(),
                Some(first) => format!("none of the {members} members of this archive is a table (first {first})"),
            };
            return Err(Error::input(name, problem, "give an archive of CSV, TSV, JSON, NDJSON, Parquet, XLSX or ODS"));
        }
        Ok(())
    }

    /// Reads the sheets of a workbook.
    fn workbook(&mut self, name: &str, kind: Kind, bytes: &[u8], zip: Option<Zip>, seal: &Seal) -> Result<()> {
        let mut book = Workbook::open(name, kind, bytes, zip)?;
        self.held.books += 1;
        let (sheets, sources) = (book.sheets(self.sheet)?, self.held.sources);
        for sheet in &sheets {
            let Some(csv) = book.csv(sheet)? else { continue };
            let stream = Stream::of_sheet(format!("{name}/{sheet}"), csv, seal.clone());
            self.take(stream).map_err(|error| if sheets.len() > 1 { choose_sheet(error) } else { error })?;
        }
        if self.held.sources == sources {
            return Err(Error::input(
                name,
                "there is nothing in this workbook's sheets",
                "leave it out, or export it again",
            ));
        }
        Ok(())
    }
}

/// An error about one of several sheets, with the other remedy.
fn choose_sheet(error: Error) -> Error {
    match error {
        Error::Input { file, problem, remedy } => {
            Error::Input { file, problem, remedy: format!("{remedy}, or name the sheet that counts with --sheet") }
        }
        error => error,
    }
}

fn nested(name: &str) -> Error {
    Error::input(name, "this is an archive in an archive", "unpack the outer one once")
}

fn unreadable(name: &str, packed: bool, error: std::io::Error) -> Error {
    if packed {
        let (problem, remedy) = told(&error);
        return Error::input(name, problem, remedy);
    }
    Error::io(Path::new(name), "read")(error)
}

/// The first bytes, and all of them.
fn peek(mut bytes: impl Read + Send + 'static) -> std::io::Result<(Vec<u8>, Box<dyn Read + Send>)> {
    let mut head = Vec::new();
    bytes.by_ref().take(HEAD).read_to_end(&mut head)?;
    Ok((head.clone(), Box::new(Cursor::new(head).chain(bytes))))
}

/// All bytes of what can only be read going back and forth.
fn spool(name: &str, bytes: Box<dyn Read + Send>, packed: bool) -> Result<Vec<u8>> {
    let mut all = Vec::new();
    bytes.take(ALWAYS_ALLOWED + 1).read_to_end(&mut all).map_err(|e| unreadable(name, packed, e))?;
    if all.len() as u64 > ALWAYS_ALLOWED {
        let problem = "a workbook or a packed or piped ZIP archive of more than 1 GiB is not read";
        return Err(Error::input(name, problem, "save it as a file, unpack it once, or save its sheet as CSV (UTF-8)"));
    }
    Ok(all)
}

fn in_memory(bytes: Vec<u8>) -> Box<dyn ReadSeek> {
    Box::new(Cursor::new(bytes))
}
