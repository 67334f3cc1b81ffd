//! Text in other encodings than UTF-8: recognised by its bytes, decoded block by
//! block.

use std::sync::{Arc, OnceLock};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Decoder, DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE};
use lockstep_base::error::{Error, Result};

use super::source::Unfit;

/// What stands for a sequence that means nothing in its encoding: it is no UTF-8
/// either, so that its row is refused.
const BROKEN: u8 = 0xff;

/// Bytes that are looked at for the zeros of UTF-16 and UTF-32.
const LOOKED_AT: usize = 1 << 12;

/// Names that a user is likely to look for.
const EXAMPLES: &str = "utf-8, utf-16le, utf-16be, windows-1252, latin1, iso-8859-2, windows-1250, windows-1251, \
                        windows-1254, koi8-r, gb18030, big5, shift_jis, euc-kr";

/// The encoding of this name.
///
/// # Errors
/// When there is none: the message lists some that there are.
pub(super) fn by_name(name: &str) -> Result<&'static Encoding> {
    let wrong = |problem: String| Err(Error::config("input.encoding", problem));
    if name.to_ascii_lowercase().replace(['-', '_'], "").starts_with("utf32") {
        return wrong("UTF-32 is not read; save the file as UTF-8".to_owned());
    }
    match Encoding::for_label_no_replacement(name.as_bytes()) {
        Some(encoding) => Ok(encoding),
        None => wrong(format!("`{name}` is no known encoding; give one of {EXAMPLES}, or another name of the web's")),
    }
}

/// The name of the encoding that an input turned out to be in; nothing for UTF-8.
pub(super) type Told = Arc<OnceLock<&'static str>>;

/// Text on its way to UTF-8.
pub(super) struct Text {
    state: State,
    told: Told,
}

enum State {
    /// All so far was ASCII.
    Undecided,
    /// UTF-8, or no text at all.
    AsIs,
    Decoding(Box<Decoder>),
}

impl Text {
    /// Bytes that are no text.
    pub fn none() -> Self {
        Self { state: State::AsIs, told: Told::default() }
    }

    /// Where the name of the encoding will stand.
    pub fn told(&self) -> Told {
        Arc::clone(&self.told)
    }

    /// Decides by the first bytes, which become UTF-8 without a byte order mark;
    /// `is_all` where there are no more.
    ///
    /// # Errors
    /// When the text is in UTF-32.
    pub fn begin(head: &mut Vec<u8>, forced: Option<&'static Encoding>, is_all: bool) -> Result<Self, Unfit> {
        let mut text = Self { state: State::Undecided, told: Told::default() };
        let marked = Encoding::for_bom(head);
        if forced.is_none() && is_utf32(head) {
            return Err(Unfit::Utf32);
        }
        let chosen = forced.or(marked.map(|(encoding, _)| encoding)).or_else(|| utf16(head));
        if let Some((encoding, mark)) = marked
            && chosen == Some(encoding)
        {
            head.drain(..mark);
        }
        match chosen {
            Some(encoding) => text.decide(encoding, head, 0, is_all),
            None => text.go_on(head, 0, is_all),
        }
        Ok(text)
    }

    /// Makes UTF-8 of the bytes from `from` on; nothing comes after them where
    /// they are the last ones.
    pub fn go_on(&mut self, bytes: &mut Vec<u8>, from: usize, is_last: bool) {
        match &mut self.state {
            State::AsIs => {}
            State::Undecided if bytes[from..].is_ascii() => {}
            State::Undecided => self.decide(guess(&bytes[from..], is_last), bytes, from, is_last),
            State::Decoding(decoder) => {
                let raw = bytes.split_off(from);
                decode(decoder, &raw, bytes, is_last);
            }
        }
    }

    fn decide(&mut self, encoding: &'static Encoding, bytes: &mut Vec<u8>, from: usize, is_last: bool) {
        if encoding == UTF_8 {
            self.state = State::AsIs;
            return;
        }
        // It is set once, here.
        _ = self.told.set(encoding.name());
        self.state = State::Decoding(Box::new(encoding.new_decoder_without_bom_handling()));
        self.go_on(bytes, from, is_last);
    }
}

/// Appends what the bytes mean.
fn decode(decoder: &mut Decoder, mut raw: &[u8], out: &mut Vec<u8>, is_last: bool) {
    let mut room = [0; 1 << 14];
    out.reserve(raw.len());
    loop {
        let (result, read, written) = decoder.decode_to_utf8_without_replacement(raw, &mut room, is_last);
        out.extend_from_slice(&room[..written]);
        raw = &raw[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => out.push(BROKEN),
        }
    }
}

/// UTF-32 has a mark of its own, or three zero bytes for each letter of English.
fn is_utf32(head: &[u8]) -> bool {
    if head.starts_with(b"\xff\xfe\0\0") || head.starts_with(b"\0\0\xfe\xff") {
        return true;
    }
    let units: Vec<&[u8]> = head[..head.len().min(LOOKED_AT)].chunks_exact(4).collect();
    let little = |unit: &&&[u8]| is_plain(unit[0]) && unit[1..] == [0; 3];
    let big = |unit: &&&[u8]| unit[..3] == [0; 3] && is_plain(unit[3]);
    let most = |fits: usize| units.len() >= 2 && 10 * fits > 9 * units.len();
    most(units.iter().filter(little).count()) || most(units.iter().filter(big).count())
}

fn is_plain(byte: u8) -> bool {
    byte.is_ascii_graphic() || matches!(byte, b' ' | b'\t' | b'\r' | b'\n')
}

/// UTF-16 without a mark: half of each letter of English, digit and separator is
/// a zero byte, always the same half.
fn utf16(head: &[u8]) -> Option<&'static Encoding> {
    let units = || head[..head.len().min(LOOKED_AT)].chunks_exact(2).map(|unit| (unit[0], unit[1]));
    let all = units().count();
    // Ideographs look like two letters of ASCII now and then.
    let pairs = units().filter(|&(first, second)| is_plain(first) && is_plain(second)).count();
    let little = units().filter(|&(first, second)| is_plain(first) && second == 0).count();
    let big = units().filter(|&(first, second)| first == 0 && is_plain(second)).count();
    let fits = |here: usize, there: usize| 10 * here >= all && 100 * there <= all && here > pairs && here > 1;
    match () {
        () if fits(little, big) => Some(UTF_16LE),
        () if fits(big, little) => Some(UTF_16BE),
        () => None,
    }
}

/// The likeliest encoding of bytes that are not all ASCII; a letter may be cut
/// where they end, unless nothing comes after them.
fn guess(bytes: &[u8], is_last: bool) -> &'static Encoding {
    /// Bytes of lines that are looked at where they are no UTF-8.
    const FED: usize = 1 << 20;
    match std::str::from_utf8(bytes) {
        Ok(_) => return UTF_8,
        Err(error) if error.error_len().is_none() && !is_last => return UTF_8,
        Err(_) => {}
    }
    let lines = || bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| !line.is_ascii());
    let (mut sound, mut broken) = (0_u64, 0_u64);
    for line in lines() {
        if std::str::from_utf8(line).is_ok() { sound += 1 } else { broken += 1 }
    }
    // By chance no line of another encoding is UTF-8: these are some broken rows.
    if sound >= broken {
        return UTF_8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let mut left = FED;
    for line in lines() {
        let line = &line[..line.len().min(left)];
        detector.feed(line, false);
        left -= line.len();
        if left == 0 {
            break;
        }
    }
    detector.feed(b"", true);
    detector.guess(None, Utf8Detection::Deny)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes as a stream reads them, in blocks of this size, and the encoding.
    fn read(bytes: &[u8], block: usize, forced: Option<&str>) -> (Vec<u8>, Option<&'static str>) {
        let forced = forced.map(|name| by_name(name).unwrap());
        let first = bytes.len().min(block.max(64));
        let mut all = bytes[..first].to_vec();
        let mut text = Text::begin(&mut all, forced, first == bytes.len()).unwrap_or_else(|_| panic!("UTF-32"));
        for start in (first..bytes.len()).step_by(block) {
            let end = bytes.len().min(start + block);
            let from = all.len();
            all.extend_from_slice(&bytes[start..end]);
            text.go_on(&mut all, from, end == bytes.len());
        }
        (all, text.told().get().copied())
    }

    fn utf16_of(text: &str, order: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(order).collect()
    }

    const GERMAN: &str = "account_id,text\nmüller,Straße nach Köln – schön €5\nmeier,Über „Grüße“ häufig\n";

    #[test]
    fn utf16_is_recognised_with_and_without_its_mark_wherever_blocks_end() {
        let texts = [GERMAN.repeat(9), "id,text\n1,猫と犬が好きです\n2,привет мир 🐈\n".repeat(40)];
        for text in texts {
            for mark in ["\u{feff}", ""] {
                let marked = format!("{mark}{text}");
                let little = (utf16_of(&marked, u16::to_le_bytes), "UTF-16LE");
                let big = (utf16_of(&marked, u16::to_be_bytes), "UTF-16BE");
                for (bytes, name) in [little, big] {
                    for block in [1, 7, 64, 100_000] {
                        assert_eq!(read(&bytes, block, None), (text.clone().into_bytes(), Some(name)));
                    }
                }
            }
        }
    }

    #[test]
    fn old_encodings_are_guessed_and_utf8_is_left_alone() {
        let (western, ..) = encoding_rs::WINDOWS_1252.encode(GERMAN);
        assert_eq!(read(&western, 1 << 20, None), (GERMAN.into(), Some("windows-1252")));
        let russian = "имя,текст\nанна,Сегодня хорошая погода в Москве\n";
        let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode(russian);
        assert_eq!(read(&cyrillic, 1 << 20, None), (russian.into(), Some("windows-1251")));
        for block in [1, 3, 1 << 20] {
            assert_eq!(read(GERMAN.as_bytes(), block, None), (GERMAN.into(), None));
        }
        assert_eq!(read(b"\xef\xbb\xbfa,b\n", 64, None), (b"a,b\n".to_vec(), None));
    }

    #[test]
    fn what_comes_late_decides_and_some_broken_lines_do_not() {
        let late = "plain,ascii\n".repeat(20) + "naïve,café\n";
        let (western, ..) = encoding_rs::WINDOWS_1252.encode(&late);
        assert_eq!(read(&western, 100, None), (late.clone().into_bytes(), Some("windows-1252")));
        let mixed = [late.as_bytes(), b"caf\xe9\n"].concat();
        assert_eq!(read(&mixed, 1 << 20, None), (mixed.clone(), None));
    }

    #[test]
    fn a_name_forces_and_nonsense_is_marked() {
        let (polish, ..) = encoding_rs::ISO_8859_2.encode("łódź\n");
        assert_eq!(read(&polish, 64, Some("latin2")), ("łódź\n".into(), Some("ISO-8859-2")));
        assert_eq!(read(b"\xff\xfea\0\0\xd8\n\0", 64, None).0, b"a\xff\n");
        assert_eq!(read(b"caf\xe9\n", 64, Some("utf-8")), (b"caf\xe9\n".to_vec(), None));
        for wrong in ["utf-32", "klingon", "replacement"] {
            assert!(by_name(wrong).is_err(), "{wrong}");
        }
        let wide = [0xff, 0xfe, 0, 0, b'a', 0, 0, 0];
        assert!(Text::begin(&mut wide.to_vec(), None, true).is_err());
        assert!(Text::begin(&mut wide[4..].repeat(9), None, true).is_err());
        assert_eq!(utf16(b"a,b\n1,\0\n"), None);
    }
}
