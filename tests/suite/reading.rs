//! Files to events: every form, every mistake.

use std::fmt::Write as _;
use std::fs::File;
use std::io::Write;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;
use lockstep::base::time::SECOND;
use lockstep::data::events::{Events, InputConfig, Role, UNKNOWN, source};
use lockstep::table;
use lockstep::table::{Column, DataType, Table, TimeUnit, table};
use proptest::prelude::*;

use crate::support::{arg, fail, file, folder, lockstep, read, succeed, text};

/// A row as everybody sees it: account, time, hashtags, repost, its time.
type Row = (String, i64, Vec<String>, Vec<String>, i64);

fn rows(events: &Events) -> Vec<Row> {
    let values = |role: Role, row: usize| -> Vec<String> {
        let Some(column) = events.column(role) else { return Vec::new() };
        column.row(row).iter().map(|&id| column.strings.get(id).to_owned()).collect()
    };
    (0..events.len())
        .map(|row| {
            let created = events.moments(Role::RepostOfTime).map_or(UNKNOWN, |moments| moments[row]);
            let account = events.accounts.get(events.account[row]).to_owned();
            (account, events.time[row], values(Role::Hashtags, row), values(Role::RepostOf, row), created)
        })
        .collect()
}

const TIME: i64 = 1_630_000_000;

/// Three posts: ids that a float would spoil, list values, gaps.
fn expected() -> Vec<Row> {
    let tags = |tags: &[&str]| tags.iter().map(|&tag| tag.to_owned()).collect::<Vec<_>>();
    vec![
        ("1234567890123456789".into(), TIME * SECOND, tags(&["Wahl", "btw21"]), tags(&["9007199254740993"]), {
            (TIME - 5) * SECOND
        }),
        ("007".into(), (TIME + 1) * SECOND, tags(&[]), tags(&[]), UNKNOWN),
        ("анна".into(), (TIME + 2) * SECOND, tags(&["猫"]), tags(&["1e5"]), TIME * SECOND),
    ]
}

fn separated(separator: char, newline: &str) -> String {
    let rows = [
        ["account_id", "post_id", "timestamp", "hashtags", "repost_of", "repost_of_time"],
        ["1234567890123456789", "1", "1630000000", "Wahl|btw21", "9007199254740993", "1629999995"],
        ["007", "2", "1630000001", "", "", ""],
        ["анна", "3", "1630000002", "猫", "1e5", "1630000000"],
    ];
    let mut separator_text = [0; 4];
    let separator: &str = separator.encode_utf8(&mut separator_text);
    rows.map(|row| row.join(separator) + newline).concat()
}

const JSON: [&str; 3] = [
    r#"{"account_id": 1234567890123456789, "post_id": 1, "timestamp": 1630000000, "hashtags": ["Wahl", "btw21"], "repost_of": 9007199254740993, "repost_of_time": "1629999995"}"#,
    r#"{"account_id": "007", "timestamp": "2021-08-26T17:46:41Z", "hashtags": [], "repost_of": null}"#,
    r#"{"account_id": "\u0430\u043d\u043d\u0430", "timestamp": 1630000002000, "hashtags": "猫", "repost_of": "1e5", "repost_of_time": 1630000000, "more": {"a": [1]}}"#,
];

fn parquet(path: &Path) {
    let second = |s: i64| s * 1_000;
    let mut table = table!(
        "account_id" => ["1234567890123456789", "007", "анна"],
        "timestamp" => [second(TIME), second(TIME + 1), second(TIME + 2)],
        "hashtags" => [Some("Wahl|btw21"), None, Some("猫")],
        "repost_of" => [Some("9007199254740993"), None, Some("1e5")],
        "repost_of_time" => [Some(TIME - 5), None, Some(TIME)],
    )
    .expect("a table");
    let moments = table.column("timestamp").and_then(|c| c.cast(&DataType::Datetime(TimeUnit::Milliseconds, None)));
    table.with_column(moments.expect("times")).expect("a column");
    write(&table, path);
}

fn write(table: &Table, path: &Path) {
    table.write_parquet(&mut File::create(path).expect("a file")).expect("the table is written");
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).expect("memory takes it");
    packed.finish().expect("memory takes it")
}

#[test]
fn one_table_in_every_form_gives_the_same_events() {
    let place = folder();
    let plain = [
        ("comma.csv", separated(',', "\n")),
        ("crlf.csv", separated(',', "\r\n")),
        ("tab.tsv", separated('\t', "\n")),
        ("semicolon.txt", separated(';', "\n")),
        ("bom.csv", format!("\u{feff}{}", separated(',', "\n"))),
        ("no-last-newline.csv", separated(',', "\n").trim_end().to_owned()),
        ("blank-lines.csv", separated(',', "\n\n")),
        ("quoted.csv", separated(',', "\n").replace("\n007,", "\n\"007\",")),
        ("lines.ndjson", JSON.join("\n")),
        ("array.json", format!("[{}]", JSON.join(",\n"))),
    ];
    for (name, content) in &plain {
        assert_eq!(rows(&read(&file(&place, name, content)).expect(name)), expected(), "{name}");
        let packed = gzip(content.as_bytes());
        assert_eq!(rows(&read(&file(&place, "packed", packed)).expect(name)), expected(), "{name}, gzip");
        let packed = zstd::encode_all(content.as_bytes(), 1).expect("memory takes it");
        assert_eq!(rows(&read(&file(&place, "packed", packed)).expect(name)), expected(), "{name}, zstd");
    }
    let path = place.path().join("table.parquet");
    parquet(&path);
    assert_eq!(rows(&read(&path).expect("parquet")), expected());
}

#[test]
fn a_gzip_file_of_several_members_is_read_to_its_end() {
    let place = folder();
    let whole = separated(',', "\n");
    let (head, tail) = whole.split_at(whole.find("анна").expect("the last row"));
    let members = [gzip(head.as_bytes()), gzip(tail.as_bytes())].concat();
    assert_eq!(rows(&read(&file(&place, "members.gz", members)).expect("two members")), expected());
}

#[test]
fn numbers_in_parquet_stay_ids() {
    let place = folder();
    let path = place.path().join("numbers.parquet");
    let mut table = table!(
        "account_id" => [i64::MAX, 7],
        "timestamp" => [1_630_000_000.5f64, 1_630_000_001.0],
        "url_id" => [u64::MAX, 0],
        "domain_id" => [12.0, f64::NAN],
    )
    .expect("a table");
    table.with_column(Column::lists("hashtags", [Some(vec!["a", "b"]), Some(Vec::new())])).expect("a column");
    write(&table, &path);
    let events = read(&path).expect("numbers");
    assert_eq!(events.accounts.iter().collect::<Vec<_>>(), ["9223372036854775807", "7"]);
    assert_eq!(events.time, [1_630_000_000_500_000, 1_630_000_001_000_000]);
    let column = |role| events.column(role).expect("the column").strings.iter().collect::<Vec<_>>();
    assert_eq!(column(Role::UrlId), ["18446744073709551615", "0"]);
    assert_eq!(column(Role::DomainId), ["12"]);
    assert_eq!(column(Role::Hashtags), ["a", "b"]);
}

#[test]
fn values_of_parquet_count_whatever_the_statistics_claim() {
    const ROWS: usize = 1 << 18;
    let place = folder();
    let path = place.path().join("half.parquet");
    // polars 0.55 counts the nulls of a group again for each of its pages: of
    // these two pages it claims that they are all null.
    let table = table!(
        "account_id" => vec!["a"; ROWS],
        "timestamp" => vec![TIME; ROWS],
        "repost_of" => (0..ROWS).map(|row| (row % 2 == 0).then_some("p")),
    )
    .expect("a table");
    write(&table, &path);
    let events = read(&path).expect("half a column");
    assert_eq!(events.column(Role::RepostOf).map(|column| column.values()), Some(ROWS / 2));
}

#[test]
fn ids_that_are_floats_and_days_that_are_no_times_are_refused() {
    let place = folder();
    let path = place.path().join("floats.parquet");
    let refused = |table: table::Result<Table>| {
        write(&table.expect("a table"), &path);
        read(&path).expect_err("this cannot be read").to_string()
    };
    let message = refused(table!("account_id" => [1.3e18, 1.0], "timestamp" => [1_630_000_000i64, 1]));
    assert!(message.contains("floats.parquet: column account_id") && message.contains("lose digits"), "{message}");
    let day = Column::new("timestamp", [18_000i32]).cast(&DataType::Date);
    let message = refused(Table::new(1, vec![Column::new("account_id", ["a"]), day.expect("a date")]));
    assert!(message.contains("date without a time of day"), "{message}");
}

#[test]
fn many_files_become_one_table() {
    let place = folder();
    file(&place, "a.csv", "account_id,timestamp,url_id\nx,1630000000,u\ny,1630000001,\n");
    file(&place, "b.csv", "timestamp,account_id,hashtag_id\n1630000002,y,h\n");
    file(&place, "c.ndjson", "{\"account_id\":\"x\",\"timestamp\":1630000003,\"url_id\":\"u\"}\n");
    let words = [place.path().join("*.csv"), place.path().join("c.ndjson"), place.path().join("a.csv")];
    let paths = source::expand(&words.map(|path| path.to_string_lossy().into_owned())).expect("three files");
    assert_eq!(paths.len(), 3, "a file that is named twice is read once");
    let wanted = [Role::UrlId, Role::HashtagId];
    let events = Events::read(&paths, &InputConfig::default(), &wanted).expect("three files");
    assert_eq!(events.account, [0, 1, 1, 0]);
    let url = events.column(Role::UrlId).expect("url_id");
    assert_eq!([0, 1, 2, 3].map(|row| url.row(row)), [&[0][..], &[], &[], &[0]]);
    let hashtag = events.column(Role::HashtagId).expect("hashtag_id");
    assert_eq!([0, 1, 2, 3].map(|row| hashtag.row(row)), [&[][..], &[], &[0], &[]]);
    assert_eq!(events.sources.iter().map(|source| source.rows).collect::<Vec<_>>(), [2, 1, 1]);
}

#[test]
fn standard_input_is_read_in_any_form() {
    for content in [separated(',', "\n").into_bytes(), gzip(JSON.join("\n").as_bytes())] {
        let mut program = lockstep(&["network", "-", "--trace", "repost", "--min-objects", "1"]);
        let mut running = program
            .stdin(std::process::Stdio::piped())
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("it starts");
        running.stdin.take().expect("its input").write_all(&content).expect("it reads");
        let output = running.wait_with_output().expect("it ends");
        assert!(output.status.success());
        assert_eq!(text(&output.stdout), "account_a,account_b,co_acts,objects\n");
    }
}

#[test]
fn columns_are_found_by_the_names_that_the_user_gives() {
    let place = folder();
    let posts = file(&place, "p.csv", "who,when,link\na,10/1/2017 19:58,x\nb,10/1/2017 19:58,x\n");
    let named = ["--column", "account=who", "--column", "time=when", "--column", "url_id=link"];
    let format = ["--time-format", "%m/%d/%Y %H:%M"];
    let arguments = [&["network", arg(&posts), "--min-objects", "1"][..], &named, &format].concat();
    assert_eq!(succeed(&arguments), "account_a,account_b,co_acts,objects\na,b,1,1\n");
    let message = fail(&["network", arg(&posts), "--column", "account=whom", "--column", "time=when"]);
    assert!(message.contains("p.csv: there is no column `whom`") && message.contains("who, when, link"), "{message}");
}

#[test]
fn accounts_of_two_platforms_are_two_accounts() {
    let place = folder();
    let posts = file(&place, "p.csv", "account_id,timestamp,platform,url_id\n1,1630000000,x,u\n1,1630000000,y,u\n");
    let events = read(&posts).expect("two posts");
    assert_eq!(events.accounts.iter().collect::<Vec<_>>(), ["x:1", "y:1"]);
}

#[test]
fn a_text_gives_what_has_no_column_of_its_own() {
    let place = folder();
    let posts = "{\"account_id\":\"a\",\"timestamp\":1630000000,\"text\":\"#One @two https://three.example/x\"}\n";
    let events = read(&file(&place, "p.ndjson", posts)).expect("a post");
    for (role, value) in [(Role::Hashtags, "One"), (Role::Mentions, "two"), (Role::Url, "https://three.example/x")] {
        assert_eq!(events.column(role).expect("derived").strings.iter().collect::<Vec<_>>(), [value]);
    }
}

#[test]
fn keys_that_come_late_in_json_are_found() {
    let place = folder();
    let mut lines: Vec<String> = (0..1_500)
        .map(|n| format!("{{\"account_id\":{n},\"timestamp\":{},\"text\":\"\\\"url_id\\\":\"}}", TIME + n))
        .collect();
    lines.push(format!("{{\"account_id\":\"a\",\"timestamp\":{TIME},\"repost_of\" : \"x\"}}"));
    for (name, content) in [("p.ndjson", lines.join("\n")), ("p.json", format!("[{}]", lines.join(",")))] {
        let events = read(&file(&place, name, content)).expect("1,501 posts");
        assert_eq!(events.column(Role::RepostOf).expect("the late key").row(1_500), [0], "{name}");
        assert!(events.column(Role::UrlId).is_none(), "{name}: a text is no key");
    }
}

#[test]
fn missing_values_are_the_configured_ones() {
    let place = folder();
    let posts = file(&place, "p.csv", "account_id,timestamp,url_id\na,1630000000,NA\nb,1630000000,?\n");
    let config = InputConfig { missing: vec!["?".into()], preset: "posts".parse().ok(), ..InputConfig::default() };
    let urls = |config: &InputConfig| {
        let events = Events::read(std::slice::from_ref(&posts), config, &[Role::UrlId]).expect("two posts");
        events.column(Role::UrlId).expect("the column").strings.iter().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(urls(&InputConfig::default()), ["?"]);
    assert_eq!(urls(&config), ["NA"]);
}

/// 300 good rows around eight that cannot be used.
fn blemished() -> String {
    let mut csv = String::from("object_id,account_id,content_id,timestamp_share\n");
    (0..150).for_each(|i| _ = writeln!(csv, "o{i},a{i},c{i},{}", TIME + i));
    csv.push_str("o,a,c,yesterday\n"); // line 152
    csv.push_str("o,a,c,1630000000,more\n");
    csv.push_str("o,a\n");
    csv.push_str(",a,c,1630000000\n");
    csv.push_str("o,,c,1630000000\n");
    csv.push_str("o,a,c,\n");
    csv.push_str("o,a,c,2021-08-26\n");
    csv.push_str("o,a,c,-1\n");
    (0..150).for_each(|i| _ = writeln!(csv, "o{i},b{i},d{i},{}", TIME + i));
    csv
}

#[test]
fn a_row_that_cannot_be_used_is_listed_with_file_line_and_reason() {
    let place = folder();
    let shares = file(&place, "shares.csv", blemished());
    let out = place.path().join("out");
    let arguments = ["detect", arg(&shares), "--out", arg(&out)];
    let message = fail(&arguments);
    assert!(message.contains("8 of 308 rows (2.6 %)") && message.contains("--max-rejects 0.026;"), "{message}");
    assert!(!out.exists());
    succeed(&[&arguments[..], &["--max-rejects", "0.03"]].concat());
    let rejects = std::fs::read_to_string(out.join("rejects.csv")).expect("rejects.csv");
    let lines: Vec<&str> = rejects.lines().collect();
    assert_eq!(lines[0], "file,line,reason");
    let reasons = [
        "column timestamp_share: the time is in no known form",
        "5 fields where the header has 4",
        "2 fields where the header has 4",
        "the object is missing",
        "the account is missing",
        "the time is missing",
        "column timestamp_share: a date without a time of day",
        "column timestamp_share: the time is before 1970",
    ];
    assert_eq!(lines.len(), 1 + reasons.len());
    for ((row, reason), line) in lines[1..].iter().zip(reasons).zip(152..) {
        let (rest, told) = row.split_at(row.find(&format!(",{line},")).unwrap_or_else(|| panic!("{row}: not {line}")));
        assert!(rest.contains("shares.csv") && told.contains(reason), "{row}: not {reason}");
    }
    let run = std::fs::read_to_string(out.join("run.json")).expect("run.json");
    assert!(run.contains("\"rejected_rows\": 8") && run.contains("\"rows\": 300"));
}

#[test]
fn lines_are_counted_through_quoted_line_ends() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,text,url_id\n");
    (0..200).for_each(|i| _ = writeln!(csv, "a{i},{},\"two\nlines\",u", TIME + i));
    csv.push_str("x,never,\"one\",u\n");
    let events = read(&file(&place, "p.csv", csv)).expect("one bad row in 201");
    assert_eq!((events.len(), events.rejects.len(), events.rejects[0].line), (200, 1, 402));
}

#[test]
fn lines_are_counted_through_empty_lines_and_carriage_returns() {
    let place = folder();
    let config = InputConfig { max_rejects: 1.0, ..InputConfig::default() };
    for newline in ["\n", "\r\n"] {
        let rows = ["account_id,timestamp", "a,1630000000", "", "", "b", "", "c,never", "d,1630000000"];
        let path = file(&place, "p.csv", rows.join(newline));
        let events = Events::read(&[path], &config, &[]).expect("two good rows");
        assert_eq!(events.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), [5, 7], "{newline:?}");
        assert_eq!((events.len(), events.sources[0].rows), (2, 4));
    }
}

#[test]
fn a_quote_that_is_never_closed_is_told_with_what_it_swallowed() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..3_000).for_each(|i| _ = writeln!(csv, "a{i},{},{}u", TIME + i, if i == 500 { "\"" } else { "" }));
    let events = read(&file(&place, "p.csv", csv)).expect("one row is lost");
    assert_eq!((events.rows(), events.rejects.len(), events.rejects[0].line), (2_999, 1, 502));
    assert!(events.rejects[0].reason.contains("a quote opens in this line and is not closed"), "{:?}", events.rejects);
    // What swallows no rows is a text of many lines, be it that it never ends.
    let mut csv = String::from("account_id,timestamp,text\n");
    (0..3_000).for_each(|i| _ = writeln!(csv, "a{i},{},t", TIME + i));
    csv.push_str(&format!("b,{TIME},\"{}", "a line of a text\n".repeat(1_500)));
    let events = read(&file(&place, "q.csv", csv));
    let message = events.expect_err("1,500 lines are lost").to_string();
    assert!(message.contains("1500 of 4500 rows") && message.contains("line 3002: a quote opens"), "{message}");
    let text = "account_id,timestamp,text\na,1630000000,\"one\nb,1630000001,two\"\nc,1630000002,\"three\n\nfour\"\n";
    let events = read(&file(&place, "r.csv", text)).expect("posts");
    assert_eq!((events.rows(), events.rejects.len()), (2, 0), "texts of several lines are texts");
}

#[test]
fn what_cannot_be_read_says_what_to_do() {
    let place = folder();
    let header = "account_id,timestamp,url_id\n";
    let cases: [(&str, Vec<u8>, [&str; 2]); 12] = [
        ("empty.csv", vec![], ["is empty", "export"]),
        ("empty.csv.gz", gzip(b""), ["is empty", "export"]),
        ("header.csv", header.into(), ["a header and no row", "export it again"]),
        ("twice.csv", b"account_id,account_id,timestamp\na,b,1\n".into(), ["there twice", "rename or remove"]),
        ("missing.csv", b"user,when,url_id\na,1,u\n".into(), ["no column for the role time", "--column time=NAME"]),
        ("picture.png", b"\x89PNG\r\n\x1a\n\0\0\0".into(), ["binary", ""]),
        ("sheet.xlsx", b"PK\x03\x04\x14\0".into(), ["archive is damaged or cut short", "make it again"]),
        ("wide.csv", b"\xff\xfe\0\0a\0\0\0".into(), ["UTF-32", "save it as UTF-8"]),
        ("cut.gz", gzip(header.as_bytes())[..20].into(), ["damaged or cut short", "make the file again"]),
        ("array.json", b"[]".into(), ["array is empty", "export it again"]),
        ("broken.json", b"[{\"account_id\": 1,]".into(), ["no valid JSON array", "NDJSON"]),
        ("broken.parquet", b"PAR1 and no more PAR1".into(), ["Parquet", "write it again"]),
    ];
    for (name, bytes, [problem, remedy]) in cases {
        let message = fail(&["detect", arg(&file(&place, name, bytes)), "--out", arg(&place.path().join("out"))]);
        assert!(message.contains(&format!("{name}: ")) && message.contains(problem), "{message}");
        assert!(message.contains(remedy), "{message}");
    }
    let missing = fail(&["detect", arg(&place.path().join("nothing.csv"))]);
    assert!(missing.contains("there is no such file"), "{missing}");
    let directory = fail(&["detect", arg(place.path())]);
    assert!(directory.contains("this is a directory") && directory.contains("*.csv"), "{directory}");
}

/// Rows and cells may have two kibibytes and one.
fn narrow() -> InputConfig {
    InputConfig { max_row: 2 << 10, max_cell: 1 << 10, max_rejects: 1.0, ..InputConfig::default() }
}

#[test]
fn a_row_or_a_cell_beyond_its_limit_is_refused_with_its_line() {
    let place = folder();
    let (row, cell) = ("x".repeat(3 << 10), "y".repeat(1_500));
    let csv = format!(
        "account_id,timestamp,url_id,other\na,{TIME},u,\nb,{TIME},u,{row}\nc,{TIME},{cell},\n\"d\",{TIME},u,\"\n{row}\"\ne,{TIME},u,\n"
    );
    let object = |id: &str, url: &str, other: &str| {
        format!("{{\"account_id\":\"{id}\",\"timestamp\":{TIME},\"url_id\":\"{url}\",\"other\":\"{other}\"}}")
    };
    let objects = [object("a", "u", ""), object("b", "u", &row), object("c", &cell, ""), object("e", "u", "")];
    let (lines, array) = (objects.join("\n"), format!("[{}]", objects.join(",")));
    let document = format!("{{\n\"posts\":[{}]}}", objects.join(","));
    for (name, content, lines) in [
        ("p.csv", csv, [3, 4, 5].as_slice()),
        ("p.ndjson", lines, &[2, 3]),
        ("p.json", array, &[2, 3]),
        ("d.json", document, &[2, 3]),
    ] {
        let events = Events::read(&[file(&place, name, content)], &narrow(), &[Role::UrlId]).expect(name);
        let accounts: Vec<&str> = events.account.iter().map(|&account| events.accounts.get(account)).collect();
        assert_eq!(accounts, ["a", "e"], "{name}");
        assert_eq!(events.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), lines, "{name}");
        assert!(events.rejects[0].reason.starts_with("the row is longer than 2,048 bytes; `input.max_row`"), "{name}");
        let reason = &events.rejects[1].reason;
        assert!(reason.starts_with("column url_id: the cell is longer than 1,024 bytes; `input.max_cell`"), "{reason}");
    }
}

#[test]
fn reading_goes_on_behind_a_row_that_no_block_holds() {
    let place = folder();
    let rows = |ids: &str| ids.chars().map(|id| format!("{id},{TIME},u\n")).collect::<String>();
    let long = "x".repeat(20 << 20);
    let csv =
        format!("account_id,timestamp,url_id\n{}{long}\n{}\n\n\"{long}\",1,u\n{}", rows("ab"), rows("c"), rows("d"));
    let object = |id: char| format!("{{\"account_id\":\"{id}\",\"timestamp\":{TIME},\"url_id\":\"u\"}}");
    let [a, b, c, d] = ['a', 'b', 'c', 'd'].map(object);
    let broken = format!("{{\"account_id\":\"{long}\"}}");
    let lines = format!("{a}\n{b}\n{broken}\n{c}\n\n\n{broken}\n{d}\n");
    let array = format!("[{a},{b},{broken},{c},{broken}\n,{d}]");
    for (name, content, lines) in [("p.csv", csv, [4, 8]), ("p.ndjson", lines, [3, 7]), ("p.json", array, [3, 5])] {
        let events = Events::read(&[file(&place, name, content)], &narrow(), &[Role::UrlId]).expect(name);
        assert_eq!((events.rows(), events.accounts.len()), (4, 4), "{name}");
        assert_eq!(events.rejects.iter().map(|reject| reject.line).collect::<Vec<_>>(), lines, "{name}");
        assert_eq!(events.sources[0].rows, 6, "{name}");
    }
}

#[test]
fn what_stands_behind_blanks_is_read_with_its_line() {
    let place = folder();
    let blanks = format!("{}\n", " ".repeat(1 << 20)).repeat(20);
    let object = format!("{{\"account_id\":\"a\",\"timestamp\":{TIME},\"url_id\":\"u\"}}");
    for (name, content, line) in [
        ("p.json", format!("{blanks}[{object},1]"), 2),
        ("p.ndjson", format!("{blanks}{object}\n1\n"), 22),
        ("p.csv", format!("{}account_id,timestamp,url_id\na,{TIME},u\n1\n", "\n".repeat(20 << 20)), (20 << 20) + 3),
    ] {
        let events = Events::read(&[file(&place, name, content)], &narrow(), &[Role::UrlId]).expect(name);
        assert_eq!((events.rows(), events.rejects[0].line), (1, line), "{name}");
    }
}

#[test]
fn a_document_that_unpacks_to_far_more_than_it_has_on_the_disk_is_not_held() {
    let place = folder();
    let rows = "{\"account_id\":1},".repeat(1 << 20);
    let path = file(&place, "d.json.gz", gzip(format!("{{\"posts\":[{rows}{{}}]}}").as_bytes()));
    let message = Events::read(&[path], &narrow(), &[]).expect_err("17 MiB of 40 kB").to_string();
    assert!(message.contains("its first document is longer than") && message.contains("NDJSON"), "{message}");
    let deep = file(&place, "deep.json", "[".repeat(9 << 20));
    let message = Events::read(&[deep], &narrow(), &[]).expect_err("no export is so deep").to_string();
    assert!(message.contains("nested more than") || message.contains("cut short"), "{message}");
}

#[test]
fn no_more_refused_rows_are_listed_than_anybody_reads() {
    let place = folder();
    let csv = format!("account_id,timestamp,url_id\na,{TIME},u\n{}", "x\n".repeat(600_000));
    let events = Events::read(&[file(&place, "p.csv", csv)], &narrow(), &[]).expect("one post");
    assert_eq!(events.sources[0].rejected, 600_000);
    assert_eq!(events.rejects.len() as u64 + events.unlisted, 600_000);
    assert!(events.rejects.len() < 100_000 && events.rejects[0].line == 3, "{}", events.rejects.len());
}

#[test]
fn advice_that_was_followed_is_not_given_again() {
    let place = folder();
    let read = |name: &str, content: &[u8], config: InputConfig| {
        let config = InputConfig { max_rejects: 1.0, ..config };
        Events::read(&[file(&place, name, content)], &config, &[Role::UrlId])
    };
    let encoding = |name: &str| InputConfig { encoding: Some(name.to_owned()), ..InputConfig::default() };
    let header = read("h.csv", b"account_id,timestamp,url_id,\xff\na,1630000000,u,\n", encoding("utf-8"));
    let message = header.expect_err("no UTF-8").to_string();
    assert!(message.contains("the header is no utf-8; give another --encoding"), "{message}");
    let cell = read("c.csv", b"account_id,timestamp,url_id\na,1630000000,u\n\xff,1630000000,u\n", encoding("utf-8"));
    assert!(cell.expect("a post").rejects[0].reason.ends_with("bytes that mean nothing in utf-8"));
    let western = b"account_id,timestamp,url_id\nJ\xfcrgen,1630000000,u\n";
    assert!(read("w.csv", western, encoding("windows-1252")).expect("a post").warnings().is_empty());
    assert!(read("w.csv", western, InputConfig::default()).expect("a post").warnings()[0].contains("--encoding"));
    let refused = file(&place, "r.csv", format!("account_id,timestamp,url_id\na,{TIME},u\n{}", "x\n".repeat(30)));
    let list = place.path().join("rejects.csv");
    assert!(succeed(&["check", arg(&refused)]).contains("and 10 more; list them with --rejects FILE"));
    let said = succeed(&["check", arg(&refused), "--rejects", arg(&list)]);
    assert!(said.contains("and 10 more; they are listed in") && list.is_file(), "{said}");
    let format = InputConfig { time_format: Some("%d.%m.%Y %H:%M".to_owned()), ..InputConfig::default() };
    let message = read("t.csv", b"user,date,link\na,x,u\nb,y,u\n", format).expect_err("no time").to_string();
    assert!(!message.contains("say how it is written with --time-format"), "{message}");
    let years = InputConfig { columns: [(Role::Time, "year".to_owned())].into(), ..InputConfig::default() };
    let message = read("y.csv", b"account_id,year,url_id\na,2020,u\nb,2021,u\n", years).expect_err("years").to_string();
    assert!(message.contains("are years") && !message.contains("--column time"), "{message}");
}

#[test]
fn a_large_file_is_the_same_in_parallel_and_by_one_thread() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..200_000).for_each(|i| {
        let broken = if i % 1_000 == 999 { "x" } else { "" };
        _ = writeln!(csv, "account-{},{}{broken},url-{}", i * 7_919 % 30_011, TIME + i, i % 977);
    });
    assert!(csv.len() > 6 << 20, "several parts");
    let path = file(&place, "large.csv", &csv);
    let alone = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a pool").install(|| read(&path));
    let many = rayon::ThreadPoolBuilder::new().num_threads(5).build().expect("a pool").install(|| read(&path));
    let (alone, many) = (alone.expect("one thread"), many.expect("five threads"));
    assert_eq!((&alone.account, &alone.time, &alone.rejects), (&many.account, &many.time, &many.rejects));
    assert!(alone.accounts.iter().eq(many.accounts.iter()));
    assert_eq!(alone.rejects.len(), 200);
    assert!(alone.rejects.iter().zip(1..).all(|(reject, n)| reject.line == n * 1_000 + 1));
    assert_eq!(alone.account[..3], [0, 1, 2]);
}

/// Blocks are handed from the threads that read to the one that writes, which has
/// work for such threads itself.
#[test]
fn a_large_import_ends_with_one_thread_and_with_two() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..1_500_000).for_each(|i| _ = writeln!(csv, "account-{},{},url-{}", i % 9_973, TIME + i, i % 977));
    let (posts, out) = (file(&place, "posts.csv", csv), place.path().join("posts.parquet"));
    for threads in ["1", "2"] {
        let said = succeed(&["import", arg(&posts), "--out", arg(&out), "--overwrite", "--threads", threads]);
        assert!(said.contains("1,500,000 posts"), "{said}");
    }
}

/// Lines that look a little like rows.
fn malformed() -> impl Strategy<Value = String> {
    let cell = prop_oneof![
        Just("a".to_owned()),
        Just("1630000000".to_owned()),
        Just(String::new()),
        Just("2021-08-26T10:00:00Z".to_owned()),
        "[ -~]{0,8}",
        "\\PC{0,4}",
        any::<String>(),
    ];
    let line = prop::collection::vec(cell, 0..6).prop_map(|cells| cells.join(","));
    prop::collection::vec(line, 0..20).prop_map(|lines| lines.join("\n"))
}

fn events_of(bytes: &[u8]) -> lockstep::base::error::Result<Events> {
    let place = folder();
    let config = InputConfig { max_rejects: 1.0, ..InputConfig::default() };
    let wanted = [Role::Url, Role::Hashtags, Role::UrlId, Role::Text];
    Events::read(&[file(&place, "input", bytes)], &config, &wanted)
}

/// Every row is used or listed, and whatever can be used is sound.
fn accounted_for(events: &Events) -> Result<(), TestCaseError> {
    let summary = &events.sources[0];
    prop_assert_eq!(events.len() as u64 + summary.rejected, summary.rows);
    prop_assert!(events.rejects.len() as u64 <= summary.rejected);
    prop_assert!(events.account.iter().all(|&account| (account as usize) < events.accounts.len()));
    prop_assert!(events.time.iter().all(|&time| time >= 0));
    Ok(())
}

proptest! {
    #[test]
    fn malformed_rows_never_panic_and_are_all_accounted_for(rows in malformed()) {
        let csv = format!("account_id,timestamp,url,text\n{rows}");
        if let Ok(events) = events_of(csv.as_bytes()) {
            accounted_for(&events)?;
            if !csv.contains(['"', '\r']) {
                let is_row = |line: &&str| line.contains(|c: char| c != ',' && !c.is_ascii_whitespace());
                let lines = csv.lines().skip(1).filter(is_row).count() as u64;
                prop_assert_eq!(events.sources[0].rows, lines);
            }
        }
    }

    #[test]
    fn malformed_json_never_panics_and_is_all_accounted_for(
        keys in prop::collection::vec(prop_oneof![Just("account_id"), Just("timestamp"), Just("url"), Just("text")], 0..5),
        values in prop::collection::vec(prop_oneof!["\"[ -~]{0,6}\"", "[0-9]{1,20}", "\\[[0-9,\"a]{0,6}\\]", "[{}a-z]{0,4}"], 5),
        rest in "\\PC{0,20}",
    ) {
        let pairs: Vec<String> = keys.iter().zip(&values).map(|(key, value)| format!("\"{key}\":{value}")).collect();
        let good = "{\"account_id\":1,\"timestamp\":1630000000}";
        let object = format!("{{{}}}", pairs.join(","));
        for content in [format!("{good}\n{object}\n{rest}\n"), format!("[{good},{object}]")] {
            if let Ok(events) = events_of(content.as_bytes()) {
                accounted_for(&events)?;
                prop_assert!(!events.is_empty());
            }
        }
    }

    #[test]
    fn any_bytes_behind_any_magic_never_panic(
        magic in prop::sample::select(vec![&b""[..], b"PAR1", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd", b"[", b"{", b"account_id,timestamp\n"]),
        rest in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        if let Ok(events) = events_of(&[magic, &rest].concat()) {
            accounted_for(&events)?;
        }
    }

    #[test]
    fn a_damaged_parquet_file_never_panics(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
        end in any::<prop::sample::Index>(),
        cut: bool,
    ) {
        let place = folder();
        let path = place.path().join("table.parquet");
        parquet(&path);
        let mut bytes = std::fs::read(&path).expect("the file");
        for (index, byte) in at {
            let place = index.index(bytes.len());
            bytes[place] = byte;
        }
        if cut {
            bytes.truncate(end.index(bytes.len()));
        }
        if let Ok(events) = events_of(&bytes) {
            accounted_for(&events)?;
        }
    }
}

/// A line that holds no rows where the others do is refused, not passed over.
#[test]
fn a_document_without_a_place_for_rows_is_told() {
    let place = folder();
    let page = r#"{"data":{"videos":[{"id":1,"username":"a","create_time":1700000000,"region_code":"US","video_description":"x"}]}}"#;
    let empty = r#"{"data":{"videos":[]}}"#;
    let odd = r#"{"error":{"code":"rate limit"}}"#;
    let pages = file(&place, "pages.ndjson", format!("{page}\n{empty}\n{odd}\n"));
    let events =
        Events::read(&[pages], &InputConfig { max_rejects: 1.0, ..InputConfig::default() }, &[]).expect("a video");
    assert_eq!((events.rows(), events.rejects.len(), events.rejects[0].line), (1, 1, 3));
    assert!(events.rejects[0].reason.contains("no rows at"), "{:?}", events.rejects);
}

/// What a post says of its account is no reason to lose the post, and a platform
/// is the same in any case.
#[test]
fn odd_facts_lose_no_post() {
    let place = folder();
    let lines = "{\"account_id\":\"7\",\"timestamp\":1700000000,\"platform\":\"Twitter\",\"followers\":{\"n\":5}}\n\
                 {\"account_id\":\"7\",\"timestamp\":1700000001,\"platform\":\" twitter\",\"account_created\":{\"$date\":1}}\n";
    let posts = file(&place, "posts.ndjson", lines);
    let events = Events::read(&[posts], &InputConfig::default(), &lockstep::data::events::FACTS).expect("two posts");
    assert_eq!((events.rows(), events.accounts.len(), events.accounts.get(0)), (2, 1, "twitter:7"));
    assert_eq!(events.facts.of(0).followers, None);
}
