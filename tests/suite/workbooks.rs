//! Workbooks: every sheet is a table.

use std::io::{Cursor, Write};

use lockstep::data::events::{Events, InputConfig, Role};
use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use zip::write::{SimpleFileOptions, ZipWriter};

use crate::support::{arg, fail, file, folder, misuse, read, succeed};

fn accounts(events: &Events) -> Vec<&str> {
    events.accounts.iter().collect()
}

/// Two sheets of posts, the second one with a note above and a gap, and an empty
/// one between them.
fn posts() -> Vec<u8> {
    let mut book = Workbook::new();
    let moments = Format::new().set_num_format("yyyy\\-mm\\-dd hh:mm:ss");
    let sheet = book.add_worksheet().set_name("May").expect("a name");
    sheet.write_row(0, 0, ["account_id", "timestamp", "text", "url_id", "verified"]).expect("cells");
    for (row, (account, second)) in (1..).zip([("1294030472427835393", 7), ("007", 9)]) {
        let moment =
            ExcelDateTime::from_ymd(2021, 8, 26).and_then(|day| day.and_hms(17, 46, second)).expect("a moment");
        sheet.write_string(row, 0, account).expect("a cell");
        sheet.write_datetime_with_format(row, 1, &moment, &moments).expect("a cell");
        sheet.write_string(row, 2, "say \"hi\",\nwell").expect("a cell");
        sheet.write_number(row, 3, 4_000_000_000.0).expect("a cell");
        sheet.write_boolean(row, 4, row == 1).expect("a cell");
    }
    book.add_worksheet().set_name("Empty").expect("a name");
    let sheet = book.add_worksheet().set_name("June, 2nd half").expect("a name");
    sheet.write_row(0, 0, ["account_id", "timestamp", "url_id"]).expect("cells");
    sheet.write_row(3, 0, ["зоя", "2021-08-26T17:46:41Z"]).expect("cells");
    sheet.write_formula(3, 2, Formula::new("=1/0").set_result("#DIV/0!")).expect("a cell");
    book.save_to_buffer().expect("memory takes it")
}

fn zipped(members: &[(&str, &str)]) -> Vec<u8> {
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("memory takes it");
        zip.write_all(content.as_bytes()).expect("memory takes it");
    }
    zip.finish().expect("memory takes it").into_inner()
}

/// An OpenDocument spreadsheet whose one sheet has these rows.
fn ods(rows: &str) -> Vec<u8> {
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><office:document-content \
         xmlns:office=\"urn:oasis:names:tc:opendocument:xmlns:office:1.0\" \
         xmlns:table=\"urn:oasis:names:tc:opendocument:xmlns:table:1.0\" \
         xmlns:text=\"urn:oasis:names:tc:opendocument:xmlns:text:1.0\"><office:body><office:spreadsheet>\
         <table:table table:name=\"Posts\">{rows}</table:table>\
         </office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = "<?xml version=\"1.0\"?><manifest:manifest \
                    xmlns:manifest=\"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0\"/>";
    let kind = "application/vnd.oasis.opendocument.spreadsheet";
    zipped(&[("mimetype", kind), ("content.xml", &content), ("META-INF/manifest.xml", manifest)])
}

fn texts(cells: &[&str]) -> String {
    let cell = |text: &&str| {
        format!("<table:table-cell office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    cells.iter().map(cell).collect()
}

fn row(cells: &str) -> String {
    format!("<table:table-row>{cells}<table:table-cell table:number-columns-repeated=\"16000\"/></table:table-row>")
}

#[test]
fn every_sheet_of_a_workbook_is_a_table() {
    let place = folder();
    let path = file(&place, "book", posts());
    let wanted = [Role::UrlId, Role::Text];
    let events = Events::read(std::slice::from_ref(&path), &InputConfig::default(), &wanted).expect("three posts");
    assert_eq!(accounts(&events), ["1294030472427835393", "007", "зоя"]);
    let second = 1_629_999_967_i64;
    assert_eq!(events.time, [second, second + 2, second + 34].map(|second| second * 1_000_000));
    let values = |role| events.column(role).expect("the column").strings.iter().collect::<Vec<_>>();
    assert_eq!(values(Role::UrlId), ["4000000000", "#DIV/0!"]);
    assert_eq!(values(Role::Text), ["say \"hi\",\nwell"]);
    let names: Vec<&str> = events.sources.iter().map(|source| source.file.as_str()).collect();
    assert_eq!(names, [format!("{}/May", arg(&path)), format!("{}/June, 2nd half", arg(&path))]);
    assert!(events.sources[0].sha256.len() == 64 && events.sources[0].sha256 == events.sources[1].sha256);
}

#[test]
fn a_sheet_is_chosen_by_its_name() {
    let place = folder();
    let path = file(&place, "book.xlsx", posts());
    let out = place.path().join("posts.parquet");
    let import = ["import", arg(&path), "--out", arg(&out), "--overwrite"];
    let said = succeed(&[&import[..], &["--sheet", "May"]].concat());
    assert!(said.contains("book.xlsx/May: posts, 2 posts\n") && !said.contains("June"), "{said}");
    let message = fail(&[&import[..], &["--sheet", "may"]].concat());
    assert!(message.contains("no sheet `may` among May, Empty, June, 2nd half; name one of these"), "{message}");
    let message = fail(&[&import[..], &["--sheet", "Empty"]].concat());
    assert!(message.contains("nothing in this workbook's sheets"), "{message}");
    let plain = file(&place, "p.csv", "account_id,timestamp\na,1630000000\n");
    let message = misuse(&["import", arg(&plain), "--out", arg(&out), "--overwrite", "--sheet", "May"]);
    assert!(message.contains("no input is a workbook"), "{message}");
}

#[test]
fn a_sheet_that_is_no_table_of_posts_says_how_to_choose() {
    let place = folder();
    let mut book = Workbook::new();
    book.add_worksheet().set_name("Read me").expect("a name").write(0, 0, "Notes of May").expect("a cell");
    book.add_worksheet().set_name("Posts").expect("a name").write(0, 0, "account_id").expect("a cell");
    let message = fail(&["network", arg(&file(&place, "b.xlsx", book.save_to_buffer().expect("memory")))]);
    assert!(message.contains("b.xlsx/Read me: ") && message.contains("with --sheet"), "{message}");
    let empty = Workbook::new().add_worksheet().set_name("x").map(drop);
    empty.expect("a name");
    let mut book = Workbook::new();
    book.add_worksheet();
    let message = fail(&["network", arg(&file(&place, "e.xlsx", book.save_to_buffer().expect("memory")))]);
    assert!(message.contains("e.xlsx: there is nothing in this workbook's sheets"), "{message}");
}

#[test]
fn workbooks_lie_in_archives_and_come_packed() {
    let place = folder();
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    zip.start_file("sub/book.xlsx", SimpleFileOptions::default()).expect("memory takes it");
    zip.write_all(&posts()).expect("memory takes it");
    let path = file(&place, "a.zip", zip.finish().expect("memory takes it").into_inner());
    let events = read(&path).expect("three posts");
    assert_eq!(events.sources[0].file, format!("{}/sub/book.xlsx/May", arg(&path)));
    assert_eq!(events.len(), 3);
    let packed = zstd::encode_all(Cursor::new(posts()), 1).expect("memory takes it");
    assert_eq!(read(&file(&place, "book.zst", packed)).expect("three posts").len(), 3);
}

#[test]
fn an_open_document_is_read() {
    let place = folder();
    let moment = "<table:table-cell office:value-type=\"date\" office:date-value=\"2021-08-26T17:46:40\"/>";
    let number = "<table:table-cell office:value-type=\"float\" office:value=\"12\"/>";
    let rows = [
        row(&texts(&["account_id", "timestamp", "url_id"])),
        row(&(texts(&["anna &amp; bert"]) + moment + number)),
        "<table:table-row table:number-rows-repeated=\"1048000\"><table:table-cell/></table:table-row>".to_owned(),
    ];
    let path = file(&place, "posts.ods", ods(&rows.concat()));
    let events = Events::read(std::slice::from_ref(&path), &InputConfig::default(), &[Role::UrlId]).expect("a post");
    assert_eq!((accounts(&events), events.time[0]), (vec!["anna & bert"], 1_630_000_000_000_000));
    assert_eq!(events.sources[0].file, format!("{}/Posts", arg(&path)));
    assert_eq!(events.column(Role::UrlId).expect("url_id").strings.iter().collect::<Vec<_>>(), ["12"]);
}

#[test]
fn an_edge_list_may_be_the_sheet_of_a_workbook() {
    let place = folder();
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write_row(0, 0, ["Source", "Target"]).expect("cells");
    sheet.write_row(1, 0, ["a", "b"]).expect("cells");
    sheet.write_number(1, 2, 2.5).expect("a cell");
    sheet.write_string(0, 2, "Weight").expect("a cell");
    let path = file(&place, "e.xlsx", book.save_to_buffer().expect("memory takes it"));
    assert_eq!(succeed(&["cluster", arg(&path)]), "account_id,network_id\na,1\nb,1\n");
}

#[test]
fn workbooks_that_grow_beyond_all_measure_are_refused() {
    let place = folder();
    let repeated = "<table:table-row table:number-rows-repeated=\"1000000\"><table:table-cell \
                    office:value-type=\"float\" office:value=\"1\" table:number-columns-repeated=\"90\"/></table:table-row>";
    let message = fail(&["network", arg(&file(&place, "b.ods", ods(repeated)))]);
    assert!(message.contains("stretch over more than 32000000 cells"), "{message}");

    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    (0..3_000).for_each(|row| _ = sheet.write(row, 0, "a").map(drop));
    sheet.write(1_048_575, 16_383, "b").expect("a cell");
    let message = fail(&["network", arg(&file(&place, "s.xlsx", book.save_to_buffer().expect("memory")))]);
    assert!(message.contains("this sheet stretches over"), "{message}");

    // Bytes with an element in each MiB of them, and a text without one.
    let element = [&[b' '; (1 << 20) - 4][..], b"<a/>"].concat();
    for (strings, mebibytes, content, says) in [
        ("xl/worksheets/sheet2.xml", 100, &element[..], "more than 256 MiB come out of this workbook"),
        ("xl/sharedStrings.xml", 70, &element, "more than 64 MiB come out of this workbook"),
        ("xl/sharedStrings.xml", 20, &[b'x'; 1 << 20], "a text in this workbook is longer than 16 MiB"),
    ] {
        let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
        for name in ["[Content_Types].xml", "xl/workbook.xml", strings] {
            zip.start_file(name, SimpleFileOptions::default()).expect("memory takes it");
            (0..mebibytes).for_each(|_| zip.write_all(content).expect("memory takes it"));
        }
        let bytes = zip.finish().expect("memory takes it").into_inner();
        let message = fail(&["network", arg(&file(&place, "z.xlsx", bytes))]);
        assert!(message.contains(says), "{message}");
    }
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let text = "y".repeat(30_000);
    (0..4_000).for_each(|row| _ = sheet.write(row, 0, &text).map(drop));
    let message = fail(&["network", arg(&file(&place, "r.xlsx", book.save_to_buffer().expect("memory")))]);
    assert!(message.contains("more than 64 MiB come out of this workbook"), "a text stands in many cells: {message}");
}

/// Whatever is broken in a workbook: an error in one line, no panic.
#[test]
fn a_damaged_workbook_is_an_error() {
    let place = folder();
    let moment = "<table:table-cell office:value-type=\"date\" office:date-value=\"2021-08-26T17:46:40\"/>";
    let rows = row(&texts(&["account_id", "timestamp"])) + &row(&(texts(&["a"]) + moment));
    for (kind, bytes) in [("xlsx", posts()), ("ods", ods(&rows))] {
        let whole = read(&file(&place, "whole", &bytes)).expect(kind).len();
        for cut in (0..bytes.len()).step_by(1 + bytes.len() / 60) {
            assert!(read(&file(&place, "cut", &bytes[..cut])).is_err(), "{kind}, cut at {cut}");
        }
        for at in (0..bytes.len()).step_by(1 + bytes.len() / 200) {
            let mut other = bytes.clone();
            other[at] ^= 0x55;
            let events = read(&file(&place, "other", &other));
            assert!(events.is_err() || events.unwrap().len() == whole, "{kind}, byte {at}");
        }
    }
    let mut old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1".to_vec();
    old.extend((0..4_096_u32).map(|n| (n * 7_919 / 32) as u8));
    let message = fail(&["network", arg(&file(&place, "o.xls", old))]);
    assert!(message.contains("o.xls: this workbook is damaged, or protected by a password"), "{message}");
}
