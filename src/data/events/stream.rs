//! An input as its bytes come: read, unpacked and cut at the ends of rows.

use std::io::Read;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use lockstep_base::digest::hex;
use lockstep_base::error::{Error, Result};
use sha2::{Digest, Sha256};

use super::layout::Layout;
use super::{chunk::Chunk, chunk::Joiner, chunk::Part, chunk::parse_parts};
use super::{source::Format, source::Source, source::recognise};

/// Bytes of the longest quotation with line breaks in it: a longer one has lost its
/// closing quote.
const LONGEST_QUOTATION: usize = 1 << 20;

/// Bytes that are read at once.
const BLOCK: usize = 8 << 20;
/// Bytes that one task parses: a fixed size, so that the parts do not depend on
/// the number of threads.
pub(super) const PART: usize = 1 << 19;

/// How far back, as a power of two of bytes, a zstd frame may refer: dumps of
/// Reddit are packed with `--long=31`. As much memory as the frame says is used.
const LONGEST_WINDOW: u32 = 31;

/// One input, unpacked block by block.
pub(super) struct Stream {
    /// As it is shown to the user: the path, or `-`.
    pub name: String,
    /// How to read it.
    pub format: Format,
    bytes: Box<dyn Read + Send>,
    packed: bool,
    digest: Arc<Mutex<Sha256>>,
    /// The first block, not handed out yet.
    head: Option<Vec<u8>>,
    ended: bool,
}

/// Bytes that begin with a row.
pub(super) struct Block {
    /// The bytes; the last row may go on in the next block.
    pub bytes: Vec<u8>,
    /// Whether nothing comes after it.
    pub is_last: bool,
}

impl Stream {
    /// Opens and recognises an input.
    ///
    /// # Errors
    /// When it cannot be read or unpacked, is empty, or is of no known form.
    pub fn open(path: &Path) -> Result<Self> {
        let name = path.to_string_lossy().into_owned();
        let digest = Arc::new(Mutex::new(Sha256::new()));
        let mut raw = Hashed { bytes: open(path)?, digest: Arc::clone(&digest) };
        let mut magic = Vec::new();
        raw.by_ref().take(4).read_to_end(&mut magic).map_err(Error::io(path, "read"))?;
        let kind = Packing::of(&magic);
        let bytes = kind.unpack(std::io::Cursor::new(magic).chain(raw)).map_err(Error::io(path, "read"))?;
        let packed = !matches!(kind, Packing::None);
        let mut stream = Self { name, format: Format::JsonLines, bytes, packed, digest, head: None, ended: false };
        let Block { bytes: mut head, .. } = stream.block(Vec::new())?;
        if head.starts_with(b"\xef\xbb\xbf") {
            head.drain(..3);
        }
        stream.format = recognise(&stream.name, &head)?;
        stream.head = Some(head);
        Ok(stream)
    }

    /// The next block, after the bytes that the last one left over.
    ///
    /// # Errors
    /// When the input cannot be read or unpacked.
    pub fn block(&mut self, left_over: Vec<u8>) -> Result<Block> {
        let mut bytes = left_over;
        match self.head.take() {
            Some(head) => bytes.extend(head),
            None => {
                // A row longer than a block doubles it: no byte is looked at
                // more than a few times.
                let wanted = BLOCK.max(bytes.len());
                let read = self.bytes.by_ref().take(wanted as u64).read_to_end(&mut bytes);
                self.ended = read.map_err(|e| self.broken(e))? < wanted;
            }
        }
        Ok(Block { bytes, is_last: self.ended })
    }

    fn broken(&self, error: std::io::Error) -> Error {
        if self.packed {
            let problem = format!("the compressed data are damaged or cut short ({error})");
            Error::input(&self.name, problem, "make the file anew")
        } else {
            Error::io(Path::new(&self.name), "read")(error)
        }
    }

    /// All that is left of it.
    ///
    /// # Errors
    /// As [`Self::block`].
    pub fn whole(mut self) -> Result<Source> {
        let mut bytes = self.head.take().unwrap_or_default();
        self.bytes.read_to_end(&mut bytes).map_err(|e| self.broken(e))?;
        let sha256 = self.sha256();
        Ok(Source { name: self.name, bytes, format: self.format, sha256 })
    }

    /// SHA-256 of what was read so far as it lies on the disk, in hexadecimal.
    pub fn sha256(&self) -> String {
        hex(&self.digest.lock().unwrap_or_else(PoisonError::into_inner).clone().finalize())
    }
}

impl Source {
    /// Reads, unpacks and recognises one input.
    ///
    /// # Errors
    /// When it cannot be read or unpacked, is empty, or is of no known form.
    pub fn open(path: &Path) -> Result<Self> {
        Stream::open(path)?.whole()
    }
}

/// Reads the rest of an input after its first block, in parts that end with a
/// row: while one block is parsed, the next one is read and the last one joined.
/// `ends` tells where rows end, about [`PART`] bytes apart.
pub(super) fn read_in_parts<'a>(
    stream: &mut Stream,
    mut block: Block,
    layout: &'a Layout<'a>,
    mut lines_above: u64,
    ends: impl Fn(&[u8]) -> Vec<usize> + Sync,
    parse: impl Fn(&mut Chunk<'a>, &Part) + Sync,
    joiner: &mut Joiner,
) -> Result<()> {
    let mut parsed = Vec::new();
    loop {
        let mut ends = ends(&block.bytes);
        if block.is_last {
            ends.push(block.bytes.len());
        }
        let left_over = block.bytes[ends.last().copied().unwrap_or(0)..].to_vec();
        let (next, (chunks, joined)) = rayon::join(
            || (!block.is_last).then(|| stream.block(left_over)).transpose(),
            || {
                let above = std::mem::take(&mut parsed);
                let parse = || parse_parts(layout, &block.bytes, &ends, &mut lines_above, &parse);
                rayon::join(parse, || joiner.add(above))
            },
        );
        joined?;
        parsed = chunks;
        match next? {
            Some(next) => block = next,
            None => break,
        }
    }
    joiner.add(parsed)
}

fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin()));
    }
    Ok(Box::new(std::fs::File::open(path).map_err(Error::io(path, "read"))?))
}

/// Takes the digest of all that is read.
struct Hashed<R> {
    bytes: R,
    digest: Arc<Mutex<Sha256>>,
}

impl<R: Read> Read for Hashed<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.bytes.read(buffer)?;
        self.digest.lock().unwrap_or_else(PoisonError::into_inner).update(&buffer[..read]);
        Ok(read)
    }
}

/// How an input is packed.
#[derive(Clone, Copy)]
enum Packing {
    None,
    Gzip,
    Zstd,
}

impl Packing {
    /// By the first four bytes.
    fn of(magic: &[u8]) -> Self {
        match magic {
            [0x1f, 0x8b, ..] => Self::Gzip,
            b"\x28\xb5\x2f\xfd" => Self::Zstd,
            _ => Self::None,
        }
    }

    fn unpack(self, packed: impl Read + Send + 'static) -> std::io::Result<Box<dyn Read + Send>> {
        const BUFFER: usize = 1 << 18;
        Ok(match self {
            Self::None => Box::new(packed),
            Self::Gzip => {
                Box::new(flate2::bufread::MultiGzDecoder::new(std::io::BufReader::with_capacity(BUFFER, packed)))
            }
            Self::Zstd => {
                let mut decoder = zstd::Decoder::with_buffer(std::io::BufReader::with_capacity(BUFFER, packed))?;
                decoder.window_log_max(LONGEST_WINDOW)?;
                Box::new(decoder)
            }
        })
    }
}

/// Where the rows of separated text end: places about `part` bytes apart,
/// ascending. What comes after the last one may be a part of a row.
///
/// As for the csv crate, a quote is one at the beginning of a field only; within
/// such a field it ends the quotation unless another one follows.
pub(super) fn row_ends(bytes: &[u8], separator: u8, part: usize) -> Vec<usize> {
    let mut ends = Vec::new();
    let (mut at, mut soonest) = (0, part);
    while at < bytes.len() {
        let quote = memchr::memchr(b'"', &bytes[at..]).map_or(bytes.len(), |found| at + found);
        while soonest < quote {
            let from = soonest.max(at);
            let Some(end) = memchr::memchr(b'\n', &bytes[from..quote]).map(|found| from + found + 1) else { break };
            ends.push(end);
            soonest = end + part;
        }
        if quote == bytes.len() {
            break;
        }
        let opens = quote
            .checked_sub(1)
            .is_none_or(|before| bytes[before] == separator || matches!(bytes[before], b'\n' | b'\r'));
        at = if opens { quotation_end(bytes, quote + 1) } else { quote + 1 };
        // The quote of a quotation that never ends is one of the text.
        if at - quote > LONGEST_QUOTATION && memchr::memchr(b'\n', &bytes[quote..at]).is_some() {
            at = quote + 1;
        }
    }
    ends
}

/// The place after the quotation whose text begins at `start`.
fn quotation_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start;
    while let Some(quote) = memchr::memchr(b'"', &bytes[at..]).map(|found| at + found) {
        if bytes.get(quote + 1) != Some(&b'"') {
            return quote + 1;
        }
        at = quote + 2;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn rows(bytes: &[u8]) -> Vec<csv::ByteRecord> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        reader.byte_records().map(|row| row.unwrap()).collect()
    }

    proptest! {
        /// Whatever quotes and line ends a file holds, its parts have the rows
        /// that the whole has.
        #[test]
        fn no_row_is_cut(text in "[a,\"\n\r]{0,60}", part in 1usize..20) {
            let bytes = text.as_bytes();
            let mut ends = row_ends(bytes, b',', part);
            prop_assert!(ends.is_sorted_by(|x, y| x < y));
            ends.push(bytes.len());
            let starts = std::iter::once(0).chain(ends.clone());
            let in_parts: Vec<_> = starts.zip(&ends).flat_map(|(start, &end)| rows(&bytes[start..end])).collect();
            let fields = |rows: Vec<csv::ByteRecord>| -> Vec<Vec<Vec<u8>>> {
                rows.iter().map(|row| row.iter().map(<[u8]>::to_vec).collect()).collect()
            };
            prop_assert_eq!(fields(in_parts), fields(rows(bytes)));
        }
    }
}
