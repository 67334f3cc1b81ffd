//! What the percent escapes of a text stand for (RFC 3986, section 2.1).

/// A text with its escapes taken out, and where its parts stand in the text that
/// it was made of.
pub(super) struct Unescaped {
    pub(super) text: String,
    /// By byte of the text, and at its end: the byte of the source.
    places: Vec<usize>,
}

impl Unescaped {
    /// The text with one layer of escapes taken out; none where it has none that
    /// stand for text.
    pub(super) fn new(source: &str) -> Option<Self> {
        let mut all = Self { text: String::with_capacity(source.len()), places: Vec::with_capacity(source.len() + 1) };
        let mut at = 0;
        while at < source.len() {
            let escaped = escapes(&source.as_bytes()[at..]);
            if escaped.is_empty() {
                let rest = &source.as_bytes()[at + 1..];
                let next = rest.iter().position(|&byte| byte == b'%').map_or(source.len(), |next| at + 1 + next);
                all.push(&source[at..next], at, 1);
                at = next;
                continue;
            }
            for chunk in escaped.utf8_chunks() {
                all.push(chunk.valid(), at, ESCAPE);
                at += ESCAPE * chunk.valid().len();
                // What is no text stays escaped.
                let broken = ESCAPE * chunk.invalid().len();
                all.push(&source[at..at + broken], at, 1);
                at += broken;
            }
        }
        all.places.push(source.len());
        (all.text.len() < source.len()).then_some(all)
    }

    /// Adds text of which each byte stands in so many bytes of the source.
    fn push(&mut self, text: &str, from: usize, step: usize) {
        self.text.push_str(text);
        self.places.extend((0..text.len()).map(|byte| from + step * byte));
    }

    /// Where in the source a byte of the text stands.
    pub(super) fn place(&self, byte: usize) -> usize {
        self.places[byte]
    }
}

/// Bytes of an escape: a percent sign and two digits.
const ESCAPE: usize = 3;

/// The bytes that the escapes at the beginning stand for.
fn escapes(bytes: &[u8]) -> Vec<u8> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let escape = |piece: &[u8]| match *piece {
        [b'%', high, low] => Some(digit(high)? * 16 + digit(low)?),
        _ => None,
    };
    bytes.chunks(ESCAPE).map_while(escape).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_stand_for_text_and_know_their_place() {
        let all = Unescaped::new("a%20%D0%9E%2Fb%ff%zz%4").unwrap();
        assert_eq!(all.text, "a О/b%ff%zz%4");
        let place = |text: &str| all.place(all.text.find(text).unwrap());
        assert_eq!([place(" "), place("О"), place("/"), place("b"), place("%ff"), place("%4")], [1, 4, 10, 13, 14, 20]);
        assert_eq!(all.place(all.text.len()), 22);
        assert!(Unescaped::new("é 100% of %ff, é").is_none());
        assert_eq!(Unescaped::new("é%C3%A9").map(|all| (all.place(0), all.place(2), all.place(4))), Some((0, 2, 8)));
    }
}
