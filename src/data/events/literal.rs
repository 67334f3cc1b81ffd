//! Values as programs print them into a cell: lists, and objects in them.
//!
//! One reader for the notations of Python and numpy (`['a', 'b']`, `['a' 'b']`,
//! `array(['a'], dtype=object)`), JSON, R (`c("a", "b")`), databases (`{a,"b c"}`,
//! `[a, 'b,c']`), and the objects that they hold (`{'url': 'x'}`, `{k=v}`,
//! `<Tweet id=9 type=quoted>`, `TextLink(url='x')`).

use std::borrow::Cow;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Literal<'a> {
    /// No value: `None`, `null`, `nan`, `NA` and their kin, without quotes.
    Nothing,
    /// A text, a number, or a word without quotes.
    Text(Cow<'a, str>),
    List(Vec<Self>),
    Object(Vec<(Cow<'a, str>, Self)>),
}

/// Lists in lists are followed so far.
const DEEPEST: usize = 48;

/// Words that stand for no value where they are not quoted.
const NOTHING: [&str; 12] =
    ["None", "null", "NULL", "nan", "NaN", "NaT", "NA", "<NA>", "NA_character_", "nil", "undefined", "missing"];

/// Whether a word stands for no value.
pub(super) fn is_nothing(word: &str) -> bool {
    NOTHING.contains(&word)
}

/// Whether a text begins as a list or an object is printed, so that it is none
/// where [`read`] cannot read it.
pub(super) fn opens(text: &str) -> bool {
    let begins = |name: &str| text.strip_prefix(name).is_some_and(|rest| rest.starts_with('('));
    text.starts_with(['[', '{', '(']) || SEQUENCES.iter().copied().any(begins)
}

/// Reads a cell; none where it is not printed in full, or in no known notation.
pub(super) fn read(text: &str) -> Option<Literal<'_>> {
    let mut reader = Reader { text, at: 0, depth: 0 };
    let value = reader.value("")?;
    reader.blanks();
    (reader.at == text.len()).then_some(value)
}

impl Literal<'_> {
    /// The same as JSON.
    pub fn to_json(&self) -> String {
        let mut json = String::new();
        self.write(&mut json);
        json
    }

    fn write(&self, json: &mut String) {
        match self {
            Self::Nothing => json.push_str("null"),
            Self::Text(text) => quote(text, json),
            Self::List(items) => enclose(json, ['[', ']'], items, |json, item| item.write(json)),
            Self::Object(members) => enclose(json, ['{', '}'], members, |json, (key, value)| {
                quote(key, json);
                json.push(':');
                value.write(json);
            }),
        }
    }
}

fn enclose<T>(json: &mut String, [open, close]: [char; 2], parts: &[T], write: impl Fn(&mut String, &T)) {
    json.push(open);
    for (number, part) in parts.iter().enumerate() {
        if number > 0 {
            json.push(',');
        }
        write(json, part);
    }
    json.push(close);
}

fn quote(text: &str, json: &mut String) {
    // A text can always be written as JSON.
    json.push_str(&serde_json::to_string(text).unwrap_or_default());
}

/// Names before parentheses that hold a sequence.
const SEQUENCES: [&str; 15] = [
    "c",
    "list",
    "array",
    "np.array",
    "set",
    "frozenset",
    "tuple",
    "character",
    "integer",
    "numeric",
    "List",
    "Vector",
    "WrappedArray",
    "ArrayBuffer",
    "ArraySeq",
];

struct Reader<'a> {
    text: &'a str,
    at: usize,
    depth: usize,
}

impl<'a> Reader<'a> {
    fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blanks(&mut self) {
        self.at += self.rest().len() - self.rest().trim_start().len();
    }

    fn skips(&mut self, sign: &str) -> bool {
        let is_there = self.rest().starts_with(sign);
        self.at += if is_there { sign.len() } else { 0 };
        is_there
    }

    /// A value; `ends` are the signs that end a word around it.
    fn value(&mut self, ends: &str) -> Option<Literal<'a>> {
        if self.depth > DEEPEST {
            return None;
        }
        self.depth += 1;
        self.blanks();
        let value = match self.peek()? {
            b'[' => self.sequence('[', ']'),
            b'(' => self.sequence('(', ')'),
            b'{' => self.braces(),
            b'\'' | b'"' => self.string().map(Literal::Text),
            b'<' if self.rest()[1..].starts_with(|c: char| c.is_ascii_uppercase()) && self.rest().contains('=') => {
                self.printed()
            }
            _ => self.word_or_call(ends),
        };
        self.depth -= 1;
        value
    }

    /// Items with commas, blanks or nothing between them.
    fn sequence(&mut self, open: char, close: char) -> Option<Literal<'a>> {
        self.at += open.len_utf8();
        let mut items = Vec::new();
        loop {
            self.blanks();
            if self.rest().starts_with(close) {
                self.at += close.len_utf8();
                return Some(Literal::List(items));
            }
            if self.skips(",") {
                continue;
            }
            items.push(self.value(if close == ']' { "]" } else { ")" })?);
        }
    }

    /// A dictionary, a set, or an array of a database.
    fn braces(&mut self) -> Option<Literal<'a>> {
        self.at += 1;
        let (mut items, mut members) = (Vec::new(), Vec::new());
        loop {
            self.blanks();
            if self.skips("}") {
                break;
            }
            if self.skips(",") {
                continue;
            }
            let key = self.value("}:=")?;
            self.blanks();
            if self.skips("=>") || self.skips(":") || self.skips("=") {
                let Literal::Text(key) = key else { return None };
                members.push((key, self.value("}")?));
            } else {
                items.push(key);
            }
        }
        match (items.is_empty(), members.is_empty()) {
            (_, true) => Some(Literal::List(items)),
            (true, false) => Some(Literal::Object(members)),
            (false, false) => None,
        }
    }

    /// A quoted text; the same sign twice, or after a backslash, is the sign.
    fn string(&mut self) -> Option<Cow<'a, str>> {
        let sign = char::from(self.peek()?);
        self.at += 1;
        let start = self.at;
        let stop = |c: char| c == sign || c == '\\';
        let plain = self.rest().find(stop)?;
        self.at += plain;
        if !self.rest().starts_with('\\') {
            self.at += 1;
            return Some(Cow::Borrowed(&self.text[start..start + plain]));
        }
        let mut text = self.text[start..start + plain].to_owned();
        loop {
            let next = self.rest().find(stop)?;
            text.push_str(&self.rest()[..next]);
            self.at += next + 1;
            if self.text.as_bytes()[self.at - 1] != b'\\' {
                return Some(Cow::Owned(text));
            }
            text.push(self.escaped()?);
        }
    }

    /// What a backslash and the signs behind it stand for.
    fn escaped(&mut self) -> Option<char> {
        let sign = self.rest().chars().next()?;
        self.at += sign.len_utf8();
        let digits = match sign {
            'n' => return Some('\n'),
            't' => return Some('\t'),
            'r' => return Some('\r'),
            'x' => 2,
            'u' => 4,
            'U' => 8,
            other => return Some(other),
        };
        let Some(mut code) = self.hex(digits) else { return Some(sign) };
        if (0xd800..0xdc00).contains(&code) && self.rest().starts_with("\\u") {
            self.at += 2;
            code = 0x10000 + ((code - 0xd800) << 10) + (self.hex(4)?.wrapping_sub(0xdc00) & 0x3ff);
        }
        Some(char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER))
    }

    fn hex(&mut self, digits: usize) -> Option<u32> {
        let code = u32::from_str_radix(self.rest().get(..digits)?, 16).ok()?;
        self.at += digits;
        Some(code)
    }

    /// A word without quotes, a number, or a name before parentheses.
    fn word_or_call(&mut self, ends: &str) -> Option<Literal<'a>> {
        let name = self.name();
        if self.text[self.at + name.len()..].starts_with('(') {
            self.at += name.len();
            return self.call(name);
        }
        if let ("b" | "u" | "r" | "B" | "U", Some(b'\'' | b'"')) =
            (name, self.text.as_bytes().get(self.at + name.len()))
        {
            self.at += name.len();
            return self.string().map(Literal::Text);
        }
        let word = self.rest()[..self.word_end(ends)].trim_end();
        // Three dots stand for items that were not printed.
        if word.is_empty() || word.split_whitespace().any(|part| part == "...") {
            return None;
        }
        self.at += word.len();
        if is_nothing(word) { Some(Literal::Nothing) } else { Some(Literal::Text(word.into())) }
    }

    fn word_end(&self, ends: &str) -> usize {
        let rest = self.rest();
        let is_key = |at: usize| {
            rest[..at].chars().all(|c| c.is_alphanumeric() || matches!(c, '_' | '.' | '-' | ' ' | '$'))
                && !rest[at + 1..].starts_with("//")
        };
        let is_end = |&(at, c): &(usize, char)| match c {
            ',' | '\'' | '"' | '\n' => true,
            // An address is no key.
            ':' | '=' => ends.contains(c) && is_key(at),
            c => ends.contains(c),
        };
        rest.char_indices().find(is_end).map_or(rest.len(), |(at, _)| at)
    }

    fn name(&self) -> &'a str {
        let rest = self.rest();
        let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_');
        if !rest.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') {
            return "";
        }
        &rest[..rest.find(|c| !is_part(c)).unwrap_or(rest.len())]
    }

    /// What stands in the parentheses behind a name.
    fn call(&mut self, name: &str) -> Option<Literal<'a>> {
        self.at += 1;
        let (mut items, mut members) = (Vec::new(), Vec::new());
        loop {
            self.blanks();
            if self.skips(")") {
                break;
            }
            if self.skips(",") {
                continue;
            }
            let key = self.name();
            let behind = self.text[self.at + key.len()..].trim_start();
            if !key.is_empty() && behind.starts_with('=') {
                self.at = self.text.len() - behind.len() + 1;
                members.push((Cow::Borrowed(key), self.value(")")?));
            } else {
                items.push(self.value(")")?);
            }
        }
        let is_sequence = SEQUENCES.contains(&name);
        // `character(0)` is empty; `list(text = "a")` is an object.
        Some(match (items.len(), members.len()) {
            _ if is_sequence && matches!(name, "character" | "integer" | "numeric") => Literal::List(Vec::new()),
            (0, 1..) => Literal::Object(members),
            (1, _) if matches!(items[0], Literal::List(_)) || !is_sequence => items.pop()?,
            _ if is_sequence => Literal::List(items),
            _ if name.ends_with("datetime") => moment(&items)?,
            _ => Literal::List(items),
        })
    }

    /// `<Name key=value key=value>`, whose last sign some versions forget.
    fn printed(&mut self) -> Option<Literal<'a>> {
        let inner = &self.rest()[1..];
        let end = inner.find(['>', ',', ']']).unwrap_or(inner.len());
        let members: Vec<(Cow<str>, Literal)> = inner[..end]
            .split_whitespace()
            .filter_map(|part| part.split_once('='))
            .map(|(key, value)| (key.into(), Literal::Text(value.trim_matches(['\'', '"']).into())))
            .collect();
        self.at += 1 + end;
        self.skips(">");
        (!members.is_empty()).then_some(Literal::Object(members))
    }
}

/// `datetime.datetime(2024, 1, 2, 3, 4, 5)`, in UTC as programs that print it
/// with `tzinfo` keep it.
fn moment<'a>(parts: &[Literal]) -> Option<Literal<'a>> {
    let numbers: Vec<u32> = parts
        .iter()
        .map(|part| if let Literal::Text(text) = part { text.parse().ok() } else { None })
        .collect::<Option<_>>()?;
    let part = |at: usize| numbers.get(at).copied().unwrap_or(0);
    let (date, clock) = ([part(0), part(1), part(2)], [part(3), part(4), part(5)]);
    let text = format!(
        "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:06}",
        date[0],
        date[1],
        date[2],
        clock[0],
        clock[1],
        clock[2],
        part(6)
    );
    Some(Literal::Text(text.into()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn json(text: &str) -> Option<String> {
        read(text).map(|value| value.to_json())
    }

    #[test]
    fn one_list_in_the_notations_of_programs() {
        for text in [
            "['a', 'b']",
            "[\"a\", \"b\"]",
            "['a' 'b']",
            "['a'\n 'b']",
            "('a', 'b')",
            "{'a', 'b'}",
            "{a,b}",
            "{\"a\",b}",
            "[a, b]",
            "c(\"a\", \"b\")",
            "list(\"a\", \"b\")",
            "array(['a', 'b'], dtype=object)",
            "array(['a', 'b'],\n      dtype='<U1')",
            "[np.str_('a'), np.str_('b')]",
            "[u'a', u'b']",
            "List(a, b)",
            "WrappedArray(a, b)",
        ] {
            assert_eq!(json(text).as_deref(), Some(r#"["a","b"]"#), "{text}");
        }
        for text in ["[]", "{}", "()", "set()", "c()", "character(0)", "list()", "array([], dtype=object)", "[ ]"] {
            assert_eq!(json(text).as_deref(), Some("[]"), "{text}");
        }
    }

    #[test]
    fn texts_are_what_was_quoted() {
        for (text, expected) in [
            (r#"["it's", 'both \' and "']"#, r#"["it's","both ' and \""]"#),
            ("['http://a.example/x,1518,70003,00.html']", r#"["http://a.example/x,1518,70003,00.html"]"#),
            (r"['\u00e4\x41\n', '\U0001f600']", "[\"äA\\n\",\"😀\"]"),
            (r#"["\ud83d\ude00"]"#, "[\"😀\"]"),
            ("[a, 'b,c', NULL, 'NULL', g h]", r#"["a","b,c",null,"NULL","g h"]"#),
            ("{\"a b\",NULL,\"x,y\"}", r#"["a b",null,"x,y"]"#),
            ("c(\"x\", NA)", r#"["x",null]"#),
            ("[1234567890123456789]", r#"["1234567890123456789"]"#),
            ("[None, nan]", "[null,null]"),
        ] {
            assert_eq!(json(text).as_deref(), Some(expected), "{text}");
        }
    }

    #[test]
    fn objects_in_lists() {
        for text in [
            "[{'type': 'retweeted', 'id': '9'}]",
            "[{\"type\": \"retweeted\", \"id\": 9}]",
            "[<ReferencedTweet id=9 type=retweeted>]",
            "[<ReferencedTweet id=9 type=retweeted]",
            "[ReferencedTweet(id=9, type='retweeted')]",
            "[{type=retweeted, id=9}]",
        ] {
            let value = read(text).unwrap_or_else(|| panic!("{text}"));
            let Literal::List(items) = value else { panic!("{text}") };
            let Literal::Object(mut members) = items[0].clone() else { panic!("{text}") };
            members.sort_by(|a, b| a.0.cmp(&b.0));
            assert_eq!(members[0], ("id".into(), Literal::Text("9".into())), "{text}");
            assert_eq!(members[1], ("type".into(), Literal::Text("retweeted".into())), "{text}");
        }
        let tweet =
            "Tweet(url='https://a.example/1', date=datetime.datetime(2022, 3, 1, 4, 5, tzinfo=datetime.timezone.utc))";
        assert_eq!(
            json(tweet).as_deref(),
            Some(r#"{"url":"https://a.example/1","date":"2022-03-01 04:05:00.000000"}"#)
        );
    }

    #[test]
    fn what_is_not_whole_is_no_list() {
        for text in ["['a'", "['a", "[a, b", "['t0' 't1' ... 't9']", "{'a': }", "[", "c(\"a\"", ""] {
            assert_eq!(read(text), None, "{text}");
        }
        assert_eq!(read(&"[".repeat(100_000)), None);
        assert_eq!(read(&format!("{}1{}", "[".repeat(60), "]".repeat(60))), None);
    }

    fn python(text: &str) -> String {
        let sign = if text.contains('\'') && !text.contains('"') { '"' } else { '\'' };
        let mut quoted = String::from(sign);
        for c in text.chars() {
            match c {
                '\n' => quoted.push_str("\\n"),
                '\r' => quoted.push_str("\\r"),
                '\t' => quoted.push_str("\\t"),
                '\\' => quoted.push_str("\\\\"),
                c if c == sign => quoted.extend(['\\', c]),
                c => quoted.push(c),
            }
        }
        quoted.push(sign);
        quoted
    }

    proptest! {
        /// What is written in any of the notations is read as it was.
        #[test]
        fn every_notation_is_read_back(items in prop::collection::vec("[ a-c,;|'\"\\\\\n\\[\\]{}()#@:=/.é😀]{0,12}", 0..5)) {
            let expected = Literal::List(items.iter().map(|item| Literal::Text(item.clone().into())).collect());
            let quoted: Vec<String> = items.iter().map(|item| python(item)).collect();
            let json: Vec<String> = items.iter().map(|item| serde_json::to_string(item).unwrap()).collect();
            for text in [
                format!("[{}]", quoted.join(", ")),
                format!("[{}]", quoted.join(" ")),
                format!("[{}]", quoted.join("\n ")),
                format!("({})", quoted.join(",")),
                format!("array([{}], dtype=object)", quoted.join(", ")),
                format!("[{}]", json.join(",")),
                format!("c({})", json.join(", ")),
                format!("{{{}}}", json.join(",")),
            ] {
                let value = read(&text);
                prop_assert_eq!(value.as_ref(), Some(&expected), "{}", text);
            }
        }

        #[test]
        fn nothing_panics(text in "[\\[\\]{}()<>'\",:= .a-cN0-9\\\\]{0,40}") {
            let _ = read(&text);
        }
    }
}
