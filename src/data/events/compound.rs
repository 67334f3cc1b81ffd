//! The container of old workbooks ([MS-CFB]): the one stream that matters is taken
//! out, checked, and put into a container of its own. The library that reads old
//! workbooks follows chains of sectors wherever they lead, and reserves as much
//! memory as a sheet says that it has cells.
//!
//! [MS-CFB]: https://learn.microsoft.com/openspecs/windows_protocols/ms-cfb/

use std::collections::HashSet;

/// Bytes of a directory entry, and of a sector of what is written here.
const ENTRY: usize = 128;
const SECTOR: usize = 4096;
/// Sectors of the allocation table that the header lists itself.
const LISTED: usize = 109;
/// Streams below this length lie in small sectors.
const SMALL_STREAM: u64 = 4096;
const SMALL_SECTOR: usize = 64;
/// What ends a chain, stands for the table's own sectors and for no sector.
const END: u32 = 0xffff_fffe;
const TABLE: u32 = 0xffff_fffd;
const FREE: u32 = 0xffff_ffff;
/// Numbers of sectors are below this.
const RESERVED: u32 = 0xffff_fffa;

fn short(bytes: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_le_bytes(bytes.get(at..at + 2)?.try_into().ok()?))
}

fn long(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_le_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

fn longs(bytes: &[u8]) -> impl Iterator<Item = u32> {
    bytes.chunks_exact(4).map(|four| u32::from_le_bytes([four[0], four[1], four[2], four[3]]))
}

/// The stream of a workbook, none where there is none or the container is
/// damaged.
pub(super) fn workbook(file: &[u8]) -> Option<Vec<u8>> {
    let size = 1_usize << short(file, 30).filter(|shift| (9..=12).contains(shift))?;
    let sector = |id: u32| file.get((id as usize).checked_add(1)?.checked_mul(size)?..).filter(|rest| !rest.is_empty());
    let sector = |id: u32| sector(id).map(|rest| &rest[..rest.len().min(size)]);
    let table = table(file, &sector, size)?;
    let directory = chain(long(file, 48)?, &table, &sector)?;
    let entries = || directory.chunks_exact(ENTRY);
    let named = |name: &str| entries().find(|entry| name_of(entry).eq_ignore_ascii_case(name));
    let entry = named("Workbook").or_else(|| named("Book"))?;
    let (start, length) = (long(entry, 116)?, u64::from(long(entry, 120)?));
    let mut stream = if length < SMALL_STREAM {
        let root = entries().next()?;
        let small = chain(long(root, 116)?, &table, &sector)?;
        let small_table: Vec<u32> = longs(&chain(long(file, 60)?, &table, &sector)?).collect();
        let sector = |id: u32| small.chunks(SMALL_SECTOR).nth(id as usize);
        chain(start, &small_table, &sector)?
    } else {
        chain(start, &table, &sector)?
    };
    (stream.len() as u64 >= length).then(|| stream.truncate(length as usize))?;
    Some(stream)
}

/// The name of a directory entry.
fn name_of(entry: &[u8]) -> String {
    let units = entry[..64].chunks_exact(2).map(|unit| u16::from_le_bytes([unit[0], unit[1]]));
    char::decode_utf16(units.take_while(|unit| *unit != 0)).map(|c| c.unwrap_or('\u{fffd}')).collect()
}

/// The table that tells of each sector which one follows.
fn table<'a>(file: &[u8], sector: &impl Fn(u32) -> Option<&'a [u8]>, size: usize) -> Option<Vec<u32>> {
    let mut ids: Vec<u32> = longs(file.get(76..76 + 4 * LISTED)?).collect();
    let (mut next, mut seen) = (long(file, 68)?, HashSet::new());
    while next < RESERVED {
        if !seen.insert(next) {
            return None;
        }
        ids.extend(longs(sector(next)?));
        next = ids.pop()?;
    }
    ids.retain(|id| *id < RESERVED);
    // Each entry is of a sector: a table that is longer repeats itself.
    if ids.len() > file.len() / size + 1 {
        return None;
    }
    let parts: Option<Vec<&[u8]>> = ids.into_iter().map(sector).collect();
    Some(parts?.into_iter().flat_map(longs).collect())
}

/// The bytes of the sectors from `start` on.
fn chain<'a>(start: u32, table: &[u32], sector: &impl Fn(u32) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
    let (mut bytes, mut next, mut left) = (Vec::new(), start, table.len());
    while next != END {
        left = left.checked_sub(1)?;
        bytes.extend_from_slice(sector(next)?);
        next = *table.get(next as usize)?;
    }
    Some(bytes)
}

/// A container that holds nothing but this stream of a workbook; none where it
/// is too long.
pub(super) fn contained(stream: &[u8]) -> Option<Vec<u8>> {
    let length = stream.len().max(SMALL_STREAM as usize);
    let sectors = length.div_ceil(SECTOR);
    // The directory, the stream and the table itself.
    let tables = (1..=LISTED).find(|tables| tables * (SECTOR / 4) >= 1 + sectors + tables)?;
    let mut file = vec![0; SECTOR];
    file[..8].copy_from_slice(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    for (at, value) in [(24, 0x3e_u16), (26, 4), (28, 0xfffe), (30, 12), (32, 6)] {
        file[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    let first = 1 + sectors as u32;
    let header = [(40, 1), (44, tables as u32), (48, 0), (56, SMALL_STREAM as u32), (60, END), (68, END)];
    let listed = (0..LISTED).map(|n| (76 + 4 * n, if n < tables { first + n as u32 } else { FREE }));
    for (at, value) in header.into_iter().chain(listed) {
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    for (name, kind, start, length) in [("Root Entry", 5, END, 0), ("Workbook", 2, 1, length as u64)] {
        let mut entry = [0; ENTRY];
        name.encode_utf16()
            .enumerate()
            .for_each(|(n, unit)| entry[2 * n..2 * n + 2].copy_from_slice(&unit.to_le_bytes()));
        entry[64..66].copy_from_slice(&(2 * name.len() as u16 + 2).to_le_bytes());
        entry[66] = kind;
        [68, 72, 76].into_iter().for_each(|at| entry[at..at + 4].copy_from_slice(&FREE.to_le_bytes()));
        entry[116..120].copy_from_slice(&start.to_le_bytes());
        entry[120..128].copy_from_slice(&length.to_le_bytes());
        // The root's one child.
        if kind == 5 {
            entry[76..80].copy_from_slice(&1_u32.to_le_bytes());
            // Readers of this version want a first sector.
            entry[116..120].copy_from_slice(&0_u32.to_le_bytes());
        }
        file.extend_from_slice(&entry);
    }
    file.resize(2 * SECTOR, 0);
    file.extend_from_slice(stream);
    file.resize((2 + sectors) * SECTOR, 0);
    let follows = (2..=sectors as u32).chain([END]);
    let ids = std::iter::once(END).chain(follows).chain(std::iter::repeat_n(TABLE, tables));
    ids.chain(std::iter::repeat(FREE))
        .take(tables * SECTOR / 4)
        .for_each(|id| file.extend_from_slice(&id.to_le_bytes()));
    Some(file)
}

/// How many cells the sheets of a workbook's stream stretch over, by what they
/// hold and by what they say; none where the stream is damaged.
pub(super) fn spread(stream: &[u8]) -> Option<u64> {
    let mut all = 0_u64;
    for record in records(stream) {
        match record? {
            (0x000a, _) => break,
            // A sheet: where its records begin.
            (0x0085, data) => all = all.saturating_add(spread_of_sheet(stream.get(long(data, 0)? as usize..)?)?),
            _ => {}
        }
    }
    Some(all)
}

fn spread_of_sheet(stream: &[u8]) -> Option<u64> {
    let (mut told, mut depth) = (0_u64, 0);
    let [mut top, mut left, mut bottom, mut right] = [u64::MAX, u64::MAX, 0, 0];
    for record in records(stream) {
        let (kind, data) = record?;
        match kind {
            0x0809 => depth += 1,
            // The end of the sheet, or of a chart within.
            0x000a if depth <= 1 => break,
            0x000a => depth -= 1,
            0x0200 => told = told.saturating_add(told_size(data)?),
            0x0203 | 0x0204 | 0x00d6 | 0x0205 | 0x027e | 0x00fd | 0x00bd | 0x0006 => {
                let (row, column) = (u64::from(short(data, 0)?), u64::from(short(data, 2)?));
                // A record of several cells ends with the last one's column.
                let last = if kind == 0x00bd { u64::from(short(data, data.len().checked_sub(2)?)?) } else { column };
                (top, left) = (top.min(row), left.min(column));
                (bottom, right) = (bottom.max(row), right.max(column).max(last));
            }
            _ => {}
        }
    }
    let filled = if top > bottom { 0 } else { (bottom - top + 1) * (right - left.min(right) + 1) };
    Some(told.max(filled))
}

/// How many cells a sheet says that it has: rows from, to, columns from, to, the
/// ends exclusive.
fn told_size(data: &[u8]) -> Option<u64> {
    let [from, to, left, right] = match data.len() {
        10 => [0, 2, 4, 6].map(|at| short(data, at).map(u64::from)),
        _ => [
            long(data, 0).map(u64::from),
            long(data, 4).map(u64::from),
            short(data, 8).map(u64::from),
            short(data, 10).map(u64::from),
        ],
    };
    let (rows, columns) = (to?.checked_sub(from?), right?.checked_sub(left?));
    match (rows, columns) {
        (Some(rows), Some(columns)) => rows.checked_mul(columns.max(right?)),
        // An empty sheet, as some write it.
        _ if to? == 0 || right? == 0 => Some(0),
        _ => None,
    }
}

/// The records of a stream: kind and content; none where one is cut short.
fn records(mut stream: &[u8]) -> impl Iterator<Item = Option<(u16, &[u8])>> {
    std::iter::from_fn(move || {
        if stream.is_empty() {
            return None;
        }
        let record = (|| {
            let (kind, length) = (short(stream, 0)?, usize::from(short(stream, 2)?));
            Some((kind, stream.get(4..4 + length)?))
        })();
        stream = record.map_or(&[][..], |(_, data)| &stream[4 + data.len()..]);
        Some(record)
    })
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    fn record(kind: u16, data: &[u8]) -> Vec<u8> {
        [&kind.to_le_bytes()[..], &(data.len() as u16).to_le_bytes(), data].concat()
    }

    fn number(row: u16, column: u16, value: f64) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0; 2]].concat();
        record(0x0203, &[place, value.to_le_bytes().to_vec()].concat())
    }

    fn label(row: u16, column: u16, text: &str) -> Vec<u8> {
        let place = [row.to_le_bytes(), column.to_le_bytes(), [0; 2], (text.len() as u16).to_le_bytes()].concat();
        record(0x0204, &[&place, &[0][..], text.as_bytes()].concat())
    }

    /// A stream of one sheet with these records after its beginning.
    pub(in super::super) fn stream(cells: &[u8]) -> Vec<u8> {
        let begin = |kind: u8| record(0x0809, &[0, 6, kind, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        let sheet = |at: u32| record(0x0085, &[&at.to_le_bytes()[..], &[0, 0, 5, 0], b"Posts"].concat());
        let globals = [begin(5), sheet(0), record(0x000a, &[])].concat().len() as u32;
        [begin(5), sheet(globals), record(0x000a, &[]), begin(0x10), cells.to_vec(), record(0x000a, &[])].concat()
    }

    /// Two columns and a row of posts.
    pub(in super::super) fn posts() -> Vec<u8> {
        let dimensions = [0_u32.to_le_bytes().to_vec(), 2_u32.to_le_bytes().to_vec(), vec![0, 0, 2, 0, 0, 0]].concat();
        let cells = [label(0, 0, "account_id"), label(0, 1, "when"), label(1, 0, "anna"), number(1, 1, 1.5)];
        stream(&[record(0x0200, &dimensions), cells.concat()].concat())
    }

    #[test]
    fn a_stream_comes_out_as_it_was_put_in() {
        for length in [4_096, 4_097, 100_000, 9_000_000] {
            let stream: Vec<u8> = (0..length).map(|n: u32| (n / 3) as u8).collect();
            let file = contained(&stream).unwrap();
            assert!(workbook(&file).unwrap() == stream, "{length}");
            assert!(workbook(&file[..file.len() / 2]).is_none());
        }
        // A chain that bites its own tail.
        let mut file = contained(&[7; 10_000]).unwrap();
        let table = file.len() - SECTOR;
        file[table + 12..table + 16].copy_from_slice(&1_u32.to_le_bytes());
        assert!(workbook(&file).is_none());
    }

    #[test]
    fn a_sheet_s_stretch_is_what_it_holds_or_says() {
        assert_eq!(spread(&posts()), Some(4));
        assert_eq!(spread(&stream(&[number(0, 0, 1.0), number(65_535, 255, 1.0)].concat())), Some(65_536 * 256));
        let huge = [0_u32.to_le_bytes().to_vec(), u32::MAX.to_le_bytes().to_vec(), vec![0, 0, 0, 1, 0, 0]].concat();
        assert_eq!(spread(&stream(&record(0x0200, &huge))), Some(u64::from(u32::MAX) * 256));
        assert_eq!(spread(&posts()[..70]), None);
    }
}
