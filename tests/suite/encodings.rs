//! Texts that are no UTF-8.

use encoding_rs::{Encoding, ISO_8859_2, SHIFT_JIS, WINDOWS_1251, WINDOWS_1252};
use lockstep::base::digest::hex;
use lockstep::data::events::{Events, InputConfig, Role};
use sha2::{Digest, Sha256};

use crate::support::{arg, fail, file, folder, misuse, read, succeed};

/// The names of the accounts, and the encoding that they were in.
fn told(events: &Events) -> (Vec<&str>, Option<&str>) {
    (events.accounts.iter().collect(), events.sources[0].encoding.as_deref())
}

fn forms(names: &[&str]) -> [String; 3] {
    let csv = names.iter().map(|name| format!("{name},1630000000,u\n")).collect::<String>();
    let json: Vec<String> =
        names.iter().map(|name| format!("{{\"account_id\": \"{name}\", \"timestamp\": 1630000000}}")).collect();
    [format!("account_id,timestamp,url_id\n{csv}"), json.join("\n"), format!("[{}]", json.join(",\n"))]
}

fn encoded(encoding: &'static Encoding, text: &str) -> Vec<u8> {
    encoding.encode(text).0.into_owned()
}

fn utf16(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
    text.encode_utf16().flat_map(order).collect()
}

#[test]
fn posts_in_old_encodings_are_the_same_posts_and_the_encoding_is_told() {
    let place = folder();
    let german = ["Jürgen Groß", "Übung – €5", "Käthe “Kät” Böhm"];
    let russian = ["Анна Каренина", "Сергей Иванов", "Ольга Петрова"];
    for (names, encoding) in [(german, WINDOWS_1252), (russian, WINDOWS_1251)] {
        for text in forms(&names) {
            let bytes = encoded(encoding, &text);
            let events = read(&file(&place, "posts", &bytes)).expect("three posts");
            assert_eq!(told(&events), (names.to_vec(), Some(encoding.name())), "{text}");
            assert_eq!(events.sources[0].sha256, hex(&Sha256::digest(&bytes)), "the digest is that of the file");
        }
    }
    for text in forms(&["Jürgen", "猫が好き", "анна🐈"]) {
        for mark in ["", "\u{feff}"] {
            let text = format!("{mark}{text}");
            let sorts = [
                (text.clone().into_bytes(), None),
                (utf16(&text, u16::to_le_bytes), Some("UTF-16LE")),
                (utf16(&text, u16::to_be_bytes), Some("UTF-16BE")),
            ];
            for (bytes, encoding) in sorts {
                let events = read(&file(&place, "posts", bytes)).expect("three posts");
                assert_eq!(told(&events), (vec!["Jürgen", "猫が好き", "анна🐈"], encoding));
            }
        }
    }
}

#[test]
fn a_table_of_excel_s_unicode_text_is_read() {
    let place = folder();
    let text = "\u{feff}account_id\ttimestamp\turl_id\r\nзоя\t1630000000\tu\r\n\"a\tb\"\t1630000001\tv\r\n";
    let events = read(&file(&place, "posts.txt", utf16(text, u16::to_le_bytes))).expect("two posts");
    assert_eq!(told(&events), (vec!["зоя", "a\tb"], Some("UTF-16LE")));
}

#[test]
fn a_large_file_may_begin_in_ascii_and_end_a_block_within_a_letter() {
    let place = folder();
    let mut csv = String::from("account_id,timestamp,url_id\n");
    (0..400_000).for_each(|n| csv += &format!("account-{n},1630000000,u\n"));
    assert!(csv.len() > 9 << 20, "more than a block");
    (0..400_000).for_each(|n| csv += &format!("Müller-{n},1630000000,ü\n"));
    let plain = read(&file(&place, "plain.csv", &csv)).expect("posts");
    assert_eq!(plain.sources[0].encoding, None);
    for (bytes, encoding) in
        [(encoded(WINDOWS_1252, &csv), "windows-1252"), (utf16(&csv, u16::to_be_bytes), "UTF-16BE")]
    {
        let events = read(&file(&place, "posts.csv", bytes)).expect("posts");
        assert_eq!(events.sources[0].encoding.as_deref(), Some(encoding));
        assert!(events.accounts.iter().eq(plain.accounts.iter()) && events.account == plain.account);
    }
}

#[test]
fn a_few_broken_rows_do_not_make_another_encoding() {
    let place = folder();
    let sound = "account_id,timestamp,url_id\nJürgen,1630000000,u\nZoë,1630000001,u\n";
    let broken = [sound.as_bytes(), b"J\xfcrgen,1630000002,u\n"].concat();
    let config = InputConfig { max_rejects: 0.5, ..InputConfig::default() };
    let events = Events::read(&[file(&place, "p.csv", broken)], &config, &[]).expect("two posts");
    assert_eq!(told(&events), (vec!["Jürgen", "Zoë"], None));
    assert_eq!(events.rejects[0].line, 4);
    // Half a letter of UTF-16 at the end, and half a pair within.
    let mut wide = utf16("account_id,timestamp\na,1630000000\nb", u16::to_le_bytes);
    wide.extend(0xd800_u16.to_le_bytes());
    wide.extend(utf16(",1630000000\nc,1630000001\n", u16::to_le_bytes));
    let events = Events::read(&[file(&place, "w.csv", wide)], &config, &[]).expect("two posts");
    assert_eq!(told(&events), (vec!["a", "c"], Some("UTF-16LE")));
    assert!(events.rejects[0].reason.contains("not valid UTF-8"), "{:?}", events.rejects);
}

#[test]
fn some_zero_bytes_in_cells_are_no_binary_file() {
    let place = folder();
    let csv = "account_id,timestamp,url_id\na,1630000000,u\nb,1630000000,\0\nc,1630000000,u\n";
    let config = InputConfig { max_rejects: 0.5, ..InputConfig::default() };
    let events = Events::read(&[file(&place, "p.csv", csv)], &config, &[Role::UrlId]).expect("posts");
    assert_eq!((events.accounts.len(), events.rejects[0].line), (2, 3));
    assert!(events.rejects[0].reason.contains("a NUL byte"), "{:?}", events.rejects);
    assert!(fail(&["network", arg(&file(&place, "p.bin", [0, 1, 2, b'\n', 3, 0]))]).contains("binary"));
}

#[test]
fn a_name_forces_an_encoding_and_import_tells_it() {
    let place = folder();
    let [csv, ..] = forms(&["Łukasz", "Święta", "Żółć"]);
    let posts = file(&place, "p.csv", encoded(ISO_8859_2, &csv));
    let out = place.path().join("posts.parquet");
    let import = ["import", arg(&posts), "--out", arg(&out), "--overwrite"];
    let said = succeed(&[&import[..], &["--encoding", "latin2"]].concat());
    assert!(said.contains("p.csv: posts, 3 posts, read as ISO-8859-2\n"), "{said}");
    assert_eq!(read(&out).expect("posts").accounts.iter().collect::<Vec<_>>(), ["Łukasz", "Święta", "Żółć"]);
    let [csv, ..] = forms(&["田中さん", "ニュース"]);
    let posts = file(&place, "p.csv", encoded(SHIFT_JIS, &csv));
    let config = InputConfig { encoding: Some("shift_jis".into()), ..InputConfig::default() };
    let events = Events::read(&[posts], &config, &[]).expect("posts");
    assert_eq!(told(&events), (vec!["田中さん", "ニュース"], Some("Shift_JIS")));
    let plain = file(&place, "p.csv", &csv);
    assert!(succeed(&["import", arg(&plain), "--out", arg(&out), "--overwrite"]).contains("p.csv: posts, 2 posts\n"));
    let message = misuse(&["import", arg(&plain), "--out", arg(&out), "--encoding", "klingon"]);
    assert!(message.contains("`input.encoding`: `klingon`") && message.contains("windows-1252"), "{message}");
    assert!(
        misuse(&["import", arg(&plain), "--out", arg(&out), "--encoding", "UTF-32"]).contains("save the file as UTF-8")
    );
}
