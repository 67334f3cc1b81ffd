//! A source as its bytes come: read, made UTF-8 and cut at the ends of rows.

use std::io::{Cursor, Read};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use encoding_rs::Encoding;
use lockstep_base::error::{Error, Result};

use super::encoding::{Text, Told};
use super::layout::Layout;
use super::packing::{Seal, most_held, told};
use super::top::{blank_lines, lines};
use super::{chunk::Chunk, chunk::Joiner, chunk::Part, chunk::parse_parts};
use super::{source::Format, source::Source, source::Unfit, source::recognise};

/// Bytes of the longest quotation with line breaks in it: a longer one has lost its
/// closing quote.
const LONGEST_QUOTATION: usize = 1 << 24;

/// Bytes that are read at once.
const BLOCK: usize = 8 << 20;
/// Bytes that one task parses: a fixed size, so that the parts do not depend on
/// the number of threads.
pub(super) const PART: usize = 1 << 19;

/// One source, unpacked block by block.
pub(super) struct Stream {
    /// As it is shown to the user: the path, or `-`; then, in an archive or a
    /// workbook, the member or the sheet.
    pub name: String,
    /// How to read it.
    pub format: Format,
    bytes: Box<dyn Read + Send>,
    packed: bool,
    seal: Seal,
    text: Text,
    /// The first block, not handed out yet.
    head: Option<Vec<u8>>,
    ended: bool,
    /// Blank lines above the first block.
    pub lines_above: u64,
    /// How many bytes of it were read from the disk; of an archive's member, how many
    /// the archive has there.
    pub on_disk: Arc<AtomicU64>,
}

/// Bytes that begin with a row.
pub(super) struct Block {
    /// The bytes; the last row may go on in the next block.
    pub bytes: Vec<u8>,
    /// Whether nothing comes after it.
    pub is_last: bool,
}

/// Unpacked bytes on their way to becoming a stream.
pub(super) struct Unpacked {
    /// As it is shown to the user.
    pub name: String,
    /// What is read.
    pub bytes: Box<dyn Read + Send>,
    /// Whether the bytes were packed, so that errors tell of damage.
    pub packed: bool,
    /// What the bytes were before.
    pub seal: Seal,
    /// How many bytes were read from the disk.
    pub on_disk: Arc<AtomicU64>,
}

impl Stream {
    /// Recognises a source; its text is in the encoding that is `forced`, if any.
    ///
    /// # Errors
    /// When it cannot be read or unpacked. That it is of no known form is told
    /// apart: in an archive this may be so.
    pub fn new(unpacked: Unpacked, forced: Option<&'static Encoding>) -> Result<Result<Self, Unfit>> {
        let Unpacked { name, bytes, packed, seal, on_disk } = unpacked;
        let (format, text) = (Format::JsonLines, Text::none());
        let (head, ended, lines_above) = (None, false, 0);
        let mut stream = Self { name, format, bytes, packed, seal, text, head, ended, lines_above, on_disk };
        let Block { bytes: mut head, mut is_last } = stream.block(Vec::new())?;
        if !head.starts_with(b"PAR1") {
            stream.text = match Text::begin(&mut head, forced, is_last) {
                Ok(text) => text,
                Err(unfit) => return Ok(Err(unfit)),
            };
        }
        // Whatever stands behind blanks, however many: they need not be held.
        while !is_last && head.iter().all(u8::is_ascii_whitespace) {
            stream.lines_above += lines(&head);
            head.clear();
            Block { bytes: head, is_last } = stream.block(head)?;
        }
        Ok(recognise(&head).map(|format| {
            stream.format = format;
            stream.head = Some(head);
            stream
        }))
    }

    /// A sheet of a workbook, written as CSV; `seal` is the workbook's.
    pub fn of_sheet(name: String, csv: Vec<u8>, seal: Seal) -> Self {
        let (format, bytes, text) = (Format::Delimited(b','), Box::new(Cursor::new([])), Text::none());
        let (packed, head, ended, lines_above, on_disk) = (false, Some(csv), true, 0, seal.bytes());
        Self { name, format, bytes, packed, seal, text, head, ended, lines_above, on_disk }
    }

    /// The next block, after the bytes that the last one left over.
    ///
    /// # Errors
    /// When the source cannot be read or unpacked.
    pub fn block(&mut self, left_over: Vec<u8>) -> Result<Block> {
        let mut bytes = left_over;
        match self.head.take() {
            Some(head) => bytes.extend(head),
            None => {
                // A row longer than a block makes it half as long again each time: no
                // byte is looked at more than a few times.
                let (from, wanted) = (bytes.len(), BLOCK.max(bytes.len() / 2));
                bytes.reserve_exact(wanted);
                let read = self.bytes.by_ref().take(wanted as u64).read_to_end(&mut bytes);
                self.ended = read.map_err(|e| self.broken(&e))? < wanted;
                self.text.go_on(&mut bytes, from, self.ended);
            }
        }
        Ok(Block { bytes, is_last: self.ended })
    }

    /// The next block, from the end of this line on: what is left of a row that is
    /// too long to be held.
    fn below_line(&mut self) -> Result<Block> {
        loop {
            let Block { mut bytes, is_last } = self.block(Vec::new())?;
            let end = memchr::memchr(b'\n', &bytes).map(|end| end + 1);
            if end.is_some() || is_last {
                bytes.drain(..end.unwrap_or(bytes.len()));
                return Ok(Block { bytes, is_last });
            }
        }
    }

    fn broken(&self, error: &std::io::Error) -> Error {
        if self.packed {
            let (problem, remedy) = told(error);
            return Error::input(&self.name, problem, remedy);
        }
        Error::io(Path::new(&self.name), "read")(std::io::Error::new(error.kind(), error.to_string()))
    }

    /// All that is left of it.
    ///
    /// # Errors
    /// As [`Self::block`].
    pub fn whole(mut self) -> Result<Source> {
        let mut bytes = Vec::new();
        loop {
            let block = self.block(bytes)?;
            bytes = block.bytes;
            let most = most_held(self.on_disk.load(Ordering::Relaxed));
            if bytes.len() as u64 > most {
                let problem = format!("more than {} MiB come out of it, far more than it has on the disk", most >> 20);
                return Err(Error::input(&self.name, problem, "if you trust it, unpack it once"));
            }
            if block.is_last {
                break;
            }
        }
        let (sha256, encoding) = (self.sha256(), self.text.told().get().copied());
        Ok(Source { name: self.name, bytes, format: self.format, sha256, encoding })
    }

    /// SHA-256 of what was read so far, in hexadecimal: of the file as it lies on
    /// the disk, or of the archive's member.
    pub fn sha256(&self) -> String {
        self.seal.sha256()
    }

    /// Where the encoding of the text will stand once it is known.
    pub fn encoding(&self) -> Told {
        self.text.told()
    }
}

/// Reads the rest of an input after its first block, in parts that end with a
/// row: while one block is parsed, the next one is read and the last one joined.
/// `ends` tells where rows end, about so many bytes apart. A row that is too long to
/// be held is refused, and reading goes on below the line at which that is seen.
pub(super) fn read_in_parts<'a>(
    stream: &mut Stream,
    mut block: Block,
    layout: &'a Layout<'a>,
    mut lines_above: u64,
    row_ends: impl Fn(&[u8], usize) -> Vec<usize> + Sync,
    parse: impl Fn(&mut Chunk<'a>, &Part) + Sync,
    joiner: &mut Joiner,
) -> Result<()> {
    let mut parsed = Vec::new();
    loop {
        let mut ends = row_ends(&block.bytes, PART);
        if block.is_last {
            ends.push(block.bytes.len());
        }
        let left_over = |ends: &[usize]| &block.bytes[ends.last().copied().unwrap_or(0)..];
        let is_too_long = |left_over: &[u8]| left_over.len() as u64 > layout.config.max_row && !block.is_last;
        if is_too_long(left_over(&ends)) {
            // Shorter rows may stand above the one that goes on.
            let start = ends.last().copied().unwrap_or(0);
            ends.extend(row_ends(&block.bytes[start..], 1).last().map(|end| start + end));
        }
        let left_over = left_over(&ends);
        let lost = is_too_long(left_over).then(|| Lost::of(left_over));
        let left_over = if lost.is_some() { Vec::new() } else { left_over.to_vec() };
        let mut next = |left_over| if lost.is_some() { stream.below_line() } else { stream.block(left_over) };
        let (next, (chunks, joined)) = rayon::join(
            || (!block.is_last).then(|| next(left_over)).transpose(),
            || {
                let above = std::mem::take(&mut parsed);
                let parse = || parse_parts(layout, &block.bytes, &ends, &mut lines_above, &parse);
                rayon::join(parse, || joiner.add(above))
            },
        );
        joined?;
        parsed = chunks;
        if let Some(lost) = lost {
            let mut chunk = Chunk::new(layout);
            chunk.refuse(lines_above + lost.above + 1, lost.lines, layout.config.long_row());
            parsed.push(chunk);
            lines_above += lost.above + lost.lines;
        }
        match next? {
            Some(next) => block = next,
            None => break,
        }
    }
    joiner.add(parsed)
}

/// A row that is too long to be held.
struct Lost {
    /// Blank lines above it.
    above: u64,
    /// Lines that it takes up.
    lines: u64,
}

impl Lost {
    /// The row that begins here.
    fn of(bytes: &[u8]) -> Self {
        let above = blank_lines(bytes);
        Self { above, lines: lines(bytes) - above + 1 }
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
pub(super) fn quotation_end(bytes: &[u8], start: usize) -> usize {
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
