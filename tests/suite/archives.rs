//! ZIP and tar archives: read member by member, never unpacked to the disk.

use std::io::{Cursor, Write};
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use lockstep::base::digest::hex;
use lockstep::data::events::{Events, Source};
use sha2::{Digest, Sha256};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::{arg, fail, file, folder, listing, lockstep, read, run, succeed, text};

const CSV: &str = "account_id,timestamp,url_id\na,1630000000,u\nb,1630000001,u\n";
const LINES: &str = "{\"account_id\": \"c\", \"timestamp\": 1630000002, \"url_id\": \"u\"}\n";
const PICTURE: &[u8] = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR";

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        if name.ends_with('/') {
            zip.add_directory(*name, SimpleFileOptions::default()).expect("memory takes it");
            continue;
        }
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(content).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

fn tarred(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        // Past the writer's checks: names are the adversary's.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_entry_type(if name.ends_with('/') { tar::EntryType::Directory } else { tar::EntryType::Regular });
        header.set_size(content.len() as u64);
        header.set_cksum();
        tar.append(&header, *content).expect("memory takes it");
    }
    tar.into_inner().expect("memory takes it")
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

fn zstd(bytes: &[u8]) -> Vec<u8> {
    zstd::encode_all(bytes, 1).expect("memory takes it")
}

/// The same members in every kind of archive.
fn archives(members: &[(&str, &[u8])]) -> [(&'static str, Vec<u8>); 4] {
    let tar = tarred(members);
    [("zip", zipped(members)), ("tar.gz", gzip(&tar)), ("tar.zst", zstd(&tar)), ("tar", tar)]
}

fn accounts(events: &Events) -> Vec<&str> {
    events.accounts.iter().collect()
}

/// Parts of source names after the archive's.
fn inner<'a>(archive: &Path, names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    names.map(|name| name.strip_prefix(arg(archive)).expect("the archive comes first")).collect()
}

#[test]
fn members_are_read_as_files_and_what_is_no_table_is_skipped() {
    let place = folder();
    let packed = gzip(LINES.replace("\"c\"", "\"d\"").as_bytes());
    let members: [(&str, &[u8]); 9] = [
        ("posts/", b""),
        ("posts/may.csv", CSV.as_bytes()),
        ("__MACOSX/posts/._may.csv", b"x"),
        (".DS_Store", b"x"),
        ("posts/june.ndjson", LINES.as_bytes()),
        ("posts/picture.png", PICTURE),
        ("readme.pdf", b"%PDF-1.7\n"),
        ("empty.csv", b""),
        ("more.ndjson.gz", &packed),
    ];
    for (kind, bytes) in archives(&members) {
        // The content decides, never the extension.
        let path = file(&place, "export.bin", bytes);
        let events = read(&path).expect(kind);
        assert_eq!(accounts(&events), ["a", "b", "c", "d"], "{kind}");
        let names = inner(&path, events.sources.iter().map(|source| source.file.as_str()));
        assert_eq!(names, ["/posts/may.csv", "/posts/june.ndjson", "/more.ndjson.gz"], "{kind}");
        assert_eq!(events.sources[0].sha256, hex(&Sha256::digest(CSV)), "the digest is the member's");
        let skipped = inner(&path, events.skipped.iter().map(String::as_str));
        let expected = ["/__MACOSX/posts/._may.csv", "/.DS_Store", "/posts/picture.png", "/readme.pdf", "/empty.csv"];
        assert_eq!(skipped, expected, "{kind}");
        let out = place.path().join("posts.parquet");
        let done = run(&["import", arg(&path), "--out", arg(&out), "--overwrite"]);
        let said = text(&done.stdout);
        assert!(said.contains("/posts/may.csv: posts, 2 posts\n"), "{said}");
        let said = text(&done.stderr);
        assert!(said.contains("5 members of archives hold no table and were skipped, first "), "{said}");
        assert_eq!(accounts(&read(&out).expect("posts")), ["a", "b", "c", "d"]);
    }
}

#[test]
fn an_archive_without_a_table_is_an_error() {
    let place = folder();
    for (kind, bytes) in archives(&[("picture.png", PICTURE), (".x.csv", CSV.as_bytes())]) {
        let message = fail(&["network", arg(&file(&place, "a.bin", bytes))]);
        assert!(message.contains("none of the 2 members of this archive is a table"), "{kind}: {message}");
    }
    assert!(fail(&["network", arg(&file(&place, "a.zip", zipped(&[])))]).contains("holds no file"));
}

#[test]
fn an_archive_in_an_archive_is_refused() {
    let place = folder();
    for (inner, nested) in archives(&[("posts.csv", CSV.as_bytes())]) {
        for (kind, bytes) in archives(&[("a.csv", CSV.as_bytes()), ("nested", &nested)]) {
            let message = fail(&["network", arg(&file(&place, "a.bin", bytes))]);
            let says = "a.bin/nested: this is an archive in an archive; unpack the outer one once";
            assert!(message.contains(says), "{inner} in {kind}: {message}");
        }
    }
}

#[test]
fn archives_come_from_standard_input_and_within_gzip() {
    let place = folder();
    for (kind, bytes) in archives(&[("posts.csv", CSV.as_bytes())]) {
        let mut program = lockstep(&["network", "-", "--trace", "url", "--min-objects", "1"]);
        let piped = std::process::Stdio::piped;
        let mut running = program.stdin(piped()).stdout(piped()).spawn().expect("it starts");
        running.stdin.take().expect("its input").write_all(&bytes).expect("it reads");
        let output = running.wait_with_output().expect("it ends");
        assert_eq!(text(&output.stdout), "account_a,account_b,co_acts,objects\na,b,1,1\n", "{kind}");
    }
    let path = file(&place, "a.zip.gz", gzip(&zipped(&[("posts.csv", CSV.as_bytes())])));
    assert_eq!(accounts(&read(&path).expect("posts")), ["a", "b"]);
}

#[test]
fn a_member_that_is_large_is_read_whole() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..500_000).for_each(|n| csv += &format!("account-{n},1630000000,u{}\n", n % 7));
    assert!(csv.len() > 12 << 20, "more than a block, and than waits between the threads");
    let plain = read(&file(&place, "plain.csv", &csv)).expect("posts");
    for (kind, bytes) in archives(&[("a.csv", csv.as_bytes()), ("b.csv", CSV.as_bytes())]) {
        let events = read(&file(&place, "a.bin", bytes)).expect(kind);
        assert_eq!(events.len(), plain.len() + 2, "{kind}");
        assert_eq!(events.sources[0].rows, 500_000, "{kind}");
    }
}

/// Wherever an archive is cut, and, where there are checksums, whatever byte of it
/// is another one: an error, or all that it held.
#[test]
fn a_damaged_archive_is_never_silently_short() {
    let place = folder();
    let rows: String = (0..400).map(|n| format!("account-{n},{},u{}\n", 1_630_000_000 + n, n * 7919 % 1013)).collect();
    let csv = format!("account_id,timestamp,url_id\n{rows}");
    for (kind, bytes) in archives(&[("a.csv", csv.as_bytes()), ("b.csv", CSV.as_bytes())]) {
        for cut in (0..bytes.len()).step_by(1 + bytes.len() / 300) {
            // What comes after the two blocks of zeros of a tar archive is padding.
            let is_whole = kind == "tar" && bytes[cut..].iter().all(|byte| *byte == 0);
            let events = read(&file(&place, "cut", &bytes[..cut]));
            assert!(events.is_err() || is_whole && events.unwrap().len() == 402, "{kind}, cut at {cut}");
        }
    }
    for (kind, bytes) in archives(&[("a.csv", csv.as_bytes()), ("b.csv", CSV.as_bytes())]).into_iter().take(2) {
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 300) {
            let mut other = bytes.clone();
            other[at] ^= 0x55;
            match read(&file(&place, "other", &other)) {
                Ok(events) => assert!(events.len() >= 402 || !events.skipped.is_empty(), "{kind}, byte {at}"),
                Err(error) => assert!(!error.to_string().is_empty()),
            }
        }
    }
    let tar = [tarred(&[("a.csv", CSV.as_bytes())]), tarred(&[("b.csv", CSV.as_bytes())])].concat();
    assert!(fail(&["network", arg(&file(&place, "two.tar", tar))]).contains("something comes after its end"));
}

#[test]
fn a_member_with_a_password_is_told() {
    let place = folder();
    let mut bytes = zipped(&[("posts.csv", CSV.as_bytes())]);
    let directory = bytes.windows(4).position(|four| four == b"PK\x01\x02").expect("a directory");
    bytes[6] |= 1;
    bytes[directory + 8] |= 1;
    let message = fail(&["network", arg(&file(&place, "a.zip", bytes))]);
    assert!(message.contains("a.zip: posts.csv: it is protected by a password; unpack it"), "{message}");
}

#[test]
fn names_of_members_lead_nowhere_and_are_shown_safely() {
    let place = folder();
    let inside = place.path().join("inside");
    std::fs::create_dir(&inside).expect("a folder");
    let evil = "../../evil\u{1b}[2J.csv";
    for (kind, bytes) in archives(&[(evil, CSV.as_bytes()), ("/etc/x.csv", CSV.as_bytes())]) {
        let path = inside.join("a.bin");
        std::fs::write(&path, bytes).expect("a file");
        let out = inside.join("posts.parquet");
        let said = succeed(&["import", arg(&path), "--out", arg(&out), "--overwrite"]);
        assert!(said.contains("a.bin/../../evil<U+001B>[2J.csv: posts, 2 posts\n"), "{kind}: {said}");
        assert!(!said.contains('\u{1b}'), "{kind}");
        assert_eq!(listing(place.path()), ["inside"], "{kind}");
    }
    for (kind, bytes) in archives(&[(evil, b"account_id,when\na,1\n")]) {
        let message = fail(&["network", arg(&file(&place, "b.bin", bytes))]);
        assert!(message.contains("evil<U+001B>[2J.csv") && !message.contains('\u{1b}'), "{kind}: {message}");
    }
}

#[test]
fn an_archive_of_very_many_members_is_refused() {
    let place = folder();
    let names: Vec<String> = (0..10_001).map(|n| format!("{n}.png")).collect();
    let members: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), PICTURE)).collect();
    for (kind, bytes) in archives(&members) {
        let message = fail(&["network", arg(&file(&place, "many", bytes))]);
        assert!(message.contains("more than 10000 members"), "{kind}: {message}");
    }
}

/// Lines without end: the first ones are posts.
struct Endless {
    left: u64,
}

impl std::io::Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = buffer.len().min(self.left as usize);
        buffer[..length].fill(b'\n');
        self.left -= length as u64;
        Ok(length)
    }
}

#[test]
fn what_unpacks_to_far_more_than_its_size_is_refused() {
    let place = folder();
    let endless = || std::io::Read::chain(Cursor::new(CSV), Endless { left: (1 << 30) + (8 << 20) });
    let mut packed = GzEncoder::new(Vec::new(), Compression::default());
    std::io::copy(&mut endless(), &mut packed).expect("memory takes it");
    let gzip = packed.finish().expect("memory takes it");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("a.csv", SimpleFileOptions::default().large_file(true)).expect("memory takes it");
    std::io::copy(&mut endless(), &mut zip).expect("memory takes it");
    let zip = zip.finish().expect("memory takes it").into_inner();
    let zstd = zstd::encode_all(endless(), 1).expect("memory takes it");
    for (kind, bytes) in [("gzip", gzip), ("zstd", zstd), ("zip", zip)] {
        assert!(bytes.len() < 6 << 20, "{kind}");
        let message = fail(&["network", arg(&file(&place, "bomb", bytes))]);
        assert!(message.contains("more than 1 GiB and more than 200 times its size"), "{kind}: {message}");
    }
}

#[test]
fn a_table_may_be_the_one_member_of_an_archive() {
    let place = folder();
    for (kind, bytes) in archives(&[("edges.csv", b"from,to,weight\na,b,1\n")]) {
        let path = file(&place, "edges.bin", bytes);
        assert_eq!(succeed(&["cluster", arg(&path)]), "account_id,network_id\na,1\nb,1\n", "{kind}");
    }
    for (kind, bytes) in archives(&[("a.csv", b"x\n1\n"), ("b.csv", b"x\n2\n")]) {
        let error = Source::open(&file(&place, "two.bin", bytes)).map(drop).unwrap_err().to_string();
        assert!(error.contains("several tables"), "{kind}: {error}");
    }
}
